"""goofer unlock: who holds the database, and the end of a lease."""

from __future__ import annotations

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
