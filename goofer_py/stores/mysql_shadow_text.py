"""The statements by which a copy of a table on MySQL or MariaDB is filled and kept up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from goofer_py.stores.mysql_shadow_form import FormColumn, FormKey, Reference, UserTrigger

if TYPE_CHECKING:
    from goofer_py.stores.store import Bound

Place = tuple[str, str]
_LONG, _LONGEST = 44, 56
_REPLAYS = "@goofer_replays"
"""Is set while a write is repeated on the copy, where triggers of others must not run again."""
_GUARD = f"IF {_REPLAYS} IS NULL THEN /* {{}} */ "
_GUARDED = re.compile(rf"IF {_REPLAYS} IS NULL THEN /\* (.+?) \*/ (.*); END IF", re.DOTALL)


def quote(name: str) -> str:
    """Return a name as every sql_mode reads it."""
    return "`{}`".format(name.replace("`", "``"))


def full(place: Place) -> str:
    """Return the name of a table with its database."""
    return f"{quote(place[0])}.{quote(place[1])}"


def listed(names: Sequence[str]) -> str:
    """Return quoted names, with commas between."""
    return ", ".join(map(quote, names))


def short(name: str, length: int = _LONG) -> str:
    """Return a name that leaves room for more, and is no other's."""
    if len(name) <= length:
        return name
    return f"{name[: length - 9]}_{sha256(name.encode()).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class Names:
    """What the copy, the old table and all that goes with them are called."""

    table: Place

    @property
    def new(self) -> Place:
        """The copy."""
        return self.table[0], f"_{short(self.table[1])}_goofer_new"

    @property
    def old(self) -> Place:
        """The table, once the copy has taken its name."""
        return self.table[0], f"_{short(self.table[1])}_goofer_old"

    @property
    def triggers(self) -> tuple[str, str, str]:
        """Those that repeat every write on the copy: inserts, updates, deletes."""
        name = short(self.table[1])
        return f"goofer_{name}_ins", f"goofer_{name}_upd", f"goofer_{name}_del"

    @staticmethod
    def beside(name: str) -> str:
        """Return what a foreign key or a trigger is called while its name is taken."""
        return f"_{short(name, _LONGEST)}_goofer"


@dataclass(frozen=True, slots=True)
class Pairs:
    """The columns of the table and of the copy that hold the same, and the key of both.

    `guarded` says that triggers of others are on the copy too.
    """

    names: Names
    columns: tuple[tuple[FormColumn, FormColumn], ...]
    key: FormKey
    keys: tuple[tuple[FormColumn, FormColumn], ...]
    guarded: bool

    def insert_trigger(self) -> str:
        """Return the trigger that adds what is added."""
        return self._trigger(0, "INSERT", [self._inserted()])

    def update_trigger(self) -> str:
        """Return the trigger that changes what is changed, where it is copied already."""
        sets = ", ".join(f"{quote(new.name)} = NEW.{quote(old.name)}" for old, new in self.columns)
        same = " AND ".join(
            f"NEW.{quote(old.name)} <=> OLD.{quote(old.name)}" for old, _ in self.keys
        )
        new = full(self.names.new)
        there = f"UPDATE {new} SET {sets} WHERE {self._that('OLD.')}"
        moved = f"DELETE FROM {new} WHERE {self._that('OLD.')}; {self._inserted()}"
        return self._trigger(1, "UPDATE", [f"IF {same} THEN {there}; ELSE {moved}; END IF"])

    def delete_trigger(self) -> str:
        """Return the trigger that removes what is removed."""
        gone = f"DELETE FROM {full(self.names.new)} WHERE {self._that('OLD.')}"
        return self._trigger(2, "DELETE", [gone])

    def _trigger(self, number: int, event: str, statements: Sequence[str]) -> str:
        if self.guarded:
            statements = (
                f"DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN SET {_REPLAYS} = NULL; RESIGNAL; END",
                f"SET {_REPLAYS} = 1",
                *statements,
                f"SET {_REPLAYS} = NULL",
            )
        name = quote(self.names.table[0]) + "." + quote(self.names.triggers[number])
        body = "".join(f" {one};" for one in statements)
        table = full(self.names.table)
        return f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW BEGIN{body} END"

    def _inserted(self) -> str:
        values = ", ".join(f"NEW.{quote(old.name)}" for old, _ in self.columns)
        return f"INSERT INTO {full(self.names.new)} ({self._into}) VALUES ({values})"

    @property
    def _into(self) -> str:
        return listed([new.name for _, new in self.columns])

    def _that(self, prefix: str, beside: str = "") -> str:
        """Return the condition for the row of the copy with the key of another row."""
        return " AND ".join(
            f"{beside}{quote(new.name)} = {_as_new(prefix + quote(old.name), old, new)}"
            for old, new in self.keys
        )

    def page(self, condition: str, size: int, *, lock: bool) -> str:
        """Return the query for the next keys; with a `lock` nobody can change their rows then."""
        where = f" WHERE {condition}" if condition else ""
        # A shared lock on another index would not keep the row itself as it is.
        kind = " LOCK IN SHARE MODE" if self.key.name == "PRIMARY" else " FOR UPDATE"
        key = listed(self.key.columns)
        return (
            f"SELECT {key} FROM {full(self.names.table)} FORCE INDEX ({quote(self.key.name)})"
            f"{where} ORDER BY {key} LIMIT {size}{kind * lock}"
        )

    def copy(self, between: Bound) -> Bound:
        """Return what copies the rows that the copy does not have yet."""
        values = ", ".join(f"o.{quote(old.name)}" for old, _ in self.columns)
        first = quote(self.keys[0][1].name)
        sql = (
            f"INSERT INTO {full(self.names.new)} ({self._into}) SELECT {values}"
            f" FROM {self._both(between[0])} WHERE n.{first} IS NULL"
        )
        return sql, between[1]

    def compare(self, between: Bound) -> Bound:
        """Return the query for how many rows the copy lacks, or has in another way."""
        same = " AND ".join(_same(old, new) for old, new in self.columns)
        first = quote(self.keys[0][1].name)
        differs = f"n.{first} IS NULL OR NOT ({same})"
        return f"SELECT coalesce(sum({differs}), 0) FROM {self._both(between[0])}", between[1]

    def counts(self) -> str:
        """Return the query for the rows of both: one statement sees one moment."""
        old, new = full(self.names.table), full(self.names.new)
        return f"SELECT (SELECT count(*) FROM {old}), (SELECT count(*) FROM {new})"

    def _both(self, condition: str) -> str:
        where = f" WHERE {condition}" if condition else ""
        old, new = full(self.names.table), full(self.names.new)
        return f"(SELECT * FROM {old}{where}) AS o LEFT JOIN {new} AS n ON {self._that('o.', 'n.')}"


