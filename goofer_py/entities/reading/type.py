"""Column types as the dialect spells them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import CompileError

from goofer_py.entities.reading.target import Target
from goofer_py.errors import EntityError, UnmappedType
from goofer_py.schema import Enum, Name, Type, Unmanaged

_ENUM = "\0"
_COLLATE = re.compile(
    r'(.*?) COLLATE ((?:"(?:[^"]|"")+"|[\w@.-]+)(?:\."(?:[^"]|"")+")*)\Z', re.DOTALL
)
_CHARSET = re.compile(r"(.*?) CHARACTER SET (\w+)\Z", re.DOTALL)
_CHARSET_WORDS = {" ASCII": "latin1", " UNICODE": "ucs2"}
_NATIONAL = "NATIONAL "
_SERIAL = {
    "SERIAL": "INTEGER",
    "SERIAL4": "INTEGER",
    "BIGSERIAL": "BIGINT",
    "SERIAL8": "BIGINT",
    "SMALLSERIAL": "SMALLINT",
    "SERIAL2": "SMALLINT",
}


@dataclass(frozen=True, slots=True)
class Spelled:
    """A type, and the collation and charset that its declaration names."""

    type: Type
    collation: str | None
    charset: str | None


class TypeReader:
    """Reads types for one target, and gathers the enums and domains that they name."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._named: list[Any] = []
        self._compiler = _recording_compiler(target, self._named)
        self._enums: dict[Name, tuple[Enum, str]] = {}
        self._domains: dict[Name, Unmanaged] = {}
        self._spelled: dict[object, tuple[Spelled, sa.types.TypeEngine[Any]]] = {}

    @property
    def enums(self) -> tuple[Enum, ...]:
        """The enums that the types read so far use."""
        found = (enum for enum, _ in self._enums.values())
        return tuple(sorted(found, key=lambda enum: enum.name.sort_key))

    @property
    def domains(self) -> tuple[Unmanaged, ...]:
        """The domains that the types read so far use; goofer does not create them."""
        return tuple(sorted(self._domains.values(), key=lambda domain: domain.name.sort_key))

    def spelled(self, type_: sa.types.TypeEngine[Any], entity: str, field: str) -> Spelled:
        """Return the type of `field`, its collation and charset taken out of the text."""
        key = _plain_key(type_)
        found = self._spelled.get(key)
        if found is None:
            # Kept together: what is told by its identity must stay.
            found = self._spelled[key] = _parted(self.read(type_, entity, field)), type_
        return found[0]

    def read(self, type_: sa.types.TypeEngine[Any], entity: str, field: str) -> Type:
        """Return the type of `field`, its collation still in the text."""
        self._named.clear()
        try:
            text = self._compiler.process(type_)
        except EntityError:
            raise
        except Exception as error:  # types of the application run in here
            raise _unmapped(type_, entity, field, error) from error
        enums = [self._add(named, f"{entity}.{field}") for named in self._named]
        return self._typed(text, [name for name in enums if name is not None])

    def _typed(self, text: str, enums: list[Name]) -> Type:
        if len(enums) == 1 and text.startswith(_ENUM):
            return Type(text.removeprefix(_ENUM), enums[0])
        for name in enums:
            text = text.replace(_ENUM, self._target.dialect.qualified(name), 1)
        return Type(text)

    def _add(self, named: Any, place: str) -> Name | None:
        name = self._target.name(named.name, named.schema)
        if not isinstance(named, sa.Enum):
            self._domains[name] = Unmanaged("domain", name)
            return None
        enum = Enum(name, tuple(named.enums))
        known, origin = self._enums.setdefault(name, (enum, place))
        if known.values != enum.values:
            raise _two_enums(known, origin, enum, place)
        return name


def _plain_key(type_: sa.types.TypeEngine[Any]) -> object:
    """Return what tells how a type is spelled: which one it is, for all but the simplest.

    Most columns of an application have one of a few types, each with an object of its own.
    """
    kind = type(type_)
    arguments = _PLAIN.get(kind)
    if arguments is None or type_._variant_mapping:
        return id(type_)
    return kind, *(getattr(type_, name) for name in arguments)


