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


def test_what_is_written_in_steps_is_no_hazard_to_running_programs(
    goofer: Goofer, program: Program
) -> None:
    indexed = USERS.replace("mail: Mapped[str | None]", "mail: Mapped[str] = indexed()").replace(
        "mapped_column\n",
        "mapped_column\nfrom sqlalchemy import String\n"
        "def indexed(): return mapped_column(String(50), index=True)\n",
        1,
    )
    program.sets("online = true\n")
    program.says(indexed)
    assert goofer("makemigrations").code == 0
    assert goofer("migrate").code == 0
    program.says(indexed.replace("mail:", "email:"))

    found = goofer("makemigrations", "--rename", "users.mail=email", "--json")

    assert found.code == 0
    drafts = found.json.get("migrations", [found.json])
    told = [one for draft in drafts for one in draft["hazards"]]
    assert "error" not in {one["severity"] for one in told}, told
    read = goofer("lint", "--json").json["findings"]
    assert not {"DS102", "OP114", "LT112"} & {one["rule"] for one in read}, read
    assert "error" not in {one["severity"] for one in read}


def test_code_is_allowed_at_its_top(goofer: Goofer, program: Program) -> None:
    code = program.folder / "migrations" / "1_code.py"
    code.parent.mkdir(exist_ok=True)
    code.write_text("def up(context):\n    pass\n\n\ndef down(context):\n    pass\n")

    refused = goofer("lint", "--fail-on", "warning")
    text = code.read_text(encoding="utf-8")
    code.write_text(f"# goofer: allow OP114 it does nothing\n{text}")
    allowed = goofer("lint", "--fail-on", "warning")

    assert refused.code == 9
    assert "`# goofer: allow OP114 reason` at its top" in refused.stdout
    assert (allowed.code, allowed.stdout) == (0, "No hazard, 1 allowed.\n")
    assert goofer("migrate").code == 0, "who runs it heeds what it says"
