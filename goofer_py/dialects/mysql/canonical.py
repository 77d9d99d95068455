"""A schema with every text spelled one way, by rules alone."""

from __future__ import annotations

from dataclasses import replace

from goofer_py.dialects.mysql.capabilities import MySQLCapabilities
from goofer_py.dialects.mysql.charsets import default_collation
from goofer_py.dialects.mysql.columns import canonical_column
from goofer_py.dialects.mysql.constraints import (
    canonical_check,
    canonical_foreign_key,
    canonical_primary_key,
    canonical_unique,
    named_checks,
    named_foreign_keys,
)
from goofer_py.dialects.mysql.indexes import (
    as_unique,
    canonical_index,
    indexes_of_keys,
    named_uniques,
)
from goofer_py.dialects.mysql.options import CHARSET, COLLATION, ENGINE, PARTITION, ROW_FORMAT
from goofer_py.dialects.mysql.text import spelled as in_backticks
from goofer_py.schema import Index, Name, Schema, Sequence, Table, Unique

_ENGINES = {
    name.lower(): name
    for name in ("InnoDB", "MyISAM", "MEMORY", "CSV", "ARCHIVE", "Aria", "BLACKHOLE", "FEDERATED")
} | {"heap": "MEMORY"}
_LAST = 9223372036854775806
_UPPER = frozenset((ROW_FORMAT, "compression", "encryption", "insert_method"))


def canonical(
    schema: Schema,
    server: MySQLCapabilities,
    *,
    folds_tables: bool = False,
    collation: str | None = None,
) -> Schema:
    """Return `schema` as the server would describe it, as far as rules can tell.

    `collation` is the database's, where it is known: tables need not say it.
    """
    tables = map(_folded, schema.tables) if folds_tables else schema.tables
    return replace(
        schema,
        tables=tuple(canonical_table(table, server, collation) for table in tables),
        sequences=tuple(map(canonical_sequence, schema.sequences)),
    )


def canonical_table(table: Table, server: MySQLCapabilities, inherited: str | None = None) -> Table:
    """Return the table as the server would describe it, with a name for every constraint."""
    options = canonical_options(table.options, server)
    key = table.primary_key
    collation = dict(options).get(COLLATION, inherited)
    options = tuple(option for option in options if option != (COLLATION, inherited))
    options = tuple((key, _with_names(key, text, table)) for key, text in options)
    spelled = replace(table, options=options)
    bare = Table(
        name=table.name,
        columns=tuple(canonical_column(c, server, table, collation) for c in table.columns),
        primary_key=None if key is None else canonical_primary_key(key, spelled, server),
        comment=table.comment or None,
        options=options,
        uses=table.uses,
    )
    return _with_keys(_with_parts(bare, table, server))


def _with_names(option: str, text: str, table: Table) -> str:
    """Return the text of an option; how rows are parted is said with columns in backticks."""
    if option != PARTITION:
        return text
    head, mark, parts = text.partition("(PARTITION ")
    named = in_backticks(head, frozenset(table.column_names)).strip()
    return f"{named} {mark}{parts}" if mark else named


def canonical_options(
    options: tuple[tuple[str, str], ...], server: MySQLCapabilities
) -> tuple[tuple[str, str], ...]:
    """Return a table's options as the catalog keeps them, sorted, without what holds anyway."""
    found = {name.lower(): str(value) for name, value in options}
    charset = found.pop(CHARSET, None)
    if COLLATION in found:
        found[COLLATION] = found[COLLATION].lower().replace("utf8_", "utf8mb3_")
    elif charset is not None:
        known = default_collation(charset, server)
        found.update({CHARSET: charset.lower()} if known is None else {COLLATION: known})
    if ENGINE in found:
        found[ENGINE] = _ENGINES.get(found[ENGINE].lower(), found[ENGINE])
    if found.get(ENGINE) == "InnoDB":
        del found[ENGINE]
    for name in _UPPER & found.keys():
        found[name] = found[name].upper()
    if found.get(ROW_FORMAT) == "DEFAULT":
        del found[ROW_FORMAT]
    return tuple(sorted(found.items()))


def canonical_sequence(sequence: Sequence) -> Sequence:
    """Return the sequence with None for every option that says what holds anyway."""
    down = (sequence.increment or 1) < 0
    lowest, highest = (-_LAST - 1, -1) if down else (1, _LAST)
    first = sequence.maximum or highest if down else sequence.minimum or lowest
    kind = sequence.type or "bigint"
    return replace(
        sequence,
        type=None if kind.lower().startswith("bigint") else kind,
        start=_unless(sequence.start, first),
        increment=_unless(sequence.increment, 1),
        minimum=_unless(sequence.minimum, lowest),
        maximum=_unless(sequence.maximum, highest),
        cache=_unless(sequence.cache, 1000),
        comment=sequence.comment or None,
    )


def _unless(value: int | None, usual: int) -> int | None:
    return None if value == usual else value


def _folded(table: Table) -> Table:
    """Return the table with names of tables as a server keeps them that knows no other case."""
    keys = (replace(key, target=_lower(key.target)) for key in table.foreign_keys)
    return replace(table, name=_lower(table.name), foreign_keys=tuple(keys))


def _lower(name: Name) -> Name:
    return name.renamed(name.name.lower())


def _with_parts(bare: Table, table: Table, server: MySQLCapabilities) -> Table:
    """Return `bare` with the constraints and indexes of `table`, spelled one way."""
    indexes: list[Index] = []
    uniques: list[Unique] = [canonical_unique(unique) for unique in table.uniques]
    for index in table.indexes:
        spelled = canonical_index(index, bare, server)
        unique = as_unique(spelled)
        if unique is None:
            indexes.append(spelled)
        elif unique not in uniques:
            uniques.append(unique)
    checks = tuple(canonical_check(c, server, bare.column_names) for c in table.checks)
    return replace(
        bare,
        uniques=named_uniques(uniques, indexes),
        indexes=tuple(indexes),
        checks=named_checks(checks, bare.name.name, server),
        foreign_keys=named_foreign_keys(
            map(canonical_foreign_key, table.foreign_keys), bare.name.name
        ),
    )


def _with_keys(table: Table) -> Table:
    return replace(table, indexes=(*table.indexes, *indexes_of_keys(table)))
