"""What all declared objects have in common."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import InitVar, dataclass, field
from pathlib import Path

import sqlalchemy as sa

from goofer_py.dialects.declarable import MARKS, Declarable, declarable
from goofer_py.entities.objects.header import read_header
from goofer_py.entities.objects.text import is_statement
from goofer_py.entities.reading.target import Target
from goofer_py.entities.trace import is_own_code
from goofer_py.errors import EntityError
from goofer_py.schema import Declared, Name, Unmanaged

KEY = "goofer"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Declaration(ABC):
    """An object that is declared beside the entities, and found in modules as tables are.

    With `metadata` it comes along with that MetaData. `dialects` names the only databases that
    it is for, as ("postgresql",); elsewhere it is left out. `origin` is what messages call the
    place of the declaration, the file and line of the call unless it is given.
    """

    metadata: InitVar[sa.MetaData | None] = None
    dialects: Sequence[str] | None = None
    origin: str = field(repr=False, default="")

    def __post_init__(self, metadata: sa.MetaData | None) -> None:
        """Remember where it is declared, and attach it to the MetaData."""
        object.__setattr__(self, "origin", self.origin or _origin())
        for name in self.dialects or ():
            if name not in MARKS:
                known = ", ".join(sorted(MARKS))
                raise EntityError(
                    f"{self.origin}: dialects names {name!r}, which is none of {known}."
                )
        if metadata is not None:
            metadata.info.setdefault(KEY, {}).setdefault("objects", []).append(self)

    @property
    @abstractmethod
    def kind(self) -> str:
        """What it is, in the words of SchemaObject.kind."""

    @property
    @abstractmethod
    def label(self) -> str:
        """What messages call it."""

    def declared(self, target: Target) -> Iterator[Declared]:
        """Yield the statements that make it on the target's database.

        Raises EntityError where that database has nothing of the kind.
        """
        facts = declarable(target.dialect)
        if self.kind and self.kind not in facts.kinds:
            raise EntityError(
                f"{self.origin}: {self.label} cannot be made: {target.dialect.name} has nothing "
                f"of the kind.",
                hint='dialects=("postgresql",) declares it for some databases only',
            )
        yield from self.statements(target, facts)

    @abstractmethod
    def statements(self, target: Target, facts: Declarable) -> Iterator[Declared]:
        """Yield the statements in the words of the target."""

    def left_alone(self, target: Target) -> Iterator[Unmanaged]:  # noqa: ARG002
        """Yield what it wants besides and goofer does not make."""
        return iter(())

    def is_for(self, target: Target) -> bool:
        """Whether it is to be there on the target's database."""
        names = declarable(target.dialect).names
        return self.dialects is None or any(name in names for name in self.dialects)

    def renamed(self, target: Target) -> tuple[Name, Name] | None:  # noqa: ARG002
        """Return its name and the one it had before, None where no rename is said."""
        return None

    def wrong(self, reason: str, hint: str | None = None) -> EntityError:
        """Return the error that says what is wrong with the declaration, and where it is."""
        return EntityError(f"{self.origin}: {self.label} {reason}", hint=hint)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NamedDeclaration(Declaration):
    """A declared object with a name of its own in a schema."""

    name: str = field(kw_only=False)
    schema: str | None = None
    comment: str | None = None
    renamed_from: str | None = None
    owner: str | None = None

    @property
    def label(self) -> str:
        """What messages call it."""
        return f"the {self.kind} {' '.join(self.name.split())[:60]}"

    @property
    def is_whole(self) -> bool:
        """Whether it is declared by its whole statement, which stands in the place of the name."""
        return is_statement(self.name)

    def full_name(self, target: Target) -> Name:
        """Return its name on the target."""
        return self.whole_name(target) if self.is_whole else target.name(self.name, self.schema)

    def whole_name(self, target: Target) -> Name:
        """Return the name that the whole statement says; raises EntityError when it says none."""
        found = read_header(self.name, target).name
        if found is None:
            raise self.wrong("is a statement without a name.")
        return found

    def renamed(self, target: Target) -> tuple[Name, Name] | None:
        """Return its name and the one it had before, None where no rename is said."""
        if self.renamed_from is None:
            return None
        new = self.full_name(target)
        schema, dot, plain = self.renamed_from.rpartition(".")
        return new, target.name(plain, schema) if dot else new.renamed(target.identifier(plain))

    def made(self, statement: str, target: Target) -> Declared:
        """Return the statement as what makes this object."""
        return Declared(statement, self.kind, self.full_name(target), self.origin)

    def commented(
        self, target: Target, facts: Declarable, identity: str | None = None
    ) -> Iterator[Declared]:
        """Yield the statements for the comment and the owner, where the database keeps any.

        `identity` is what COMMENT ON calls the object, where that is not kind and name.
        """
        dialect = target.dialect
        called = identity or f"{self.kind.upper()} {dialect.qualified(self.full_name(target))}"
        yield from self.owned(target, facts, called)
        if self.comment is None or not facts.comments_apart:
            return
        text = dialect.literal(self.comment)
        yield Declared(f"COMMENT ON {called} IS {text}", None, None, self.origin)

    def owned(self, target: Target, facts: Declarable, identity: str) -> Iterator[Declared]:
        """Yield the statement for the owner, where one is said and objects have any."""
        if self.owner is not None and "owner" in facts.kinds:
            text = f"ALTER {identity} OWNER TO {target.dialect.quote(self.owner)}"
            yield Declared(text, "owner", self.full_name(target), self.origin)


def table_of(table: str | sa.Table, schema: str | None, target: Target) -> Name:
    """Return the name of a table that is given as itself, as "table" or as "schema.table"."""
    if isinstance(table, sa.Table):
        return target.table_name(table)
    place, dot, plain = table.rpartition(".")
    return target.name(plain, place if dot else schema)


def bound_objects(metadata: sa.MetaData) -> Iterator[Declaration]:
    """Yield what was declared with that `metadata`."""
    yield from metadata.info.get(KEY, {}).get("objects", ())


def _origin() -> str:
    """Return file and line of the application's code that is being executed."""
    frame = sys._getframe(1)
    while frame.f_back is not None and is_own_code(frame.f_code.co_filename):
        frame = frame.f_back
    path = Path(frame.f_code.co_filename)
    here = Path.cwd()
    near = path.relative_to(here) if path.is_relative_to(here) else path
    return f"{near}:{frame.f_lineno}"
