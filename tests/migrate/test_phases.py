"""Changes in steps: what old programs use goes only once somebody says that none does."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest

from goofer_py import Migrator
from goofer_py.errors import DirtyOrDrifted, FileError, Interrupted, MigrationFailed, UsageError
from goofer_py.events import MigrationStarted
from goofer_py.migrate.directives import Directives, code_directives
from goofer_py.migrate.results import RunResult

STEPS = {
    "1_start": ("", "CREATE TABLE users (id int PRIMARY KEY, email varchar(50));", "users"),
    "2_mail.expand": ("expand", "ALTER TABLE users ADD mail varchar(50);", ""),
    "4_mail.contract": ("contract", "ALTER TABLE users DROP COLUMN email;", ""),
    "5_orders": ("", "CREATE TABLE orders (id int);", "orders"),
    "6_pay.expand": ("expand", "CREATE TABLE pay (id int);", "pay"),
    "7_pay.contract": ("contract", "DROP TABLE orders;", ""),
    "8_last": ("", "CREATE TABLE last (id int);", "last"),
}
BACK = {
    "2_mail.expand": "ALTER TABLE users DROP COLUMN mail;",
    "4_mail.contract": "ALTER TABLE users ADD email varchar(50);",
    "7_pay.contract": "CREATE TABLE orders (id int);",
}
CODE = """# goofer: phase migrate
transaction = False


def up(context):
    context.update_in_batches("users", "mail = email", where="mail IS NULL")


def down(context):
    pass
