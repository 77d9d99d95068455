"""Cutting scripts into statements, beside sqlparse; in one process, in turn."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from importlib import import_module

from benchmarks.bench import Bench
from benchmarks.measure import CouldNotRunError
from benchmarks.report import Goal, Row, compared, middle
from goofer_py.dialects.postgresql.syntax import POSTGRESQL
from goofer_py.dialects.splitter import Syntax, split
from goofer_py.dialects.sqlite.syntax import SQLITE

_RUNS = 7
_SIZE = 4_000_000
_SIZE_BESIDE = 60_000  # sqlparse takes about a second for each 100 kB
_FLOOR = 20

_TABLES = """\
-- The table number {0}.
CREATE TABLE item_{0} (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name varchar(120) DEFAULT 'new' NOT NULL,
    price numeric(10, 2) CHECK (price > 0)
);
CREATE INDEX ix_item_{0}_name ON item_{0} (name);
ALTER TABLE item_{0} ADD COLUMN email text;
"""
_ROWS = "INSERT INTO item (id, name, body) VALUES ({0}, 'name {0}', 'it''s the text; of {0}');\n"
_MANY_ROWS = (
    "INSERT INTO item (id, name, body) VALUES\n"
    + ",\n".join(
        f"    ({{0}}{row:02}, 'name {row}', 'it''s the text; of {row}')" for row in range(40)
    )
    + ";\n"
)
_FUNCTIONS = """\
CREATE FUNCTION touch_{0}() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    NEW.touched := now(); -- as of this statement
    RETURN NEW;
END;
$body$;
CREATE TRIGGER touch AFTER UPDATE ON item_{0} FOR EACH ROW EXECUTE FUNCTION touch_{0}();
"""
_TRIGGERS = """\
CREATE TRIGGER touch_{0} AFTER UPDATE ON item_{0} BEGIN
    UPDATE item_{0} SET touched = CASE WHEN NEW.id > 1 THEN 'a;b' END WHERE id = NEW.id;
    INSERT INTO log VALUES ('touched');
END;
"""
_CASES = (
    ("tables, PostgreSQL", _TABLES, POSTGRESQL, True),
    ("tables, SQLite", _TABLES, SQLITE, True),
    ("one-row INSERTs, PostgreSQL", _ROWS, POSTGRESQL, True),
    ("40-row INSERTs, PostgreSQL", _MANY_ROWS, POSTGRESQL, True),
    ("functions, PostgreSQL", _FUNCTIONS, POSTGRESQL, False),
    ("triggers, SQLite", _TRIGGERS, SQLITE, False),
)


def measure(bench: Bench) -> list[Row]:
    """Measure megabytes a second, and what a thousand small migrations take."""
    beside = _sqlparse()
    rows = []
    for case, template, syntax, is_plain in _CASES:
        bench.say(case)
        measured, other = _speeds(bench, template, syntax, beside)
        floor = Goal(f">= {_FLOOR} MB/s", _FLOOR, middle(measured), at_least=True)
        goal = floor if is_plain else None
        rows.append(compared(("splitter", case, "MB/s"), measured, "sqlparse", other, goal))
    bench.say("a thousand scripts")
    rows.append(_thousand(bench, beside))
    return rows


def _speeds(
    bench: Bench, template: str, syntax: Syntax, beside: Callable[[str], Iterable[str]]
) -> tuple[list[float], list[float]]:
    large, small = _script(template, _SIZE), _script(template, _SIZE_BESIDE)
    measured, other = [], []
    for _ in range(bench.runs(_RUNS)):
        measured.append(len(large) / 1e6 / _seconds(lambda: split(large, syntax)))
        other.append(len(small) / 1e6 / _seconds(lambda: beside(small)))
    return measured, other


def _thousand(bench: Bench, beside: Callable[[str], Iterable[str]]) -> Row:
    scripts = [_TABLES.format(number) for number in range(1000)]
    measured, other = [], []
    for _ in range(bench.runs(_RUNS)):
        measured.append(_seconds(lambda: _all(lambda text: split(text, POSTGRESQL), scripts)))
        other.append(_seconds(lambda: _all(beside, scripts[:100])) * 10)
    return compared(("splitter", "1,000 small scripts", "CPU s"), measured, "sqlparse", other)


def _all(cut: Callable[[str], Iterable[object]], scripts: Iterable[str]) -> Iterable[object]:
    for script in scripts:
        yield from cut(script)


def _script(template: str, size: int) -> str:
    """Return whole copies of the template, each with a number of its own."""
    count = size // len(template.format(100_000)) + 1
    return "".join(template.format(number) for number in range(count))


def _seconds(work: Callable[[], Iterable[object]]) -> float:
    started = time.process_time()
    deque(work(), maxlen=0)
    return time.process_time() - started


def _sqlparse() -> Callable[[str], Iterable[str]]:
    try:
        cut: Callable[[str], Iterable[str]] = import_module("sqlparse").split
    except ModuleNotFoundError:
        raise CouldNotRunError("sqlparse is not installed: pip install sqlparse") from None
    return cut
