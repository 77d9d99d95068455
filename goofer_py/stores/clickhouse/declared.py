"""What modules declare for ClickHouse, as the statements that make it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from clickhouse_connect.cc_sqlalchemy.datatypes.base import ChSqlaType
from clickhouse_connect.cc_sqlalchemy.dialect import ClickHouseDialect
from clickhouse_connect.cc_sqlalchemy.sql.ddlcompiler import (
    ClickHouseDDLHelper,
    column_specification,
    render_settings,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql.elements import ClauseElement, TextClause

from goofer_py.entities.decorator import EntityOptions, options_of
from goofer_py.entities.source import sources_in
from goofer_py.entities.tables import build_tables
from goofer_py.errors import EntityError
from goofer_py.stores.clickhouse.catalog import TABLE_CLAUSES
from goofer_py.stores.clickhouse.entities import (
    PARTS,
    Assume,
    MaterializedView,
    Part,
    Projection,
    SkipIndex,
    View,
)
from goofer_py.stores.clickhouse.quoting import quoted, text
from goofer_py.stores.clickhouse.wording import clauses

_HINTS = "goofer"
Views = MaterializedView | View


@dataclass(frozen=True, slots=True)
class Declared:
    """One table, view or dictionary: the statement that makes it, and what it was called.

    `columns` has the old names of columns by the new ones. `keyed` says whether it names its
    primary key.
    """

    name: str
    statement: str
    renamed_from: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    keyed: bool = False


def declared_in(modules: Sequence[ModuleType], database: str) -> tuple[Declared, ...]:
    """Return what modules declare, in the order in which it can probably be made.

    Tables without an engine of ClickHouse are those of another database. Raises EntityError for
    what cannot be made of what is declared.
    """
    dialect = ClickHouseDialect()
    found: dict[str, Declared] = {}
    for owner, one in (
        *((table, _of_table(table, dialect, database)) for table in _tables(modules)),
        *((view, _of_view(view, dialect)) for view in _views(modules)),
    ):
        if one.name in found:
            raise EntityError(f"{one.name} is declared twice: once more by {owner!r}.")
        found[one.name] = one
    return tuple(found.values())


def left_alone_in(modules: Sequence[ModuleType]) -> frozenset[str]:
    """Return the names of what goofer is told not to manage."""
    return frozenset(table.name for table in _all_tables(modules) if not _managed(table.info))


def _all_tables(modules: Sequence[ModuleType]) -> list[sa.Table]:
    """Return the tables of all MetaDatas that modules have, each once."""
    tables: dict[sa.Table, None] = {}
    entities: dict[type, EntityOptions] = {}
    for source in (one for module in modules for one in sources_in(module)):
        if isinstance(source, sa.MetaData):
            tables.update(dict.fromkeys(source.tables.values()))
        elif isinstance(source, sa.Table):
            tables[source] = None
        elif isinstance(source, type):
            entities.setdefault(source, options_of(source) or EntityOptions())
    return [*tables, *build_tables(entities, sa.MetaData())]


def _tables(modules: Sequence[ModuleType]) -> Iterator[sa.Table]:
    for table in _all_tables(modules):
        if not _managed(table.info):
            continue
        if ClickHouseDDLHelper.is_dictionary(table) or _engine(table) is not None:
            yield table
        elif any(isinstance(column.type, ChSqlaType) for column in table.columns):
            raise EntityError(
                f"The table {table.name} has types of ClickHouse, and no engine.",
                hint='give it one: engines.MergeTree(order_by="...")',
            )


def _views(modules: Sequence[ModuleType]) -> Iterator[Views]:
    seen: dict[int, Views] = {}
    for module in modules:
        for value in vars(module).values():
            for one in value if isinstance(value, list | tuple) else (value,):
                if isinstance(one, Views):
                    seen.setdefault(id(one), one)
    yield from seen.values()


def _managed(info: Mapping[str, Any]) -> bool:
    return info.get(_HINTS, {}).get("manage") is not False


def _renamed(info: Mapping[str, Any]) -> str | None:
    name = info.get(_HINTS, {}).get("renamed_from")
    return None if name is None else str(name)


def _engine(table: sa.Table) -> Any:
    found = getattr(table, "engine", None) or ClickHouseDDLHelper.get_option(table, "engine")
    return found if hasattr(found, "compile") else None


def _of_table(table: sa.Table, dialect: ClickHouseDialect, database: str) -> Declared:
    if table.schema not in (None, database):
        raise EntityError(
            f"{table.fullname} is in another database than {database}, which the URL names.",
            hint="declare it without a schema, in the modules of its own database",
        )
    try:
        make = _dictionary if ClickHouseDDLHelper.is_dictionary(table) else _plain_table
        statement = make(table, dialect)
    except SQLAlchemyError as error:
        raise EntityError(f"The table {table.name} cannot be spelled: {error}") from error
    columns = {
        column.name: old for column in table.columns if (old := _renamed(column.info)) is not None
    }
    keyed = "PRIMARY KEY" in clauses(statement, TABLE_CLAUSES)
    return Declared(table.name, statement, _renamed(table.info), columns, keyed)


def _plain_table(table: sa.Table, dialect: ClickHouseDialect) -> str:
    _refuse(table)
    elements = [_column(column, dialect) for column in table.columns]
    elements += [_part(part) for part in table.info.get(PARTS, ())]
    elements += [_check(table, one, dialect) for one in _checks(table)]
    body = ", ".join(elements)
    comment = f" COMMENT {text(table.comment)}" if table.comment else ""
    return f"CREATE TABLE {quoted(table.name)} ({body}) {_engine(table).compile()}{comment}"


def _refuse(table: sa.Table) -> None:
    """Refuse what ClickHouse has not and who declares it counts on."""
    for index in table.indexes:
        raise EntityError(
            f"{table.name} has the index {index.name}, which finds rows: ClickHouse has no such.",
            hint="declare a SkipIndex of goofer_py.stores.clickhouse.entities, or a Projection",
        )
    if any(isinstance(one, sa.UniqueConstraint) for one in table.constraints):
        raise EntityError(
            f"{table.name} has a unique constraint: ClickHouse keeps nothing unique.",
            hint="engines.ReplacingMergeTree keeps the last row of those with the same ORDER BY",
        )


def _column(column: sa.Column[Any], dialect: ClickHouseDialect) -> str:
    said = str(column_specification(dialect, column))
    settings = render_settings(ClickHouseDDLHelper.get_option(column, "settings"))
    return f"{said} SETTINGS ({settings})" if settings else said


def _part(part: Part) -> str:
    name = quoted(part.name)
    match part:
        case SkipIndex():
            many = f"GRANULARITY {part.granularity}"
            return f"INDEX {name} {_expression(part.expression)} TYPE {part.type} {many}"
        case Projection():
            return f"PROJECTION {name} ({part.query.strip()})"
        case Assume():
            return f"CONSTRAINT {name} ASSUME {part.expression}"
        case _:
            raise EntityError(f"{part!r} is no part of a table that is known.")


def _expression(said: str) -> str:
    """Return several columns in brackets."""
    return f"({said})" if "," in said and not said.strip().startswith("(") else said


def _checks(table: sa.Table) -> list[sa.CheckConstraint]:
    checks = (one for one in table.constraints if isinstance(one, sa.CheckConstraint))
    return sorted(checks, key=lambda one: str(one.name or ""))


def _check(table: sa.Table, check: sa.CheckConstraint, dialect: ClickHouseDialect) -> str:
    if not check.name:
        raise EntityError(
            f"A check of {table.name} has no name.", hint='CheckConstraint("...", name="...")'
        )
    return f"CONSTRAINT {quoted(str(check.name))} CHECK {_spelled(check.sqltext, dialect)}"


def _spelled(said: str | ClauseElement, dialect: ClickHouseDialect) -> str:
    if isinstance(said, str):
        return said
    if isinstance(said, TextClause):
        return said.text
    compiler: Any = dialect.statement_compiler(dialect, None)
    return str(compiler.process(said, include_table=False, literal_binds=True))


def _dictionary(table: sa.Table, dialect: ClickHouseDialect) -> str:
    columns = ", ".join(_attribute(column, dialect) for column in table.columns)
    option = ClickHouseDDLHelper.dictionary_option
    layout = option(table, "layout") or ""
    hints = table.info.get(_HINTS, {})
    clauses = {
        "PRIMARY KEY": option(table, "primary_key"),
        "SOURCE": _within(option(table, "source")),
        "LIFETIME": _within(option(table, "lifetime")),
        "LAYOUT": _within(layout if not layout or "(" in layout else f"{layout}()"),
        "RANGE": _within(hints.get("range")),
        "SETTINGS": _within(render_settings(hints.get("settings"))),
        "COMMENT": text(table.comment) if table.comment else "",
    }
    said = " ".join(f"{word} {value}" for word, value in clauses.items() if value)
    return f"CREATE DICTIONARY {quoted(table.name)} ({columns}) {said}"


def _within(said: str | None) -> str:
    return f"({said})" if said else ""


def _attribute(column: sa.Column[Any], dialect: ClickHouseDialect) -> str:
    """Return a column of a dictionary, with what `info` says of it: HIERARCHICAL, INJECTIVE."""
    said = str(column_specification(dialect, column))
    more = column.info.get(_HINTS, {}).get("attribute")
    return f"{said} {more}" if more else said


def _of_view(view: Views, dialect: ClickHouseDialect) -> Declared:
    name, comment = quoted(view.name), f" COMMENT {text(view.comment)}" if view.comment else ""
    query = _query(view, dialect)
    if isinstance(view, View):
        return Declared(view.name, f"CREATE VIEW {name} AS {query}{comment}")
    words = ["CREATE MATERIALIZED VIEW", name]
    words += [f"REFRESH {view.refresh}"] if view.refresh else []
    if view.to is not None:
        words += ["TO", quoted(view.to if isinstance(view.to, str) else view.to.name)]
    elif view.engine is not None:
        words.append(view.engine.compile())
    else:
        raise EntityError(
            f"The materialized view {view.name} has no place for its rows.",
            hint="name a table with to=, or give it an engine",
        )
    return Declared(view.name, f"{' '.join(words)} AS {query}{comment}", _renamed(view.info))


def _query(view: Views, dialect: ClickHouseDialect) -> str:
    if isinstance(view.query, str):
        return view.query.strip().rstrip(";").strip()
    try:
        options = {"literal_binds": True}
        return str(view.query.compile(dialect=dialect, compile_kwargs=options))
    except SQLAlchemyError as error:
        raise EntityError(f"The query of {view.name} cannot be spelled: {error}") from error
