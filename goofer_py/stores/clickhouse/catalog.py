"""What tables, views and dictionaries a database has, as its server spells them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from goofer_py.stores.clickhouse.quoting import quoted, text
from goofer_py.stores.clickhouse.wording import (
    clauses,
    first_name,
    in_brackets,
    plain,
    split,
    without_database,
)

if TYPE_CHECKING:
    from goofer_py.stores.clickhouse.session import ClickHouseSession

COLUMN_CLAUSES = (
    *("DEFAULT", "MATERIALIZED", "EPHEMERAL", "ALIAS", "COMMENT", "CODEC", "STATISTICS"),
    *("TTL", "COLLATE", "SETTINGS"),
)
VALUES = ("DEFAULT", "MATERIALIZED", "EPHEMERAL", "ALIAS")
TABLE_CLAUSES = (
    *("ENGINE", "PARTITION BY", "PRIMARY KEY", "ORDER BY", "SAMPLE BY", "TTL", "SETTINGS"),
    "COMMENT",
)
_VIEW_CLAUSES = ("REFRESH", "TO", *TABLE_CLAUSES, "DEFINER", "SQL SECURITY")
_PARTS = ("INDEX", "PROJECTION", "CONSTRAINT")
_HEAD = re.compile(r"CREATE (TABLE|VIEW|MATERIALIZED VIEW|DICTIONARY) ")
_OWN = re.compile(r"\.inner(?:_id)?\.|\.tmp\.inner")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type, and DEFAULT, COMMENT, CODEC, TTL and the like by these words."""

    name: str
    type: str
    clauses: Mapping[str, str] = field(default_factory=dict)

    def definition(self) -> str:
        """Return what stands behind its name."""
        said = (f"{word} {value}".strip() for word, value in self.clauses.items())
        return " ".join((self.type, *said)).strip().replace("CODEC (", "CODEC(")

    @property
    def value(self) -> str:
        """What makes its value where none is given: DEFAULT, MATERIALIZED, EPHEMERAL, ALIAS."""
        return next((one for one in VALUES if one in self.clauses), "")

    @property
    def holds(self) -> bool:
        """Whether it holds what was written to it."""
        return self.value in ("", "DEFAULT")


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `parts` has its indexes, projections and constraints by kind and name."""

    name: str
    columns: tuple[Column, ...]
    clauses: Mapping[str, str]
    parts: Mapping[tuple[str, str], str] = field(default_factory=dict)

    kind = "table"

    @property
    def engine(self) -> str:
        """The name of its engine."""
        return self.clauses["ENGINE"].partition("(")[0]

    @property
    def primary_key(self) -> str:
        """Its primary key, which is that of ORDER BY unless it is said."""
        return self.clauses.get("PRIMARY KEY", self.clauses.get("ORDER BY", ""))

    @property
    def settings(self) -> dict[str, str]:
        """The settings that are set for it."""
        pairs = (one.partition(" = ") for one in split(self.clauses.get("SETTINGS", "")))
        return {name: value for name, _, value in pairs}

    def column(self, name: str) -> Column | None:
        """Return the column of that name, if there is one."""
        return next((one for one in self.columns if one.name == name), None)

    def creation(self, name: str | None = None) -> str:
        """Return the statement that makes it, with another name if one is given."""
        elements = [f"    {quoted(one.name)} {one.definition()}" for one in self.columns]
        elements += [
            f"    {kind} {quoted(part)} {said}" for (kind, part), said in self.parts.items()
        ]
        rest = (
            f"\n{word} {'= ' if word == 'ENGINE' else ''}{self.clauses[word]}"
            for word in TABLE_CLAUSES
            if word in self.clauses
        )
        body = ",\n".join(elements)
        return f"CREATE TABLE {quoted(name or self.name)}\n(\n{body}\n){''.join(rest)}"


@dataclass(frozen=True, slots=True)
class View:
    """A view, or a materialized one: where its rows go, its columns, its query."""

    name: str
    kind: str
    columns: str
    query: str
    clauses: Mapping[str, str] = field(default_factory=dict)

    def creation(self) -> str:
        """Return the statement that makes it; CREATE may be CREATE OR REPLACE for a plain one."""
        words = [f"CREATE {self.kind.upper()} {quoted(self.name)}"]
        words += [f"REFRESH {self.clauses['REFRESH']}"] if "REFRESH" in self.clauses else []
        words += [f"TO {self.clauses['TO']}"] if "TO" in self.clauses else []
        words += [f"({self.columns})"] if self.columns else []
        words += [
            f"{word} {'= ' if word == 'ENGINE' else ''}{self.clauses[word]}"
            for word in TABLE_CLAUSES[:-1]
            if word in self.clauses
        ]
        words += [f"COMMENT {self.clauses['COMMENT']}"] if "COMMENT" in self.clauses else []
        return f"{' '.join(words)}\nAS {self.query}"


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A dictionary, by all that stands behind its name."""

    name: str
    definition: str

    kind = "dictionary"

    def creation(self) -> str:
        """Return the statement that makes it."""
        return f"CREATE DICTIONARY {quoted(self.name)} {self.definition}"


