"""The decorator that makes a dataclass or pydantic model an entity."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from typing import Any, TypedDict, TypeVar, Unpack, overload

from goofer_py.entities.annotations import Check, Columns, ForeignKey, Index, Unique
from goofer_py.errors import EntityError

_MARK = "__goofer_entity__"
_C = TypeVar("_C", bound=type)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityOptions:
    """What an entity says about its table.

    `table` is the class's name in snake_case unless it is given. `primary_key` names fields
    instead of marking them; () is a table without one. `options` are SQLAlchemy's for tables,
    as `{"sqlite_strict": True}`. With `manage=False` goofer leaves the table alone.
    """

    table: str | None = None
    schema: str | None = None
    primary_key: Columns | None = None
    unique: Sequence[Columns | Unique] = ()
    indexes: Sequence[Columns | Index] = ()
    checks: Sequence[str | Check] = ()
    foreign_keys: Sequence[ForeignKey] = ()
    comment: str | None = None
    renamed_from: str | None = None
    manage: bool = True
    options: Mapping[str, Any] = field(default_factory=dict)


class Options(TypedDict, total=False):
    """The keywords of `@entity` and `SchemaRegistry.register_entity`: see EntityOptions."""

    table: str | None
    schema: str | None
    primary_key: Columns | None
    unique: Sequence[Columns | Unique]
    indexes: Sequence[Columns | Index]
    checks: Sequence[str | Check]
    foreign_keys: Sequence[ForeignKey]
    comment: str | None
    renamed_from: str | None
    manage: bool
    options: Mapping[str, Any]


@overload
def entity(cls: _C, /) -> _C: ...
@overload
def entity(**options: Unpack[Options]) -> Callable[[_C], _C]: ...
def entity(cls: type | None = None, /, **options: Unpack[Options]) -> type | Callable[[type], type]:
    """Make a dataclass or pydantic model an entity, which `register` and `discover` then find.

    The class itself stays as it is. Used bare, or with the keywords of EntityOptions.
    """
    said = entity_options(options)

    def mark(marked: type) -> type:
        setattr(marked, _MARK, said)
        return marked

    return mark if cls is None else mark(cls)


def entity_options(
    options: Mapping[str, Any], before: EntityOptions | None = None
) -> EntityOptions:
    """Return `before` with the options that are given; an EntityError names an unknown one."""
    known = [f.name for f in fields(EntityOptions)]
    for key in options:
        if key not in known:
            near = get_close_matches(key, known, n=1, cutoff=0.5)
            raise EntityError(
                f"@entity has no option {key!r}; it has: {', '.join(known)}.",
                hint=f"did you mean {near[0]!r}?" if near else None,
            )
    return replace(before or EntityOptions(), **options)


def options_of(cls: type) -> EntityOptions | None:
    """Return what `@entity` on `cls` itself said; None for any other class."""
    found = vars(cls).get(_MARK)
    return found if isinstance(found, EntityOptions) else None
