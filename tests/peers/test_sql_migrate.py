from __future__ import annotations

from pathlib import Path

from tests.peers.conftest import Bench, path_of, source_of, tool
from tests.peers.steps import HALF, Step, steps


def written(folder: Path, dialect: str) -> Path:
    """Write the migrations as sql-migrate has them."""
    place = folder / "db"
    place.mkdir()
    for number, step in enumerate(steps(dialect), 1):
        (place / f"{number}-{step.name.replace(' ', '-')}.sql").write_text(text(step))
    return place


def text(step: Step) -> str:
    option = " notransaction" if step.alone else ""
    up, down = (
        "".join(
            f"-- +migrate StatementBegin\n{one};\n-- +migrate StatementEnd\n"
            if one in step.blocks
            else f"{one};\n"
            for one in statements
        )
        for statements in (step.up, step.down)
    )
    return f"-- what it does\n-- +migrate Up{option}\n{up}\n-- +migrate Down{option}\n{down}"


def sql_migrate(bench: Bench, url: str, *command: str) -> str:
    dialect, source = {
        "sqlite": ("sqlite3", path_of(url)),
        "postgresql": ("postgres", f"{url}?sslmode=disable"),
        "mariadb": ("mysql", source_of(url)),
    }[bench.dialect]
    config = f"development:\n  dialect: {dialect}\n  datasource: {source}\n  dir: db\n"
    (bench.folder / "dbconfig.yml").write_text(config)
    return bench.run(tool("sql-migrate"), *command)


def test_goes_on_where_sql_migrate_stopped(every_bench: Bench) -> None:
    written(every_bench.folder, every_bench.dialect)
    every_bench.taken_over(
        "sql-migrate",
        "db",
        lambda url, count: sql_migrate(every_bench, url, "up", f"-limit={count or 0}"),
    )


def test_what_sql_migrate_applied_can_be_reverted(every_bench: Bench) -> None:
    written(every_bench.folder, every_bench.dialect)
    url = every_bench.database()
    sql_migrate(every_bench, url, "up", f"-limit={HALF}")
    every_bench.json("import", "sql-migrate", "db", "--adopt", url)
    every_bench.json("rollback", "--steps", str(HALF), "--url", url)
    every_bench.same(url, every_bench.database())


def test_what_sql_migrate_took_back_is_not_applied(bench: Bench) -> None:
    written(bench.folder, bench.dialect)
    url = bench.database()
    sql_migrate(bench, url, "up", "-limit=3")
    sql_migrate(bench, url, "down", "-limit=2")
    assert bench.json("import", "sql-migrate", "db", "--adopt", url)["adopted"] == ["1"]