def _as_new(value: str, old: FormColumn, new: FormColumn) -> str:
    """Return a value of the table so that an index of the copy finds it."""
    if new.charset is None or (old.charset, old.collation) == (new.charset, new.collation):
        return value
    return f"CONVERT({value} USING {new.charset}) COLLATE {new.collation}"


def _same(old: FormColumn, new: FormColumn) -> str:
    a, b = f"o.{quote(old.name)}", f"n.{quote(new.name)}"
    if old.is_text and new.is_text:
        a, b = (f"CAST(CONVERT({one} USING utf8mb4) AS BINARY)" for one in (a, b))
        return f"{a} <=> {b}"
    if old.compares_with(new):
        return f"{a} <=> {b}"
    # What became of the value is the server's business.
    return f"({a} IS NULL) = ({b} IS NULL)"


def add_reference(one: Reference, place: Place, name: str, target: Place) -> str:
    """Return what adds a foreign key to `place`, under a name, towards a table."""
    return (
        f"ALTER TABLE {full(place)} ADD CONSTRAINT {quote(name)} FOREIGN KEY"
        f" ({listed(one.columns)}) REFERENCES {full(target)} ({listed(one.targets)})"
        f" ON DELETE {one.on_delete} ON UPDATE {one.on_update}, ALGORITHM=INPLACE, LOCK=NONE"
    )


def drop_reference(place: Place, name: str) -> str:
    """Return what drops a foreign key."""
    return f"ALTER TABLE {full(place)} DROP FOREIGN KEY {quote(name)}"


def create_trigger(one: UserTrigger, schema: str, name: str, table: Place, *, guarded: bool) -> str:
    """Return what makes a trigger again; a `guarded` one leaves repeated writes alone."""
    user, _, host = one.definer.rpartition("@")
    body = f"{_GUARD.format(one.name)}{one.body}; END IF" if guarded else one.body
    return (
        f"CREATE DEFINER={quote(user)}@{quote(host)} TRIGGER {quote(schema)}.{quote(name)}"
        f" {one.timing} {one.event} ON {full(table)} FOR EACH ROW {body}"
    )


def unguarded(one: UserTrigger) -> UserTrigger | None:
    """Return what a guarded trigger stands for; None for one that is not guarded."""
    found = _GUARDED.fullmatch(one.body)
    return None if found is None else replace(one, name=found[1], body=found[2])


REPLAYING = (f"SET {_REPLAYS} = 1", f"SET {_REPLAYS} = NULL")
"""What a session says before and after it copies rows."""
