"""Whole databases read: what is in them, what is left alone, and at what cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

import pytest

from goofer_py.dialects.sqlite.dialect import SQLiteDialect
from goofer_py.errors import StoreError
from goofer_py.introspect.introspector import Introspector
from goofer_py.introspect.registry import introspector_for
from goofer_py.introspect.scope import Scope
from goofer_py.introspect.sqlite import SQLiteIntrospector
from goofer_py.schema import (
    Check,
    Column,
    ForeignKey,
    Index,
    IndexPart,
    Name,
    PrimaryKey,
    Schema,
    SchemaObject,
    Table,
    Type,
    Unique,
    Unmanaged,
    Use,
)
from goofer_py.stores.store import Row
from tests.dialects.sqlite.live import Live, live
from tests.dialects.sqlite.newest import newest

Opens = Callable[[str], AbstractContextManager[Live]]
ID = Column("id", Type("INTEGER"), nullable=False, options=(("not_null", "implied"),))
KEY = PrimaryKey(("id",))
T = Name("t")
SIMPLE = Table(T, (ID,), KEY)
SIMPLE_SQL = "CREATE TABLE t (id INTEGER PRIMARY KEY);"


@pytest.mark.parametrize("opens", [live, newest])
def test_everything_about_a_table_is_read(opens: Opens) -> None:
    with opens(
        """
        CREATE TABLE Parent (Id INTEGER PRIMARY KEY, code TEXT COLLATE NOCASE UNIQUE);
        CREATE TABLE t (
            id INTEGER PRIMARY KEY,
            p_code TEXT REFERENCES parent (CODE) ON DELETE CASCADE,
            p INT REFERENCES PARENT,
            n INT DEFAULT (0) CHECK ("N" >= 0)
        );
        CREATE UNIQUE INDEX ix ON t (P_CODE COLLATE nocase, lower(p_code) DESC) WHERE [n]>0;
        """
    ) as db:
        schema = db.read()

    assert schema.table(T) == Table(
        T,
        (
            ID,
            Column("p_code", Type("TEXT")),
            Column("p", Type("INT")),
            Column("n", Type("INT"), default="0"),
        ),
        KEY,
        foreign_keys=(
            ForeignKey(("p_code",), Name("Parent"), ("code",), on_delete="CASCADE"),
            ForeignKey(("p",), Name("Parent"), ("Id",)),
        ),
        checks=(Check("n >= 0"),),
        indexes=(
            Index(
                "ix",
                (
                    IndexPart("p_code", collation="NOCASE"),
                    IndexPart(expression="lower(p_code)", descending=True),
                ),
                unique=True,
                where="n > 0",
            ),
        ),
    )
    assert schema.table(T).checks[0].columns == ("n",)
    assert schema.table(T).indexes[0].reads == {"p_code", "n"}
    assert schema.table(Name("Parent")).uniques == (Unique(("code",)),)


def test_indexes_behind_keys_are_no_indexes_of_their_own() -> None:
    with live(
        "CREATE TABLE t (a TEXT PRIMARY KEY, b UNIQUE); CREATE UNIQUE INDEX u ON t (b)"
    ) as db:
        table = db.read().table(T)

    assert [index.name for index in table.indexes] == ["u"]
    assert table.uniques == (Unique(("b",)),)


def test_names_that_nobody_gave_are_none_and_count_as_made() -> None:
    with live(
        "CREATE TABLE t (a INT PRIMARY KEY CHECK (a > 0), UNIQUE (a), CONSTRAINT u UNIQUE (a))"
    ) as db:
        table = db.read().table(T)

    assert [(c.name, c.auto_named) for c in table.constraints] == [
        (None, True),
        (None, True),
        ("u", False),
        (None, True),
    ]


def test_what_alter_table_made_of_the_text_is_read() -> None:
    with live(
        """
        CREATE TABLE old (id INTEGER PRIMARY KEY, a TEXT CHECK (a != 'x'), b INT, gone INT);
        CREATE INDEX ix ON old (lower(a)) WHERE a IS NOT NULL;
        ALTER TABLE old ADD COLUMN c INT NOT NULL DEFAULT 1;
        ALTER TABLE old RENAME COLUMN a TO "new a";
        ALTER TABLE old DROP COLUMN gone;
        ALTER TABLE old RENAME TO t;
        """
    ) as db:
        table = db.read().table(T)

    assert table.column_names == ("id", "new a", "b", "c")
    assert table.checks == (Check("\"new a\" != 'x'"),)
    assert table.indexes[0].parts == (IndexPart(expression='lower("new a")'),)
    assert table.indexes[0].where == '"new a" IS NOT NULL'


def test_a_table_made_by_a_query_is_read() -> None:
    with live("CREATE TABLE t AS SELECT 1 AS a, 'x' AS b, x'00' AS c, 1.5 AS \"d e\"") as db:
        table = db.read().table(T)

    assert [(c.name, c.type.text) for c in table.columns] == [
        ("a", ""),
        ("b", ""),
        ("c", ""),
        ("d e", ""),
    ]


def test_views_and_triggers_are_kept_with_their_texts_whatever_the_scope() -> None:
    view = "CREATE VIEW v AS SELECT id FROM t"
    trigger = "CREATE TRIGGER tr INSTEAD OF DELETE ON v BEGIN DELETE FROM t; END"
    with live(f"{SIMPLE_SQL} {view}; {trigger};") as db:
        schema = SQLiteIntrospector().read(db.session, Scope(include=("nothing",)))

    assert schema.tables == ()
    assert schema.objects == (
        SchemaObject("view", Name("v"), view),
        SchemaObject("trigger", Name("tr"), trigger, Name("v")),
    )
    assert [one.uses for one in schema.objects] == [
        (Use("table", Name("t"), textual=True),),
        (Use("table", Name("t"), textual=True), Use("view", Name("v"), textual=True)),
    ]


@pytest.mark.parametrize("version", [(3, 36), (3, 40)])
def test_virtual_tables_and_their_shadows_are_left_alone(version: tuple[int, ...]) -> None:
    fts = "CREATE VIRTUAL TABLE words USING fts5(word)"
    with live(f"{SIMPLE_SQL} {fts}; CREATE TABLE words_of_mine (a)") as db:
        session = _OfVersion(db.session, version)
        schema = SQLiteIntrospector().read(session, Scope())  # type: ignore[arg-type]

    assert {t.name.name for t in schema.tables} == {"t", "words_of_mine"}
    assert schema.unmanaged[0] == Unmanaged("virtual table", Name("words"), fts)
    assert {(one.kind, one.name.name) for one in schema.unmanaged[1:]} == {
        ("shadow table", f"words_{end}") for end in ("config", "content", "data", "docsize", "idx")
    }


def test_a_virtual_table_whose_module_is_missing_is_left_alone_too() -> None:
    with live(SIMPLE_SQL) as db:
        db.run(
            "PRAGMA writable_schema = ON;"
            "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES"
            " ('table', 'map', 'map', 0, 'CREATE VIRTUAL TABLE map USING nowhere(a)');"
            "PRAGMA writable_schema = RESET;"
        )

        schema = db.read()

    assert schema == Schema(tables=(SIMPLE,))
    assert [one.name for one in schema.unmanaged] == [Name("map")]


def test_the_tables_of_sqlite_goofer_and_other_tools_are_left_alone() -> None:
    with live(SIMPLE_SQL) as db:
        db.run(
            """
            CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT);
            CREATE TABLE goofer_history (a);
            CREATE TABLE goofer_kept_x_1 (a);
            CREATE TABLE alembic_version (a);
            CREATE TABLE django_migrations (a);
            CREATE TEMP TABLE passing (a);
            ANALYZE;
            """
        )

        assert {t.name.name for t in db.read().tables} == {"t", "counted"}


def test_a_scope_chooses_by_pattern() -> None:
    with live("CREATE TABLE a1 (x); CREATE TABLE a2 (x); CREATE TABLE b1 (x)") as db:
        schema = SQLiteIntrospector().read(db.session, Scope(include=("a*",), exclude=("*2",)))

    assert [t.name.name for t in schema.tables] == ["a1"]


def test_an_attached_database_is_a_namespace() -> None:
    with live(f"{SIMPLE_SQL} ATTACH ':memory:' AS \"other db\"") as db:
        db.run(
            """
            CREATE TABLE "other db".t (id INTEGER PRIMARY KEY, up INT REFERENCES t (id));
            CREATE INDEX "other db".ix ON t (up);
            CREATE VIEW "other db".v AS SELECT id FROM t;
            CREATE TRIGGER "other db".tr AFTER DELETE ON t BEGIN SELECT 1; END;
            """
        )
        schema = db.read("other db")

    name = Name("t", "other db")
    assert schema.namespaces == ("other db",)
    assert schema.table(T) == SIMPLE
    assert schema.table(name).foreign_keys == (ForeignKey(("up",), name, ("id",)),)
    assert schema.table(name).indexes[0].name == "ix"
    assert schema.of_kind("view")[0].definition == 'CREATE VIEW "other db".v AS SELECT id FROM t'
    assert schema.of_kind("trigger")[0].definition.startswith('CREATE TRIGGER "other db".tr AFTER')
    assert schema.of_kind("trigger")[0].table == name


def test_the_number_of_queries_does_not_grow() -> None:
    counts = []
    for tables in (1, 30):
        script = "; ".join(
            f"CREATE TABLE t{i} (id INTEGER PRIMARY KEY, a INT REFERENCES t0 (id)); "
            f"CREATE INDEX ix{i} ON t{i} (a)"
            for i in range(tables)
        )
        with live(script) as db:
            session = _Counting(db.session)
            found = SQLiteIntrospector().read(session, Scope())  # type: ignore[arg-type]
            assert len(found.tables) == tables
            counts.append(session.queries)

    assert counts == [5, 5]


def test_a_text_that_says_other_than_the_pragmas_is_refused_by_name() -> None:
    with live("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)") as db:
        session = _Lying(db.session)
        with pytest.raises(StoreError, match=r"table t cannot be read with certainty") as refused:
            SQLiteIntrospector().read(session, Scope())  # type: ignore[arg-type]

    assert "type of column a 'TEXT' instead of 'BLOB'" in str(refused.value)
    assert refused.value.hint == 'leave the table out: exclude = ["t"]'


def test_a_text_that_cannot_be_read_is_refused_by_name() -> None:
    with live(SIMPLE_SQL) as db:
        db.run("PRAGMA writable_schema = ON;UPDATE sqlite_master SET sql = 'CREATE TABLE t id';")
        session = _Texts(db.session)
        with pytest.raises(StoreError, match=r"table t cannot be read.*\( is missing"):
            SQLiteIntrospector().read(session, Scope())  # type: ignore[arg-type]


def test_a_library_that_is_too_old_is_refused_with_a_way_out() -> None:
    with live(SIMPLE_SQL) as db:
        session = _OfVersion(db.session, (3, 15, 2))
        with pytest.raises(StoreError, match=r"SQLite 3\.15\.2 cannot be asked") as refused:
            SQLiteIntrospector().read(session, Scope())  # type: ignore[arg-type]

    assert refused.value.hint is not None


def test_reading_changes_nothing() -> None:
    with live(SIMPLE_SQL) as db:
        before = db.query("SELECT total_changes()"), db.query("PRAGMA schema_version")

        db.read()

        assert (db.query("SELECT total_changes()"), db.query("PRAGMA schema_version")) == before


def test_the_registry_knows_who_reads_sqlite() -> None:
    found: Introspector = introspector_for(SQLiteDialect())

    assert isinstance(found, SQLiteIntrospector)


class _Wrapped:
    """A session seen through something that gets in its way."""

    def __init__(self, session: object) -> None:
        self.inner = session
        self.queries = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        self.queries += 1
        rows: list[Row] = self.inner.query(sql, parameters)  # type: ignore[attr-defined]
        return [self.seen(sql, row) for row in rows]

    def seen(self, sql: str, row: Row) -> Row:
        assert sql
        return row


_Counting = _Wrapped


class _OfVersion(_Wrapped):
    def __init__(self, session: object, version: tuple[int, ...]) -> None:
        super().__init__(session)
        self.dialect = SQLiteDialect(version)


class _Lying(_Wrapped):
    def seen(self, sql: str, row: Row) -> Row:
        return tuple("BLOB" if v == "TEXT" and "table_xinfo" in sql else v for v in row)


class _Texts(_Wrapped):
    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        return super().query(sql, parameters) if "pragma_" not in sql else []


def test_unmanaged_things_count_for_nothing_in_comparisons() -> None:
    virtual = "CREATE VIRTUAL TABLE places USING rtree (id, a, b)"
    with live(SIMPLE_SQL) as plain, live(f"{SIMPLE_SQL} {virtual}") as other:
        assert other.read().unmanaged
        assert plain.read() == other.read()
