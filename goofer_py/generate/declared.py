"""Objects that the project declares by statements, as the server reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from goofer_py.dialects.dialect import Dialect
from goofer_py.errors import GenerateError, StatementFailed
from goofer_py.introspect.introspector import Scratch
from goofer_py.schema import Declared, Schema, Table
from goofer_py.schema.access import ACCESS
from goofer_py.schema.expression import ANY, companion_names, identifiers, move_names

_ON_TABLES = frozenset(
    (
        *("view", "materialized view", "trigger", "rule", "policy", "index", "event trigger"),
        *("schema comment", *ACCESS),
    )
)
"""Kinds that no table can need."""

_ROUTINES = frozenset(("function", "procedure", "aggregate"))

_ON_SCHEMAS = frozenset(("schema comment", *ACCESS))
"""Kinds whose statements name a schema by itself."""

_NAME = re.compile(r"""(?:"(?:[^"]|"")+"|[\w$]+)""")
_MEND = "mend its declaration, and try again: nothing was written"
_NO_ROLES = "goofer makes no roles: CREATE ROLE makes one that is missing; nothing was written"
_ON_ALL = re.compile(r"\bON\s+ALL\s+\w+\s+IN\s+SCHEMA\b", re.IGNORECASE)
_SCHEMA = re.compile(
    rf"""\b(SCHEMA)\s+({_NAME.pattern}(?:\s*,\s*{_NAME.pattern})*)""", re.IGNORECASE
)

_BARE = re.compile(
    rf"""(\s*(?:COMMENT|ALTER|GRANT|REVOKE)\b[^'"();]*?\b(?:FUNCTION|PROCEDURE|ROUTINE|AGGREGATE)\s+)
    ({_NAME.pattern})(?=\s+\w)""",
    re.IGNORECASE | re.VERBOSE,
)
"""A routine that is named without its arguments, and is the only one of that name."""


def named_tables(schema: Schema) -> list[Table]:
    """Return the tables whose names occur in what the project declares by statements.

    Too many, never too few: a word may mean something else.
    """
    if any(one.kind == "grant" and _ON_ALL.search(one.statement) for one in schema.declared):
        return list(schema.tables)
    words = {word for one in schema.declared for word in identifiers(one.statement)}
    return [table for table in schema.tables if table.name.name in words]


def needed_by_tables(schema: Schema) -> tuple[tuple[Declared, ...], tuple[Declared, ...]]:
    """Return what is declared in two parts: what the tables' texts name, and all the rest.

    What those name in turn is in the first part too, but for what stands on tables itself. So are
    extensions: whose operators an index takes, its text does not say.
    """
    if not schema.declared:
        return (), ()
    words = {
        word for table in schema.tables for text in _texts(table) for word in identifiers(text)
    }
    found = [one for one in schema.declared if one.kind == "extension"]
    known = (*_ON_TABLES, "extension")
    waiting = [one for one in schema.declared if one.name and one.kind not in known]
    while named := [one for one in waiting if one.name and one.name.name in words]:
        found += named
        waiting = [one for one in waiting if one not in named]
        words = {word for one in named for word in identifiers(one.statement)}
    return tuple(found), tuple(one for one in schema.declared if one not in found)


def _texts(table: Table) -> Iterator[str]:
    """Yield all that may name a function or a type."""
    for column in table.columns:
        yield column.type.text
        yield column.default or ""
        yield "" if column.computed is None else column.computed.expression
    yield from (check.expression for check in table.checks)
    yield from (one.elements for one in table.exclusions)
    for index in table.indexes:
        yield index.where or ""
        yield from (part.expression or "" for part in index.parts)


def make_declared(
    scratch: Scratch,
    declared: Iterable[Declared],
    places: Mapping[str, str],
    schema: Schema,
    *,
    last: bool = True,
) -> tuple[Declared, ...]:
    """Run the statements in the scratch, in whatever order the server takes them.

    What names others waits for them, or the server might take the real ones for them. Returns
    what it does not take, which is nothing the `last` time: then GenerateError is raised with the
    server's word on the first that it never takes.
    """
    wide = scratch.session.dialect.capabilities.database_wide
    moves, left = _Moves(places, schema, wide), list[Declared]()
    for group in _in_turn(declared, scratch.session.dialect):
        left += _made_together(scratch, group, moves, last=last)
    return tuple(left)


def _in_turn(declared: Iterable[Declared], dialect: Dialect) -> Iterator[list[Declared]]:
    """Yield what says something of all others behind them, and last what heeds statements."""
    untried = dialect.capabilities.untried
    every = list(declared)
    yield [one for one in every if one.kind not in (*ACCESS, *untried)]
    for kind in ACCESS:
        yield [one for one in every if one.kind == kind]
    yield [one for one in every if one.kind in untried]


def _made_together(
    scratch: Scratch, declared: Iterable[Declared], moves: _Moves, *, last: bool
) -> tuple[Declared, ...]:
    waiting = [(one, moves.moved(one)) for one in declared]
    waiting = [pair for pair in waiting if not _is_there(scratch, pair[0], moves)]
    unchecked = scratch.session.dialect.capabilities.unchecked_bodies
    while waiting:
        ready = _ready(waiting)
        refused = _refused(scratch, ready, None)
        if len(refused) == len(ready):
            ready, refused = waiting, _refused(scratch, waiting, None)
        if len(refused) == len(ready) and unchecked is not None:
            refused = _refused(scratch, ready, unchecked)
        if len(refused) == len(ready) and last:
            raise _never(scratch, refused[0][0][0], refused[0][1])
        if len(refused) == len(ready):
            break
        made = {id(pair) for pair in ready} - {id(pair) for pair, _ in refused}
        waiting = [pair for pair in waiting if id(pair) not in made]
    return tuple(one for one, _ in waiting)


