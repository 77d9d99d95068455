"""Ask every rule about every action, and decide how bad what it says is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from goofer_py.hazards.action import (
    Action,
    DropColumn,
    DropObject,
    DropTable,
    Reading,
    RebuildTable,
    RenameColumn,
    Step,
    Transaction,
    UnusedAllowance,
    WholeFile,
)
from goofer_py.hazards.action_programs import BreaksOldProgram
from goofer_py.hazards.allowance import Allowance
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Finding, Hit
from goofer_py.hazards.hazard import Hazard
from goofer_py.hazards.rule import ERROR, INFO, Rule, Severity
from goofer_py.hazards.timeline import Timeline
from goofer_py.hazards.unit import Unit
from goofer_py.schema import Name, SchemaObject, Table

_NOTHING: Mapping[Name, Table] = {}
_ENDS = ("commit", "rollback", "prepare")
_CONTRACT = "contract"
_UNEXPECTED = frozenset(("DS101", "DS108", "DS109"))
"""What takes along more than the old form: a whole schema or database, and by CASCADE."""
_OF_BEFORE = frozenset(("BC114",))
"""What only programs of the version before suffer from, of which none runs in a contract."""
_EXPECTED = (DropColumn, DropTable, DropObject, BreaksOldProgram)
"""What a contract is for: running programs no longer use it, which was confirmed."""
Done = tuple[Step, Action]


@dataclass(frozen=True, slots=True)
class Allowed:
    """A finding that its script allows."""

    finding: Finding
    by: Allowance


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, and what of it is allowed."""

    findings: tuple[Finding, ...] = ()
    allowed: tuple[Allowed, ...] = ()

    def at_least(self, severity: Severity) -> tuple[Finding, ...]:
        """Return the findings of that severity and above."""
        return tuple(one for one in self.findings if one.severity >= severity)


class Linter:
    """The rules for one server, asked about scripts in the order in which they run."""

    def __init__(self, hazards: Iterable[Hazard], facts: Facts) -> None:
        self._facts = facts
        server = facts.database, facts.version
        self._hazards = tuple(
            replace(one, rule=one.rule.at(*server)) for one in hazards if one.rule.holds(*server)
        )
        self._by_kind: dict[type[Action], tuple[Hazard, ...]] = {}

    def lint(
        self,
        units: Iterable[Unit],
        tables: Mapping[Name, Table] = _NOTHING,
        objects: Iterable[SchemaObject] = (),
    ) -> Report:
        """Return what is found in `units`; `tables` and `objects` are there before them all."""
        timeline = Timeline(tables, objects)
        findings: list[Finding] = []
        allowed: list[Allowed] = []
        for unit in units:
            used: set[tuple[Allowance, str]] = set()
            for one in self._unit(unit, timeline):
                by = _allowance(unit, one, used)
                if by is None or (one.severity is ERROR and not by.reason):
                    findings.append(one if by is None else _unreasoned(one))
                else:
                    allowed.append(Allowed(one, by))
            findings += self._unused(unit, used, timeline)
        return Report(tuple(findings), tuple(allowed))

    def _unused(
        self, unit: Unit, used: set[tuple[Allowance, str]], timeline: Timeline
    ) -> Iterator[Finding]:
        for one in unit.allowances:
            for name in one.names:
                if (one, name) not in used and one.own:
                    steps = (step for step in unit.steps if step.offset == one.offset)
                    timeline.step = next(steps, timeline.step)
                    yield from self._ask(UnusedAllowance(name), timeline)

    def _unit(self, unit: Unit, timeline: Timeline) -> Iterator[Finding]:
        timeouts = {
            "lock": unit.lock_timeout or self._facts.lock_timeout,
            "statement": unit.statement_timeout or self._facts.statement_timeout,
        }
        timeline.open(unit, timeouts, goes_on=self._facts.single_transaction)
        whole = Step(Reading(()), title="the whole file") if not unit.steps else unit.steps[0]
        every = [(step, action) for step in unit.steps for action in step.actions]
        ends, place = _ends(every), 0
        for step in unit.steps:
            timeline.at(step, ())
            for action in step.actions:
                timeline.later = _later(every, place, ends, timeline)
                resolved = timeline.known.resolved(action)
                yield from self._ask(resolved, timeline)
                timeline.take(resolved)
                place += 1
        timeline.later = ()
        timeline.step = whole
        for trouble in unit.troubles:
            yield from self._asked(trouble, timeline)
        yield from self._ask(WholeFile(), timeline)

    def _ask(self, action: Action, timeline: Timeline) -> Iterator[Finding]:
        if timeline.unit.told:
            yield from self._asked(action, timeline)

    def _asked(self, action: Action, timeline: Timeline) -> Iterator[Finding]:
        ignored = self._facts.paths.ignored(timeline.unit.source)
        for hazard in self._about(type(action)):
            if hazard.rule.id in ignored:
                continue
            if not hazard.rule.new_tables and _on_new(action, timeline):
                continue
            hit = hazard.find(action, timeline, self._facts)
            if hit is not None:
                yield self._finding(hazard, hit, action, timeline)

    def _about(self, kind: type[Action]) -> tuple[Hazard, ...]:
        """Return the rules that are asked about actions of a kind."""
        if kind not in self._by_kind:
            found = (one for one in self._hazards if issubclass(kind, one.on))
            self._by_kind[kind] = tuple(found)
        return self._by_kind[kind]

    def _finding(self, hazard: Hazard, hit: Hit, action: Action, timeline: Timeline) -> Finding:
        rule = hazard.rule
        table = hit.table or next(iter(action.tables), None)
        severity, because = self._severity(hazard, hit, table)
        if timeline.unit.phase == _CONTRACT and _is_expected(action, rule, timeline):
            severity, because = INFO, "this is the phase in which the old goes"
        return Finding(
            rule,
            severity,
            hit.message,
            hit.instead or rule.instead,
            timeline.unit.source,
            timeline.step,
            table,
            because,
            hit.fix,
        )

    def _severity(self, hazard: Hazard, hit: Hit, table: Name | None) -> tuple[Severity, str]:
        base = hit.severity or hazard.rule.severity
        size = self._facts.size(table) if table is not None else None
        if not hazard.rule.scales or size is None:
            return base, ""
        if size.rows == 0:
            return INFO, f"{table} is empty"
        if self._facts.is_small(size) and not hazard.rule.only_empty:
            return base.lower, f"{table} has about {size.rows:,} rows"
        return base, ""


