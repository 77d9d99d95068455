"""Views, triggers, functions, procedures and events."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from goofer_py.dialects.mysql import options
from goofer_py.dialects.mysql.quoting import quote
from goofer_py.introspect.mysql import queries
from goofer_py.introspect.mysql.bodies import written_body
from goofer_py.introspect.mysql.catalog import Catalog, quoted
from goofer_py.introspect.mysql.columns import Fact
from goofer_py.introspect.mysql.schedule import schedule
from goofer_py.introspect.mysql.uses import Known, uses_of_body, uses_of_query
from goofer_py.schema import Name, SchemaObject, Unmanaged, Use
from goofer_py.stores.store import Row

_ALGORITHM = re.compile(r"ALGORITHM=(\w+)")
_AGGREGATE = re.compile(r"\bFETCH\s+GROUP\s+NEXT\s+ROW\b", re.IGNORECASE)
_ROUTINES = ("function", "procedure")
_STATUS = {"DISABLED": "DISABLE", "SLAVESIDE_DISABLED": "DISABLE ON SLAVE"}


@dataclass(slots=True)
class Objects:
    """What was read, and what this user may not look into or goofer cannot express."""

    found: list[SchemaObject] = field(default_factory=list)
    others: list[Unmanaged] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads objects of one catalog; a `definer` is told where it is not the current `user`."""

    catalog: Catalog
    known: Known
    user: str
    columns: Mapping[Name, Sequence[Fact]]

    def details(self, definer: str | None, **said: str | None) -> tuple[tuple[str, str], ...]:
        other = None if definer in (None, "", self.user) else _account(str(definer))
        pairs = {**said, options.DEFINER: other}
        return tuple(sorted((key, value) for key, value in pairs.items() if value is not None))

    def view(self, row: Row) -> SchemaObject:
        database, view, text, check, security, definer, algorithm = row
        name = self.catalog.name(database, view)
        definition = self.catalog.query(text)
        return SchemaObject(
            "view",
            name,
            definition,
            details=self.details(
                definer,
                algorithm=_unless(algorithm or self.algorithm(database, view), "UNDEFINED"),
                security=_unless(security, "DEFINER"),
                check_option=_unless(check, "NONE"),
            ),
            shape=tuple(f"{fact.name} {fact.type}" for fact in self.columns.get(name, ())),
            uses=uses_of_query(definition, self.known),
        )

    def algorithm(self, database: str, view: str) -> str | None:
        """Return the algorithm of a view, which MySQL tells in the statement alone."""
        shown = self.catalog.session.query(f"SHOW CREATE VIEW {quoted(database)}.{quoted(view)}")
        found = _ALGORITHM.search(str(shown[0][1]))
        return found[1] if found else None

    def trigger(self, row: Row, follows: str | None) -> SchemaObject:
        database, name, table, timing, event, body, definer = row
        place = self.catalog.name(database, table)
        own = Use("table", place)
        rest = (use for use in uses_of_body(body, self.known) if use != own)
        first = () if follows is None else (Use("trigger", self.catalog.name(database, follows)),)
        return SchemaObject(
            "trigger",
            self.catalog.name(database, name),
            written_body(self.catalog.session, "trigger", database, name, body),
            table=place,
            details=self.details(definer, timing=timing, event=event, follows=follows),
            uses=(own, *first, *rest),
        )

    def routine(self, row: Row, parameters: str) -> SchemaObject:
        database, name, kind, body, returns, charset, collation, usual, *rest = row
        is_fixed, access, security, comment, definer = rest
        returned = _typed(returns, charset, collation, usual) if kind == "FUNCTION" else None
        aggregate = _AGGREGATE.search(body) if kind == "FUNCTION" else None
        return SchemaObject(
            kind.lower(),
            self.catalog.name(database, name),
            written_body(self.catalog.session, kind.lower(), database, name, body),
            details=self.details(
                definer,
                parameters=parameters,
                returns=returned,
                deterministic="" if is_fixed == "YES" else None,
                data_access=_unless(access, "CONTAINS SQL"),
                security=_unless(security, "DEFINER"),
                aggregate="" if aggregate else None,
            ),
            comment=comment or None,
            uses=uses_of_body(body, self.known),
        )

    def event(self, row: Row) -> SchemaObject:
        database, name, body, _, at, number, unit, starts, ends, status, *rest = row
        preserve, comment, definer, *made = rest
        when = schedule(at, (number, unit), (starts, ends), tuple(made), self.catalog)
        return SchemaObject(
            "event",
            self.catalog.name(database, name),
            written_body(self.catalog.session, "event", database, name, body),
            details=self.details(
                definer,
                schedule=when,
                preserve="" if preserve == "PRESERVE" else None,
                status=_STATUS.get(status),
            ),
            comment=comment or None,
            uses=uses_of_body(body, self.known),
        )


