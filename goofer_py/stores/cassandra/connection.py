"""A cluster of the driver, set up as goofer needs it."""

from __future__ import annotations

import logging
import re
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cassandra import ConsistencyLevel, DriverException, UnresolvableContactPoints
from cassandra.auth import PlainTextAuthProvider
from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile, NoHostAvailable
from cassandra.connection import ConnectionException
from cassandra.policies import DCAwareRoundRobinPolicy, FallthroughRetryPolicy, TokenAwarePolicy
from cassandra.query import tuple_factory

BOOKS = "goofer"
"""The profile of what goofer writes for itself, and of what it reads of the schema."""
AGREED = "goofer agreed"
"""The profile of what goofer reads of its books: what is agreed upon."""
ROWS = "goofer rows"
"""The profile of what goes through the rows of tables."""

_OWN_SECONDS = 30.0
_SECONDS = 600.0
_AGREE_SECONDS = 60
_FROM_SERVER = re.compile(
    r'Error from server: code=\w+ \[(?P<kind>[^\]]*)\] message="(?P<message>.*)"', re.DOTALL
)

# The driver tells of connections that goofer tells of itself; without this, on stderr.
logging.getLogger("cassandra").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a URL asks for."""

    points: Sequence[tuple[str, int]]
    username: str | None
    password: str | None = field(repr=False)
    ssl: ssl.SSLContext | None
    datacenter: str | None
    consistency: str
    serial: str
    seconds: float


def opened(wanted: Wanted, keyspace: str, protocols: Sequence[int]) -> Any | None:
    """Return a session of the driver; None when there is no such keyspace.

    Raises what the driver does.
    """
    for version in protocols:
        cluster = _cluster(wanted, version)
        try:
            session = cluster.connect()
            return _inside(session, keyspace)
        except (DriverException, NoHostAvailable) as error:
            cluster.shutdown()
            if version == protocols[-1] or not _too_new(error):
                raise
        except BaseException:
            cluster.shutdown()
            raise
    return None


def _inside(session: Any, keyspace: str) -> Any | None:
    found = session.execute(
        "SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = %s",
        (keyspace,),
        execution_profile=BOOKS,
    )
    if not list(found):
        session.cluster.shutdown()
        return None
    session.set_keyspace(keyspace)
    return session


def _cluster(wanted: Wanted, version: int) -> Any:
    credentials = None
    if wanted.username is not None:
        credentials = PlainTextAuthProvider(wanted.username, wanted.password or "")
    return Cluster(
        list(wanted.points),
        auth_provider=credentials,
        ssl_context=wanted.ssl,
        protocol_version=version,
        connect_timeout=wanted.seconds,
        control_connection_timeout=wanted.seconds,
        execution_profiles=_profiles(wanted),
        max_schema_agreement_wait=_AGREE_SECONDS,
        # Whoever needs it asks for it: cluster.refresh_schema_metadata() with this on.
        schema_metadata_enabled=False,
    )


def _profiles(wanted: Wanted) -> dict[Any, Any]:
    levels = vars(ConsistencyLevel)
    serial, local = levels[wanted.serial], wanted.serial == "LOCAL_SERIAL"
    own = ConsistencyLevel.LOCAL_QUORUM if local else ConsistencyLevel.QUORUM

    def profile(level: int, seconds: float, **rows: Any) -> Any:
        return ExecutionProfile(
            load_balancing_policy=TokenAwarePolicy(
                DCAwareRoundRobinPolicy(wanted.datacenter or "")
            ),
            # What was sent and not answered may have run: nobody but a person sends it again.
            retry_policy=FallthroughRetryPolicy(),
            consistency_level=level,
            serial_consistency_level=serial,
            request_timeout=seconds,
            **rows,
        )

    return {
        EXEC_PROFILE_DEFAULT: profile(levels[wanted.consistency], _SECONDS),
        ROWS: profile(levels[wanted.consistency], _SECONDS, row_factory=tuple_factory),
        BOOKS: profile(own, _OWN_SECONDS, row_factory=tuple_factory),
        AGREED: profile(serial, _OWN_SECONDS, row_factory=tuple_factory),
    }


def is_of_driver(error: BaseException) -> bool:
    """Say whether an error is the driver's or the server's, which have no class in common."""
    known = isinstance(error, DriverException | NoHostAvailable | ConnectionException | OSError)
    return known or type(error).__module__ == "cassandra.protocol"


def _too_new(error: Exception) -> bool:
    return "protocol" in said(error).lower() and "version" in said(error).lower()


def said(error: BaseException) -> str:
    """Return what an error says; of several hosts, what the first one said."""
    if isinstance(error, UnresolvableContactPoints):
        return "none of its hosts has an address"
    if isinstance(error, NoHostAvailable):
        if not isinstance(error.errors, dict) or not error.errors:
            return str(error.args[0])
        return _first(next(iter(error.errors.values())))
    return _first(error)


def _first(error: object) -> str:
    if isinstance(error, NoHostAvailable):
        return said(error)
    text = str(error).strip() or type(error).__name__
    if found := _FROM_SERVER.search(text):
        return f"{found['message']} ({found['kind'].lower()})"
    return text
