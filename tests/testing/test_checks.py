"""The ready-made tests: each passes where it should, and fails where it should."""

from __future__ import annotations

import pytest

from goofer_py.migrate.migrator import Migrator
from tests.testing.conftest import ADD, CREATE, MODELS, Project

CHECKS = "from goofer_py.testing.checks import *"


def test_all_pass_for_migrations_that_are_right(project: Project) -> None:
    project.settings(models=["models"])
    project.pytester.makepyfile(models=MODELS)
    with Migrator(project.url, project.folder) as migrator:
        migrator.up()
    project.seed("1_users.csv", "id,name\n1,Ada\n")
    project.run(CHECKS).assert_outcomes(passed=5)


def test_a_check_that_has_nothing_to_look_at_says_why_it_is_skipped(project: Project) -> None:
    own = "import pytest\n@pytest.fixture\ndef goofer_history_url(): return None\n"
    result = project.run(CHECKS + "\n" + own)
    result.assert_outcomes(passed=2, skipped=3)
    said = ["*nothing is declared*", "*no database is named*", "*there are no seeds*"]
    result.stdout.fnmatch_lines_random(said)


def test_a_missing_down_is_named(project: Project) -> None:
    project.write(CREATE, ADD, ("SELECT 1;", None))
    result = project.run(CHECKS, "-k", "has_its_down")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*003_step.up.sql has no 003_step.down.sql*"])


@pytest.mark.parametrize(
    ("up", "down", "said"),
    [
        (ADD[0], "SELECT 1;", "*down script of 002_step does not lead back*"),
        ("NONSENSE;", ADD[1], "*002_step.up.sql:1:1*"),
        (ADD[0], "NONSENSE;", "*002_step.down.sql:1:1*"),
    ],
    ids=["down does nothing", "up fails", "down fails"],
)
def test_a_way_that_does_not_lead_there_and_back_is_named(
    project: Project, up: str, down: str, said: str
) -> None:
    project.write(CREATE, (up, down))
    result = project.run(CHECKS, "-k", "up_down")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([said])


def test_entities_that_are_ahead_of_the_migrations_are_told(project: Project) -> None:
    project.settings(models=["models"])
    project.pytester.makepyfile(models=MODELS.replace('"mail"', '"phone"'))
    result = project.run(CHECKS, "-k", "entities")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["*add column users.phone*", "*Next: goofer makemigrations*"], consecutive=False
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_migration_that_was_edited_after_it_was_applied_is_named(project: Project) -> None:
    with Migrator(project.url, project.folder) as migrator:
        migrator.up()
    project.write(CREATE, (ADD[0] + " SELECT 1;", ADD[1]))
    result = project.run(CHECKS, "-k", "edited")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*Edited after they were applied*", "*002_step*"])


def test_a_file_that_is_no_database_yet_is_not_made(project: Project, sqlite_url: str) -> None:
    project.url = sqlite_url + ".none"
    project.settings()
    result = project.run(CHECKS, "-k", "edited")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*there is no database*yet*"])


def test_a_seed_that_is_not_the_same_when_run_twice_is_named(project: Project) -> None:
    project.seed("1_users.csv", "id,name\n1,Ada\n")
    project.seed("2_more.sql", "INSERT INTO users (id) SELECT max(id) + 1 FROM users;")
    result = project.run(CHECKS, "-k", "twice")
    result.assert_outcomes(failed=1)
    said = "*2_more, run again in test, adds to users 1 row: (3, None, None)*"
    result.stdout.fnmatch_lines([said])
    result.stdout.no_fnmatch_line("*1_users*")
    result.stdout.no_fnmatch_line("*Traceback*")
