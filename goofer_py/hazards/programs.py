"""Which program a migration breaks: the one of before on the new schema, or the new on the old."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from goofer_py.hazards.action import (
    Action,
    AddEnumValue,
    CreateObject,
    DropObject,
    RenameEnumValue,
    RenameObject,
    Step,
)
from goofer_py.hazards.action_programs import BreaksNewProgram, BreaksOldProgram
from goofer_py.hazards.changes import kind, narrowed
from goofer_py.hazards.knowledge import Knowledge
from goofer_py.hazards.unit import Unit
from goofer_py.schema import Column, Enum, Name, Schema, Table, Type

_VALUES = re.compile(r"'((?:[^']|'')*)'")
_FAMILIES = {
    **dict.fromkeys(("tinyint", "smallint", "mediumint", "integer", "bigint"), "numbers"),
    **dict.fromkeys(("numeric", "real", "float", "double precision"), "numbers"),
    **dict.fromkeys(("character varying", "character", "text", "mediumtext"), "texts"),
    **dict.fromkeys(("date", "datetime", "timestamp without time zone"), "moments"),
    "timestamp with time zone": "moments",
    "boolean": "truth values",
    "uuid": "UUIDs",
    "json": "JSON",
    "jsonb": "JSON",
}


@dataclass(frozen=True, slots=True)
class Programs:
    """The program of another revision, and the one that is here, by what they declare.

    `revision` is what the other one is called; `released` are the versions of the migrations
    that it has, which it works with.
    """

    revision: str
    old: Schema
    new: Schema
    released: frozenset[str] = frozenset()
    enums: tuple[Enum, ...] = ()
    """The enum types of the database before any script."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """What a program needs of a table, and a schema does not offer."""

    about: Name
    what: str


_Both = tuple[frozenset[Misfit], frozenset[Misfit]]
"""What misfits for the old program, and for the new one."""


class _State:
    """What tables and enum types look like, while actions change them."""

    def __init__(self, tables: Mapping[Name, Table], enums: Iterable[Enum]) -> None:
        self.known = Knowledge(tables)
        self.enums = {one.name: one.values for one in enums}

    def take(self, action: Action) -> None:
        match action:
            case CreateObject("enum"):
                values = _listed(action.detail("values") or "")
                self.enums[action.name] = values
            case DropObject("enum"):
                self.enums.pop(action.name, None)
            case RenameObject("enum") if action.name in self.enums:
                self.enums[action.after] = self.enums.pop(action.name)
            case AddEnumValue():
                self.enums[action.enum] = (*self.enums.get(action.enum, ()), action.value)
            case RenameEnumValue():
                values = self.enums.get(action.enum, ())
                renamed = (action.after if one == action.before else one for one in values)
                self.enums[action.enum] = tuple(renamed)
        self.known.take(self.known.resolved(action))

    def assume(self, program: Schema) -> None:
        """Take what nobody knows to be as the program that works with it says."""
        for table in program.tables:
            if self.known.table(table.name) is None and not self.is_view(table.name):
                self.known.know(table)
        for enum in program.enums:
            self.enums.setdefault(enum.name, enum.values)

    def is_view(self, name: Name) -> bool:
        return any(self.known.object(kind, name) for kind in ("view", "materialized view"))


def marked(
    units: Sequence[Unit],
    counted: Collection[int],
    tables: Mapping[Name, Table],
    programs: Programs,
) -> list[Unit]:
    """Return the units, with what each step breaks for which program among its actions.

    `counted` are the places of the units that the other revision lacks. Ways down are left as
    they are. What misfits before the first of them and after the last is not their doing.
    """
    state = _State(tables, programs.enums)
    breaks: dict[Misfit, tuple[int, int]] = {}
    mends: dict[Misfit, tuple[int, int]] = {}
    before: _Both | None = None
    for place, unit in enumerate(units):
        if unit.reverts:
            continue
        if place in counted and before is None:
            state.assume(programs.old)
            before = _both(programs, state)
        for number, step in enumerate(unit.steps):
            at = _taken(state, step, programs if place in counted else None)
            breaks.update(dict.fromkeys(at[0], (place, number)))
            mends.update(dict.fromkeys(at[1], (place, number)))
    if before is None:
        return list(units)
    after = _both(programs, state)
    broken, mended = _only(breaks, after[0] - before[0]), _only(mends, before[1] - after[1])
    return _with_actions(units, programs.revision, broken, mended)


def _taken(state: _State, step: Step, programs: Programs | None) -> _Both:
    """Take a step; return what the old program misses behind it, and the new one no more."""
    before = _both(programs, state)
    for action in step.actions:
        state.take(action)
    after = _both(programs, state)
    return after[0] - before[0], before[1] - after[1]


def _both(programs: Programs | None, state: _State) -> _Both:
    if programs is None:
        return frozenset(), frozenset()
    return misfits(programs.old, state), misfits(programs.new, state)


def _only(
    causes: Mapping[Misfit, tuple[int, int]], wanted: frozenset[Misfit]
) -> dict[tuple[int, int], list[Misfit]]:
    found: dict[tuple[int, int], list[Misfit]] = {}
    for misfit in sorted(wanted, key=lambda one: (one.about.sort_key, one.what)):
        if misfit in causes:
            found.setdefault(causes[misfit], []).append(misfit)
    return found


def _with_actions(
    units: Sequence[Unit],
    revision: str,
    broken: Mapping[tuple[int, int], Sequence[Misfit]],
    mended: Mapping[tuple[int, int], Sequence[Misfit]],
) -> list[Unit]:
    stuck = bool(broken)
    found = list(units)
    for place, number in {*broken, *mended}:
        unit = found[place]
        step = unit.steps[number]
        more: list[Action] = [
            BreaksOldProgram(one.about, one.what, revision)
            for one in broken.get((place, number), ())
        ]
        more += [BreaksNewProgram(m.about, m.what, stuck) for m in mended.get((place, number), ())]
        reading = replace(step.reading, actions=(*step.reading.actions, *more))
        steps = list(unit.steps)
        steps[number] = replace(step, reading=reading)
        found[place] = replace(unit, steps=tuple(steps))
    return found


def misfits(program: Schema, state: _State) -> frozenset[Misfit]:
    """Return what of a schema a program cannot work with."""
    return frozenset(_misfits(program, state))


def _misfits(program: Schema, state: _State) -> Iterator[Misfit]:
    for table in program.tables:
        has = state.known.table(table.name)
        if has is not None:
            yield from _of_table(table, has)
        elif not state.is_view(table.name):
            yield Misfit(table.name, f"there is no table {table.name}")
    for enum in program.enums:
        for value in sorted({*enum.values} - {*state.enums.get(enum.name, enum.values)}):
            yield Misfit(enum.name, f"the type {enum.name} has no value {value!r}")


def _of_table(needs: Table, has: Table) -> Iterator[Misfit]:
    name, columns = needs.name, {one.name: one for one in has.columns}
    for column in needs.columns:
        if column.name not in columns:
            yield Misfit(name, f"{name} has no column {column.name}")
        else:
            place = f"{name}.{column.name}"
            said = _of_column(column, columns[column.name])
            yield from (Misfit(name, f"{place} {one}") for one in said)
    for column in has.columns:
        if column.name not in needs.column_names and _is_required(column):
            what = f"{name}.{column.name} takes no NULL, has no default, and is not written"
            yield Misfit(name, what)


def _of_column(needs: Column, has: Column) -> Iterator[str]:
    if needs.nullable and _is_required(has):
        yield "takes no NULL, and has no default"
    if lost := narrowed(needs.type, has.type):
        yield f"no longer takes {lost}"
    families = [_FAMILIES.get(kind(one).name) for one in (needs.type, has.type)]
    if None not in families and families[0] != families[1]:
        yield f"holds {families[1]}, and not {families[0]}"
    for value in _lost_values(needs.type, has.type):
        yield f"has no value {value!r}"


def _lost_values(needs: Type, has: Type) -> list[str]:
    if not all(str(one).lower().startswith(("enum(", "set(")) for one in (needs, has)):
        return []
    return sorted({*_listed(str(needs))} - {*_listed(str(has))})


def _listed(text: str) -> tuple[str, ...]:
    return tuple(one.replace("''", "'") for one in _VALUES.findall(text))


def _is_required(column: Column) -> bool:
    given = column.default is not None or column.identity is not None or column.computed is not None
    return not column.nullable and not given and "serial" not in str(column.type).lower()
