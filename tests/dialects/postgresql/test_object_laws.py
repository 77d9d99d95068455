"""Any change between any two sets of objects leads there, back, and there again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.dialects.postgresql.project import Project

EMPTY = "DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP TABLE IF EXISTS goofer_history;"
ROWS = "INSERT INTO t SELECT i, i, 'x' FROM generate_series(1, 2) i;"
TYPES = st.sampled_from(("integer", "bigint", "d"))
BODIES = st.sampled_from(("SELECT $1 > 0", "SELECT $1 > 0 AND true"))


@st.composite
def scripts(draw: DrawFn) -> str:
    """Return statements that hold together, each with or without what it could stand on."""
    base = draw(st.sampled_from(("integer", "bigint")))
    type_ = draw(TYPES)
    body = draw(BODIES)
    argument = draw(st.sampled_from(("", "n ")))
    function = f"CREATE FUNCTION ok({argument}bigint) RETURNS boolean LANGUAGE sql IMMUTABLE"
    check = draw(st.sampled_from(("", ", CHECK (ok(id))", ", CHECK (ok(n::bigint))")))
    said = [
        f"CREATE DOMAIN d AS {base} CHECK (VALUE > {draw(st.integers(-2, 0))})",
        f"{function} AS '{body}'",
        f"CREATE TABLE t (id integer PRIMARY KEY, n {type_}, s text{check})",
    ]
    columns = draw(st.sampled_from(("id, n", "n, id", "id, n, s", "id, n, 1 AS k")))
    if draw(st.booleans()):
        said.append(f"CREATE VIEW v AS SELECT {columns} FROM t")
        said += _on_view(draw)
    if draw(st.booleans()):
        said.append(
            "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql"
            f" AS 'BEGIN {draw(st.sampled_from(('', 'NULL;')))} RETURN NEW; END'"
        )
        events = draw(st.sampled_from(("INSERT", "INSERT OR UPDATE OF n")))
        when = draw(st.sampled_from(("", "WHEN (NEW.n > 5)")))
        said.append(
            f"CREATE TRIGGER g BEFORE {events} ON t FOR EACH ROW {when} EXECUTE FUNCTION f()"
        )
    if draw(st.booleans()):
        said.append(f"CREATE POLICY p ON t USING ({draw(st.sampled_from(('n > 0', 'ok(id)')))})")
    return ";\n".join(said) + ";\n"


def _on_view(draw: DrawFn) -> Iterator[str]:
    if draw(st.booleans()):
        where = draw(st.sampled_from(("", " WHERE ok(id)")))
        yield f"CREATE VIEW w AS SELECT id, n FROM v{where}"
    if draw(st.booleans()):
        yield "CREATE MATERIALIZED VIEW m AS SELECT n, count(*) AS c FROM v GROUP BY n"
        yield "CREATE UNIQUE INDEX mi ON m (n)"
    if draw(st.booleans()):
        yield "COMMENT ON VIEW v IS 'a view'"


@pytest.fixture
def place(postgresql_url: str, tmp_path: Path) -> tuple[str, Path]:
    return postgresql_url, tmp_path


@contextmanager
def fresh(place: tuple[str, Path]) -> Iterator[Project]:
    url, folder = place
    number = len(list(folder.iterdir()))
    made = Project(url, folder / str(number) / "migrations")
    made.directory.mkdir(parents=True)
    made.run(EMPTY)
    yield made


@pytest.mark.slow
@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(current=scripts(), desired=scripts())
def test_every_change_of_objects_leads_there_and_back(
    place: tuple[str, Path], current: str, desired: str
) -> None:
    with fresh(place) as there:
        there.run(current + ROWS)
        if current != desired:
            there.change(desired)
