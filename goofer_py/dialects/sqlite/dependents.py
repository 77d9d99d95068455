"""Views and triggers, and what they name.

Nothing but their text is known of them, so what is found here is rather too much than too little.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from goofer_py.dialects.sqlite.tokens import Token, tokenize
from goofer_py.schema import Name, Schema, SchemaObject

_BEFORE_TABLES = ("FROM", "JOIN", "INTO", "UPDATE", "IN")
_WITHIN_FROM = ("ON", "USING", "OF")
_AFTER_FROM = frozenset(
    ["WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "UNION", "EXCEPT", "INTERSECT", "SELECT"]
) | {"SET", "WINDOW", "RETURNING", "VALUES", "DEFAULT"}


@dataclass(frozen=True, slots=True)
class Dependents:
    """The views and triggers that depend on some tables, in the order in which they were made."""

    tables: frozenset[Name]
    views: tuple[SchemaObject, ...]
    triggers: tuple[SchemaObject, ...]

    @property
    def all(self) -> Iterator[SchemaObject]:
        """The views, then the triggers."""
        yield from self.views
        yield from self.triggers

    def using(self, column: str) -> Iterator[SchemaObject]:
        """Yield those that seem to use a column of the tables, also by way of a view."""
        names = self.tables | {view.name for view in self.views}
        for dependent in self.all:
            if _uses_column(dependent, names, column.lower()):
                yield dependent

    def naming(self, table: Name) -> Iterator[SchemaObject]:
        """Yield those that work on `table`, or are triggers on it."""
        for dependent in self.all:
            if dependent.table == table or table.name.lower() in tables_read(dependent.definition):
                yield dependent


def dependents_of(schema: Schema, tables: Iterable[Name]) -> Dependents:
    """Return what depends on `tables`, directly or by way of a view."""
    tables = frozenset(tables)
    names = set(tables)
    views: set[Name] = set()
    all_views = schema.of_kind("view")
    while found := {v.name for v in all_views if _names_one_of(v, names)} - views:
        views |= found
        names |= found
    return Dependents(
        tables,
        tuple(view for view in all_views if view.name in views),
        tuple(t for t in schema.of_kind("trigger") if t.table in names or _names_one_of(t, names)),
    )


def described(dependent: SchemaObject) -> str:
    """Return what to call a view or trigger in a message."""
    return f"{dependent.kind} {dependent.name}"


def tables_read(definition: str) -> frozenset[str]:
    """Return the tables and views that statements in the text work on, in lower case."""
    return frozenset(name for part in _parts(definition) for name in part.tables)


def _names_one_of(dependent: SchemaObject, names: set[Name]) -> bool:
    mentioned = _mentions(dependent.definition)
    return any(n.name.lower() in mentioned for n in names if n.schema == dependent.name.schema)


@lru_cache(maxsize=1024)
def _mentions(definition: str) -> frozenset[str]:
    """Return everything in the text that may be a name, in lower case."""
    return frozenset(token.name.lower() for token in tokenize(definition) if token.is_name)


@dataclass(frozen=True, slots=True)
class _Part:
    """The head of a trigger, or one statement."""

    tokens: tuple[Token, ...]
    tables: frozenset[str]
    is_head: bool = False


@lru_cache(maxsize=1024)
def _parts(definition: str) -> tuple[_Part, ...]:
    tokens = tokenize(definition)
    words = [token.word for token in tokens]
    found = []
    if "TRIGGER" in words[:3] and "BEGIN" in words:
        start = words.index("BEGIN")
        head = tuple(tokens[:start])
        found.append(_Part(head, _tables_of_head(head), is_head=True))
        tokens = tokens[start + 1 :]
    statement: list[Token] = []
    for token in tokens:
        if token.text == ";":
            found.append(_Part(tuple(statement), frozenset(_tables(statement))))
            statement = []
        else:
            statement.append(token)
    return (*found, _Part(tuple(statement), frozenset(_tables(statement))))


def _tables_of_head(tokens: tuple[Token, ...]) -> frozenset[str]:
    place = next((i for i, token in enumerate(tokens) if token.word == "ON"), len(tokens))
    table = (token.name.lower() for token in tokens[place + 1 : place + 2])
    return frozenset((*table, *_tables(tokens[place + 2 :])))


def _tables(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the names in the places where SQL wants a table."""
    wanted, in_from = False, [False]
    for place, token in enumerate(tokens):
        word, text = token.word, token.text
        if text == "(":
            in_from.append(wanted)
        elif text == ")":
            wanted = False
            if len(in_from) > 1:
                in_from.pop()
        elif text == ",":
            wanted = in_from[-1]
        elif word in _BEFORE_TABLES:
            wanted = not _is_distinct(tokens, place)
            in_from[-1] = in_from[-1] or (wanted and word in ("FROM", "JOIN"))
        elif word in _AFTER_FROM:
            wanted = in_from[-1] = False
        elif word in _WITHIN_FROM or word == "OR":
            wanted = wanted and word == "OR"
        elif (
            wanted
            and token.is_name
            and _text(tokens, place + 1) != "."
            and _is_table(tokens, place)
        ):
            yield token.name.lower()
            wanted = False


def _is_distinct(tokens: Sequence[Token], place: int) -> bool:
    """Whether the word at `place` ends IS [NOT] DISTINCT FROM."""
    before = [token.word for token in tokens[max(place - 3, 0) : place]]
    return before[-1:] == ["DISTINCT"] and ("IS" in before)


def _is_table(tokens: Sequence[Token], place: int) -> bool:
    """Whether a name is none of the words of UPDATE OR IGNORE."""
    return tokens[place - 1].word != "OR"


def _text(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].text if 0 <= place < len(tokens) else ""


def _uses_column(dependent: SchemaObject, names: frozenset[Name], column: str) -> bool:
    own = dependent.table in names
    folded = frozenset(name.name.lower() for name in names)
    return any(
        token.is_name and token.name.lower() == column and _is_use(part, place, folded, own)
        for part in _parts(dependent.definition)
        for place, token in enumerate(part.tokens)
    )


def _is_use(part: _Part, place: int, names: frozenset[str], own: bool) -> bool:
    """Whether the name at `place` can mean a column of the tables called `names`."""
    tokens, works_on = part.tokens, bool(part.tables & names)
    if _text(tokens, place - 1) == ".":
        qualifier = tokens[place - 2].name.lower()
        if qualifier in ("new", "old"):
            return own
        return qualifier in names or (works_on and qualifier not in part.tables)
    if part.is_head:
        return own and any(token.word == "OF" for token in tokens[:place])
    is_alias = place > 0 and tokens[place - 1].word == "AS"
    return works_on and not is_alias and _text(tokens, place + 1) not in ("(", ".")
