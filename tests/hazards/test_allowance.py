"""What scripts allow, and for which of their statements."""

from __future__ import annotations

import pytest

from goofer_py.hazards.allowance import Allowance, allowances


def read(text: str) -> tuple[Allowance, ...]:
    """Return what a text allows whose statements begin at each `DROP`."""
    places = [at for at in range(len(text)) if text.startswith("DROP", at)]
    return allowances(text, places)


def test_right_above_a_statement_it_is_for_that_one() -> None:
    text = "DROP a;\n-- goofer: allow DS102 it is a copy\nDROP b;\nDROP c;\n"
    (found,) = read(text)
    assert found == Allowance(("DS102",), "it is a copy", 2, text.index("DROP b"))


def test_right_above_the_first_statement_it_is_for_that_one() -> None:
    (found,) = read("-- goofer: allow DS102 why\nDROP a;\nDROP b;\n")
    assert found.offset == len("-- goofer: allow DS102 why\n")


def test_at_the_top_above_an_empty_line_it_is_for_the_file() -> None:
    (found,) = read("-- Some words.\n-- goofer: allow DS102 why\n\nDROP a;\nDROP b;\n")
    assert (found.offset, found.line) == (None, 2)


def test_a_file_can_allow_one_thing_and_its_first_statement_another() -> None:
    text = "-- goofer: allow DS102 why\n\n-- goofer: allow PG101 small\nDROP a;\n"
    assert [(one.names, one.offset is None) for one in read(text)] == [
        (("DS102",), True),
        (("PG101",), False),
    ]


def test_an_empty_line_parts_it_from_a_later_statement() -> None:
    assert read("DROP a;\n-- goofer: allow DS102 why\n\nDROP b;\n") == ()


def test_several_rules_share_a_reason() -> None:
    (found,) = read("-- goofer: allow DS102, PG101 ,BC104 all is new\nDROP a;\n")
    assert (found.names, found.reason) == (("DS102", "PG101", "BC104"), "all is new")


def test_a_script_without_statements_is_read_too() -> None:
    assert read("-- goofer: allow OP110 later\n")[0].names == ("OP110",)


def test_lines_may_end_as_on_windows() -> None:
    (found,) = read("-- goofer: allow DS102 why\r\n\r\nDROP a;\r\n")
    assert (found.reason, found.offset) == ("why", None)


@pytest.mark.parametrize(
    ("comment", "names", "whole"),
    [
        ("-- squawk-ignore ban-drop-table", ("ban-drop-table",), False),
        (
            "-- squawk-ignore ban-drop-table, ban-drop-column",
            ("ban-drop-table", "ban-drop-column"),
            False,
        ),
        ("-- squawk-ignore-file ban-drop-table", ("ban-drop-table",), True),
        ("-- atlas:nolint DS102", ("DS102",), False),
        ("-- atlas:nolint DS102 PG101", ("DS102", "PG101"), False),
    ],
)
def test_other_linters_are_heeded(comment: str, names: tuple[str, ...], whole: bool) -> None:
    (found,) = read(f"DROP a;\n{comment}\nDROP b;\n")
    assert (found.names, found.offset is None, found.own) == (names, whole, False)


@pytest.mark.parametrize(
    "comment", ["-- allow DS102", "-- goofer: phase expand", "-- goofer allow"]
)
def test_other_comments_allow_nothing(comment: str) -> None:
    assert read(f"{comment}\nDROP a;\n") == ()