def _ready(waiting: list[tuple[Declared, str]]) -> list[tuple[Declared, str]]:
    """Return what names nothing that waits itself; everything where all name one another."""
    names = {one.name.name for one, _ in waiting if one.name is not None}
    ready = []
    for pair in waiting:
        own = set() if pair[0].name is None else {pair[0].name.name}
        if (names - own).isdisjoint(identifiers(pair[1])):
            ready.append(pair)
    return ready or waiting


def _refused(
    scratch: Scratch, waiting: list[tuple[Declared, str]], setting: tuple[str, str] | None
) -> list[tuple[tuple[Declared, str], StatementFailed]]:
    """Run all that waits, and return what the server refuses."""
    tried = ((pair, _refusal(scratch, pair[1], setting)) for pair in waiting)
    has = scratch.session.dialect.capabilities
    return [
        (pair, error)
        for pair, error in tried
        if error is not None and not (pair[0].kind in has.standing and error.state == has.duplicate)
    ]


def _is_there(scratch: Scratch, one: Declared, moves: _Moves) -> bool:
    """Whether it belongs to the whole database and is there already: then it is only adjusted."""
    dialect = scratch.session.dialect
    if one.kind not in dialect.capabilities.database_wide or one.name is None:
        return False
    if all((o.kind, o.name.name) != (one.kind, one.name.name) for o in scratch.read().objects):
        return False
    for statement in dialect.as_declared(moves.adjusted(one)):
        # It may be as declared already, and unable to become it once more.
        _refusal(scratch, statement, None)
    return True


class _Moves:
    """Where the scratch has what the statements name."""

    def __init__(self, places: Mapping[str, str], schema: Schema, wide: frozenset[str]) -> None:
        self._places = places
        self._names = _moved(places, schema, wide)
        self._placed = _ON_SCHEMAS | wide
        routines = (o.name for o in schema.declared if o.kind in _ROUTINES and o.name is not None)
        self._routines = {name.name for name in routines if name.schema is None}

    def moved(self, one: Declared) -> str:
        """Return the statement as it stands in the scratch."""
        text = _BARE.sub(self._in_place, move_names(one.statement, self._names), count=1)
        return _SCHEMA.sub(self._put, text, count=1) if one.kind in self._placed else text

    def _in_place(self, found: re.Match[str]) -> str:
        """Return where the scratch has a routine that the real schema may have as well."""
        place = self._places.get(getattr(self._places, "default", None) or "")
        if place is None or _plain(found[2]) not in self._routines:
            return found[0]
        return f'{found[1]}"{place}".{found[2]}'

    def adjusted(self, one: Declared) -> str:
        """Return the statement where only a schema that holds no such thing yet is another."""
        new = {n: place for n, place in self._places.items() if n not in _standing(self._places)}
        return _SCHEMA.sub(partial(self._put, places=new), one.statement, count=1)

    def _put(self, found: re.Match[str], places: Mapping[str, str] | None = None) -> str:
        there = self._places if places is None else places
        names = (there.get(_plain(name), name) for name in _NAME.findall(found[2]))
        return f"{found[1]} {', '.join(names)}"


def _plain(name: str) -> str:
    return name[1:-1].replace('""', '"') if name[0] == '"' else name.lower()


def _moved(
    places: Mapping[str, str], schema: Schema, wide: frozenset[str]
) -> dict[tuple[str, str], str]:
    """Return where the scratch has what is named with a schema, the default one included."""
    default = getattr(places, "default", None) or ""
    names = {table.name for table in schema.tables}
    names |= {enum.name for enum in schema.enums}
    names |= {sequence.name for sequence in schema.sequences}
    names |= {one.name for one in schema.declared if one.name is not None}
    found = {(name.schema or default, name.name) for name in names}
    found |= {
        (space or default, name)
        for one in schema.declared
        for space, name in companion_names(one.statement)
    }
    moved = {(place, name): places[place] for place, name in found if place in places}
    said = (_SCHEMA.search(one.statement) for one in schema.declared if one.kind in wide)
    new = {_plain(one[2]) for one in said if one is not None} & places.keys()
    return moved | {(name, ANY): places[name] for name in new - _standing(places)}


def _standing(places: Mapping[str, str]) -> frozenset[str]:
    standing: frozenset[str] = getattr(places, "standing", frozenset())
    return standing


def _refusal(
    scratch: Scratch, statement: str, setting: tuple[str, str] | None
) -> StatementFailed | None:
    session = scratch.session
    session.begin()
    try:
        if setting is not None:
            session.execute(setting[0])
        session.run(statement)
        if setting is not None:
            session.execute(setting[1])
    except StatementFailed as error:
        session.rollback()
        return error
    session.commit()
    return None


def _never(scratch: Scratch, one: Declared, error: StatementFailed) -> GenerateError:
    is_named = one.name is not None and one.kind not in ACCESS
    what = f"{one.kind} {one.name}" if is_named else one.statement
    place = f" of {one.origin}" if one.origin else ""
    return GenerateError(
        f"{scratch.session.database} refuses {what}{place}: {error.server}",
        hint=_NO_ROLES if one.kind in ACCESS else _MEND,
    )
