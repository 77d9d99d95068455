"""What leads from the tables, views and dictionaries of a database to other ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from goofer_py.errors import EntityError
from goofer_py.stores.clickhouse.catalog import (
    Catalog,
    Dictionary,
    Relation,
    Table,
    View,
    renamed,
)
from goofer_py.stores.clickhouse.quoting import quoted
from goofer_py.stores.clickhouse.way import Way

TableWay = Callable[[Table, Table, Mapping[str, str]], Way]
"""What leads from one table to another, with the old names of columns by the new ones."""


@dataclass(frozen=True, slots=True)
class Renames:
    """Old names by new ones: of tables and views, and of the columns of each table."""

    relations: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def there(self, current: Catalog) -> Renames:
        """Return those of relations that are still to be done."""
        relations = {
            new: old for new, old in self.relations.items() if old in current and new not in current
        }
        return Renames(relations, self.columns)

    def back(self) -> Renames:
        """Return the way back."""
        return Renames(
            {old: new for new, old in self.relations.items()},
            {
                self.relations.get(table, table): {old: new for new, old in pairs.items()}
                for table, pairs in self.columns.items()
            },
        )


def moved(current: Catalog, renames: Renames) -> dict[str, Relation]:
    """Return what there is once tables and views are renamed."""
    news = {old: new for new, old in renames.relations.items()}
    return {
        news.get(name, name): renamed(one, news.get(name, name)) for name, one in current.items()
    }


def way(current: Catalog, desired: Catalog, renames: Renames, table_way: TableWay) -> Way:
    """Return what leads from `current` to `desired`, in the order in which it can run.

    Both are in an order in which they can be made. What is not desired is dropped. Raises
    EntityError for what cannot be changed without losing something.
    """
    before = moved(current, renames)
    first = [
        Way((f"rename {before[new].kind} {old} to {new}",), (_rename(before[new], old, new),))
        for new, old in renames.relations.items()
    ]
    pairs = [(before[name], after) for name, after in desired.items() if name in before]
    gone = [one for name, one in reversed(before.items()) if name not in desired]
    again = [(old, new) for old, new in pairs if old != new and _is_made_again(old, new)]
    made = [one for name, one in desired.items() if name not in before]
    made += [new for _, new in again]
    anew = {new.name for _, new in again}
    order = list(desired)
    made.sort(key=lambda one: order.index(one.name))
    changed = [(old, new) for old, new in pairs if old != new and (old, new) not in again]
    steps = [
        *first,
        *(_dropped(one) for one in gone if isinstance(one, View)),
        *(_dropped(old, again=True) for old, _ in reversed(again)),
        *(_created(one) for one in made if not isinstance(one, View)),
        *(
            step
            for old, new in changed
            if isinstance(new, Dictionary)
            for step in _replaced(old, new)
        ),
        *(
            table_way(old, new, renames.columns.get(new.name, {}))
            for old, new in changed
            if isinstance(old, Table) and isinstance(new, Table)
        ),
        *(step for old, new in changed if isinstance(new, View) for step in _replaced(old, new)),
        *(_created(one, again=one.name in anew) for one in made if isinstance(one, View)),
        *(_late(_dropped(one)) for one in gone if not isinstance(one, View)),
    ]
    return sum(steps, Way(()))


def _late(one: Way) -> Way:
    return Way(one.about, (), one.early, one.loses)


def _rename(one: Relation, old: str, new: str) -> str:
    word = "DICTIONARY" if isinstance(one, Dictionary) else "TABLE"
    return f"RENAME {word} {quoted(old)} TO {quoted(new)}"


def _created(one: Relation, *, again: bool = False) -> Way:
    if not again:
        return Way((f"create {one.kind} {one.name}",), (one.creation(),))
    note = f"{one.name} is dropped and made again: it does not see what is written in between"
    return Way((f"make {one.kind} {one.name} anew",), (one.creation(),), notes=(note,))


def _dropped(one: Relation, *, again: bool = False) -> Way:
    word = {"dictionary": "DICTIONARY", "table": "TABLE"}.get(one.kind, "VIEW")
    own = isinstance(one, Table) or (isinstance(one, View) and "ENGINE" in one.clauses)
    about = () if again else (f"drop {one.kind} {one.name}",)
    loses = (f"the rows of {one.name}",) if own else ()
    return Way(about, (f"DROP {word} {quoted(one.name)}",), loses=loses)


def _is_made_again(old: Relation, new: Relation) -> bool:
    """Say whether the one is dropped and the other made, because nothing changes it."""
    if old.kind != new.kind:
        if isinstance(old, Table) or _has_rows(old):
            raise _refused(f"{old.name} is a {old.kind} and is to be a {new.kind}")
        return True
    if not isinstance(old, View) or not isinstance(new, View) or old.kind == "view":
        return False
    if _is_altered(old, new):
        return False
    if _has_rows(old) or _has_rows(new):
        raise _refused(f"the table of the materialized view {old.name} would lose its rows")
    return True


def _has_rows(one: Relation) -> bool:
    return isinstance(one, View) and "ENGINE" in one.clauses


def _is_altered(old: View, new: View) -> bool:
    """Say whether ALTER changes a materialized view: not where it writes to, nor its own table."""
    if ("REFRESH" in old.clauses) != ("REFRESH" in new.clauses):
        return False
    same = all(
        old.clauses.get(word) == new.clauses.get(word)
        for word in (*old.clauses, *new.clauses)
        if word not in ("COMMENT", "REFRESH")
    )
    return same and ("TO" in new.clauses or old.columns == new.columns)


def _replaced(old: Relation, new: Relation) -> Iterator[Way]:
    """Yield what changes a view or dictionary."""
    match new:
        case Dictionary() | View(kind="view"):
            replace = new.creation().replace("CREATE", "CREATE OR REPLACE", 1)
            yield Way((f"change {new.kind} {new.name}",), (replace,))
        case View() if isinstance(old, View):
            alter = f"ALTER TABLE {quoted(new.name)} MODIFY"
            if old.query != new.query:
                about = f"change the query of the materialized view {new.name}"
                yield Way((about,), (f"{alter} QUERY {new.query}",))
            if old.clauses.get("REFRESH") != new.clauses.get("REFRESH"):
                about = f"change when the materialized view {new.name} is made anew"
                yield Way((about,), (f"{alter} REFRESH {new.clauses['REFRESH']}",))
            if old.clauses.get("COMMENT") != new.clauses.get("COMMENT"):
                comment = new.clauses.get("COMMENT", "''")
                yield Way((f"change the comment of {new.name}",), (f"{alter} COMMENT {comment}",))


def _refused(what: str) -> EntityError:
    return EntityError(
        f"{what}: ClickHouse has no statement for it. Nothing was written.",
        hint="declare it as it is, or write a migration that makes a new one and copies",
    )
