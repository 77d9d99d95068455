from __future__ import annotations

from pathlib import Path

import pytest

from goofer_py.errors import FileError
from goofer_py.importing.flyway import read
from goofer_py.importing.model import Found, Place


def found(folder: Path, *names: str, text: str = "SELECT 1;\n") -> Found:
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return read(Place(folder))


def test_versions_are_in_the_order_of_their_parts(tmp_path: Path) -> None:
    names = ("V1.10__d.sql", "V1__a.sql", "inner/V1_2__c.sql", "V1.1.5__b.sql", "V2.0__e.sql")
    read = found(tmp_path, *names).migrations
    assert [(one.key, one.name) for one in read] == [
        ("1", "a"),
        ("1.1.5", "b"),
        ("1.2", "c"),
        ("1.10", "d"),
        ("2", "e"),
    ]


def test_a_version_without_parts_stays(tmp_path: Path) -> None:
    one, two = found(tmp_path, "V001__a.sql", "V20260131120000__b.sql").migrations
    assert (one.number, two.number) == ("001", "20260131120000")


def test_what_undoes_is_the_way_back(tmp_path: Path) -> None:
    one, two = found(tmp_path, "V1__a.sql", "U1.0__other.sql", "V2__b.sql").migrations
    assert one.down is not None
    assert two.down is None


def test_repeatable_scripts_are_taken_as_they_are(tmp_path: Path) -> None:
    read = found(tmp_path, "V1__a.sql", "R__some_view.sql")
    assert read.copies["R__some_view.sql"].text == "SELECT 1;\n"


def test_what_flyway_runs_by_name_is_told(tmp_path: Path) -> None:
    read = found(tmp_path, "V1__a.sql", "afterMigrate.sql")
    assert read.notes == ("afterMigrate.sql: Flyway runs it by its name, and it is not taken over",)


def test_java_is_code(tmp_path: Path) -> None:
    one, two = found(tmp_path, "V1__a.java", "V2__b.sql", "U2__b.java").migrations
    assert (one.code, one.in_code) == ("Java", ("up",))
    assert (two.code, two.in_code) == ("Java", ("down",))


@pytest.mark.parametrize(
    ("settings", "read"),
    [
        ("", "SELECT '${a}', '$${b}';"),
        ("flyway.placeholders.a=x\n", "SELECT '${a:-x}', '$${b}';"),
        ("flyway.placeholderReplacement=false\n", "SELECT '${a}', '${ b}';"),
    ],
)
def test_placeholders_are_variables(tmp_path: Path, settings: str, read: str) -> None:
    (tmp_path / "flyway.conf").write_text(settings)
    (one,) = found(tmp_path, "V1__a.sql", text="SELECT '${a}', '${ b}';").migrations
    assert one.up.text == read.replace("$${b}", "$${ b}")
    assert one.up.directives == (() if "false" in settings else ("substitute",))


def test_placeholders_have_other_marks_where_the_project_says_so(tmp_path: Path) -> None:
    (tmp_path / "flyway.toml").write_text(
        '[flyway]\nplaceholderPrefix = "<<"\nplaceholderSuffix = ">>"\n'
        "[flyway.placeholders]\na = 5\n"
    )
    (one,) = found(tmp_path, "V1__a.sql", text="SELECT <<a>>, '${b}';").migrations
    assert one.up.text == "SELECT ${a:-5}, '$${b}';"


def test_a_script_has_settings_of_its_own(tmp_path: Path) -> None:
    conf = "executeInTransaction=false\nplaceholderReplacement=false\n"
    (tmp_path / "V1__a.sql.conf").write_text(conf)
    (one,) = found(tmp_path, "V1__a.sql", text="SELECT '${a}';").migrations
    assert (one.up.text, one.up.directives) == ("SELECT '${a}';", ("no-transaction",))


@pytest.mark.parametrize(
    "names",
    [
        ("V1__a.sql", "V1.0__b.sql"),
        ("V1_a.sql",),
        ("B1__a.sql",),
        ("V1__a.sql", "U2__b.sql"),
    ],
)
def test_what_cannot_be_taken_over_is_named(tmp_path: Path, names: tuple[str, ...]) -> None:
    with pytest.raises(FileError) as caught:
        found(tmp_path, *names)
    assert any(f"\n  - {name}" in str(caught.value) for name in names)


@pytest.mark.parametrize("name", ["flyway:timestamp", "9"])
def test_a_placeholder_without_counterpart_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileError, match=r"goofer has no \$\{"):
        found(tmp_path, "V1__a.sql", text=f"SELECT ${{{name}}};")
