"""Columns and constraints as CREATE TABLE and ALTER TABLE declare them."""

from __future__ import annotations

from dataclasses import dataclass, field

from goofer_py.dialects.ddl.words import Words
from goofer_py.schema import (
    Check,
    Column,
    Computed,
    Constraint,
    ForeignKey,
    Identity,
    Index,
    IndexPart,
    PrimaryKey,
    Type,
    Unique,
)

_FACETS = frozenset(
    {
        *("NOT", "NULL", "DEFAULT", "PRIMARY", "UNIQUE", "KEY", "CHECK", "REFERENCES", "COLLATE"),
        *("GENERATED", "AS", "CONSTRAINT", "AUTO_INCREMENT", "AUTOINCREMENT", "COMMENT", "ON"),
        *("INVISIBLE", "VISIBLE", "FIRST", "AFTER", "CHARACTER", "CHARSET", "VIRTUAL", "STORED"),
        *("COLUMN_FORMAT", "STORAGE", "ENGINE_ATTRIBUTE", "SRID", "WITHOUT", "WITH", "COMPRESSED"),
        *("PERSISTENT", "DEFERRABLE", "INITIALLY", "BINARY", "ASCII", "UNICODE"),
    }
)
_PLAIN = ("SET NULL", "SET DEFAULT", "NO ACTION")


@dataclass(slots=True)
class Declared:
    """A column as it was read."""

    column: Column
    constraints: tuple[Constraint, ...] = ()
    place: str | None = None
    inline_reference: bool = False


@dataclass(slots=True)
class _Facets:
    nullable: bool = True
    default: str | None = None
    identity: Identity | None = None
    computed: Computed | None = None
    collation: str | None = None
    comment: str | None = None
    options: list[tuple[str, str]] = field(default_factory=list)
    constraints: list[Constraint] = field(default_factory=list)
    place: str | None = None
    reference: bool = False


def declared(words: Words) -> Declared:
    """Return the column that is declared next: its name, type and the rest."""
    name = words.identifier()
    written = _type(words)
    found = _Facets()
    while not words.ended and words.peek() not in (",", ")"):
        _facet(words, name, found)
    column = Column(
        name,
        Type(words.manner.type_text(written) if written else ""),
        nullable=found.nullable,
        default=found.default,
        identity=found.identity,
        computed=found.computed,
        collation=found.collation,
        comment=found.comment,
        options=tuple(sorted(found.options)),
    )
    return Declared(column, tuple(found.constraints), found.place, found.reference)


def _type(words: Words) -> str:
    place = words.place
    if words.peek() == "BINARY":  # Behind another type it is a facet.
        words.skip()
    while not words.ended and words.peek() not in (",", ")") and not _is_facet(words):
        words.skip()
    return words.since(place)


def _is_facet(words: Words) -> bool:
    word = words.peek()
    if word == "CHARACTER":
        return words.peek(1) == "SET"
    return word in _FACETS


def _facet(words: Words, name: str, found: _Facets) -> None:
    constraint = None
    if words.take("CONSTRAINT") and words.peek() not in ("CHECK", "UNIQUE", "PRIMARY", "NOT"):
        constraint = words.identifier()
    if words.take("NOT", "NULL"):
        found.nullable = False
    elif words.take("NULL"):
        found.nullable = True
    elif words.any_of(("AUTO_INCREMENT", "AUTOINCREMENT")):
        found.identity = Identity("by default")
    elif words.take("GENERATED", "ALWAYS", "AS") or words.take("AS"):
        found.computed = _computed(words)
    elif not _said(words, found):
        _key_or_option(words, name, constraint, found)


def _said(words: Words, found: _Facets) -> bool:
    """Take a facet that is a word and its value; say whether there was one."""
    if words.take("DEFAULT"):
        found.default = words.value()
    elif words.take("COLLATE"):
        found.collation = words.identifier()
    elif words.take("COMMENT"):
        found.comment = words.identifier()
    elif words.take("FIRST"):
        found.place = ""
    elif words.take("AFTER"):
        found.place = words.identifier()
    elif words.take("ON", "CONFLICT"):
        words.skip()
    elif words.take("ON", "UPDATE"):
        found.options.append(("on update", words.value()))
    else:
        return False
    return True


def _computed(words: Words) -> Computed:
    expression = words.parenthesized()
    stored = bool(words.any_of(("STORED", "PERSISTENT")))
    words.take("VIRTUAL")
    return Computed(expression, stored)


