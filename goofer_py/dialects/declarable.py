"""What each database can have declared besides tables, and in which words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from goofer_py.dialects.dialect import Dialect


@dataclass(frozen=True, slots=True)
class Declarable:
    """Facts about the statements that make views, functions and the like on one database."""

    kinds: frozenset[str]
    """Kinds of objects that exist, in the words that SchemaObject.kind has for them."""
    names: tuple[str, ...]
    """What a declaration, a folder or a file can be marked with to be for this database."""
    quoted_bodies: bool = False
    """The body of a routine is a string constant; else it is a statement."""
    triggers_call: bool = False
    """A trigger calls a function; else it holds statements of its own."""
    trigger_columns: bool = False
    """UPDATE OF names the columns that a trigger waits for."""
    listed_events: bool = False
    """One trigger can wait for several events."""
    view_options_lead: bool = False
    """Options of a view stand before the word VIEW; else in WITH (...) behind its name."""
    comments_apart: bool = False
    """COMMENT ON is a statement of its own."""


_COMMON = frozenset(("view", "trigger"))
_ROUTINES = frozenset(("function", "procedure"))
_FACTS = {
    "postgresql": Declarable(
        kinds=_COMMON
        | _ROUTINES
        | {"materialized view", "rule", "policy", "domain", "composite type", "extension", "enum"}
        | {"aggregate", "range type", "collation", "statistics", "index", "schema"}
        | {"event trigger", "schema comment", "owner", "grant"},
        names=("postgresql", "postgres"),
        quoted_bodies=True,
        triggers_call=True,
        trigger_columns=True,
        listed_events=True,
        comments_apart=True,
    ),
    "sqlite": Declarable(kinds=_COMMON, names=("sqlite",), trigger_columns=True),
    "mysql": Declarable(
        kinds=_COMMON | _ROUTINES | {"event"}, names=("mysql",), view_options_lead=True
    ),
}

KINDS = frozenset[str]().union(*(facts.kinds for facts in _FACTS.values()))
"""Every kind of object that some database has."""

MARKS = frozenset({name for facts in _FACTS.values() for name in facts.names} | {"mariadb"})
"""Every word that says for which database something is."""


def declarable(dialect: Dialect) -> Declarable:
    """Return the facts of the dialect; what is for MySQL is for MariaDB too."""
    facts = _FACTS[dialect.name]
    if getattr(dialect.capabilities, "mariadb", False):
        return replace(facts, names=(*facts.names, "mariadb"))
    return facts
