"""goofer check, and checks around the runs of the command line."""

from __future__ import annotations

import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.cli.conftest import Goofer

POSTS = "CREATE TABLE posts (id integer PRIMARY KEY, user_id integer, title text);\n"


@pytest.fixture
def blog(folder: Path, goofer: Goofer) -> Goofer:
    """Give the command line in a project with posts of a user that is not there."""
    (folder / "goofer.toml").write_text(
        'url = "sqlite:///app.db"\n[checks]\nready = ["orphans"]\nfunctions = ["rules:names"]\n',
        encoding="utf-8",
    )
    (folder / "rules.py").write_text(
        "from goofer_py import check\n\n\n"
        '@check(direction="up", message="users without a name.")\n'
        "def names(context):\n"
        '    return context.query("SELECT id FROM users WHERE name IS NULL")\n',
        encoding="utf-8",
    )
    for name in ("migrations", "checks"):
        (folder / name).mkdir()
    for title, up, down in (
        ("1_users", "CREATE TABLE users (id integer PRIMARY KEY, name text);", "DROP TABLE users;"),
        (
            "2_posts",
            f"{POSTS}INSERT INTO posts VALUES (7, 41, 'Hello');",
            "DROP TABLE posts;",
        ),
    ):
        (folder / "migrations" / f"{title}.up.sql").write_text(up, encoding="utf-8")
        (folder / "migrations" / f"{title}.down.sql").write_text(down, encoding="utf-8")
    (folder / "checks" / "orphaned_posts.sql").write_text(
        "-- goofer: message posts of users that are not there.\n"
        "SELECT id, title FROM posts WHERE user_id NOT IN (SELECT id FROM users);\n",
        encoding="utf-8",
    )
    return goofer


def test_a_run_that_fails_a_check_goes_back(blog: Goofer) -> None:
    outcome = blog("migrate", "--auto-rollback")

    assert outcome.code == 6
    assert "before the run: 1 check passed, 2 skipped" in outcome.stdout
    assert "  skipped orphaned_posts: no such table: posts" in outcome.stdout
    assert "    7, Hello" in outcome.stderr
    assert "The run went back to zero, where it had started." in outcome.stderr
    assert blog("status", "--json").json["applied"] == 0


def test_no_checks_are_asked_where_that_is_said(blog: Goofer) -> None:
    assert blog("migrate", "--no-checks").code == 0
    assert blog("rollback", "--no-checks").code == 0


def test_checks_are_asked_alone(blog: Goofer) -> None:
    assert blog("migrate", "--no-checks").code == 0

    outcome = blog("check")
    assert outcome.code == 6
    assert "1 of 3 checks failed:\norphaned_posts (" in outcome.stderr
    assert "names           passed" in outcome.stdout
    found = blog("check", "--json").json
    assert [(one["check"], one["outcome"]) for one in found["checks"]] == [
        ("orphaned_posts", "failed"),
        ("names", "passed"),
        ("orphans", "passed"),
    ]
    assert found["error"]["failures"] == found["checks"][0]["findings"]
    assert found["error"]["failures"][0]["rows"] == ["7, Hello"]
    # Nothing keeps a name that has no fault from being asked by itself.
    assert blog("check", "names", "orphans").code == 0


def test_a_check_that_there_is_not_is_refused(blog: Goofer, folder: Path) -> None:
    assert blog("migrate", "--no-checks").code == 0
    unknown = blog("check", "orphan")
    assert (unknown.code, "There is no check orphan." in unknown.stderr) == (2, True)

    settings = folder / "goofer.toml"
    settings.write_text(settings.read_text().replace('"orphans"', '"orphan"'), encoding="utf-8")
    wrong = blog("check")
    assert (wrong.code, "there is no ready-made check 'orphan'" in wrong.stderr) == (2, True)
    settings.write_text(
        'url = "sqlite:///app.db"\ncheck_functions = ["rules:nmes"]\n', encoding="utf-8"
    )
    missing = blog("check")
    assert missing.code == 2
    assert "The check rules:nmes is not there: AttributeError" in missing.stderr


def test_a_setting_goes_back_too(blog: Goofer, folder: Path) -> None:
    settings = folder / "goofer.toml"
    settings.write_text(f"auto_rollback = true\n{settings.read_text()}", encoding="utf-8")

    assert "went back to zero" in blog("migrate").stderr


def test_a_project_without_checks_says_so(folder: Path, goofer: Goofer) -> None:
    (folder / "migrations").mkdir()
    (folder / "goofer.toml").write_text('url = "sqlite:///app.db"\n', encoding="utf-8")
    (folder / "migrations" / "1_a.up.sql").write_text("SELECT 1;", encoding="utf-8")
    (folder / "migrations" / "1_a.down.sql").write_text("SELECT 1;", encoding="utf-8")

    migrated = goofer("migrate")
    assert "check" not in migrated.stdout
    outcome = goofer("check")
    assert (outcome.code, "There are no checks" in outcome.stdout) == (0, True)


def test_a_bundle_has_the_checks(blog: Goofer, folder: Path) -> None:
    settings = folder / "goofer.toml"
    text = settings.read_text().replace('functions = ["rules:names"]', "")
    settings.write_text(text, encoding="utf-8")
    assert blog("bundle").code == 0

    with ZipFile(next(folder.glob("*.pyz"))) as archive:
        names = archive.namelist()
        packed = tomllib.loads(archive.read("project/goofer.toml").decode())
    assert "project/checks/orphaned_posts.sql" in names
    assert (packed["checks"], packed["check_ready"]) == ("checks", ["orphans"])
