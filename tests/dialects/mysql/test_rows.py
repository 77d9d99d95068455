"""What happens to rows: nothing is lost that a change does not say it drops."""

from __future__ import annotations

import pytest

from goofer_py.diff.differ import diff
from goofer_py.generate.keep import Fate, losses, with_fates
from goofer_py.operations import (
    AddColumn,
    AlterColumn,
    DropColumn,
    Operation,
    RenameColumn,
    RenameTable,
)
from goofer_py.schema import (
    Check,
    Column,
    Computed,
    ForeignKey,
    Identity,
    Index,
    IndexPart,
    Name,
    PrimaryKey,
    Schema,
    Unique,
)
from tests.dialects.mysql.live import PEOPLE, Live, column, table

ID = column("id", "bigint", nullable=False)
KEY = PrimaryKey(("id",))
TOUCHED = column(
    "touched",
    "datetime",
    default="CURRENT_TIMESTAMP",
    options=(("on_update", "CURRENT_TIMESTAMP"),),
)
OLD = "'2001-02-03 04:05:06'"


def people(*columns: Column, **facets: object) -> Schema:
    """One table with a key."""
    return Schema((table(ID, *columns, primary_key=KEY, **facets),))  # type: ignore[arg-type]


def fated(live: Live, start: Schema, wanted: Schema, fate: Fate) -> tuple[Operation, ...]:
    """The change with every drop told what becomes of its rows."""
    operations = diff(start, live.dialect.canonical(wanted))
    fates = dict.fromkeys(losses(operations), fate)
    return with_fates(operations, fates, start, live.dialect, "001")


@pytest.mark.parametrize("nullable", [True, False])
def test_kept_values_of_a_column_come_back_each_to_its_row(live: Live, nullable: bool) -> None:
    a = column("a", "varchar(20)", nullable=nullable)
    start = live.build(people(a, TOUCHED))
    values = f"(1, 'x', {OLD}), (2, 'it''s', {OLD})"
    live.session.run(f"INSERT INTO people VALUES {values}")
    before = live.rows("SELECT * FROM people")
    operations = fated(live, start, people(TOUCHED), "keep")
    end = live.run(operations, start)
    live.expect(end)
    live.session.run(f"INSERT INTO people VALUES (3, {OLD})")
    live.run_back(operations, end)
    live.expect(start)
    late = (3, None if nullable else "", before[0][2])
    ids = "SELECT id, a, touched FROM people"
    assert live.rows(ids) == sorted([(r[0], r[1], r[2]) for r in before] + [late], key=repr)
    kept = "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'goofer%' "
    assert live.rows(kept + "AND table_schema = DATABASE()") == []


def test_a_kept_table_comes_back_whole(live: Live) -> None:
    pets = table(
        column("id", "bigint", nullable=False, identity=Identity("autoincrement")),
        column("owner", "bigint"),
        name=Name("pets"),
        primary_key=KEY,
        foreign_keys=(ForeignKey(("owner",), PEOPLE, ("id",), "fk"),),
        checks=(Check("owner > 0", "ck"),),
    )
    only = people()
    start = live.build(Schema((*only.tables, pets)))
    live.session.run("INSERT INTO people VALUES (1); INSERT INTO pets VALUES (7, 1), (9, NULL)")
    operations = fated(live, start, only, "keep")
    end = live.run(operations, start)
    live.expect(end)
    # Its names are free meanwhile.
    other = live.run(diff(end, start), end)
    live.run(diff(other, end), other)
    live.run_back(operations, end)
    live.expect(start)
    assert live.rows("SELECT id, owner FROM pets") == [(7, 1), (9, None)]
    live.session.run("INSERT INTO pets (owner) VALUES (1)")
    assert live.rows("SELECT max(id) FROM pets") == [(10,)]


@pytest.mark.parametrize(
    ("added", "fill", "wanted"),
    [
        (column("a", "int", nullable=False), "7", 7),
        (column("a", "varchar(20)", nullable=False), "'it''s'", "it's"),
        (column("a", "text", nullable=False), "'x'", "x"),
        (column("a", "int", nullable=False), "id * 2", 2),
        (column("a", "int", nullable=False, default="1"), "7", 7),
        (column("a", "int"), "7", 7),
        (column("a", "json", nullable=False), "json_array(id)", "[1]"),
    ],
)
def test_rows_that_are_there_get_what_fills_a_new_column(
    live: Live, added: Column, fill: str, wanted: object
) -> None:
    start = live.build(people(TOUCHED))
    live.session.run(f"INSERT INTO people VALUES (1, {OLD})")
    touched = live.rows("SELECT touched FROM people")
    added = live.dialect.canonical(people(added)).tables[0].column("a")
    operation = AddColumn(PEOPLE, added, fill)
    end = live.run([operation], start)
    live.expect(end)
    assert live.rows("SELECT a FROM people") == [(wanted,)]
    assert live.rows("SELECT touched FROM people") == touched
    live.run_back([operation], end)
    live.expect(start)


def altered(live: Live, before: Column, after: Column, **how: str) -> tuple[Schema, AlterColumn]:
    """A table with `before`, and the change to `after`."""
    start = live.build(people(before, TOUCHED))
    old = start.tables[0].column(before.name)
    new = live.dialect.canonical(people(after)).tables[0].column(after.name)
    return start, AlterColumn(PEOPLE, old, new, **how)


def test_a_fill_takes_the_place_of_null(live: Live) -> None:
    start, operation = altered(
        live, column("a", "int"), column("a", "varchar(9)", nullable=False), fill="'none'"
    )
    live.session.run(f"INSERT INTO people VALUES (1, NULL, {OLD}), (2, 5, {OLD})")
    end = live.run([operation], start)
    live.expect(end)
    assert live.rows("SELECT id, a FROM people") == [(1, "none"), (2, "5")]


