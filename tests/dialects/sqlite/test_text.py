"""SQLite's text: tokens, names, types and expressions."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from goofer_py.dialects.sqlite.dialect import SQLiteDialect
from goofer_py.dialects.sqlite.expression import (
    canonical_default,
    canonical_expression,
    columns_of,
    columns_read,
    default_clause,
    is_constant,
)
from goofer_py.dialects.sqlite.index_part import index_part
from goofer_py.dialects.sqlite.quoting import literal, qualified, quote
from goofer_py.dialects.sqlite.tokens import Kind, tokenize, unquoted
from goofer_py.dialects.sqlite.types import affinity, collation_text, split_collation, type_text
from goofer_py.dialects.sqlite.words import KEYWORDS, RESERVED
from goofer_py.schema import IndexPart, Name

names = st.text(min_size=1).filter(lambda name: "\0" not in name and name.isprintable())


# Tokens


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("abc", Kind.WORD),
        ("größe$1", Kind.WORD),
        ('"a ""b"" c"', Kind.QUOTED),
        ("`a``b`", Kind.QUOTED),
        ("[a b]", Kind.QUOTED),
        ("'it''s -- no comment'", Kind.STRING),
        ("x'0aFF'", Kind.BLOB),
        ("0xFF", Kind.NUMBER),
        ("1.5e-3", Kind.NUMBER),
        (".5", Kind.NUMBER),
        ("1_000", Kind.NUMBER),
        ("?1", Kind.PARAMETER),
        (":name", Kind.PARAMETER),
        ("->>", Kind.OPERATOR),
        ("||", Kind.OPERATOR),
        ("(", Kind.OPERATOR),
    ],
)
def test_a_token_is_read_whole(text: str, kind: Kind) -> None:
    assert [(t.text, t.kind) for t in tokenize(f" {text}/* c */ ")] == [(text, kind)]


def test_blanks_and_comments_are_no_tokens() -> None:
    text = "a -- to the end\n + /* over\nlines */ b -- left open"

    assert [t.text for t in tokenize(text)] == ["a", "+", "b"]


@given(st.text())
def test_tokens_are_the_text_with_only_blanks_and_comments_between(text: str) -> None:
    tokens = tokenize(text)

    assert all(text[token.start : token.end] == token.text for token in tokens)
    places = [0, *(place for token in tokens for place in (token.start, token.end)), len(text)]
    gaps = [text[a:b] for a, b in zip(places[::2], places[1::2], strict=True)]
    assert all(not tokenize(gap) for gap in gaps)


# Names


@given(names)
def test_a_quoted_name_stands_for_the_name(name: str) -> None:
    assume(not name.lower().startswith("sqlite_"))  # SQLite's own
    assert unquoted(quote(name)) == name
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE {quote(name)} (a)")
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [(name,)]
    connection.close()


@pytest.mark.parametrize("word", sorted(KEYWORDS | {"TRUE", "FALSE"}))
def test_every_keyword_can_name_a_column_and_a_table(word: str) -> None:
    connection = sqlite3.connect(":memory:")
    name = quote(word.lower())

    connection.execute(
        f"CREATE TABLE {name} ({name} INTEGER CHECK ({name} > 1), x AS ({name} + 1))"
    )
    connection.execute(f"CREATE INDEX i ON {name} ({name})")
    connection.execute(f"INSERT INTO {name} ({name}) VALUES (2)")

    assert connection.execute(f"SELECT {name}, x FROM {name}").fetchall() == [(2, 3)]
    connection.close()


@pytest.mark.parametrize("word", sorted(KEYWORDS))
def test_the_words_that_are_never_a_bare_column_are_sqlites_own(word: str) -> None:
    connection = sqlite3.connect(":memory:")
    try:
        row = connection.execute(f'SELECT {word} FROM (SELECT 7 AS "{word}")').fetchone()
    except sqlite3.OperationalError:
        row = None
    connection.close()

    assert (row != (7,)) == (word in RESERVED)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (Name("users"), "users"),
        (Name("Users"), '"Users"'),
        (Name("order"), '"order"'),
        (Name("a b", "aux"), 'aux."a b"'),
    ],
)
def test_names_are_quoted_where_they_must_be(name: Name, text: str) -> None:
    assert qualified(name) == text


@given(names)
def test_a_literal_is_the_string(text: str) -> None:
    connection = sqlite3.connect(":memory:")
    assert connection.execute(f"SELECT {literal(text)}").fetchone() == (text,)
    connection.close()


# Types


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        ("varchar( 20 )", "VARCHAR(20)"),
        ("numeric(10,2)", "NUMERIC(10, 2)"),
        ("decimal ( +10 , -2 )", "DECIMAL(+10, -2)"),
        ("double   precision", "DOUBLE PRECISION"),
        ('"my type" (3)', "MY TYPE(3)"),
        ('"a-b"', '"A-B"'),
        ("int /* comment */", "INT"),
        ("", ""),
    ],
)
def test_types_are_in_upper_case_with_single_blanks(declared: str, text: str) -> None:
    assert type_text(declared) == text
    assert type_text(text) == text


@pytest.mark.parametrize(
    "declared",
    [
        *("INT", "bigint", "VARCHAR(20)", "CLOB", "BLOB", "", "REAL", "double", "float"),
        *("NUMERIC", "BOOLEAN", "DATE", "CHARINT", "point", "string"),
    ],
)
def test_the_affinity_of_a_type_is_sqlites_own(declared: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE t (a {declared})")
    connection.execute("INSERT INTO t VALUES ('1'), (1.0), (1.5)")
    types = [row[0] for row in connection.execute("SELECT typeof(a) FROM t")]
    connection.close()

    kinds = {
        "INTEGER": ["integer", "integer", "real"],
        "NUMERIC": ["integer", "integer", "real"],
        "REAL": ["real", "real", "real"],
        "TEXT": ["text", "text", "text"],
        "BLOB": ["text", "real", "real"],
    }
    assert types == kinds[affinity(declared)]


def test_a_collation_is_parted_from_its_type() -> None:
    assert split_collation("VARCHAR(20) COLLATE NOCASE") == ("VARCHAR(20)", "NOCASE")
    assert split_collation('TEXT COLLATE "de_DE"') == ("TEXT", "de_DE")
    assert split_collation("TEXT") == ("TEXT", None)
    assert [collation_text(c) for c in (None, "binary", "nocase", "de_DE")] == [
        None,
        None,
        "NOCASE",
        "de_DE",
    ]


# Expressions

COLUMNS = columns_of(("Name", "a", "b", "select", "match", "a b"))


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("( (a>0)and b in('x','y') )", "(a > 0) AND b IN ('x', 'y')"),
        ("((a))", "a"),
        ("[a]+`b`--c\n*2", "a + b * 2"),
        ("a - -1", "a - -1"),
        ("-a", "-a"),
        ("- - 1", "- -1"),
        ("~a", "~a"),
        ("COUNT( * )", "count(*)"),
        ("2 * a", "2 * a"),
        ("lower(NAME) like 'X%' escape '!'", "lower(\"Name\") LIKE 'X%' ESCAPE '!'"),
        ('t.a > 0 and "T"."b"<>3', "a > 0 AND b != 3"),
        ("other.a == 1", "other.a = 1"),
        ("not(a)", "NOT (a)"),
        ("cast(a as integer)+1", "CAST(a AS INTEGER) + 1"),
        ("cast(a as varchar(10))", "CAST(a AS VARCHAR(10))"),
        ("a collate nocase = b", "a COLLATE NOCASE = b"),
        ("match match 'x'", "\"match\" MATCH 'x'"),
        ('"select" is  not   null', '"select" IS NOT NULL'),
        ("case when a then 1 else 2 end", "CASE WHEN a THEN 1 ELSE 2 END"),
        ("json_extract(b,'$.x')->>'y'", "json_extract(b, '$.x') ->> 'y'"),
        ('"no column"', '"no column"'),
        ("a between 1 AND 2", "a BETWEEN 1 AND 2"),
        ("x'AB'||b", "x'ab' || b"),
        ("exists(select 1)", "EXISTS (SELECT 1)"),
        ("(select 1)", "(SELECT 1)"),
        ("1E5+.5", "1e5 + .5"),
        ("a is true", "a IS TRUE"),
        ("current_timestamp", "CURRENT_TIMESTAMP"),
        ("[a b]=?1", '"a b" = ?1'),
        ("replace(a,'x','y') notnull", "REPLACE(a, 'x', 'y') NOTNULL"),
        ("(a,b)=(1,2)", "(a, b) = (1, 2)"),
        ("a IN()", "a IN ()"),
        ("like('x', a)", "LIKE('x', a)"),
    ],
)
def test_expressions_are_spelled_one_way(text: str, spelled: str) -> None:
    assert canonical_expression(text, COLUMNS, "t") == spelled
    assert canonical_expression(spelled, COLUMNS, "t") == spelled


_operands = st.sampled_from(
    ["a", "B", "[a]", '"b"', "1", "-1", "'x'", "NULL", "t.a", "x'00'", "2.5"]
)


def _deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    binary = st.sampled_from(
        ["+", "-", "*", "||", "<", ">=", "=", "==", "<>", "and", "OR", "is", "is not", "in", "like"]
    )
    pair = st.builds(_binary, inner, binary, inner, st.sampled_from([" ", "  ", "/**/", "\n"]))
    return st.one_of(
        pair,
        st.builds("({})".format, inner),
        st.builds("- {}".format, inner),
        st.builds("not ({})".format, inner),
        st.builds("CASE when {} then {} end".format, inner, inner),
        st.builds("COALESCE( {} , {})".format, inner, inner),
        st.builds("cast({} as TEXT)".format, inner),
        st.builds("({} collate NoCase)".format, inner),
    )


def _binary(left: str, operator: str, right: str, blank: str) -> str:
    right = f"({right}, 1)" if operator == "in" else right
    return f"{left}{blank}{operator}{blank}{right}"


@given(st.recursive(_operands, _deeper, max_leaves=8))
def test_spelling_an_expression_changes_nothing_about_what_it_means(text: str) -> None:
    columns = columns_of(("a", "b"))
    spelled = canonical_expression(text, columns, "t")
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (a, b TEXT)")
    connection.execute("INSERT INTO t VALUES (1, 'x'), (NULL, 'X'), (2.5, NULL), ('1', '')")

    before, after = (connection.execute(f"SELECT {e} FROM t").fetchall() for e in (text, spelled))

    assert after == before
    assert canonical_expression(spelled, columns, "t") == spelled
    connection.close()


@given(st.text(), st.text())
def test_any_text_is_spelled_once_and_for_all(text: str, more: str) -> None:
    once = canonical_expression(f"{text} a {more}", COLUMNS, "t")

    assert canonical_expression(once, COLUMNS, "t") == once


def test_the_columns_that_an_expression_reads_are_found() -> None:
    assert columns_read("lower(NAME) || 'a' || [b]", COLUMNS) == ("Name", "b")


@pytest.mark.parametrize(
    ("text", "default", "clause"),
    [
        ("'x'", "'x'", "'x'"),
        ("(current_timestamp)", "CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP"),
        ("abc", "'abc'", "'abc'"),
        ('"it\'s"', "'it''s'", "'it''s'"),
        ("NULL", None, None),
        ("(null)", None, None),
        ("true", "TRUE", "TRUE"),
        ("-1", "-1", "-1"),
        ("(- 1)", "-1", "-1"),
        ("+1", "+1", "+1"),
        ("((1+1))", "1 + 1", "(1 + 1)"),
        ("(datetime('now'))", "datetime('now')", "(datetime('now'))"),
        ("x'00'", "x'00'", "x'00'"),
    ],
)
def test_defaults_are_without_parentheses_until_they_are_written(
    text: str, default: str | None, clause: str | None
) -> None:
    assert canonical_default(text) == default
    if default is not None and clause is not None:
        assert canonical_default(default) == default
        assert default_clause(default) == clause
        connection = sqlite3.connect(":memory:")
        connection.execute(f"CREATE TABLE one (a DEFAULT {text}, b DEFAULT {clause})")
        connection.execute("INSERT INTO one (rowid) VALUES (1)")
        row = connection.execute("SELECT a, b FROM one").fetchone()
        connection.close()
        assert row[0] == row[1]


def test_only_literals_are_constant() -> None:
    constant = ["1", "-1", "'x'", "x'00'", "TRUE", "NULL", "1.5"]
    varying = ["CURRENT_TIMESTAMP", "1 + 1", "datetime('now')", "-x"]

    assert [is_constant(text) for text in constant] == [True] * len(constant)
    assert [is_constant(text) for text in varying] == [False] * len(varying)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a", IndexPart("a")),
        ("[a b] desc", IndexPart("a b", descending=True)),
        ("'a' ASC", IndexPart("a")),
        ("a COLLATE nocase DESC", IndexPart("a", descending=True, collation="nocase")),
        ("(a) COLLATE rtrim", IndexPart("a", collation="rtrim")),
        ("lower(a)", IndexPart(expression="lower(a)")),
        ("(a + 1) DESC", IndexPart(expression="a + 1", descending=True)),
        ("lower(a) COLLATE x", IndexPart(expression="lower(a)", collation="x")),
    ],
)
def test_a_key_of_an_index_is_taken_apart(text: str, part: IndexPart) -> None:
    assert index_part(text) == part


def test_the_dialect_speaks_for_these() -> None:
    dialect = SQLiteDialect((3, 40))

    assert dialect.name == "sqlite"
    assert dialect.quote("a b") == '"a b"'
    assert dialect.qualified(Name("t", "aux")) == "aux.t"
    assert dialect.literal("it's") == "'it''s'"
    assert dialect.capabilities.version == (3, 40)
    assert dialect.capabilities.transactional_ddl
    assert not dialect.capabilities.enums
    assert dialect.syntax.body is not None
