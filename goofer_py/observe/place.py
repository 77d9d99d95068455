"""Where something is sent to: a URL of HTTP, of which messages say the host alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit, urlunsplit

from goofer_py.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Place:
    """A URL without the name and the password in it; its path may be as secret as these."""

    url: str = field(repr=False)
    host: str
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return self.host


def place_of(url: str, setting: str) -> Place:
    """Return the place that a setting names; raises ConfigError, which does not say the URL."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not host:
        raise ConfigError(
            f"{setting}: this is no URL of HTTP.", hint="write https://host/path, or http://"
        )
    named = f"[{host}]" if ":" in host else host
    netloc = named if port is None else f"{named}:{port}"
    plain = urlunsplit(parts._replace(netloc=netloc, fragment=""))
    user = None if parts.username is None else unquote(parts.username)
    password = None if parts.password is None else unquote(parts.password)
    return Place(plain, netloc, user, password)