def _is_expected(action: Action, rule: Rule, timeline: Timeline) -> bool:
    """Say whether a contract is for this: the old goes, and the new one may take its name."""
    if rule.id in _UNEXPECTED:
        return False
    if rule.id in _OF_BEFORE:
        return True
    if isinstance(action, RebuildTable):
        return rule.only_empty
    if isinstance(action, RenameColumn):
        gone = [one for one in timeline.before(DropColumn) if isinstance(one, DropColumn)]
        return any((one.table, one.column) == (action.table, action.after) for one in gone)
    return isinstance(action, _EXPECTED)


def _ends(every: Sequence[Done]) -> list[int]:
    """Return for each action where the transaction ends that it would be in."""
    ends, end = [0] * len(every), len(every)
    for place in range(len(every) - 1, -1, -1):
        action = every[place][1]
        if isinstance(action, Transaction) and action.verb in _ENDS:
            end = place
        ends[place] = end
    return ends


def _later(
    every: Sequence[Done], place: int, ends: Sequence[int], timeline: Timeline
) -> Sequence[Done]:
    """Return what comes behind the action at `place` in the same transaction."""
    if timeline.in_transaction:
        return every[place + 1 : ends[place]]
    same = 1
    while place + same < len(every) and every[place + same][0] is timeline.step:
        same += 1
    return every[place + 1 : place + same]


def _on_new(action: Action, timeline: Timeline) -> bool:
    tables = action.tables
    return bool(tables) and timeline.is_new(tables[0])


def _allowance(unit: Unit, finding: Finding, used: set[tuple[Allowance, str]]) -> Allowance | None:
    for one in unit.allowances:
        if one.offset is not None and one.offset != finding.step.offset:
            continue
        for name in one.names:
            if _names(finding, name):
                used.add((one, name))
                return one
    return None


def _names(finding: Finding, name: str) -> bool:
    return name == finding.rule.id or name in finding.rule.aliases


def _unreasoned(finding: Finding) -> Finding:
    return replace(finding, message=f"{finding.message}; to allow an error takes a reason")


def all_names(hazards: Iterable[Hazard]) -> frozenset[str]:
    """Return every id and alias by which rules can be called."""
    return frozenset(chain.from_iterable((h.rule.id, *h.rule.aliases) for h in hazards))
