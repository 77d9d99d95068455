"""CREATE TABLE as SQLite keeps it, read into a table (https://www.sqlite.org/lang_createtable.html).

The text tells what no pragma does: names, checks, collations, computed expressions, conflict
clauses, deferrability, and constraints as they were declared.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from goofer_py.dialects.sqlite.index_part import index_part
from goofer_py.dialects.sqlite.options import NOT_NULL_CONFLICT, key_parts_option
from goofer_py.dialects.sqlite.rowid import DESCENDING_KEY, STRICT, WITHOUT_ROWID, numbers_rows
from goofer_py.dialects.sqlite.tokens import Kind, Token, tokenize
from goofer_py.dialects.sqlite.types import joined
from goofer_py.introspect.sqlite.cursor import Cursor
from goofer_py.schema import (
    Check,
    Column,
    Computed,
    ForeignKey,
    Identity,
    IndexPart,
    Name,
    PrimaryKey,
    Table,
    Type,
    Unique,
)

_TABLE_CONSTRAINTS = frozenset(["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"])
_COLUMN_CONSTRAINTS = _TABLE_CONSTRAINTS - {"FOREIGN"} | frozenset(
    ["NOT", "NULL", "DEFAULT", "COLLATE", "REFERENCES", "DEFERRABLE", "GENERATED", "AS"]
)


def read_table(text: str, name: Name) -> Table:
    """Return the table that a CREATE TABLE statement makes, in the statement's own spelling.

    Raises Unreadable when the text is not one that SQLite would have kept.
    """
    return _Reader(Cursor(text), name).table()


@dataclass(slots=True)
class _Reader:
    cursor: Cursor
    name: Name
    columns: list[Column] = field(default_factory=list)
    primary_key: PrimaryKey | None = None
    uniques: list[Unique] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    key_parts: list[list[IndexPart]] = field(default_factory=list)

    def table(self) -> Table:
        self.head()
        self.cursor.expect("(")
        while not self.cursor.accept(")"):
            if self.cursor.word in _TABLE_CONSTRAINTS:
                self.table_constraint()
            else:
                self.column()
            self.cursor.accept(",")
        self.table_options()
        return Table(
            self.name,
            tuple(self.columns),
            self.primary_key,
            tuple(self.uniques),
            tuple(self.foreign_keys),
            tuple(self.checks),
            options=(*self.plain_options(), *self.key_options()),
        )

    def head(self) -> None:
        self.cursor.expect("CREATE")
        _ = self.cursor.accept("TEMP") or self.cursor.accept("TEMPORARY")
        self.cursor.expect("TABLE")
        self.cursor.accept("IF", "NOT", "EXISTS")
        self.cursor.qualified_name()

    def table_options(self) -> None:
        while self.cursor.token is not None:
            if self.cursor.accept("WITHOUT", "ROWID"):
                self.options.append((WITHOUT_ROWID, ""))
            elif self.cursor.accept("STRICT"):
                self.options.append((STRICT, ""))
            elif not (self.cursor.accept(",") or self.cursor.accept(";")):
                raise self.cursor.unreadable("an option of the table")

    def plain_options(self) -> list[tuple[str, str]]:
        """Return the options, without the old mistake where there is no rowid to be mistaken."""
        if (WITHOUT_ROWID, "") in self.options and (DESCENDING_KEY, "") in self.options:
            self.options.remove((DESCENDING_KEY, ""))
            names = () if self.primary_key is None else self.primary_key.columns
            self.key_parts.append([IndexPart(name, descending=True) for name in names])
        return self.options

    def key_options(self) -> list[tuple[str, str]]:
        """Return what a key says of its columns that a list of names cannot hold."""
        collations = {column.name.lower(): column.collation for column in self.columns}
        primary = () if self.primary_key is None else self.primary_key.columns
        options = (
            key_parts_option(parts, collations, ordered=_names(parts) == primary)
            for parts in self.key_parts
            if not self.numbers_rows(parts)
        )
        return [option for option in options if option is not None]

    def numbers_rows(self, parts: list[IndexPart]) -> bool:
        """Whether these are of a key that is the rowid, which no order changes."""
        table = Table(self.name, tuple(self.columns), self.primary_key, options=tuple(self.options))
        return len(parts) == 1 and parts[0].column == numbers_rows(table)

    # Columns

    def column(self) -> None:
        self.columns.append(Column(self.cursor.name(), Type(self.type_name())))
        name: str | None = None
        while self.cursor.word in _COLUMN_CONSTRAINTS:
            if self.cursor.accept("CONSTRAINT"):
                name = self.cursor.name()
            else:
                self.column_constraint(name)
                name = None

    def type_name(self) -> str:
        found: list[Token] = []
        while self.at_type_word():
            found.append(self.cursor.take())
        if found and self.cursor.is_at("("):
            while not self.cursor.is_at(")"):
                found.append(self.cursor.take())
            found.append(self.cursor.take())
        return joined(found)

    def at_type_word(self) -> bool:
        token = self.cursor.token
        if token is None or token.kind not in (Kind.WORD, Kind.QUOTED, Kind.STRING):
            return False
        return token.word not in _COLUMN_CONSTRAINTS

    def column_constraint(self, name: str | None) -> None:
        cursor = self.cursor
        if cursor.accept("PRIMARY", "KEY"):
            self.column_key(name)
        elif cursor.accept("UNIQUE"):
            self.uniques.append(Unique((self.latest.name,), name, conflict=self.conflict()))
        elif cursor.accept("CHECK"):
            self.checks.append(Check(cursor.parenthesised(), name))
        elif cursor.accept("REFERENCES"):
            self.foreign_keys.append(self.references((self.latest.name,), name))
        elif cursor.accept("COLLATE"):
            self.latest = replace(self.latest, collation=cursor.name())
        elif cursor.accept("DEFAULT"):
            self.latest = replace(self.latest, default=self.default())
        elif cursor.accept("NULL"):
            self.conflict()
        elif not (self.deferral() or self.not_null()):
            self.computed()

    @property
    def latest(self) -> Column:
        return self.columns[-1]

    @latest.setter
    def latest(self, column: Column) -> None:
        self.columns[-1] = column

    def column_key(self, name: str | None) -> None:
        descending = self.cursor.accept("DESC")
        self.cursor.accept("ASC")
        self.primary_key = PrimaryKey((self.latest.name,), name, conflict=self.conflict())
        if descending:
            self.descending_key()
        if self.cursor.accept("AUTOINCREMENT"):
            self.latest = replace(self.latest, identity=Identity("autoincrement"))

    def descending_key(self) -> None:
        if self.latest.type.text.upper() == "INTEGER":
            self.options.append((DESCENDING_KEY, ""))
        else:
            self.key_parts.append([IndexPart(self.latest.name, descending=True)])

    def not_null(self) -> bool:
        if not self.cursor.accept("NOT", "NULL"):
            return False
        conflict = self.conflict()
        if conflict not in (None, "ABORT"):
            options = (*self.latest.options, (NOT_NULL_CONFLICT, conflict))
            self.latest = replace(self.latest, options=options)
        self.latest = replace(self.latest, nullable=False)
        return True

    def default(self) -> str:
        if self.cursor.is_at("("):
            return f"({self.cursor.parenthesised()})"
        signed = self.cursor.is_at("+") or self.cursor.is_at("-")
        return "".join(self.cursor.take().text for _ in range(1 + signed))

    def computed(self) -> None:
        self.cursor.accept("GENERATED", "ALWAYS")
        self.cursor.expect("AS")
        expression = self.cursor.parenthesised()
        stored = self.cursor.accept("STORED")
        self.cursor.accept("VIRTUAL")
        self.latest = replace(self.latest, computed=Computed(expression, stored))

    # Constraints of the table

    def table_constraint(self) -> None:
        cursor = self.cursor
        name: str | None = None
        while cursor.accept("CONSTRAINT"):
            name = cursor.name()
        if cursor.accept("PRIMARY", "KEY"):
            self.primary_key = PrimaryKey(self.key_columns(), name, conflict=self.conflict())
        elif cursor.accept("UNIQUE"):
            self.uniques.append(Unique(self.key_columns(), name, conflict=self.conflict()))
        elif cursor.accept("CHECK"):
            self.checks.append(Check(cursor.parenthesised(), name))
            self.conflict()
        elif cursor.accept("FOREIGN", "KEY"):
            columns = self.names()
            cursor.expect("REFERENCES")
            self.foreign_keys.append(self.references(columns, name))
            self.deferral()
        elif name is None:
            raise cursor.unreadable("a constraint")

    def key_columns(self) -> tuple[str, ...]:
        items = self.cursor.listed()
        last = tokenize(items[-1])
        numbered = len(last) > 1 and last[-1].word == "AUTOINCREMENT"
        if numbered:
            items[-1] = items[-1][: last[-1].start]
        parts = [self.spelled(index_part(item)) for item in items]
        self.key_parts.append(parts)
        names = _names(parts)
        if numbered:
            self.number_rows(names[0])
        return names

    def spelled(self, part: IndexPart) -> IndexPart:
        """Return the part with its column spelled as it is where it is defined."""
        names = {column.name.lower(): column.name for column in self.columns}
        return replace(part, column=names.get((part.column or "").lower(), part.column))

    def number_rows(self, name: str) -> None:
        for place, column in enumerate(self.columns):
            if column.name.lower() == name.lower():
                self.columns[place] = replace(column, identity=Identity("autoincrement"))

    def names(self) -> tuple[str, ...]:
        return tuple(Cursor(item).name() for item in self.cursor.listed())

    def conflict(self) -> str | None:
        return self.cursor.take().word if self.cursor.accept("ON", "CONFLICT") else None

    # Foreign keys

    def references(self, columns: tuple[str, ...], name: str | None) -> ForeignKey:
        cursor = self.cursor
        target = Name(cursor.name(), self.name.schema)
        key = ForeignKey(columns, target, self.names() if cursor.is_at("(") else (), name)
        while True:
            if cursor.accept("ON", "DELETE"):
                key = replace(key, on_delete=self.action())
            elif cursor.accept("ON", "UPDATE"):
                key = replace(key, on_update=self.action())
            elif cursor.accept("ON", "INSERT"):
                self.action()
            elif cursor.accept("MATCH"):
                key = replace(key, match=cursor.name())
            else:
                return key

    def action(self) -> str:
        first = self.cursor.take().word
        return f"{first} {self.cursor.take().word}" if first in ("SET", "NO") else first

    def deferral(self) -> bool:
        """Read whether the latest foreign key waits for the end of the transaction."""
        deferrable = not self.cursor.accept("NOT", "DEFERRABLE")
        if deferrable and not self.cursor.accept("DEFERRABLE"):
            return False
        deferred = self.cursor.accept("INITIALLY", "DEFERRED")
        self.cursor.accept("INITIALLY", "IMMEDIATE")
        if self.foreign_keys:
            self.foreign_keys[-1] = replace(
                self.foreign_keys[-1], deferrable=deferrable, initially_deferred=deferred
            )
        return True


def _names(parts: list[IndexPart]) -> tuple[str, ...]:
    return tuple(part.column or "" for part in parts)
