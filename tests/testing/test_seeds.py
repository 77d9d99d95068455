"""Every seed is run twice, and what differs then is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from goofer_py.config import Settings
from goofer_py.testing.seeds import seeds_that_change
from tests.testing.conftest import Project


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "migrations").mkdir()
    (tmp_path / "seeds").mkdir()
    up = "CREATE TABLE t (id INTEGER PRIMARY KEY, at INTEGER);\nINSERT INTO t VALUES (0, 0);"
    (tmp_path / "migrations" / "1_t.up.sql").write_text(up)
    return Settings(directory=tmp_path / "migrations", seeds=tmp_path / "seeds")


def test_seeds_that_keep_the_rule_have_no_problems(
    settings: Settings, every_database_url: str
) -> None:
    (settings.seeds / "1_t.csv").write_text("# goofer: environments prod, x\nid,at\n1,5\n2,\n")
    (settings.seeds / "2_t.sql").write_text("UPDATE t SET at = 6 WHERE id = 0;")
    code = "def up(context):\n    context.upsert('t', [{'id': 3}])\n"
    (settings.seeds / "3_t.py").write_text(code)
    assert seeds_that_change(settings, every_database_url) == []


def test_what_a_second_run_changes_is_told_for_its_environment(
    settings: Settings, every_database_url: str
) -> None:
    url = every_database_url
    grows = "-- goofer: environments x\nUPDATE t SET at = at + 1;"
    (settings.seeds / "1_grows.sql").write_text(grows)
    (settings.seeds / "2_stays.sql").write_text("DELETE FROM t WHERE id = 0;")
    (settings.seeds / "3_fails.sql").write_text("INSERT INTO t VALUES (9, 9);")
    found = [line.partition(" failed at")[0] for line in seeds_that_change(settings, url)]
    assert found == [
        "3_fails, run again in test, fails: 3_fails (up)",
        "1_grows, run again in x, adds to t 1 row: (9, 10)",
        "1_grows, run again in x, takes from t 1 row: (9, 9)",
        "3_fails, run again in x, fails: 3_fails (up)",
    ]


def test_the_fixture_gives_a_seeder_on_a_migrated_database(project: Project) -> None:
    project.seed("1_users.csv", "id,name\n1,Ada\n")
    project.run(
        """
        def test_it(goofer_seeder):
            assert goofer_seeder.seed().environment == "test"
            assert goofer_seeder.session.query("SELECT name FROM users") == [("Ada",)]
        """
    ).assert_outcomes(passed=1)
