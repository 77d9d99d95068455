"""How fast one server goes through a table: it is given one, and watched."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from goofer_py.hazards.rates import Rates
from goofer_py.hazards.rule import Duration
from goofer_py.stores.store import Session

_TABLE = "goofer_rates"
_SCAN = f"SELECT COUNT(*) FROM {_TABLE} WHERE filler = 'x'"
_BUILD = f"CREATE INDEX goofer_rates_n ON {_TABLE} (n)"
_BATCH = 10_000
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class _Plan:
    """Statements for one database; `fill` takes the first number of a row and the last one."""

    make: str
    fill: str
    settle: tuple[str, ...]
    size: str
    work: Mapping[Duration, str]


_SERIES = "WITH RECURSIVE s (n) AS (SELECT {0} UNION ALL SELECT n + 1 FROM s WHERE n < {1})"
_MYSQL = _Plan(
    f"CREATE TABLE {_TABLE} (id int PRIMARY KEY, n int, filler varchar(160)) ENGINE=InnoDB",
    # A thousand of them at most are made by recursion.
    f"INSERT INTO {_TABLE} {_SERIES.format(0, 99)}"
    " SELECT {0} + a.n * 100 + b.n, ({0} + a.n * 100 + b.n) * 7919 % 1000003,"
    " REPEAT(MD5({0} + a.n * 100 + b.n), 4) FROM s a, s b WHERE {0} + a.n * 100 + b.n <= {1}",
    (f"ANALYZE TABLE {_TABLE}",),
    "SELECT data_length FROM information_schema.tables"
    f" WHERE table_schema = DATABASE() AND table_name = '{_TABLE}'",
    {
        Duration.SCAN: _SCAN,
        Duration.REWRITE: f"ALTER TABLE {_TABLE} MODIFY n bigint, ALGORITHM=COPY",
        Duration.BUILD: _BUILD,
    },
)
_PLANS = {
    "postgresql": _Plan(
        f"CREATE TABLE {_TABLE} (id int, n int, filler text)",
        f"INSERT INTO {_TABLE} SELECT i, i::bigint * 7919 % 1000003, repeat(md5(i::text), 4)"
        " FROM generate_series({0}, {1}) i",
        (f"ANALYZE {_TABLE}",),
        f"SELECT pg_table_size('{_TABLE}')",
        {
            Duration.SCAN: f"ALTER TABLE {_TABLE} ADD CHECK (n >= 0)",
            Duration.REWRITE: f"ALTER TABLE {_TABLE} ALTER n TYPE bigint",
            Duration.BUILD: _BUILD,
        },
    ),
    "mysql": _MYSQL,
    "sqlite": _Plan(
        f"CREATE TABLE {_TABLE} (id integer PRIMARY KEY, n int, filler text, gone int)",
        f"INSERT INTO {_TABLE} {_SERIES} SELECT n, n * 7919 % 1000003, hex(zeroblob(64)), 1 FROM s",
        (),
        "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
        {
            Duration.SCAN: _SCAN,
            Duration.REWRITE: f"ALTER TABLE {_TABLE} DROP COLUMN gone",
            Duration.BUILD: _BUILD,
        },
    ),
}
"""By dialect."""


def measured_rates(session: Session, rows: int = 3 * _BATCH) -> Rates:
    """Return how fast the server of `session` is with a table of `rows`, which is dropped again.

    The database must be nobody else's. The table lies in the server's memory, as it was just made.
    """
    plan = _PLANS[session.dialect.name]
    session.execute(plan.make)
    try:
        for first in range(1, rows + 1, _BATCH):
            session.execute(plan.fill.format(first, min(first + _BATCH - 1, rows)))
        for statement in plan.settle:
            session.query(statement)
        bytes_ = int(session.query(plan.size)[0][0])
        taken = {work: _taken(session, statement) for work, statement in plan.work.items()}
    finally:
        session.execute(f"DROP TABLE {_TABLE}")
    shown = f"{bytes_ / _MB:.0f} MB in its memory"
    source = f"measured on this server with {shown}, so that it takes longer from a disk"
    return Rates({work: bytes_ / seconds for work, seconds in taken.items()}, source)


def _taken(session: Session, statement: str) -> float:
    started = time.perf_counter()
    session.execute(statement)
    return max(time.perf_counter() - started, 0.0001)
