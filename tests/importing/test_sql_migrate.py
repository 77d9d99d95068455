from __future__ import annotations

from pathlib import Path

import pytest

from goofer_py.errors import FileError
from goofer_py.importing.model import Imported, Place
from goofer_py.importing.sql_migrate import read


def found(folder: Path, *names: str, text: str = "-- +migrate Up\n") -> tuple[Imported, ...]:
    for name in names:
        (folder / name).write_text(text)
    return read(Place(folder, "sqlite")).migrations


def test_sections_are_both_directions(tmp_path: Path) -> None:
    text = "ignored;\n-- +migrate Down notransaction\nSELECT 2;\n-- +migrate Up\nSELECT 1;\n"
    (one,) = found(tmp_path, "1-add-mail.sql", text=text)
    assert (one.key, one.number, one.name) == ("1-add-mail.sql", "1", "add_mail")
    assert one.up.text == "SELECT 1;\n"
    assert one.up.directives == ()
    assert one.down is not None
    assert one.down.text == "SELECT 2;"
    assert one.down.directives == ("no-transaction",)


def test_a_block_keeps_its_marks(tmp_path: Path) -> None:
    block = "-- +migrate StatementBegin\nSELECT 1;\n-- +migrate StatementEnd\n"
    (one,) = found(tmp_path, "1.sql", text=f"-- +migrate Up\n{block}")
    lines = ["-- goofer: statement-begin", "SELECT 1;", "-- goofer: statement-end"]
    assert one.up.text.split("\n") == [*lines, ""]


def test_numbers_come_first_and_then_names(tmp_path: Path) -> None:
    names = ("b.sql", "a.sql", "10-d.sql", "9-c.sql")
    assert [one.key for one in found(tmp_path, *names)] == ["9-c.sql", "10-d.sql", "a.sql", "b.sql"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT 1;\n", "needs a line -- [+]migrate Up"),
        ("-- +migrate Up\n-- +migrate StatementBegin\n", "has no StatementEnd"),
        ("-- +migrate \n", "half a command"),
    ],
)
def test_what_sql_migrate_would_refuse_is_an_error(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(FileError, match=said):
        found(tmp_path, "1.sql", text=text)
