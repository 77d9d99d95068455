"""The cases of the rules: what each of them catches, and what it lets pass."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from goofer_py.dialects import get_dialect
from goofer_py.hazards.action_base import Action, BrokenHistory, BrokenName, NoDatabase
from goofer_py.hazards.catalogue import hazards
from goofer_py.hazards.facts import NOBODY, Facts, Open, Size
from goofer_py.hazards.hazard import Hazard
from goofer_py.hazards.knowledge import Knowledge
from goofer_py.hazards.lint import Linter, Report, all_names
from goofer_py.hazards.programs import Programs, marked
from goofer_py.hazards.unit import Unit
from goofer_py.migrate.linting import ScriptReader
from goofer_py.migrate.script import TextScript
from goofer_py.schema import Name, Schema
from goofer_py.stores.statement_rules import rules_of

CASES = Path(__file__).parent / "cases"
_USES = ("used", "written")
_TROUBLES = {"history": BrokenHistory, "named": BrokenName, "without": NoDatabase}
_KEYS = {
    *("sql", "given", "databases", "version", "rows", "severity", "message", "fix", "instead"),
    *("unmeasured", "settings", "because", "single_transaction", "lock_timeout", "down"),
    *("lock", "duration", "names", "owned", "fails", "asks", "gives"),
    *_USES,
    *("snapshot", "anywhere", "broken", "versions"),
    *("history", "named", "without", "free", "behind"),
    *("old", "new"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One script on one database; `given` is what is there before, and is not reported."""

    rule: str
    kind: str
    number: int
    database: str
    sql: str
    given: str = ""
    version: tuple[int, ...] | None = None
    rows: tuple[tuple[str, int], ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    severity: str = ""
    message: str = ""
    instead: str = ""
    fix: tuple[str, ...] | None = None
    because: str = ""
    unmeasured: str = ""
    single_transaction: bool = False
    lock_timeout: int | None = None
    down: bool = True
    lock: str = ""
    """What the server does here, where it is not what the rule says; so, too, the duration."""
    duration: str = ""
    names: tuple[tuple[str, tuple[str, ...]], ...] = ()
    owned: tuple[str, ...] = ()
    fails: str = ""
    """Part of the error with which the server refuses it."""
    asks: str = ""
    """A query afterwards, whose first value is, or contains, `gives`."""
    gives: str = ""
    open: Open = NOBODY
    old: str = ""
    """The tables that the program of another revision declares, as their statements."""
    new: str = ""
    broken: tuple[tuple[str, str], ...] = ()
    """The views that the live database cannot read, with what it says."""
    versions: tuple[tuple[str, int], ...] = ()
    """How many versions the rows of a table have."""
    free: int | None = None
    """How many bytes of the server's disk are."""
    behind: float = 0
    """By how many seconds a replica is."""
    troubles: tuple[Action, ...] = ()
    """What is wrong with the script as a file."""

    @property
    def newest(self) -> bool:
        """Whether it is measured on PostgreSQL 18, because it says so or the rule is for that."""
        found = by_rule()[self.rule].rule.databases
        since = [on.since for on in found if on.database == self.database]
        return (18,) in since or (self.version or ())[:1] >= (18,)

    @property
    def id(self) -> str:
        """What the case is called in a test's name."""
        return f"{self.rule}-{self.kind}{self.number}-{self.database}"

    def report(self) -> Report:
        """Return what the linter says."""
        dialect = get_dialect(self.database)
        reader = ScriptReader(dialect, rules_of(self.database), all_names(hazards()))
        given = reader.unit(TextScript(self.given), "given", told=False)
        unit = reader.unit(TextScript(self.sql), "case.up.sql", has_down=self.down)
        facts = Facts(
            self.database,
            self.version,
            {Name(name): Size(rows, rows * 100) for name, rows in self.rows},
            settings=dict(self.settings),
            lock_timeout=self.lock_timeout,
            single_transaction=self.single_transaction,
            names=dict(self.names),
            owned=self.owned,
            open=self.open,
            broken=dict(self.broken),
            free=self.free,
            behind=(self.behind,) if self.behind else (),
            row_versions={Name(table): number for table, number in self.versions},
        )
        units: Sequence[Unit] = (given, replace(unit, troubles=self.troubles))
        if self.old:
            old, new = (_schema(reader, text) for text in (self.old, self.new))
            units = marked(units, (1,), {}, Programs("main", old, new))
        return Linter(hazards(), facts).lint(units)


def _schema(reader: ScriptReader, text: str) -> Schema:
    known = Knowledge({})
    for step in reader.unit(TextScript(text), "program").steps:
        for action in step.actions:
            known.take(action)
    return known.schema


@cache
def by_rule() -> dict[str, Hazard]:
    """Return the rules by their ids."""
    return {one.rule.id: one for one in hazards()}


@cache
def cases() -> tuple[Case, ...]:
    """Return every case of every rule."""
    return tuple(case for path in sorted(CASES.glob("*.toml")) for case in _of_file(path))


def _of_file(path: Path) -> Iterator[Case]:
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    rule = by_rule()[path.stem].rule
    for kind in ("caught", "passed"):
        for number, found in enumerate(document[kind], 1):
            unknown = set(found) - _KEYS
            assert not unknown, f"{path.name}: {unknown}"
            names = dict.fromkeys(on.database for on in rule.databases)
            for database in found.get("databases", names):
                yield Case(
                    path.stem,
                    kind,
                    number,
                    database,
                    found["sql"],
                    found.get("given", document.get("given", "")),
                    _version(found.get("version")),
                    tuple(found.get("rows", {}).items()),
                    tuple(found.get("settings", {}).items()),
                    found.get("severity", ""),
                    found.get("message", ""),
                    found.get("instead", ""),
                    _fix(found.get("fix")),
                    found.get("because", ""),
                    found.get("unmeasured", document.get("unmeasured", "")),
                    found.get("single_transaction", False),
                    found.get("lock_timeout"),
                    found.get("down", True),
                    found.get("lock", ""),
                    found.get("duration", ""),
                    tuple((k, tuple(v)) for k, v in document.get("names", {}).items()),
                    tuple(document.get("owned", ())),
                    found.get("fails", ""),
                    found.get("asks", ""),
                    found.get("gives", ""),
                    Open(
                        {Name(table): since for table, since in found.get("used", {}).items()},
                        {Name(table): since for table, since in found.get("written", {}).items()},
                        found.get("snapshot", 0),
                        found.get("anywhere", 0),
                    ),
                    document.get("old", ""),
                    document.get("new", ""),
                    tuple(found.get("broken", {}).items()),
                    tuple(found.get("versions", {}).items()),
                    found.get("free"),
                    found.get("behind", 0),
                    tuple(make(found[key]) for key, make in _TROUBLES.items() if key in found),
                )


def _version(said: str | None) -> tuple[int, ...] | None:
    return None if said is None else tuple(map(int, said.split(".")))


def _fix(said: str | list[str] | None) -> tuple[str, ...] | None:
    return None if said is None else (said,) if isinstance(said, str) else tuple(said)
