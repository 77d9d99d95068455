"""The command line on a store without SQL, beside a database with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Goofer

SETTINGS = """
[databases.shop]
url = "sqlite:///shop.db"
directory = "shop"

[databases.cache]
url = "{url}"
directory = "cache"
"""


@pytest.fixture
def project(folder: Path, redis_url: str) -> Path:
    (folder / "goofer.toml").write_text(SETTINGS.format(url=redis_url))
    for name in ("shop", "cache"):
        (folder / name).mkdir()
    (folder / "shop" / "1_a.up.sql").write_text("CREATE TABLE a (x int);")
    (folder / "shop" / "1_a.down.sql").write_text("DROP TABLE a;")
    (folder / "cache" / "1_b.up.redis").write_text("SET b 1\n")
    (folder / "cache" / "1_b.down.redis").write_text("DEL b\n")
    return folder


def test_several_stores_are_one_project(goofer: Goofer, project: Path) -> None:
    assert "applied 1 b" in goofer("migrate", "--db", "all").stdout

    status = goofer("status", "--db", "cache", "--json").stdout
    fields = json.loads(status)
    assert (fields["current"], fields["pending"]) == ("1", 0)
    assert "undoes nothing" in fields["lacks"][0]
    assert "Lacks:" in goofer("status", "--db", "cache").stdout
    assert "Lacks:" not in goofer("status", "--db", "shop").stdout
    assert "reverted 1 b" in goofer("rollback", "--db", "cache").stdout


def test_a_new_script_says_what_is_not_promised(goofer: Goofer, project: Path) -> None:
    goofer("create", "more keys", "--db", "cache")

    (file,) = (project / "cache").glob("*_more_keys.up.redis")
    assert "# Redis: a command that fails undoes nothing" in file.read_text()
    assert "no problem" in goofer("validate", "--db", "cache").stdout
    assert "applied" in goofer("migrate", "--db", "cache").stdout


@pytest.mark.parametrize("command", ["diff", "makemigrations x", "drift", "inspect", "lint"])
def test_what_is_about_schemas_is_refused(goofer: Goofer, project: Path, command: str) -> None:
    result = goofer(*command.split(), "--db", "cache")

    assert (result.code, "Redis has no" in result.stderr) == (2, True)


def test_a_precheck_tells_what_it_sees(goofer: Goofer, project: Path) -> None:
    said = goofer("precheck", "--db", "cache").stdout

    assert "it answers in" in said
    assert "nothing is dirty, 1 to run" in said
    assert "Redis is not asked for it" in said


def test_validate_reads_the_language_of_the_store(goofer: Goofer, project: Path) -> None:
    (project / "cache" / "1_b.up.redis").write_text('SET b "1\n')

    result = goofer("validate", "--db", "cache")
    assert (result.code, "quotes of this command" in result.stderr) == (1, True)
