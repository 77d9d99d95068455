from __future__ import annotations

from pathlib import Path

from tests.peers.conftest import Bench, path_of, tool
from tests.peers.steps import HALF, steps


def written(folder: Path, dialect: str, count: int | None = None, name: str = "db") -> Path:
    """Write the migrations as dbmate has them."""
    place = folder / name
    place.mkdir(exist_ok=True)
    for number, step in enumerate(steps(dialect)[:count], 1):
        option = " transaction:false" if step.alone else ""
        up, down = ("".join(f"{one};\n" for one in way) for way in (step.up, step.down))
        file = place / f"202601{number:02}120000_{step.name.replace(' ', '_')}.sql"
        file.write_text(f"-- migrate:up{option}\n{up}\n-- migrate:down{option}\n{down}")
    return place


def dbmate(bench: Bench, url: str, *command: str, folder: str = "db") -> str:
    place = {
        "sqlite": f"sqlite:{path_of(url)}",
        "postgresql": f"{url}?sslmode=disable",
        "mariadb": url.replace("mariadb+pymysql:", "mysql:"),
    }[bench.dialect]
    options = ("--url", place, "--migrations-dir", folder, "--no-dump-schema")
    return bench.run(tool("dbmate"), *options, *command)


def apply(bench: Bench, url: str, count: int | None) -> None:
    """Run dbmate, which knows no number of migrations, on a folder of so many."""
    name = f"first-{count}"
    written(bench.folder, bench.dialect, count, name)
    dbmate(bench, url, "migrate", folder=name)


def test_goes_on_where_dbmate_stopped(every_bench: Bench) -> None:
    written(every_bench.folder, every_bench.dialect)
    every_bench.taken_over("dbmate", "db", lambda url, count: apply(every_bench, url, count))


def test_what_dbmate_applied_can_be_reverted(every_bench: Bench) -> None:
    written(every_bench.folder, every_bench.dialect)
    url = every_bench.database()
    apply(every_bench, url, HALF)
    every_bench.json("import", "dbmate", "db", "--adopt", url)
    every_bench.json("rollback", "--steps", str(HALF), "--url", url)
    every_bench.same(url, every_bench.database())


def test_what_dbmate_took_back_is_not_applied(bench: Bench) -> None:
    written(bench.folder, bench.dialect)
    url = bench.database()
    apply(bench, url, HALF)
    dbmate(bench, url, "rollback")
    adopted = bench.json("import", "dbmate", "db", "--adopt", url)["adopted"]
    assert adopted == ["20260101120000"]
