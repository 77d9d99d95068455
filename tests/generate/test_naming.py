"""Versions and names of new migrations."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from goofer_py.errors import UsageError
from goofer_py.generate.naming import LONGEST, derived_name
from goofer_py.migrate.files import file_name, next_version
from goofer_py.operations import (
    AddColumn,
    CreateIndex,
    CreateTable,
    DropTable,
    Operation,
    RenameColumn,
    RenameTable,
)
from goofer_py.schema import Column, Index, Name, Table, Type

NOW = datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)
USERS = Name("users")


def add(name: str) -> AddColumn:
    return AddColumn(USERS, Column(name, Type("text")))


@pytest.mark.parametrize(
    ("there", "version"),
    [
        ([], "20260131235959"),
        (["20250101000000"], "20260131235959"),
        (["20260131235959"], "20260201000000"),
        (["20270101000000", "20250101000000"], "20270101000001"),
        (["000001", "000002"], "20260131235959"),
        (["99999999999999"], "100000000000000"),
    ],
    ids=["first", "later", "same second", "clock behind", "numbered", "no date"],
)
def test_a_version_is_later_than_every_other(there: list[str], version: str) -> None:
    assert next_version(NOW, there) == version


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("add email", "add_email"),
        ("AddEmailToUsers", "add_email_to_users"),
        ("  Größe -- ändern! ", "größe_ändern"),
        ("a/b\\c", "a_b_c"),
        ("v2.1", "v2_1"),
    ],
)
def test_a_name_becomes_snake_case(text: str, name: str) -> None:
    assert file_name(text) == name


@pytest.mark.parametrize("text", ["", "---", " / "])
def test_a_name_without_a_letter_or_digit_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no name for a migration"):
        file_name(text)


@pytest.mark.parametrize(
    ("operations", "name"),
    [
        ([add("email")], "add_email_to_users"),
        ([add("email"), add("age")], "add_email_to_users_and_add_age_to_users"),
        ([RenameColumn(USERS, "mail", "email")], "rename_mail_to_email_in_users"),
        ([RenameTable(USERS, Name("people"))], "rename_users_to_people"),
        ([DropTable(Table(USERS))], "drop_users"),
        ([CreateIndex(USERS, Index("ix_email", ()))], "create_ix_email"),
        ([CreateTable(Table(Name(n))) for n in "abcde"], "initial"),
        ([], "change"),
    ],
)
def test_a_name_says_what_the_operations_do(operations: list[Operation], name: str) -> None:
    assert derived_name(operations) == name


def test_many_operations_are_told_in_part() -> None:
    name = derived_name([add(f"a_rather_long_column_{n}") for n in range(5)])
    assert name == "add_a_rather_long_column_0_to_users_and_more"


def test_one_very_long_operation_is_cut() -> None:
    assert len(derived_name([add("x" * 200)])) <= LONGEST
