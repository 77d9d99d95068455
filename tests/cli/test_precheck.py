"""goofer precheck, and the same before goofer migrate."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Goofer, Program
from tests.cli.test_unlock import hold


@pytest.fixture
def pending(program: Program) -> Program:
    """Give a program with one migration to run."""
    program.has(v1_a="CREATE TABLE a (x int); ---- DROP TABLE a;")
    return program


def no_backup(program: Program, more: str = "") -> None:
    program.sets(f'[precheck]\nbackup = "no/such.dump"\n{more}')


def test_a_database_that_is_ready_exits_with_0(goofer: Goofer, pending: Program) -> None:
    assert goofer("migrate").code == 0

    found = goofer("precheck")

    assert (found.code, found.stderr) == (0, "")
    assert "Nothing stands in the way: " in found.stdout
    assert "could not see" not in found.stdout
    assert "rights" in found.stdout


def test_a_contract_is_looked_at_as_migrate_would_run_it(
    goofer: Goofer, sqlite_program: Program
) -> None:
    program = sqlite_program
    program.has(v1_a="CREATE TABLE a (x int, y int); ---- DROP TABLE a;")
    assert goofer("migrate").code == 0
    program.has(v2_gone="-- goofer: phase contract\nALTER TABLE a DROP COLUMN y; ---- SELECT 1;")

    assert "0 to run, 1 waiting" in goofer("precheck").stdout
    assert "nothing is dirty, 1 to run" in goofer("precheck", "--phase", "contract").stdout
    told = goofer("precheck", "--json", "--phase", "contract").json["checks"]
    assert {one["check"]: one["verdict"] for one in told}["backup"] == "unknown"
    assert "2_gone loses data" in goofer("migrate", "--precheck", "--phase", "contract").stderr


def test_a_check_that_fails_exits_with_8_and_says_what_to_do(
    goofer: Goofer, pending: Program
) -> None:
    assert goofer("migrate").code == 0
    no_backup(pending)

    found = goofer("precheck")

    assert found.code == 8
    assert "by backup. there is none: " in found.stderr
    assert "next: goofer backup" in found.stderr
    told = goofer("precheck", "--json").json
    assert (told["ready"], told["error"]["code"]) == (False, "PrecheckFailed")
    assert told["error"]["checks"] == ["backup"]
    assert goofer("precheck", "--skip", "backup").code == 0


def test_a_warning_fails_only_with_strict(goofer: Goofer, program: Program) -> None:
    hold(program)

    assert goofer("precheck").code == 0
    assert goofer("precheck", "--json").json["ready"] is True
    assert goofer("precheck", "--strict").code == 8
    assert goofer("precheck", "--strict", "--json").json["ready"] is False


@pytest.mark.parametrize("how", ["option", "setting"])
def test_migrate_does_not_begin_what_is_not_ready(
    goofer: Goofer, pending: Program, how: str
) -> None:
    assert goofer("migrate").code == 0
    pending.has(v2_b="CREATE TABLE b (x int); ---- DROP TABLE b;")
    no_backup(pending, "before_migrate = true" if how == "setting" else "")
    options = ("--precheck",) if how == "option" else ()

    refused = goofer("migrate", *options)

    assert refused.code == 8
    assert "Nothing was begun." in refused.stderr
    assert "Pending:  1" in goofer("status").stdout
    if how == "option":
        assert goofer("migrate").code == 0


def test_migrate_goes_on_where_a_check_only_warns(goofer: Goofer, pending: Program) -> None:
    assert goofer("migrate").code == 0
    pending.has(v2_b="CREATE TABLE b (x int); ---- DROP TABLE b;")
    pending.sets("[precheck]\nconnections_left = 100000\nbefore_migrate = true")

    found = goofer("migrate")

    assert found.code == 0
    if not pending.url.startswith("sqlite"):
        assert "warning: connections (warn): " in found.stderr


def test_nothing_is_checked_where_nothing_is_to_be_done(goofer: Goofer, pending: Program) -> None:
    assert goofer("migrate").code == 0
    no_backup(pending, "before_migrate = true")

    assert goofer("migrate").code == 0


def test_a_watched_run_says_why_it_pauses_and_ends_with_8(goofer: Goofer, pending: Program) -> None:
    pending.run("CREATE TABLE flag (well int); INSERT INTO flag VALUES (0);")
    pending.sets('[watch]\ncheck = "SELECT well FROM flag"\nevery = 0.1\npause = 0.3')

    ended = goofer("migrate", "--watch")

    assert ended.code == 8
    assert "warning: the run pauses: the check said no: SELECT well FROM flag" in ended.stderr
    assert "next: when all is well: goofer migrate" in ended.stderr
    assert goofer("migrate", "--watch", "--json").json["error"]["code"] == "Unhealthy"
    assert goofer("migrate").code == 0


def test_a_setting_lets_every_run_be_watched(goofer: Goofer, pending: Program) -> None:
    pending.sets('[watch]\nduring_migrate = true\ncheck = "SELECT 0"\nevery = 0.1\npause = 0.2')

    assert goofer("migrate").code == 8


def test_a_server_that_does_not_answer_is_told_in_whole_sentences(
    goofer: Goofer, program: Program
) -> None:
    found = goofer("precheck", "--url", "postgresql://127.0.0.1:1/shop")

    assert found.code == 8
    assert ".." not in found.stderr
    assert "Connection refused. Nothing was begun.\n" in found.stderr
