"""The fields of a dataclass or pydantic model, and what their annotations say."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from goofer_py.entities.annotations import Field
from goofer_py.entities.origin import qualified_name
from goofer_py.errors import EntityError

_MISSING = object()
_UNIONS = (typing.Union, types.UnionType)
_BOUNDS = ("ge", "gt", "le", "lt")
_SIZES = {"max_length": "length", "max_digits": "precision", "decimal_places": "scale"}


@dataclass(frozen=True, slots=True)
class Declaration:
    """One field: its `core` type without Optional and Annotated, and what was said around it.

    `bounds` are ge, gt, le and lt with their values; `default` is a plain value that the
    application gives, wrapped in a tuple, and () where there is none.
    """

    entity: str
    name: str
    core: Any
    nullable: bool
    said: Field
    bounds: Mapping[str, Any] = field(default_factory=dict)
    default: tuple[Any, ...] = ()
    json: bool = False


def is_model(cls: object) -> bool:
    """Whether `cls` is a dataclass or a pydantic model."""
    return isinstance(cls, type) and (dataclasses.is_dataclass(cls) or hasattr(cls, "model_fields"))


def declarations(cls: type) -> Iterator[Declaration]:
    """Yield the fields of `cls` that are columns, in their order."""
    for name, annotation, metadata, default in _fields(cls):
        declaration = _declaration(qualified_name(cls), name, annotation, metadata)
        if not declaration.said.ignore:
            plain = () if default is _MISSING else (default,)
            yield dataclasses.replace(declaration, default=plain)


def _fields(cls: type) -> Iterator[tuple[str, Any, tuple[Any, ...], Any]]:
    pydantic_fields = _pydantic_fields(cls)
    if pydantic_fields is not None:
        for name, info in pydantic_fields.items():
            yield name, info.annotation, tuple(info.metadata), _pydantic_default(info)
        return
    hints = _hints(cls)
    for own in dataclasses.fields(cls):
        said = own.metadata.get("goofer")
        default = _MISSING if own.default is dataclasses.MISSING else own.default
        yield own.name, hints[own.name], () if said is None else (said,), default


def _pydantic_fields(cls: Any) -> Mapping[str, Any] | None:
    """Return the fields as pydantic sees them, of models and of its dataclasses."""
    if not getattr(cls, "__pydantic_complete__", True):
        # Its annotations name classes that were declared after it.
        rebuild = getattr(cls, "model_rebuild", None)
        if rebuild is not None:
            rebuild(raise_errors=False)
    found = getattr(cls, "__pydantic_fields__", None) or getattr(cls, "model_fields", None)
    return found if isinstance(found, Mapping) else None


def _pydantic_default(info: Any) -> Any:
    return _MISSING if info.is_required() or info.default_factory is not None else info.default


def _hints(cls: type) -> dict[str, Any]:
    try:
        return typing.get_type_hints(cls, include_extras=True)
    except (NameError, TypeError) as error:
        raise EntityError(
            f"The annotations of {qualified_name(cls)} cannot be read: {error}.",
            hint="import the name at the top of the module, not only for type checking",
        ) from error


def _declaration(entity: str, name: str, annotation: Any, around: Iterable[Any]) -> Declaration:
    core, metadata, nullable = _unwrap(annotation, list(_flat(around)))
    said, bounds = Field(), {}
    for item in metadata:
        if isinstance(item, Field):
            said = item.over(said)
        elif item is not None and not isinstance(item, type):
            said = _sizes(item).over(said)
            bounds.update(_bounds(item))
    json = any(getattr(item, "__name__", type(item).__name__) == "Json" for item in metadata)
    return Declaration(entity, name, core, nullable, said, bounds, json=json)


def _unwrap(annotation: Any, metadata: list[Any]) -> tuple[Any, list[Any], bool]:
    """Take Annotated, Optional, NewType and type aliases off; what is outside comes last."""
    nullable = False
    while True:
        origin = typing.get_origin(annotation)
        arguments = typing.get_args(annotation)
        if origin is Annotated:
            annotation, metadata = arguments[0], [*_flat(arguments[1:]), *metadata]
        elif origin in _UNIONS and types.NoneType in arguments:
            members = [member for member in arguments if member is not types.NoneType]
            annotation, nullable = typing.Union[tuple(members)], True  # noqa: UP007 - built here
        elif origin is typing.Literal and None in arguments:
            kept = tuple(value for value in arguments if value is not None)
            annotation, nullable = typing.Literal[kept], True
        elif (inner_type := _aliased(annotation)) is not None:
            annotation = inner_type
        else:
            return annotation, metadata, nullable


def _aliased(annotation: Any) -> Any:
    """Return what a NewType, a `type` alias or a Final stands for; None for anything else."""
    if isinstance(annotation, typing.NewType):
        return annotation.__supertype__
    if type(annotation).__name__ == "TypeAliasType":
        return annotation.__value__
    if typing.get_origin(annotation) is typing.Final:
        return typing.get_args(annotation)[0]
    return None


def _flat(metadata: Iterable[Any]) -> Iterator[Any]:
    """Yield the metadata, with pydantic's FieldInfo replaced by what it holds."""
    for item in metadata:
        inner = getattr(item, "metadata", None)
        if isinstance(inner, list | tuple) and not isinstance(item, Field):
            yield from inner
        else:
            yield item


def _sizes(item: Any) -> Field:
    values = {column: getattr(item, key, None) for key, column in _SIZES.items()}
    return Field(**values)


def _bounds(item: Any) -> dict[str, Any]:
    found = ((key, getattr(item, key, None)) for key in _BOUNDS)
    return {key: value for key, value in found if value is not None}
