"""CREATE TABLE and ALTER TABLE."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from goofer_py.dialects.ddl.columns import constraint_or_index, declared
from goofer_py.dialects.ddl.words import Words
from goofer_py.hazards.action import (
    Action,
    AddColumn,
    AddConstraint,
    AlterConstraint,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropNotNull,
    ModifyColumn,
    RenameColumn,
    RenameIndex,
    RenameTable,
    SetDefault,
    SetNotNull,
    SetOption,
)
from goofer_py.schema import Name, Table

_ALTERED = ("COLUMN", "CHECK", "CONSTRAINT", "INDEX")
_PARTITIONS = ("PARTITION", "PARTITIONING")
_DROPPED = {
    "COLUMN": "",
    "INDEX": "",
    "KEY": "",
    "FOREIGN": "foreign key",
    "CHECK": "check",
    "CONSTRAINT": "",
}


def create_table(words: Words, *, temporary: bool) -> CreateTable:
    """Return what CREATE TABLE makes, whose name comes next."""
    missing = words.take("IF", "NOT", "EXISTS")
    name = words.name()
    if words.take("LIKE"):
        words.name()
        return CreateTable(Table(name), missing, temporary)
    table = Table(name)
    if words.peek() == "(" and words.peek(1) not in ("SELECT", "LIKE"):
        table = _elements(words, table)
    options = words.place
    words.skip_to("AS", "SELECT")
    table = replace(table, options=_table_options(words.since(options)))
    return CreateTable(table, missing, temporary, query=not words.ended)


def _table_options(text: str) -> tuple[tuple[str, str], ...]:
    return (("text", " ".join(text.split())),) if text else ()


def _elements(words: Words, table: Table) -> Table:
    words.expect("(")
    while not words.take(")"):
        found = constraint_or_index(words)
        if found is None:
            one = declared(words)
            table = table.with_column(one.column)
            for constraint in one.constraints:
                table = table.with_constraint(constraint)
        elif isinstance(found, tuple):
            table = table.with_index(found[0])
        else:
            table = table.with_constraint(found)
        words.skip_to(",", ")")
        words.take(",")
    return table


class Alter:
    """Reads the parts of ALTER TABLE; `algorithm` and `lock` are what it states."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.algorithm = ""
        self.lock = ""
        words.take("IF", "EXISTS")
        self.table = words.name()
        if words.take("WAIT"):
            words.skip()
        words.take("NOWAIT")

    def actions(self) -> Iterator[Action]:
        """Yield what each part does."""
        while not self.words.ended:
            yield from self._part()
            self.words.take(",")

    def _part(self) -> Iterator[Action]:
        words = self.words
        match words.any_of(("ADD", "DROP", "RENAME", "ALTER", "MODIFY", "CHANGE", "CONVERT")):
            case "ADD":
                yield from self._add()
            case "DROP":
                yield self._drop()
            case "RENAME":
                yield self._rename()
            case "ALTER":
                yield self._alter()
            case "MODIFY" | "CHANGE" as verb:
                yield self._modify(verb)
            case "CONVERT":
                words.expect("TO")
                words.take("CHARACTER", "SET") or words.take("CHARSET")
                yield SetOption(self.table, "convert charset", words.value())
                words.skip_to(",")
            case _:
                yield from self._option()

    def _add(self) -> Iterator[Action]:
        words = self.words
        if words.peek() in _PARTITIONS:
            words.skip_to()
            yield SetOption(self.table, "partitions", "add")
            return
        if words.take("SYSTEM", "VERSIONING"):
            yield SetOption(self.table, "system versioning", "add")
            return
        found = constraint_or_index(words)
        if isinstance(found, tuple):
            index, kind = found
            yield CreateIndex(self.table, index, kind=kind)
        elif found is not None:
            yield AddConstraint(self.table, found)
        else:
            yield from self._add_columns()
        words.skip_to(",")

    def _add_columns(self) -> Iterator[Action]:
        words = self.words
        words.take("COLUMN")
        missing = words.take("IF", "NOT", "EXISTS")
        several = words.take("(")
        while True:
            one = declared(words)
            yield AddColumn(
                self.table,
                one.column,
                one.constraints,
                one.place,
                missing,
                one.inline_reference,
            )
            if not several or words.take(")"):
                return
            words.expect(",")

    def _drop(self) -> Action:
        words = self.words
        if words.take("PRIMARY", "KEY"):
            return DropConstraint(self.table, None, "primary key")
        if words.peek() == "PARTITION":
            words.skip_to()
            return SetOption(self.table, "partitions", "drop")
        if words.take("SYSTEM", "VERSIONING"):
            return SetOption(self.table, "system versioning", "drop")
        kind = words.any_of(_DROPPED)
        words.take("KEY")
        missing = words.take("IF", "EXISTS")
        name = words.identifier()
        words.any_of(("CASCADE", "RESTRICT"))
        if kind in ("INDEX", "KEY"):
            return DropIndex(self.table, Name(name, self.table.schema), if_exists=missing)
        if kind in ("", "COLUMN"):
            return DropColumn(self.table, name, if_exists=missing)
        return DropConstraint(self.table, name, _DROPPED[kind])

    def _rename(self) -> Action:
        words = self.words
        if words.any_of(("INDEX", "KEY")):
            before = Name(words.identifier(), self.table.schema)
            words.expect("TO")
            return RenameIndex(self.table, before, words.identifier())
        if words.any_of(("TO", "AS")):
            return RenameTable(self.table, words.name())
        words.take("COLUMN")
        first = words.identifier()
        if words.take("TO"):
            return RenameColumn(self.table, first, words.identifier())
        return RenameTable(self.table, Name(first))

    def _alter(self) -> Action:
        words = self.words
        kind = words.any_of(_ALTERED)
        name = words.identifier()
        if kind == "INDEX":
            words.skip_to(",")
            return SetOption(self.table, "index", name)
        for phrase, made in _ALTERATIONS:
            if words.take(*phrase):
                return made(self.table, name)
        if words.take("SET", "DEFAULT"):
            return SetDefault(self.table, name, words.value())
        if words.take("SET") and (what := words.any_of(("VISIBLE", "INVISIBLE"))):
            return SetOption(self.table, what.lower(), column=name)
        raise words.wrong()

    def _modify(self, verb: str) -> Action:
        words = self.words
        words.take("COLUMN")
        words.take("IF", "EXISTS")
        before = words.identifier() if verb == "CHANGE" else ""
        one = declared(words)
        name = before or one.column.name
        return ModifyColumn(self.table, name, one.column, one.constraints, one.place)

    def _option(self) -> Iterator[Action]:
        words = self.words
        if words.any_of(("ENABLE", "DISABLE")):
            words.expect("KEYS")
            return
        if words.peek() in ("PARTITION", "REMOVE", "EXCHANGE", "TRUNCATE", "REORGANIZE"):
            place = words.place
            words.skip_to()
            yield SetOption(self.table, "partitions", " ".join(words.since(place).split()))
            return
        if words.take("ORDER", "BY"):
            words.skip_to()
            yield SetOption(self.table, "order")
            return
        yield from self._named_option()

    def _named_option(self) -> Iterator[Action]:
        words = self.words
        words.take("DEFAULT")
        charset = words.take("CHARACTER", "SET")
        name = "charset" if charset else words.identifier().lower()
        words.take("=")
        value = "" if words.ended or words.peek() == "," else words.value()
        if name == "algorithm":
            self.algorithm = value.upper()
        elif name == "lock":
            self.lock = value.upper()
        elif name in _TABLE_OPTIONS:
            yield SetOption(self.table, name, value)
        else:
            raise words.wrong()


_ALTERATIONS: tuple[tuple[tuple[str, ...], Callable[[Name, str], Action]], ...] = (
    (("NOT", "ENFORCED"), lambda table, name: AlterConstraint(table, name, enforced=False)),
    (("ENFORCED",), lambda table, name: AlterConstraint(table, name, enforced=True)),
    (("DROP", "DEFAULT"), lambda table, name: SetDefault(table, name, None)),
    (("SET", "NOT", "NULL"), SetNotNull),
    (("DROP", "NOT", "NULL"), DropNotNull),
)

_TABLE_OPTIONS = frozenset(
    {
        *("engine", "charset", "collate", "auto_increment", "row_format", "comment", "force"),
        *("key_block_size", "stats_persistent", "stats_auto_recalc", "stats_sample_pages"),
        *("max_rows", "min_rows", "avg_row_length", "checksum", "compression", "encryption"),
        *("pack_keys", "tablespace", "page_compressed", "page_checksum", "encrypted"),
        *("transactional", "delay_key_write", "data", "connection", "union", "insert_method"),
    }
)
