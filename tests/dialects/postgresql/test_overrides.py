"""What partitions and inheriting tables say themselves of columns, whatever reaches them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goofer_py.cli.schema_text import schema_lines
from goofer_py.diff.differ import diff
from goofer_py.operations import AlterInherited
from goofer_py.schema import Identity, Name, Override, Schema, Table
from goofer_py.schema.override import override
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session
from tests.dialects.postgresql.live import Live, column, table
from tests.dialects.postgresql.test_table_parts import both_ways

FAMILY = """
CREATE TABLE whole (k integer, v text DEFAULT 'p') PARTITION BY LIST (k);
CREATE TABLE part PARTITION OF whole FOR VALUES IN (1);
CREATE TABLE parent (k integer, v text DEFAULT 'p');
CREATE TABLE child () INHERITS (parent);
"""
OWN = (
    "SET DEFAULT 'own'",
    "SET NOT NULL",
    "SET STORAGE main",
    "SET STATISTICS 7",
    "SET (n_distinct = 3)",
    "SET COMPRESSION pglz",
)
LOOK = """
SELECT c.relname, pg_get_expr(d.adbin, d.adrelid), a.attnotnull, a.attstorage::text,
    a.attstattarget, a.attoptions::text, a.attcompression::text
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attname = 'v' AND c.relname IN ('part', 'child') ORDER BY 1
"""


@pytest.mark.parametrize("server", ["postgresql_url", "newest_postgresql_url"])
@pytest.mark.parametrize(
    ("change", "overwritten"),
    [
        ("SET DEFAULT 'q'", {1}),
        ("DROP DEFAULT", {1}),
        ("SET STORAGE external", {3}),
        ("SET STATISTICS 50", {4}),
        ("SET NOT NULL", set()),
        ("SET (n_distinct = 9)", set()),
        ("SET COMPRESSION default", set()),
        ("TYPE varchar(9)", {3, 6}),
    ],
)
def test_what_the_server_overwrites_below(
    change: str, overwritten: set[int], server: str, request: pytest.FixtureRequest
) -> None:
    """What goofer builds on: were a server to do otherwise, its scripts would have to as well."""
    session = open_store(request.getfixturevalue(server)).connect()
    session.run(FAMILY)
    for name in ("part", "child"):
        session.run("".join(f"ALTER TABLE {name} ALTER v {own};\n" for own in OWN))
    before = session.query(LOOK)

    session.run(f"ALTER TABLE whole ALTER v {change}; ALTER TABLE parent ALTER v {change};")
    after = session.query(LOOK)
    session.close()

    assert len(after) == 2
    for old, new in zip(before, after, strict=True):
        kept = overwritten - {1} if "TYPE" in change else overwritten
        assert {
            i for i, pair in enumerate(zip(old, new, strict=True)) if pair[0] != pair[1]
        } == kept


@pytest.mark.parametrize(
    ("server", "reaches"), [("postgresql_url", True), ("newest_postgresql_url", False)]
)
def test_null_is_allowed_below_too_on_old_servers(
    server: str, reaches: bool, request: pytest.FixtureRequest
) -> None:
    session = open_store(request.getfixturevalue(server)).connect()
    session.run(
        FAMILY + "ALTER TABLE part ALTER v SET NOT NULL; ALTER TABLE whole ALTER v SET NOT NULL;"
    )
    session.run("ALTER TABLE whole ALTER v DROP NOT NULL")
    required = {row[0]: row[2] for row in session.query(LOOK)}["part"]
    session.close()

    assert required is not reaches


EVENTS, NAMES = Name("events"), ("events_1", "events_2", "events_2a")
WORDS: dict[str, tuple[str | None, str | None, str | None]] = {
    "default": ("'a'", "'b'", "'own'"),
    "no default": ("'a'", "'b'", None),
    "not null": ("", None, ""),
    "storage": (None, "external", "main"),
    "statistics": ("9", "50", "7"),
    "no statistics": (None, "50", None),
    "compression": (None, "lz4", "pglz"),
    "n_distinct": ("5", "9", "3"),
}


def family(facet: str, said: str | None, *own: Override) -> Schema:
    """Return a table in parts, one of them in parts too, where the second says more itself."""
    plain = column("v", "text")
    key = column("k", nullable=False)
    if facet == "default":
        plain = replace(plain, default=said)
    elif facet == "not null":
        plain = replace(plain, nullable=said is None)
    elif said is not None:
        plain = replace(plain, options=((facet, said),))
    first, second, below = (Name(name) for name in NAMES)
    return Schema(
        (
            table(key, plain, name=EVENTS, options=(("partition_by", "LIST (k)"),)),
            Table(first, partition_of=EVENTS, bound="FOR VALUES IN (1)"),
            Table(
                second,
                partition_of=EVENTS,
                bound="FOR VALUES IN (2)",
                options=(("partition_by", "LIST (k)"),),
                overrides=own,
            ),
            Table(below, partition_of=second, bound="FOR VALUES IN (2)"),
        )
    )


@pytest.fixture
def live(empty: Session) -> Live:
    return Live(empty)


@pytest.mark.parametrize("word", WORDS)
def test_own_words_stay_while_those_of_the_whole_change(word: str, live: Live) -> None:
    facet, (before, after, own) = word.removeprefix("no "), WORDS[word]
    said = override("v", facet, own)
    start = family(facet, before, *(() if before == own else (said,)))
    end = family(facet, after, said)

    both_ways(live, start, end)


@pytest.mark.parametrize("word", WORDS)
def test_own_words_come_and_go(word: str, live: Live) -> None:
    facet, (_, inherited, own) = word.removeprefix("no "), WORDS[word]

    both_ways(live, family(facet, inherited), family(facet, inherited, override("v", facet, own)))


def test_what_a_column_says_below_goes_with_it_and_comes_back(live: Live) -> None:
    start = family(
        "default", "'a'", override("v", "default", "'own'"), override("v", "comment", "x")
    )
    whole = start.tables[0]
    without = start.map_tables(lambda t: t.without_column("v") if t.name == whole.name else t)
    end = without.map_tables(lambda t: replace(t, overrides=()))

    both_ways(live, start, end)


def test_default_below_is_taken_away_while_its_type_changes(live: Live) -> None:
    own = override("v", "default", "'own'")
    start = family("default", None, own)
    whole = start.tables[0]
    end = start.map_tables(
        lambda t: (
            t.with_column_replaced("v", column("v", "character varying(9)"))
            if t.name == whole.name
            else t
        )
    )

    both_ways(live, start, end)


def test_heir_of_a_serial_column_counts_by_its_own_sequence_and_again_by_that_of_the_parent(
    live: Live,
) -> None:
    base = table(column("id", nullable=False, identity=Identity("serial")), name=Name("base"))
    kid = Table(Name("kid"), (column("n"),), inherits=(Name("base"),))
    free = replace(kid, overrides=(override("id", "default", None),))
    end = live.build(Schema((base, kid)))
    start = live.run(diff(end, Schema((base, free))), end)
    live.expect(start)

    live.run(diff(start, end), start)

    live.expect(end)
    live.session.run("INSERT INTO kid (n) VALUES (1); INSERT INTO base DEFAULT VALUES")
    assert live.rows("SELECT id FROM base") == [(1,), (2,)]


def test_what_nobody_says_stays_as_it_is(live: Live) -> None:
    own = override("v", "default", "'own'")
    there = live.build(family("default", "'a'", own))
    unsaid = family("default", "'b'").map_tables(
        lambda t: replace(t, overrides=None) if t.parents else t
    )
    operations = diff(there, live.dialect.canonical(unsaid))

    assert not any(isinstance(operation, AlterInherited) for operation in operations)
    live.expect(live.run(operations, there))
    assert live.read().table(Name("events_2")).overrides == (own,)


def test_words_that_say_no_more_than_the_parent_are_none(live: Live) -> None:
    own = override("v", "default", "'a'")
    wanted = live.dialect.canonical(family("default", "'a'", own))

    assert diff(live.build(family("default", "'a'")), wanted) == ()


def test_partition_that_leaves_takes_its_words_with_it(live: Live) -> None:
    start = family("default", "'a'", override("v", "default", "'own'"))
    first, *_ = start.tables
    alone = replace(
        start.tables[2],
        partition_of=None,
        bound=None,
        overrides=(),
        columns=(column("k", nullable=False), column("v", "text", default="'own'")),
    )
    end = Schema((first, start.tables[1], alone, start.tables[3]))

    both_ways(live, start, end)


def test_columns_that_are_a_tables_own_too_go_with_those_of_its_parent(live: Live) -> None:
    base = table(column("id"), column("v", "text", default="'b'"), name=Name("base"))
    said = (override("v", "default", "'own'"), override("v", "local", ""))
    kid = Table(Name("kid"), (column("n"),), inherits=(Name("base"),), overrides=said)
    start = live.build(Schema((base, kid)))
    live.session.run("INSERT INTO kid VALUES (1, 'x', 2)")
    live.expect(start)
    assert live.read().table(Name("kid")).overrides == said
    end = live.dialect.canonical(Schema((base.without_column("v"), replace(kid, overrides=()))))

    operations = diff(start, end)
    live.expect(live.run(operations, start))
    live.run_back(operations, end)

    assert live.read().table(Name("kid")).overrides == said
    assert live.rows("SELECT id, v, n FROM kid") == [(1, "b", 2)]


def test_parents_come_back_in_their_order(live: Live) -> None:
    names = [Name(name) for name in ("p1", "p2", "p3")]
    parents = tuple(table(column(f"c{i}"), name=name) for i, name in enumerate(names))
    kid = Table(Name("kid"), (column("n"),), inherits=tuple(names))
    start = live.build(Schema((*parents, kid)))
    own = replace(kid, columns=(column("c0"), column("n")), inherits=tuple(names[1:]))
    operations = diff(start, live.dialect.canonical(Schema((*parents, own))))

    end = live.run(operations, start)
    live.expect(end)
    live.run_back(operations, end)

    live.expect(start)
    assert live.read().table(Name("kid")).inherits == tuple(names)


def test_a_dropped_partition_comes_back_with_the_names_that_the_server_gives(live: Live) -> None:
    names = "SELECT c.relname FROM pg_index JOIN pg_class c ON c.oid = indexrelid"
    live.session.run(
        "CREATE TABLE m (id integer, k integer NOT NULL, PRIMARY KEY (id, k))"
        " PARTITION BY LIST (k);"
        "CREATE INDEX m_k ON m (k);"
        "CREATE TABLE m1 PARTITION OF m FOR VALUES IN (1); CREATE TABLE m2 PARTITION OF m DEFAULT;"
    )
    own = f"{names} WHERE indrelid = to_regclass('m1')"
    before, start = live.rows(own), live.read()
    wanted = (
        replace(t, bound="FOR VALUES IN (1)") if t.name.name == "m2" else t
        for t in start.tables
        if t.name.name != "m1"
    )
    operations = diff(start, replace(start, tables=tuple(wanted)))

    end = live.run(operations, start)
    live.expect(end)
    live.run_back(operations, end)

    live.expect(start)
    assert live.rows(own) == before


def test_own_words_are_shown_for_people() -> None:
    own = (override("v", "default", None), override("v", "not null", ""))
    shown = list(schema_lines(family("default", "'a'", *own)))

    assert shown[-6:-4] == ["  default of v none", "  not null of v"]


def test_words_of_a_column_are_told_as_they_change() -> None:
    old = (override("v", "default", "'a'"), override("w", "local", ""))
    new = (override("v", "default", None), override("v", "not null", ""))

    assert AlterInherited(Name("kid"), old, new).describe() == (
        "change what kid says itself: default of v none, not null of v set, w only inherited"
    )


def test_column_that_becomes_a_tables_own_too_is_added_there_first(live: Live) -> None:
    base = table(column("id"), name=Name("base"))
    kid = Table(Name("kid"), (column("n"),), inherits=(Name("base"),))
    start = live.build(Schema((base, kid)))
    own = replace(kid, overrides=(override("v", "local", ""),))
    end = live.dialect.canonical(Schema((base.with_column(column("v")), own)))
    operations = diff(start, end)

    live.run(operations, start)
    assert live.read().table(Name("kid")).overrides == own.overrides
    live.run_back(operations, end)

    live.expect(start)
