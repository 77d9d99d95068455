"""Owners of tables, as `info={"goofer": {"owner": ...}}` says them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from goofer_py.dialects.declarable import declarable
from goofer_py.entities.reading.hint import said_of_table
from goofer_py.entities.reading.target import Target
from goofer_py.schema import Declared


def owners_of_tables(tables: Iterable[sa.Table], target: Target) -> Iterator[Declared]:
    """Yield what gives the tables to their owners, where tables have any."""
    if "owner" not in declarable(target.dialect).kinds:
        return
    for table in tables:
        said = said_of_table(table)
        if "owner" in said and said.get("manage", True):
            name, owner = target.table_name(table), target.dialect.quote(said["owner"])
            text = f"ALTER TABLE {target.dialect.qualified(name)} OWNER TO {owner}"
            yield Declared(text, "owner", name, f"info of {table.fullname}")
