"""Tables as wholes: what they are, what they say of themselves, and where they come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from goofer_py.dialects.postgresql import options as words
from goofer_py.introspect.postgresql.catalog import Catalog
from goofer_py.schema import Name
from goofer_py.stores.store import Row

_KINDS = {
    "f": "foreign table",
    "m": "materialized view",
    "v": "view",
}
_IDENTITIES = {"f": "full", "n": "nothing"}


@dataclass(frozen=True, slots=True)
class Relation:
    """One row of the catalog; `kind` is None for a table that goofer manages."""

    number: int
    name: Name
    kind: str | None
    comment: str | None
    options: words.Options = ()
    partition_of: Name | None = None
    bound: str | None = None
    inherits: tuple[Name, ...] = ()


def read_relations(rows: Iterable[Row], catalog: Catalog) -> list[Relation]:
    """Return every table, view and the like, in the order of the rows."""
    rows = list(rows)
    names = {row[0]: catalog.numbers.name(row[1], row[2]) for row in rows}
    return [_relation(row, names) for row in rows]


def _relation(row: Row, names: dict[int, Name]) -> Relation:
    number, _, _, kind, comment = row[:5]
    is_partition, is_typed, parents, bound = row[5:9]
    found = [names.get(int(parent)) for parent in parents]
    inherits = tuple(parent for parent in found if parent is not None)
    left_alone = _KINDS.get(kind)
    if left_alone is None and is_typed:
        left_alone = "typed table"
    if len(inherits) < len(found):
        # What it has from a table that is not looked at cannot be told.
        left_alone = "partition" if is_partition else "inheriting table"
    return Relation(
        number,
        names[number],
        left_alone,
        comment,
        () if left_alone else tuple(sorted(_options(row))),
        inherits[0] if is_partition and inherits else None,
        bound,
        () if is_partition else inherits,
    )


def _options(row: Row) -> Iterable[tuple[str, str]]:
    parameters, toast, unlogged, tablespace, method, key = row[9:15]
    identity, identity_index, cluster_index, secured, forced = row[15:]
    yield from pairs((*(parameters or ()), *(toast or ())))
    if unlogged:
        yield words.UNLOGGED, ""
    if tablespace is not None:
        yield words.TABLESPACE, tablespace
    if method not in (None, "heap"):
        yield words.USING, method
    if key is not None:
        yield words.PARTITION_BY, key
    if identity == "i":
        # Without its index nothing tells the rows apart any longer.
        value = "nothing" if identity_index is None else f"index {identity_index}"
        yield words.REPLICA_IDENTITY, value
    elif identity in _IDENTITIES:
        yield words.REPLICA_IDENTITY, _IDENTITIES[identity]
    if cluster_index is not None:
        yield words.CLUSTER_ON, cluster_index
    if secured or forced:
        said = (word for word, holds in (("enabled", secured), ("forced", forced)) if holds)
        yield words.ROW_SECURITY, ", ".join(said)


def pairs(options: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Yield storage parameters as the catalog keeps them, each as its name and value."""
    for option in options:
        name, _, value = option.partition("=")
        yield name, value
