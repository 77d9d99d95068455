"""What in tables stands on columns or types, and has to step aside while they are made anew."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from goofer_py.dialects.postgresql.exclusions import naming_parts, split_elements
from goofer_py.dialects.postgresql.made_types import is_made_class
from goofer_py.operations import (
    AddColumn,
    AddConstraint,
    CreateIndex,
    DropColumn,
    DropConstraint,
    DropIndex,
    Operation,
)
from goofer_py.schema import (
    Check,
    Column,
    Constraint,
    Exclusion,
    ForeignKey,
    Index,
    Name,
    Schema,
    Table,
)
from goofer_py.schema.expression import identifiers


@dataclass(slots=True)
class Dependents:
    """Objects by kind, each with its table, in an order in which they can be made."""

    columns: list[tuple[Name, Column]] = field(default_factory=list)
    constraints: list[tuple[Name, Constraint]] = field(default_factory=list)
    indexes: list[tuple[Name, Index]] = field(default_factory=list)

    def drops(self) -> list[Operation]:
        """Return what takes them away, the last made first."""
        made: list[Operation] = [
            *(DropColumn(table, column) for table, column in self.columns),
            *(DropConstraint(table, constraint) for table, constraint in self.constraints),
            *(DropIndex(table, index) for table, index in self.indexes),
        ]
        return made[::-1]

    def creations(self) -> list[Operation]:
        """Return what makes them again; foreign keys come last."""
        keys = [pair for pair in self.constraints if isinstance(pair[1], ForeignKey)]
        others = [pair for pair in self.constraints if not isinstance(pair[1], ForeignKey)]
        return [
            *(AddColumn(table, column) for table, column in self.columns),
            *(AddConstraint(table, constraint) for table, constraint in others),
            *(CreateIndex(table, index) for table, index in self.indexes),
            *(AddConstraint(table, key) for table, key in keys),
        ]


def columns_of(schema: Schema, enum: Name) -> Iterator[tuple[Table, list[Column]]]:
    """Yield the tables that hold values of the type, with the columns that do; none computed."""
    for table in schema.tables:
        found = [c for c in table.columns if c.type.enum == enum and c.computed is None]
        if found:
            yield table, found


def dependents_on(
    schema: Schema,
    columns: dict[Name, set[str]],
    *,
    types: frozenset[Name] = frozenset(),
    words: frozenset[str] = frozenset(),
    texts: Collection[tuple[Name, str]] = (),
) -> Dependents:
    """Return what in all tables stands on these columns, on the types, or says one of the words.

    Of the columns that become `texts` meanwhile, that is what no text can have.
    """
    found = Dependents()
    for table in schema.tables:
        _collect(table, columns.get(table.name, set()) | words, types, found)
        _collect_special(table, {c for name, c in texts if name == table.name}, found)
    for table in schema.tables if columns else ():
        keys = (k for k in table.foreign_keys if _is_touched(table, k, columns))
        found.constraints += [(table.name, key) for key in keys]
    return found


def dependents_within(table: Table, columns: Collection[str], words: frozenset[str]) -> Dependents:
    """Return what in a table cannot stay while these columns become texts.

    That is also what says one of the words, and what takes operators that an extension may have
    brought. Its foreign keys are left out.
    """
    found = Dependents()
    enums = frozenset(c.type.enum for c in table.columns if c.type.enum is not None)
    made = frozenset(c.name for c in table.columns if c.name in columns)
    _collect(table, made | words, enums, found, made)
    of_type = {c.name for c in table.columns if c.name in columns and c.type.enum is None}
    _collect_special(table, of_type, found)
    brought = [index for index in table.indexes if _takes_a_class(index)]
    found.indexes += [(table.name, i) for i in brought if (table.name, i) not in found.indexes]
    equal = [e for e in table.exclusions if e.method == "gist" and " WITH =" in e.elements]
    known = [constraint for _, constraint in found.constraints]
    found.constraints += [(table.name, one) for one in equal if one not in known]
    return found


def _collect_special(table: Table, columns: set[str], found: Dependents) -> None:
    """Add the indexes and exclusions on the columns that are not for texts."""
    found.constraints += [
        (table.name, exclusion)
        for exclusion in table.exclusions
        if columns.intersection(exclusion.columns)
        and (table.name, exclusion) not in found.constraints
    ]
    found.indexes += [
        (table.name, index)
        for index in table.indexes
        if columns & index.reads
        and (index.method is not None or any(p.operator_class for p in index.parts))
        and (table.name, index) not in found.indexes
    ]


def _takes_a_class(index: Index) -> bool:
    """Whether an index names an operator class that an extension may have brought."""
    return any(is_made_class(part.operator_class) for part in index.parts)


def _collect(
    table: Table,
    columns: set[str] | frozenset[str],
    enums: frozenset[Name],
    found: Dependents,
    going: frozenset[str] = frozenset(),
) -> None:
    """Add to `found`; computed columns that are `going` count as well."""
    computed = {
        column.name
        for column in table.columns
        if column.computed is not None
        and (
            column.type.enum in enums
            or column.name in going
            or _reads(column.computed.expression, columns, enums)
        )
    }
    found.columns += [(table.name, c) for c in table.columns if c.name in computed]
    keys = () if table.primary_key is None else (table.primary_key,)
    found.constraints += [
        (table.name, key) for key in (*keys, *table.uniques) if computed.intersection(key.columns)
    ]
    found.constraints += [
        (table.name, check) for check in table.checks if _is_read(check, columns | computed, enums)
    ]
    found.constraints += [
        (table.name, exclusion)
        for exclusion in table.exclusions
        if computed.intersection(exclusion.columns)
        or any(_reads(text, columns | computed, enums) for text in _texts(exclusion))
    ]
    found.indexes += [
        (table.name, index)
        for index in table.indexes
        if computed & index.reads or _has_text_on(index, columns | computed, enums)
    ]


def _texts(exclusion: Exclusion) -> list[str]:
    """Return the expressions of an exclusion: a column by itself follows its type."""
    parts = zip(split_elements(exclusion.elements), naming_parts(exclusion), strict=True)
    return [text for text, name in parts if name == "expr"] + [exclusion.where or ""]


def _is_read(check: Check, columns: set[str] | frozenset[str], enums: frozenset[Name]) -> bool:
    return bool(columns.intersection(check.columns)) or _reads(check.expression, columns, enums)


def _has_text_on(index: Index, columns: set[str] | frozenset[str], enums: frozenset[Name]) -> bool:
    texts = [part.expression for part in index.parts] + [index.where]
    return any(text is not None and _reads(text, columns, enums) for text in texts)


def _reads(text: str, columns: set[str] | frozenset[str], enums: frozenset[Name]) -> bool:
    words = identifiers(text)
    return bool(words & columns) or ("::" in text and any(enum.name in words for enum in enums))


def _is_touched(table: Table, key: ForeignKey, touched: dict[Name, set[str]]) -> bool:
    own = touched.get(table.name, set())
    target = touched.get(key.target, set())
    return bool(own.intersection(key.columns) or target.intersection(key.target_columns))
