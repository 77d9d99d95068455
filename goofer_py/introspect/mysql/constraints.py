"""Checks and foreign keys, by table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from goofer_py.dialects.mysql.constraints import is_numbered
from goofer_py.introspect.mysql import queries
from goofer_py.introspect.mysql.catalog import Catalog
from goofer_py.schema import Check, ForeignKey, Name, Unmanaged
from goofer_py.stores.store import Row


@dataclass(slots=True)
class Checks:
    """The checks of all tables; `of_columns` are MariaDB's, that belong to one column each."""

    of_tables: dict[Name, list[Check]] = field(default_factory=dict)
    of_columns: dict[Name, dict[str, str]] = field(default_factory=dict)


def read_checks(catalog: Catalog) -> Checks:
    """Return every check."""
    rows = catalog.rows(queries.MARIADB_CHECKS) if catalog.mariadb else _mysql_checks(catalog)
    found = Checks()
    for database, table, name, clause, level, enforced in rows:
        place = catalog.name(database, table)
        expression = catalog.expression(clause)
        if level.lower() == "column":
            found.of_columns.setdefault(place, {})[name] = expression
        else:
            check = Check(
                expression,
                name,
                enforced=enforced == "YES",
                auto_named=is_numbered(name, f"{table}_chk_") or is_numbered(name, "CONSTRAINT_"),
            )
            found.of_tables.setdefault(place, []).append(check)
    for checks in found.of_tables.values():
        checks.sort(key=lambda check: _numbered(check.name or ""))
    return found


def _mysql_checks(catalog: Catalog) -> Iterator[Row]:
    """Yield the checks as MariaDB's one query gives them."""
    clauses = {tuple(row[:2]): row[2] for row in catalog.rows(queries.MYSQL_CLAUSES)}
    for database, table, name, enforced in catalog.rows(queries.MYSQL_CHECKS):
        if (clause := clauses.get((database, name))) is not None:
            yield database, table, name, clause, "Table", enforced


@dataclass(slots=True)
class Keys:
    """The foreign keys of all tables, and those that point into a database not read."""

    of_tables: dict[Name, list[ForeignKey]] = field(default_factory=dict)
    others: list[tuple[Name, Unmanaged]] = field(default_factory=list)
    """With their tables."""


def read_foreign_keys(catalog: Catalog) -> Keys:
    """Return every foreign key."""
    rules = {tuple(row[:3]): row[3:] for row in catalog.rows(queries.KEY_RULES)}
    parts: dict[tuple[str, str, str], list[Row]] = {}
    for row in catalog.rows(queries.KEY_COLUMNS):
        parts.setdefault((row[0], row[1], row[2]), []).append(row)
    found = Keys()
    for key, rows in sorted(parts.items(), key=lambda item: _numbered(item[0][2])):
        table = catalog.name(key[0], key[1])
        target = catalog.target(rows[0][4], rows[0][5])
        if target is None:
            other = f"{key[1]}.{key[2]}"
            kind = "foreign key to another database"
            found.others.append((table, Unmanaged(kind, table.renamed(other))))
        else:
            read = _foreign_key(key, rows, target, rules.get(key, (None, None)))
            found.of_tables.setdefault(table, []).append(read)
    return found


def _foreign_key(
    key: tuple[str, str, str], rows: list[Row], target: Name, rules: tuple[str | None, ...]
) -> ForeignKey:
    _, table, name = key
    on_update, on_delete = rules
    return ForeignKey(
        tuple(row[3] for row in rows),
        target,
        tuple(row[6] for row in rows),
        name,
        on_delete=_action(on_delete),
        on_update=_action(on_update),
        auto_named=is_numbered(name, f"{table}_ibfk_") or name.isdigit(),
    )


def _action(rule: str | None) -> str | None:
    """Return a rule; RESTRICT is what NO ACTION does on these servers."""
    return None if rule in (None, "NO ACTION", "RESTRICT") else rule


def _numbered(name: str) -> tuple[str, int]:
    """Return a key that sorts names with numbers at the end by the numbers."""
    found = re.fullmatch(r"(.*?)(\d*)", name, re.DOTALL)
    stem, digits = found.groups() if found else (name, "")
    return (stem, int(digits or 0))
