"""Functions and procedures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from goofer_py.dialects.declarable import Declarable
from goofer_py.entities.objects.declaration import NamedDeclaration
from goofer_py.entities.objects.text import listed, one_statement, text_constant, without_defaults
from goofer_py.entities.reading.target import Target
from goofer_py.schema import Declared


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Routine(NamedDeclaration):
    """A function or procedure, by its parts or by its whole CREATE statement alone.

    `arguments` are those of the statement, as "a integer, b text" or one by one. `body` is what
    the language has it, on MySQL a statement. `options` are further words such as "STABLE" or
    "SECURITY DEFINER".
    """

    arguments: str | Sequence[str] = field(default=(), kw_only=False)
    returns: str | None = field(default=None, kw_only=False)
    body: str | None = field(default=None, kw_only=False)
    language: str = "sql"
    options: Sequence[str] = ()

    def statements(self, target: Target, facts: Declarable) -> Iterator[Declared]:
        """Yield the CREATE statement, and its comment."""
        if self.is_whole:
            yield one_statement(self.name, self.origin, target)
        else:
            yield self.made(self._statement(target, facts), target)
        name, arguments = target.dialect.qualified(self.full_name(target)), self._arguments
        told_by = "" if self.is_whole else f"({without_defaults(arguments)})"
        identity = f"{self.kind.upper()} {name}{told_by}"
        yield from self.commented(target, facts, identity)

    @property
    def _arguments(self) -> str:
        return listed(self.arguments)

    def _statement(self, target: Target, facts: Declarable) -> str:
        if self.body is None:
            raise self.wrong(
                "has no body.", hint=f"body=..., or {type(self).__name__}('CREATE ...') alone"
            )
        name = target.dialect.qualified(self.full_name(target))
        words = [f"CREATE {self.kind.upper()} {name}({self._arguments})"]
        if self.returns is not None:
            words.append(f"RETURNS {self.returns}")
        if facts.quoted_bodies:
            words.append(f"LANGUAGE {self.language}")
        words += self.options
        words.append(f"AS {text_constant(self.body)}" if facts.quoted_bodies else self.body.strip())
        return " ".join(words)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Function(Routine):
    """A function, by its parts or by its whole CREATE FUNCTION statement alone.

    `arguments` are those of the statement, as "a integer, b text" or one by one; `returns` is the
    type, or "TABLE (...)", "SETOF ..." or "trigger". `body` is what the language has it, on MySQL
    a statement. `options` are further words such as "STABLE" or "SECURITY DEFINER".
    """

    @property
    def kind(self) -> str:
        """What it is."""
        return "function"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Procedure(Routine):
    """A procedure, by its parts or by its whole CREATE PROCEDURE statement alone.

    `arguments` are those of the statement, as "a integer" or one by one. `body` is what the
    language has it, on MySQL a statement. `options` are further words.
    """

    @property
    def kind(self) -> str:
        """What it is."""
        return "procedure"
