"""The dialect: quoting, versions, where dropped rows go."""

from __future__ import annotations

import pytest

from goofer_py.dialects import get_dialect
from goofer_py.dialects.postgresql.capabilities import PostgreSQLCapabilities
from goofer_py.dialects.postgresql.dialect import PostgreSQLDialect
from goofer_py.errors import UsageError
from goofer_py.schema import Name
from goofer_py.stores.store import Session

DIALECT = PostgreSQLDialect((15,))
NAMES = [
    *("plain", "with_9", "Upper", "two words", 'quo"te', "select", "user", "end", "text", "json"),
    *("größe", "9lives", "a$b", "", "value", "name", "timestamp", "日本", "it's"),
]


@pytest.mark.parametrize("name", [name for name in NAMES if name])
def test_quoted_name_is_read_as_that_name(name: str, empty: Session) -> None:
    rows = empty.query(f"SELECT parse_ident({DIALECT.literal(DIALECT.quote(name))})::text[]")

    assert rows == [([name],)]


def test_every_word_the_server_reserves_is_quoted(empty: Session) -> None:
    words = empty.query("SELECT word FROM pg_get_keywords() WHERE catcode <> 'U'")

    assert [word for (word,) in words if DIALECT.quote(word) == word] == []


@pytest.mark.parametrize("text", ["", "it's", "a\\b", "\\", "'", "'' \\'", "new\nline", "%s ? :x"])
def test_literal_is_read_as_that_text(text: str, empty: Session) -> None:
    for setting in ("on", "off"):
        empty.run(f"SET standard_conforming_strings TO {setting}")
        assert empty.query(f"SELECT {DIALECT.literal(text)}::text") == [(text,)]


def test_names_are_qualified() -> None:
    assert DIALECT.qualified(Name("t")) == "t"
    assert DIALECT.qualified(Name("T", "my schema")) == '"my schema"."T"'


def test_versions_know_what_they_can() -> None:
    old, new = (get_dialect("postgresql", v).capabilities for v in ((13, 4), (18, 0)))

    assert isinstance(old, PostgreSQLCapabilities)
    assert isinstance(new, PostgreSQLCapabilities)
    assert (old.nulls_not_distinct, new.nulls_not_distinct) == (False, True)
    assert (old.constraint_flags, new.constraint_flags) == (False, True)
    assert new.version == (18, 0)


def test_without_a_version_it_is_the_oldest() -> None:
    assert get_dialect("postgresql").capabilities.version == (13,)


def test_unknown_dialect_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="postgresql, sqlite"):
        get_dialect("oracle")


def test_kept_things_are_apart_by_migration_and_schema() -> None:
    places = {
        DIALECT.kept_table(Name("t"), "1"),
        DIALECT.kept_table(Name("t"), "2"),
        DIALECT.kept_table(Name("t", "audit"), "1"),
        DIALECT.kept_column(Name("t"), "c", "1"),
        DIALECT.kept_column(Name("t"), "d", "1"),
    }

    assert len(places) == 5
    assert DIALECT.kept_table(Name("t"), "1") == Name("t", "goofer_kept_1")


def test_long_names_of_kept_things_are_cut_and_stay_apart() -> None:
    table = Name("ö" * 31, "s" * 60)
    kept = [DIALECT.kept_column(table, f"{'c' * 60}{n}", "20240101000000") for n in range(3)]

    assert len({name.name for name in kept}) == 3
    assert all(len(part.encode()) <= 63 for n in kept for part in (n.name, n.schema or ""))
