"""What is done before and after a run and each of its migrations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from goofer_py.stores.store import Row, Session


@dataclass(frozen=True, slots=True)
class HookContext:
    """What a hook is told, and what it works on.

    `hook` is when it is called: before_run, after_run, before_each, after_each or on_failure.
    `versions` are those that the run is about to run, or after it those that ran; `version` and
    `name` are of the one migration that a hook for each is about. `outcome` is "begins", "done"
    or "failed", and `error` what it failed with.
    """

    session: Session
    hook: str
    direction: str
    versions: tuple[str, ...] = ()
    version: str = ""
    name: str = ""
    outcome: str = "begins"
    error: str = ""
    settings: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    """The project's settings by their names; they cannot be changed."""

    @property
    def database(self) -> str:
        """What to call the database: no secrets."""
        return self.session.database

    @property
    def connection(self) -> Any:
        """The driver's own connection (PEP 249); it must be neither committed nor closed."""
        return self.session.connection

    def execute(self, sql: str, *parameters: object) -> int:
        """Run one statement, with `?` for parameters; returns the number of rows it touched."""
        return self.session.execute(sql, parameters)

    def query(self, sql: str, *parameters: object) -> list[Row]:
        """Run one statement, with `?` for parameters, and return its rows."""
        return self.session.query(sql, parameters)

    def variables(self) -> dict[str, str]:
        """Return what a command finds in its environment."""
        return {
            "GOOFER_HOOK": self.hook,
            "GOOFER_DATABASE": self.database,
            "GOOFER_DIRECTION": self.direction,
            "GOOFER_VERSIONS": " ".join(self.versions),
            "GOOFER_VERSION": self.version,
            "GOOFER_NAME": self.name,
            "GOOFER_OUTCOME": self.outcome,
            "GOOFER_ERROR": self.error,
        }


Hook = str | Callable[[HookContext], object]
"""A file "name.sql", a function "module:function" or itself, or a command for the shell."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """The hooks of a run, each list in the order in which they are called.

    Files and commands start at `folder`; modules are imported from `python_path` first.
    """

    before_run: tuple[Hook, ...] = ()
    after_run: tuple[Hook, ...] = ()
    before_each: tuple[Hook, ...] = ()
    after_each: tuple[Hook, ...] = ()
    on_failure: tuple[Hook, ...] = ()
    folder: Path = Path()
    python_path: tuple[Path, ...] = ()

    def __bool__(self) -> bool:
        """Say whether there are any."""
        return any(self.of(when) for when in WHEN)

    def of(self, when: str) -> tuple[Hook, ...]:
        """Return the hooks of one list."""
        found: tuple[Hook, ...] = getattr(self, when)
        return found


def _whens() -> Iterator[str]:
    return (one.name for one in fields(Hooks) if one.name not in ("folder", "python_path"))


WHEN = tuple(_whens())
"""The lists of hooks there are."""
NO_HOOKS = Hooks()
