"""Sequences as SQLAlchemy declares them."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from goofer_py.entities.reading.said import said_by
from goofer_py.entities.reading.target import Target
from goofer_py.errors import EntityError
from goofer_py.schema import Sequence, Use


def read_sequences(
    metadatas: Iterable[sa.MetaData], tables: Iterable[sa.Table], target: Target
) -> tuple[Sequence, ...]:
    """Return the sequences of whole metadatas, and those that columns of `tables` draw from."""
    if not target.sqlalchemy.supports_sequences:
        return ()
    drawn = [column.default for table in tables for column in table.columns]
    declared = [sequence for one in metadatas for sequence in one._sequences.values()]
    found = {}
    for sequence in (*declared, *drawn):
        # An optional one is for servers that number columns in no other way.
        if isinstance(sequence, sa.Sequence) and not (
            sequence.optional and target.sqlalchemy.sequences_optional
        ):
            read = _sequence(sequence, target)
            found[read.name] = read
    return tuple(sorted(found.values(), key=lambda read: read.name.sort_key))


def _sequence(sequence: sa.Sequence, target: Target) -> Sequence:
    type_ = sequence.data_type
    return Sequence(
        name=target.name(sequence.name, sequence.schema),
        type=None if type_ is None else target.compiler.type_compiler.process(type_),
        start=sequence.start,
        increment=sequence.increment,
        minimum=sequence.minvalue,
        maximum=sequence.maxvalue,
        cycle=bool(sequence.cycle),
        cache=sequence.cache,
        comment=_comment(sequence, target),
        owned_by=_owner(sequence, target),
    )


def _comment(sequence: sa.Sequence, target: Target) -> str | None:
    """Return the comment in `info`, where sequences can have one of their own."""
    said = said_by(sequence).get("comment")
    return str(said) if said and target.capabilities.owned_sequences else None


def _owner(sequence: sa.Sequence, target: Target) -> Use | None:
    """Return the column that `info={"goofer": {"owned_by": ...}}` names, where there are such."""
    said = said_by(sequence).get("owned_by")
    if said is None or not target.capabilities.owned_sequences:
        return None
    if isinstance(said, sa.Column):
        table = target.name(said.table.name, said.table.schema)
        return Use("table", table, target.identifier(said.name))
    *place, column = str(said).split(".")
    if len(place) not in (1, 2):
        raise EntityError(
            f"The sequence {sequence.name} says that {said!r} owns it, which is no column.",
            hint='write "table.column" or "schema.table.column", or give the Column itself',
        )
    return Use("table", target.name(place[-1], place[0] if place[1:] else None), column)
