"""The checks that need not be written: what every schema says by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from goofer_py.checks.check import ALWAYS, Applies, Finding, Row, finding
from goofer_py.checks.looking import Looking
from goofer_py.introspect.patterns import matches
from goofer_py.schema import ForeignKey, Name, Table


@dataclass(frozen=True, slots=True)
class Orphans:
    """No row refers to one that is not there, whether or not the database sees to that."""

    name: str = "orphans"
    applies: Applies = ALWAYS

    def ask(self, looking: Looking) -> Sequence[Finding]:
        """Return a finding for each foreign key with orphans."""
        return list(self._found(looking))

    def _found(self, looking: Looking) -> Iterator[Finding]:
        for table in looking.schema.tables:
            for key in table.foreign_keys:
                # A period is covered by several rows together, which the server sees to.
                if key.period:
                    continue
                shown, target = _shown(table, key.columns), looking.located(key.target)
                rows = looking.first_rows(_orphans(looking, table, key, shown, target))
                if rows:
                    listed = ", ".join(key.columns)
                    gone = "" if target else ", which is not there"
                    message = f"rows of {table.name} whose {listed} is not in {key.target}{gone}."
                    yield finding(self.name, message, [_labelled(shown, row) for row in rows])


def _orphans(
    looking: Looking, table: Table, key: ForeignKey, shown: Sequence[str], target: str | None
) -> str:
    """Return the query for the rows that refer to none; to no table refer all that have values."""
    dialect = looking.session.dialect
    quote = dialect.quote
    columns = ", ".join(f"c.{quote(column)}" for column in shown)
    given = " AND ".join(f"c.{quote(column)} IS NOT NULL" for column in key.columns)
    rows = f"SELECT {columns} FROM {dialect.qualified(table.name)} c WHERE {given}"
    if target is None:
        return rows
    pairs = zip(key.columns, key.target_columns, strict=True)
    same = " AND ".join(f"p.{quote(there)} = c.{quote(here)}" for here, there in pairs)
    return f"{rows} AND NOT EXISTS (SELECT 1 FROM {target} p WHERE {same})"


@dataclass(frozen=True, slots=True)
class Nulls:
    """Every row has the values that it must have.

    Those are the columns that the database says so of if `all_of_them`, and the `required` ones.
    """

    all_of_them: bool = True
    required: tuple[str, ...] = ()
    name: str = "nulls"
    applies: Applies = ALWAYS

    def ask(self, looking: Looking) -> Sequence[Finding]:
        """Return a finding for each table with rows that lack a value."""
        found = [self._unknown(one) for one in self._missing(looking)] if looking.newest else []
        for table in looking.schema.tables:
            if columns := self._columns(table):
                found += self._lacking(looking, table, columns)
        return found

    def _columns(self, table: Table) -> list[str]:
        key = table.primary_key.columns if table.primary_key else ()
        return [
            column.name
            for column in table.columns
            if (self.all_of_them and (not column.nullable or column.name in key))
            or matches(self.required, _spelled(table.name, column.name))
        ]

    def _missing(self, looking: Looking) -> list[str]:
        """Return the patterns that no column is called by."""
        places = [
            _spelled(table.name, column)
            for table in looking.schema.tables
            for column in table.column_names
        ]
        return [one for one in self.required if not any(matches((one,), p) for p in places)]

    def _unknown(self, pattern: str) -> Finding:
        return finding(self.name, f"there is no column {pattern}, which is required.", ())

    def _lacking(self, looking: Looking, table: Table, columns: Sequence[str]) -> list[Finding]:
        dialect, shown = looking.session.dialect, _shown(table, columns)
        listed = ", ".join(map(dialect.quote, shown))
        null = " OR ".join(f"{dialect.quote(column)} IS NULL" for column in columns)
        rows = looking.first_rows(
            f"SELECT {listed} FROM {dialect.qualified(table.name)} WHERE {null}"
        )
        lack = [name for name in columns if any(row[shown.index(name)] is None for row in rows)]
        message = f"rows of {table.name} without {', '.join(lack)}."
        key = [name for name in shown if name in lack or name not in columns]
        places = [shown.index(name) for name in key or shown]
        told = [_labelled([shown[at] for at in places], [row[at] for at in places]) for row in rows]
        return [finding(self.name, message, told)] if rows else []


@dataclass(frozen=True, slots=True)
class Rows:
    """No table that a run leaves there has fewer rows after it."""

    counted: dict[Name, int] = field(default_factory=dict)
    name: str = "rows"
    applies: Applies = ALWAYS

    def ask(self, looking: Looking) -> Sequence[Finding]:
        """Count the rows; after a run, return the tables that have fewer than before."""
        dialect, found = looking.session.dialect, []
        for table in looking.schema.tables:
            # The rows of its partitions are those of the whole table.
            if looking.when == "alone" or table.partition_of is not None:
                continue
            if looking.when == "after" and table.name not in self.counted:
                continue
            query = f"SELECT count(*) FROM {dialect.qualified(table.name)}"
            ((number,),) = looking.rows(query)
            if looking.when == "before":
                self.counted[table.name] = number
            elif number < self.counted[table.name]:
                before = self.counted[table.name]
                message = f"{table.name} has {number} rows, and had {before} before the run."
                found.append(finding(self.name, message, ()))
        return found


@dataclass(frozen=True, slots=True)
class Sequences:
    """Every counter is ahead of the column that it numbers: the next row gets a free number."""

    name: str = "sequences"
    applies: Applies = ALWAYS

    def ask(self, looking: Looking) -> Sequence[Finding]:
        """Return a finding for each counter that is behind."""
        found = looking.introspector.behind(looking.session, looking.schema)
        return [
            finding(
                self.name,
                f"the next row of {one.table} would get {one.column} {one.upcoming}, and there is"
                f" {one.largest} already.",
                (),
            )
            for one in found
        ]


def _shown(table: Table, columns: Sequence[str]) -> list[str]:
    """Return the columns by which a row is told: its key first."""
    key = table.primary_key.columns if table.primary_key else ()
    return list(dict.fromkeys((*key, *columns)))


def _labelled(names: Sequence[str], row: Row) -> list[str]:
    from goofer_py.checks.check import shown_value

    return [f"{name} {shown_value(value)}" for name, value in zip(names, row, strict=False)]


def _spelled(table: Name, column: str) -> tuple[str, str]:
    return f"{table.name}.{column}", f"{table}.{column}"
