"""Checks before and after runs, up and down, and what becomes of a run that fails them."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from goofer_py.checks.checks import Checks
from goofer_py.checks.functions import check
from goofer_py.checks.looking import CheckContext
from goofer_py.errors import CheckFailed, FileError, Interrupted, RollbackFailed
from goofer_py.events import ChecksAsked, Event
from goofer_py.migrate.migrator import Migrator
from tests.checks.conftest import ORPHANED, Project, failed
from tests.interrupting import signalled

GONE = "DELETE FROM users WHERE id = 2;"
BACK = "INSERT INTO users VALUES (2, 'Grace');"


def titles(migrator: Migrator) -> list[str]:
    return [one.version for one in migrator.applied_migrations()]


def test_orphaned_posts_keep_a_run_from_starting(project: Project, blog: Migrator) -> None:
    path = project.check("orphaned_posts", ORPHANED)
    blog.session.run(GONE)
    project.migration("3_tags", "CREATE TABLE tags (id integer);", "DROP TABLE tags;")

    up = failed(blog.up)
    down = failed(blog.down)

    assert up.exit_code == 6
    assert up.message == (
        f"A check failed before the run:\norphaned_posts ({path}): posts of users that are not"
        " there.\n    11, Compilers\nNothing was run."
    )
    assert up.hint == "set right what it says, then: goofer migrate"
    assert down.hint == "set right what it says, then: goofer rollback"
    assert up.failures == [
        {
            "check": "orphaned_posts",
            "message": "posts of users that are not there.",
            "rows": ["11, Compilers"],
            "more": False,
        }
    ]
    assert (up.when, up.applied, titles(blog)) == ("before", (), ["1", "2"])


def test_orphaned_posts_are_found_after_a_run_and_after_a_rollback(
    project: Project, blog: Migrator
) -> None:
    project.check("orphaned_posts", ORPHANED)
    project.migration("3_forget", GONE, BACK)

    up = failed(blog.up)

    assert "A check failed after the run:" in up.message
    assert up.message.endswith("Applied by the run, and committed: 3_forget.")
    assert (up.when, up.applied, titles(blog)) == ("after", ("3",), ["1", "2", "3"])
    assert up.hint is not None
    assert up.hint.endswith("undo the run: goofer rollback --last-run --no-checks")

    # The way back is held to the same, before it and after it.
    assert "before the run" in failed(blog.down_last_run).message
    assert blog.down_last_run(unchecked=True).versions == ("3",)
    project.migration("3_forget", "SELECT 1;", GONE)
    blog.up()
    down = failed(blog.down)
    assert down.message.endswith("Reverted by the run, and committed: 3_forget.")
    assert titles(blog) == ["1", "2"]


def test_a_failed_check_takes_the_run_back_where_that_is_asked(
    project: Project, blog: Migrator
) -> None:
    project.check("orphaned_posts", ORPHANED)
    project.migration("3_tags", "CREATE TABLE tags (id integer);", "DROP TABLE tags;")
    project.migration("4_forget", GONE, BACK)

    error = failed(lambda: blog.up(auto_rollback=True))

    assert type(error) is CheckFailed
    assert error.message.endswith("The run went back to 2, where it had started.")
    assert "committed" not in error.message
    # Nothing of the run is there, and the run before it is not meant.
    assert error.hint == "correct it, then: goofer migrate"
    assert (error.applied, titles(blog)) == ((), ["1", "2"])
    assert blog.session.query("SELECT count(*) FROM users") == [(2,)]
    assert blog.session.locate("tags") is None


def test_a_way_back_after_which_checks_fail_is_told(project: Project, blog: Migrator) -> None:
    project.check("orphaned_posts", ORPHANED)
    # What leads back forgets a user.
    project.migration("3_forget", GONE, "SELECT 1;")

    with pytest.raises(RollbackFailed) as error:
        blog.up(auto_rollback=True)

    assert (error.value.because, error.value.instead) == ("CheckFailed", "CheckFailed")
    assert "went back to 2, where it had started, and there a check failed" in error.value.message
    assert (error.value.applied, titles(blog)) == ((), ["1", "2"])


def test_a_way_back_that_fails_after_a_check_is_told(project: Project, blog: Migrator) -> None:
    project.check("orphaned_posts", ORPHANED)
    project.migration("3_forget", GONE, "DROP TABLE missing;")

    with pytest.raises(RollbackFailed) as error:
        blog.up(auto_rollback=True)

    assert (error.value.because, error.value.instead) == ("CheckFailed", "MigrationFailed")
    assert "orphaned_posts" in error.value.message
    assert (error.value.version, error.value.applied) == ("3", ("3",))


def test_a_run_that_is_one_transaction_is_checked_before_it_commits(
    project: Project, blog: Migrator
) -> None:
    project.check("orphaned_posts", ORPHANED)
    project.check("titles", "SELECT id FROM posts WHERE title IS NULL")
    project.migration("3_forget", GONE, BACK)
    project.migration("4_title", "UPDATE posts SET title = 'B' WHERE id = 10;")

    error = failed(lambda: blog.up(single_transaction=True))

    assert error.message.endswith("The run is one transaction: nothing of it stayed.")
    assert error.hint == "set right what it says, then: goofer migrate"
    assert (error.applied, titles(blog)) == ((), ["1", "2"])
    assert blog.session.query("SELECT count(*) FROM users") == [(2,)]
    project.migration("3_forget", "SELECT 1;")
    assert blog.up(single_transaction=True).versions == ("3", "4")


def test_all_checks_are_asked_and_examples_are_few(project: Project, blog: Migrator) -> None:
    project.check("a", "SELECT id FROM posts ORDER BY id LIMIT 50")
    project.check("b", "SELECT id, id, NULL FROM posts UNION ALL SELECT id, id, NULL FROM users")
    project.check("c", "SELECT id FROM posts WHERE 1 = 0")
    project.migration("3_more", "SELECT 1;")

    error = failed(blog.up)

    assert error.message.startswith("2 checks failed before the run:\na (")
    assert [(one["check"], one["more"]) for one in error.failures] == [("a", False), ("b", True)]
    assert error.failures[0]["rows"] == ["10", "11"]
    rows = error.failures[1]["rows"]
    assert isinstance(rows, list)
    assert (len(rows), "10, 10, NULL" in rows) == (3, True)
    assert "    and more" in error.message


def test_directives_say_when_and_where_to(project: Project, blog: Migrator) -> None:
    every = "SELECT id FROM users"
    project.check("going_down", f"-- goofer: direction down\n-- goofer: when before\n{every}")
    project.check("elsewhere", f"-- goofer: environments staging\n{every}")
    project.migration("3_more", "SELECT 1;")

    assert blog.up().versions == ("3",)
    assert failed(blog.down).failures[0]["check"] == "going_down"
    project.check("going_down", f"-- goofer: direction down\n-- goofer: when after\n{every}")
    assert failed(blog.down).when == "after"


def test_what_is_not_there_yet_is_excused_and_told(project: Project) -> None:
    project.check("orphaned_posts", ORPHANED)
    events: list[Event] = []
    with Migrator(
        project.url,
        project.migrations,
        checks=Checks(folder=project.checks),
        observer=events.append,
    ) as migrator:
        migrator.up_to("1")
        migrator.up()
        migrator.down_to("zero")
        told = [event for event in events if isinstance(event, ChecksAsked)]

    assert [(one.when, one.passed, len(one.skipped)) for one in told] == [
        ("before", 0, 1),
        ("after", 0, 1),
        ("before", 0, 1),
        ("after", 1, 0),
        ("before", 1, 0),
        ("after", 0, 1),
    ]
    name, why = told[0].skipped[0]
    assert name == "orphaned_posts"
    assert "users" in why or "posts" in why


def test_what_should_be_there_at_the_newest_version_is_not_excused(
    project: Project, blog: Migrator
) -> None:
    project.check("typo", "SELECT id FROM poosts")
    project.migration("3_more", "SELECT 1;")

    error = failed(blog.up)

    assert error.when == "after"
    assert "typo: it could not be asked: " in error.message
    assert "poosts" in error.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("DELETE FROM users", "a check is one query"),
        ("SELECT 1; SELECT 2", "this file has 2 statements"),
        ("-- nothing", "this file has no statement"),
        ("-- goofer: when later\nSELECT 1", "the directive when takes before and after"),
        ("-- goofer: whem after\nSELECT 1", "a check has no directive 'whem'"),
        ("-- goofer: message\nSELECT 1", "the directive message says nothing"),
        ("-- goofer: when after\n-- goofer: when after\nSELECT 1", "when is there twice"),
    ],
)
def test_a_file_that_is_no_check_is_refused_before_anything_runs(
    project: Project, blog: Migrator, text: str, said: str
) -> None:
    project.check("wrong", text)
    project.migration("3_more", "SELECT 1;")

    with pytest.raises(FileError, match=said) as error:
        blog.up()

    assert "wrong.sql" in error.value.message
    assert titles(blog) == ["1", "2"]


def test_what_a_check_changes_is_undone(project: Project, blog: Migrator) -> None:
    def wrecks(context: CheckContext) -> None:
        context.query("DELETE FROM posts")

    project.migration("3_more", "SELECT 1;")
    with project.migrator(functions=(wrecks,)) as migrator:
        assert migrator.up().versions == ("3",)
        assert migrator.session.query("SELECT count(*) FROM posts") == [(2,)]


def _rows(context: CheckContext) -> object:
    return context.query("SELECT id, name FROM users WHERE id >= ? ORDER BY id", 1)


@check(when="after", direction="up", message="too many users.")
def _many(context: CheckContext) -> object:
    return (row for row in context.query("SELECT id FROM users ORDER BY id"))


def _asserts(context: CheckContext) -> None:
    assert not context.versions, f"{context.when} {context.direction} {context.versions}"


def _absent(context: CheckContext) -> object:
    return context.query("SELECT * FROM nowhere")


@pytest.mark.parametrize(
    ("function", "when", "said"),
    [
        (_rows, "before", "_rows: there is what should not be.\n    1, Ada\n    2, Grace"),
        (_many, "after", "_many: too many users.\n    1\n    2"),
        (_asserts, "before", "_asserts: before up ('3',)"),
        (_absent, "after", "_absent: it failed: "),
        (lambda _: False, "before", "<lambda>: it does not hold."),
        (lambda _: "a text", "before", "<lambda>: a text"),
        (lambda _: 1 / 0, "before", "<lambda>: ZeroDivisionError: division by zero"),
        (lambda _: 7, "before", "<lambda>: it returned int, not rows, a text or False."),
    ],
)
def test_a_function_fails_by_what_it_returns_or_raises(
    project: Project, blog: Migrator, function: Any, when: str, said: str
) -> None:
    project.migration("3_more", "SELECT 1;")
    with project.migrator(functions=(function,)) as migrator:
        error = failed(migrator.up)

    assert error.when == when
    assert said in error.message


@pytest.mark.parametrize("function", [lambda _: None, lambda _: True, lambda _: [], lambda _: ""])
def test_a_function_that_finds_nothing_passes(
    project: Project, blog: Migrator, function: Any
) -> None:
    project.migration("3_more", "SELECT 1;")
    with project.migrator(functions=(function,)) as migrator:
        assert migrator.up().versions == ("3",)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_signal_ends_a_check_and_says_how_things_stand(
    project: Project, blog: Migrator, when: Any
) -> None:
    @check(when=when)
    def slow(_: CheckContext) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    project.migration("3_more", "SELECT 1;")
    with project.migrator(functions=(slow,)) as migrator:
        with pytest.raises(Interrupted) as error:
            migrator.up(auto_rollback=True)
        assert error.value.exit_code == 130
        state = {
            "before": "Nothing was run.",
            "after": "Applied by the run, and committed: 3_more.",
        }
        assert error.value.message == f"SIGINT ended the checks {when} the run. {state[when]}"
        assert titles(migrator) == (["1", "2"] if when == "before" else ["1", "2", "3"])


def test_a_query_that_is_running_is_ended_by_a_signal(postgresql_url: str, tmp_path: Path) -> None:
    project = Project(tmp_path, postgresql_url)
    project.migration("1_users", "SELECT 1;")
    project.check("slow", "SELECT 1 WHERE pg_sleep(60) IS NULL")
    with project.migrator() as migrator:
        started = time.monotonic()
        with (
            signalled(signal.SIGINT, 1),
            pytest.raises(Interrupted, match="before the run"),
        ):
            migrator.up()
        assert time.monotonic() - started < 30
        assert titles(migrator) == []
