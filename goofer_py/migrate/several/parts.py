"""The other databases of one migration, as its context has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from goofer_py.errors import UndeclaredDatabase
from goofer_py.migrate.several.undeclared import undeclared

if TYPE_CHECKING:
    from goofer_py.migrate.several.part import Part
    from goofer_py.migrate.several.part_context import PartContext
    from goofer_py.migrate.several.stand import Stand
    from goofer_py.migrate.state import Dirty
    from goofer_py.stores.store import Session


class Parts(Mapping[str, "PartContext"]):
    """The contexts by name; that a part is begun is recorded when its context is asked for.

    Where what was done is taken back, only those are among them in which something was.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        settings: Mapping[str, object],
        version: str,
        half: Dirty | None,
        check: Callable[[], None],
        *,
        undoing: bool,
    ) -> None:
        self._all = tuple(parts)
        self._parts = {one.name: one for one in parts if one.book.went_up or not undoing}
        self._settings = settings
        self._version = version
        self._half = half
        self._check = check
        self._contexts: dict[str, PartContext] = {}

    def __getitem__(self, name: str) -> PartContext:
        if name not in self._parts:
            raise self._absent(name)
        if name not in self._contexts:
            part = self._parts[name]
            context = part.context(self._version, self._settings, self._half, self._check)
            self._contexts[name] = context
        return self._contexts[name]

    def __contains__(self, name: object) -> bool:
        return name in self._parts

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def renew(self) -> None:
        """Begin anew, as the function does: steps are told apart by how often they were met."""
        self._contexts.clear()

    def finish(self) -> None:
        """Record in all of them that they are done; raises LockLost where one was lost."""
        self._check()
        for part in self._parts.values():
            part.finish()

    def fail(self, error: str) -> None:
        """Record why it stopped in those that had begun and are not done."""
        for part in self._parts.values():
            part.fail(error)

    def forget(self) -> None:
        """Forget the steps in all of them."""
        for part in self._parts.values():
            part.forget()

    @property
    def sessions(self) -> list[Session]:
        """The connections to all of them."""
        return [part.session for part in self._parts.values()]

    @property
    def begun(self) -> bool:
        """Whether anything may have changed in any of them."""
        return any(part.book.begun for part in self._all)

    @property
    def left(self) -> str:
        """What is to be said of what goes on in them when the run is ended."""
        return "".join(getattr(one.steps, "left", "") for one in self._contexts.values())

    def stands(self) -> list[Stand]:
        """Return how each of them stands."""
        return [part.stand() for part in self._all]

    def _absent(self, name: str) -> UndeclaredDatabase:
        if any(part.name == name for part in self._all):
            return UndeclaredDatabase(
                f"Nothing of this migration was done in {name!r}, so nothing is taken back there.",
                name=name,
                hint=f'ask first: if "{name}" in context: ...',
            )
        return undeclared(name, tuple(self._parts))
