"""Operations rewritten into ones that the server can execute, one ALTER for several of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from goofer_py.dialects.mysql.capabilities import MySQLCapabilities
from goofer_py.dialects.mysql.grouping import grouped
from goofer_py.dialects.mysql.indexes import has_fulltext
from goofer_py.dialects.mysql.letting_go import with_indexes_held, with_keys_let_go
from goofer_py.dialects.mysql.options import HAD_FULLTEXT
from goofer_py.dialects.mysql.placing import placed
from goofer_py.dialects.mysql.renaming import with_server_names
from goofer_py.dialects.mysql.steps import steps_of
from goofer_py.dialects.mysql.versioning import with_histories_first
from goofer_py.operations import Operation
from goofer_py.schema import Schema, Table


def lower(
    operations: Iterable[Operation], schema: Schema, server: MySQLCapabilities
) -> tuple[Operation, ...]:
    """Rewrite the operations, which start at `schema`; together they do the same."""
    had_fulltext = {t.name for t in schema.tables if has_fulltext(t) or t.has_option(HAD_FULLTEXT)}
    schema = schema.map_tables(_told)
    start, wanted = schema, with_histories_first(with_keys_let_go(tuple(operations), schema))
    done: list[Operation] = []
    for place, operation in enumerate(wanted, 1):
        for step in steps_of(operation, schema, server, wanted[place:]):
            done.append(step)
            schema = step.apply(schema)
    done = placed(done, start)
    together = grouped(done, start, server, had_fulltext)
    return tuple(with_server_names(with_indexes_held(together)))


def _told(table: Table) -> Table:
    """Return the table with nothing but what is told of it."""
    if not table.has_option(HAD_FULLTEXT):
        return table
    return replace(table, options=tuple(one for one in table.options if one[0] != HAD_FULLTEXT))
