"""goofer wait, and goofer migrate --wait."""

from __future__ import annotations

import pytest

from goofer_py.cli.values import with_values
from tests.cli.conftest import Goofer, Program


def test_a_database_that_answers_is_said_to(goofer: Goofer, program: Program) -> None:
    found = goofer("wait")
    assert found.code == 0
    assert " takes connections (after " in found.stdout
    assert goofer("wait", "--json").json["tries"] == 1


def test_the_timeout_ends_with_1_and_says_what_stood_in_the_way(
    goofer: Goofer, sqlite_program: Program
) -> None:
    found = goofer("wait", "--timeout", "0.3", "--url", "postgresql://jo:s3cret@127.0.0.1:1/shop")
    assert found.code == 1
    assert found.stdout.count("waiting for postgresql://127.0.0.1:1/shop: ") == 1
    assert "did not take connections within 0.3 s" in found.stderr
    assert "s3cret" not in found.stdout + found.stderr


def test_migrate_waits_before_it_looks_at_the_database(
    goofer: Goofer, sqlite_program: Program
) -> None:
    sqlite_program.has(v1_a="CREATE TABLE a (x int); ---- DROP TABLE a;")
    found = goofer("migrate", "--wait", "0.2", "--url", "postgresql://jo@127.0.0.1:1/shop")
    assert found.code == 1
    assert "did not take connections within 0.2 s" in found.stderr
    assert goofer("migrate", "--wait").code == 0
    assert sqlite_program.query("SELECT count(*) FROM a") == [(0,)]


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("--wait", "--wait 60"),
        ("--wait 5", "--wait 5"),
        ("--wait .5 --yes", "--wait .5 --yes"),
        ("--wait --yes", "--wait 60 --yes"),
        ("--wait=7 --yes", "--wait=7 --yes"),
        ("-- --wait", "-- --wait"),
        ("--to 3", "--to 3"),
    ],
)
def test_a_wait_without_a_number_is_one_of_a_minute(given: str, taken: str) -> None:
    assert with_values(given.split()) == taken.split()
