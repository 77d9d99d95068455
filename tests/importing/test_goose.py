from __future__ import annotations

from pathlib import Path

import pytest

from goofer_py.errors import FileError
from goofer_py.importing.goose import read
from goofer_py.importing.model import Found, Place


def found(folder: Path, dialect: str | None = None, **texts: str) -> Found:
    for name, text in texts.items():
        (folder / f"{name.removeprefix('v')}.sql").write_text(text)
    return read(Place(folder, dialect))


def test_sections_are_both_directions(tmp_path: Path) -> None:
    (one,) = found(tmp_path, v1_a="-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 2;\n").migrations
    assert one.up.text.split() == ["SELECT", "1;"]
    assert one.down is not None
    assert one.down.text.split() == ["SELECT", "2;"]


def test_no_down_is_no_way_back(tmp_path: Path) -> None:
    (one,) = found(tmp_path, v1_a="-- +goose Up\nSELECT 1;\n").migrations
    assert one.down is None


def test_no_transaction_is_of_both_directions(tmp_path: Path) -> None:
    text = "-- +goose Up\nVACUUM;\n-- +goose Down\n-- +goose NO TRANSACTION\nVACUUM;\n"
    (one,) = found(tmp_path, v1_a=text).migrations
    assert one.up.directives == ("no-transaction",)
    assert one.down is not None
    assert one.down.directives == ("no-transaction",)


BLOCK = "-- +goose Up\n-- +goose StatementBegin\n{}\n-- +goose StatementEnd\n"


@pytest.mark.parametrize(
    ("inside", "dialect", "marked"),
    [
        ("SELECT 1;", "sqlite", True),
        ("SELECT 1; SELECT 2;", "sqlite", False),
        ("SELECT 1; SELECT 2;", None, True),
        ("DO $$ BEGIN NULL; END $$;", "postgresql", True),
        ("", "sqlite", False),
    ],
)
def test_a_block_of_one_statement_keeps_its_marks(
    tmp_path: Path, inside: str, dialect: str | None, marked: bool
) -> None:
    (one,) = found(tmp_path, dialect, v1_a=BLOCK.format(inside)).migrations
    assert ("statement-begin" in one.up.text) is marked
    assert ("statement-end" in one.up.text) is marked


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("$A", "${A:-}"),
        ("${A}", "${A:-}"),
        ("${A:-b}", "${A:-b}"),
        ("${A?is needed}", "${A}"),
        (r"\$A", "$A"),
        ("$$A", "$A"),
        ("$${A}", "$${A}"),
        (r"a\\b", r"a\b"),
    ],
)
def test_variables_are_written_as_goofer_has_them(tmp_path: Path, written: str, read: str) -> None:
    text = f"-- +goose ENVSUB ON\n-- +goose Up\nSELECT '{written}';\n"
    (one,) = found(tmp_path, v1_a=text).migrations
    assert one.up.text == f"SELECT '{read}';\n"
    assert one.up.directives == ("substitute",)


def test_what_goose_does_not_fill_in_stays(tmp_path: Path) -> None:
    text = "-- +goose Up\nSELECT '${A}';\n-- +goose ENVSUB ON\nSELECT '$B';\n"
    (one,) = found(tmp_path, v1_a=text).migrations
    assert one.up.text == "SELECT '$${A}';\nSELECT '${B:-}';\n"


def test_a_default_for_what_is_unset_is_told(tmp_path: Path) -> None:
    text = "-- +goose ENVSUB ON\n-- +goose Up\nSELECT '${A-b}';\n"
    (one,) = found(tmp_path, v1_a=text).migrations
    assert "${A:-b}" in one.up.text
    assert one.notes == ("${A}: the default now stands for an empty value, too",)


def test_migrations_are_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    text = "-- +goose Up\n"
    read = found(tmp_path, v10_c=text, v9_b=text, v00001_a=text)
    assert [(one.key, one.number) for one in read.migrations] == [
        ("1", "00001"),
        ("9", "9"),
        ("10", "10"),
    ]


def test_a_go_function_is_code(tmp_path: Path) -> None:
    (tmp_path / "00002_fill.go").write_text("package migrations\n")
    (tmp_path / "main.go").write_text("package main\n")
    (tmp_path / "00002_fill_test.go").write_text("package migrations\n")
    (one,) = found(tmp_path).migrations
    assert (one.origin, one.code) == ("00002_fill.go", "a Go function")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT 1;\n", "needs a line -- +goose Up"),
        ("-- +goose Down\n", "stands in the wrong place"),
        ("-- +goose Up\n-- +goose Up\n", "stands in the wrong place"),
        ("-- +goose Up\n-- +goose StatementBegin\n", "has no StatementEnd"),
        ("-- +goose Up\n-- +goose StatementEnd\n", "ends what nothing began"),
        ("-- +goose Up\n-- +goose Sideways\n", "no annotation -- +goose sideways"),
        ("-- +goose ENVSUB ON\n-- +goose Up\nSELECT '${A:1:2}';\n", "goofer has no ${A:1:2}"),
    ],
)
def test_what_goose_would_refuse_is_an_error(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(FileError) as caught:
        found(tmp_path, v1_a=text)
    assert said in str(caught.value)
    assert "1_a.sql" in str(caught.value)


def test_a_name_without_a_version_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"\n  - users.sql"):
        found(tmp_path, users="-- +goose Up\n")