"""


def write(folder: Path, *titles: str) -> None:
    folder.mkdir(exist_ok=True)
    for title in titles or STEPS:
        phase, up, table = STEPS[title]
        head = f"-- goofer: phase {phase}\n" if phase else ""
        (folder / f"{title}.up.sql").write_text(head + up)
        (folder / f"{title}.down.sql").write_text(BACK.get(title) or f"DROP TABLE {table};")
    if not titles or "2_mail.expand" in titles:
        (folder / "3_mail.migrate.py").write_text(CODE)


@pytest.fixture
def migrator(every_database_url: str, tmp_path: Path) -> Iterator[Migrator]:
    """Give one on a database that has the first migration and two rows."""
    write(tmp_path / "m", "1_start")
    with Migrator(every_database_url, tmp_path / "m") as migrator:
        migrator.up()
        migrator.session.run("INSERT INTO users VALUES (1, 'a@x'), (2, 'b@x');")
        write(tmp_path / "m")
        yield migrator


def test_an_ordinary_run_moves_the_rows_and_stops_before_what_drops_the_old_form(
    migrator: Migrator,
) -> None:
    found = migrator.up()

    assert found.versions == ("2", "3")
    assert found.waiting == (
        "4_mail.contract",
        "5_orders",
        "6_pay.expand",
        "7_pay.contract",
        "8_last",
    )
    assert migrator.session.query("SELECT email, mail FROM users ORDER BY id") == [
        ("a@x", "a@x"),
        ("b@x", "b@x"),
    ]
    assert migrator.up().versions == ()


@pytest.mark.parametrize(
    ("phase", "runs"),
    [
        ("expand", ("2",)),
        ("migrate", ("2", "3")),
        (None, ("2", "3")),
        ("contract", ("2", "3", "4", "5", "6", "7", "8")),
    ],
)
def test_a_run_goes_through_no_later_phase_than_it_is_told(
    migrator: Migrator,
    phase: Literal["expand", "migrate", "contract"] | None,
    runs: tuple[str, ...],
) -> None:
    assert migrator.plan(phase=phase).versions == runs
    assert migrator.up(phase=phase).versions == runs


def test_each_step_on_goes_through_one_contract_and_up_to_the_next(migrator: Migrator) -> None:
    steps = [migrator.continue_phases().versions for _ in range(4)]

    assert steps == [("2", "3"), ("4", "5", "6"), ("7", "8"), ()]


def test_what_a_contraction_failed_at_is_gone_on_with_by_the_command_that_began_it(
    migrator: Migrator, tmp_path: Path
) -> None:
    migrator.up()
    script = tmp_path / "m" / "4_mail.contract.up.sql"
    script.write_text("-- goofer: phase contract\nALTER TABLE users DROP COLUMN gone;")

    with pytest.raises(MigrationFailed) as raised:
        migrator.continue_phases()

    assert raised.value.hint == "correct it, then: goofer phase continue"


@pytest.fixture
def halfway(migrator: Migrator, tmp_path: Path) -> Migrator:
    """Give one whose contraction dropped the old form and stopped at what follows that."""
    migrator.up()
    script = tmp_path / "m" / "4_mail.contract.up.sql"
    script.write_text(
        "-- goofer: phase contract\n-- goofer: no-transaction\n"
        "ALTER TABLE users DROP COLUMN email;\nINSERT INTO awaited VALUES (1);"
    )
    with pytest.raises(MigrationFailed):
        migrator.continue_phases()
    return migrator


HALFWAY: dict[str, Callable[[Migrator], object]] = {
    "latest": Migrator.up,
    "no later phase": lambda one: one.up(phase="migrate"),
    "one": lambda one: one.up(steps=1),
    "before it": lambda one: one.up_to("3"),
    "beyond it": lambda one: one.up_to("8"),
    "the plan": Migrator.plan,
    "back": Migrator.down,
    "nothing back": lambda one: one.down_to("3"),
}


@pytest.mark.parametrize("run", HALFWAY.values(), ids=HALFWAY)
def test_no_run_passes_over_a_contraction_that_stopped_halfway(
    halfway: Migrator, run: Callable[[Migrator], object]
) -> None:
    with pytest.raises(DirtyOrDrifted) as raised:
        run(halfway)

    assert "4_mail.contract is dirty at statement 2 of 2 (up)" in raised.value.message
    assert "It stopped with: " in raised.value.message
    assert str(raised.value.hint).partition(";")[0] == "goofer phase continue"
    assert halfway.current_version() == "3"


@pytest.mark.parametrize(
    "go",
    [Migrator.continue_phases, lambda one: one.up(phase="contract", steps=3)],
    ids=["phase continue", "migrate --phase contract"],
)
def test_a_contraction_that_stopped_halfway_is_gone_on_with(
    halfway: Migrator, go: Callable[[Migrator], RunResult]
) -> None:
    halfway.session.run("CREATE TABLE awaited (id int);")

    assert go(halfway).versions == ("4", "5", "6")
    assert halfway.session.query("SELECT count(*) FROM awaited") == [(1,)]
    assert halfway.status().dirty is None


def test_a_script_that_changed_in_what_is_done_names_the_command_that_began_it(
    halfway: Migrator, tmp_path: Path
) -> None:
    script = tmp_path / "m" / "4_mail.contract.up.sql"
    script.write_text(script.read_text().replace("COLUMN email", "COLUMN other"))

    with pytest.raises(DirtyOrDrifted) as raised:
        halfway.continue_phases()

    assert str(raised.value.hint).endswith("then: goofer phase continue")


def test_a_repeatable_script_does_not_run_past_what_stopped_halfway(
    halfway: Migrator, tmp_path: Path
) -> None:
    (tmp_path / "m" / "R__all.sql").write_text("CREATE VIEW everyone AS SELECT * FROM users;")

    with pytest.raises(DirtyOrDrifted, match=r"4_mail\.contract is dirty"):
        halfway.up()

    assert dict(halfway.status().repeatables) == {"all": "pending"}


def test_what_stopped_halfway_is_told_where_its_file_is_gone(
    halfway: Migrator, tmp_path: Path
) -> None:
    for one in (tmp_path / "m").glob("[4-8]*"):
        one.unlink()

    with pytest.raises(DirtyOrDrifted) as raised:
        halfway.up()

    assert str(raised.value.hint).startswith("bring its script back, then: goofer migrate; or")


def test_a_contraction_that_a_signal_ends_is_gone_on_with_by_the_command_that_began_it(
    sqlite_url: str, tmp_path: Path
) -> None:
    def stop(event: object) -> None:
        if isinstance(event, MigrationStarted) and event.version == "4":
            signal.raise_signal(signal.SIGINT)

    write(tmp_path / "m", "1_start")
    with Migrator(sqlite_url, tmp_path / "m", observer=stop) as migrator:
        migrator.up()
        write(tmp_path / "m")
        migrator.up()
        with pytest.raises(Interrupted) as raised:
            migrator.continue_phases()
        assert raised.value.hint == "goofer phase continue"


def test_where_nothing_is_applied_no_program_was_there_and_nothing_waits(
    every_database_url: str, tmp_path: Path
) -> None:
    write(tmp_path / "m")
    with Migrator(every_database_url, tmp_path / "m") as migrator:
        assert migrator.status().waiting == ()
        assert migrator.up().versions == ("1", "2", "3", "4", "5", "6", "7", "8")


def test_status_tells_what_waits_and_that_it_is_pending(migrator: Migrator) -> None:
    migrator.up()

    found = migrator.status()

    assert found.waiting == ("4", "5", "6", "7", "8")
    assert list(found.pending) == ["4", "5", "6", "7", "8"]
    assert {one.state for one in found.entries(everything=False)} == {"waiting"}


@pytest.mark.parametrize("target", ["4", "8", "+3"])
def test_a_run_to_a_version_beyond_is_refused_before_anything_runs(
    migrator: Migrator, target: str
) -> None:
    with pytest.raises(UsageError) as raised:
        migrator.migrate_to(target)

    assert "4_mail.contract is on the way, and waits: it is of the phase contract" in str(
        raised.value
    )
    assert raised.value.hint == "if that is so: --phase contract"
    assert migrator.current_version() == "1"
    assert migrator.migrate_to("4", phase="contract").versions == ("2", "3", "4")


def test_a_migration_that_is_run_by_its_version_is_named_and_so_confirmed(
    migrator: Migrator,
) -> None:
    migrator.up()

    assert migrator.run_migration("4").versions == ("4",)


def test_the_way_back_waits_for_nobody(migrator: Migrator) -> None:
    migrator.up(phase="contract")

    assert migrator.down_to("1").versions == ("8", "7", "6", "5", "4", "3", "2")
    assert migrator.session.query("SELECT count(*) FROM users") == [(2,)]


def test_code_says_of_itself_what_sql_says() -> None:
    text = "# goofer: phase migrate\n# goofer: environments dev\n\nup = None"

    assert code_directives(text) == Directives(phase="migrate", environments=("dev",))
    assert code_directives('"""Text."""\n# goofer: phase migrate\n') == Directives()


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("phase later", "# goofer: phase expand"),
        (
            "timeout 3s",
            "known are: # goofer: requires, irreversible, loses, environments, phase, allow",
        ),
        ("fase migrate", "did you mean: # goofer: phase"),
    ],
)
def test_code_cannot_say_what_is_about_statements_or_unknown(line: str, hint: str) -> None:
    with pytest.raises(FileError) as raised:
        code_directives(f"# goofer: {line}\n", "3_a.py")

    assert raised.value.hint == hint
