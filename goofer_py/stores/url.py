"""Database URLs, read by SQLAlchemy's rules without SQLAlchemy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

from goofer_py.errors import UsageError

_SECRET_KEYS = (
    *("password", "sslpassword", "passwd", "passcode", "token"),
    *("ssl_password", "sentinel_password", "tlscertificatekeyfilepassword", "api_key"),
)

# The shortest password that leaves a host without "@" wins: one that holds "@" unencoded is still
# read as a whole, so that no part of it ends up in the host and from there in a message.
_URL = re.compile(
    r"""
    (?P<scheme>[A-Za-z][\w+.-]*)://
    (?:(?P<username>[^:/@?]*)(?::(?P<password>.*?))?@)?
    (?:\[(?P<ipv6>[^\]/?]+)\]|(?P<host>[^:/?@]*))
    (?::(?P<port>[^/?@]*))?
    (?:/(?P<database>[^?]*))?
    (?:\?(?P<query>.*))?
    """,
    re.VERBOSE | re.DOTALL,
)
_MORE_HOSTS = re.compile(r"[0-9]+(?:,[\w.-]+(?::[0-9]+)?)+", re.ASCII)
_HOST = re.compile(r"(?:[\w-]{1,63}(?:\.[\w-]{1,63})*\.?)?", re.ASCII)
_LAST_PORT = 65535
_SECRET_BEFORE_HOST = re.compile(r"(?P<slashes>/*)[^/]*:.*@", re.DOTALL)


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """The parts of a URL, decoded. `repr` and `shown` hold no secret."""

    scheme: str
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    host: str | None = None
    port: int | None = None
    database: str | None = None
    query: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    @property
    def backend(self) -> str:
        """The database system: what stands before the `+`."""
        return self.scheme.partition("+")[0].lower()

    @property
    def driver(self) -> str:
        """The driver that the URL names, or nothing."""
        return self.scheme.partition("+")[2].lower()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What may never be shown, the longest first."""
        # Some drivers read the names of parameters in either case.
        found = (values for key, values in self.query.items() if key.lower() in _SECRET_KEYS)
        hidden = {self.password or "", *(one for values in found for one in values)} - {""}
        return tuple(sorted(hidden, key=lambda text: (-len(text), text)))

    @property
    def names(self) -> tuple[str, ...]:
        """The parts that anybody may see."""
        query = [self.first(key) for key in ("user", "host", "dbname")]
        return tuple(n for n in (self.username, self.host, self.database, *query) if n)

    def first(self, key: str) -> str | None:
        """Return the first value of a query parameter, None without one."""
        return next(iter(self.query.get(key, ())), None)

    def shown(self) -> str:
        """Return the URL as messages show it: no user, no password, no parameters."""
        host = self.host or self.first("host") or ""
        host = f"[{host}]" if ":" in host and "," not in host and host.count(":") > 1 else host
        port = f":{self.port}" if self.port else ""
        database = self.database or self.first("dbname") or ""
        return f"{self.backend}://{host}{port}/{database}"


def parse_url(text: str) -> DatabaseUrl:
    """Read a URL; raises UsageError for what is none, without repeating a secret."""
    found = _URL.fullmatch(text.strip())
    if found is None:
        raise UsageError(
            f"{_without_secret(text)!r} is not a database URL.",
            hint="write it like postgresql://user:password@host:5432/name or sqlite:///app.db",
        )
    username, password, database = (
        _decoded(found[part]) for part in ("username", "password", "database")
    )
    return DatabaseUrl(
        found["scheme"],
        username or None,
        password,
        *_place(found),
        database or None,
        _parameters(found["query"] or ""),
    )


def _decoded(part: str | None) -> str | None:
    return None if part is None else unquote(part)


def _place(found: re.Match[str]) -> tuple[str | None, int | None]:
    """Return host and port; several hosts that have ports of their own are one text."""
    host, port = found["ipv6"] or unquote(found["host"] or "") or None, found["port"]
    if port and _MORE_HOSTS.fullmatch(port) and _has_hosts(found["scheme"]):
        host, port = f"{host}:{port}", None
    if host and not found["ipv6"]:
        _check_hosts(host)
    return host, _port(port)


def _has_hosts(scheme: str) -> bool:
    return scheme.lower() in ("mongodb", "cassandra", "scylla")


def _check_hosts(hosts: str) -> None:
    """Raise UsageError for names and ports that cannot be: drivers raise anything for those."""
    for one in hosts.split(","):
        name, _, port = one.partition(":")
        _port(port)
        if not (name.startswith("/") or _HOST.fullmatch(name) or _can_be_asked_for(name)):
            # The text is not shown, as that of a port is not.
            raise UsageError(
                "The host in the database URL is no name of one: between its dots are 1 to 63"
                " characters."
            )


def _can_be_asked_for(name: str) -> bool:
    try:
        name.encode("idna")
    except UnicodeError:
        return False
    return True


def _port(text: str | None) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit():
        # The text is not shown: an unencoded ":" or "/" in a password ends up here.
        raise UsageError(
            "The port in the database URL is not a number. In user and password, write '@', ':'"
            " and '/' as %40, %3A and %2F."
        )
    if not 0 < int(text) <= _LAST_PORT:
        raise UsageError(f"The port in the database URL is none: ports are 1 to {_LAST_PORT}.")
    return int(text)


def node(text: str) -> tuple[str, int]:
    """Return host and port of one of several servers; raises UsageError for what is none."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal():
        raise UsageError(f"{text!r} is no node: write host:port.")
    bare = host.strip("[]")
    if ":" not in bare:
        _check_hosts(bare)
    return bare, _port(port) or 0


def _parameters(query: str) -> Mapping[str, tuple[str, ...]]:
    values: dict[str, tuple[str, ...]] = {}
    for key, value in parse_qsl(query):
        values[key] = (*values.get(key, ()), value)
    return values


def _without_secret(text: str) -> str:
    return _SECRET_BEFORE_HOST.sub(r"\g<slashes>***@", text, count=1)
