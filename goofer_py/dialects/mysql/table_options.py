"""A table's options that change: charset with its columns, and partitions, apart from the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from goofer_py.dialects.mysql.columns import is_text
from goofer_py.dialects.mysql.options import CHARSET, COLLATION, ENGINE, PARTITION
from goofer_py.operations import AlterColumn, AlterTable, Operation
from goofer_py.operations.alter_together import AlterTogether
from goofer_py.schema import Column, Table

_CHARSETS = frozenset((CHARSET, COLLATION))
_OF_INNODB = frozenset(
    ("page_compressed", "page_compression_level", "encrypted", "encryption_key_id")
)
_Options = tuple[tuple[str, str], ...]


def altered_table(
    operation: AlterTable, table: Table, later: Sequence[Operation]
) -> Iterator[Operation]:
    """Yield what can be said together, then the charset with its columns, then the partitions."""
    before, after = operation.options
    start = _fit_for_another_engine(before, after)
    if start != before:
        yield AlterTogether(table, (_options_alone(table, before, start),))
        table, before = replace(table, options=start), start
    plain = _with(before, after, lambda name: name not in _CHARSETS and name != PARTITION)
    charset = _with(plain, after, lambda name: name in _CHARSETS)
    if operation.comment[0] != operation.comment[1] or plain != before:
        yield AlterTable(table.name, operation.comment, (before, plain))
        table = replace(table, comment=operation.comment[1], options=plain)
    if charset != plain:
        change = _options_alone(table, plain, charset)
        yield AlterTogether(table, (change, *_following(table, later)))
        table = replace(table, options=charset)
    if after != charset:
        yield AlterTogether(table, (_options_alone(table, charset, after),))


def _options_alone(table: Table, before: _Options, after: _Options) -> AlterTable:
    return AlterTable(table.name, (table.comment, table.comment), (before, after))


def _fit_for_another_engine(before: _Options, after: _Options) -> _Options:
    """Return the options without those of InnoDB, which no other engine knows, not even off."""
    if dict(before).get(ENGINE) == dict(after).get(ENGINE):
        return before
    there = dict(after)
    return tuple(one for one in before if one[0] not in _OF_INNODB or one[0] in there)


def _following(table: Table, later: Sequence[Operation]) -> Iterator[AlterColumn]:
    """Yield the columns that take the table's charset, but for those that change by themselves."""
    changed = {
        op.before.name for op in later if isinstance(op, AlterColumn) and op.table == table.name
    }
    for column in table.columns:
        if column.name not in changed and inherits_charset(column):
            yield AlterColumn(table.name, column, column)


def inherits_charset(column: Column) -> bool:
    """Whether the column has the charset of its table, whatever that is."""
    own = column.collation is not None or column.option(CHARSET) is not None
    return is_text(column.type.text) and not own


def _with(before: _Options, after: _Options, takes: Callable[[str], bool]) -> _Options:
    """Return the options with what they are afterwards for the names that `takes` holds for."""
    kept = [option for option in before if not takes(option[0])]
    return tuple(sorted([*kept, *(option for option in after if takes(option[0]))]))


def new_partitions(before: str, after: str) -> str | None:
    """Return the partitions that come behind those that are there, None if more changes."""
    old, new = (text.rstrip().removesuffix(")").rstrip() for text in (before, after))
    rest = new.removeprefix(old).lstrip()
    is_longer = new != old and new.startswith(old) and "VALUES" in old.upper()
    return rest[1:].strip() if is_longer and rest.startswith(",") else None


def changes_charset(operation: Operation) -> bool:
    """Whether the operation gives a table another charset or collation."""
    if not isinstance(operation, AlterTable):
        return False
    before, after = ({o for o in options if o[0] in _CHARSETS} for options in operation.options)
    return before != after


def gives_up_charset(operation: Operation) -> bool:
    """Whether the operation leaves a table with the charset of its database."""
    if not isinstance(operation, AlterTable):
        return False
    before, after = ({name for name, _ in options} & _CHARSETS for options in operation.options)
    return bool(before) and not after
