"""What is told besides runs of migrations: refusals, seeds, backups, and many at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Goofer, Program
from tests.observe.listener import Listener, listening
from tests.observe.test_metrics import samples

A = "CREATE TABLE a (id integer PRIMARY KEY); ---- DROP TABLE a;"
B = "CREATE TABLE b (x int); ---- DROP TABLE b;"


@pytest.fixture
def there() -> Iterator[Listener]:
    with listening() as there:
        yield there


@pytest.fixture
def program(sqlite_program: Program, there: Listener) -> Program:
    """Give a program whose chat and Pushgateway are there, and whose first migration ran."""
    sqlite_program.has(v1_a=A)
    tells(sqlite_program, there)
    return sqlite_program


def tells(program: Program, there: Listener, more: str = "") -> None:
    program.sets(
        f'{more}\n[metrics]\npush_gateway = "{there.url}"\nfolder = "texts"\n'
        f'[notify]\nurls = ["{there.url}/chat"]\n'
    )


def notes(there: Listener) -> list[dict[str, Any]]:
    """Return what the chat was told."""
    return [json.loads(body) for place, _, body in there.heard if place == "/chat"]


REFUSED = [
    pytest.param(
        'environment = "production"',
        ("rollback",),
        ("confirmation", None, "add --confirm test.db"),
        id="protected",
    ),
    pytest.param(
        "", ("migrate", "--to", "zero"), ("confirmation", None, "add --yes to go down"), id="down"
    ),
    pytest.param(
        'lint_fail_on = "info"',
        ("migrate",),
        ("failure", "HazardsFound", "-- goofer: allow RULE reason"),
        id="lint",
    ),
    pytest.param(
        "allow_out_of_order = false",
        ("migrate", "--to", "7"),
        ("failure", "UnknownVersion", "goofer status"),
        id="unknown",
    ),
]


@pytest.mark.parametrize(("setting", "command", "told"), REFUSED)
def test_what_is_refused_before_it_begins_is_told(
    goofer: Goofer,
    program: Program,
    there: Listener,
    setting: str,
    command: tuple[str, ...],
    told: tuple[str, str | None, str],
) -> None:
    assert goofer("migrate").code == 0
    there.heard.clear()
    program.has(v2_b="DROP TABLE a; ---- SELECT 1;")
    tells(program, there, setting)
    assert goofer(*command).code in (2, 9)

    (one,) = notes(there)
    assert (one["event"], one.get("code")) == told[:2]
    assert told[2] in one["hint"]


def test_what_was_not_ready_is_told(goofer: Goofer, program: Program, there: Listener) -> None:
    assert goofer("migrate").code == 0
    program.has(v2_b=B)
    there.heard.clear()
    tells(program, there, '[precheck]\nbackup = "cmd:echo 2020-01-01T00:00:00Z"')
    found = goofer("migrate", "--precheck")
    assert found.code == 8, found.stderr
    assert [(one["event"], one["code"]) for one in notes(there)] == [("failure", "PrecheckFailed")]


@pytest.mark.parametrize(
    "command",
    [
        ("migrate", "--dry-run"),
        ("rollback", "--dry-run", "--to", "9"),
        ("rollback", "--steps", "1", "--to", "1"),
        ("migrate", "--fake", "--confirm", "another"),
        ("phase",),
        ("status",),
        ("seed", "--status"),
        ("seed", "--dry-run", "--env", "test"),
    ],
)
@pytest.mark.usefixtures("program")
def test_what_is_only_shown_or_mistyped_is_told_to_nobody(
    goofer: Goofer, there: Listener, command: tuple[str, ...]
) -> None:
    goofer(*command)
    assert not there.heard


def test_what_waits_is_told_before_the_command_ends(
    goofer: Goofer, program: Program, there: Listener
) -> None:
    assert goofer("migrate").code == 0
    program.has(v2_b=f"-- goofer: phase expand\n{B}")
    program.has(v3_b="-- goofer: phase contract\nDROP TABLE a; ---- SELECT 1;")
    there.heard.clear()
    assert goofer("migrate").code == 0
    assert [one["event"] for one in notes(there)] == ["start", "success", "confirmation"]
    assert goofer("phase", "continue").code == 2
    assert notes(there)[-1]["hint"] == "if none does: goofer phase continue --yes"


@pytest.mark.usefixtures("program")
def test_a_redo_is_one_success(goofer: Goofer, there: Listener) -> None:
    assert goofer("migrate").code == 0
    there.heard.clear()
    assert goofer("redo").code == 0

    told = notes(there)
    assert [one["event"] for one in told] == ["start", "start", "success"]
    assert told[-1]["direction"] == "redo"
    assert "reverted and applied 1 migration in" in told[-1]["text"]


def test_seeds_are_told_of_as_such(goofer: Goofer, program: Program, there: Listener) -> None:
    seeds = program.folder / "seeds"
    seeds.mkdir()
    (seeds / "1_rows.sql").write_text("INSERT INTO a VALUES (1);")
    assert goofer("migrate").code == 0
    there.heard.clear()
    assert goofer("seed", "--env", "test").code == 0
    assert goofer("seed", "--env", "production").code == 2
    (seeds / "2_bad.sql").write_text("SELEC;")
    assert goofer("seed", "--env", "test").code == 1

    told = notes(there)
    assert [one["event"] for one in told] == [
        "start",
        "success",
        "confirmation",
        "start",
        "failure",
    ]
    assert "ran 1 seed in" in told[1]["text"]
    assert "--force test.db" in told[2]["hint"]
    assert (told[4]["direction"], told[4]["code"]) == ("seed", "MigrationFailed")
    groups = {path for path, _, _ in there.heard if path != "/chat"}
    assert len(groups) == 1
    assert next(iter(groups)).startswith("/metrics/job/goofer_seed/")


def test_what_one_file_has_no_other_has(goofer: Goofer, program: Program) -> None:
    seeds = program.folder / "seeds"
    seeds.mkdir()
    (seeds / "1_rows.sql").write_text("INSERT INTO a VALUES (1);")
    for command in (("migrate",), ("seed", "--env", "test"), ("backup", "a.sqlite3")):
        assert goofer(*command).code == 0
    files = sorted((program.folder / "texts").iterdir())
    assert [one.stem.rpartition("-")[2] for one in files[1:]] == ["backup", "seed"] or [
        one.stem.rpartition("-")[2] for one in files[:2]
    ] == ["backup", "seed"]

    # Of series that are in two files, node_exporter shows none, and no others either.
    found = [samples(one.read_text()) for one in files]
    assert sum(map(len, found)) == len(set[tuple[str, ...]]().union(*found))
    every = {name: value for one in found for name, value in one.items()}
    for direction in ("up", "seed", "backup"):
        assert every["goofer_runs_total", direction, "done"] == 1
    assert every["goofer_migrations_applied_total", "seed", "1"] == 1
    assert every["goofer_work_last_success_timestamp_seconds", "backup"] > 1e9
    assert every["goofer_pending",] == 0


def test_backups_and_restores_are_told(goofer: Goofer, program: Program, there: Listener) -> None:
    assert goofer("migrate").code == 0
    there.heard.clear()
    assert goofer("backup", "a.sqlite3").code == 0
    assert goofer("backup", "a.sqlite3").code == 1
    assert goofer("restore", "a.sqlite3").code == 1
    empty = f"sqlite:///{program.folder}/empty.db"
    assert goofer("restore", "a.sqlite3", "--url", empty).code == 0

    told = [one for one in notes(there) if one["event"] != "start"]
    assert [(one["event"], one["direction"]) for one in told] == [
        ("success", "backup"),
        ("failure", "backup"),
        ("failure", "restore"),
        ("success", "restore"),
    ]
    assert "backed up in" in told[0]["text"]
    assert "the restore failed. " in told[2]["text"]


@pytest.fixture
def tenants(folder: Path, there: Listener) -> Path:
    """Give a program with three tenants, each with a database of its own."""
    (folder / "migrations").mkdir()
    (folder / "migrations" / "1_a.up.sql").write_text("CREATE TABLE a (id integer PRIMARY KEY);")
    (folder / "names.txt").write_text("one\ntwo\nthree\n")
    (folder / "goofer.toml").write_text(
        f'url = "sqlite:///main.db"\nnotify = ["{there.url}/chat"]\n'
        '[tenants]\nfrom = "names.txt"\nurl = "sqlite:///{tenant}.db"\n'
    )
    return folder


@pytest.mark.usefixtures("tenants")
def test_all_tenants_are_told_of_at_once(goofer: Goofer, there: Listener) -> None:
    assert goofer("migrate", "--dry-run").code == 0
    assert not there.heard
    assert goofer("migrate").code == 0
    assert goofer("migrate").code == 0

    told = notes(there)
    assert [one["event"] for one in told] == ["start", "success", "start"]
    assert {one["database"].rpartition("/")[2] for one in told} == {"main.db"}
    assert told[0]["text"].endswith("applies what 3 tenants lack")
    assert (told[1]["changed"], told[1]["unchanged"], told[1]["failed"]) == (3, 0, [])


def test_tenants_that_failed_are_named(goofer: Goofer, tenants: Path, there: Listener) -> None:
    assert goofer("migrate", "--tenant", "two").code == 0
    assert [one["event"] for one in notes(there)] == ["start", "success"]
    there.heard.clear()
    (tenants / "migrations" / "2_b.up.sql").write_text("-- goofer: phase contract\nDROP TABLE a;")
    (tenants / "migrations" / "1_a.up.sql").write_text("SELEC;")
    found = goofer("migrate", "--keep-going", "--notify", f"{there.url}/chat")
    assert found.code != 0

    told = [one for one in notes(there) if one["event"] == "failure"]
    # Those of the settings and those of the option are told.
    assert len(told) == 2
    assert "one" in told[0]["failed"]
    assert "three" in told[0]["failed"]


def test_each_of_several_databases_has_messages_of_its_own(
    goofer: Goofer, folder: Path, there: Listener
) -> None:
    for name in ("core", "audit"):
        (folder / name).mkdir()
        (folder / name / "1_a.up.sql").write_text("CREATE TABLE a (x int);")
    (folder / "goofer.toml").write_text(
        f'notify = ["{there.url}/chat"]\nnotify_on = ["success"]\n'
        '[databases.core]\nurl = "sqlite:///core.db"\ndirectory = "core"\n'
        '[databases.audit]\nurl = "sqlite:///audit.db"\ndirectory = "audit"\n'
    )
    assert goofer("migrate", "--db", "all").code == 0
    told = [one["database"].rpartition("/")[2] for one in notes(there)]
    assert told == ["core.db", "audit.db"]
