"""Functions that have several names."""

from __future__ import annotations

import pytest

from goofer_py.dialects.mysql.text import called


@pytest.mark.parametrize(
    ("text", "on_mysql", "on_mariadb"),
    [
        ("length(code) > 2", "length(code) > 2", "octet_length(code) > 2"),
        ("LOWER(a) = upper(a)", "LOWER(a) = upper(a)", "lcase(a) = ucase(a)"),
        ("substring(a, 1)", "substr(a, 1)", "substr(a, 1)"),
        ("`length` > 1 and length > 'length('", *["`length` > 1 and length > 'length('"] * 2),
    ],
)
def test_a_function_is_called_as_the_server_prints_it(
    text: str, on_mysql: str, on_mariadb: str
) -> None:
    assert called(text, mariadb=False) == on_mysql
    assert called(text, mariadb=True) == on_mariadb
