"""Objects that are declared for alembic_utils."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from goofer_py.dialects.declarable import Declarable
from goofer_py.entities.objects.declaration import Declaration
from goofer_py.entities.objects.extension import Extension
from goofer_py.entities.objects.statement import Object
from goofer_py.entities.reading.target import Target
from goofer_py.errors import EntityError
from goofer_py.schema import Declared, Unmanaged

_ONLY = ("postgresql",)
"""The databases that alembic_utils is for."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TableGrant(Declaration):
    """A right on a table, which is left alone."""

    schema: str = field(kw_only=False)
    table: str = field(kw_only=False)

    @property
    def kind(self) -> str:
        """Nothing that is made."""
        return ""

    @property
    def label(self) -> str:
        """What messages call it."""
        return f"the grant on {self.table}"

    def statements(self, target: Target, facts: Declarable) -> Iterator[Declared]:  # noqa: ARG002
        """Yield nothing."""
        return iter(())

    def left_alone(self, target: Target) -> Iterator[Unmanaged]:
        """Yield the grant."""
        yield Unmanaged("grant", target.name(self.table, self.schema))


def is_entity(value: object) -> bool:
    """Whether `value` is a ReplaceableEntity of alembic_utils, which is not imported for that."""
    module = sys.modules.get("alembic_utils.replaceable_entity")
    return module is not None and isinstance(value, module.ReplaceableEntity)


def declared_entity(entity: Any, origin: str) -> Declaration:
    """Return what a ReplaceableEntity declares."""
    match entity.type_:
        case "extension":
            return Extension(entity.signature, schema=entity.schema, dialects=_ONLY, origin=origin)
        case "grant_table":
            return TableGrant(entity.schema, entity.table, dialects=_ONLY, origin=origin)
        case _:
            return Object(_text(entity, origin), dialects=_ONLY, origin=origin)


def _text(entity: Any, origin: str) -> str:
    try:
        text: str = entity.to_sql_statement_create().text
    except Exception as error:  # it parses what it was given
        raise EntityError(f"{origin}: {entity.identity} cannot be read: {error}") from error
    # Colons are escaped for SQLAlchemy's text().
    return text.replace("\\:", ":")
