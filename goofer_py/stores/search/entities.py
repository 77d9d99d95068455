"""How a program declares its indexes: on pydantic or SQLModel classes, or by themselves.

Classes `Document` of elasticsearch.dsl, elasticsearch_dsl and opensearchpy declare theirs too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, TypeVar

from goofer_py.errors import EntityError
from goofer_py.stores.search.fields import KEY, properties_of

C = TypeVar("C", bound=type)

_MARK = "__goofer_index__"
_NO_NAME = "*?,"


@dataclass(frozen=True, slots=True)
class Index:
    """An index as it should be: what the alias `name` stands for."""

    name: str
    mappings: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)


def index(
    name: str, *, settings: Mapping[str, Any] | None = None, **mappings: Any
) -> Callable[[C], C]:
    """Declare that a class's documents are in what the alias `name` stands for.

    Its fields are the properties of the mapping, beside `mappings`, such as dynamic="strict".
    """

    def declared(cls: C) -> C:
        if not hasattr(cls, "model_json_schema"):
            raise EntityError(
                f"{cls.__qualname__} does not tell the types of its fields.",
                hint="make it a pydantic or SQLModel class, or write an Index(...)",
            )
        found = Index(name, {**mappings, "properties": properties_of(cls)}, settings or {})
        setattr(cls, _MARK, found)
        return cls

    return declared


def mapped(type: str, **parameters: Any) -> Any:  # noqa: A002 - so it is called there
    """Say how a field is mapped, as an annotation of its type."""
    from pydantic import WithJsonSchema

    return WithJsonSchema({KEY: {"type": type, **parameters}})


def declared_in(modules: Iterable[ModuleType]) -> tuple[Index, ...]:
    """Return what modules declare, by name; raises EntityError for a name that is there twice."""
    found: dict[str, Index] = {}
    for module in modules:
        # A class may be there under several names.
        for one in {id(value): value for value in vars(module).values()}.values():
            declared = _declared(one)
            if declared is None:
                continue
            if found.setdefault(declared.name, declared) != declared:
                raise EntityError(f"The index {declared.name} is declared twice.")
    return tuple(found[name] for name in sorted(found))


def _declared(value: Any) -> Index | None:
    """Return what a value of a module declares, if it does."""
    if isinstance(value, Index):
        return value
    if not isinstance(value, type):
        return None
    own: Index | None = vars(value).get(_MARK)
    return own or _of_document(value)


def _of_document(cls: type) -> Index | None:
    """Return what a class Document declares; None for those that name no index of their own."""
    described: Any = getattr(cls, "_index", None)
    name = getattr(described, "_name", None)
    if not (hasattr(cls, "_doc_type") and hasattr(described, "to_dict") and isinstance(name, str)):
        return None
    if any(one in name for one in _NO_NAME):
        return None
    told = described.to_dict()
    return Index(name, told.get("mappings", {}), told.get("settings", {}))
