"""What Airflow keeps of the settings of a corpus: source and warehouse in Variables, the webhook in a Connection.

They are read when a task runs or a page is shown, never when a DAG file is parsed: that happens twice a minute, and
each read is a query. See ``docs/decisions/settings-in-airflow.md``.
"""

from typing import Any

from airflow.sdk import Connection, Variable
from airflow.sdk.exceptions import AirflowNotFoundException, AirflowSecretsBackendAccessDenied
from airflow.sdk.log import mask_secret

from broadsheet.settings import Kept
from broadsheet_airflow.corpora import Corpus

PREFIX = "broadsheet"
"""How the names of Variables and Connections begin. The name of the corpus and that of the setting follow."""
IN_VARIABLES = ("source", "warehouse")
"""The settings that a Variable can hold."""


def kept_name(corpus: Corpus, setting: str) -> str:
    """Return the name of the Variable or Connection that can hold a setting of a corpus.

    >>> kept_name(Corpus(), "source"), kept_name(Corpus("wire"), "source")
    ('broadsheet_source', 'broadsheet_wire_source')
    """
    return f"{corpus.named(PREFIX)}_{setting}"


def kept_in_variables(corpus: Corpus) -> Kept:
    """Return the settings whose Variables are set and not empty.

    Raises:
        AirflowRuntimeError: a Variable that exists could not be read. Airflow's `Variable.get` with a default takes it
            for one that is not set, and a build would go to another warehouse.
    """
    stored = _stored_variables()
    found: dict[str, str] = {}
    names = {setting: kept_name(corpus, setting) for setting in IN_VARIABLES}
    for setting, key in names.items():
        value = Variable.get(key) if key in stored else Variable.get(key, default=None)
        if value and value.strip():
            found[setting] = value.strip()
    return Kept(f"Airflow's Variables {' and '.join(names[setting] for setting in found)}", found)


def kept_in_connection(corpus: Corpus) -> Kept:
    """Return the webhook of the corpus's Connection, where it is set; log lines mask it.

    Airflow 3.3.2 gives no Connection to the process that reports late runs, set or not: the webhook of the settings
    counts there.
    """
    name = kept_name(corpus, "webhook")
    try:
        connection = Connection.get(name)
    except (AirflowNotFoundException, AirflowSecretsBackendAccessDenied):
        return Kept("", {})
    address = webhook_address(connection)
    mask_secret(address)
    return Kept(f"Airflow's Connection {name}", {"alerts": {"webhook": address}})


def webhook_address(connection: Any) -> str:
    """Return the address that a Connection holds: its host and, after a slash, its schema and password where given.

    The host may begin with ``https://``; else the type of the Connection, or its schema, says ``http`` or ``https``.
    So both ``{"host": "https://hooks.example.org/services", "password": "T0/B0/secret"}`` and the plain address as a
    URI of a Connection give the address.
    """
    host, schema = connection.host or "", connection.schema or ""
    if "://" not in host:
        plain = "http" in (schema, connection.conn_type) and schema != "https"
        host = f"{'http' if plain else 'https'}://{host}"
    port = f":{connection.port}" if connection.port else ""
    path = [part for part in (schema, connection.password or "") if part not in ("", "http", "https")]
    return "/".join([host.rstrip("/") + port, *(part.strip("/") for part in path)])


def _stored_variables() -> set[str]:
    """Return the names of our Variables in Airflow's database; none where no task runs."""
    try:
        return set(Variable.keys(prefix=f"{PREFIX}_"))
    except ImportError:  # as in the API server: Airflow offers the list to tasks only
        return set()
