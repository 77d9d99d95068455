"""What a database of ClickHouse has besides its rows: read, and told thing by thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from goofer_py.stores.clickhouse.catalog import Catalog, Dictionary, Relation, Table, View, read
from goofer_py.stores.clickhouse.wording import plain, tokens
from goofer_py.stores.native_schema import Part

if TYPE_CHECKING:
    from goofer_py.stores.clickhouse.session import ClickHouseSession

_BOOKS = r"{}(?:_seeds|_parts)?(?:_lease|_steps|_seeds|_parts)?(?:_state_\d{{12}})?"


def present(session: ClickHouseSession, own: Sequence[str]) -> dict[str, Relation]:
    """Return what the database of a session has but goofer's books `own`."""
    books = re.compile("|".join(_BOOKS.format(re.escape(name)) for name in own) or r"(?!)")
    found = read(session, session.name)
    return {name: one for name, one in found.items() if not books.fullmatch(name)}


class ClickHouseReader:
    """Reads the tables, views and dictionaries of a database."""

    def read(self, session: ClickHouseSession, own: Sequence[str]) -> Catalog:
        """Return all that there is but rows and goofer's books `own`."""
        return present(session, own)

    def parts(self, found: Catalog) -> Mapping[Part, Any]:
        """Return what was read thing by thing, as the server spells it."""
        return dict(_parts(found))

    def script(self, found: Catalog) -> str:
        """Return the statements that make it; what is named in others comes before them."""
        return "".join(f"{one.creation()};\n" for one in _in_order(list(found.values())))

    def version(self, session: ClickHouseSession) -> tuple[int, ...]:
        """Return the version of the server."""
        return tuple(int(one) for one in re.findall(r"\d+", session.client.server_version)[:3])


CLICKHOUSE_READER = ClickHouseReader()


def _parts(found: Catalog) -> Iterator[tuple[Part, Any]]:
    for one in found.values():
        match one:
            case Dictionary():
                yield Part(one.kind, one.name), one.definition
            case View():
                columns = {"columns": one.columns} if one.columns else {}
                yield Part(one.kind, one.name), {**_named(one.clauses), **columns, "as": one.query}
            case Table():
                yield Part(one.kind, one.name), _named(one.clauses)
                for column in one.columns:
                    yield Part("column", column.name, one.name), column.definition()
                for (kind, name), said in one.parts.items():
                    yield Part(kind.lower(), name, one.name), said


def _named(clauses: Mapping[str, str]) -> dict[str, str]:
    return {word.lower(): said for word, said in clauses.items()}


def _in_order(rest: list[Relation]) -> Iterator[Relation]:
    """Yield each after those that it names."""
    names = {one.name: _words(one) for one in rest}
    while rest:
        there = {one.name for one in rest}
        free = [one for one in rest if not names[one.name] & (there - {one.name})]
        # What goes round in a circle cannot be made in one go.
        yield from free or rest
        rest = [one for one in rest if free and one not in free]


def _words(one: Relation) -> set[str]:
    return {plain(word) for _, _, word in tokens(one.creation())}
