"""Which pending scripts throw something away."""

from __future__ import annotations

import pytest

from goofer_py.dialects import get_dialect
from goofer_py.migrate.precheck.losses import losing
from goofer_py.migrate.results import PlannedMigration

REBUILT = """
CREATE TABLE goofer_users (id int);
INSERT INTO goofer_users SELECT id FROM users;
DROP TABLE users;
ALTER TABLE goofer_users RENAME TO users;
"""


@pytest.mark.parametrize(
    ("text", "loses"),
    [
        ("DROP TABLE users;", True),
        ("DROP SCHEMA shop CASCADE;", True),
        ("TRUNCATE TABLE users;", True),
        ("DELETE FROM users WHERE id = 1;", True),
        ("ALTER TABLE users DROP COLUMN email;", True),
        ("ALTER TABLE users ADD COLUMN a int, DROP email;", True),
        ("ALTER TABLE users DROP PARTITION p0;", True),
        ("ALTER TABLE users DROP CONSTRAINT known;", False),
        ("ALTER TABLE users ALTER COLUMN email DROP NOT NULL;", False),
        ("ALTER TABLE users ALTER COLUMN email DROP DEFAULT;", False),
        ("DROP INDEX by_email;", False),
        ("DROP VIEW people;", False),
        ("UPDATE users SET email = lower(email);", False),
        ("CREATE TABLE users (id int); INSERT INTO users VALUES (1);", False),
        ("CREATE TABLE helper (id int); DROP TABLE helper;", False),
        (REBUILT, False),
        ("", False),
        ("SELECT 'never closed", False),
    ],
)
def test_what_goes_for_good_is_found(text: str, loses: bool) -> None:
    planned = PlannedMigration("2", "more", "up", None, text)
    syntax = get_dialect("postgresql").syntax
    assert losing([planned], syntax, folds=True) == (("2_more",) if loses else ())