def _key_or_option(words: Words, name: str, constraint: str | None, found: _Facets) -> None:
    if words.take("PRIMARY", "KEY") or words.take("KEY"):
        found.constraints.append(PrimaryKey((name,), constraint))
        found.nullable = False
        words.any_of(("ASC", "DESC"))
    elif words.take("UNIQUE"):
        words.take("KEY")
        found.constraints.append(Unique((name,), constraint))
    elif words.peek() == "CHECK":
        found.constraints.append(check(words, constraint))
    elif words.peek() == "REFERENCES":
        found.reference = True
        key = references(words, (name,), constraint)
        if words.manner.inline_references:
            found.constraints.append(key)
    elif words.take("CHARACTER", "SET") or words.take("CHARSET"):
        found.options.append(("charset", words.identifier()))
    elif option := words.any_of(("INVISIBLE", "VISIBLE", "COMPRESSED", "BINARY")):
        found.options.append((option.lower(), ""))
    elif option := words.any_of(("COLUMN_FORMAT", "STORAGE", "SRID", "ENGINE_ATTRIBUTE")):
        words.take("=")
        found.options.append((option.lower(), words.value()))
    elif words.take("WITHOUT", "SYSTEM", "VERSIONING") or words.take("WITH", "SYSTEM"):
        words.take("VERSIONING")
    else:
        raise words.wrong()


def check(words: Words, name: str | None) -> Check:
    """Return the check that comes next."""
    words.expect("CHECK")
    expression = words.parenthesized()
    enforced = not words.take("NOT", "ENFORCED")
    words.take("ENFORCED")
    return Check(expression, name, enforced=enforced)


def references(words: Words, columns: tuple[str, ...], name: str | None) -> ForeignKey:
    """Return the foreign key whose REFERENCES comes next."""
    words.expect("REFERENCES")
    target = words.name()
    targets = words.names() if words.peek() == "(" else ()
    actions: dict[str, str] = {}
    while word := words.any_of(("ON", "MATCH", "DEFERRABLE", "INITIALLY", "NOT")):
        if word == "ON":
            event = words.any_of(("DELETE", "UPDATE"))
            actions[event] = _action(words)
        elif word != "DEFERRABLE" and not (word == "NOT" and words.take("DEFERRABLE")):
            words.skip()
    delete, update = actions.get("DELETE"), actions.get("UPDATE")
    return ForeignKey(columns, target, targets, name, on_delete=delete, on_update=update)


def _action(words: Words) -> str:
    for phrase in _PLAIN:
        if words.take(*phrase.split()):
            return phrase
    return words.any_of(("CASCADE", "RESTRICT"))


def constraint_or_index(words: Words) -> Constraint | tuple[Index, str] | None:
    """Return the constraint or index (with its kind) of a table that comes next, None for none."""
    start = words.place
    name = None
    if words.take("CONSTRAINT") and words.peek() not in ("PRIMARY", "UNIQUE", "FOREIGN", "CHECK"):
        name = words.identifier()
    if words.take("PRIMARY", "KEY"):
        _using(words)
        return PrimaryKey(words.names(), name)
    if words.take("UNIQUE"):
        return _unique(words, name)
    if words.take("FOREIGN", "KEY"):
        given = words.identifier() if words.peek() != "(" else None
        columns = words.names()
        return references(words, columns, name or given)
    if words.peek() == "CHECK":
        return check(words, name)
    kind = words.any_of(("FULLTEXT", "SPATIAL", "VECTOR"))
    if words.any_of(("INDEX", "KEY")) or kind:
        given = "" if words.peek() in ("(", "USING") else words.identifier()
        _using(words)
        return Index(given, parts(words), method=kind.lower() or None), kind.lower()
    words.place = start
    return None


def _unique(words: Words, name: str | None) -> Unique | tuple[Index, str]:
    words.any_of(("KEY", "INDEX"))
    given = words.identifier() if words.peek() not in ("(", "USING") else None
    _using(words)
    keys = parts(words)
    columns = tuple(key.column for key in keys if key.column is not None)
    # Keys that are expressions, or the beginning of a column, are those of an index alone.
    if len(columns) < len(keys) or any(key.length is not None for key in keys):
        return Index(name or given or "", keys, unique=True), ""
    return Unique(columns, name or given)


def _using(words: Words) -> None:
    if words.take("USING"):
        words.skip()


def _length(words: Words) -> int | None:
    """Return of how many characters the key is; None where it is of the whole column."""
    if not words.take("("):
        return None
    number = words.value()
    words.expect(")")
    return int(number)


def parts(words: Words) -> tuple[IndexPart, ...]:
    """Return the keys of an index, which come next in parentheses."""
    words.expect("(")
    found = []
    while not words.take(")"):
        place = words.place
        if words.peek() == "(":
            found.append(IndexPart(expression=words.parenthesized()))
        else:
            column = words.identifier()
            if words.peek() == "(" and words.words[words.place + 1].kind != "number":
                words.skip()
                found.append(IndexPart(expression=words.since(place)))
            else:
                found.append(IndexPart(column, length=_length(words)))
        words.skip_to(",", ")")
        words.take(",")
    return tuple(found)
