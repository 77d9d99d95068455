"""The history as SQL text: what a database has to hold to be at the same versions as another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from goofer_py import __version__
from goofer_py.migrate import history, lease_table
from goofer_py.migrate.record import DONE, Record
from goofer_py.stores.store import Session

_COLUMNS = (
    *("id", "format", "version", "name", "direction", "status", "started_at", "checksum"),
    *("statements", "total", "goofer", "user_name", "host", "down_script"),
)


def history_statements(
    session: Session,
    table: str,
    records: Iterable[Record],
    known: Collection[str],
    literal: Callable[[str], str],
) -> Iterator[str]:
    """Yield what makes goofer's own tables, with a record for each applied version, in their order.

    The records say that they were added when the text ran, and by nobody: who applied what when
    is the other database's, and would make the same schema another text on every machine. What
    leads back is kept for versions that are not `known`, which have no files.
    """
    types = session.table_types
    quoted, lease = session.quoted(table), session.quoted(f"{table}{lease_table.SUFFIX}")
    yield history.creation(quoted, types)
    for number, one in enumerate(_applied(records), 1):
        down = None if one.version in known else one.down_script
        texts = (one.version, one.name, "up", DONE)
        values = [
            *(number, history.FORMAT, *map(literal, texts), types.now),
            *("NULL" if one.checksum is None else literal(one.checksum), one.statements),
            *(one.total, literal(__version__), "''", "''"),
            *(() if down is None else (literal(down),)),
        ]
        listed = ", ".join(_COLUMNS[: len(values)])
        yield f"INSERT INTO {quoted} ({listed})\nVALUES ({', '.join(map(str, values))})"
    yield lease_table.creation(lease, types)
    yield lease_table.unheld(lease)


def _applied(records: Iterable[Record]) -> list[Record]:
    """Return the record that each applied version went up with last, in the order of versions."""
    applied: dict[str, Record] = {}
    for record in records:
        if record.status == DONE and record.direction == "up":
            applied[record.version] = record
        elif record.status == DONE:
            applied.pop(record.version, None)
    return sorted(applied.values(), key=lambda record: int(record.version))
