"""How a program declares its collections: on pydantic or SQLModel classes, or by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any, TypeVar

from goofer_py.errors import EntityError
from goofer_py.stores.mongodb.schema import validator_of

C = TypeVar("C", bound=type)
Keys = str | Sequence[tuple[str, Any]]

_MARK = "__goofer_collection__"


@dataclass(frozen=True, slots=True)
class Index:
    """An index: one field, or fields with 1, -1, "text", "2dsphere" or "hashed".

    `options` are those of the command createIndexes, such as {"expireAfterSeconds": 60}.
    """

    keys: Keys
    name: str | None = None
    unique: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)

    def specification(self) -> dict[str, Any]:
        """Return it as the command createIndexes takes it."""
        fields = [(self.keys, 1)] if isinstance(self.keys, str) else list(self.keys)
        name = self.name or "_".join(f"{one}_{way}" for one, way in fields)
        unique = {"unique": True} if self.unique else {}
        return {"key": dict(fields), "name": name, **unique, **self.options}


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection, or a view if it is `on` another one, as it should be.

    `validator` is what a query is made of. `level` is strict, moderate or off; `action` error or
    warn. `options` are those of the command create, such as {"capped": True, "size": 4096}.
    """

    name: str
    validator: Mapping[str, Any] | None = None
    indexes: Sequence[Index] = ()
    level: str = "strict"
    action: str = "error"
    renamed_from: str | None = None
    on: str | None = None
    pipeline: Sequence[Mapping[str, Any]] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    def creation(self) -> dict[str, Any]:
        """Return the command that makes it, without its indexes."""
        if self.on is not None:
            view = {"viewOn": self.on, "pipeline": list(self.pipeline)}
            return {"create": self.name, **view, **self.options}
        checked = {"validationLevel": self.level, "validationAction": self.action}
        rules = {} if self.validator is None else {"validator": dict(self.validator), **checked}
        return {"create": self.name, **self.options, **rules}


def collection(
    name: str,
    *,
    indexes: Iterable[Index] = (),
    validated: bool = True,
    level: str = "strict",
    action: str = "error",
    renamed_from: str | None = None,
    **options: Any,
) -> Callable[[C], C]:
    """Declare that a class's documents are in the collection `name`.

    Unless it is not to be `validated`, its fields are what the server checks.
    """

    def declared(cls: C) -> C:
        if validated and not hasattr(cls, "model_json_schema"):
            raise EntityError(
                f"{cls.__qualname__} says nothing that the server could check.",
                hint="make it a pydantic or SQLModel class, or say validated=False",
            )
        validator = validator_of(cls) if validated else None
        found = Collection(name, validator, tuple(indexes), level, action, renamed_from)
        setattr(cls, _MARK, replace(found, options=options))
        return cls

    return declared


def view(name: str, on: str, pipeline: Sequence[Mapping[str, Any]], **options: Any) -> Collection:
    """Declare a view: the documents of a collection or another view, as the pipeline has them."""
    return Collection(name, on=on, pipeline=tuple(pipeline), options=options)


def declared_in(modules: Iterable[ModuleType]) -> tuple[Collection, ...]:
    """Return what modules declare, by name; raises EntityError for a name that is there twice."""
    found: dict[str, Collection] = {}
    for module in modules:
        for value in vars(module).values():
            one = vars(value).get(_MARK) if isinstance(value, type) else value
            if not isinstance(one, Collection):
                continue
            if found.setdefault(one.name, one) is not one:
                raise EntityError(f"The collection {one.name} is declared twice.")
    return tuple(found[name] for name in sorted(found))
