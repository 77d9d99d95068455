"""What ALTER TABLE does for a table that is to be another one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from goofer_py.stores.clickhouse.catalog import VALUES, Column, Table
from goofer_py.stores.clickhouse.fitting import is_nullable, refusal
from goofer_py.stores.clickhouse.quoting import quoted, text
from goofer_py.stores.clickhouse.way import Way
from goofer_py.stores.clickhouse.wording import split

_FIXED = ("ENGINE", "PARTITION BY")
_BUILT = ("INDEX", "PROJECTION")


@dataclass(slots=True)
class _Commands:
    """The commands of ALTER TABLE, in the order in which the server takes them."""

    about: list[str] = field(default_factory=list)
    guards: list[str] = field(default_factory=list)
    removing: list[str] = field(default_factory=list)
    making: list[str] = field(default_factory=list)
    setting: list[str] = field(default_factory=list)
    filling: list[str] = field(default_factory=list)
    dropping: list[str] = field(default_factory=list)
    loses: list[str] = field(default_factory=list)


def altered(before: Table, after: Table) -> Way | None:
    """Return the way by ALTER TABLE; None where it can be seen that there is none.

    Whether the server takes it is for the server to say.
    """
    if any(before.clauses.get(word) != after.clauses.get(word) for word in _FIXED):
        return None
    if before.primary_key != after.primary_key:
        return None
    if not _extends(before, after) and not _extends(after, before):
        return None
    commands = _Commands()
    _parts(before, after, commands)
    _columns(before, after, commands)
    _keys(before, after, commands)
    _settings(before, after, commands)
    _comment(before, after, commands)
    alter = f"ALTER TABLE {quoted(after.name)}"
    early = [
        *commands.guards,
        *_statement(alter, commands.removing),
        *_statement(alter, commands.making),
        *(f"{alter} {one}" for one in (*commands.setting, *commands.filling)),
    ]
    late = _statement(alter, commands.dropping)
    return Way(tuple(commands.about), tuple(early), tuple(late), tuple(commands.loses))


def _statement(alter: str, commands: Sequence[str]) -> list[str]:
    if not commands:
        return []
    if len(commands) == 1:
        return [f"{alter} {commands[0]}"]
    return [f"{alter}\n    " + ",\n    ".join(commands)]


def elements(key: str) -> list[str]:
    """Return what a sorting key is made of."""
    said = key.strip()
    if said.startswith("(") and said.endswith(")"):
        return split(said[1:-1])
    return [] if said in ("", "tuple()") else [said]


def _extends(before: Table, after: Table) -> bool:
    """Say whether ORDER BY is the same, or has only new columns more at its end."""
    old, new = (elements(one.clauses.get("ORDER BY", "")) for one in (before, after))
    return new[: len(old)] == old


def _parts(before: Table, after: Table, commands: _Commands) -> None:
    """Drop, add and fill indexes, projections and constraints."""
    for (kind, name), said in before.parts.items():
        if after.parts.get((kind, name)) != said:
            commands.removing.append(f"DROP {kind} {quoted(name)}")
            if (kind, name) not in after.parts:
                commands.about.append(f"drop {kind.lower()} {after.name}.{name}")
    for (kind, name), said in after.parts.items():
        if before.parts.get((kind, name)) == said:
            continue
        anew = " anew" if (kind, name) in before.parts else ""
        commands.about.append(f"add {kind.lower()} {after.name}.{name}{anew}")
        commands.making.append(f"ADD {kind} {quoted(name)} {said}")
        if kind in _BUILT:
            commands.filling.append(f"MATERIALIZE {kind} {quoted(name)}")


def _columns(before: Table, after: Table, commands: _Commands) -> None:
    for column in after.columns:
        old = before.column(column.name)
        if old is not None and old != column:
            _modified(after.name, old, column, commands)
    order = [one.name for one in before.columns]
    kept = {one.name for one in after.columns}
    last = ""
    for column in after.columns:
        place = f" AFTER {quoted(last)}" if last else " FIRST"
        if column.name not in order:
            at_end = last == ([one for one in order if one in kept] or [""])[-1]
            said = f"{quoted(column.name)} {column.definition()}{'' if at_end else place}"
            commands.making.append(f"ADD COLUMN {said}")
            commands.about.append(f"add column {after.name}.{column.name}")
            _put(order, column.name, last)
        elif _before(order, kept, column.name) != last:
            said = f"{quoted(column.name)} {column.definition()}{place}"
            commands.making.append(f"MODIFY COLUMN {said}")
            commands.about.append(f"move column {after.name}.{column.name}")
            order.remove(column.name)
            _put(order, column.name, last)
        last = column.name
    for column in _in_order([one for one in before.columns if one.name not in kept]):
        commands.dropping.append(f"DROP COLUMN {quoted(column.name)}")
        commands.about.append(f"drop column {after.name}.{column.name}")
        if column.holds:
            commands.loses.append(f"the values of {after.name}.{column.name}")


def _put(order: list[str], name: str, behind: str) -> None:
    order.insert(order.index(behind) + 1 if behind else 0, name)


def _before(order: Sequence[str], kept: set[str], name: str) -> str:
    """Return which of the columns that stay is in front of one."""
    stay = [one for one in order if one in kept]
    at = stay.index(name)
    return stay[at - 1] if at else ""


def _in_order(columns: Sequence[Column]) -> list[Column]:
    """Return columns with those first of which others are not made."""
    rest, ordered = list(columns), []
    while rest:
        free = [one for one in rest if not any(_uses(other, one) for other in rest)]
        # What goes round in a circle is for the server to refuse.
        free = free or rest[:1]
        ordered += free
        rest = [one for one in rest if one not in free]
    return ordered


def _uses(user: Column, one: Column) -> bool:
    said = " ".join(user.clauses.values())
    return user is not one and one.name in said


def _modified(table: str, old: Column, new: Column, commands: _Commands) -> None:
    name = quoted(new.name)
    words = _changed(old.clauses, new.clauses)
    gone = [word for word in words if word not in new.clauses and word in old.clauses]
    removed = [word for word in gone if word not in VALUES or not new.value]
    commands.removing += [f"MODIFY COLUMN {name} REMOVE {word}" for word in removed]
    # A new kind of value takes the place of the old one.
    rest = [word for word in words if word not in removed]
    if old.type != new.type:
        commands.about.append(f"change {table}.{new.name} from {old.type} to {new.type}")
        commands.guards += refusal(table, old, new)
    if words:
        what = ", ".join(words)
        commands.about.append(f"change {what} of {table}.{new.name}")
    if rest == ["COMMENT"] and old.type == new.type:
        commands.making.append(f"COMMENT COLUMN {name} {new.clauses['COMMENT']}")
    elif (rest or old.type != new.type) and _fills(old, new):
        # The server asks for what NULL becomes, though there is none.
        value = {"DEFAULT": f"defaultValueOfTypeName({text(new.type)})"}
        filled = Column(new.name, new.type, {**value, **new.clauses})
        commands.making.append(f"MODIFY COLUMN {name} {filled.definition()}")
        commands.setting.append(f"MODIFY COLUMN {name} REMOVE DEFAULT")
    elif rest or old.type != new.type:
        commands.making.append(f"MODIFY COLUMN {name} {new.definition()}")
    made = new.clauses.get("MATERIALIZED")
    if made is not None and (old.clauses.get("MATERIALIZED") != made or old.type != new.type):
        commands.filling.append(f"MATERIALIZE COLUMN {name}")
    if old.holds and not new.holds:
        commands.loses.append(f"the values of {table}.{new.name}")
    if "TTL" in words and "TTL" in new.clauses:
        commands.loses.append(f"the values of {table}.{new.name} that its TTL ends")


def _fills(old: Column, new: Column) -> bool:
    """Say whether a column that may have NULL is to be one that has not, and no default."""
    return is_nullable(old.type) and not is_nullable(new.type) and not new.value


def _changed(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    words = dict.fromkeys((*old, *new))
    return [word for word in words if old.get(word) != new.get(word)]


def _keys(before: Table, after: Table, commands: _Commands) -> None:
    for word in _changed(before.clauses, after.clauses):
        said = after.clauses.get(word)
        if word in ("SETTINGS", "COMMENT", "PRIMARY KEY"):
            continue
        commands.about.append(f"change {word} of {after.name}")
        if said is None:
            commands.removing.append(f"REMOVE {word}")
        else:
            commands.making.append(f"MODIFY {word} {said}")
        if word == "TTL" and said is not None:
            commands.loses.append(f"the rows of {after.name} that its TTL ends")


def _settings(before: Table, after: Table, commands: _Commands) -> None:
    old, new = before.settings, after.settings
    changed = _changed(old, new)
    gone = [name for name in changed if name not in new]
    if gone:
        commands.setting.append(f"RESET SETTING {', '.join(gone)}")
    if said := [f"{name} = {new[name]}" for name in changed if name in new]:
        commands.setting.append(f"MODIFY SETTING {', '.join(said)}")
    commands.about += [f"change setting {name} of {after.name}" for name in changed]


def _comment(before: Table, after: Table, commands: _Commands) -> None:
    old, new = (one.clauses.get("COMMENT", "''") for one in (before, after))
    if old != new:
        commands.making.append(f"MODIFY COMMENT {new}")
        commands.about.append(f"change the comment of {after.name}")


def renaming(before: Table, renames: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the old and new names of the columns that have to be renamed."""
    there = {one.name for one in before.columns}
    for new, old in renames.items():
        if old in there and new not in there:
            yield old, new
