"""Triggers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import sqlalchemy as sa

from goofer_py.dialects.declarable import Declarable
from goofer_py.entities.objects.declaration import NamedDeclaration, table_of
from goofer_py.entities.objects.text import one_statement
from goofer_py.entities.reading.target import Target
from goofer_py.schema import Declared, Name


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trigger(NamedDeclaration):
    """A trigger on a table, by its parts or by its whole CREATE TRIGGER statement alone.

    It calls the function `execute` ("touch()") on PostgreSQL, and holds statements (`body`) on
    the others; both can be given. `events` are "insert", "update", "delete" and "truncate",
    of_columns those that an update waits for. `referencing` names tables of the rows as
    "NEW TABLE AS added". With `deferrable` it is a constraint trigger that waits for the end of
    the transaction when it is told to, or always ("initially").
    """

    table: str | sa.Table | None = field(default=None, kw_only=False)
    timing: Literal["before", "after", "instead of"] = "after"
    events: str | Sequence[str] = "insert"
    of_columns: Sequence[str] = ()
    for_each: Literal["row", "statement"] = "row"
    condition: str | None = None
    referencing: str | None = None
    deferrable: bool | Literal["initially"] = False
    execute: str | None = None
    body: str | None = None

    @property
    def kind(self) -> str:
        """What it is."""
        return "trigger"

    def full_name(self, target: Target) -> Name:
        """Return its name, in the schema of its table."""
        if self.is_whole:
            return self.whole_name(target)
        return Name(target.identifier(self.name), self._table(target).schema)

    def statements(self, target: Target, facts: Declarable) -> Iterator[Declared]:
        """Yield CREATE TRIGGER, and its comment."""
        if self.is_whole:
            yield one_statement(self.name, self.origin, target)
            return
        dialect = target.dialect
        name, table = dialect.quote(self.name), dialect.qualified(self._table(target))
        words = ["CREATE", "CONSTRAINT TRIGGER" if self.deferrable else "TRIGGER", name]
        words += [self.timing.upper(), self._events(target, facts), "ON", table]
        if self.deferrable:
            words.append("DEFERRABLE" + " INITIALLY DEFERRED" * (self.deferrable == "initially"))
        if self.referencing is not None:
            words.append(f"REFERENCING {self.referencing}")
        words.append(f"FOR EACH {self.for_each.upper()}")
        if self.condition is not None:
            words.append(f"WHEN ({self.condition})")
        words.append(self._called() if facts.triggers_call else self._held())
        yield self.made(" ".join(words), target)
        yield from self.commented(target, facts, f"TRIGGER {name} ON {table}")

    def _table(self, target: Target) -> Name:
        if self.table is None:
            raise self.wrong("has no table.", hint='Trigger("name", "table", ...)')
        return table_of(self.table, self.schema, target)

    def _events(self, target: Target, facts: Declarable) -> str:
        given = (self.events,) if isinstance(self.events, str) else self.events
        events = [event.upper() for event in given]
        if len(events) > 1 and not facts.listed_events:
            raise self.wrong(
                f"waits for {len(events)} events, and {target.dialect.name} has one in each "
                "trigger.",
                hint="declare one trigger for each event",
            )
        columns = ", ".join(map(target.dialect.quote, self.of_columns))
        return " OR ".join(
            f"UPDATE OF {columns}" if columns and event == "UPDATE" else event for event in events
        )

    def _called(self) -> str:
        if self.execute is None:
            raise self.wrong(
                "calls no function.", hint='execute="name()" says which one it calls here'
            )
        call = self.execute.strip()
        return f"EXECUTE FUNCTION {call}" + ("" if call.endswith(")") else "()")

    def _held(self) -> str:
        if self.body is None:
            raise self.wrong("has no body.", hint='body="UPDATE ...;" says what it does here')
        body = self.body.strip()
        if body.split(None, 1)[:1] and body.split(None, 1)[0].upper() == "BEGIN":
            return body
        return f"BEGIN {body.rstrip(';')}; END"
