"""A rule: what is dangerous, what it locks and for how long, and the safe way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, IntEnum


class Severity(IntEnum):
    """How bad a finding is; compared by order."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The severity as people and files write it."""
        return self.name.lower()

    @property
    def lower(self) -> Severity:
        """One step down, INFO at the least."""
        return Severity(max(self - 1, Severity.INFO))


INFO, WARNING, ERROR = Severity.INFO, Severity.WARNING, Severity.ERROR


class Duration(Enum):
    """What is done while the lock is held."""

    NONE = "no lock of its own"
    INSTANT = "instant"
    SCAN = "scan of the table"
    REWRITE = "rewrite of the table"
    BUILD = "build of an index"


@dataclass(frozen=True, slots=True)
class On:
    """A database that a rule is for: versions from `since` up to, and without, `until`."""

    database: str
    since: tuple[int, ...] = ()
    until: tuple[int, ...] | None = None

    def holds(self, version: tuple[int, ...] | None) -> bool:
        """Say whether the rule is for `version`; an unknown one counts as a recent one."""
        if version is None:
            return self.until is None
        return self.since <= version and (self.until is None or version < self.until)

    def __str__(self) -> str:
        since = f" from {_dotted(self.since)}" if self.since else ""
        return self.database + since + (f" before {_dotted(self.until)}" if self.until else "")


POSTGRESQL = (On("postgresql"),)
MYSQL = (On("mysql"),)
MARIADB = (On("mariadb"),)
MYSQL_FAMILY = (*MYSQL, *MARIADB)
SQLITE = (On("sqlite"),)
EVERY = (*POSTGRESQL, *MYSQL_FAMILY, *SQLITE)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a rule that several databases share costs on some of them, in their words."""

    on: tuple[On, ...]
    lock: str
    duration: Duration = Duration.INSTANT
    blocks: str = ""
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is known of one hazard, as data.

    `lock` is the lock's name in the database's words ("SHARE", "ACCESS EXCLUSIVE"; empty without
    one) and `elsewhere` the one on other tables that are involved. `blocks` says who waits. The
    `costs` stand in for these four where another database is meant than the first of a rule.
    `aliases` are what other linters call it. With `scales` its severity falls with the rows of
    the table, with `only_empty` for an empty one alone; with `new_tables` it is told of tables
    made in the same file, too. `of_run` says that it depends on how the migration is run, so that
    nobody knows when it is written.
    """

    id: str
    title: str
    severity: Severity
    why: str
    instead: str
    databases: tuple[On, ...] = EVERY
    lock: str = ""
    duration: Duration = Duration.NONE
    blocks: str = ""
    elsewhere: str = ""
    aliases: tuple[str, ...] = ()
    scales: bool = True
    only_empty: bool = False
    of_run: bool = False
    new_tables: bool = False
    costs: tuple[Cost, ...] = ()

    def holds(self, database: str, version: tuple[int, ...] | None) -> bool:
        """Say whether the rule is for that version of that database."""
        return any(on.database == database and on.holds(version) for on in self.databases)

    def at(self, database: str, version: tuple[int, ...] | None) -> Rule:
        """Return the rule with what it costs on that version of that database."""
        for cost in self.costs:
            if any(on.database == database and on.holds(version) for on in cost.on):
                return replace(
                    self,
                    lock=cost.lock,
                    duration=cost.duration,
                    blocks=cost.blocks,
                    elsewhere=cost.elsewhere,
                    costs=(),
                )
        return self


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
