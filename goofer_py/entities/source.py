"""What a program hands to the registry: modules, metadata, tables and classes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

import sqlalchemy as sa

from goofer_py.entities.declaration import is_model
from goofer_py.entities.decorator import options_of
from goofer_py.entities.objects.alembic_utils import declared_entity, is_entity
from goofer_py.entities.objects.declaration import Declaration
from goofer_py.entities.origin import qualified_name
from goofer_py.entities.trace import is_library
from goofer_py.errors import EntityError

Source = sa.MetaData | sa.Table | type | Declaration


def sources_in(given: object) -> Iterator[Source]:
    """Yield the metadata, tables, entities and objects that `given` stands for.

    A class stands for its own tables, a declarative base and a module for whole MetaDatas.
    Raises an EntityError for what declares nothing.
    """
    match given:
        case sa.MetaData() | sa.Table() | Declaration():
            yield given
        case ModuleType():
            yield from _of_module(given)
        case type():
            yield from _of_class(given)
        case _ if isinstance(metadata := getattr(given, "metadata", None), sa.MetaData):
            yield metadata
        case _ if is_entity(given):
            yield declared_entity(given, "an entity of alembic_utils")
        case Iterable() if not isinstance(given, str | bytes):
            for one in given:
                yield from sources_in(one)
        case _:
            raise EntityError(
                f"{given!r} is nothing to register.",
                hint="register takes modules, MetaData, Tables and classes; "
                "discover takes the names of modules",
            )


def _of_module(module: ModuleType) -> Iterator[Source]:
    seen: dict[int, Source] = {}
    for value in list(vars(module).values()):
        for source in _of_value(value, module):
            seen.setdefault(id(source), source)
    yield from seen.values()


def _of_value(value: object, module: ModuleType) -> Iterator[Source]:
    """Yield what a name in a module brings in: with one table comes all of its MetaData."""
    match value:
        case sa.MetaData() | Declaration():
            yield value
        case _ if is_entity(value):
            yield declared_entity(value, module.__name__)
        case list() | tuple() if value and all(map(_is_object, value)):
            for one in value:
                yield from _of_value(one, module)
        case sa.Table():
            yield value.metadata
        case type() if options_of(value) is not None:
            yield value
        case type() if _belongs(value, module):
            # A mapped class may well have a column called metadata.
            table = _mapped_table(value)
            metadata = _own_metadata(value) if table is None else table.metadata
            if metadata is not None:
                yield metadata


def _is_object(value: object) -> bool:
    return isinstance(value, Declaration) or is_entity(value)


def _of_class(cls: type) -> Iterator[Source]:
    mapper = getattr(cls, "__mapper__", None)
    if options_of(cls) is not None:
        yield cls
    elif mapper is not None:
        yield from (table for table in mapper.tables if isinstance(table, sa.Table))
    elif (table := _mapped_table(cls)) is not None:
        yield table
    elif (metadata := _own_metadata(cls)) is not None:
        yield metadata
    elif is_model(cls) and not isinstance(getattr(cls, "metadata", None), sa.MetaData):
        yield cls
    else:
        raise EntityError(
            f"{qualified_name(cls)} declares no table.",
            hint="a SQLModel class needs table=True, a declarative one a __tablename__, "
            "any other one @entity on a dataclass or pydantic model",
        )


def _mapped_table(cls: Any) -> sa.Table | None:
    table = getattr(cls, "__table__", None)
    return table if isinstance(table, sa.Table) else None


def _own_metadata(cls: type) -> sa.MetaData | None:
    """Return the MetaData that a declarative base brings; what inherits one is no base."""
    metadata = vars(cls).get("metadata")
    return metadata if isinstance(metadata, sa.MetaData) else None


def _belongs(cls: type, module: ModuleType) -> bool:
    """Whether a class is the application's, and not one that a library brought into the module."""
    if cls.__module__.partition(".")[0] == module.__name__.partition(".")[0]:
        return True
    declared_in = sys.modules.get(cls.__module__)
    return not is_library(str(getattr(declared_in, "__file__", "")))
