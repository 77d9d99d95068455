"""What is done before and after a run and each of its migrations, on real databases."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from goofer_py.errors import GooferError, HookFailed, Interrupted, MigrationFailed
from goofer_py.events import Event, HookErred, HookFinished, HookSaid, HookStarted
from goofer_py.migrate.hooks import WHEN, HookContext, Hooks
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.url import parse_url
from tests.interrupting import signalled
from tests.migrate.conftest import Folder, tables

Make = Callable[..., Migrator]
NOTE = "CREATE TABLE IF NOT EXISTS noted (id integer, what text);\n"


@pytest.fixture
def folder(folder: Folder) -> Folder:
    folder.table("1", "a")
    folder.table("2", "b")
    return folder


@pytest.fixture
def told() -> list[Event]:
    return []


@pytest.fixture
def on(
    every_database_url: str, folder: Folder, tmp_path: Path, told: list[Event]
) -> Iterator[Make]:
    """Give what makes a migrator with hooks, whose files are in the test's own folder."""
    made: list[Migrator] = []

    def make(**hooks: object) -> Migrator:
        known = Hooks(folder=tmp_path, python_path=(tmp_path,), **hooks)  # type: ignore[arg-type]
        made.append(Migrator(every_database_url, folder.path, observer=told.append, hooks=known))
        return made[-1]

    yield make
    for migrator in made:
        migrator.close()


