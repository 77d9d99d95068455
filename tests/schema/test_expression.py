"""Expressions as text: names in other schemas move, and nothing else does."""

from __future__ import annotations

import pytest

from goofer_py.schema.expression import move_names

MOVED = {("audit", "mood"): "there", ("Other one", "seq"): "there", ("audit", "seq"): "Odd one"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a = 'x'::audit.mood", "a = 'x'::there.mood"),
        ("'{x}'::audit.mood[]", "'{x}'::there.mood[]"),
        ("a = 'audit.mood'", "a = 'audit.mood'"),
        ("nextval('audit.seq'::regclass)", """nextval('"Odd one".seq'::regclass)"""),
        ("""nextval('"Other one".seq'::regclass)""", "nextval('there.seq'::regclass)"),
        ("audit.f(a) > 0", "audit.f(a) > 0"),
        ("x.audit.mood", "x.audit.mood"),
        ('"audit"."mood"', 'there."mood"'),
        ("audit.other + mood", "audit.other + mood"),
        ("'it''s'::audit.mood", "'it''s'::there.mood"),
        ("", ""),
        ("audit.", "audit."),
    ],
)
def test_names_move(text: str, wanted: str) -> None:
    assert move_names(text, MOVED) == wanted
