"""What comparing a store without SQL with what a program declares comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Differing:
    """What is to be done, in words and as two scripts in the store's own language.

    `loses` is what does not come back on the way back, `unmanaged` what nobody declares, and
    `notes` are sentences on what is there and stands in the way.
    """

    operations: tuple[str, ...]
    up: str
    down: str
    loses: tuple[str, ...] = ()
    unmanaged: tuple[str, ...] = ()
    proved: bool = False
    notes: tuple[str, ...] = ()


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
    ) -> Differing:
        """Return what leads from the store to what is declared; `own` are goofer's books.

        What nobody declares is dropped only if that is said. With `prove` it was tried up, down
        and up again.
        """
