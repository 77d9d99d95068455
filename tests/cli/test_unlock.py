"""goofer unlock: who holds the database, and the end of a lease."""

from __future__ import annotations

from contextlib import closing

from goofer_py.migrate.history import History
from goofer_py.migrate.lease_table import LeaseTable
from goofer_py.stores.registry import open_store
from tests.cli.conftest import Goofer, Program


def hold(program: Program, seconds: float = 60) -> None:
    session = open_store(program.url).connect()
    History(session).create()
    table = LeaseTable(session, "goofer_history")
    table.create()
    table.take(table.look(), "a token", "jo@host, process 7", "", seconds)
    table.close()


def test_nobody_holds_a_database_where_nothing_runs(goofer: Goofer, program: Program) -> None:
    program.has(v1_a="CREATE TABLE a (x int); ---- DROP TABLE a;")
    assert goofer("migrate").code == 0

    assert "No run holds " in goofer("unlock").stdout


def test_the_holder_is_shown_and_a_script_has_to_say_yes(goofer: Goofer, program: Program) -> None:
    hold(program)

    refused = goofer("unlock")

    assert refused.code == 2
    assert "jo@host, process 7 holds " in refused.stdout
    assert "goofer unlock --yes" in refused.stderr
    assert goofer("unlock", "--json").json["holder"]["name"] == "jo@host, process 7"


def test_status_names_the_run_that_is_at_work(goofer: Goofer, program: Program) -> None:
    program.has(v1_a="CREATE TABLE a (x int); ---- DROP TABLE a;")
    assert "At work:" not in goofer("status").stdout
    hold(program)
    shown = goofer("status")
    assert shown.code == 0
    assert "\nAt work:  jo@host, process 7, since 20" in shown.stdout
    assert goofer("status", "--json").json["holder"]["name"] == "jo@host, process 7"
    assert goofer("unlock", "--yes").code == 0
    assert goofer("migrate").code == 0
    hold(program)
    # Where nothing is left to do, only a look at everything asks.
    assert goofer("status", "--json").json["holder"] is None
    assert goofer("status", "--check", "--json").json["holder"]["name"] == "jo@host, process 7"


def test_a_migration_that_is_halfway_is_told_with_who_is_at_it(
    goofer: Goofer, program: Program
) -> None:
    program.has(v1_a="-- goofer: no-transaction\nSELECT 1; SELECT nothing; ---- SELECT 1;")
    assert goofer("migrate").code == 1
    with closing(open_store(program.url).connect()) as session:
        session.execute("UPDATE goofer_history SET error = NULL")
    assert "It was ended there without a word, or still runs." in goofer("status").stderr
    hold(program)
    shown = goofer("status")
    assert shown.code == 5
    assert "jo@host, process 7 is at work on it, since 20" in shown.stderr


def test_a_lease_that_was_ended_lets_the_next_run_go_on(goofer: Goofer, program: Program) -> None:
    program.has(v1_a="CREATE TABLE a (x int); ---- DROP TABLE a;")
    hold(program)

    assert "Its lease is ended." in goofer("unlock", "--yes").stdout
    assert goofer("migrate").code == 0
    assert "No run holds " in goofer("unlock").stdout


def test_a_run_that_waits_in_vain_exits_with_4(goofer: Goofer, program: Program) -> None:
    program.has(v1_a="CREATE TABLE a (x int); ---- DROP TABLE a;")
    program.sets("lease_tries = 2\nlease_pause = 0.01")
    hold(program)

    found = goofer("migrate")

    assert found.code == 4
    assert "waiting for jo@host, process 7" in found.stdout
    assert "next: try again later; if that run is gone: goofer unlock" in found.stderr


def test_a_lease_that_ends_before_it_is_renewed_is_refused(
    goofer: Goofer, program: Program
) -> None:
    program.sets("lease_ttl = 3")

    found = goofer("migrate")

    assert found.code == 2
    assert "ends before it is renewed, every 5 s" in found.stderr
