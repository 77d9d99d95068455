"""Expressions as text: names move, values get others, and nothing else changes."""

from __future__ import annotations

import pytest

from goofer_py.schema.expression import (
    companion_names,
    move_names,
    rename_identifiers,
    rename_values,
)

MOVED = {("audit", "mood"): "there", ("Other one", "seq"): "there", ("audit", "seq"): "Odd one"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a = 'x'::audit.mood", "a = 'x'::there.mood"),
        ("'{x}'::audit.mood[]", "'{x}'::there.mood[]"),
        ("a = 'audit.mood'", "a = 'audit.mood'"),
        ("nextval('audit.seq'::regclass)", """nextval('"Odd one".seq'::regclass)"""),
        ("""nextval('"Other one".seq'::regclass)""", "nextval('there.seq'::regclass)"),
        ("DEFAULT nextval('audit.seq')", """DEFAULT nextval('"Odd one".seq')"""),
        ("NextVal ( 'audit.seq', x)", """NextVal ( '"Odd one".seq', x)"""),
        ("lower('audit.seq') || ('audit.seq')", "lower('audit.seq') || ('audit.seq')"),
        ("audit.f(a) > 0", "audit.f(a) > 0"),
        ("x.audit.mood", "x.audit.mood"),
        ('"audit"."mood"', '"there"."mood"'),
        ("audit.other + mood", "audit.other + mood"),
        ("'it''s'::audit.mood", "'it''s'::there.mood"),
        ("", ""),
        ("audit.", "audit."),
        ("$x$ a := $$it's; $$ || audit.mood $x$", "$x$ a := $$it's; $$ || there.mood $x$"),
        ("$x$ E'\\' audit.mood' || audit.mood $x$", "$x$ E'\\' there.mood' || there.mood $x$"),
        ("$x$ a := $$audit.mood$$ $x$ '", "$x$ a := $$there.mood$$ $x$ '"),
        ("$x$ run 'audit.mood' -- it's\n $x$", "$x$ run 'there.mood' -- it's\n $x$"),
        ("$x$ a'b $x$ 'audit.mood'", "$x$ a'b $x$ 'there.mood'"),
        ("$1 || audit.mood || $2", "$1 || there.mood || $2"),
    ],
)
def test_names_move(text: str, wanted: str) -> None:
    assert move_names(text, MOVED) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public.t_ids)",
            ("public", "t_ids"),
        ),
        ('identity (sequence\n name "Odd"."Ids" start 5)', ("Odd", "Ids")),
        ("IDENTITY (SEQUENCE NAME Ids CACHE 1)", (None, "ids")),
        ("RANGE (multirange_type_name = public.many, subtype = text)", ("public", "many")),
    ],
)
def test_what_is_made_besides_is_found(text: str, wanted: tuple[str, str]) -> None:
    assert list(companion_names(text)) == [wanted]


def test_a_name_is_nothing_made_besides_without_the_word() -> None:
    assert list(companion_names("CREATE SEQUENCE a; SELECT name.x, 'sequence name a.b'")) == []


@pytest.mark.parametrize(
    ("text", "type_name", "wanted"),
    [
        ("'sad'", None, "'l''ow'"),
        ("'sad'::mood", None, "'l''ow'::mood"),
        ("'{sad,ok}'", None, "'{l''ow,ok}'"),
        ("m = 'sad'::mood", "mood", "m = 'l''ow'::mood"),
        ("""m = 'sad'::audit."Mood" """, "Mood", """m = 'l''ow'::audit."Mood" """),
        ("t = 'sad'::text", "mood", "t = 'sad'::text"),
        ("t = 'sad'", "mood", "t = 'sad'"),
        ("'sadder'", None, "'sadder'"),
        ("sad", None, "sad"),
    ],
)
def test_values_get_new_names(text: str, type_name: str | None, wanted: str) -> None:
    assert rename_values(text, {"sad": "l'ow"}, type_name) == wanted


def test_quotes_go_with_the_name_that_needed_them() -> None:
    assert rename_identifiers('"Name" > 0', {"Name": "name"}) == "name > 0"


@pytest.mark.parametrize(
    ("text", "new", "wanted"),
    [
        ("a > 'a' AND \"a\" < lower(a)", "b", "b > 'a' AND \"b\" < lower(b)"),
        ("a > 0", "createdAt", '"createdAt" > 0'),
        ("a > 0", "order", '"order" > 0'),
        ("a > 'a' AND \"a\" > 0", 'b"c', '"b""c" > \'a\' AND "b""c" > 0'),
        ("a > 0", "user", '"user" > 0'),
        ("a > 0", 'a"b', '"a""b" > 0'),
        ("a > aa", "b", "b > aa"),
        ("`a` > `b``a` + '`a`'", "x`y", "`x``y` > `b``a` + '`a`'"),
    ],
)
def test_identifiers_are_renamed_and_quoted_where_they_must_be(
    text: str, new: str, wanted: str
) -> None:
    assert rename_identifiers(text, {"a": new}) == wanted
