"""What goofer makemigrations says of hazards."""

from __future__ import annotations

from tests.cli.conftest import USERS, Goofer, Program

GONE = USERS.replace("    mail: Mapped[str | None]\n", "")


def test_hazards_are_told_and_stand_at_the_top_of_the_file(
    goofer: Goofer, program: Program
) -> None:
    assert goofer("makemigrations").code == 0
    assert goofer("migrate").code == 0
    program.says(GONE)

    found = goofer("makemigrations", "--discard-data")

    told = "error DS103: The column users.mail is dropped, and its values are lost"
    assert (found.code, found.stderr) == (0, "")
    assert told in found.stdout
    assert told in program.written()[-1].read_text(encoding="utf-8").partition("ALTER")[0]
    assert told not in program.written("down.sql")[-1].read_text(encoding="utf-8")


def test_new_tables_lock_break_and_lose_nothing(goofer: Goofer, program: Program) -> None:
    found = goofer("makemigrations", "--json").json

    told = {one["rule"] for one in found["hazards"]}
    assert not {rule for rule in told if not rule.startswith("SD")}, "more than their design"


def test_a_rule_that_is_ignored_is_not_told(goofer: Goofer, program: Program) -> None:
    program.sets('[lint]\nignore = ["DS103"]\n')
    assert goofer("makemigrations").code == 0
    assert goofer("migrate").code == 0
    program.says(GONE)

    found = goofer("makemigrations", "--discard-data", "--json").json

    assert "DS103" not in {one["rule"] for one in found["hazards"]}


def test_values_that_are_put_aside_are_no_error(goofer: Goofer, program: Program) -> None:
    assert goofer("makemigrations").code == 0
    assert goofer("migrate").code == 0
    program.says(GONE)

    found = goofer("makemigrations", "--keep-data", "--json").json

    told = {one["rule"]: one["severity"] for one in found["hazards"]}
    assert told.get("DS103", "info") == "info"
