"""Alerts by webhook and e-mail for runs that need a person: what happened, where, and what to do.

Sending an alert never raises: a channel that does not answer is a line in the log.
"""

import html
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal
from urllib.parse import quote

from airflow.sdk import BaseNotifier, Context, literal

from broadsheet.errors import TransientError
from broadsheet.settings import Alerts
from broadsheet_airflow.corpora import Corpus
from broadsheet_airflow.links import airflow_address
from broadsheet_airflow.paths import alert_settings

SECONDS = 10.0
"""How long the server behind a webhook may take to answer."""

Event = Literal["failed", "stopped", "rejected", "question", "late"]

log = logging.getLogger("broadsheet.alerts")


@dataclass(frozen=True, slots=True)
class Alert:
    """A message that a run needs a person.

    Attributes:
        event: The kind of event: a run `failed`, the gate `stopped` it, a person `rejected` it, it asks a `question`,
            or it is `late`.
        title: What happened, in one line.
        message: The details: the error, the counts.
        remedy: What to do about it.
        dag: Id of the DAG.
        run: Id of the run.
        path: Page of the user interface to open, relative to the page of the run.
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
        """Address of the run in Airflow's user interface."""
        return f"{airflow_address()}/dags/{self.dag}/runs/{quote(self.run, safe='')}{self.path}"

    @property
    def text(self) -> str:
        """The whole alert as plain text."""
        return f"{self.title}\n{self.message}\n{self.remedy}\n{self.link}"

    @property
    def markup(self) -> str:
        """The whole alert as HTML, for e-mail."""
        title, message, remedy, link = map(html.escape, (self.title, self.message, self.remedy, self.link))
        return f'<p><b>{title}</b></p><pre>{message}</pre><p>{remedy}</p><p><a href="{link}">{link}</a></p>'

    def payload(self) -> dict[str, str]:
        """Return the JSON object for a webhook; chat programs like Slack and Mattermost show its ``text``."""
        fields = asdict(self)
        del fields["path"]
        return {**fields, "link": self.link, "text": self.text}


def send(alert: Alert, corpus: Corpus) -> None:
    """Send an alert to the recipients of a corpus; a channel that fails is logged and does not stop the others."""
    try:
        made = notifiers(alert, alert_settings(corpus))
    except Exception as error:
        log.warning("alert '%s' was not sent: %s", alert.title, error)
        return
    for notifier in made:
        try:
            notifier({})
        except Exception as error:
            log.warning("alert '%s' was not sent by %s: %s", alert.title, type(notifier).__name__, error)


def notifiers(alert: Alert, alerts: Alerts) -> list[BaseNotifier]:
    """Return one notifier per channel of the settings; e-mail uses Airflow's connection ``smtp_default``."""
    made: list[BaseNotifier] = []
    if alerts.webhook:
        made.append(WebhookNotifier(alerts.webhook.get_secret_value(), alert.payload()))
    if alerts.emails:
        from airflow.providers.smtp.notifications.smtp import SmtpNotifier  # noqa: PLC0415  # slow

        # `literal`: a message quotes file names, and parts of these may look like a template.
        content: Any = {"subject": literal(f"Broadsheet: {alert.title}"), "html_content": literal(alert.markup)}
        made.append(SmtpNotifier(to=list(alerts.emails), **content))
    return made


class WebhookNotifier(BaseNotifier):
    """Sends a JSON object to a web address by POST."""

    def __init__(self, address: str, payload: Mapping[str, str]) -> None:
        super().__init__()
        self._address = address
        self._payload = dict(payload)

    def notify(self, context: Context) -> None:
        """Send the object.

        Raises:
            TransientError: there was no answer, or it was an error. The message leaves out the address: whoever knows
                it can post there, and errors go to logs.
        """
        import httpx  # noqa: PLC0415  # slow

        try:
            answer = httpx.post(self._address, json=self._payload, timeout=SECONDS)
        except httpx.HTTPError as error:
            raise TransientError(f"the webhook did not answer: {type(error).__name__}") from None
        if answer.is_error:
            raise TransientError(f"the webhook answered {answer.status_code}")
