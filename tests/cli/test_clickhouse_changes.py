"""Tables of ClickHouse that a program declares: compared, written as migrations, and run."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path
from typing import Any

import clickhouse_connect
import pytest

from goofer_py.dialects.splitter import split
from goofer_py.stores.clickhouse.script import CLICKHOUSE_SYNTAX
from tests.cli.conftest import Goofer

SETTINGS = """
[databases.events]
url = "{url}"
directory = "events"
models = ["{module}"]
"""
MODELS = """
import sqlalchemy as sa
from clickhouse_connect.cc_sqlalchemy import engines, types
from goofer_py.stores.clickhouse.entities import MaterializedView, SkipIndex

metadata = sa.MetaData()
events = sa.Table(
    "events",
    metadata,
    sa.Column("at", types.DateTime),
    sa.Column("kind", types.LowCardinality(types.String)),
    {more}
    engines.MergeTree(order_by={order}),
)
totals = sa.Table(
    "totals",
    metadata,
    sa.Column("kind", types.LowCardinality(types.String)),
    sa.Column("many", types.UInt64),
    engines.SummingMergeTree(order_by="kind"),
)
counts = MaterializedView(
    "counts", "SELECT kind, count() AS many FROM events GROUP BY kind", to=totals
)
"""
_COUNT = count()


class Place:
    """A project with models, over a database of its own."""

    def __init__(self, goofer: Goofer, folder: Path, url: str) -> None:
        self.goofer = goofer
        self.folder = folder
        self.url = url
        (folder / "events").mkdir()

    def models(self, more: str = "", order: str = '"at"') -> None:
        """Declare this from now on; a module is imported once only."""
        module = f"models_of_clickhouse_{next(_COUNT)}"
        text = MODELS.replace("{more}", more).replace("{order}", order)
        (self.folder / f"{module}.py").write_text(text)
        (self.folder / "goofer.toml").write_text(SETTINGS.format(url=self.url, module=module))

    def __call__(self, *words: str, code: int = 0) -> Any:
        result = self.goofer(*words, "--db", "events")
        assert result.code == code, result.stderr
        return result

    def make(self, *more: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self("makemigrations", "--json", *more).stdout)
        return found


@pytest.fixture
def place(goofer: Goofer, folder: Path, clickhouse_url: str) -> Place:
    return Place(goofer, folder, clickhouse_url)


def test_changes_are_written_run_and_gone_back_on(place: Place) -> None:
    place.models()
    made = place.make()
    assert made["operations"] == [
        "create table events",
        "create table totals",
        "create materialized view counts",
    ]
    assert made["proved"] is True
    assert [Path(one).name for one in made["files"]] == [
        f"{made['version']}_{made['name']}.up.sql",
        f"{made['version']}_{made['name']}.down.sql",
    ]
    place("migrate")
    assert "No difference" in place("diff").stdout
    with clickhouse_connect.get_client(dsn=place.url) as client:
        client.command("INSERT INTO events VALUES (1, 'a'), (2, 'b'), (3, 'a')")
        place.models('SkipIndex("by_kind", "kind", "set(10)"),', '("kind", "at")')
        assert "ADD INDEX" not in place("diff", "--sql").stdout
        checked = place("makemigrations", "--check", code=3)
        assert "make events anew and copy its rows" in checked.stderr
        place.make("order by kind")
        place("migrate")
        assert "Nothing to do" in place("makemigrations", "--check").stdout
        query = "SELECT kind, sum(many) FROM totals GROUP BY kind ORDER BY kind"
        assert client.query(query).result_rows == [("a", 2), ("b", 1)]
        place("rollback")
        place("migrate")
        assert client.query("SELECT count() FROM events").result_rows == [(3,)]
        shown = place("inspect").stdout
        assert 'index by_kind "kind TYPE set(10) GRANULARITY 1"' in shown
        parts = json.loads(place("inspect", "--json").stdout)["schema"]["parts"]
        assert [(one["kind"], one["name"]) for one in parts if one["of"] is None] == [
            ("materialized view", "counts"),
            ("table", "events"),
            ("table", "totals"),
        ]
        script = place("inspect", "--sql").stdout
        refused = place("drift", code=2)
        assert "tried in no database beside the real one" in refused.stderr
        place("rollback", "--to", "zero")
        for statement in split(script, CLICKHOUSE_SYNTAX):
            client.command(statement.text)
        assert place("inspect", "--sql").stdout == script
        for name in ("counts", "events", "totals"):
            client.command(f"DROP TABLE {name}")
        left = "SELECT name FROM system.tables WHERE database = currentDatabase()"
        names = [name for (name,) in client.query(left).result_rows]
        assert all(name.startswith("goofer_history") for name in names)
