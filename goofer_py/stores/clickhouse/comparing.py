"""Compares what a program declares with a database of ClickHouse, and proves the way.

Both sides are what the server tells: what is declared, and what there is, is made in an empty
database beside the real one, so that nothing differs that the server takes for the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING

from goofer_py.errors import EntityError, StatementFailed
from goofer_py.stores.clickhouse.altering import altered, renaming
from goofer_py.stores.clickhouse.catalog import (
    Catalog,
    Dictionary,
    Relation,
    Table,
    View,
    hidden,
)
from goofer_py.stores.clickhouse.changes import Renames, moved, way
from goofer_py.stores.clickhouse.declared import Declared, declared_in, left_alone_in
from goofer_py.stores.clickhouse.fitting import changed_types
from goofer_py.stores.clickhouse.quoting import quoted, text
from goofer_py.stores.clickhouse.renewing import renewed
from goofer_py.stores.clickhouse.scratch import (
    Scratch,
    is_replicated,
    scratch,
    takes_messages,
    tame,
)
from goofer_py.stores.clickhouse.settling import settled
from goofer_py.stores.clickhouse.snapshot import present
from goofer_py.stores.clickhouse.way import Way
from goofer_py.stores.native_schema import Differing, go, unlike

if TYPE_CHECKING:
    from goofer_py.stores.clickhouse.session import ClickHouseSession

_CODE = re.compile(r"\.?\s*(?:\([A-Z_]+\))?\.?$")
"""What stands behind a sentence of the server's."""
_LITERAL = re.compile(r"'(?:[^'\\]|\\.|'')+'")


