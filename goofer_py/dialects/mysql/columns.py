"""A column with every text spelled one way."""

from __future__ import annotations

from dataclasses import replace

from goofer_py.dialects.mysql.capabilities import MySQLCapabilities
from goofer_py.dialects.mysql.charsets import default_collation
from goofer_py.dialects.mysql.defaults import canonical_default, now
from goofer_py.dialects.mysql.options import CHARSET, COLUMN_CHECK, ON_UPDATE
from goofer_py.dialects.mysql.text import called, spelled
from goofer_py.dialects.mysql.types import STRINGS, canonical_type, parse
from goofer_py.schema import Column, Computed, Identity, Table, Type


def canonical_column(
    column: Column, server: MySQLCapabilities, table: Table, collation: str | None
) -> Column:
    """Return a column of `table` as the server would describe it.

    `collation` is the table's where it is known.
    """
    key, names = table.primary_key, frozenset(table.column_names)
    is_key = key is not None and column.name in key.columns
    geometry = "geometrycollection" if server.mariadb else "geomcollection"
    text = canonical_type(column.type.text, server.display_widths, geometry)
    identity = None if column.identity is None else _identity(column.identity)
    own, options = _collation(column, text, collation, server)
    default = None if identity or column.computed else canonical_default(column.default, text)
    changed = Column(
        column.name,
        column.type if text == column.type.text else Type(text),
        column.nullable and not is_key and identity is None,
        default,
        identity,
        None if column.computed is None else _computed(column.computed, names, server),
        own,
        column.comment or None,
        _options(options, names),
    )
    return column if changed == column else changed


def is_text(type_text: str) -> bool:
    """Whether values of the type have a charset."""
    return parse(type_text).name in STRINGS or type_text.startswith(("enum(", "set("))


def _identity(identity: Identity) -> Identity:
    start = None if identity.start in (0, 1) else identity.start
    return Identity("autoincrement", start)


def _computed(computed: Computed, names: frozenset[str], server: MySQLCapabilities) -> Computed:
    text = called(computed.expression, mariadb=server.mariadb)
    return replace(computed, expression=spelled(text, names))


def _collation(
    column: Column, text: str, table: str | None, server: MySQLCapabilities
) -> tuple[str | None, dict[str, str]]:
    """Return the collation that is not the table's, and the options that are left."""
    options = dict(column.options)
    charset = options.pop(CHARSET, None)
    if not is_text(text):
        return None, options
    found = _modern(column.collation)
    if found is None and charset is not None:
        found = default_collation(charset, server)
        if found is None:
            options[CHARSET] = charset.lower()
    return None if found == table else found, options


def _modern(collation: str | None) -> str | None:
    """Return the name that the server gives to an old one."""
    if collation is None:
        return None
    lower = collation.lower()
    return f"utf8mb3_{lower.removeprefix('utf8_')}" if lower.startswith("utf8_") else lower


def _options(options: dict[str, str], names: frozenset[str]) -> tuple[tuple[str, str], ...]:
    if ON_UPDATE in options:
        options[ON_UPDATE] = now(options[ON_UPDATE]) or options[ON_UPDATE]
    if COLUMN_CHECK in options:
        options[COLUMN_CHECK] = spelled(options[COLUMN_CHECK], names)
    return tuple(sorted(options.items()))
