"""Expressions: what is predicted is what the server prints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from goofer_py.dialects.postgresql.spelling import signature, spelled
from goofer_py.dialects.postgresql.text import read_again, unwrapped
from goofer_py.dialects.postgresql.types import canonical_type
from goofer_py.schema import Column, Name, Type
from goofer_py.stores.store import Session

COLUMNS = {
    "i": "integer",
    "i2": "smallint",
    "i8": "bigint",
    "j": "integer",
    "n": "numeric(10,2)",
    "nn": "numeric",
    "r": "real",
    "d": "double precision",
    "t": "text",
    "u": "text",
    "v": "varchar(20)",
    "w": "varchar",
    "c": "char(3)",
    "b": "boolean",
    "day": "date",
    "ts": "timestamp",
    "tz": "timestamptz",
    "tm": "time",
    "uid": "uuid",
    "js": "jsonb",
    "arr": "text[]",
    "m": "mood",
    "Odd": "integer",
    "order": "varchar(3)",
}
KNOWN = """
i > 0
i2 > 0
i8 > 0
n > 0
nn >= 0
r > 0
d > 0
n > 1.5
r > 1.5
d > 1.5
i > 1.5
n > -1
n > -1.5
i > -1
i8>-1
d > -1
i != j
i=i8
i2 < i8
n = nn
n > i
d > i
d > n
r > d
r > n
r > r
d>r
i > 3000000000
i > -3000000000
i8 = 3000000000
i > -2147483648
t <> ''
v <> ''
w <> ''
c <> ''
t = 'x'
'x' = t
v = 'x'
t = v
v = w
c = c
t <> u
v = 'it''s'
b
NOT b
b = true
b = false
b IS TRUE
b is not true
b IS NOT NULL
b AND i > 0
b OR NOT b
t is null
arr IS NOT NULL
"arr" is null
js is not null
t IS NOT NULL
v is not null
i IS NULL OR j IS NULL
(i IS NULL) = (j IS NULL)
i > 0 AND j > 0
i > 0 and j > 0 and n > 0
i > 0 OR j > 0 OR n > 0
i > 0 AND (j > 0 OR n > 0)
(i > 0 AND j > 0) OR n > 0
i > 0 AND j > 0 OR n > 0
i > 0 AND (j > 0 AND n > 0)
((i > 0))
(i) > (0)
not i > 0
NOT (i > 0 AND j > 0)
NOT i > 0 AND j > 0
i IN (1, 2, 3)
i2 in (1,2)
i8 IN (1,2)
n IN (1,2)
n in (1.5, 2)
d IN (1,2)
i IN (1)
i NOT IN (1,2)
i not in (1)
t IN ('a','b')
v IN ('a','b')
w IN ('a', 'b', 'c')
c IN ('a','b')
m IN ('a','b')
m = 'a'
m <> 'a'
m NOT IN ('a','b')
v NOT IN ('a','b')
t NOT IN ('a','b')
v IN ('a')
i in (1, -1)
day in ('2020-01-01','2020-01-02')
i in (1, 3000000000)
i in (1,2.5)
i8 in (1, 3000000000)
d in (1.5,2)
i2 in (1, 3000000000)
i BETWEEN 1 AND 10
i not between 1 and 10
n BETWEEN 0 AND 100
n between 0.5 and 1
d BETWEEN 0 AND 1
v between 'a' and 'z'
t BETWEEN 'a' AND 'z'
i BETWEEN 1 AND 10 AND j > 0
day BETWEEN '2020-01-01' AND '2020-12-31'
r between 0 and 1
t LIKE 'a%'
v LIKE 'a%'
t not like 'a%'
v NOT ILIKE 'a'
t ILIKE '%x'
v ~ '^a'
t !~ 'a'
t ~* 'a'
v !~* '^[0-9]+$'
length(t) > 3
length(v) > 3
char_length(v) >= 2
CHAR_LENGTH(t) < 5
lower(t) = t
lower(v) = v
upper(v) = 'X'
lower(v) = lower(w)
lower(v) LIKE 'a%'
length(lower(v)) > 1
md5(v) <> ''
character_length(v) > 1
day > '2020-01-01'
day < day
day <= ts
ts < tz
ts > ts
tz <= now()
ts <= now()
ts < CURRENT_TIMESTAMP
day <= current_date
day >= now()
tm < tm
uid <> uid
i + j > 0
i + 1 > j
i * 2 > n
n * i > 0
n + 1 = nn
i - j >= 0
i2 + i8 > 0
i2 + i2 > 0
i / 2 = 1
i % 2 = 0
d * 2 > 1
i + j + 1 > 0
i + j * 2 > 0
(i + j) * 2 > 0
i > - 1
n * 1.5 > 0
i + 1.5 > n
i * (j + 1) > 0
n / 100 < d
i8 * i > 0
n % 2 = 0
v || 'x' = t
t || 'x' = u
v || w = 'ab'
t || v <> ''
t || u || v <> ''
'a' || v = 'ax'
"Odd" > 0
"order" <> ''
I > 0
"i" > 0
coalesce(i, 0) > 0
1 = 1
b = (i > 0)
(b) IS NULL
i IS NULL AND b
t = ''
b <> b
m = m
m < 'b'
m is null
i <> 0 AND b IS NOT TRUE
1 < i
0 < n
'a' <= v
0.5 <= n
0 <= d
coalesce(i, j) > 0
coalesce(n, 0) > 0
coalesce(v, '') <> ''
coalesce(m,'a') = 'a'
coalesce(b, false)
COALESCE(i2,i8) > 0
coalesce(c,'x') = 'x'
i > -9223372036854775807
""".strip().splitlines()
LEFT = """
t = E'x'
(i > 0 AND j > 0) AND n > 0
r IN (1,2)
i in (1, j)
c LIKE 'a%'
t ~ '^\\d+$'
length(c) = 2
length(trim(v)) > 0
octet_length(t) > 3
tz > '2020-01-01'
uid = '00000000-0000-0000-0000-000000000000'
r * 2 > 1
r + r > 0
- i > 0
day + 1 > day
day - day > 3
v || i = 'a'
CASE WHEN i > 0 THEN true ELSE false END
js = '{}'
arr = '{}'
i::text = 'x'
i = ANY (ARRAY[1,2])
i is distinct from j
num_nonnulls(i,j) = 1
i = '5'
b = 't'
c || 'a' = 'b'
v = 'a\\b'
coalesce(t, v) <> ''
""".strip().splitlines()

_SIGNATURE = signature(
    Column(name, Type("", Name("mood")) if kind == "mood" else Type(canonical_type(kind)))
    for name, kind in COLUMNS.items()
)


Ask = Callable[[str, Callable[[Session], Any]], Any]


def printed(session: Session) -> dict[str, str]:
    """Return what the server prints for each check, without parentheses around it."""
    return _printed(session, KNOWN)


def printed_again(session: Session) -> dict[str, str]:
    """Return what it prints for checks that are written as it prints them."""
    return _printed(session, [spelled(text, _SIGNATURE) for text in KNOWN])


def _printed(session: Session, texts: list[str]) -> dict[str, str]:
    columns = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())
    checks = ", ".join(f"CONSTRAINT k{i} CHECK ({text})" for i, text in enumerate(texts))
    session.run(f"CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TABLE q ({columns}, {checks})")
    rows = session.query(
        "SELECT conname, pg_get_expr(conbin, conrelid) FROM pg_constraint"
        " WHERE conrelid = 'q'::regclass AND contype = 'c'"
    )
    return {texts[int(name[1:])]: unwrapped(text) for name, text in rows}


@pytest.mark.parametrize("expression", KNOWN)
def test_prediction_is_what_the_server_prints(expression: str, asked: Ask) -> None:
    predicted = spelled(expression, _SIGNATURE)

    assert predicted == read_again(asked("checks", printed)[expression])
    assert spelled(predicted, _SIGNATURE) == predicted


@pytest.mark.parametrize("expression", KNOWN)
def test_expression_is_the_same_after_the_server_has_read_its_own_print(
    expression: str, asked: Ask
) -> None:
    predicted = spelled(expression, _SIGNATURE)

    again = asked("checks again", printed_again)[predicted]
    assert spelled(again, _SIGNATURE) == predicted


CHAINS = [
    ("((a) AND (b)) AND (c)", "(a) AND (b) AND (c)"),
    ("(((a) AND (b)) AND (c)) AND (d)", "(a) AND (b) AND (c) AND (d)"),
    ("((a) OR (b)) AND (c)", "((a) OR (b)) AND (c)"),
    ("(c) AND ((a) AND (b))", "(c) AND ((a) AND (b))"),
    ("NOT (((a) AND (b)) AND (c))", "NOT ((a) AND (b) AND (c))"),
    ("(d) OR (((a) AND (b)) AND (c))", "(d) OR ((a) AND (b) AND (c))"),
    ("((a = '((') AND (b)) AND (c)", "(a = '((') AND (b) AND (c)"),
    ("a = '((x) AND (y)) AND (z)'", "a = '((x) AND (y)) AND (z)'"),
    ("((f((a), (b))) OR (c)) AND (d)", "((f((a), (b))) OR (c)) AND (d)"),
]


@pytest.mark.parametrize(("written", "kept"), CHAINS)
def test_chain_that_a_longer_one_begins_with_is_a_part_of_it(written: str, kept: str) -> None:
    assert read_again(written) == kept


@pytest.mark.parametrize("expression", LEFT)
def test_what_is_not_certain_is_left_to_the_server(expression: str) -> None:
    assert spelled(f" ({expression}) ", _SIGNATURE) == expression


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("( i > 0 )", "i > 0"),
        ("i > 0 -- not\nAND j > 0", "(i > 0) AND (j > 0)"),
        ("i /* zero */ > 0", "i > 0"),
        ("no_such > 0", "no_such > 0"),
        ("t = '(  ' ", "t = '(  '::text"),
        ("(i > 0) or (b)", "(i > 0) OR b"),
        ("f(i)\n  >  0", "f(i) > 0"),
    ],
)
def test_blanks_comments_and_parentheses_around_do_not_count(written: str, kept: str) -> None:
    assert spelled(written, _SIGNATURE) == kept
