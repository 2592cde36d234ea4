"""Telling people that a run needs them: what happened, where, and what to do, by webhook and by e-mail.

An alert never fails what it tells of: a channel that does not answer is a line in the log.
"""

import html
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal
from urllib.parse import quote

from airflow.sdk import BaseNotifier, Context, literal
from airflow.sdk.configuration import conf

from broadsheet.errors import TransientError
from broadsheet.settings import Alerts
from broadsheet_airflow.paths import project_settings

SECONDS = 10.0
"""How long the server behind a webhook may take to answer."""

Event = Literal["failed", "stopped", "rejected", "question", "late"]

log = logging.getLogger("broadsheet.alerts")


@dataclass(frozen=True, slots=True)
class Alert:
    """Something a person has to know.

    Attributes:
        event: What kind of thing it is: a run `failed`, its gate `stopped` it, a person `rejected` it, it asks a
            `question`, or it is `late`.
        title: What happened, in one line.
        message: The particulars: the error, the figures.
        remedy: What to do about it.
        dag: The DAG.
        run: Its run.
        path: Where in the user interface the run is looked at, behind its own address.
    """

    event: Event
    title: str
    message: str
    remedy: str
    dag: str
    run: str
    path: str = ""

    @property
    def link(self) -> str:
        """Where to look in Airflow's user interface."""
        base = conf.get("api", "base_url", fallback="http://localhost:8080").rstrip("/")
        return f"{base}/dags/{self.dag}/runs/{quote(self.run, safe='')}{self.path}"

    @property
    def text(self) -> str:
        """All of it in plain text."""
        return f"{self.title}\n{self.message}\n{self.remedy}\n{self.link}"

    @property
    def markup(self) -> str:
        """All of it as HTML, for e-mail."""
        title, message, remedy, link = map(html.escape, (self.title, self.message, self.remedy, self.link))
        return f'<p><b>{title}</b></p><pre>{message}</pre><p>{remedy}</p><p><a href="{link}">{link}</a></p>'

    def payload(self) -> dict[str, str]:
        """Return what a webhook gets; ``text`` is what Slack, Mattermost and their like show."""
        told = asdict(self)
        del told["path"]
        return {**told, "link": self.link, "text": self.text}


def send(alert: Alert) -> None:
    """Send an alert to whom the settings name; a channel that fails is told in the log and stops no other."""
    try:
        made = notifiers(alert, project_settings().alerts)
    except Exception as error:
        log.warning("alert '%s' was not sent: %s", alert.title, error)
        return
    for notifier in made:
        try:
            notifier({})
        except Exception as error:
            log.warning("alert '%s' was not sent by %s: %s", alert.title, type(notifier).__name__, error)


def notifiers(alert: Alert, alerts: Alerts) -> list[BaseNotifier]:
    """Return what sends an alert, a notifier a channel; e-mail goes by Airflow's connection ``smtp_default``."""
    made: list[BaseNotifier] = []
    if alerts.webhook:
        made.append(WebhookNotifier(alerts.webhook.get_secret_value(), alert.payload()))
    if alerts.emails:
        from airflow.providers.smtp.notifications.smtp import SmtpNotifier  # noqa: PLC0415  # only where it is used

        # `literal`: a message may hold what looks like a template, for it quotes names of files.
        words: Any = {"subject": literal(f"Broadsheet: {alert.title}"), "html_content": literal(alert.markup)}
        made.append(SmtpNotifier(to=list(alerts.emails), **words))
    return made


class WebhookNotifier(BaseNotifier):
    """Sends a JSON object to a web address, by POST."""

    def __init__(self, address: str, payload: Mapping[str, str]) -> None:
        super().__init__()
        self._address = address
        self._payload = dict(payload)

    def notify(self, context: Context) -> None:
        """Send it.

        Raises:
            TransientError: nobody answered, or the answer was an error. It does not say where: such an address is as
                good as a password, and errors go into logs.
        """
        import httpx  # noqa: PLC0415  # only where it is used

        try:
            answer = httpx.post(self._address, json=self._payload, timeout=SECONDS)
        except httpx.HTTPError as error:
            raise TransientError(f"the webhook did not answer: {type(error).__name__}") from None
        if answer.is_error:
            raise TransientError(f"the webhook answered {answer.status_code}")
