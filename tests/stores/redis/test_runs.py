"""Migrations on a real Redis: what is its own, beside what every store promises."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import redis

from goofer_py.dialects.statement import Statement
from goofer_py.errors import ConnectionFailed, FileError, MigrationFailed, StoreError, UsageError
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.registry import open_store


class Place:
    """A database of Redis with a folder of migrations."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder
        self.client = redis.Redis.from_url(url, decode_responses=True)

    def add(self, title: str, up: str, down: str | None = "", language: str = "redis") -> None:
        (self.folder / f"{title}.up.{language}").write_text(up)
        if down is not None:
            (self.folder / f"{title}.down.{language}").write_text(down)

    def migrator(self) -> Migrator:
        return Migrator(self.url, self.folder)

    @property
    def keys(self) -> list[str]:
        found: Any = self.client.keys("*")
        return sorted(key for key in found if not key.startswith("{goofer_history}"))


@pytest.fixture
def place(redis_url: str, tmp_path: Path) -> Place:
    return Place(redis_url, tmp_path)


def test_scripts_go_up_and_down(place: Place) -> None:
    place.add("1_a", 'SET a "x y"\nMULTI\nHSET h f 1\nRPUSH l a b\nEXEC\n', "DEL a\nDEL h l\n")
    place.add("2_b", "for i = 1, 2 do\n redis.call('SET', 'n' .. i, i)\nend", "", "lua")

    with place.migrator() as migrator:
        assert migrator.up().versions == ("1", "2")
        assert place.keys == ["a", "h", "l", "n1", "n2"]
        assert place.client.get("a") == "x y"
        migrator.down(2)

    assert place.keys == ["n1", "n2"]


def test_a_file_that_is_gone_still_leads_back(place: Place) -> None:
    place.add("1_a", "SET a 1")
    place.add("2_b", "redis.call('SET', 'b', 1)", "redis.call('DEL', 'b')\n", "lua")
    with place.migrator() as migrator:
        migrator.up()
        for file in place.folder.glob("2_*"):
            file.unlink()
        migrator.down()

    assert place.keys == ["a"]


@pytest.mark.parametrize(
    ("script", "line", "done"),
    [
        ("SET a 1\nLPUSH a 2\nSET b 1\n", 2, ["a"]),
        ("SET a 1\nMULTI\nSET c 1\nLPUSH a 2\nSET d 1\nEXEC\n", 2, ["a", "c"]),
        ("SET a 1\nNONSENSE\n", 2, ["a"]),
        ("SET a 1\nEVAL \"return redis.call('LPUSH', KEYS[1], 1)\" 1 a\n", 2, ["a"]),
    ],
)
def test_a_refused_command_is_told_with_its_line_and_gone_on_with(
    place: Place, script: str, line: int, done: list[str]
) -> None:
    place.add("1_a", script)
    with place.migrator() as migrator:
        with pytest.raises(MigrationFailed) as error:
            migrator.up()
        assert (error.value.line, place.keys) == (line, done)
        dirty = migrator.status().dirty
        assert dirty is not None
        assert dirty.statements == 1

        place.add("1_a", "SET a 1\nSET fixed 1\n")
        migrator.up()

    assert "fixed" in place.keys


class Cut:
    """Lets one command through, and ends the run at the next."""

    def __init__(self, migrator: Migrator) -> None:
        self._session = migrator.session
        self._run = self._session.run_statements
        self._left = 1

    def __call__(self, statements: Iterable[Statement]) -> None:
        if self._session.in_transaction:
            if not self._left:
                raise KeyboardInterrupt
            self._left -= 1
        self._run(statements)


