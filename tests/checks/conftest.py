"""Migrations of users and posts, and a folder of checks, on each kind of database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from goofer_py.checks.checks import Checks
from goofer_py.errors import CheckFailed
from goofer_py.migrate.migrator import Migrator

USERS = """\
CREATE TABLE users (id integer PRIMARY KEY, name varchar(40) NOT NULL);
INSERT INTO users VALUES (1, 'Ada'), (2, 'Grace');
"""
# No foreign key: this is how orphans come to be.
POSTS = """\
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer, title varchar(40));
INSERT INTO posts VALUES (10, 1, 'Notes'), (11, 2, 'Compilers');
"""
ORPHANED = """\
-- goofer: message posts of users that are not there.
SELECT id, title FROM posts WHERE user_id NOT IN (SELECT id FROM users) -- nothing after it
"""


class Project:
    """A folder with migrations and checks."""

    def __init__(self, path: Path, url: str) -> None:
        self.migrations = path / "migrations"
        self.checks = path / "checks"
        self.url = url
        self.migrations.mkdir()
        self.checks.mkdir()

    def migration(self, title: str, up: str, down: str = "SELECT 1;") -> None:
        """Write a migration."""
        (self.migrations / f"{title}.up.sql").write_text(up, encoding="utf-8")
        (self.migrations / f"{title}.down.sql").write_text(down, encoding="utf-8")

    def check(self, name: str, text: str) -> Path:
        """Write a check."""
        path = self.checks / f"{name}.sql"
        path.write_text(text, encoding="utf-8")
        return path

    def migrator(self, **checks: Any) -> Migrator:
        """Return what runs the migrations with the folder's checks and others."""
        return Migrator(self.url, self.migrations, checks=Checks(folder=self.checks, **checks))


@pytest.fixture
def project(every_database_url: str, tmp_path: Path) -> Project:
    project = Project(tmp_path, every_database_url)
    project.migration("1_users", USERS, "DROP TABLE users;")
    project.migration("2_posts", POSTS, "DROP TABLE posts;")
    return project


@pytest.fixture
def blog(project: Project) -> Iterator[Migrator]:
    """Give a migrator that has made both tables, without checks until then."""
    with Migrator(project.url, project.migrations) as first:
        first.up()
    with project.migrator() as migrator:
        yield migrator


def failed(run: Callable[[], object]) -> CheckFailed:
    """Return the failure of checks that a run ends with."""
    with pytest.raises(CheckFailed) as error:
        run()
    return error.value
