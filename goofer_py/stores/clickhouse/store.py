"""ClickHouse by URL: one server, or a cluster."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from goofer_py.errors import ConnectionFailed, MissingDriver, UsageError
from goofer_py.stores.kinds import CLICKHOUSE
from goofer_py.stores.native_store import NativeStore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goofer_py.stores.clickhouse.session import ClickHouseSession
    from goofer_py.stores.url import DatabaseUrl

_DRIVERS = ("", "http", "https", "connect")
_ENCRYPTED = ("clickhouses",)
_YES = ("1", "true", "yes", "on")
_PASSED_ON = ("ca_cert", "client_cert", "client_cert_key", "server_host_name", "proxy_path")
_KNOWN = ("cluster", "secure", "verify", *_PASSED_ON)
_WAITS: Mapping[str, Any] = {
    # What is changed is so on all replicas, and done, when the server answers.
    "alter_sync": 2,
    "mutations_sync": 2,
    "lightweight_deletes_sync": 2,
    "distributed_ddl_task_timeout": -1,
    "distributed_ddl_output_mode": "throw",
    "distributed_foreground_insert": 1,
    "database_atomic_wait_for_drop_and_detach_synchronously": 1,
    "async_insert": 0,
}


class ClickHouseStore(NativeStore["ClickHouseSession"]):
    """One database of ClickHouse, which has to be there: `connect` says so when it is not."""

    def __init__(self, url: DatabaseUrl) -> None:
        if url.driver not in _DRIVERS:
            raise UsageError(
                f"There is no kind {url.driver!r} of ClickHouse.",
                hint="clickhouse://user:password@host:8123/name, or clickhouse+https://...",
            )
        if unknown := sorted(url.query.keys() - set(_KNOWN)):
            raise UsageError(
                f"URLs of ClickHouse have no parameter {unknown[0]!r}.",
                hint=f"they have: {', '.join(_KNOWN)}",
            )
        super().__init__(CLICKHOUSE, url)
        self._name = url.database or "default"

    def _connected(self, seconds: float) -> ClickHouseSession:
        try:
            import clickhouse_connect
            from clickhouse_connect.driver.exceptions import ClickHouseError
            from urllib3.exceptions import HTTPError
            from urllib3.util.timeout import Timeout

            from goofer_py.stores.clickhouse.session import ClickHouseSession, reached, told
        except ModuleNotFoundError as error:
            raise MissingDriver(self.database, "clickhouse-connect", "clickhouse") from error
        # What it would write to stderr is told by the errors.
        logging.getLogger("clickhouse_connect").addHandler(logging.NullHandler())
        client: Any = None
        try:
            client = clickhouse_connect.get_client(**self._options(seconds))
            # It answers whoever may log in, also for a database that is not there.
            client.command("SELECT 1")
            _wait_for_all(client)
            # A change may take hours, and TCP tells of a server that is gone meanwhile.
            client.timeout = Timeout(connect=seconds, read=None)
        except ClickHouseError as error:
            self._closed(client)
            raise self.refused(*told(error)) from None
        except (HTTPError, OSError) as error:
            self._closed(client)
            raise self.refused(reached(error)) from None
        cluster = self._url.first("cluster") or ""
        return ClickHouseSession(
            client,
            self._name,
            self.database,
            self._secrecy,
            cluster=cluster,
            another=self._another,
        )

    def _another(self) -> Any:
        """Return a client that keeps nobody waiting for long."""
        import clickhouse_connect

        options = self._options(_SHORT) | {"send_receive_timeout": _SHORT}
        return clickhouse_connect.get_client(**options | {"autogenerate_session_id": False})

    def _closed(self, client: Any) -> None:
        if client is not None:
            client.close()

    def _options(self, seconds: float) -> dict[str, Any]:
        url = self._url
        secure = (url.first("secure") or "").lower() in _YES
        encrypted = secure or url.backend in _ENCRYPTED or url.driver == "https"
        given = {name: url.first(name) for name in _PASSED_ON}
        verify = url.first("verify")
        if verify is not None:
            given["verify"] = verify
        return {
            "interface": "https" if encrypted else "http",
            "host": url.host or "localhost",
            "port": url.port or (8443 if encrypted else 8123),
            "username": url.username or "default",
            "password": url.password or "",
            "database": self._name,
            "connect_timeout": max(1, round(seconds)),
            "send_receive_timeout": max(15, round(seconds)),
            "query_retries": 0,
            "autogenerate_session_id": True,
            "client_name": "goofer",
            **{name: one for name, one in given.items() if one is not None},
        }

    def refused(self, said: str, state: str = "") -> ConnectionFailed:
        """Return the error for a connection that failed with these words."""
        hint = "check host, port, user and password in the URL"
        return self._unreached(said, _REASONS, _HINTS, hint, _STATES.get(state))


def _wait_for_all(client: Any) -> None:
    """Set what a session is to wait for, as far as the server knows it and the user may set it."""
    for name, value in _WAITS.items():
        setting = client.server_settings.get(name)
        if setting is not None and not setting.readonly:
            client.set_client_setting(name, value)


_SHORT = 2
"""How many seconds whoever ends a run waits for the server to answer."""
_STATES = {
    **dict.fromkeys(("516", "192", "193", "194", "497", "291"), "refused"),
    "81": "absent",
    "202": "busy",
    "203": "starting",
}
_REASONS = {
    "authentication failed": "refused",
    "certificate": "refused",
    "too many simultaneous": "busy",
}
_HINTS = {
    "authentication": "set the right user and password in the URL",
    "does not exist": "make the database first: CREATE DATABASE name",
    "name or service": "check the host in the URL",
    "name resolution": "check the host in the URL",
    "failed to resolve": "check the host in the URL",
    "refused": "check host and port, which is that of HTTP (8123), and that the server runs",
    "timed out": "check host, port and firewall: curl http://HOST:8123/ping",
    "certificate": "check ca_cert= in the URL, and the certificates of the server",
}
