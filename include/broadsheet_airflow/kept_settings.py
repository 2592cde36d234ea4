"""What Airflow keeps of the settings: the source and the warehouse in Variables, the webhook in a Connection.

They are read when a task runs or a page is shown, never when a DAG file is parsed: that happens twice a minute, and
each read is a query. See ``docs/decisions/settings-in-airflow.md``.
"""

from typing import Any

from airflow.sdk import Connection, Variable
from airflow.sdk.exceptions import AirflowNotFoundException, AirflowSecretsBackendAccessDenied
from airflow.sdk.log import mask_secret

from broadsheet.settings import Kept

PREFIX = "broadsheet_"
VARIABLES = {"source": f"{PREFIX}source", "warehouse": f"{PREFIX}warehouse"}
"""The Variable that holds a setting, by the setting's name."""
WEBHOOK = f"{PREFIX}webhook"
"""The Connection that holds the address of the webhook."""


def kept_in_variables() -> Kept:
    """Return the settings whose Variables are set and not empty.

    Raises:
        AirflowRuntimeError: a Variable that exists could not be read. Airflow's `Variable.get` with a default takes it
            for one that is not set, and a build would go to another warehouse.
    """
    stored = _stored_variables()
    found: dict[str, str] = {}
    for setting, key in VARIABLES.items():
        value = Variable.get(key) if key in stored else Variable.get(key, default=None)
        if value and value.strip():
            found[setting] = value.strip()
    return Kept(f"Airflow's Variables {' and '.join(VARIABLES[name] for name in found)}", found)


def kept_in_connection() -> Kept:
    """Return the webhook of the Connection, where it is set; log lines mask it.

    Airflow 3.3.2 gives no Connection to the process that reports late runs, set or not: the webhook of the settings
    counts there.
    """
    try:
        connection = Connection.get(WEBHOOK)
    except (AirflowNotFoundException, AirflowSecretsBackendAccessDenied):
        return Kept("", {})
    address = webhook_address(connection)
    mask_secret(address)
    return Kept(f"Airflow's Connection {WEBHOOK}", {"alerts": {"webhook": address}})


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
        return set(Variable.keys(prefix=PREFIX))
    except ImportError:  # as in the API server: Airflow offers the list to tasks only
        return set()
