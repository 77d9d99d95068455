"""What a store without SQL has, and what comparing it with what a program declares comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol, TypeVar

from goofer_py.errors import ProofFailed, StatementFailed

G = TypeVar("G")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Differing:
    """What is to be done, in words and as two scripts in the store's own language.

    `loses` is what does not come back on the way back, `unmanaged` what nobody declares, and
    `notes` are sentences on what is there and stands in the way. With `code` it is a migration in
    Python, whose text follows its docstring.
    """

    operations: tuple[str, ...]
    up: str
    down: str
    loses: tuple[str, ...] = ()
    unmanaged: tuple[str, ...] = ()
    proved: bool = False
    notes: tuple[str, ...] = ()
    code: str | None = None


class Compare(Protocol):
    """Compares a store with what modules declare."""

    def __call__(
        self,
        session: Any,
        modules: Sequence[ModuleType],
        own: Sequence[str],
        *,
        drop: bool,
        prove: bool,
        coming: Any = None,
    ) -> Differing:
        """Return what leads from the store to what is declared; `own` are goofer's books.

        What nobody declares is dropped only if that is said. With `prove` it was tried up, down
        and up again. `coming` is what the store will have, as its NativeSchema reads it, where
        that is not what it has now.
        """


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a store has, such as a collection; an index is `of` a collection."""

    kind: str
    name: str
    of: str = ""

    def __str__(self) -> str:
        whole = f" on {self.of}" if self.of not in ("", self.name) else ""
        return f"{self.kind} {self.name}{whole}"


class NativeReader(Protocol):
    """Reads what a store has."""

    def read(self, session: Any, own: Sequence[str]) -> Any:
        """Return all that there is but documents and goofer's books `own`; it compares by ==."""

    def parts(self, found: Any) -> Mapping[Part, Any]:
        """Return what was read thing by thing, as JSON has it; what is of a thing follows it."""

    def script(self, found: Any) -> str:
        """Return what makes it, in the store's own language."""

    def version(self, session: Any) -> tuple[int, ...]:
        """Return the version of the server."""


class NativeSchema(NativeReader, Protocol):
    """Reads what a store has, and makes the same in an empty one."""

    def make(self, session: Any, found: Any) -> None:
        """Make in an empty store what `read` returned of another one."""


def go(
    ways: Iterable[tuple[str, R, G]], run: Callable[[R], None], wrong: Callable[[G], Sequence[str]]
) -> None:
    """Go one way after the other; raises ProofFailed where it leads elsewhere.

    A way has a name, what is run, and what has to be there then; `wrong` names what is not so.
    """
    for name, statements, goal in ways:
        try:
            run(statements)
        except StatementFailed as error:
            raise ProofFailed(
                f"The server refuses the way {name}: {error.server}. Nothing was written."
            ) from error
        if different := wrong(goal):
            raise ProofFailed(
                f"The way {name} does not lead where it should: {', '.join(different)}. Nothing was"
                " written.",
                remaining=different,
            )


def unlike(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Return the names of what is not the same in both."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
