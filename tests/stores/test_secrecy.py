from __future__ import annotations

import pytest

from goofer_py.stores.secrecy import Secrecy


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("host 'hunter2@db' is unknown", "host '***@db' is unknown"),
        ("cannot read postgresql://app:other@db/x", "cannot read postgresql://app:***@db/x"),
        ("conninfo: user=app password=other host=db", "conninfo: user=app password=*** host=db"),
        ("conninfo: password='o\\'t h' host=db", "conninfo: password=*** host=db"),
        ("nothing to hide", "nothing to hide"),
    ],
)
def test_passwords_are_hidden(said: str, shown: str) -> None:
    assert Secrecy(["hunter2"]).hide(said) == shown


def test_a_password_that_equals_a_name_leaves_the_name_readable() -> None:
    said = 'password authentication failed for user "postgres"'

    assert Secrecy(["postgres"], ["postgres"]).hide(said) == said
