from __future__ import annotations

from pathlib import Path

import pytest

from tests.peers.conftest import Bench, path_of, source_of, tool
from tests.peers.steps import HALF, Step, steps


def written(folder: Path, dialect: str) -> Path:
    """Write the migrations as goose has them."""
    place = folder / "goose"
    place.mkdir()
    for number, step in enumerate(steps(dialect), 1):
        name = f"{number:05}_{step.name.replace(' ', '_')}.sql"
        (place / name).write_text(text(step))
    return place


def text(step: Step) -> str:
    alone = "-- +goose NO TRANSACTION\n" if step.alone else ""
    parts = (
        "".join(
            f"-- +goose StatementBegin\n{one};\n-- +goose StatementEnd\n"
            if one in step.blocks
            else f"{one};\n"
            for one in statements
        )
        for statements in (step.up, step.down)
    )
    up, down = parts
    return f"{alone}-- +goose Up\n-- what it does; and why\n{up}\n-- +goose Down\n{down}"


def goose(bench: Bench, url: str, *command: str) -> str:
    places = {
        "sqlite": ("sqlite3", path_of(url)),
        "postgresql": ("postgres", url),
        "mariadb": ("mysql", source_of(url)),
    }
    return bench.run(tool("goose"), "-dir", "goose", *places[bench.dialect], *command)


def test_goes_on_where_goose_stopped(every_bench: Bench) -> None:
    written(every_bench.folder, every_bench.dialect)
    started = every_bench.taken_over(
        "goose",
        "goose",
        lambda url, count: goose(every_bench, url, *(["up-to", str(count)] if count else ["up"])),
    )
    assert every_bench.query(started, "SELECT name FROM users") == [("ada",)]


def test_what_goose_took_back_is_not_applied(bench: Bench) -> None:
    written(bench.folder, bench.dialect)
    url = bench.database()
    goose(bench, url, "up-to", "3")
    goose(bench, url, "down")
    assert bench.json("import", "goose", "goose", "--adopt", url)["adopted"] == ["00001", "00002"]


def test_what_goose_applied_can_be_reverted(every_bench: Bench) -> None:
    written(every_bench.folder, every_bench.dialect)
    url = every_bench.database()
    goose(every_bench, url, "up-to", str(HALF))
    every_bench.json("import", "goose", "goose", "--adopt", url)
    every_bench.json("rollback", "--steps", str(HALF), "--url", url)
    every_bench.same(url, every_bench.database())


def test_a_version_that_goose_applied_from_elsewhere_is_named(bench: Bench) -> None:
    place = written(bench.folder, bench.dialect)
    url = bench.database()
    goose(bench, url, "up")
    (place / "00004_index_mail.sql").unlink()
    outcome = bench.goofer("import", "goose", "goose", "--adopt", url)
    assert outcome.code == 5
    assert "does not hold: 4" in outcome.stderr
    assert not (bench.folder / "migrations").exists()


@pytest.mark.parametrize("value", ["", "example.org"])
def test_variables_mean_the_same(bench: Bench, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    place = bench.folder / "goose"
    place.mkdir()
    (place / "00001_domain.sql").write_text(
        "-- +goose Up\n"
        "-- +goose ENVSUB ON\n"
        "CREATE TABLE d (a TEXT DEFAULT '$GOOFER_D', b TEXT DEFAULT '${GOOFER_D}',\n"
        "  c TEXT DEFAULT '${GOOFER_D:-none}', d TEXT DEFAULT '$$5');\n"
        "-- +goose ENVSUB OFF\n"
        "CREATE TABLE e (a TEXT DEFAULT '${GOOFER_D}');\n"
        "-- +goose Down\n"
        "DROP TABLE e;\nDROP TABLE d;\n"
    )
    monkeypatch.setenv("GOOFER_D", value)
    by_goose, by_goofer = bench.database(), bench.database()
    goose(bench, by_goose, "up")
    bench.json("import", "goose", "goose")
    bench.json("migrate", "--url", by_goofer)
    bench.same(by_goose, by_goofer)
