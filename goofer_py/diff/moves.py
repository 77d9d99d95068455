"""Values that new columns take over from columns that go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from goofer_py.diff.graph import parents_first
from goofer_py.diff.hints import Hints, Origin
from goofer_py.diff.move_key import is_unique, joined
from goofer_py.diff.phase import Phase, Step
from goofer_py.errors import UsageError
from goofer_py.operations import AddColumn, AlterColumn, DropColumn, DropTable, Move, MoveValues
from goofer_py.operations.move_values import How, Pair
from goofer_py.schema import Column, Name, Schema, Table

Place = tuple[Name, str]


@dataclass(frozen=True, slots=True)
class Moves:
    """What moves in one change: `heirs` are the new places of each column that goes.

    `back` has the expressions that make a column again within its table, `arrivals` the columns
    that get their values from another table, `whole` the tables that nothing is lost with.
    """

    heirs: Mapping[Place, tuple[Place, ...]] = field(default_factory=dict)
    back: Mapping[Place, str] = field(default_factory=dict)
    arrivals: frozenset[Place] = frozenset()
    moves: tuple[Move, ...] = ()
    whole: Mapping[Name, tuple[Name, ...]] = field(default_factory=dict)

    def steps(self) -> Iterator[Step]:
        """Yield the move itself."""
        if self.moves:
            yield Phase.MOVE_VALUES, MoveValues(self.moves)

    def added(self, table: Name, column: Column, fill: str | None) -> Iterator[Step]:
        """Yield what makes a column whose values come from another table."""
        optional = column if column.fills_itself else replace(column, nullable=True)
        yield Phase.ADD_COLUMN, AddColumn(table, optional)
        if optional != column:
            yield Phase.REQUIRE_COLUMN, AlterColumn(table, optional, column, fill=fill)

    def dropped(self, table: Name, column: Column) -> Iterator[Step]:
        """Yield what drops a column once its values are elsewhere."""
        place = (table, column.name)
        heirs = self.heirs[place]
        left = all(heir in self.arrivals for heir in heirs)
        if left and not column.fills_itself:
            optional = replace(column, nullable=True)
            yield Phase.RELAX_COLUMN, AlterColumn(table, column, optional)
            column = optional
        back = self.back.get(place)
        moved = tuple(f"{t}.{c}" for t, c in heirs) if left or back is not None else ()
        yield Phase.DROP_MOVED_COLUMN, DropColumn(table, column, back, moved=moved)

    def drop_table(self, table: Table) -> Step | None:
        """Return what drops a table after the move; None for one that nothing is taken from."""
        if not any(move.source == table.name for move in self.moves):
            return None
        return Phase.DROP_MOVED_TABLE, DropTable(table, moved=self.whole.get(table.name, ()))


def moves_of(current: Schema, desired: Schema, hints: Hints) -> Moves:
    """Return what the origins in `hints` still ask for; `current` has its new names already.

    Raises UsageError for an origin that the entities still have, or that cannot be followed.
    """
    pending = dict(_pending(current, desired, hints))
    if not pending:
        return Moves()
    heirs: dict[Place, tuple[Place, ...]] = {}
    back: dict[Place, str] = {}
    for place, origin in pending.items():
        for column in origin.columns:
            key = (origin.table, column)
            heirs[key] = (*heirs.get(key, ()), place)
        back.update({(origin.table, column): text for column, text in origin.back})
    across = {place: origin for place, origin in pending.items() if place[0] != origin.table}
    moves = _Planner(current, desired, hints, across).moves()
    return Moves(heirs, back, frozenset(across), moves, dict(_whole(moves, current, desired)))


def _pending(current: Schema, desired: Schema, hints: Hints) -> Iterator[tuple[Place, Origin]]:
    moved = {old: new for new, old in hints.tables.items()}
    for (table, column), origin in hints.origins.items():
        found = moved.get(origin.table, origin.table)
        source = current.find_table(found) or current.find_table(origin.table)
        wanted, there = desired.find_table(table), current.find_table(table)
        if wanted is None or source is None or wanted.find_column(column) is None:
            continue
        if there is not None and there.find_column(column) is not None:
            continue
        if all(source.find_column(name) is not None for name in origin.columns):
            located = replace(origin, table=source.name)
            _check(table, column, located, desired, hints)
            yield (table, column), located


def _check(table: Name, column: str, origin: Origin, desired: Schema, hints: Hints) -> None:
    place = f"{table}.{column}"
    for name in origin.columns:
        old = desired.find_table(origin.table)
        if old is not None and old.find_column(name) is not None:
            raise UsageError(
                f"{place} is to take over the values of {origin.table}.{name}, and the entities "
                "still have that column. Nothing was written.",
                hint=f"remove {name} from the entity of {origin.table}, or the hint",
            )
    if table == origin.table and (table, column) not in hints.fills:
        raise UsageError(
            f"{place} is to get its values from {', '.join(origin.columns)}, and nobody said how. "
            "Nothing was written.",
            hint=f'info={{"goofer": {{"fill": "<SQL>", ...}}}} on {place}',
        )
    if table != origin.table and len(origin.columns) > 1:
        raise UsageError(
            f"{place} is to get its values from several columns of another table. Nothing was "
            "written.",
            hint=f"merge them within {origin.table} first, then move the one that is left",
        )


class _Planner:
    """Plans the moves between tables."""

    def __init__(
        self, current: Schema, desired: Schema, hints: Hints, across: Mapping[Place, Origin]
    ) -> None:
        self.current = current
        self.desired = desired
        self.hints = hints
        self.across = across

    def moves(self) -> tuple[Move, ...]:
        """Return the moves, those into parents first."""
        targets = {table for table, _ in self.across}
        order, _ = parents_first([t for t in self.desired.tables if t.name in targets])
        made: list[Move] = []
        for table in order:
            pairs = ((p, o) for p, o in self.across.items() if p[0] == table.name)
            for source, columns in _by_source(pairs).items():
                made.append(self._move(source, table.name, columns, made))
        return tuple(made)

    def _move(
        self, source: Name, target: Name, origins: Mapping[str, Origin], made: list[Move]
    ) -> Move:
        old, new = self.current.table(source), self.desired.table(target)
        key = joined(old, new, next((o.key for o in origins.values() if o.key), ()))
        columns = tuple((origin.columns[0], column) for column, origin in origins.items())
        fills = {c: self.hints.fills[target, c] for c in origins if (target, c) in self.hints.fills}
        move = Move(
            source,
            target,
            columns,
            key,
            fills=tuple(fills.items()),
            numbered=(_numbered(old, (o for o, _ in key)), _numbered(new, (n for _, n in key))),
        )
        first_out = not any(m.source == source for m in made)
        first_in = not any(m.target == target for m in made)
        forward = self._forward(move, first_in=first_in)
        backward = self._backward(move, first_out=first_out)
        _check_rows_belong(move, forward, old, new)
        vanishes = first_out and self.desired.find_table(source) is None
        appears = first_in and self.current.find_table(target) is None
        every = (
            vanishes or any(not old.column(o).nullable for o, _ in columns),
            appears or any(not new.column(n).nullable for _, n in columns),
        )
        return replace(move, how=(forward, backward), every=every)

    def _forward(self, move: Move, *, first_in: bool) -> How:
        new = self.desired.table(move.target)
        there = self.current.find_table(move.target)
        given = {name for _, name in (*move.columns, *move.key)}
        missing = _missing(new, given)
        if there is None and first_in:
            if missing:
                raise _no_rows(move, missing)
            return "insert"
        always = there is not None and _refers(self.current.table(move.source), there, move.key)
        return "update" if always or missing else "both"

    def _backward(self, move: Move, *, first_out: bool) -> How:
        old = self.current.table(move.source)
        there = self.desired.find_table(move.source)
        given = {name for name, _ in (*move.columns, *move.key)}
        if there is None and first_out and not _missing(old, given) and _is_whole(move, old):
            return "insert"
        target = self.desired.table(move.target)
        back = tuple((n, o) for o, n in move.key)
        always = there is not None and _refers(target, there, back)
        return "update" if always or _missing(old, given) else "both"


def _by_source(
    pairs: Iterable[tuple[Place, Origin]],
) -> dict[Name, dict[str, Origin]]:
    found: dict[Name, dict[str, Origin]] = {}
    for (_, column), origin in pairs:
        found.setdefault(origin.table, {})[column] = origin
    return found


def _missing(table: Table, given: set[str]) -> list[str]:
    """Return the columns that a new row would need and nothing gives it."""
    return [c.name for c in table.columns if c.name not in given and not _makes_itself(c, table)]


def _makes_itself(column: Column, table: Table) -> bool:
    key = table.primary_key
    # SQLite numbers rows by an INTEGER key without a word of it.
    numbers = (
        key is not None and key.columns == (column.name,) and "INT" in str(column.type).upper()
    )
    return column.fills_itself or (numbers and column.type.text.upper() == "INTEGER")


def _refers(child: Table, parent: Table, key: tuple[Pair, ...]) -> bool:
    """Whether every row of `child` has its row in `parent`, by a foreign key."""
    wanted = set(key)
    return any(
        fk.target == parent.name
        and set(zip(fk.columns, fk.target_columns, strict=True)) == wanted
        and all(not child.column(c).nullable for c in fk.columns)
        for fk in child.foreign_keys
    )


def _is_whole(move: Move, table: Table) -> bool:
    """Whether the move takes all that a row of the table holds."""
    taken = {name for name, _ in (*move.columns, *move.key)}
    return not (set(_valuable(table)) - taken)


def _valuable(table: Table) -> Iterator[str]:
    key = () if table.primary_key is None else table.primary_key.columns
    return (c.name for c in table.columns if c.computed is None and c.name not in key)


def _whole(
    moves: tuple[Move, ...], current: Schema, desired: Schema
) -> Iterator[tuple[Name, tuple[Name, ...]]]:
    """Yield the tables that go and whose values all move, with where they move."""
    for name in dict.fromkeys(move.source for move in moves):
        own = [move for move in moves if move.source == name]
        taken = {old for move in own for old, _ in (*move.columns, *move.key)}
        if desired.find_table(name) is None and taken.issuperset(_valuable(current.table(name))):
            yield name, tuple(move.target for move in own)


def _numbered(table: Table, names: Iterable[str]) -> Column | None:
    columns = (table.column(name) for name in names)
    return next((c for c in columns if c.identity is not None), None)


def _check_rows_belong(move: Move, how: How, old: Table, new: Table) -> None:
    """Refuse to choose among several rows that would give one row its value."""
    if how != "insert" and not is_unique(old, [o for o, _ in move.key]):
        raise UsageError(
            f"Several rows of {old.name} may belong to one row of {new.name}, so nobody can say "
            f"whose values it takes over: {', '.join(o for o, _ in move.key)} of {old.name} is not "
            "unique. Nothing was written.",
            hint="write this move by hand: goofer create NAME",
        )


def _no_rows(move: Move, missing: list[str]) -> UsageError:
    return UsageError(
        f"Rows of {move.source} cannot become rows of {move.target}: nothing gives them "
        f"{', '.join(missing)}. Nothing was written.",
        hint="give those columns a server default, or let them be NULL",
    )