@pytest.mark.parametrize(
    ("before", "after", "using", "back", "old", "new"),
    [
        (
            "varchar(9)",
            "int",
            "CASE a WHEN 'yes' THEN 1 ELSE 0 END",
            "IF(a, 'yes', 'no')",
            "yes",
            1,
        ),
        (
            "enum('low','high')",
            "enum('l','h')",
            "IF(a = 'low', 'l', 'h')",
            "IF(a = 'l', 'low', 'high')",
            "high",
            "h",
        ),
        ("set('a','b')", "set('b','c')", "REPLACE(a, 'a', 'c')", "REPLACE(a, 'c', 'a')", "a", "c"),
        ("int", "enum('zero','one')", "IF(a = 0, 'zero', 'one')", "IF(a = 'zero', 0, 1)", 1, "one"),
        ("int", "varchar(9)", "concat('n', a)", "substring(a, 2)", 5, "n5"),
    ],
)
@pytest.mark.parametrize("nullable", [True, False])
def test_values_are_converted_there_and_back(
    live: Live,
    before: str,
    after: str,
    using: str,
    back: str,
    old: object,
    new: object,
    nullable: bool,
) -> None:
    columns = (column("a", kind, nullable=nullable) for kind in (before, after))
    start, operation = altered(live, *columns, using=using, back=back)
    value = repr(old) if isinstance(old, str) else str(old)
    live.session.run(f"INSERT INTO people VALUES (1, {value}, {OLD})")
    touched = live.rows("SELECT touched FROM people")
    end = live.run([operation], start)
    live.expect(end)
    assert live.rows("SELECT a FROM people") == [(new,)]
    live.run_back([operation], end)
    live.expect(start)
    assert live.rows("SELECT a FROM people") == [(old,)]
    assert live.rows("SELECT touched FROM people") == touched


def test_what_reads_a_renamed_column_follows(live: Live) -> None:
    start = live.build(
        people(
            column("n"),
            column("v", computed=Computed("n + 1", stored=False)),
            column("s", computed=Computed("n + 2")),
            checks=(Check("n > 0", "ck"),),
            indexes=(
                Index("i", (IndexPart("n"), IndexPart("id"))),
                *(() if live.mariadb else (Index("f", (IndexPart(expression="(n * 2)"),)),)),
            ),
        )
    )
    live.session.run("INSERT INTO people (id, n) VALUES (1, 5)")
    operation = RenameColumn(PEOPLE, "n", "order")
    end = live.run([operation], start)
    live.expect(end)
    assert live.rows("SELECT `order`, v, s FROM people") == [(5, 6, 7)]
    live.run_back([operation], end)
    live.expect(start)


def test_columns_swap_their_names(live: Live) -> None:
    start = live.build(people(column("a"), column("b")))
    live.session.run("INSERT INTO people VALUES (1, 10, 20)")
    swap = [RenameColumn(PEOPLE, *pair) for pair in (("a", "x"), ("b", "a"), ("x", "b"))]
    end = live.run(swap, start)
    live.expect(end)
    assert live.rows("SELECT a, b FROM people") == [(20, 10)]
    live.run_back(swap, end)
    live.expect(start)


def test_what_the_server_named_itself_follows_a_renamed_table(live: Live) -> None:
    start = live.build(
        people(
            column("n"),
            column("boss", "bigint"),
            checks=(Check("n > 0"),),
            foreign_keys=(ForeignKey(("boss",), PEOPLE, ("id",)),),
        )
    )
    wanted = live.spelled(Schema((table(ID, name=Name("humans"), primary_key=KEY),)))
    renamed = RenameTable(PEOPLE, Name("humans"))
    operations = (renamed, *diff(renamed.apply(start), wanted))
    assert any(isinstance(op, DropColumn) for op in operations)
    end = live.run(operations, start)
    live.expect(end)
    live.run_back(operations, end)
    live.expect(start)


def test_rows_survive_a_new_charset(live: Live) -> None:
    a = column("a", "varchar(20)")
    start = live.build(people(a, options=(("collation", "latin1_swedish_ci"),)))
    live.session.run("INSERT INTO people VALUES (1, 'é')")
    wanted = live.spelled(people(a, options=(("collation", "utf8mb4_bin"),)))
    operations = diff(start, wanted)
    live.run(operations, start)
    live.expect(wanted)
    assert live.rows("SELECT a FROM people") == [("é",)]
    live.run_back(operations, wanted)
    live.expect(start)
    assert live.rows("SELECT a FROM people") == [("é",)]


def test_the_counter_of_new_rows_is_raised(live: Live) -> None:
    def numbered(start: int | None) -> Schema:
        number = Identity("autoincrement", start)
        return Schema((table(column("id", "int", identity=number), primary_key=KEY),))

    start = live.build(numbered(None))
    operations = diff(start, live.dialect.canonical(numbered(100)))
    end = live.run(operations, start)
    live.expect(end)
    live.session.run("INSERT INTO people VALUES ()")
    assert live.rows("SELECT id FROM people") == [(100,)]
    assert diff(live.read(), end) == ()


def test_a_unique_constraint_counts_as_the_index_it_is(live: Live) -> None:
    a = column("a", "varchar(20)")
    as_index = people(a, indexes=(Index("u", (IndexPart("a"),), unique=True),))
    as_constraint = people(a, uniques=(Unique(("a",), "u"),))
    live.build(as_index)
    live.expect(live.dialect.canonical(as_constraint))
