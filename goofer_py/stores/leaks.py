"""What a script changes about a PostgreSQL session, set back before it leaks into the next."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from goofer_py.stores.parameters import literal
from goofer_py.stores.store import Row

# Functions and blocks can set anything, so whatever may call one counts.
_TOUCHES = re.compile(
    r"(?P<settings>(?:SET|RESET|DISCARD|LOAD|DO|CALL|SELECT|WITH|EXECUTE|VALUES)\b)"
    r"|(?P<temporary>CREATE\s+(?:OR\s+REPLACE\s+)?(?:(?:GLOBAL|LOCAL)\s+)?TEMP(?:ORARY)?\b)",
    re.IGNORECASE,
)
_RESETS = ("RESET SESSION AUTHORIZATION", "RESET ROLE", "RESET ALL")
_SNAPSHOT = (
    "SELECT name, setting FROM pg_catalog.pg_settings WHERE source = 'session'"
    " UNION ALL SELECT 'session_authorization', session_user::text"
    " UNION ALL SELECT 'role', current_setting('role')"
)
Ask = Callable[[str], list[Row]]


class Touched:
    """Notes what kinds of session state a script may have changed."""

    def __init__(self, *, settings: bool = False, temporary: bool = False) -> None:
        self.settings = settings
        self.temporary = temporary

    def note(self, statement: str) -> None:
        """Look at one statement."""
        if found := _TOUCHES.match(statement):
            setattr(self, str(found.lastgroup), True)


class OwnState:
    """The state of a connection that only goofer uses: as it was right after connecting."""

    live = False
    """Whether `repair` asks the server what has changed."""

    def repair(self, touched: Touched) -> Sequence[str]:
        """Return the statements that set back what was touched."""
        resets = _RESETS if touched.settings else ()
        return (*resets, "DISCARD TEMP") if touched.temporary else resets


class CallersState:
    """The state of a connection that belongs to the caller: as it was before the first script.

    Temporary tables are left alone: they may be the caller's.
    """

    live = True

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._before = self._snapshot()

    def repair(self, touched: Touched) -> Sequence[str]:
        """Return the statements that set back what is different now."""
        if not touched.settings:
            return ()
        now = self._snapshot()
        changed = [name for name, value in now.items() if self._before.get(name) != value]
        gone = [name for name in self._before if name not in now]
        return [self._set(name) for name in sorted({*changed, *gone}, key=_identity_first)]

    def _snapshot(self) -> dict[str, str]:
        return dict(self._ask(_SNAPSHOT))

    def _set(self, name: str) -> str:
        if name not in self._before:
            return f"RESET {name}"
        return f"SELECT set_config({literal(name)}, {literal(self._before[name])}, false)"


def _identity_first(name: str) -> tuple[bool, bool, str]:
    """Order who the session is before the rest, which may need that identity's rights."""
    return name != "session_authorization", name != "role", name
