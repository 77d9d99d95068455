"""Sequences: those that stand alone, and those that number the rows of a column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from goofer_py.dialects.postgresql.identity import without_defaults
from goofer_py.introspect.postgresql.catalog import Numbers
from goofer_py.schema import Identity, Name, Sequence, Use
from goofer_py.stores.store import Row

_WHOLE = ("smallint", "integer", "bigint")


@dataclass(frozen=True, slots=True)
class OwnSequence:
    """A sequence that goes with a column; `default` is what a serial column has as its default."""

    sequence: Sequence
    is_identity: bool
    default: str

    def identity(self, kind: str, column_type: str) -> Identity:
        """Return who numbers the rows of a column of that type.

        A sequence of a wider type than the column is no difference, one of a narrower type is:
        it ends before the column does.
        """
        given = self.sequence
        narrow = _rank(given.type or "bigint") < _rank(column_type)
        if not narrow:
            given = without_defaults(given, given.type or "bigint")
        identity = Identity(
            kind,
            given.start,
            given.increment,
            given.minimum,
            given.maximum,
            given.cycle,
            given.cache,
            given.name,
        )
        return without_defaults(identity, column_type)


@dataclass(slots=True)
class Sequences:
    """All sequences of a reading; `owned` by table and column number."""

    free: list[Sequence] = field(default_factory=list)
    owned: dict[tuple[int, int], list[OwnSequence]] = field(default_factory=dict)


def read_sequences(rows: Iterable[Row], numbers: Numbers) -> Sequences:
    """Sort the rows into free and owned sequences."""
    found = Sequences()
    for space, name, kind, *options, comment, table, column, is_identity, default in rows:
        start, increment, minimum, maximum, cycle, cache = options
        sequence = Sequence(
            numbers.name(space, name),
            None if kind == "bigint" else kind,
            start,
            increment,
            minimum,
            maximum,
            cycle,
            cache,
            comment,
        )
        if table is None:
            found.free.append(without_defaults(sequence, kind))
        else:
            own = OwnSequence(sequence, is_identity, default)
            found.owned.setdefault((table, column), []).append(own)
    return found


def owned_sequences(
    found: Sequences, tables: Mapping[int, Name], numbers: Numbers
) -> Iterator[Sequence]:
    """Yield the sequences that columns of `tables` own without being numbered by them."""
    for (table, column), owned in found.owned.items():
        if table in tables:
            owner = Use("table", tables[table], numbers.columns[table][column])
            for own in owned:
                sequence = without_defaults(own.sequence, own.sequence.type or "bigint")
                yield replace(sequence, owned_by=owner)


def take_numbering(
    owned: list[OwnSequence],
    identity: str | None,
    default: str | None,
    column_type: str,
    counted: Mapping[str, int],
) -> Identity | None:
    """Take the sequence that numbers the rows of a column out of those that it owns.

    One that other columns count by too, by how often their defaults say so, is more than that.
    """
    for own in owned:
        if identity is not None and own.is_identity:
            owned.remove(own)
            return own.identity("always" if identity == "a" else "by default", column_type)
        if default == own.default and column_type in _WHOLE and counted[default] == 1:
            owned.remove(own)
            return own.identity("serial", column_type)
    return None


def _rank(kind: str) -> int:
    return _WHOLE.index(kind) if kind in _WHOLE else len(_WHOLE)
