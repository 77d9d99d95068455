from __future__ import annotations

from pathlib import Path

import pytest

from goofer_py.errors import FileError
from goofer_py.importing.files import NewFile, files, numbered, write
from goofer_py.importing.model import Found, Imported, Part
from goofer_py.migrate.sources import DirectorySource

ONE = Imported("1", "a", "1_a.sql", Part("SELECT 1;\n"), Part("SELECT 2;"), "1")


def planned_for(peer: str, found: Found, folder: Path) -> list[NewFile]:
    source = DirectorySource(folder)
    return files(peer, numbered(peer, found, source), found, source)


def written(folder: Path, *migrations: Imported) -> list[str]:
    planned = planned_for("goose", Found(migrations), folder)
    return sorted(path.name for path in write(planned))


def test_a_pair_of_files_says_where_it_comes_from(tmp_path: Path) -> None:
    assert written(tmp_path / "new", ONE) == ["1_a.down.sql", "1_a.up.sql"]
    text = (tmp_path / "new" / "1_a.up.sql").read_text()
    assert text == "-- Imported by goofer from goose: 1_a.sql\n\nSELECT 1;\n"


def test_no_way_back_is_a_directive(tmp_path: Path) -> None:
    written(tmp_path, Imported("1", "a", "1_a.sql", Part("SELECT 1;"), None, "1"))
    assert "-- goofer: irreversible goose" in (tmp_path / "1_a.down.sql").read_text()


def test_what_is_there_from_before_is_not_written_again(tmp_path: Path) -> None:
    written(tmp_path, ONE)
    (tmp_path / "1_a.up.sql").write_text((tmp_path / "1_a.up.sql").read_text() + "SELECT 3;\n")
    planned = planned_for("goose", Found((ONE,)), tmp_path)
    assert [file.state for file in planned] == ["same", "edited"]
    assert write(planned) == []


@pytest.mark.parametrize(
    ("name", "named"),
    [("1_a.up.sql", "1_a.up.sql"), ("001_other.up.sql", "001_other"), ("1_b.py", "1_b")],
)
def test_what_is_in_the_way_is_named_and_stays(tmp_path: Path, name: str, named: str) -> None:
    (tmp_path / name).write_text("SELECT 4;\n")
    with pytest.raises(FileError, match=f"\n  - {named}"):
        written(tmp_path, ONE)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_numbers_in_another_order_than_the_migrations_are_counted_anew(tmp_path: Path) -> None:
    two = Imported("0", "b", "0_b.sql", Part(""), Part(""), "0")
    names = written(tmp_path, ONE, two)
    assert names == ["0001_a.down.sql", "0001_a.up.sql", "0002_b.down.sql", "0002_b.up.sql"]


def test_code_becomes_a_python_file_that_refuses_to_run(tmp_path: Path) -> None:
    code = Imported(
        "1", "a", "1_a.go", Part(""), None, "1", "a Go function", notes=('say """it"""',)
    )
    assert written(tmp_path, code) == ["1_a.py"]
    space: dict[str, object] = {}
    exec((tmp_path / "1_a.py").read_text(), space)
    for direction, said in (("up", "a Go function"), ("down", "no way back")):
        function = space[direction]
        assert callable(function)
        with pytest.raises(NotImplementedError, match=said):
            function(None)


def test_what_has_no_version_keeps_its_name(tmp_path: Path) -> None:
    found = Found((ONE,), {"R__view.sql": Part("SELECT 1;", ("substitute",))})
    planned = planned_for("flyway", found, tmp_path)
    write(planned)
    text = (tmp_path / "R__view.sql").read_text()
    assert text.split("\n")[:2] == [
        "-- Imported by goofer from flyway: R__view.sql",
        "-- goofer: substitute",
    ]


def test_two_of_one_key_are_named(tmp_path: Path) -> None:
    again = Imported("1", "b", "1_b.sql", Part(""), Part(""), "1")
    with pytest.raises(FileError, match=r"\n  - 1_a.sql\n  - 1_b.sql"):
        written(tmp_path, ONE, again)


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    planned = planned_for("goose", Found((ONE,)), tmp_path / "new")
    (tmp_path / "new").mkdir()
    planned[1].path.write_text("somebody was faster\n")
    with pytest.raises(FileError, match="cannot be written"):
        write(planned)
    assert [path.name for path in (tmp_path / "new").iterdir()] == [planned[1].path.name]


def called(name: str, number: str | None = None, code: str | None = None) -> Imported:
    return Imported(name, name, f"{name}.sql", Part(""), Part(""), number, code)


@pytest.mark.parametrize(
    ("before", "after", "new"),
    [
        # Counted: b came in between, and is taken over behind what was there.
        ([called("a"), called("c")], [called("a"), called("b"), called("c")], "0003_b"),
        ([called("a"), called("c", code="x")], [called("b"), called("c", code="x")], "0003_b"),
        # Numbers of their own stay where they are.
        ([called("a", "1"), called("c", "3")], [called("a", "1"), called("b", "2")], "2_b"),
        # Points in time that were moved to keep an order: later than all that are there.
        ([called("a", "10"), called("c", "11")], [called("b", "10"), called("c", "12")], "12_b"),
        ([called("a", "10"), called("c", "11")], [called("c", "9"), called("b", "15")], "15_b"),
    ],
)
def test_what_was_imported_before_keeps_its_version(
    tmp_path: Path, before: list[Imported], after: list[Imported], new: str
) -> None:
    written(tmp_path, *before)
    names = written(tmp_path, *after)
    assert names == [f"{new}.down.sql", f"{new}.up.sql"]
