"""What rules find."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.hazards.action import Step
from goofer_py.hazards.rule import Rule, Severity
from goofer_py.schema import Name


@dataclass(frozen=True, slots=True)
class Fix:
    """The statements that do the same safely, without semicolons.

    `alone` says that they must not share a transaction, so that the file needs the directive
    no-transaction.
    """

    statements: tuple[str, ...]
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule's function says: the message names the objects, without a full stop.

    `table` is the one whose rows count for the severity, if it is not the action's first one.
    `severity` replaces the rule's, `instead` the rule's safe way where the names are known.
    """

    message: str
    table: Name | None = None
    severity: Severity | None = None
    instead: str = ""
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long a table is worked on, in `seconds`: its `bytes` at a `rate` per second.

    `lock` is what others wait for meanwhile, empty where they read and write; `source` says where
    the rate is from, `work` what is done with the rows.
    """

    rows: int
    bytes: int
    seconds: float
    rate: float
    source: str
    work: str
    lock: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One hazard at one statement of one file.

    `because` says why the severity is not the rule's own; empty where it is. `measured` is what a
    server did with it, empty where none was asked: then the lock in `rule` is that one. There is
    an `estimate` where the size of the table is known, and all of it is gone through.
    """

    rule: Rule
    severity: Severity
    message: str
    instead: str
    source: str
    step: Step
    table: Name | None = None
    because: str = ""
    fix: Fix | None = None
    measured: str = ""
    estimate: Estimate | None = None

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.id