# Of exactly these: what inherits from one may say more.
_PLAIN: Mapping[type, tuple[str, ...]] = {
    sa.Integer: (),
    sa.BigInteger: (),
    sa.SmallInteger: (),
    sa.Date: (),
    sa.DateTime: ("timezone",),
    sa.Numeric: ("precision", "scale"),
    sa.String: ("length", "collation"),
    sa.Text: ("length", "collation"),
    sa.Unicode: ("length", "collation"),
    sa.UnicodeText: ("length", "collation"),
}


def _parted(type_: Type) -> Spelled:
    type_, collation = without_collation(type_)
    type_, charset = without_charset(type_)
    return Spelled(type_, collation, charset)


def without_collation(type_: Type) -> tuple[Type, str | None]:
    """Return a type without its COLLATE clause, and the name in it."""
    match = _COLLATE.match(type_.text)
    if match is None:
        return type_, None
    plain = match[2].replace('"."', ".").strip('"').replace('""', '"')
    return Type(match[1], type_.enum), plain


def without_charset(type_: Type) -> tuple[Type, str | None]:
    """Return a type without its CHARACTER SET clause, and the name in it."""
    match = _CHARSET.match(type_.text)
    if match is not None:
        return Type(match[1], type_.enum), match[2]
    if type_.text.startswith(_NATIONAL):
        return Type(type_.text.removeprefix(_NATIONAL), type_.enum), "utf8mb3"
    for word, charset in _CHARSET_WORDS.items():
        if type_.text.endswith(word):
            return Type(type_.text.removesuffix(word), type_.enum), charset
    return type_, None


def serial_type(word: str) -> str | None:
    """Return the type of the column that `word`, such as BIGSERIAL, makes; None if it is none."""
    return _SERIAL.get(word.upper())


def _recording_compiler(target: Target, named: list[Any]) -> Any:
    """Return the dialect's type compiler, made to note the named types that it comes across.

    It resolves variants, decorators and arrays itself, so nothing of that is done twice here.
    """
    original: Any = target.sqlalchemy.type_compiler_cls
    methods: dict[str, Callable[..., str]] = {}

    def visit_enum_type(self: Any, type_: Any, **options: Any) -> str:
        original.visit_ENUM(self, type_, **options)  # refuses one without a name
        named.append(type_)
        return _ENUM

    def visit_domain(self: Any, type_: Any, **options: Any) -> str:
        named.append(type_)
        text: str = original.visit_DOMAIN(self, type_, **options)
        return text

    if target.capabilities.enums:
        methods["visit_ENUM"] = visit_enum_type
    if hasattr(original, "visit_DOMAIN"):
        methods["visit_DOMAIN"] = visit_domain
    return type("RecordingTypeCompiler", (original,), methods)(target.sqlalchemy)


def _unmapped(
    type_: sa.types.TypeEngine[Any], entity: str, field: str, error: Exception
) -> EntityError:
    if isinstance(type_, sa.types.NullType):
        hint = "say which type it has: Column(name, Integer)"
        return UnmappedType(entity, field, "NullType, which is none at all", hint=hint)
    if isinstance(error, CompileError) and "can't render element" not in str(error):
        return EntityError(f"{entity}.{field} has the type {type_!r}: {error}")
    hint = "give it a variant for this dialect: Type().with_variant(OtherType(), NAME)"
    return UnmappedType(entity, field, f"{type_!r} ({error})", hint=hint)


def _two_enums(first: Enum, origin: str, second: Enum, place: str) -> EntityError:
    return EntityError(
        f"The enum type {first.name} is declared twice: as {', '.join(first.values)} by {origin}, "
        f"and as {', '.join(second.values)} by {place}.",
        hint="give one of them another name, or let both use one Enum object",
    )