def read_objects(
    relations: Mapping[Name, str], columns: Mapping[Name, Sequence[Fact]], catalog: Catalog
) -> Objects:
    """Return what statements of their own make; `relations` are all tables and views by kind."""
    routines = catalog.rows(queries.ROUTINES)
    known = _known(relations, columns, routines, catalog)
    user = str(catalog.session.query("SELECT CURRENT_USER()")[0][0])
    reader = _Reader(catalog, known, user, columns)
    covers = catalog.scope.covers
    found = [*_views(reader), *_triggers(reader), *_routines(reader, routines), *_events(reader)]
    found = [one for one in found if covers(getattr(one, "table", None) or one.name)]
    found.sort(key=_order)
    return Objects(
        [one for one in found if isinstance(one, SchemaObject)],
        [one for one in found if isinstance(one, Unmanaged)],
    )


def _order(one: SchemaObject | Unmanaged) -> tuple[str, tuple[str, str]]:
    # Triggers of one event stay in the order in which they happen.
    return one.kind, ("", "") if one.kind == "trigger" else one.name.sort_key


def _known(
    relations: Mapping[Name, str],
    columns: Mapping[Name, Sequence[Fact]],
    routines: list[Row],
    catalog: Catalog,
) -> Known:
    return Known(
        {name.name.lower(): Use(kind, name) for name, kind in relations.items()},
        {row[1].lower(): Use(row[2].lower(), catalog.name(row[0], row[1])) for row in routines},
        {name: frozenset(fact.name for fact in facts) for name, facts in columns.items()},
    )


def _views(reader: _Reader) -> Iterator[SchemaObject | Unmanaged]:
    algorithm = "ALGORITHM" if reader.catalog.mariadb else "NULL"
    for row in reader.catalog.rows(queries.VIEWS, algorithm=algorithm):
        # The text of a view is shown to those who may show views.
        yield reader.view(row) if row[2] else _hidden("view", row, reader)


def _triggers(reader: _Reader) -> Iterator[SchemaObject]:
    before: Row | None = None
    for row in reader.catalog.rows(queries.TRIGGERS):
        same = before is not None and (before[0], *before[2:5]) == (row[0], *row[2:5])
        yield reader.trigger(row, before[1] if same and before is not None else None)
        before = row


def _routines(reader: _Reader, rows: list[Row]) -> Iterator[SchemaObject | Unmanaged]:
    parameters: dict[Row, list[str]] = {}
    for row in reader.catalog.rows(queries.PARAMETERS) if rows else ():
        parameters.setdefault(row[:3], []).append(_parameter(row))
    for row in rows:
        kind = row[2].lower()
        if kind in _ROUTINES and row[3] is not None:
            yield reader.routine(row, ", ".join(parameters.get(row[:3], ())))
        else:
            yield _hidden(kind, row, reader)


def _events(reader: _Reader) -> Iterator[SchemaObject | Unmanaged]:
    for row in reader.catalog.rows(queries.EVENTS):
        yield reader.event(row) if row[2] is not None else _hidden("event", row, reader)


def _hidden(kind: str, row: Row, reader: _Reader) -> Unmanaged:
    return Unmanaged(kind, reader.catalog.name(row[0], row[1]))


def _parameter(row: Row) -> str:
    _, _, kind, mode, name, type_, charset, collation, usual = row
    direction = f"{mode} " if kind == "PROCEDURE" and mode != "IN" else ""
    return f"{direction}{quote(name)} {_typed(type_, charset, collation, usual)}"


def _typed(text: str, charset: str | None, collation: str | None, usual: str) -> str:
    """Return a type, with its charset and collation where they are not the `usual` ones."""
    if collation is None or collation == usual:
        return text
    return f"{text} CHARSET {charset} COLLATE {collation}"


def _unless(value: str | None, usual: str) -> str | None:
    return None if value in (None, "", usual) else value


def _account(definer: str) -> str:
    user, _, host = definer.rpartition("@")
    return f"{quoted(user)}@{quoted(host)}"
