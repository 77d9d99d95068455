"""A schema with every text spelled one way.

SQLite keeps the text of CREATE TABLE as it was given, so rules settle everything: there is nothing
that the library itself would spell differently. Whatever it cannot keep (comments, enum types,
sequences, NULLS NOT DISTINCT...) is left out, so that it never shows as a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from goofer_py.dialects.sqlite.expression import (
    Columns,
    canonical_default,
    canonical_expression,
    columns_of,
    columns_read,
)
from goofer_py.dialects.sqlite.index_part import index_part
from goofer_py.dialects.sqlite.options import column_options, with_implied
from goofer_py.dialects.sqlite.rowid import keys_are_required, numbers_rows
from goofer_py.dialects.sqlite.types import collation_text, split_collation
from goofer_py.schema import (
    Check,
    Column,
    Computed,
    ForeignKey,
    Identity,
    Index,
    IndexPart,
    Name,
    PrimaryKey,
    Schema,
    Table,
    Type,
    Unique,
)

MAIN = "main"
AUTOINCREMENT = Identity("autoincrement")
_T = TypeVar("_T")


def canonical(schema: Schema) -> Schema:
    """Return `schema` spelled one way; idempotent."""
    named = tuple(replace(table, name=_place(table.name)) for table in schema.tables)
    parents = {_folded(table.name): table for table in named}
    return replace(
        schema,
        tables=tuple(_Spelling(table, parents).table() for table in named),
        enums=(),
        sequences=(),
        namespaces=tuple(name for name in schema.namespaces if name != MAIN),
    )


@dataclass(frozen=True, slots=True)
class _Spelling:
    """One table being spelled; `parents` are all tables by their names in lower case."""

    before: Table
    parents: Mapping[Name, Table]

    @property
    def columns(self) -> Columns:
        return columns_of(self.before.column_names)

    def table(self) -> Table:
        before, columns = self.before, self.columns
        key = before.primary_key
        spelled = replace(
            before,
            columns=tuple(self.column(column) for column in before.columns),
            primary_key=None if key is None else _primary_key(key, columns),
            uniques=_once(_unique(unique, columns) for unique in before.uniques),
            foreign_keys=_once(self.foreign_key(key) for key in before.foreign_keys),
            checks=_once(self.check(check) for check in before.checks),
            comment=None,
            options=tuple(sorted(set(before.options))),
        )
        spelled = _with_required_keys(spelled)
        return replace(spelled, indexes=tuple(self.index(i, spelled) for i in before.indexes))

    def expression(self, text: str) -> str:
        return canonical_expression(text, self.columns, self.before.name.name)

    def column(self, column: Column) -> Column:
        text, collation = split_collation(column.type.text)
        computed, identity = column.computed, column.identity
        return Column(
            column.name,
            Type(text, column.type.enum),
            nullable=column.nullable,
            default=None if column.default is None else canonical_default(column.default),
            identity=AUTOINCREMENT if identity and identity.kind == "autoincrement" else None,
            computed=computed and Computed(self.expression(computed.expression), computed.stored),
            collation=collation_text(column.collation or collation),
            options=column_options(column),
        )

    def check(self, check: Check) -> Check:
        expression = self.expression(check.expression)
        return Check(
            expression,
            check.name,
            columns=columns_read(expression, self.columns),
            auto_named=check.auto_named or check.name is None,
        )

    def foreign_key(self, key: ForeignKey) -> ForeignKey:
        parent = self.parents.get(_folded(_place(key.target)))
        target = _place(key.target) if parent is None else parent.name
        return ForeignKey(
            _spelled(key.columns, self.columns),
            target,
            _target_columns(key.target_columns, parent),
            key.name,
            on_delete=_action(key.on_delete),
            on_update=_action(key.on_update),
            match=_match(key.match),
            deferrable=key.deferrable,
            initially_deferred=key.deferrable and key.initially_deferred,
            auto_named=key.auto_named or key.name is None,
        )

    def index(self, index: Index, table: Table) -> Index:
        where = None if index.where is None else self.expression(index.where)
        parts = tuple(self.part(part, table) for part in index.parts)
        texts = [part.expression for part in parts] + [where]
        read = (columns_read(text, self.columns) for text in texts if text is not None)
        return Index(
            index.name,
            parts,
            unique=index.unique,
            where=where,
            columns=tuple(dict.fromkeys(name for names in read for name in names)),
        )

    def part(self, part: IndexPart, table: Table) -> IndexPart:
        read = part
        if part.column is None:
            read = index_part(part.expression or "")
        descending = part.descending or read.descending
        collation = part.collation or read.collation
        column = None if read.column is None else self.columns.get(read.column.lower())
        if column is None and part.column is None:
            expression = self.expression(read.expression or read.column or "")
            return IndexPart(None, expression, descending, collation=collation_text(collation))
        column = column or part.column
        return IndexPart(
            column, None, descending, collation=_key_collation(column, collation, table)
        )


def _key_collation(column: str | None, collation: str | None, table: Table) -> str | None:
    """Return a collation where it is not the column's own: there BINARY too has to be told."""
    told = collation and (collation_text(collation) or "BINARY")
    own = table.find_column(column or "")
    return None if own is not None and told == (own.collation or "BINARY") else told


def _with_required_keys(table: Table) -> Table:
    """Return `table` with NOT NULL where SQLite lets no NULL stand in a key, written or not."""
    key, alias = table.primary_key, numbers_rows(table)
    keyed = () if key is None else key.columns
    required = keyed if keys_are_required(table) else (alias,)
    return replace(
        table,
        columns=tuple(
            with_implied(c, required=c.name in required, numbers=c.name == alias)
            for c in table.columns
        ),
    )


def _primary_key(key: PrimaryKey, columns: Columns) -> PrimaryKey:
    return PrimaryKey(
        _spelled(key.columns, columns),
        key.name,
        conflict=_conflict(key.conflict),
        auto_named=key.auto_named or key.name is None,
    )


def _unique(unique: Unique, columns: Columns) -> Unique:
    return Unique(
        _spelled(unique.columns, columns),
        unique.name,
        conflict=_conflict(unique.conflict),
        auto_named=unique.auto_named or unique.name is None,
    )


def _target_columns(columns: tuple[str, ...], parent: Table | None) -> tuple[str, ...]:
    if parent is None:
        return columns
    if columns:
        return _spelled(columns, columns_of(parent.column_names))
    key = parent.primary_key
    return () if key is None else _spelled(key.columns, columns_of(parent.column_names))


def _spelled(names: tuple[str, ...], columns: Columns) -> tuple[str, ...]:
    return tuple(columns.get(name.lower(), name) for name in names)


def _place(name: Name) -> Name:
    return Name(name.name) if name.schema == MAIN else name


def _folded(name: Name) -> Name:
    return Name(name.name.lower(), name.schema)


def _action(action: str | None) -> str | None:
    upper = "NO ACTION" if action is None else " ".join(action.upper().split())
    return None if upper == "NO ACTION" else upper


def _match(match: str | None) -> str | None:
    upper = "SIMPLE" if match is None else match.upper()
    return None if upper in ("SIMPLE", "NONE") else upper


def _conflict(conflict: str | None) -> str | None:
    upper = "ABORT" if conflict is None else conflict.upper()
    return None if upper == "ABORT" else upper


def _once(items: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(items))
