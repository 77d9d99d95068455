"""The types of Cassandra for those of Python."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Callable, Mapping, MutableMapping, MutableSequence, MutableSet, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from ipaddress import IPv4Address, IPv6Address
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from goofer_py.errors import EntityError, UnmappedType

Named = Callable[[type], str | None]
"""Says the name of the type that a class is declared as."""

_PLAIN: Mapping[type, str] = {
    bool: "boolean",
    str: "text",
    int: "bigint",
    float: "double",
    bytes: "blob",
    UUID: "uuid",
    Decimal: "decimal",
    # A datetime is a date, too.
    dt.datetime: "timestamp",
    dt.date: "date",
    dt.time: "time",
    IPv4Address: "inet",
    IPv6Address: "inet",
}
_LISTS = (list, Sequence, MutableSequence)
_SETS = (set, frozenset, AbstractSet, MutableSet)
_MAPS = (dict, Mapping, MutableMapping)


@dataclass(frozen=True, slots=True)
class Cql:
    """A type in CQL, for a field whose Python type does not say it: Annotated[int, Cql("int")]."""

    type: str


class _NoTypeError(Exception):
    """There is no type of Cassandra for this one."""


def fields_of(cls: type, named: Named) -> Mapping[str, str]:
    """Return the fields of a class with their types in CQL; raises UnmappedType."""
    try:
        hints = get_type_hints(cls, include_extras=True)
    except NameError as error:
        raise EntityError(
            f"The annotations of {cls.__qualname__} cannot be read: {error}.",
            hint="import what they name outside of `if TYPE_CHECKING:`",
        ) from error
    found = {}
    for name, hint in hints.items():
        if name.startswith("_") or ClassVar in (hint, get_origin(hint)):
            continue
        try:
            found[name] = _written(hint, named, inside=False)
        except _NoTypeError as error:
            raise UnmappedType(
                cls.__qualname__,
                name,
                str(error),
                hint="say it in CQL: Annotated[..., Cql('text')] of"
                " goofer_py.stores.cassandra.entities",
            ) from None
    return found


def _written(hint: Any, named: Named, *, inside: bool) -> str:
    """Return a type in CQL; `inside` of another one, a collection is frozen."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        said = [one.type for one in arguments[1:] if isinstance(one, Cql)]
        return said[-1] if said else _written(arguments[0], named, inside=inside)
    if (choices := _choices(hint, origin, arguments)) is not None:
        return _one_of(choices, named, inside=inside)
    if origin is not None:
        return _collection(hint, origin, arguments, named, inside=inside)
    if name := named(hint):
        return f"frozen<{name}>"
    return _plain(hint)


def _choices(hint: Any, origin: Any, arguments: Sequence[Any]) -> list[Any] | None:
    """Return the types of what a field may have, where its own type only stands for them."""
    if origin in (Union, types.UnionType):
        return [one for one in arguments if one is not type(None)]
    if origin is Literal:
        return list({type(one) for one in arguments})
    if origin is None and not isinstance(hint, type):
        return [getattr(hint, "__supertype__", None)]
    if origin is None and issubclass(hint, Enum):
        return list({type(one.value) for one in hint})
    return None


def _plain(hint: type) -> str:
    for known, name in _PLAIN.items():
        if issubclass(hint, known):
            return name
    raise _NoTypeError(hint.__qualname__)


def _one_of(hints: Sequence[Any], named: Named, *, inside: bool) -> str:
    if len(hints) != 1 or hints[0] is None:
        raise _NoTypeError(" | ".join(getattr(one, "__name__", str(one)) for one in hints))
    return _written(hints[0], named, inside=inside)


def _collection(
    hint: Any, origin: Any, arguments: Sequence[Any], named: Named, *, inside: bool
) -> str:
    parts = [_written(one, named, inside=True) for one in arguments if one is not ...]
    if origin is tuple and ... not in arguments:
        return f"frozen<tuple<{', '.join(parts)}>>"
    kinds = ((_LISTS, "list", 1), (_SETS, "set", 1), (_MAPS, "map", 2), ((tuple,), "list", 1))
    for origins, word, length in kinds:
        if origin in origins and len(parts) == length:
            made = f"{word}<{', '.join(parts)}>"
            return f"frozen<{made}>" if inside else made
    raise _NoTypeError(str(hint))