def compare(
    session: ClickHouseSession,
    modules: Sequence[ModuleType],
    own: Sequence[str],
    *,
    drop: bool,
    prove: bool,
) -> Differing:
    """Return what leads from the database to what `modules` declare; `own` are goofer's books.

    Raises EntityError for what cannot be declared or changed, ProofFailed when the way does not
    lead there and back, and ScratchRefused where no database can be made to try it in.
    """
    declared = declared_in(modules, session.name)
    if not declared:
        names = ", ".join(one.__name__ for one in modules)
        raise EntityError(
            f"Nothing of ClickHouse is declared in {names}. Nothing was written.",
            hint="a Table needs an engine: engines.MergeTree(order_by=...) of clickhouse_connect",
        )
    left_alone = left_alone_in(modules)
    there = {name: one for name, one in present(session, own).items() if name not in left_alone}
    with scratch(session) as empty:
        return _Comparison.of(empty, there, declared, drop=drop).result(prove=prove)


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Both sides, as the server spells them, and what nobody declares."""

    empty: Scratch
    current: Catalog
    desired: Catalog
    rest: Catalog
    renames: Renames
    undeclared: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, empty: Scratch, present: Catalog, declared: Sequence[Declared], *, drop: bool
    ) -> _Comparison:
        """Let the server spell both sides."""
        wanted = {one.name: one for one in declared}
        renames = Renames(
            {one.name: one.renamed_from for one in declared if one.renamed_from},
            {one.name: one.columns for one in declared if one.columns},
        ).there(present)
        known = {*wanted, *renames.relations.values()}
        rest = {} if drop else {name: one for name, one in present.items() if name not in known}
        current = _spelled(
            empty, rest, {name: one for name, one in present.items() if name not in rest}
        )
        desired = _desired(empty, rest, wanted)
        there = moved(current, renames)
        desired, columns = settled(
            there, desired, renames.columns, {one.name for one in declared if one.keyed}, drop=drop
        )
        names = tuple(f"{one.kind} {name}" for name, one in rest.items())
        undeclared = (*names, *(f"column {name}" for name in columns))
        return cls(empty, current, desired, rest, renames, undeclared)

    def result(self, *, prove: bool) -> Differing:
        """Return the way there and back, tried if that is wanted."""
        back = self.renames.back()
        if self.current != self.desired:
            self._surroundings()
        up = way(self.current, self.desired, self.renames, self._table)
        down = way(self.desired, self.current, back, self._table)
        _refuse_secrets((*up.early, *up.late, *down.early, *down.late), self)
        if prove and up.about:
            self._prove(up, down)
        return Differing(
            operations=up.about,
            up=_script((*up.early, *up.late)),
            down=_script((*down.early, *down.late)),
            loses=up.loses,
            unmanaged=self.undeclared,
            proved=prove,
            notes=up.notes,
        )

    def _surroundings(self) -> None:
        """Have there what a table may refer to, and nothing that refers to tables."""
        self.empty.clear()
        every = {**self.rest, **self.desired, **self.current}
        # Only dictionaries make tables refer to others.
        if any(isinstance(one, Dictionary) for one in every.values()):
            kept = {name: one for name, one in every.items() if not isinstance(one, View)}
            self.empty.made({}, kept)

    def _table(self, old: Table, new: Table, columns: Mapping[str, str]) -> Way:
        """Return what leads from one table to another: ALTER, if the server takes it."""
        renames = dict(renaming(old, columns))
        by_new = {new_name: old_name for old_name, new_name in renames.items()}
        if takes_messages(old) or takes_messages(new):
            return self._renewed(old, new, by_new, "its engine is not altered")
        self._refuse_types(old, new, by_new)
        found, why = self._altered(old, new, renames)
        return found if found is not None else self._renewed(old, new, by_new, why)

    def _renewed(self, old: Table, new: Table, renames: Mapping[str, str], why: str) -> Way:
        several = is_replicated(old) or is_replicated(new)
        alone = several and not self.empty.replicates
        return renewed(old, new, renames, why, clustered=self.empty.clustered or alone)

    def _refuse_types(self, old: Table, new: Table, renames: Mapping[str, str]) -> None:
        """Refuse a type whose values the server makes of none of the old one."""
        pairs = list(changed_types(old, new, renames))
        if pairs:
            self._make(old)
        for one, other in pairs:
            try:
                cast = f"CAST({quoted(one.name)}, {text(other.type)})"
                self.empty.run([f"SELECT {cast} FROM {quoted(old.name)}"])
            except StatementFailed as error:
                raise EntityError(
                    f"{new.name}.{other.name} is {one.type} and is to be {other.type}:"
                    f" {_CODE.sub('', error.server)}. Nothing was written.",
                    hint="declare a column with another name, and fill it in a migration",
                ) from error

    def _altered(
        self, old: Table, new: Table, renames: Mapping[str, str]
    ) -> tuple[Way | None, str]:
        """Return the way by ALTER, or why there is none."""
        if old.clauses["ENGINE"] != new.clauses["ENGINE"]:
            return None, _why(old, new)
        goal = self._tamed(new)
        begin, between = Way(()), self._tamed(old)
        self._make(old)
        try:
            if renames:
                begin = _renamed_columns(old, renames)
                self.empty.run(begin.early)
                between = self._read(old.name)
            found = altered(between, goal)
            if found is None:
                return None, _why(between, goal)
            self.empty.run((*found.early, *found.late))
        except StatementFailed as error:
            return None, _CODE.sub("", error.server)
        if self._read(old.name) != goal:
            return None, "ALTER TABLE leads elsewhere"
        return begin + found, ""

    def _tamed(self, table: Table) -> Table:
        found = tame(table)
        return found if isinstance(found, Table) else table

    def _make(self, table: Table) -> None:
        self.empty.drop(table.name)
        self.empty.run([table.creation()])

    def _read(self, name: str) -> Table:
        found = self.empty.read(name).get(name)
        return found if isinstance(found, Table) else Table(name, (), {})

    def _prove(self, up: Way, down: Way) -> None:
        """Go up, down, and up again; raises ProofFailed where it leads elsewhere."""
        self.empty.clear()
        self.empty.made(_creations(self.current), self.rest)
        there, back = (*up.early, *up.late), (*down.early, *down.late)
        ways = (
            ("up", there, self.desired),
            ("down", back, self.current),
            ("up", there, self.desired),
        )
        go(ways, self.empty.run, self._unlike)

    def _unlike(self, goal: Catalog) -> list[str]:
        there = {name: one for name, one in self.empty.read().items() if name not in self.rest}
        return unlike(there, self.empty.tamed(goal))


def _creations(catalog: Catalog) -> dict[str, str]:
    return {name: one.creation() for name, one in catalog.items()}


def _spelled(empty: Scratch, rest: Catalog, current: Catalog) -> dict[str, Relation]:
    """Return what there is as the server spells it today, in an order in which it can be made."""
    order = empty.made(_creations(current), rest)
    found = empty.read()
    return {
        name: empty.spelled(current[name].creation(), found[name])
        for name in order
        if name in current
    }


def _desired(empty: Scratch, rest: Catalog, wanted: Mapping[str, Declared]) -> dict[str, Relation]:
    """Return what is declared as the server spells it, in an order in which it can be made."""
    empty.clear()
    statements = {name: one.statement for name, one in wanted.items()}
    try:
        order = empty.made(statements, rest)
    except StatementFailed as error:
        statement = error.statement or ""
        told = f"{error.server}. Nothing was written.\n    {statement}"
        raise EntityError(
            f"The server does not make what is declared: {_without_literals(told, statement)}"
        ) from None
    found = empty.read()
    return {
        name: empty.spelled(statements[name], found[name]) for name in order if name in statements
    }


def _without_literals(told: str, statement: str) -> str:
    """Return a text without the literals of a statement: any of them may be a password."""
    for literal in set(_LITERAL.findall(statement)):
        told = told.replace(literal, "'***'")
    return told


def _renamed_columns(table: Table, renames: Mapping[str, str]) -> Way:
    commands = [f"RENAME COLUMN {quoted(old)} TO {quoted(new)}" for old, new in renames.items()]
    about = tuple(f"rename column {table.name}.{old} to {new}" for old, new in renames.items())
    return Way(about, (f"ALTER TABLE {quoted(table.name)} {', '.join(commands)}",))


def _why(old: Table, new: Table) -> str:
    words = ("ENGINE", "PARTITION BY", "ORDER BY")
    named = [word for word in words if old.clauses.get(word) != new.clauses.get(word)]
    named += ["PRIMARY KEY"] if not named and old.primary_key != new.primary_key else []
    return f"ALTER changes no {' and no '.join(named)}"


def _refuse_secrets(statements: Sequence[str], sides: _Comparison) -> None:
    if not any("[HIDDEN]" in one for one in statements):
        return
    names = sorted({*hidden(sides.current), *hidden(sides.desired)})
    raise EntityError(
        f"{', '.join(names)} is to be made or changed, and has a secret that the server does not"
        " tell and that is not for files. Nothing was written.",
        hint="put it into a named collection of the server, and name that",
    )


def _script(statements: Sequence[str]) -> str:
    return "".join(f"{one};\n" for one in statements)
