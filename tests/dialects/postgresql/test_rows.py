"""What becomes of rows: kept aside and brought back, filled, converted, counted on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goofer_py.errors import StatementFailed
from goofer_py.operations import (
    AddColumn,
    AlterColumn,
    AlterEnum,
    CreateNamespace,
    DropColumn,
    DropConstraint,
    DropEnum,
    DropTable,
    Operation,
    RenameTable,
)
from goofer_py.schema import (
    Check,
    Column,
    Computed,
    Enum,
    ForeignKey,
    Identity,
    Index,
    IndexPart,
    Name,
    PrimaryKey,
    Schema,
    Sequence,
    Table,
    Unique,
)
from goofer_py.stores.store import Session
from tests.dialects.postgresql.live import PEOPLE, Live, column, of_enum, table

MOOD = Enum(Name("mood"), ("sad", "ok"))
KEY = PrimaryKey(("id",), "people_pkey")
ID = column("id", nullable=False, identity=Identity("serial"))
PEOPLE_TABLE = table(
    ID,
    column("email", "text", nullable=False, default="''"),
    of_enum("m", MOOD.name),
    of_enum("ms", MOOD.name, "[]"),
    primary_key=KEY,
    uniques=(Unique(("email",), "people_email_key"),),
    checks=(Check("email <> ''::text", "people_email_check"),),
    indexes=(Index("people_m_ix", (IndexPart("m"),)),),
)
ORDERS = table(
    column("id", nullable=False, identity=Identity("always")),
    column("person_id", nullable=False),
    name=Name("orders"),
    primary_key=PrimaryKey(("id",), "orders_pkey"),
    foreign_keys=(ForeignKey(("person_id",), PEOPLE, ("id",), "orders_person_id_fkey"),),
)
VERSION = "20240102030405"
ROWS = "INSERT INTO people (email, m, ms) VALUES ('a@x', 'ok', '{sad,ok}'), ('b@x', NULL, NULL)"


@pytest.fixture
def live(empty: Session) -> Live:
    return Live(empty)


def start(live: Live, *tables: Table, rows: str = ROWS) -> Schema:
    """The tables (people unless others are given) with the type mood, and some rows."""
    schema = live.build(Schema(tables or (PEOPLE_TABLE,), (MOOD,)))
    live.session.run(rows)
    return schema


def kept_schemas(live: Live) -> list[tuple[object, ...]]:
    return live.rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'goofer%'")


def test_dropped_table_comes_back_with_its_rows_indexes_and_counter(live: Live) -> None:
    schema = start(
        live, PEOPLE_TABLE, ORDERS, rows=f"{ROWS}; INSERT INTO orders (person_id) VALUES (1), (2)"
    )
    drops: list[Operation] = [
        DropTable(table, live.dialect.kept_table(table.name, VERSION))
        for table in (ORDERS, PEOPLE_TABLE)
    ]

    after = live.run(drops, schema)

    live.expect(after)
    assert live.rows(f"SELECT id FROM goofer_kept_{VERSION}.orders") == [(1,), (2,)]
    live.run_back(drops, after)
    live.expect(schema)
    assert live.rows("SELECT id, email FROM people") == [(1, "a@x"), (2, "b@x")]
    assert live.rows("INSERT INTO people (email) VALUES ('c@x') RETURNING id") == [(3,)]
    assert live.rows("INSERT INTO orders (person_id) VALUES (3) RETURNING id") == [(3,)]
    assert kept_schemas(live) == []


def test_table_can_be_kept_by_one_migration_after_the_other(live: Live) -> None:
    schema = start(live)
    first = DropTable(PEOPLE_TABLE, live.dialect.kept_table(PEOPLE, "1"))
    second = DropTable(PEOPLE_TABLE, live.dialect.kept_table(PEOPLE, "2"))

    live.run([first], schema)
    live.run([DropTable(PEOPLE_TABLE).inverse()], Schema(enums=(MOOD,)))
    live.run([second], schema)

    live.run_back([second], Schema(enums=(MOOD,)))
    assert live.rows("SELECT * FROM people") == []
    live.run([DropTable(PEOPLE_TABLE)], schema)
    live.run_back([first], Schema(enums=(MOOD,)))
    assert live.rows("SELECT email FROM people") == [("a@x",), ("b@x",)]


def test_kept_table_takes_its_enum_along(live: Live) -> None:
    schema = start(live)
    drops: list[Operation] = [
        DropTable(PEOPLE_TABLE, live.dialect.kept_table(PEOPLE, VERSION)),
        DropEnum(MOOD, live.dialect.kept_table(MOOD.name, VERSION)),
    ]

    live.expect(live.run(drops, schema))

    live.expect(live.run_back(drops, Schema()))
    assert live.rows("SELECT m FROM people WHERE m = 'ok'") == [("ok",)]


def test_kept_table_holds_no_type_and_no_sequence_fast(live: Live) -> None:
    people = replace(
        PEOPLE_TABLE,
        columns=(
            ID,
            of_enum("m", MOOD.name, nullable=False, default="'ok'"),
            of_enum("ms", MOOD.name, "[]"),
            column("late", "boolean", computed=Computed("m > 'sad'::mood")),
            column("n", default="nextval('numbers'::regclass)"),
            column("email", "text"),
        ),
        checks=(Check("m <> 'sad'::mood", "m_check"),),
        indexes=(Index("late_ix", (IndexPart("late"),)), Index("m_ix", (IndexPart("m"),))),
    )
    schema = live.build(Schema((people,), (MOOD,), (Sequence(Name("numbers")),)))
    live.session.run("INSERT INTO people (ms) VALUES ('{sad}')")
    drop = DropTable(people, live.dialect.kept_table(PEOPLE, VERSION))

    live.run([drop], schema)
    live.session.run("DROP TYPE mood; DROP SEQUENCE numbers")
    live.session.run("CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE SEQUENCE numbers")

    live.expect(live.run_back([drop], drop.apply(schema)))
    assert live.rows("SELECT m, ms::text, late, n FROM people") == [("ok", "{sad}", True, 1)]


def test_kept_column_with_an_enum_in_its_key_holds_no_type_fast(live: Live) -> None:
    people = table(
        of_enum("m", MOOD.name, nullable=False),
        column("v", "text"),
        primary_key=PrimaryKey(("m",), "pk"),
    )
    schema = live.build(Schema((people,), (MOOD,)))
    live.session.run("INSERT INTO people VALUES ('ok', 'fine')")
    kept = live.dialect.kept_column(PEOPLE, "v", VERSION)
    drop = DropColumn(PEOPLE, people.column("v"), None, kept, ("m",))

    live.run([drop], schema)
    live.run([AlterEnum(MOOD, Enum(MOOD.name, ("ok", "sad")))], drop.apply(schema))
    live.run([AlterEnum(Enum(MOOD.name, ("ok", "sad")), MOOD)], drop.apply(schema))

    live.expect(live.run_back([drop], drop.apply(schema)))
    assert live.rows("SELECT v FROM people") == [("fine",)]


def test_tables_of_one_name_in_two_schemas_are_kept_apart(live: Live, other: str) -> None:
    there = Name("people", other)
    both = [replace(table(ID, column("n", "text")), name=name) for name in (PEOPLE, there)]
    schema = live.build(Schema(tuple(both), namespaces=(other,)))
    live.session.run("INSERT INTO people VALUES (1, 'here')")
    live.session.run(f"INSERT INTO {other}.people VALUES (1, 'there')")
    drops: list[Operation] = [
        *(DropTable(one, live.dialect.kept_table(one.name, VERSION)) for one in both),
        CreateNamespace(other).inverse(),
    ]

    after = live.run(drops, schema)
    live.expect(live.run_back(drops, after), other)

    assert live.rows("SELECT n FROM people") == [("here",)]
    assert live.rows(f"SELECT n FROM {other}.people") == [("there",)]


def test_table_moves_to_another_schema_and_back(live: Live, other: str) -> None:
    live.session.run(f"CREATE SCHEMA {other}")
    schema = replace(start(live), namespaces=(other,))
    move = RenameTable(PEOPLE, Name("Men", other))

    after = live.run([move], schema)

    live.expect(after, other)
    assert live.rows(f'SELECT count(*) FROM {other}."Men"') == [(2,)]
    live.expect(live.run_back([move], after), other)


@pytest.mark.parametrize(
    ("dropped", "fill", "newcomer"),
    [
        (PEOPLE_TABLE.column("m"), None, None),
        (PEOPLE_TABLE.column("ms"), None, None),
        (replace(PEOPLE_TABLE.column("m"), nullable=False), "enum_first(NULL::mood)", "sad"),
        (column("n", nullable=False, default="7"), None, 7),
        (column("n", nullable=False), "id * 10", 30),
        (column("n", nullable=False, identity=Identity("by default")), None, 3),
        (column("n", nullable=False, identity=Identity("always", increment=5)), None, 3),
        (column("n", "bigint", nullable=False, identity=Identity("serial")), None, 3),
    ],
    ids=lambda value: str(value.name) if isinstance(value, Column) else "",
)
def test_dropped_column_comes_back_with_its_values(
    dropped: Column, fill: str | None, newcomer: object, live: Live
) -> None:
    people = table(ID, dropped, primary_key=KEY)
    schema = live.build(Schema((people,), (MOOD,)))
    name, enum = dropped.name, dropped.type.enum is not None
    first, second = ("'{ok}'", "'{sad}'") if dropped.type.text == "[]" else ("'ok'", "'sad'")
    values = (first, second) if enum else ("1", "2")
    live.session.run(
        f"INSERT INTO people (id, {name}) OVERRIDING SYSTEM VALUE "
        f"VALUES (1, {values[0]}), (2, {values[1]}); SELECT setval('people_id_seq', 2)"
    )
    before = live.rows(f"SELECT id, {name}::text FROM people")
    kept = live.dialect.kept_column(PEOPLE, name, VERSION)
    drop = DropColumn(PEOPLE, people.column(name), fill, kept, ("id",))

    after = live.run([drop], schema)
    live.expect(after)
    live.session.run("INSERT INTO people DEFAULT VALUES")
    live.expect(live.run_back([drop], after))

    restored = live.rows(f"SELECT id, {name}::text FROM people")
    assert restored == [*before, (3, None if newcomer is None else str(newcomer))]
    assert kept_schemas(live) == []


def test_columns_with_a_composite_key_in_a_named_schema_are_kept(live: Live) -> None:
    people = table(
        column("a", nullable=False),
        column("B", "text", nullable=False),
        column("v 1", "jsonb"),
        name=Name("Pe'ople"),
        primary_key=PrimaryKey(("a", "B"), "pk"),
    )
    schema = live.build(Schema((people,)))
    live.session.run("""INSERT INTO "Pe'ople" VALUES (1, 'x', '{"k": 1}'), (1, 'y', NULL)""")
    kept = live.dialect.kept_column(people.name, "v 1", VERSION)
    drop = DropColumn(people.name, people.columns[2], None, kept, ("a", "B"))

    live.run_back([drop], live.run([drop], schema))

    assert live.rows("""SELECT "v 1" FROM "Pe'ople" """) == [(None,), ({"k": 1},)]


def test_rows_get_the_fill_and_new_rows_the_default(live: Live) -> None:
    schema = start(live)
    add = AddColumn(PEOPLE, column("c", "text", nullable=False, default="'new'"), "'old'")

    live.run([add], schema)
    live.session.run("INSERT INTO people (email) VALUES ('c@x')")

    assert live.rows("SELECT c FROM people") == [("new",), ("old",), ("old",)]


def test_fill_may_read_the_row(live: Live) -> None:
    schema = start(live)

    live.run([AddColumn(PEOPLE, column("c", "text", nullable=False), "upper(email)")], schema)

    assert live.rows("SELECT c FROM people") == [("A@X",), ("B@X",)]


@pytest.mark.parametrize(
    ("before", "after", "number"),
    [
        ("serial", "by default", 11),
        ("by default", "serial", 11),
        ("always", "serial", 11),
        (None, "always", 8),
        (None, "serial", 8),
    ],
)
def test_numbers_go_on_where_they_were(
    before: str | None, after: str, number: int, live: Live
) -> None:
    old, new = (
        column("n", nullable=False, identity=kind and Identity(kind)) for kind in (before, after)
    )
    schema = live.build(Schema((table(column("k"), old),)))
    live.session.run("INSERT INTO people (k, n) OVERRIDING SYSTEM VALUE VALUES (1, 7)")
    if before is not None:
        live.session.run("SELECT setval(pg_get_serial_sequence('people', 'n'), 10)")

    live.run([AlterColumn(PEOPLE, old, new)], schema)

    assert live.rows("INSERT INTO people (k) VALUES (2) RETURNING n") == [(number,)]


def test_other_bounds_let_numbers_go_on_after_the_rows(live: Live) -> None:
    old = column("n", nullable=False, identity=Identity("by default"))
    new = replace(old, identity=Identity("by default", start=100, minimum=100))
    schema = live.build(Schema((table(column("k"), old),)))
    live.session.run("INSERT INTO people (k, n) VALUES (1, 250)")

    live.run([AlterColumn(PEOPLE, old, new)], schema)

    assert live.rows("INSERT INTO people (k) VALUES (2) RETURNING n") == [(251,)]


def test_removed_value_takes_the_one_that_replaces_it(live: Live) -> None:
    schema = start(live)
    change = AlterEnum(MOOD, Enum(MOOD.name, ("ok", "fine")), replaced=(("sad", "fine"),))

    live.run([change], schema)

    assert live.rows("SELECT m, ms::text FROM people WHERE m = 'ok'") == [("ok", "{fine,ok}")]


def test_removed_value_that_a_row_holds_is_the_servers_error(live: Live) -> None:
    schema = start(live)

    with pytest.raises(StatementFailed, match="invalid input value for enum"):
        live.run([AlterEnum(MOOD, Enum(MOOD.name, ("sad",)))], schema)
    live.session.rollback()

    live.expect(schema)


def test_renamed_value_is_the_rows_new_value(live: Live) -> None:
    schema = start(live)
    change = AlterEnum(MOOD, Enum(MOOD.name, ("sad", "good")), renamed=(("ok", "good"),))

    live.run([change], schema)
    assert live.rows("SELECT m FROM people") == [("good",), (None,)]

    live.run_back([change], change.apply(schema))
    assert live.rows("SELECT m FROM people") == [("ok",), (None,)]


def test_values_that_swap_their_names_are_swapped_in_the_rows(live: Live) -> None:
    schema = start(live)
    change = AlterEnum(MOOD, MOOD, renamed=(("ok", "sad"), ("sad", "ok")))

    live.run([change], schema)

    assert live.rows("SELECT m, ms::text FROM people WHERE m IS NOT NULL") == [("sad", "{ok,sad}")]


def test_foreign_key_of_a_kept_table_holds_nothing(live: Live) -> None:
    schema = start(live, PEOPLE_TABLE, ORDERS, rows=ROWS)
    key = ORDERS.foreign_keys[0]
    drop = DropTable(ORDERS, live.dialect.kept_table(ORDERS.name, VERSION))

    lowered = live.dialect.lower([drop], schema)
    live.run([drop], schema)

    assert lowered[0] == DropConstraint(ORDERS.name, key)
    live.session.run("DELETE FROM people")