def test_a_command_is_recorded_together_with_what_it_does(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.add("1_a", "INCR n\n" * 4)
    seen = []
    for _ in range(4):
        with place.migrator() as migrator, suppress(KeyboardInterrupt):
            monkeypatch.setattr(migrator.session, "run_statements", Cut(migrator))
            migrator.up()
        seen.append(place.client.get("n"))

    assert seen == ["1", "2", "3", "4"]
    with place.migrator() as migrator:
        assert not migrator.status().pending


def test_code_has_the_client(place: Place) -> None:
    (place.folder / "1_a.py").write_text(
        "def up(context):\n    context.client.set('a', 1)\n"
        "def down(context):\n    context.client.delete('a')\n"
    )
    with place.migrator() as migrator:
        migrator.up()
        assert place.keys == ["a"]
        migrator.down()
    assert place.keys == []


def test_code_of_another_database_has_the_client_too(place: Place, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "1_a.py").write_text(
        "def up(context):\n    context.databases['cache'].client.set('from', 'shop')\n"
    )
    with Migrator("sqlite://", folder, databases={"cache": place.url}) as migrator:
        migrator.up()

    assert place.client.get("from") == "shop"


def test_code_that_speaks_sql_is_told_that_there_is_none(place: Place) -> None:
    (place.folder / "1_a.py").write_text("def up(context):\n    context.execute('SELECT 1')\n")
    with place.migrator() as migrator, pytest.raises(MigrationFailed, match="Redis has no SQL"):
        migrator.up()


def test_sql_files_are_not_run(place: Place) -> None:
    place.add("1_a", "SELECT 1", language="sql")
    with place.migrator() as migrator, pytest.raises(FileError, match=r"ends with \.sql"):
        migrator.up()


def test_functions_are_loaded(place: Place) -> None:
    library = "#!lua name=lib\nredis.register_function('f', function() return 7 end)\n"
    place.add("1_a", library, "FUNCTION DELETE lib", "lua")
    (place.folder / "1_a.down.lua").rename(place.folder / "1_a.down.redis")

    with place.migrator() as migrator:
        migrator.up()
        assert place.client.fcall("f", 0) == 7
        migrator.down()
        assert not place.client.function_list()


@pytest.mark.parametrize(
    "url", ["redis://127.0.0.1/x", "redis+nothing://127.0.0.1/0", "redis+cluster://127.0.0.1/1"]
)
def test_urls_that_name_nothing_are_refused(url: str) -> None:
    with pytest.raises(UsageError):
        open_store(url)


def test_a_user_without_a_right_is_told_what_to_ask_for(place: Place) -> None:
    place.add("1_a", "SET a 1")
    place.client.acl_setuser(
        "looks", enabled=True, passwords=["+pw"], keys=["*"], categories=["+@read", "+@connection"]
    )
    url = place.url.replace("redis://", "redis://looks:pw@")
    with Migrator(url, place.folder) as migrator, pytest.raises(StoreError) as error:
        migrator.up()
    place.client.acl_deluser("looks")

    assert "no permissions to run the 'eval' command" in error.value.message
    assert error.value.hint
    assert error.value.hint.startswith("give the user what it needs: ACL SETUSER")


def test_directives_are_comments(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READER_PASSWORD", "sesame-street")
    script = "ACL SETUSER reader on >${READER_PASSWORD}\nACL SETUSER reader ${READER_PASSWORD}\n"
    place.add("1_a", f"# goofer: substitute\n# goofer: irreversible nobody leaves\n{script}", None)
    with place.migrator() as migrator:
        with pytest.raises(MigrationFailed) as error:
            migrator.up()
        assert (error.value.line, "sesame" in str(error.value)) == (4, False)
        assert "reader" in place.client.acl_users()
        migrator.repair(migrator.repairs("done"))
        assert migrator.status().applied == {"1": "a"}
        with pytest.raises(FileError, match="nobody leaves"):
            migrator.down()
    place.client.acl_deluser("reader")


def test_nobody_listens() -> None:
    with pytest.raises(ConnectionFailed) as error:
        open_store("redis://:secret@127.0.0.1:1/0").connect()

    assert error.value.reason == "away"
    assert "secret" not in str(error.value)
