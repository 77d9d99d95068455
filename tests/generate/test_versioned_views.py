"""Views of each version: two programs that know other shapes of the same tables."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from goofer_py.errors import UsageError
from goofer_py.generate.choices import Choices
from goofer_py.generate.drift import drift
from goofer_py.introspect.registry import introspector_for
from goofer_py.introspect.scope import Scope
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.registry import open_store
from tests.generate.conftest import Workshop
from tests.generate.test_stages import people, renamed, retyped
from tests.generate.test_under_load import CHANGES, PATIENCE, Form, running
from tests.generate.test_under_load import Program as Writer

SERVERS = ("mysql", "mariadb")
BEFORE, AFTER = "public_20260131120001", "public_20260131120002"


@pytest.fixture
def workshop(postgresql_url: str, tmp_path: Path) -> Workshop:
    return Workshop(postgresql_url, tmp_path / "migrations")


@dataclass(frozen=True)
class Program:
    """A program of one version, at work in the schema that shows it the tables."""

    connection: psycopg.Connection[tuple[Any, ...]]

    @classmethod
    def of(cls, workshop: Workshop, schema: str) -> Program:
        """Return it as it is configured: by nothing but its search path."""
        options = f"-c search_path={schema},public"
        return cls(psycopg.connect(workshop.url, options=options, autocommit=True))

    def insert(self, **values: Any) -> None:
        names = ", ".join(values)
        marks = ", ".join("%s" for _ in values)
        statement = f"INSERT INTO people ({names}) VALUES ({marks})"
        self.connection.execute(statement.encode(), list(values.values()))

    def update(self, key: int, **values: Any) -> None:
        sets = ", ".join(f"{name} = %s" for name in values)
        statement = f"UPDATE people SET {sets} WHERE id = %s"
        self.connection.execute(statement.encode(), [*values.values(), key])

    def rows(self) -> list[dict[str, Any]]:
        """Return all rows with every column that the program sees."""
        found = self.connection.execute("SELECT * FROM people ORDER BY id")
        names = [column.name for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found]


@dataclass(frozen=True)
class Case:
    """A change, what programs of both versions write, and what each then sees.

    The first row of `old` is there before the change, the second comes before the rows are moved,
    the third after; the row of `new` comes last. Then the old program changes the last row, and
    the new one the first. What is said of `old_sees` and `new_sees` is told of all four rows.
    """

    before: Callable[[], sa.MetaData]
    after: Callable[[], sa.MetaData]
    old: tuple[dict[str, Any], dict[str, Any], dict[str, Any]]
    new: dict[str, Any]
    changes: tuple[dict[str, Any], dict[str, Any]]
    old_sees: tuple[dict[str, Any], ...]
    new_sees: tuple[dict[str, Any], ...]
    steps: int = 3
    settled: dict[str, Any] = field(default_factory=dict)
    """What becomes of NULL in the contraction."""
    choices: Choices = field(default_factory=Choices)
    missing: str | None = None
    """What the old program requires, and the new one does not write."""


def texts(name: str, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String(50), **more)


def number(name: str, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer, **more)


CASES = {
    "a column is renamed": Case(
        lambda: people(texts("email", nullable=False)),
        lambda: people(texts("mail", nullable=False, **renamed("email"))),
        ({"email": "a"}, {"email": "b"}, {"email": "c"}),
        {"mail": "d"},
        ({"email": "D"}, {"mail": "A"}),
        ({"email": "A"}, {"email": "b"}, {"email": "c"}, {"email": "D"}),
        ({"mail": "A"}, {"mail": "b"}, {"mail": "c"}, {"mail": "D"}),
    ),
    "a column is renamed and gets another default": Case(
        lambda: people(number("rank_", server_default="7")),
        lambda: people(number("grade", server_default="9", **renamed("rank_"))),
        ({}, {"rank_": 2}, {}),
        {},
        ({}, {"grade": 1}),
        ({"rank_": 1}, {"rank_": 2}, {"rank_": 7}, {"rank_": 9}),
        ({"grade": 1}, {"grade": 2}, {"grade": 7}, {"grade": 9}),
    ),
    "the type of a column changes": Case(
        lambda: retyped(sa.String(20)),
        lambda: retyped(sa.Integer),
        ({"size": "1"}, {"size": "2"}, {"size": "3"}),
        {"size": 4},
        ({"size": "40"}, {"size": 10}),
        ({"size": "10"}, {"size": "2"}, {"size": "3"}, {"size": "40"}),
        ({"size": 10}, {"size": 2}, {"size": 3}, {"size": 40}),
    ),
    "a column becomes longer": Case(
        lambda: retyped(sa.String(2)),
        lambda: retyped(sa.String(9)),
        ({"size": "a"}, {"size": "b"}, {"size": "c"}),
        {"size": "d"},
        ({"size": "D"}, {"size": "A"}),
        ({"size": "A"}, {"size": "b"}, {"size": "c"}, {"size": "D"}),
        ({"size": "A"}, {"size": "b"}, {"size": "c"}, {"size": "D"}),
    ),
    "a required column comes": Case(
        lambda: people(number("a")),
        lambda: people(number("a"), number("b", nullable=False)),
        ({"a": 1}, {"a": 2}, {"a": 3}),
        {"a": 4, "b": 4},
        ({"a": 40}, {"b": 10}),
        ({"a": 1}, {"a": 2}, {"a": 3}, {"a": 40}),
        ({"a": 1, "b": 10}, {"a": 2, "b": 0}, {"a": 3, "b": None}, {"a": 40, "b": 4}),
        settled={"b": 0},
        choices=Choices(fills={"people.b": "0"}),
    ),
    "a column becomes required": Case(
        lambda: people(texts("note")),
        lambda: people(texts("note", nullable=False)),
        ({}, {"note": "b"}, {}),
        {"note": "d"},
        ({"note": "D"}, {"note": "A"}),
        ({"note": "A"}, {"note": "b"}, {"note": None}, {"note": "D"}),
        ({"note": "A"}, {"note": "b"}, {"note": None}, {"note": "D"}),
        settled={"note": "-"},
        choices=Choices(fills={"people.note": "'-'"}),
    ),
    "a required column goes": Case(
        lambda: people(number("a"), number("b", nullable=False)),
        lambda: people(number("a")),
        ({"a": 1, "b": 1}, {"a": 2, "b": 2}, {"a": 3, "b": 3}),
        {"a": 4},
        ({"b": 40}, {"a": 10}),
        ({"a": 10, "b": 1}, {"a": 2, "b": 2}, {"a": 3, "b": 3}, {"a": 4, "b": 40}),
        ({"a": 10}, {"a": 2}, {"a": 3}, {"a": 4}),
        2,
        choices=Choices(on_drop="discard"),
        missing="b",
    ),
    "an optional column comes": Case(
        lambda: people(number("a")),
        lambda: people(number("a"), number("b", server_default="5")),
        ({"a": 1}, {"a": 2}, {"a": 3}),
        {"a": 4, "b": 4},
        ({"a": 40}, {"b": 10}),
        ({"a": 1}, {"a": 2}, {"a": 3}, {"a": 40}),
        ({"a": 1, "b": 10}, {"a": 2, "b": 5}, {"a": 3, "b": 5}, {"a": 40, "b": 4}),
        2,
    ),
}


LONG = {"a column becomes longer"}


@pytest.fixture(
    params=[pytest.param(one, marks=pytest.mark.long if one in LONG else ()) for one in CASES],
    ids=str,
)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


def schemas(workshop: Workshop) -> list[str]:
    found = workshop.rows(
        "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'public_%' ORDER BY 1"
    )
    return [name for (name,) in found]


def left(workshop: Workshop, metadata: sa.MetaData) -> list[str]:
    """Return what is between the database and the entities."""
    generator = workshop.generator(metadata, online=True, versioned_views=True)
    with generator.migrator:
        return [one.describe() for one in generator.compare().operations]


def numbered(rows: tuple[dict[str, Any], ...]) -> list[dict[str, Any]]:
    return [{"id": key, **row} for key, row in enumerate(rows, 1)]


def test_each_program_sees_its_own_shape_through_all_phases_and_back(
    workshop: Workshop, case: Case
) -> None:
    workshop.generate(case.before())
    workshop.migrate()
    with closing(psycopg.connect(workshop.url, autocommit=True)) as first:
        Program(first).insert(id=1, **case.old[0])
    workshop.generate(case.after(), case.choices, online=True, versioned_views=True)
    with Migrator(workshop.url, workshop.directory) as migrator:
        migrator.up(phase="expand")
    assert schemas(workshop) == [BEFORE, AFTER]
    old, new = Program.of(workshop, BEFORE), Program.of(workshop, AFTER)
    with old.connection, new.connection:
        old.insert(id=2, **case.old[1])
        workshop.migrate()
        old.insert(id=3, **case.old[2])
        new.insert(id=4, **case.new)
        if case.changes[0]:
            old.update(4, **case.changes[0])
        new.update(1, **case.changes[1])
        assert old.rows() == numbered(case.old_sees)
        assert new.rows() == numbered(case.new_sees)
        assert left(workshop, case.after()) == []

        workshop.go_on()

        settled = [
            {
                name: case.settled.get(name) if value is None else value
                for name, value in row.items()
            }
            for row in case.new_sees
        ]
        assert new.rows() == numbered(tuple(settled))
        assert schemas(workshop) == [AFTER]
        assert left(workshop, case.after()) == []
        go_back(workshop, case, old, new)


def go_back(workshop: Workshop, case: Case, old: Program, new: Program) -> None:
    """Revert one phase after the other; both programs work until theirs is gone."""
    with Migrator(workshop.url, workshop.directory) as migrator:
        migrator.down(1)
        assert schemas(workshop) == [BEFORE, AFTER]
        old.insert(id=5, **case.old[1])
        new.insert(id=6, **case.new)
        assert [row["id"] for row in old.rows()] == [row["id"] for row in new.rows()]
        assert {*old.rows()[0]} == {*case.old_sees[0], "id"}
        migrator.down(case.steps - 2)
        old.insert(id=7, **case.old[1])
        new.insert(id=8, **case.new)
        for key in (6, 8) if case.missing else ():
            old.update(key, **{str(case.missing): 0})
        migrator.down(1)
    assert schemas(workshop) == []
    workshop.forget_pending()
    assert left(workshop, case.before()) == []
    # The tables are there without the views, too: the search path goes on to them.
    assert [row["id"] for row in old.rows()] == [1, 2, 3, 4, 5, 6, 7, 8]


def shop(*columns: sa.Column[Any], **more: Any) -> sa.MetaData:
    """Declare tables of many sorts, of which one changes."""
    metadata = people(*columns)
    kind = sa.Enum("small", "large", *more.get("kinds", ()), name="kind")
    sa.Table(
        "Odd Orders",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person", sa.ForeignKey("people.id")),
        sa.Column("Total Sum", sa.Numeric(10, 2), server_default="0"),
        sa.Column("twice", sa.Numeric(10, 2), sa.Computed('"Total Sum" * 2')),
        sa.Column("kind", kind),
    )
    sa.Table("tags", metadata, sa.Column("name", sa.String(more.get("name", 20)), primary_key=True))
    sa.Table("elsewhere", metadata, sa.Column("id", sa.Integer), schema="other")
    if more.get("bill"):
        sa.Table("bills", metadata, sa.Column("id", sa.Integer, primary_key=True))
    return metadata


def written(workshop: Workshop, metadata: sa.MetaData, **more: Any) -> tuple[str, ...]:
    """Write and run a change up to its contract; return what it does."""
    draft = workshop.generate(metadata, versioned_views=True, **{"online": True, **more})
    workshop.migrate()
    return tuple(op.describe() for one in draft.all for op in one.operations)


def columns_seen(workshop: Workshop, schema: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table, column in workshop.rows(
        "SELECT table_name, column_name FROM information_schema.columns"
        f" WHERE table_schema = '{schema}' ORDER BY table_name, ordinal_position"
    ):
        found.setdefault(table, []).append(column)
    return found


@pytest.fixture
def open_shop(workshop: Workshop) -> Workshop:
    """A database with tables and rights, without views yet."""
    workshop.generate(shop(texts("email")))
    workshop.migrate()
    workshop.run(
        "DO $$ BEGIN CREATE ROLE vv_clerk LOGIN; EXCEPTION WHEN duplicate_object THEN END $$",
        "GRANT SELECT, INSERT ON people TO vv_clerk",
        'GRANT SELECT, UPDATE (kind) ON "Odd Orders" TO vv_clerk WITH GRANT OPTION',
        "GRANT USAGE ON SEQUENCE people_id_seq TO vv_clerk",
        "INSERT INTO people (email) VALUES ('hidden')",
    )
    return workshop


def test_every_table_is_shown_with_the_rights_that_it_has(open_shop: Workshop) -> None:
    written(open_shop, shop(texts("mail", **renamed("email"))))
    open_shop.run(
        "ALTER TABLE people ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY own ON people USING (id > 1) WITH CHECK (true)",
    )

    assert columns_seen(open_shop, AFTER) == {
        "Odd Orders": ["id", "person", "Total Sum", "twice", "kind"],
        "people": ["id", "mail"],
        "tags": ["name"],
    }
    url = open_shop.url.replace("://", "://vv_clerk@", 1).replace("postgres@", "", 1)
    clerk = Program.of(Workshop(url, open_shop.directory), AFTER)
    with clerk.connection as said:
        clerk.insert(mail="seen")
        assert clerk.rows() == [{"id": 2, "mail": "seen"}]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            clerk.update(2, mail="changed")
        said.execute('UPDATE "Odd Orders" SET kind = %s', ["small"])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            said.execute('UPDATE "Odd Orders" SET person = 1')
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            said.execute("SELECT * FROM tags")


def test_a_view_takes_what_programs_do_with_a_table(open_shop: Workshop) -> None:
    written(open_shop, shop(texts("mail", **renamed("email"))))
    new = Program.of(open_shop, AFTER)
    with new.connection as said:
        keys = said.execute("INSERT INTO people (mail) VALUES ('b'), ('c') RETURNING id").fetchall()
        assert keys == [(2,), (3,)]
        merge = "INSERT INTO people VALUES (3, 'd') ON CONFLICT (id) DO UPDATE SET mail = 'e'"
        assert said.execute(merge).rowcount == 1
        order = 'INSERT INTO "Odd Orders" (person, "Total Sum") VALUES (3, 4) RETURNING twice'
        assert [float(twice) for (twice,) in said.execute(order)] == [8.0]
        with said.transaction():
            assert said.execute("SELECT mail FROM people WHERE id = 3 FOR UPDATE").fetchall() == [
                ("e",)
            ]
        assert said.execute("DELETE FROM people WHERE id = 2").rowcount == 1
    assert open_shop.rows("SELECT email FROM people ORDER BY id") == [("hidden",), ("e",)]


def test_goofer_takes_the_schemas_for_its_own(open_shop: Workshop) -> None:
    wanted = shop(texts("mail", **renamed("email")))
    written(open_shop, wanted)
    store = open_store(open_shop.url)
    with Migrator(store, open_shop.directory) as migrator:
        others = introspector_for(migrator.session.dialect).schemas(migrator.session)
        assert others == ("other",)
        assert drift(migrator, store, Scope(namespaces=others)).discrepancies == ()
        migrator.continue_phases()
        assert drift(migrator, store, Scope(namespaces=others)).discrepancies == ()
    assert schemas(open_shop) == [AFTER]
    assert left(open_shop, wanted) == []


def test_the_next_change_waits_for_the_contract_of_the_last_one(workshop: Workshop) -> None:
    workshop.generate(shop(texts("email")))
    workshop.migrate()
    written(workshop, shop(texts("mail", **renamed("email"))))

    more = written(workshop, shop(texts("mail", **renamed("email")), number("age")))

    third = "public_20260131120006"
    assert more == (
        "add column people.age",
        f"create schema {third} with 3 views for its programs",
        f"drop schema {AFTER} with 3 views",
    )
    assert schemas(workshop) == [BEFORE, AFTER], "it waits"
    workshop.go_on()
    assert schemas(workshop) == [AFTER, third]
    workshop.go_on()
    assert schemas(workshop) == [third]
    assert columns_seen(workshop, third)["people"] == ["id", "mail", "age"]


def test_what_views_stand_in_the_way_of_is_done_around_them(open_shop: Workshop) -> None:
    before = shop(texts("mail", **renamed("email")))
    written(open_shop, before)
    open_shop.go_on()

    more = shop(texts("mail", **renamed("email")), kinds=("huge",), name=30)
    assert "change enum kind" in " ".join(written(open_shop, more))
    open_shop.go_on()
    assert left(open_shop, more) == []
    fewer = written(open_shop, before, choices=Choices(on_drop="discard"))
    open_shop.go_on()
    assert left(open_shop, before) == []
    assert "change enum kind" in " ".join(fewer)
    with Migrator(open_shop.url, open_shop.directory) as migrator:
        migrator.down_to("20260131120001")
    assert schemas(open_shop) == []


def test_null_of_a_new_program_is_not_the_default_of_the_old_one(workshop: Workshop) -> None:
    workshop.generate(people(number("rank_", server_default="7")))
    workshop.migrate()
    written(workshop, people(number("grade", **renamed("rank_"))))
    old, new = Program.of(workshop, BEFORE), Program.of(workshop, AFTER)
    with old.connection, new.connection, closing(psycopg.connect(workshop.url)) as none:
        new.insert(grade=None)
        new.connection.execute("INSERT INTO people DEFAULT VALUES")
        old.insert(rank_=None)
        old.connection.execute("INSERT INTO people DEFAULT VALUES")
        Program(none).insert(grade=3)
        none.execute("INSERT INTO people DEFAULT VALUES")
        none.commit()
        seen = [None, None, None, 7, 3, 7]
        assert [row["grade"] for row in new.rows()] == seen
        assert [row["rank_"] for row in old.rows()] == seen


def test_a_table_has_for_each_program_the_name_that_it_knows(workshop: Workshop) -> None:
    workshop.generate(people(texts("note")))
    workshop.migrate()
    wanted = sa.MetaData()
    info = {"goofer": {"renamed_from": "people"}}
    sa.Table("persons", wanted, number("id", primary_key=True), texts("note"), info=info)
    written(workshop, wanted)
    assert columns_seen(workshop, BEFORE) == {"people": ["id", "note"]}
    old, new = Program.of(workshop, BEFORE), Program.of(workshop, AFTER)
    with old.connection, new.connection:
        old.insert(note="a")
        assert new.connection.execute("SELECT note FROM persons").fetchall() == [("a",)]
        workshop.go_on()
        new.connection.execute("INSERT INTO persons (note) VALUES ('b')")
        assert columns_seen(workshop, AFTER) == {"persons": ["id", "note"]}
        assert left(workshop, wanted) == []
        with Migrator(workshop.url, workshop.directory) as migrator:
            migrator.down(1)
            assert schemas(workshop) == [BEFORE, AFTER]
            assert [row["note"] for row in old.rows()] == ["a", "b"]
            migrator.down(1)
        assert schemas(workshop) == []
        assert [row["note"] for row in old.rows()] == ["a", "b"]


def keyed(kind: Any) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table("people", metadata, sa.Column("id", kind, primary_key=True), texts("name"))
    boss = sa.Column("boss", kind, sa.ForeignKey("people.id", name="fk_boss"))
    sa.Table("teams", metadata, sa.Column("id", sa.Integer, primary_key=True), boss)
    return metadata


def test_keys_are_wider_for_new_programs_alone(workshop: Workshop) -> None:
    workshop.generate(keyed(sa.Integer))
    workshop.migrate()
    written(workshop, keyed(sa.BigInteger))
    old, new = Program.of(workshop, BEFORE), Program.of(workshop, AFTER)
    with old.connection, new.connection:
        for program, name in ((old, "a"), (new, "b")):
            program.insert(name=name)
            made = "INSERT INTO teams (boss) SELECT max(id) FROM people RETURNING boss"
            program.connection.execute(made)
        types = "SELECT DISTINCT pg_typeof(boss)::text FROM teams JOIN people ON people.id = boss"
        assert old.connection.execute(types).fetchall() == [("integer",)]
        assert new.connection.execute(types).fetchall() == [("bigint",)]
        workshop.go_on()
        new.insert(name="c")
        assert [row["id"] for row in new.rows()] == [1, 2, 3]
    assert left(workshop, keyed(sa.BigInteger)) == []
    with Migrator(workshop.url, workshop.directory) as migrator:
        migrator.down(3)
    assert schemas(workshop) == []


def test_a_change_that_no_program_sees_makes_no_views(workshop: Workshop) -> None:
    workshop.generate(people(texts("note")))
    workshop.migrate()

    assert written(workshop, people(texts("note", index=True))) == (
        "create index ix_people_note on table people",
    )
    assert schemas(workshop) == []


def test_the_first_tables_are_shown_at_once(workshop: Workshop) -> None:
    told = written(workshop, people(texts("note")))
    assert told == (
        "create table people",
        "create schema public_20260131120001 with 1 view for its programs",
    )
    assert columns_seen(workshop, "public_20260131120001") == {"people": ["id", "note"]}


def test_without_steps_the_views_change_with_the_tables(workshop: Workshop) -> None:
    written(workshop, people(texts("note")))

    told = written(workshop, people(texts("note"), sa.Column("a", sa.Text)), online=False)

    assert told == (
        "drop schema public_20260131120001 with 1 view",
        "add column people.a",
        "create schema public_20260131120002 with 1 view for its programs",
    )
    assert schemas(workshop) == ["public_20260131120002"]
    gone = workshop.generate(people(texts("note"), number("a")), Choices(conversions={}))
    assert gone.operations[0].describe() == "drop schema public_20260131120002 with 1 view"
    workshop.migrate()
    assert schemas(workshop) == []
    with Migrator(workshop.url, workshop.directory) as migrator:
        migrator.down(2)
    assert schemas(workshop) == ["public_20260131120001"]


def test_a_url_that_leads_to_views_is_refused(workshop: Workshop) -> None:
    written(workshop, people(texts("note")))
    inside = f"{workshop.url}?options=-csearch_path%3Dpublic_20260131120001,public"

    with pytest.raises(UsageError, match="begins with public_20260131120001"):
        Workshop(inside, workshop.directory).draft(people(texts("other")))


@pytest.mark.parametrize(
    "kind",
    ["sqlite", *(pytest.param(one, marks=getattr(pytest.mark, one)) for one in SERVERS)],
)
def test_elsewhere_it_is_refused_by_name(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    workshop = Workshop(request.getfixturevalue(f"{kind}_url"), tmp_path / "migrations")

    with pytest.raises(
        UsageError, match=f"versioned_views is set, and programs on {kind}"
    ) as raised:
        workshop.generate(people(texts("note")), online=True, versioned_views=True)

    assert "versioned_views = false" in str(raised.value.hint)
    assert not workshop.directory.exists()


@pytest.mark.parametrize(
    "change",
    [
        "a column is renamed",
        pytest.param("the type of a column changes", marks=pytest.mark.long),
        pytest.param("a table is renamed", marks=pytest.mark.long),
    ],
)
def test_under_load_no_request_fails_and_no_write_is_lost(workshop: Workshop, change: str) -> None:
    before, after, old, new, value = CHANGES[change]
    workshop.generate(before)
    workshop.migrate()
    rows = ", ".join(f"({-key}, {value})" for key in range(1, 1001))
    workshop.run(f"INSERT INTO {old.table} (id, {old.column}) VALUES {rows}")
    workshop.generate(after, online=True, versioned_views=True)
    programs: list[Writer] = []

    def of(form: Form, schema: str) -> list[Writer]:
        url = f"{workshop.url}?options=-csearch_path%3D{schema},public"
        base = len(programs) * 1_000_000
        made = [Writer(url, form, base + number * 1_000_000) for number in (1, 2)]
        programs.extend(made)
        return made

    with Migrator(workshop.url, workshop.directory, patience=PATIENCE) as migrator:
        # The path leads to the tables until there are views.
        with running(of(old, BEFORE)):
            migrator.up()
        with running([*of(old, BEFORE), *of(new, AFTER)]):
            pass
        with running(of(new, AFTER)):
            migrator.continue_phases()

    failed = [said for one in programs for said in one.failed]
    assert failed == [], failed[0]
    found = dict(workshop.rows(f"SELECT id, {new.column} FROM {new.table} WHERE id > 0"))
    assert found == {key: value for one in programs for key, value in one.wrote.items()}
    longest = max(one.longest for one in programs)
    assert longest < 5
    assert sum(one.requests for one in programs) > 50
