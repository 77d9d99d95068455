"""Whatever goofer writes is read: for each database all statements of the pinned changes."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goofer_py.dialects import get_dialect
from goofer_py.dialects.splitter import split
from goofer_py.errors import UsageError
from goofer_py.hazards import action as a
from goofer_py.schema import Name
from tests.golden.case import DATABASES, GOLDEN

T = Name("t")


@pytest.mark.parametrize("database", DATABASES)
def test_every_statement_that_goofer_writes_is_read(database: str) -> None:
    dialect = get_dialect(database)
    paths = sorted((GOLDEN / database).rglob("*.sql"))
    texts = (one.text for path in paths for one in split(path.read_text(), dialect.syntax))
    readings = [(text, dialect.read(text).actions) for text in texts]
    assert len(readings) > 1000
    assert not [text for text, actions in readings if not actions]
    unread = [text for text, acts in readings if any(isinstance(x, a.Unread) for x in acts)]
    # What a block builds at run time only the server knows, and that is said.
    assert not [text for text in unread if not text.startswith("DO $")]
    assert len(unread) < len(readings) / 50


@pytest.mark.parametrize(
    ("database", "sql"),
    [
        ("postgresql", "FROB THE knob"),
        ("postgresql", "DO $$ BEGIN DROP TABLE users; END $$"),
        ("postgresql", "CALL clean()"),
        ("mysql", "ALTER TABLE t FROB"),
        ("mysql", "ALTER TABLE t ADD COLUMN a int FROB 3"),
        ("mysql", "CREATE KNOB k"),
        ("mariadb", "CALL clean()"),
        ("sqlite", "CREATE TABLE t (a int, "),
        ("sqlite", "ALTER TABLE t RENAME"),
    ],
)
def test_what_is_not_understood_is_said(database: str, sql: str) -> None:
    assert any(isinstance(one, a.Unread) for one in get_dialect(database).read(sql).actions)


@pytest.mark.parametrize(
    ("sql", "algorithm", "lock"),
    [
        ("ALTER TABLE t ADD COLUMN a int, ALGORITHM=INSTANT", "INSTANT", ""),
        ("ALTER TABLE t ADD INDEX i (a), ALGORITHM = INPLACE, LOCK = NONE", "INPLACE", "NONE"),
        ("CREATE INDEX i ON t (a) ALGORITHM INPLACE LOCK SHARED", "INPLACE", "SHARED"),
        ("ALTER TABLE t ADD COLUMN a int", "", ""),
    ],
)
@pytest.mark.parametrize("database", ["mysql", "mariadb"])
def test_what_an_alter_states_is_known(database: str, sql: str, algorithm: str, lock: str) -> None:
    reading = get_dialect(database).read(sql)
    assert (reading.algorithm, reading.lock) == (algorithm, lock)


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SET lock_timeout = '2s'", a.SetTimeout("lock", 2000)),
        ("SET LOCAL statement_timeout = 500", a.SetTimeout("statement", 500, local=True)),
        ("SET lock_timeout TO '1min'", a.SetTimeout("lock", 60_000)),
        ("DROP TABLE public.t CASCADE", a.DropTable(T, cascade=True)),
        ("TRUNCATE t, s.u CASCADE", a.Truncate((T, Name("u", "s")), cascade=True)),
        ("DELETE FROM t", a.WriteRows("DELETE", T)),
        ("DELETE FROM t WHERE a = 1", a.WriteRows("DELETE", T, where=True)),
        ("LOCK TABLE t IN SHARE MODE", a.LockTable((T,), "SHARE")),
        ("VACUUM FULL t", a.Maintain("VACUUM FULL", T)),
        ("REINDEX TABLE CONCURRENTLY t", a.Reindex("table", T, concurrently=True)),
        ("ALTER TABLE t SET SCHEMA s", a.RenameTable(T, Name("t", "s"))),
        (
            "ALTER TABLE t DETACH PARTITION p CONCURRENTLY",
            a.DetachPartition(T, Name("p"), concurrently=True),
        ),
        ("ALTER TYPE mood ADD VALUE 'x'", a.AddEnumValue(Name("mood"), "x")),
        ("ALTER TABLE t ALTER a TYPE varchar(9)", a.AlterType(T, "a", "character varying(9)")),
    ],
)
def test_statements_of_postgresql(sql: str, expected: a.Action) -> None:
    assert get_dialect("postgresql").read(sql).actions == (expected,)


WORDS = (
    *("CREATE", "ALTER", "DROP", "TABLE", "INDEX", "t", "a", "`b`", '"c"', "ADD", "COLUMN", "int"),
    *("NOT", "NULL", "DEFAULT", "(", ")", ",", "'x'", "PRIMARY", "KEY", "UNIQUE", "CHECK", "ON"),
    *("RENAME", "TO", "MODIFY", "CHANGE", "SET", "UPDATE", "WHERE", "=", "1", "REFERENCES", "AS"),
    *("CONSTRAINT", "FOREIGN", "USING", "IF", "EXISTS", "VIEW", "TRIGGER", "PRAGMA", ".", ";"),
)


@pytest.mark.parametrize("database", DATABASES)
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=14))
def test_no_text_makes_a_reader_stumble_or_say_nothing(database: str, words: list[str]) -> None:
    text = " ".join(words)
    reading = get_dialect(database).read(text)
    assert reading.actions or text.startswith(";") or set(words) <= {";"}


@pytest.mark.parametrize("database", DATABASES)
@given(text=st.text(min_size=1, max_size=40))
def test_no_characters_make_a_reader_stumble(database: str, text: str) -> None:
    get_dialect(database).read(text.replace("\x00", ""))


def test_without_the_parser_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "postgast", None)
    with pytest.raises(UsageError, match="postgast") as error:
        get_dialect("postgresql").read("SELECT 1")
    assert error.value.hint == "pip install 'goofer-py[lint]'"
