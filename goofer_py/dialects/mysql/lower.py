"""Operations rewritten into ones that the server can execute, one ALTER for several of them."""

from __future__ import annotations

from collections.abc import Iterable

from goofer_py.dialects.mysql.capabilities import MySQLCapabilities
from goofer_py.dialects.mysql.grouping import grouped
from goofer_py.dialects.mysql.letting_go import with_keys_let_go
from goofer_py.dialects.mysql.placing import placed
from goofer_py.dialects.mysql.renaming import with_server_names
from goofer_py.dialects.mysql.steps import steps_of
from goofer_py.operations import Operation
from goofer_py.schema import Schema


def lower(
    operations: Iterable[Operation], schema: Schema, server: MySQLCapabilities
) -> tuple[Operation, ...]:
    """Rewrite the operations, which start at `schema`; together they do the same."""
    start, wanted = schema, with_keys_let_go(tuple(operations), schema)
    done: list[Operation] = []
    for place, operation in enumerate(wanted, 1):
        for step in steps_of(operation, schema, server, wanted[place:]):
            done.append(step)
            schema = step.apply(schema)
    done = placed(done, start)
    return tuple(with_server_names(grouped(done, start, server)))