class Calls:
    """A hook that remembers what it was called with."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, tuple[str, ...], str, str]] = []
        self.contexts: list[HookContext] = []

    def __call__(self, context: HookContext) -> None:
        one = context
        self.seen.append((one.hook, one.direction, one.versions, one.version, one.outcome))
        self.contexts.append(context)


def everywhere(hook: object) -> dict[str, object]:
    return dict.fromkeys(WHEN, (hook,))


def test_hooks_are_called_in_their_places(on: Make) -> None:
    calls = Calls()
    migrator = on(**everywhere(calls))
    migrator.up()
    assert calls.seen == [
        ("before_run", "up", ("1", "2"), "", "begins"),
        ("before_each", "up", (), "1", "begins"),
        ("after_each", "up", (), "1", "done"),
        ("before_each", "up", (), "2", "begins"),
        ("after_each", "up", (), "2", "done"),
        ("after_run", "up", ("1", "2"), "", "done"),
    ]
    calls.seen.clear()
    migrator.down()
    assert [one[:2] for one in calls.seen] == [
        (when, "down") for when in ("before_run", "before_each", "after_each", "after_run")
    ]


def test_where_nothing_is_pending_no_hook_is_called(on: Make) -> None:
    calls = Calls()
    migrator = on(**everywhere(calls))
    migrator.up()
    calls.seen.clear()
    migrator.up()
    migrator.plan()
    migrator.fake("zero")
    assert calls.seen == []


def test_a_failure_is_told_to_those_who_want_to_know(on: Make, folder: Folder) -> None:
    folder.add("2_b", "INSERT INTO nowhere VALUES (1);")
    calls = Calls()
    with pytest.raises(MigrationFailed):
        on(**everywhere(calls)).up()
    assert calls.seen[-1] == ("on_failure", "up", ("1",), "", "failed")
    assert "2_b (up) failed" in calls.contexts[-1].error


def test_a_function_has_the_database_and_its_work_is_committed(on: Make) -> None:
    def note(context: HookContext) -> None:
        context.execute("INSERT INTO a VALUES (?)", 7)

    migrator = on(after_each=(note,))
    migrator.up(steps=1)
    assert migrator.session.query("SELECT x FROM a ORDER BY x") == [(1,), (7,)]
    assert not migrator.session.in_transaction


def test_a_function_is_found_by_its_name(on: Make, tmp_path: Path) -> None:
    (tmp_path / "hooks_of_test.py").write_text(
        "seen = []\n\nclass Own:\n    @staticmethod\n    def note(context):\n"
        "        seen.append(context.version)\n"
    )
    on(before_each=("hooks_of_test:Own.note",)).up()
    assert sys.modules.pop("hooks_of_test").seen == ["1", "2"]
    sys.path.remove(str(tmp_path))


def test_a_file_is_run_and_committed(on: Make, tmp_path: Path) -> None:
    (tmp_path / "before.sql").write_text(NOTE + "INSERT INTO noted VALUES (1, 'a;b');\n")
    (tmp_path / "after.sql").write_text("INSERT INTO noted VALUES (2, 'c');\n")
    migrator = on(before_run=("before.sql",), after_each=("after.sql",))
    migrator.up()
    found = migrator.session.query("SELECT id, what FROM noted ORDER BY id")
    assert [tuple(row) for row in found] == [(1, "a;b"), (2, "c"), (2, "c")]


def test_a_command_runs_in_the_folder_with_what_it_has_to_know(
    on: Make, tmp_path: Path, told: list[Event]
) -> None:
    command = 'echo "$GOOFER_HOOK $GOOFER_DIRECTION $GOOFER_VERSION $GOOFER_NAME $GOOFER_OUTCOME'
    migrator = on(after_each=(f'{command}" | tee -a seen.txt',), before_run=("env > env.txt",))
    migrator.up()
    assert (tmp_path / "seen.txt").read_text().splitlines() == [
        "after_each up 1 a done",
        "after_each up 2 b done",
    ]
    known = dict(
        line.split("=", 1)
        for line in (tmp_path / "env.txt").read_text().splitlines()
        if "=" in line
    )
    assert known["GOOFER_VERSIONS"] == "1 2"
    assert known["GOOFER_DATABASE"] == migrator.database
    lines = [one.line for one in told if isinstance(one, HookSaid)]
    assert lines == ["after_each up 1 a done", "after_each up 2 b done"]
    assert len([one for one in told if isinstance(one, HookStarted)]) == 3
    assert len([one for one in told if isinstance(one, HookFinished)]) == 3


def _broken(_: HookContext) -> None:
    raise ValueError("no backup")


BROKEN = ["echo no backup; exit 3", "broken.sql", _broken]


@pytest.fixture(params=BROKEN, ids=["command", "file", "function"])
def broken(request: pytest.FixtureRequest, tmp_path: Path) -> object:
    (tmp_path / "broken.sql").write_text("SELECT 1;\nINSERT INTO backup_nowhere VALUES (1);\n")
    return request.param


def test_one_that_fails_before_the_run_leaves_everything_as_it_was(
    on: Make, broken: object
) -> None:
    calls = Calls()
    migrator = on(before_run=(broken, calls), on_failure=(calls,))
    with pytest.raises(HookFailed, match=r"(?s)before_run hook .* failed.*backup.*Nothing was run"):
        migrator.up()
    assert [one[0] for one in calls.seen] == ["on_failure"]
    assert (tables(migrator), migrator.current_version()) == ([], None)
    assert migrator.history() == []


def test_one_that_fails_before_a_migration_keeps_it_from_beginning(
    on: Make, broken: object, tmp_path: Path
) -> None:
    def second(context: HookContext) -> None:
        if context.version == "2":
            raise ValueError("not today")

    migrator = on(before_each=(second,))
    with pytest.raises(HookFailed, match=r"2_b was not begun\. Applied before it in this run: 1_a"):
        migrator.up()
    assert tables(migrator) == ["a"]


def test_one_that_fails_after_a_migration_ends_the_run_there(on: Make, broken: object) -> None:
    migrator = on(after_each=(broken,))
    with pytest.raises(HookFailed, match=r"(?s)after_each hook.*Applied before it.*1_a"):
        migrator.up()
    assert (tables(migrator), migrator.current_version()) == (["a"], "1")


def test_one_that_fails_after_the_run_is_told_and_the_run_stays(on: Make, broken: object) -> None:
    calls = Calls()
    migrator = on(after_run=(broken,), on_failure=(calls,))
    with pytest.raises(HookFailed, match=r"(?s)after_run hook .*is committed and stays") as error:
        migrator.up()
    assert (error.value.when, error.value.exit_code) == ("after_run", 1)
    assert calls.seen == []
    assert migrator.current_version() == "2"


def test_one_that_fails_because_of_a_failure_does_not_take_its_place(
    on: Make, folder: Folder, broken: object, told: list[Event]
) -> None:
    folder.add("2_b", "INSERT INTO nowhere VALUES (1);")
    with pytest.raises(MigrationFailed):
        on(on_failure=(broken,)).up()
    assert [type(one) for one in told if isinstance(one, HookErred)] == [HookErred]


def test_a_file_that_fails_names_its_place_and_is_undone(on: Make, tmp_path: Path) -> None:
    (tmp_path / "h.sql").write_text(f"{NOTE}")
    (tmp_path / "i.sql").write_text(
        "INSERT INTO noted VALUES (1, 'x');\nINSERT INTO nowhere VALUES (1);\n"
    )
    migrator = on(before_run=("h.sql", "i.sql"))
    with pytest.raises(HookFailed, match=r"i\.sql failed at .*i\.sql:2"):
        migrator.up()
    assert migrator.session.query("SELECT * FROM noted") == []


def test_a_file_or_function_that_is_not_there_is_a_failed_hook(on: Make) -> None:
    for hook in ("not.sql", "no_module_at_all:f", "os:no_function_at_all"):
        with pytest.raises(HookFailed, match="Nothing was run"):
            on(before_run=(hook,)).up()


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize(
    "hook",
    ["not.sql", "no_module_at_all:f", "os:no_f", "no-such-program --all", "X=1 ./gone.sh; true"],
)
def test_all_hooks_are_looked_for_before_anything_runs(on: Make, when: str, hook: str) -> None:
    calls = Calls()
    hooks = {**everywhere(calls), when: (calls, hook)}
    migrator = on(**hooks)
    with pytest.raises(
        HookFailed, match=f"(?s)The {when} hook .* is not there: .*was run"
    ) as error:
        migrator.up()
    assert (error.value.when, error.value.hook) == (when, hook)
    assert (calls.seen, tables(migrator), migrator.history()) == ([], [], [])
    # A run that has nothing to do needs none of them.
    on().up()
    assert migrator.up().versions == ()


@pytest.mark.parametrize(
    "hook",
    ["true", "if true; then echo yes; fi", "X=1 sh -c true", "cd . && echo a", "$SHELL_OF_MINE"],
)
def test_what_a_shell_can_run_is_let_through(on: Make, hook: str) -> None:
    assert on(after_each=(hook,)).up().versions == ("1", "2")


def test_in_one_transaction_hooks_are_part_of_it(
    database_url: str, folder: Folder, tmp_path: Path
) -> None:
    (tmp_path / "note.sql").write_text(NOTE)

    def second(context: HookContext) -> None:
        if context.version == "2":
            raise ValueError("not today")

    hooks = Hooks(before_each=("note.sql", second), folder=tmp_path)
    with Migrator(database_url, folder.path, hooks=hooks) as migrator:
        with pytest.raises(HookFailed, match="nothing of it stayed"):
            migrator.up(single_transaction=True)
        assert tables(migrator) == []
        assert migrator.session.locate("noted") is None
        assert migrator.history() == []


def test_in_a_transaction_of_the_callers_a_file_that_commits_is_refused(
    mysql_kind_url: str, folder: Folder, tmp_path: Path
) -> None:
    (tmp_path / "note.sql").write_text(NOTE)
    folder.remove("2_b")
    with Migrator(mysql_kind_url, folder.path) as migrator:
        migrator.up()
    folder.add("3_rows", "INSERT INTO a VALUES (5);")
    hooks = Hooks(before_run=("note.sql",), folder=tmp_path)
    engine = create_engine(mysql_kind_url)
    with engine.connect() as connection:
        connection.exec_driver_sql("INSERT INTO a VALUES (9)")
        with (
            Migrator(connection, folder.path, hooks=hooks) as migrator,
            pytest.raises(HookFailed, match="commit by themselves"),
        ):
            migrator.up()
        connection.rollback()
        assert connection.exec_driver_sql("SELECT count(*) FROM a").scalar() == 1
    engine.dispose()


def test_a_signal_ends_a_command_and_the_run(on: Make) -> None:
    migrator, started = on(before_run=("sleep 30; echo late",)), time.monotonic()
    with (
        signalled(signal.SIGTERM, 0.5),
        pytest.raises(Interrupted, match="SIGTERM ended the run"),
    ):
        migrator.up()
    assert time.monotonic() - started < 10
    assert migrator.current_version() is None


def test_a_password_that_a_command_writes_is_hidden(
    postgresql_login_url: str, folder: Folder, told: list[Event]
) -> None:
    hooks = Hooks(before_run=(f"echo {postgresql_login_url}; exit 1",))
    with (
        Migrator(postgresql_login_url, folder.path, hooks=hooks, observer=told.append) as migrator,
        pytest.raises(HookFailed) as error,
    ):
        migrator.up()
    password = parse_url(postgresql_login_url).password
    assert password
    assert [one.line for one in told if isinstance(one, HookSaid)]
    assert password not in f"{told} {error.value}"


def test_every_error_of_a_hook_is_goofers(on: Make) -> None:
    with pytest.raises(GooferError):
        on(before_run=("exit 9",)).up()