Relation = Table | View | Dictionary
Catalog = Mapping[str, Relation]


def read(session: ClickHouseSession, database: str, name: str | None = None) -> dict[str, Relation]:
    """Return what a database has, by name; not what views keep for themselves.

    That is one thing if a name is given. What is neither a table nor a view nor a dictionary is
    left out.
    """
    one = "" if name is None else f" AND name = {text(name)}"
    rows = session.ask(
        "SELECT name, create_table_query, as_select FROM system.tables"
        f" WHERE database = {text(database)}{one} AND NOT is_temporary ORDER BY name"
    )
    names = {str(called) for called, _, _ in rows}
    found: dict[str, Relation] = {}
    for called, statement, query in rows:
        relation = relation_of(str(statement), str(query), database, names)
        if relation is not None and not _OWN.match(called):
            found[called] = relation
    return found


def relation_of(
    statement: str, query: str, database: str, names: Collection[str]
) -> Relation | None:
    """Return what a CREATE statement of the server's makes; `query` is that of a view."""
    head = _HEAD.match(statement)
    if head is None:
        return None
    local = without_database(statement, database, names)
    name, rest = first_name(local[head.end() :])
    if head[1] == "TABLE":
        return _table(name, rest)
    if head[1] == "DICTIONARY":
        return Dictionary(name, rest)
    return _view(name, head[1].lower(), rest, without_database(query, database, names))


def _table(name: str, rest: str) -> Table:
    _, body, behind = in_brackets(rest)
    columns: list[Column] = []
    parts: dict[tuple[str, str], str] = {}
    for element in split(body):
        kind = next((one for one in _PARTS if element.startswith(f"{one} ")), None)
        if kind is None:
            columns.append(_column(element))
        else:
            part, said = first_name(element[len(kind) + 1 :])
            parts[kind, part] = said
    said_of = clauses(behind, TABLE_CLAUSES)
    said_of.pop("", None)
    said_of["ENGINE"] = plain(said_of["ENGINE"].removeprefix("= "))
    if said_of.get("PRIMARY KEY") == said_of.get("ORDER BY"):
        said_of.pop("PRIMARY KEY", None)
    if "SETTINGS" in said_of:
        # In which order they were set makes no difference.
        said_of["SETTINGS"] = ", ".join(sorted(split(said_of["SETTINGS"])))
    return Table(name, tuple(columns), said_of, parts)


def _column(element: str) -> Column:
    name, rest = first_name(element)
    said = clauses(rest, COLUMN_CLAUSES)
    return Column(name, said.pop(""), said)


def _view(name: str, kind: str, rest: str, query: str) -> View:
    head, found, _ = rest.partition(f"AS {query}")
    # A comment may stand behind the query.
    behind = rest[len(head) + len(found) :]
    said = clauses(head, _VIEW_CLAUSES)
    said |= {word: value for word, value in clauses(behind, ("COMMENT",)).items() if word}
    columns = ""
    for word in ("", "TO", "REFRESH"):
        before, inside, after = in_brackets(said.get(word, ""))
        if inside and not after:
            columns, said[word] = inside, before
    for word in ("", "DEFINER", "SQL SECURITY"):
        said.pop(word, None)
    if "ENGINE" in said:
        said["ENGINE"] = said["ENGINE"].removeprefix("= ")
    return View(name, kind, columns, query, said)


def renamed(relation: Relation, name: str) -> Relation:
    """Return the same with another name."""
    return replace(relation, name=name)


def hidden(relations: Mapping[str, Relation]) -> Iterator[str]:
    """Yield the names of what has a secret that the server does not tell."""
    for name, one in relations.items():
        if "[HIDDEN]" in one.creation():
            yield name
