from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goofer_py.variables import Malformed, Unset, expand

ENVIRON = {"A": "1", "EMPTY": "", "TRICKY": "${A}"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("${A}", "1"),
        ("<${A}|${A}>", "<1|1>"),
        ("${EMPTY}", ""),
        ("${A:-x}", "1"),
        ("${B:-x}", "x"),
        ("${B:-}", ""),
        ("${EMPTY:-x}", "x"),
        ("${B:-sqlite:///a.db}", "sqlite:///a.db"),
        ("${B:-${A}}", "1"),
        ("${B:-<${C:-${A}}>}", "<1>"),
        ("${TRICKY}", "${A}"),
        ("$${A}", "${A}"),
        ("$A $$ }", "$A $$ }"),
        ("pa$$word", "pa$$word"),
    ],
)
def test_variables_are_filled_in(text: str, expected: str) -> None:
    assert expand(text, ENVIRON) == expected


def test_a_variable_that_is_not_set_is_named() -> None:
    with pytest.raises(Unset) as caught:
        expand("${A}${NOT_THERE}", ENVIRON)
    assert caught.value.variable == "NOT_THERE"


@pytest.mark.parametrize("text", ["${", "${A", "${A:-${B}", "${}", "${A-x}", "${A:?x}", "${1A}"])
def test_a_form_that_is_not_known_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        expand(text, ENVIRON)


@given(st.text().filter(lambda text: "${" not in text))
def test_a_text_without_variables_stays_as_it_is(text: str) -> None:
    assert expand(text, {}) == text


@given(st.text(), st.text(alphabet="xyz"))
def test_a_value_is_taken_as_it_is(value: str, around: str) -> None:
    assert expand(f"{around}${{V}}{around}", {"V": value}) == f"{around}{value}{around}"
