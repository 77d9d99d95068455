"""Columns: defaults, identity, computed values, collation and comment."""

from __future__ import annotations

import re
import warnings
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SAWarning

from goofer_py.entities.reading.column_check import column_check
from goofer_py.entities.reading.descent import said_options
from goofer_py.entities.reading.option import COUNTER
from goofer_py.entities.reading.reference import References
from goofer_py.entities.reading.target import Target
from goofer_py.entities.reading.type import TypeReader, serial_type
from goofer_py.schema import Column, Computed, Identity, Type

_ON_UPDATE = re.compile(
    r"(.*?)\s+ON\s+UPDATE\s+((?:CURRENT_TIMESTAMP|NOW|LOCALTIME|LOCALTIMESTAMP)(?:\s*\(\d*\))?)\s*\Z",
    re.IGNORECASE | re.DOTALL,
)


class ColumnReader:
    """Reads columns for one target."""

    def __init__(self, target: Target, types: TypeReader, references: References) -> None:
        self._target = target
        self._types = types
        self._references = references

    def read(self, column: sa.Column[Any], entity: str) -> Column:
        """Return `column` as the target's server would have it."""
        declared = self._types.spelled(self._type(column), entity, column.name)
        type_, identity = self._numbered(column, declared.type)
        default, on_update = self._default(column)
        check = column_check(column, self._target)
        said = {
            "charset": declared.charset,
            "check": check,
            "not_null_conflict": self._target.option(column, "on_conflict_not_null"),
            "on_update": on_update,
        }
        return Column(
            name=self._target.identifier(column.name),
            type=type_,
            nullable=bool(column.nullable) and identity is None,
            default=default,
            identity=identity,
            computed=self._computed(column),
            collation=declared.collation,
            comment=self._comment(column),
            options=(
                *((key, value) for key, value in said.items() if value is not None),
                *said_options(column, self._target),
            ),
        )

    def _default(self, column: sa.Column[Any]) -> tuple[str | None, str | None]:
        """Return the default, and the ON UPDATE that can only be declared as a part of it."""
        if column.server_default is None:
            return None, None
        text: str | None = self._target.compiler.get_column_default_string(column)
        found = None if text is None else _ON_UPDATE.match(text)
        return (text, None) if found is None else (found[1], found[2])

    def _type(self, column: sa.Column[Any]) -> sa.types.TypeEngine[Any]:
        """Return the declared type, or that of the column that a foreign key points to."""
        if isinstance(column.type, sa.types.NullType):
            for key in column.foreign_keys:
                return self._references.column(key).type
        return column.type

    def _numbered(self, column: sa.Column[Any], type_: Type) -> tuple[Type, Identity | None]:
        if column.identity is not None and self._target.sqlalchemy.supports_identity_columns:
            return type_, _identity(column.identity)
        plain = serial_type(type_.text)
        if plain is None and self._is_counted(column):
            words = self._specification(column).split()
            # SQLAlchemy decides by type, default and option what becomes serial: ask its compiler.
            plain = serial_type(words[0])
            if plain is None and words[-1].upper() in ("AUTOINCREMENT", "AUTO_INCREMENT"):
                return type_, Identity("autoincrement", self._start(column))
        return (type_, None) if plain is None else (Type(plain), Identity("serial"))

    @staticmethod
    def _is_counted(column: sa.Column[Any]) -> bool:
        return column.primary_key and column is column.table.autoincrement_column

    def _start(self, column: sa.Column[Any]) -> int | None:
        """Return where the table's counter begins, which some servers take as its option."""
        if not self._target.takes_any_option:
            return None
        said = self._target.option(column.table, COUNTER)
        return None if said is None else int(said)

    def _specification(self, column: sa.Column[Any]) -> str:
        name = self._target.sqlalchemy.identifier_preparer.format_column(column)
        text: str = self._target.compiler.get_column_specification(column)
        return text.removeprefix(name)

    def _computed(self, column: sa.Column[Any]) -> Computed | None:
        if column.computed is None:
            return None
        with warnings.catch_warnings():
            # It warns where the server's version settles what is left open.
            warnings.simplefilter("ignore", SAWarning)
            clause = self._target.compiler.process(column.computed)
        expression = self._target.sql(self._target.clause(column.computed.sqltext))
        return Computed(expression, stored=clause.endswith("STORED"))

    def _comment(self, column: sa.Column[Any]) -> str | None:
        kept = self._target.capabilities.comments
        return (column.comment or None) if kept else None


def _identity(identity: sa.Identity) -> Identity:
    return Identity(
        "always" if identity.always else "by default",
        start=identity.start,
        increment=identity.increment,
        minimum=identity.minvalue,
        maximum=identity.maxvalue,
        cycle=bool(identity.cycle),
        cache=identity.cache,
    )
