from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.peers.conftest import ON_SQLITE, Bench, path_of
from tests.peers.steps import HALF, steps


def written(bench: Bench) -> Path:
    """Write the migrations as yoyo has them: SQL and Python in turn, names in another order."""
    place = bench.folder / "db"
    place.mkdir()
    before = ""
    for letter, step in zip("dbca", steps(bench.dialect), strict=True):
        name = f"{letter}-{step.name.replace(' ', '-')}"
        if letter in "dc":
            up, down = ("".join(f"{one};\n" for one in way) for way in (step.up, step.down))
            head = f"-- what it does\n-- depends: {before}\n" if before else ""
            (place / f"{name}.sql").write_text(head + up)
            (place / f"{name}.rollback.sql").write_text(down)
        else:
            pairs = zip(step.up, reversed(step.down), strict=True)
            listed = "".join(f"    step({up!r}, {down!r}),\n" for up, down in pairs)
            text = f"from yoyo import step\n\n__depends__ = {{{before!r}}}\n"
            alone = "__transactional__ = False\n" if step.alone else ""
            (place / f"{name}.py").write_text(f"{text}{alone}\nsteps = [\n{listed}]\n")
        before = name
    return place


def yoyo(bench: Bench, url: str, *command: str) -> str:
    place = {
        "sqlite": f"sqlite:///{path_of(url)}",
        "postgresql": url,
        "mariadb": url.replace("mariadb+pymysql:", "mysql:"),
    }[bench.dialect]
    options = ("--batch", "--no-config-file", "--database", place)
    return bench.run(sys.executable, "-m", "yoyo.scripts.main", *command, *options, "db")


def test_goes_on_where_yoyo_stopped(every_bench: Bench) -> None:
    written(every_bench)
    every_bench.taken_over(
        "yoyo",
        "db",
        lambda url, count: yoyo(
            every_bench, url, "apply", *(["-r", "b-trim-names"] if count else [])
        ),
    )


def test_what_yoyo_applied_can_be_reverted(every_bench: Bench) -> None:
    written(every_bench)
    url = every_bench.database()
    yoyo(every_bench, url, "apply", "-r", "b-trim-names")
    every_bench.json("import", "yoyo", "db", "--adopt", url)
    every_bench.json("rollback", "--steps", str(HALF), "--url", url)
    every_bench.same(url, every_bench.database())


def test_what_yoyo_took_back_is_not_applied(bench: Bench) -> None:
    written(bench)
    url = bench.database()
    yoyo(bench, url, "apply", "-r", "b-trim-names")
    yoyo(bench, url, "rollback", "-r", "b-trim-names")
    assert bench.json("import", "yoyo", "db", "--adopt", url)["adopted"] == ["0001"]


@ON_SQLITE
@pytest.mark.parametrize(
    ("names", "versions"),
    [
        (["20260131_01_aBc12-a", "20260131_02_aBc12-b"], ["20260131000001", "20260131000002"]),
        (["0001.a", "0002.b"], ["0001", "0002"]),
        (["0001.a", "0001.b"], ["0001", "0002"]),
    ],
)
def test_versions_come_from_names(bench: Bench, names: list[str], versions: list[str]) -> None:
    place = bench.folder / "db"
    place.mkdir()
    for name in names:
        (place / f"{name}.sql").write_text("SELECT 1;\n")
    told = bench.json("import", "yoyo", "db")["migrations"]
    assert [one["version"] for one in told] == versions  # type: ignore[attr-defined]
    assert [one["name"] for one in told] == ["a", "b"]  # type: ignore[attr-defined]


@ON_SQLITE
def test_a_function_is_named_or_a_skeleton(bench: Bench) -> None:
    place = bench.folder / "db"
    place.mkdir()
    (place / "0001.fill.py").write_text(
        "from yoyo import group, step\n\n"
        "def fill(connection):\n    raise ValueError\n\n"
        "steps = [group([step('CREATE TABLE a (id INTEGER)', 'DROP TABLE a')]), step(fill)]\n"
    )
    outcome = bench.goofer("import", "yoyo", "db")
    assert outcome.code == 1
    assert "\n  - 0001.fill.py: a step that calls fill" in outcome.stderr
    bench.json("import", "yoyo", "db", "--skeletons")
    text = (bench.folder / "migrations" / "0001_fill.py").read_text()
    assert "CREATE TABLE a" in text
    assert "raise NotImplementedError('0001.fill.py, up: a step that calls fill')" in text


@ON_SQLITE
def test_what_differs_is_told(bench: Bench) -> None:
    place = bench.folder / "db"
    place.mkdir()
    (place / "post-apply.sql").write_text("SELECT 1;\n")
    (place / "0001.a.py").write_text(
        "from yoyo import step\n\nstep('SELECT 1', ignore_errors='apply')\n"
    )
    notes = str(bench.json("import", "yoyo", "db")["notes"])
    assert "0001.a.py: a step of it ignores errors" in notes
    assert "post-apply.sql: yoyo runs it after every apply" in notes
