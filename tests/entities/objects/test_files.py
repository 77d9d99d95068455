"""Objects in .sql files."""

from __future__ import annotations

from pathlib import Path

import pytest

from goofer_py.dialects import get_dialect
from goofer_py.errors import EntityError
from goofer_py.registry import SchemaRegistry
from goofer_py.schema import Declared, Name


def declared(place: Path, dialect: str = "postgresql") -> tuple[Declared, ...]:
    registry = SchemaRegistry()
    registry.register_files(place)
    return registry.desired(get_dialect(dialect), "public").schema.declared


def write(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        path = folder / name.replace("__", "/").replace("_sql", ".sql").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_files_are_read_in_the_order_of_their_paths(tmp_path: Path) -> None:
    write(
        tmp_path,
        b_sql="CREATE VIEW b AS SELECT 1;",
        a__z_sql="CREATE VIEW z AS SELECT 1;",
        a__y_sql="CREATE VIEW y AS SELECT 1;",
        notes_dot_txt="no SQL",
    )
    assert [str(one.name) for one in declared(tmp_path)] == ["y", "z", "b"]


def test_a_file_may_hold_many_statements_each_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(
        tmp_path,
        db__users_sql=(
            "-- What users do.\n"
            "DROP VIEW IF EXISTS active;\n"
            "CREATE OR REPLACE VIEW public.active AS\nSELECT ';' FROM users;\n"
            "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$\n"
            "BEGIN\n  RETURN new;\nEND $$;\n"
            "COMMENT ON VIEW active IS 'x';\nGRANT SELECT ON active TO public;\n"
            "ALTER TABLE users ENABLE ROW LEVEL SECURITY;\n"
        ),
    )
    found = declared(tmp_path / "db")
    assert [(one.kind, one.name, one.origin) for one in found] == [
        ("view", Name("active"), "db/users.sql:3"),
        ("function", Name("f"), "db/users.sql:5"),
        (None, None, "db/users.sql:9"),
        ("grant", None, "db/users.sql:10"),
        (None, None, "db/users.sql:11"),
    ]
    assert found[0].statement.endswith("SELECT ';' FROM users")


@pytest.mark.parametrize(
    ("dialect", "names"),
    [("postgresql", ["all", "p", "pg_folder"]), ("sqlite", ["all", "s"])],
)
def test_folders_and_files_may_be_for_one_database(
    tmp_path: Path, dialect: str, names: list[str]
) -> None:
    write(
        tmp_path,
        all_sql="CREATE VIEW all AS SELECT 1",
        p_dot_postgresql_sql="CREATE VIEW p AS SELECT 1",
        postgres__f_sql="CREATE VIEW pg_folder AS SELECT 1",
        s_dot_sqlite_sql="CREATE VIEW s AS SELECT 1",
        mysql__m_sql="CREATE VIEW m AS SELECT 1",
        mariadb__x__n_sql="CREATE VIEW n AS SELECT 1",
    )
    assert [str(one.name) for one in declared(tmp_path, dialect)] == names


def test_a_file_may_be_named_by_itself(tmp_path: Path) -> None:
    write(tmp_path, a_sql="CREATE VIEW a AS SELECT 1", b_sql="CREATE VIEW b AS SELECT 1")
    assert [str(one.name) for one in declared(tmp_path / "b.sql")] == ["b"]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EntityError, match=r"no folder .*nowhere for the setting objects"):
        declared(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("CREATE VIEW a AS SELECT 1;\nINSERT INTO t VALUES (1);", r"a.sql:2: .* 'INSERT' declares"),
        ("SET search_path = x;", r"a.sql:1: .* 'SET' declares nothing"),
        ("BEGIN;", r"a.sql:1: .* 'BEGIN' declares nothing"),
        ("DROP VIEW a;", r"a.sql:1: .* 'DROP' declares nothing"),
        ("CREATE VIEW a AS SELECT 'x", r"a.sql"),
        (
            "CREATE VIEW a AS SELECT 1;\nCREATE VIEW a AS SELECT 2;",
            r"declared twice, and not alike: at .*a.sql:1 and at .*a.sql:2",
        ),
    ],
)
def test_what_declares_nothing_is_refused_with_its_place(
    tmp_path: Path, text: str, message: str
) -> None:
    write(tmp_path, a_sql=text)
    with pytest.raises(EntityError, match=message):
        declared(tmp_path)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_bytes(b"CREATE VIEW \xff")
    with pytest.raises(EntityError, match=r"a\.sql is not UTF-8"):
        declared(tmp_path)


def test_a_schema_in_a_file_is_one_that_is_wanted(tmp_path: Path) -> None:
    write(tmp_path, a_sql="CREATE SCHEMA IF NOT EXISTS app; CREATE VIEW b.v AS SELECT 1;")
    registry = SchemaRegistry()
    registry.register_files(tmp_path)
    schema = registry.desired(get_dialect("postgresql"), "public").schema
    assert schema.namespaces == ("app", "b")
    assert [one.kind for one in schema.declared] == ["view"]


def test_what_a_file_says_anew_with_or_replace_takes_the_place_of_the_first(
    tmp_path: Path,
) -> None:
    first = "CREATE VIEW a AS SELECT NULL::integer AS n;"
    between = "CREATE VIEW b AS SELECT n FROM a;"
    second = "-- again\nCREATE OR REPLACE VIEW a AS SELECT 2 AS n;"
    (tmp_path / "a.sql").write_text(f"{first}\n{between}\n{second}\n", encoding="utf-8")
    found = [one.statement for one in declared(tmp_path)]
    assert [text.split("SELECT")[1].strip() for text in found] == ["n FROM a", "2 AS n"]


def test_or_replace_of_another_file_is_still_declared_twice(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("CREATE VIEW a AS SELECT 1;", encoding="utf-8")
    (tmp_path / "b.sql").write_text("CREATE OR REPLACE VIEW a AS SELECT 2;", encoding="utf-8")
    with pytest.raises(EntityError, match="declared twice, and not alike"):
        declared(tmp_path)
