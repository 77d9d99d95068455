"""SQL as HTML, with its parts told apart; whatever it holds, it stays text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

from goofer_py.web.shown import visible

MOST = 100_000
"""How many characters of one script a page shows."""

_WORDS = """
ADD AFTER ALL ALTER ALWAYS ANALYZE AND ANY AS ASC BEFORE BEGIN BETWEEN BY CASCADE CASE CAST CHECK
COLLATE COLUMN COMMENT COMMIT CONCURRENTLY CONFLICT CONSTRAINT CREATE CROSS CURRENT_TIMESTAMP
DATABASE DECLARE DEFAULT DEFERRABLE DEFERRED DELETE DESC DISTINCT DO DOMAIN DROP EACH ELSE ELSIF
END ENGINE ENUM EXCLUDE EXECUTE EXISTS EXPLAIN EXTENSION FALSE FIRST FOR FOREIGN FROM FULL FUNCTION
GENERATED GRANT GROUP HAVING IDENTITY IF ILIKE IMMEDIATE IN INCLUDE INDEX INHERITS INITIALLY INNER
INSERT INTO IS ISNULL JOIN KEY LANGUAGE LATERAL LEFT LIKE LIMIT LOCK LOOP MATERIALIZED MERGE MODIFY
NATURAL NO NOT NOTHING NOTNULL NULL NULLS OF OFFSET ON ONLY OR ORDER OUTER OVER OWNER PARTITION
POLICY PRAGMA PRIMARY PROCEDURE REFERENCES REFRESH REINDEX RENAME REPLACE RESTRICT RETURN RETURNING
RETURNS REVOKE RIGHT ROLLBACK ROW ROWS SCHEMA SELECT SEQUENCE SET SHOW START STORED TABLE
TABLESPACE TEMP TEMPORARY THEN TO TRANSACTION TRIGGER TRUE TRUNCATE TYPE UNION UNIQUE UNLOGGED
UPDATE USING VACUUM VALIDATE VALUES VIEW VIRTUAL WHEN WHERE WHILE WITH WITHOUT
"""
_KEYWORDS = frozenset(_WORDS.split())
# Each alternative begins with a character of its own, and none goes back: a script of any size and
# any kind takes one pass.
_TOKEN = re.compile(
    r"(?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))"
    r"|(?P<string>'[^']*(?:''[^']*)*(?:'|\Z)|(?P<dollar>\$(?:[^\W\d]\w*)?\$).*?(?:(?P=dollar)|\Z))"
    r'|(?P<name>"[^"]*(?:"|\Z)|`[^`]*(?:`|\Z))'
    r"|(?P<number>(?<![\w.])\d+(?:\.\d+)?\b)"
    r"|(?P<word>[^\W\d]\w*)",
    re.DOTALL,
)
_CLASSES = {"comment": "c", "string": "s", "name": "n", "number": "d", "word": "k"}


def highlighted(text: str) -> Markup:
    """Return SQL as HTML: comments, texts, quoted names, numbers and keywords in spans."""
    return Markup("").join(_parts(visible(text)))


def plain(text: str) -> Markup:
    """Return what is no SQL as HTML."""
    return escape(visible(text))


def _parts(text: str) -> Iterator[Markup]:
    at = 0
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or ""
        if kind == "dollar":
            kind = "string"
        if kind == "word" and found[0].upper() not in _KEYWORDS:
            continue
        if found.start() > at:
            yield escape(text[at : found.start()])
        yield Markup('<span class="{}">{}</span>').format(_CLASSES[kind], found[0])
        at = found.end()
    if at < len(text):
        yield escape(text[at:])
