from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goofer_py.errors import FileError, UsageError
from goofer_py.migrate.files import Listing, file_name, next_version, read_text, read_unless_large
from goofer_py.migrate.sources import DirectorySource


def touch(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).write_text("SELECT 1")
    return folder


def pairs(*stems: str) -> list[str]:
    return [f"{stem}.{direction}.sql" for stem in stems for direction in ("up", "down")]


def test_migrations_are_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    touch(tmp_path, *pairs("10_ten", "9_nine", "0007_seven", "20260101000000_new", "11_x_y.z"))

    assert Listing(tmp_path).names == {
        "0007": "seven",
        "9": "nine",
        "10": "ten",
        "11": "x_y.z",
        "20260101000000": "new",
    }


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    touch(tmp_path, *pairs("1_a"), "schema.sql", "README.md", "notes", ".1_a.up.sql", "b.py")

    listing = Listing(tmp_path)

    assert (listing.names, listing.problems) == ({"1": "a"}, [])


@pytest.mark.parametrize(
    ("names", "message", "hint"),
    [
        (
            pairs("1_a", "1_b"),
            "two migrations have the version 1: 1_a.up.sql and 1_b.up.sql",
            "own",
        ),
        (pairs("1_a", "01_b"), "two migrations have the version", "own"),
        (pairs("01_a", "1_b", "2_c"), "01_a.up.sql and 1_b.up.sql", "own"),
        (["1_a.down.sql"], "1_a.down.sql has no up file 1_a.up.sql", "bring 1_a.up.sql back"),
        ([*pairs("1_a"), "a.up.sql"], "a.up.sql has no name of a migration", "{version}_{name}"),
        (["1.up.sql"], "1.up.sql has no name of a migration", "{version}_{name}"),
        (["1_.up.sql"], "1_.up.sql has no name of a migration", "{version}_{name}"),
        (["1_a.sql"], "1_a.sql has no name of a migration", "{version}_{name}"),
        (["1a_b.down.sql"], "1a_b.down.sql has no name of a migration", "{version}_{name}"),
        (["²_b.up.sql"], "²_b.up.sql has no name of a migration", "{version}_{name}"),
    ],
)
def test_names_that_are_wrong_are_told(
    tmp_path: Path, names: list[str], message: str, hint: str
) -> None:
    touch(tmp_path, *names)

    with pytest.raises(FileError) as error:
        DirectorySource(tmp_path).names()

    assert message in str(error.value)
    assert str(tmp_path) in str(error.value)
    assert hint in (error.value.hint or "")


def test_all_that_is_wrong_can_be_listed(tmp_path: Path) -> None:
    touch(tmp_path, *pairs("1_a", "1_b"), "2_c.down.sql", "3_d.up.sql", "x.up.sql")

    problems = [str(problem) for problem in DirectorySource(tmp_path).problems()]

    assert len(problems) == 4
    assert any("3_d.up.sql has no 3_d.down.sql" in problem for problem in problems)


@pytest.mark.parametrize("kind", ["nothing", "file"])
def test_a_folder_that_is_none_is_told(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "migrations"
    if kind == "file":
        path.write_text("")

    with pytest.raises(FileError, match=r"does not exist|is a file") as error:
        Listing(path)

    assert "migrations" in str(error.value)
    assert DirectorySource(path).problems()


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        (b"SELECT 1;\nSELECT '\xe9t\xe9';\n", 2, 9),
        (b"\xff\xfeS\x00", 1, 1),
        ("SELECT 1;\n".encode("utf-16-le"), 1, 2),
    ],
)
def test_a_file_that_is_not_utf8_is_told_with_its_place(
    tmp_path: Path, content: bytes, line: int, column: int
) -> None:
    file = tmp_path / "1_a.up.sql"
    file.write_bytes(content)

    with pytest.raises(FileError, match="not UTF-8") as error:
        read_text(file)

    assert (error.value.path, error.value.line, error.value.column) == (file, line, column)
    assert "iconv" in (error.value.hint or "")


def test_text_comes_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "1_a.up.sql"
    text = "\ufeffSELECT 'ü';\r\n\r\n" + "-- x\n" * 40_000
    file.write_bytes(text.encode())

    assert read_text(file) == text
    assert read_unless_large(file) == text


def test_a_very_large_file_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "1_a.up.sql"
    with file.open("wb") as sparse:
        sparse.truncate(17 << 20)

    assert read_unless_large(file) is None


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="No such file"):
        read_text(tmp_path / "gone.up.sql")


NOW = datetime(2026, 11, 20, 12, 34, 56, tzinfo=UTC)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ([], "20261120123456"),
        (["20250101000000"], "20261120123456"),
        (["20261120123456"], "20261120123457"),
        (["20261231235959"], "20270101000000"),
        (["0001"], "20261120123456"),
        (["99999999999999"], "100000000000000"),
    ],
)
def test_a_new_version_is_later_than_all(known: list[str], expected: str) -> None:
    assert next_version(NOW, known) == expected


@given(st.lists(st.integers(0, 10**15).map(str), max_size=5))
def test_a_new_version_is_always_later(known: list[str]) -> None:
    assert all(int(next_version(NOW, known)) > int(version) for version in known)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("add email", "add_email"),
        ("AddEmail", "add_email"),
        ("Add e-mail / to: users!", "add_e_mail_to_users"),
        ("Größe", "größe"),
        ("../../etc/passwd", "etc_passwd"),
    ],
)
def test_any_text_becomes_a_name(text: str, name: str) -> None:
    assert file_name(text) == name


def test_a_name_needs_a_letter() -> None:
    with pytest.raises(UsageError):
        file_name("  --- ")
