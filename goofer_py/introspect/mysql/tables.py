"""Tables and what they are made with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from goofer_py.dialects.mysql import options
from goofer_py.introspect.mysql.catalog import Catalog
from goofer_py.introspect.mysql.text import respelled
from goofer_py.schema import Name
from goofer_py.stores.store import Row

_OPTION = re.compile(r"""`?(\w+)`?\s*=\s*("[^"]*"|'[^']*'|\S+)""")
_PARTITION = re.compile(r"PARTITION BY .*", re.DOTALL)
# What comes before the first partition names columns: those stay in backticks.
_PARTS = re.compile(r"(?=\(PARTITION )")
_DEFAULT_ENGINE = "InnoDB"
_OF_PAGES = ("page_compressed", "page_compression_level")
_KNOWN = {*options.NUMBER_OPTIONS, *options.STRING_OPTIONS, *options.WORD_OPTIONS}


def table_options(row: Row, catalog: Catalog) -> tuple[tuple[str, str], ...]:
    """Return the options of the table in a row of TABLES, sorted by name."""
    return tuple(sorted(_options(row, catalog)))


def _options(row: Row, catalog: Catalog) -> Iterator[tuple[str, str]]:
    database, name, kind, engine, created, _, collation, _ = row
    if engine and engine.lower() != _DEFAULT_ENGINE.lower():
        yield options.ENGINE, engine
    if collation and collation != catalog.place.collations[database]:
        yield options.COLLATION, collation
    if kind == "SYSTEM VERSIONED":
        yield options.SYSTEM_VERSIONING, ""
    for option, value in _OPTION.findall(created or ""):
        plain = value.strip("\"'")
        key = option.lower()
        if key == options.ROW_FORMAT:
            yield options.ROW_FORMAT, plain.upper()
        elif key in _KNOWN and not _says_nothing(key, plain, engine):
            yield key, plain
    if re.search(r"\bpartitioned\b", created or "") or catalog.is_by_key(database, name):
        yield (
            options.PARTITION,
            partition_clause(catalog.create_table(catalog.name(database, name))),
        )


def _says_nothing(option: str, value: str, engine: str) -> bool:
    """Whether MariaDB tells what is so anyway, or remembers what meant something to an engine."""
    if option == "page_checksum":
        return engine != "Aria" or value == "1"
    return option in _OF_PAGES and (engine != _DEFAULT_ENGINE or value == "0")


def partition_clause(statement: str) -> str:
    """Return what stands from PARTITION BY on, in one line and without what is the default."""
    found = _PARTITION.search(statement)
    if found is None:
        return ""
    clause = found[0].replace("*/", "")
    head, *parts = _PARTS.split(re.sub(r"\s+", " ", clause).strip(), maxsplit=1)
    clause = head + "".join(map(respelled, parts))
    return re.sub(rf" ENGINE = {_DEFAULT_ENGINE}(?=[,) ])", "", clause)


def is_view(kind: str) -> bool:
    """Whether TABLE_TYPE tells of a view."""
    return kind.endswith("VIEW")


def name_of(row: Row, catalog: Catalog) -> Name:
    """Return the name of the table in a row of TABLES."""
    return catalog.name(row[0], row[1])
