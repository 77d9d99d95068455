"""Redis by URL: standalone, behind Sentinel, or a Cluster."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from goofer_py.errors import ConnectionFailed, MissingDriver, UsageError
from goofer_py.stores.kinds import REDIS
from goofer_py.stores.native_store import NativeStore
from goofer_py.stores.redis.tls import TLS_PARAMETERS, tls_options
from goofer_py.stores.url import node

if TYPE_CHECKING:
    from goofer_py.stores.redis.session import RedisSession
    from goofer_py.stores.url import DatabaseUrl

_PORT = 6379
_SENTINEL_PORT = 26379
_ENCRYPTED = ("rediss", "valkeys")
_DEPLOYMENTS = ("", "cluster", "sentinel")
_OWN = {
    "": (),
    "cluster": ("node",),
    "sentinel": ("node", "db", "sentinel_username", "sentinel_password"),
}
"""What else URLs of each deployment may say."""


class RedisStore(NativeStore["RedisSession"]):
    """One database of a Redis server, or a Cluster."""

    def __init__(self, url: DatabaseUrl) -> None:
        if url.driver not in _DEPLOYMENTS:
            raise UsageError(
                f"There is no kind {url.driver!r} of Redis.",
                hint="redis://host:6379/0, redis+cluster://host:6379 or"
                " redis+sentinel://host:26379/NAME",
            )
        super().__init__(REDIS, url)
        self._refuse_unknown()
        self._number = self._database_number()
        encrypted = url.backend in _ENCRYPTED
        self._tls: dict[str, Any] = tls_options(url.query) if encrypted else {}

    def _refuse_unknown(self) -> None:
        url = self._url
        known = ("db", *_OWN[url.driver], *(TLS_PARAMETERS if url.backend in _ENCRYPTED else ()))
        for name in url.query:
            if name in TLS_PARAMETERS and name not in known:
                raise UsageError(
                    f"{name} in the URL is about TLS, and {url.scheme}:// is without.",
                    hint=f"{url.backend}s{url.scheme[len(url.backend) :]}://... is with TLS",
                )
            if name not in known:
                raise UsageError(f"{name} in the URL is not known. Known are: {', '.join(known)}.")

    def _connected(self, seconds: float) -> RedisSession:
        try:
            import redis
            from redis.exceptions import RedisClusterException, RedisError

            from goofer_py.stores.redis.session import RedisSession
        except ModuleNotFoundError as error:
            raise MissingDriver(self.database, "redis", "redis") from error
        try:
            client = self._client(redis, seconds)
            client.ping()
            if self._url.driver == "cluster":
                _look(client)
        except (RedisError, RedisClusterException, OSError) as error:
            raise self.refused(str(error) or type(error).__name__) from None
        return RedisSession(
            client, self.database, self._secrecy, cluster=self._url.driver == "cluster"
        )

    def _client(self, redis: Any, seconds: float) -> Any:
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        url, driver = self._url, self._url.driver
        options: dict[str, Any] = {
            "username": url.username,
            "password": url.password,
            "socket_connect_timeout": seconds,
            "protocol": 2,
            # A command whose answer was lost may have run: nobody but a person sends it again.
            "retry": Retry(NoBackoff(), 0),
        }
        options |= self._tls
        if driver == "cluster":
            from redis import cluster

            made: Any = cluster.ClusterNode
            nodes = [made(host, port) for host, port in self._nodes(_PORT)]
            return redis.RedisCluster(startup_nodes=nodes, **options)
        if driver == "sentinel":
            from redis import sentinel

            watching: Any = sentinel.Sentinel
            who = {
                "username": url.first("sentinel_username"),
                "password": url.first("sentinel_password"),
                "socket_connect_timeout": seconds,
                **self._tls,
            }
            sentinels = watching(self._nodes(_SENTINEL_PORT), sentinel_kwargs=who)
            return sentinels.master_for(self._service, db=self._number, **options)
        ((host, port),) = self._nodes(_PORT)
        return redis.Redis(host=host, port=port, db=self._number, **options)

    def _nodes(self, port: int) -> list[tuple[str, int]]:
        """Return host and port, and those of the parameters `node`."""
        url = self._url
        return [(url.host or "localhost", url.port or port), *map(node, url.query.get("node", ()))]

    @property
    def _service(self) -> str:
        """The name that the sentinels watch a server under."""
        return (self._url.database or "mymaster").partition("/")[0]

    def _database_number(self) -> int:
        text = self._url.database or ""
        if self._url.driver == "sentinel":
            text = text.partition("/")[2]
        text = text or self._url.first("db") or ""
        if not text:
            return 0
        if not text.isdecimal() or (self._url.driver == "cluster" and int(text)):
            raise UsageError(
                f"{text!r} is no database of Redis: they are numbers, and a Cluster has 0 alone.",
                hint="redis://host:6379/0",
            )
        return int(text)

    def refused(self, said: str) -> ConnectionFailed:
        """Return the error for a connection that failed with these words."""
        hints = {**_HINTS, **_TLS_HINTS} if self._tls else _HINTS
        return self._unreached(said, _REASONS, hints, "check host, port and password in the URL")


def _look(cluster: Any) -> None:
    """Raise RedisError while some of the keys have no server."""
    from redis.exceptions import ClusterDownError, NoPermissionError

    cluster.ping(target_nodes=cluster.PRIMARIES)
    with suppress(NoPermissionError):
        said = cluster.cluster_info(target_nodes=cluster.get_random_node())
        if said.get("cluster_state") != "ok":
            raise ClusterDownError("CLUSTERDOWN: the servers do not have all slots now")


_REASONS = {
    "loading": "starting",
    "masterdown": "starting",
    "clusterdown": "starting",
    "no master found": "starting",
    "max number of clients": "busy",
    "wrongpass": "refused",
    "invalid username-password": "refused",
    "authentication": "refused",
    "noauth": "refused",
    "called without any password": "refused",
    "noperm": "refused",
    "out of range": "refused",
    "certificate": "refused",
    "eof occurred in violation of protocol": "refused",
    "unsupported operation": "refused",
    "cluster mode is not enabled": "refused",
    "cluster support disabled": "refused",
}
_TLS_HINTS = {
    "timeout": "check host, port and firewall, and that the server speaks TLS at this port"
}
_WANTS_ONE = (
    "the server wants a certificate from you, or ends what it does not know:"
    " rediss://...?ssl_certfile=...&ssl_keyfile=..."
)
_HINTS = {
    "clusterdown": "wait until another server took over: goofer wait; or look: redis-cli --cluster"
    " check HOST:PORT",
    "wrongpass": "set the right user and password in the URL",
    "invalid username-password": "set the right user and password in the URL",
    "called without any password": "the server has no password: leave it out of the URL",
    "authentication": "set user and password in the URL: redis://user:password@host:6379/0",
    "noperm": "ACL SETUSER gives the user what it may do: see docs/stores/redis.md",
    "out of range": "set another number of the database in the URL, or databases on the server",
    "name or service": "check the host in the URL",
    "name resolution": "check the host in the URL",
    "refused": "check host and port, and that the server runs: redis-cli -h HOST -p PORT ping",
    "timed out": "check host, port and firewall: redis-cli -h HOST -p PORT ping",
    "timeout": "check host, port and firewall: redis-cli -h HOST -p PORT ping",
    "cluster": "write redis:// for a server that is no Cluster",
    "self-signed certificate": "name the file of the CA that signed it:"
    " rediss://...?ssl_ca_certs=ca.pem",
    "unable to get local issuer": "name the file of the CA that signed it:"
    " rediss://...?ssl_ca_certs=ca.pem",
    "certificate required": _WANTS_ONE,
    "eof occurred in violation of protocol": _WANTS_ONE,
    "mismatch": "use the name that is in the certificate of the server in the URL",
    "certificate": "check the certificates of the server",
}
