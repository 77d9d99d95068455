from __future__ import annotations

from pathlib import Path

import pytest

from goofer_py.errors import FileError
from goofer_py.importing.golang_migrate import read
from goofer_py.importing.model import Imported, Place


def found(folder: Path, *names: str) -> tuple[Imported, ...]:
    for name in names:
        (folder / name).write_text(f"SELECT '{name}';\n")
    return read(Place(folder)).migrations


def test_files_of_one_version_are_a_pair(tmp_path: Path) -> None:
    (one,) = found(tmp_path, "001_a.up.sql", "001_a.down.sql")
    assert (one.key, one.number, one.name) == ("1", "001", "a")
    assert one.up.text == "SELECT '001_a.up.sql';\n"
    assert one.down is not None
    assert one.down.text == "SELECT '001_a.down.sql';\n"


def test_versions_of_any_digits_are_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    names = ("20260131120000_c.up.sql", "9_a.up.sql", "10_b.up.sql")
    assert [one.name for one in found(tmp_path, *names)] == ["a", "b", "c"]


def test_what_has_no_file_in_one_direction(tmp_path: Path) -> None:
    one, two = found(tmp_path, "1_a.up.sql", "2_b.down.sql")
    assert one.down is None
    assert two.up.text == ""
    assert two.notes == ("it has no up file, so that going up does nothing",)


@pytest.mark.parametrize("names", [("1_a.up.sql", "01_b.up.sql"), ("1_a.up.json",)])
def test_what_is_no_pair_of_sql_is_named(tmp_path: Path, names: tuple[str, ...]) -> None:
    with pytest.raises(FileError) as caught:
        found(tmp_path, *names)
    for name in names:
        assert f"\n  - {name}" in str(caught.value)
