"""Which class or module declares a table."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError


def qualified_name(cls: type) -> str:
    """Return a class as its module and name."""
    return f"{cls.__module__}.{cls.__qualname__}"


def class_origins() -> Mapping[sa.Table, str]:
    """Return the mapped class of each table that has one, of all mappings in this process."""
    found: dict[sa.Table, str] = {}
    for mapper in sorted(_mappers(), key=lambda mapper: qualified_name(mapper.class_)):
        table = mapper.local_table
        # A class that shares its parent's table does not declare it.
        shares = mapper.inherits is not None and mapper.inherits.local_table is table
        if isinstance(table, sa.Table) and not shares:
            found.setdefault(table, qualified_name(mapper.class_))
    return found


def module_origins(module: ModuleType) -> Mapping[sa.Table, str]:
    """Return the tables that are names of `module` itself."""
    named = vars(module).items()
    return {v: f"{module.__name__}.{k}" for k, v in named if isinstance(v, sa.Table)}


def _mappers() -> Iterator[Any]:
    # Without SQLAlchemy's ORM loaded there is nothing mapped, and no need to load it.
    orm = sys.modules.get("sqlalchemy.orm.mapper")
    registries: set[Any] = getattr(orm, "_all_registries", set)()
    for registry in registries:
        # A class whose mapping failed is there without a mapper.
        with suppress(SQLAlchemyError):
            yield from registry.mappers
