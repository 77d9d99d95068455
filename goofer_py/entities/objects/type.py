"""Types: enums, domains and composite types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from goofer_py.dialects.declarable import Declarable
from goofer_py.entities.objects.declaration import NamedDeclaration
from goofer_py.entities.reading.target import Target
from goofer_py.schema import Declared, Enum

TypeText = str | sa.types.TypeEngine[Any] | type[sa.types.TypeEngine[Any]]
"""A type as text or as SQLAlchemy has it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EnumType(NamedDeclaration):
    """An enum type, for columns or for functions; that of a column needs none of its own."""

    values: Sequence[str] = field(kw_only=False)

    @property
    def kind(self) -> str:
        """What it is."""
        return "enum"

    def enum(self, target: Target) -> Enum:
        """Return the type itself, which no statement has to make."""
        return Enum(self.full_name(target), tuple(self.values), self.comment)

    def statements(self, target: Target, facts: Declarable) -> Iterator[Declared]:
        """Yield who owns it: the type itself is among the enums of the schema."""
        called = f"TYPE {target.dialect.qualified(self.full_name(target))}"
        return self.owned(target, facts, called)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Domain(NamedDeclaration):
    """A type with a default and checks of its own, in which the value is called VALUE.

    `checks` are conditions, or conditions by their names.
    """

    type: TypeText = field(kw_only=False)
    collation: str | None = None
    default: str | None = None
    not_null: bool = False
    checks: str | Sequence[str] | Mapping[str, str] = ()

    @property
    def kind(self) -> str:
        """What it is."""
        return "domain"

    def statements(self, target: Target, facts: Declarable) -> Iterator[Declared]:
        """Yield CREATE DOMAIN, and its comment."""
        quote = target.dialect.quote
        name = target.dialect.qualified(self.full_name(target))
        words = [f"CREATE DOMAIN {name} AS {type_text(self.type, target)}"]
        if self.collation is not None:
            words.append(f"COLLATE {quote(self.collation)}")
        if self.default is not None:
            words.append(f"DEFAULT {self.default}")
        if self.not_null:
            words.append("NOT NULL")
        if isinstance(self.checks, Mapping):
            words += [f"CONSTRAINT {quote(k)} CHECK ({v})" for k, v in self.checks.items()]
        else:
            checks = [self.checks] if isinstance(self.checks, str) else self.checks
            words += [f"CHECK ({check})" for check in checks]
        yield self.made(" ".join(words), target)
        yield from self.commented(target, facts)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CompositeType(NamedDeclaration):
    """A type of several attributes, each with a type of its own."""

    attributes: Mapping[str, TypeText] = field(kw_only=False)

    @property
    def kind(self) -> str:
        """What it is."""
        return "composite type"

    def statements(self, target: Target, facts: Declarable) -> Iterator[Declared]:
        """Yield CREATE TYPE, and its comment."""
        full_name = target.dialect.qualified(self.full_name(target))
        attributes = ", ".join(
            f"{target.dialect.quote(name)} {type_text(type_, target)}"
            for name, type_ in self.attributes.items()
        )
        yield self.made(f"CREATE TYPE {full_name} AS ({attributes})", target)
        yield from self.commented(target, facts, f"TYPE {full_name}")


def type_text(type_: TypeText, target: Target) -> str:
    """Return a type in the words of the target."""
    if isinstance(type_, str):
        return type_
    made = type_() if isinstance(type_, type) else type_
    return str(target.compiler.type_compiler.process(made))
