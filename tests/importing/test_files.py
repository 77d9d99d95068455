from __future__ import annotations

from pathlib import Path

import pytest

from goofer_py.errors import FileError
from goofer_py.importing.files import files, write
from goofer_py.importing.model import Found, Imported, Part
from goofer_py.migrate.sources import DirectorySource

ONE = Imported("1", "a", "1_a.sql", Part("SELECT 1;\n"), Part("SELECT 2;"), "1")


def written(folder: Path, *migrations: Imported) -> list[str]:
    planned = files("goose", Found(migrations), DirectorySource(folder))
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
    planned = files("goose", Found((ONE,)), DirectorySource(tmp_path))
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
    planned = files("flyway", found, DirectorySource(tmp_path))
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
    planned = files("goose", Found((ONE,)), DirectorySource(tmp_path / "new"))
    (tmp_path / "new").mkdir()
    planned[1].path.write_text("somebody was faster\n")
    with pytest.raises(FileError, match="cannot be written"):
        write(planned)
    assert [path.name for path in (tmp_path / "new").iterdir()] == [planned[1].path.name]
