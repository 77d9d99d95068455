"""goofer baseline, and --fake."""

from __future__ import annotations

from tests.cli.conftest import Goofer, Program

A = "CREATE TABLE a (x int); ---- DROP TABLE a;"
B = "CREATE TABLE b (x int); ---- DROP TABLE b;"


def with_two(program: Program) -> None:
    program.has(v1_a=A, v2_b=B)
    program.run("CREATE TABLE a (x int)")


def test_a_script_has_to_say_yes(goofer: Goofer, program: Program) -> None:
    with_two(program)
    refused = goofer("baseline", "1")
    assert refused.code == 2
    assert "These would count as applied on" in refused.stderr
    assert "goofer baseline 1 --yes" in refused.stderr
    assert goofer("history", "--json").json["records"] == []


def test_a_baseline_is_recorded_and_told(goofer: Goofer, program: Program) -> None:
    with_two(program)
    assert goofer("baseline", "1", "--dry-run").stdout == "1_a\n"
    done = goofer("baseline", "1", "--yes")
    assert done.code == 0
    assert "Recorded 1 migration as the baseline: " in done.stdout
    assert "has its baseline at 1 already" in goofer("baseline", "1").stdout
    status = goofer("status", "--all").stdout
    assert "(1 migration applied, 1 by baseline)" in status
    assert "baseline" in goofer("history").stdout
    assert goofer("migrate").code == 0
    back = goofer("rollback", "--steps", "2")
    assert back.code == 2
    assert "In the baseline: 1_a." in back.stderr


def test_a_run_up_and_back_is_faked(goofer: Goofer, program: Program) -> None:
    with_two(program)
    up = goofer("migrate", "--fake", "--to", "1")
    assert "Recorded 1 migration as applied without running anything" in up.stdout
    assert "applied (fake)" in goofer("history").stdout
    assert goofer("migrate").code == 0
    down = goofer("rollback", "--fake", "--steps", "2", "--json").json
    assert (down["faked"], down["direction"], down["current"]) == (True, "down", None)
    assert program.query("SELECT count(*) FROM b") == [(0,)]
    assert "reverted (fake)" in goofer("history").stdout
