"""What is linted: the steps of one script, and how it runs."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.hazards.action import Action, Step
from goofer_py.hazards.allowance import Allowance


@dataclass(frozen=True, slots=True)
class Unit:
    """One script, or the operations of one migration.

    `source` is its file as it was given, or what else it is called. `transactional` says that its
    steps share a transaction which goofer opens. With `told` False nothing is reported of it: it
    only says what is there. `phase` is expand, migrate, contract or None; `reverts` that it is a
    down script. `lock_timeout` and `statement_timeout`, in ms, are what its directives say.
    """

    source: str
    steps: tuple[Step, ...]
    text: str = ""
    transactional: bool = True
    alone: bool = False
    """The script itself asks for no transaction."""
    phase: str | None = None
    reverts: bool = False
    irreversible: bool = False
    has_down: bool | None = None
    lock_timeout: int | None = None
    statement_timeout: int | None = None
    allowances: tuple[Allowance, ...] = ()
    told: bool = True
    troubles: tuple[Action, ...] = ()
    """What is wrong with the file itself: told of, whatever `told` says."""
