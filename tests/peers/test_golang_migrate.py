from __future__ import annotations

from pathlib import Path

from tests.peers.conftest import Bench, path_of, source_of, tool
from tests.peers.steps import HALF, steps


def written(folder: Path, dialect: str) -> Path:
    """Write the migrations as golang-migrate has them, counted from 9 on."""
    place = folder / "db"
    place.mkdir()
    for number, step in enumerate(steps(dialect), 1):
        for way, statements in (("up", step.up), ("down", step.down)):
            name = f"{number + 8:03}_{step.name.replace(' ', '_')}.{way}.sql"
            (place / name).write_text("".join(f"{one};\n" for one in statements))
    return place


def migrate(bench: Bench, url: str, *command: str, code: int = 0) -> str:
    place = {
        "sqlite": f"sqlite://{path_of(url)}",
        "postgresql": f"{url}?sslmode=disable",
        "mariadb": f"mysql://{source_of(url)}",
    }[bench.dialect]
    return bench.run(tool("migrate"), "-path", "db", "-database", place, *command, code=code)


def test_goes_on_where_golang_migrate_stopped(every_bench: Bench) -> None:
    written(every_bench.folder, every_bench.dialect)
    every_bench.taken_over(
        "golang-migrate",
        "db",
        lambda url, count: migrate(every_bench, url, "up", *([str(count)] if count else [])),
    )


def test_what_golang_migrate_applied_can_be_reverted(every_bench: Bench) -> None:
    written(every_bench.folder, every_bench.dialect)
    url = every_bench.database()
    migrate(every_bench, url, "up", str(HALF))
    every_bench.json("import", "golang-migrate", "db", "--adopt", url)
    every_bench.json("rollback", "--steps", str(HALF), "--url", url)
    every_bench.same(url, every_bench.database())


def test_nothing_is_taken_over_after_a_way_to_nothing(bench: Bench) -> None:
    written(bench.folder, bench.dialect)
    url = bench.database()
    migrate(bench, url, "up", "1")
    migrate(bench, url, "down", "1")
    assert bench.json("import", "golang-migrate", "db", "--adopt", url)["adopted"] == []


def test_a_dirty_database_is_refused_until_it_is_settled(bench: Bench) -> None:
    place = written(bench.folder, bench.dialect)
    (place / "010_trim_names.up.sql").write_text("SELECT * FROM nowhere;\n")
    url = bench.database()
    migrate(bench, url, "up", code=1)
    outcome = bench.goofer("import", "golang-migrate", "db", "--adopt", url)
    assert outcome.code == 5
    assert "version 10 is dirty" in outcome.stderr
    assert "migrate force" in outcome.stderr
    assert not (bench.folder / "migrations").exists()
    migrate(bench, url, "force", "9")
    assert bench.json("import", "golang-migrate", "db", "--adopt", url)["adopted"] == ["009"]


def test_a_table_of_another_program_is_told(bench: Bench) -> None:
    written(bench.folder, bench.dialect)
    url = bench.database()
    bench.execute(url, "CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY)")
    outcome = bench.goofer("import", "golang-migrate", "db", "--adopt", url)
    assert outcome.code == 2
    assert "is not golang-migrate's" in outcome.stderr
