"""Who may act: those who gave the token, for as long as their session lasts."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

COOKIE = "goofer_session"
"""What the cookie is called, before the port: browsers do not tell a machine's servers apart."""
LASTS = 12 * 3600
"""How many seconds a session lasts."""
_TRIES = 5
_PAUSE = 60.0
_MOST = 100
_MOST_ADDRESSES = 1000


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that gave the token; `form` is what its forms hold, so that no other page's do."""

    name: str
    form: str
    ends: float

    def sent(self, form: str) -> bool:
        """Say whether a form with this in it came from a page of this session."""
        return hmac.compare_digest(form.encode(), self.form.encode())


class Sessions:
    """The sessions of one server, in its memory; a cookie names one, and only its hash is kept.

    Without a `token` there are none. After five wrong ones an address is not heard for a minute.
    """

    def __init__(self, token: str | None, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.form = secrets.token_urlsafe(32)
        """What the forms hold of those who have no session, and may read."""
        self._token = token
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._found: dict[str, Session] = {}
        self._wrong: dict[str, list[float]] = {}

    @property
    def there(self) -> bool:
        """Whether anybody can sign in."""
        return self._token is not None

    def right(self, token: str) -> bool:
        """Say whether this is the token, in a time that does not tell how much of it is right."""
        expected = self._token or ""
        # Digests are of one length: not even that of the token is told.
        same = hmac.compare_digest(_digest(token), _digest(expected))
        return same and bool(expected)

    def heard(self, address: str) -> bool:
        """Say whether a token from an address is looked at now, or too many were wrong."""
        now = self._monotonic()
        with self._lock:
            late = [one for one in self._wrong.get(address, ()) if now - one < _PAUSE]
            return len(late) < _TRIES

    def admits(self, token: str, address: str) -> bool:
        """Say whether this is the token, and remember from where a wrong one came."""
        if not self.heard(address):
            return False
        if self.right(token):
            return True
        now = self._monotonic()
        with self._lock:
            late = [one for one in self._wrong.pop(address, ()) if now - one < _PAUSE]
            while len(self._wrong) >= _MOST_ADDRESSES:
                del self._wrong[next(iter(self._wrong))]
            self._wrong[address] = [*late, now]
        return False

    def begin(self, token: str, address: str = "") -> str | None:
        """Return the cookie of a new session, None for a wrong token."""
        if not self.admits(token, address):
            return None
        now = self._monotonic()
        cookie = secrets.token_urlsafe(32)
        session = Session(secrets.token_hex(4), secrets.token_urlsafe(32), now + LASTS)
        with self._lock:
            self._found = {k: one for k, one in self._found.items() if one.ends > now}
            while len(self._found) >= _MOST:
                del self._found[next(iter(self._found))]
            self._found[_digest(cookie)] = session
        return cookie

    def get(self, cookie: str | None) -> Session | None:
        """Return the session that a cookie names, None where there is none any more."""
        if not cookie:
            return None
        with self._lock:
            found = self._found.get(_digest(cookie))
        return found if found is not None and found.ends > self._monotonic() else None

    def end(self, cookie: str | None) -> None:
        """End a session."""
        with self._lock:
            self._found.pop(_digest(cookie or ""), None)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
