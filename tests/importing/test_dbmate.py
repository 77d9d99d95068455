from __future__ import annotations

from pathlib import Path

import pytest

from goofer_py.errors import FileError
from goofer_py.importing.dbmate import read
from goofer_py.importing.model import Imported, Place


def found(folder: Path, text: str, name: str = "20260131120000_add_mail.sql") -> Imported:
    (folder / name).write_text(text)
    (one,) = read(Place(folder)).migrations
    return one


def test_sections_are_both_directions(tmp_path: Path) -> None:
    one = found(tmp_path, "-- why\n\n-- migrate:up\nSELECT 1;\n--  migrate:down\nSELECT 2;\n")
    assert (one.key, one.number, one.name) == ("20260131120000", "20260131120000", "add_mail")
    assert one.up.text == "\nSELECT 1;\n"
    assert one.down is not None
    assert one.down.text == "\nSELECT 2;\n"


def test_each_direction_has_its_own_transaction(tmp_path: Path) -> None:
    one = found(tmp_path, "-- migrate:up a:b transaction:false\n-- migrate:down transaction:true\n")
    assert one.up.directives == ("no-transaction",)
    assert one.down is not None
    assert one.down.directives == ()


def test_a_version_needs_no_name(tmp_path: Path) -> None:
    one = found(tmp_path, "-- migrate:up\n-- migrate:down\n", "1.sql")
    assert (one.key, one.name) == ("1", "migration")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT 1;\n", "needs a line -- migrate:up"),
        ("-- migrate:up\n", "needs a line -- migrate:down"),
        ("-- migrate:down\n-- migrate:up\n", "stands before"),
        ("SELECT 1;\n-- migrate:up\n-- migrate:down\n", "no statement before"),
    ],
)
def test_what_dbmate_would_refuse_is_an_error(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(FileError, match=said):
        found(tmp_path, text)
