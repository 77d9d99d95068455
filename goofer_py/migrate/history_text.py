"""The history as SQL text: what a database has to hold to be at the same versions as another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace

from goofer_py import __version__
from goofer_py.migrate import history, lease_table
from goofer_py.migrate.record import DONE, Record
from goofer_py.migrate.state import BASELINE
from goofer_py.stores.store import Session


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
        texts = {
            "version": one.version,
            "name": one.name,
            "direction": one.direction,
            "status": DONE,
            "checksum": one.checksum,
            "goofer": __version__,
            "user_name": "",
            "host": "",
            "irreversible": one.irreversible,
            "error": one.error,
            "down_script": None if one.version in known else one.down_script,
        }
        values = {
            "id": number,
            "run": number,
            "format": history.FORMAT,
            "started_at": types.now,
            "statements": one.statements,
            "total": one.total,
            **{name: literal(text) for name, text in texts.items() if text is not None},
        }
        shown = ", ".join(map(str, values.values()))
        yield f"INSERT INTO {quoted} ({', '.join(values)})\nVALUES ({shown})"
    yield lease_table.creation(lease, types)
    yield lease_table.unheld(lease)


def _applied(records: Iterable[Record]) -> list[Record]:
    """Return the record that each applied version went up with last, in the order of versions.

    Those of repeatable scripts come behind them, by name. An `error` is no more than the word that
    it was there before any migration ran, where that is so.
    """
    applied: dict[str, Record] = {}
    repeated: dict[str, Record] = {}
    for record in records:
        if record.status != DONE:
            continue
        if record.direction == "repeat":
            repeated[record.name] = record
        elif record.direction == "up":
            before = applied.get(record.version)
            there = BASELINE in (record.error, before.error if before else None)
            applied[record.version] = replace(record, error=BASELINE if there else None)
        else:
            applied.pop(record.version, None)
    versions = sorted(applied.values(), key=lambda record: int(record.version))
    return [*versions, *(repeated[name] for name in sorted(repeated))]
