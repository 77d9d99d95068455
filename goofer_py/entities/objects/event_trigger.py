"""Event triggers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from goofer_py.dialects.declarable import Declarable
from goofer_py.entities.objects.declaration import NamedDeclaration
from goofer_py.entities.reading.target import Target
from goofer_py.schema import Declared, Name

_STATES = {False: "DISABLE", "replica": "ENABLE REPLICA", "always": "ENABLE ALWAYS"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EventTrigger(NamedDeclaration):
    """A trigger on what is done to the schema itself, which belongs to the whole database.

    `event` is "ddl_command_start", "ddl_command_end", "sql_drop", "table_rewrite" or "login";
    `execute` is the function that it calls ("audit()"), `tags` the commands that it waits for,
    such as "DROP TABLE". With `enabled` it can be off, or on for "replica" or "always".
    """

    event: str = field(kw_only=False)
    execute: str = field(kw_only=False)
    tags: Sequence[str] = ()
    enabled: bool | Literal["replica", "always"] = True

    @property
    def kind(self) -> str:
        """What it is."""
        return "event trigger"

    def full_name(self, target: Target) -> Name:
        """Return its name, which is in no schema."""
        return Name(target.identifier(self.name))

    def statements(self, target: Target, facts: Declarable) -> Iterator[Declared]:
        """Yield CREATE EVENT TRIGGER, its comment and its state."""
        dialect = target.dialect
        called = f"EVENT TRIGGER {dialect.quote(self.name)}"
        words = [f"CREATE {called} ON {self.event}"]
        if self.tags:
            words.append(f"WHEN TAG IN ({', '.join(map(dialect.literal, self.tags))})")
        call = self.execute.strip()
        words.append(f"EXECUTE FUNCTION {call}" + ("" if call.endswith(")") else "()"))
        yield self.made(" ".join(words), target)
        for one in self.commented(target, facts, called):
            yield Declared(one.statement, self.kind, None, self.origin)
        if self.enabled is not True:
            text = f"ALTER {called} {_STATES[self.enabled]}"
            yield Declared(text, self.kind, None, self.origin)
