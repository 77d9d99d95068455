"""Files of rows are merged into a table by a key."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest

from goofer_py.errors import FileError, MigrationFailed, UsageError
from goofer_py.migrate.merge import Merged
from goofer_py.seeds.csv_rows import csv_rows
from goofer_py.seeds.results import SeedRun
from tests.seeds.conftest import Make, Program

ALL = "SELECT code, name, digits, rate, active FROM currencies ORDER BY code"
CSV = 'code,name,digits,rate,active\nEUR,Euro,2,1.10000001,yes\nJPY,"Yen, new",0,,false\n'
JSON = """[
  {"code": "EUR", "name": "Euro", "digits": 2, "rate": 1.10000001, "active": true},
  {"code": "JPY", "name": "Yen, new", "digits": 0, "rate": null, "active": false}
]"""
YAML = """\
- {code: EUR, name: Euro, digits: 2, rate: 1.10000001, active: yes}
- code: JPY
  name: Yen, new
  digits: 0
  rate:
  active: no
"""
FILES = {"1_currencies.csv": CSV, "1_currencies.json": JSON, "1_currencies.yaml": YAML}


def merged(run: SeedRun) -> Merged:
    (seed,) = run.seeds
    assert seed.merged is not None
    return seed.merged


def close(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Return rows with decimals and flags as any database could give them."""
    return [
        (code, name, digits, None if rate is None else Decimal(str(rate)), active and bool(active))
        for code, name, digits, rate, active in rows
    ]


@pytest.mark.parametrize("name", FILES)
def test_rows_get_the_types_of_their_columns(program: Program, name: str) -> None:
    program.seed(name, FILES[name])
    assert merged(program.seeder().seed()) == Merged(rows=2, added=2)
    assert close(program.rows(ALL)) == [
        ("EUR", "Euro", 2, Decimal("1.10000001"), True),
        ("JPY", "Yen, new", 0, None, False),
    ]
    assert merged(program.seeder().seed(fresh=True)) == Merged(rows=2)


def test_rows_that_are_there_are_changed_and_others_left_alone(program: Program) -> None:
    program.migrator.session.execute("INSERT INTO currencies VALUES ('XXX', 'x', 1, 1, NULL)")
    file = program.seed("1_currencies.csv", CSV)
    program.seeder().seed()
    program.migrator.session.execute("UPDATE currencies SET digits = 5 WHERE code = 'JPY'")
    file.write_text('code,name\nEUR,euro\nJPY,"Yen, new"\nCHF,Franken\n', encoding="utf-8")
    assert merged(program.seeder().seed()) == Merged(rows=3, added=1, changed=1)
    assert [row[:3] for row in program.rows(ALL)] == [
        ("CHF", "Franken", None),
        ("EUR", "euro", 2),
        ("JPY", "Yen, new", 5),
        ("XXX", "x", 1),
    ]


def test_rows_that_are_gone_are_deleted_when_that_is_asked_for(program: Program) -> None:
    program.seed("1_currencies.csv", CSV)
    program.seeder().seed()
    program.seed("1_currencies.csv", "# goofer: delete-missing\ncode,digits\nJPY,0\nNOK,2\n")
    assert merged(program.seeder().seed()) == Merged(rows=2, added=1, removed=1)
    assert [row[0] for row in program.rows(ALL)] == ["JPY", "NOK"]
    program.seed("1_currencies.csv", "# goofer: delete-missing\ncode,digits\n")
    with pytest.raises(MigrationFailed, match="there are no rows, so all of currencies would be"):
        program.seeder().seed()
    assert len(program.rows(ALL)) == 2


def test_rows_that_are_there_can_be_kept(program: Program) -> None:
    program.seed("1_currencies.csv", CSV)
    program.seeder().seed()
    program.seed(
        "2_more.yaml",
        "# goofer: table currencies\n# goofer: existing keep\n"
        "- {code: EUR, name: other}\n- {code: NO, name: NO}\n",
    )
    assert merged(program.seeder().seed()) == Merged(rows=2, added=1)
    assert [row[:2] for row in program.rows(ALL)][::2] == [("EUR", "Euro"), ("NO", "NO")]


def test_a_key_needs_no_index(program: Program) -> None:
    text = '{"table": "seen", "key": "word", "rows": [{"word": "a"}, {"word": "b"}]}'
    program.seed("1_words.json", text)
    assert merged(program.seeder().seed()) == Merged(rows=2, added=2)
    assert merged(program.seeder().seed(fresh=True)) == Merged(rows=2)


def test_null_and_empty_text_are_told_apart(program: Program) -> None:
    program.seed("1_currencies.csv", 'code,name,digits\nA,"",\nB,x,1\n')
    program.seed(
        "2_more.csv",
        '# goofer: table currencies\n# goofer: null \\N\ncode,name,digits\nC,,\\N\nD,"\\N",2\n',
    )
    program.seeder().seed()
    assert [row[:3] for row in program.rows(ALL)] == [
        ("A", "", None),
        ("B", "x", 1),
        ("C", "", None),
        ("D", "\\N", 2),
    ]


def test_rows_may_have_different_members(program: Program) -> None:
    program.seed(
        "1_currencies.json",
        '[{"code": "A", "name": "a"}, {"code": "B"},'
        ' {"digits": 3, "code": "C"}, {"name": "d", "code": "D"}]',
    )
    assert merged(program.seeder().seed()) == Merged(rows=4, added=4)
    assert [row[:3] for row in program.rows(ALL)] == [
        ("A", "a", None),
        ("B", "no name", None),
        ("C", "no name", 3),
        ("D", "d", None),
    ]


def test_no_trigger_sees_a_row_that_stays_as_it_is(database_url: str, make: Make) -> None:
    program = make(database_url)
    body = "UPDATE currencies SET digits = digits + 1 WHERE code = NEW.code"
    plain = f"CREATE TRIGGER t AFTER UPDATE OF name ON currencies BEGIN {body}; END;"
    function = (
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {body}; RETURN NULL; END $$;\n"
        "CREATE TRIGGER t AFTER UPDATE OF name ON currencies FOR EACH ROW EXECUTE FUNCTION f();"
    )
    program.migrator.session.run(plain if "sqlite" in database_url else function)
    program.seed("1_currencies.csv", "code,name\nEUR,Euro\nJPY,Yen\n")
    program.migrator.session.execute("INSERT INTO currencies VALUES ('EUR', 'x', 1, 1, NULL)")
    for _ in range(3):
        program.seeder().seed(fresh=True)
    assert [row[:3] for row in program.rows(ALL)] == [("EUR", "Euro", 2), ("JPY", "Yen", None)]


def test_numbers_that_the_server_gives_go_on_behind_those_of_a_file(program: Program) -> None:
    kinds = {
        "sqlite": "integer PRIMARY KEY AUTOINCREMENT",
        "postgresql": "integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    }
    dialect = program.migrator.session.dialect.name
    kind = kinds.get(dialect, "integer AUTO_INCREMENT PRIMARY KEY")
    program.migrator.session.execute(f"CREATE TABLE numbered (id {kind}, word VARCHAR(9))")
    program.seed("1_numbered.csv", "id,word\n7,a\n3,b\n")
    program.seeder().seed()
    program.migrator.session.execute("INSERT INTO numbered (word) VALUES ('c')")
    assert program.rows("SELECT id, word FROM numbered ORDER BY id") == [
        (3, "b"),
        (7, "a"),
        (8, "c"),
    ]


def test_what_only_postgresql_has(postgresql_url: str, make: Make) -> None:
    program = make(postgresql_url)
    program.migrator.session.run(
        "CREATE SCHEMA billing; CREATE TYPE billing.mood AS ENUM ('sad', 'happy');"
        'CREATE TABLE billing."Odd names" ("The id" uuid PRIMARY KEY, tags text[], data jsonb,'
        " plain json, at timestamptz, mood billing.mood, raw bytea, area point);"
    )
    row = (
        '{"The id": "00000000-0000-0000-0000-000000000001", "tags": ["a b", "c\\"d", null],'
        ' "data": {"x": [1, 2.50, null, "ä"]}, "plain": [true], "at": "2026-01-02T03:04:05+01:00",'
        ' "mood": "happy", "raw": "\\\\x00ff", "area": "(1,2)"}'
    )
    program.seed("1_odd.json", f'{{"table": "billing.Odd names", "rows": [{row}]}}')
    assert merged(program.seeder().seed()) == Merged(rows=1, added=1)
    assert merged(program.seeder().seed(fresh=True)) == Merged(rows=1)
    found = program.rows("SELECT tags, data->'x', raw, mood::text FROM billing.\"Odd names\"")
    assert found == [(["a b", 'c"d', None], [1, 2.5, None, "ä"], b"\x00\xff", "happy")]


def test_bytes_and_json_on_every_database(program: Program) -> None:
    blob = "bytea" if program.migrator.session.dialect.name == "postgresql" else "blob"
    program.migrator.session.execute(
        f"CREATE TABLE things (id integer PRIMARY KEY, raw {blob}, doc json)"
    )
    program.seed(
        "1_things.yaml",
        "- id: 1\n  raw: \\x00ff\n  doc: {a: [1, no]}\n- id: 2\n  raw: text\n  doc: '{\"b\": 1}'\n",
    )
    program.seeder().seed()
    assert merged(program.seeder().seed(fresh=True)) == Merged(rows=2)
    assert [bytes(row[0]) for row in program.rows("SELECT raw FROM things ORDER BY id")] == [
        b"\x00\xff",
        b"text",
    ]
    docs = [
        str(row[0]).replace("'", '"') for row in program.rows("SELECT doc FROM things ORDER BY id")
    ]
    assert [doc.replace("False", "false") for doc in docs] == ['{"a": [1, false]}', '{"b": 1}']


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("1_currencies.csv", "code,nam\nA,b\n", r"csv:2: the table currencies has no column 'nam'"),
        ("1_currencies.csv", "code,name\nA,b\nB\n", r"csv:3: the row has 1 fields"),
        ("1_currencies.csv", 'code,name\n\n"A\nB",b\nB,x"y"\n', r"csv:5: field 2 has a quote"),
        ("1_currencies.csv", 'code,name\nA,"b\n', r"csv:2: the quote .* is never closed"),
        ("1_currencies.csv", "code,code\nA,b\n", r"csv:1: the first line gives each column"),
        ("1_currencies.csv", "", "the file has no line with the names"),
        ("1_currencies.csv", "code,name\n,b\n", r"csv:2: code is NULL, and the key"),
        ("1_currencies.csv", "name\nb\n", r"csv:2: a row has no code"),
        (
            "1_currencies.csv",
            "code\nA\nB\nA\n",
            r"csv:4: the key code A is there twice, first at 2",
        ),
        ("1_nothing.csv", "code\nA\n", "there is no table nothing"),
        ("1_a.csv", "# goofer: table seen\nword\nA\n", "the table seen has no primary key"),
        ("1_currencies.json", '[{"code": "A"}, {"code": null}]', "json: row 2: code is NULL"),
        (
            "1_currencies.yml",
            "- code: A\n- code: B\n  nam: x\n",
            r"yml:2: the table currencies has",
        ),
    ],
)
def test_rows_that_do_not_fit_are_told_with_their_place(
    on_sqlite: Program, name: str, text: str, said: str
) -> None:
    on_sqlite.seed("0_first.sql", "INSERT INTO seen VALUES ('x');")
    on_sqlite.seed(name, text)
    with pytest.raises(MigrationFailed, match=said):
        on_sqlite.seeder().seed()
    assert on_sqlite.rows(ALL) == []


@pytest.mark.parametrize("kind", ["postgresql", "mysql", "mariadb"])
def test_the_row_that_the_server_refuses_is_found(
    request: pytest.FixtureRequest, make: Make, kind: str
) -> None:
    program = make(request.getfixturevalue(f"{kind}_url"))
    rows = "".join(f"{number},{number}\n" for number in range(100, 900))
    program.seed("1_currencies.csv", f"code,digits\n{rows}".replace("\n700,700\n", "\n700,many\n"))
    with pytest.raises(MigrationFailed, match=r"csv:602: .*many") as failed:
        program.seeder().seed()
    assert failed.value.line == 602
    assert program.rows("SELECT count(*) FROM currencies") == [(0,)]


def test_a_file_is_read_as_a_stream(on_sqlite: Program) -> None:
    lines = (f"{number:03x},name {number}\n" for number in range(4096))
    on_sqlite.seed("1_currencies.csv", "code,name\n" + "".join(lines))
    assert merged(on_sqlite.seeder().seed()) == Merged(rows=4096, added=4096)


def test_what_spreadsheets_write_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes('\ufeffa , b\r\n1,"two ""x""\r\nlines"\r\n\r\n, ä\r\n'.encode())
    assert [(row.number, row.values) for row in csv_rows(file, "")] == [
        (2, {"a": "1", "b": 'two "x"\r\nlines'}),
        (5, {"a": None, "b": " ä"}),
    ]


def test_what_is_not_utf8_is_told(on_sqlite: Program) -> None:
    on_sqlite.seed("1_currencies.csv", b"code,name\nA,\xe4\n")
    with pytest.raises(MigrationFailed, match="not UTF-8"):
        on_sqlite.seeder().seed()


def test_yaml_without_pyyaml_names_the_extra(
    on_sqlite: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_sqlite.seed("1_currencies.yaml", YAML)
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(UsageError, match="PyYAML, which is not installed") as refused:
        on_sqlite.seeder().seed()
    assert refused.value.hint == "pip install 'goofer-py[yaml]'"


def test_the_environments_of_files_of_rows(on_sqlite: Program) -> None:
    on_sqlite.seed("1_currencies.csv", f"# goofer: environments test\n{CSV}")
    on_sqlite.seed("2_a.json", '{"environments": ["test"], "requires": "1", "rows": []}')
    on_sqlite.seed(
        "3_a.yaml",
        "table: currencies\nenvironments: [test, development]\nrows:\n"
        "  - &base {code: A, name: a}\n  - {<<: *base, code: B}\n",
    )
    found = on_sqlite.seeder().seed()
    assert (found.versions, found.skipped) == (("3",), ("1_currencies", "2_a"))
    assert [row[:2] for row in on_sqlite.rows(ALL)] == [("A", "a"), ("B", "a")]


def test_code_merges_rows_too(program: Program) -> None:
    program.seed(
        "1_a.py",
        "def up(context):\n"
        "    rows = ({'code': str(n), 'name': f'n{n}'} for n in range(3))\n"
        "    found = context.upsert('currencies', rows, key='code')\n"
        "    context.execute('INSERT INTO seen VALUES (?)', str(found.added))\n",
    )
    program.seeder().seed()
    program.seeder().seed(fresh=True)
    assert program.rows("SELECT word FROM seen ORDER BY word") == [("0",), ("3",)]
    program.seed("2_b.py", "def up(context):\n    context.upsert('currencies', [{'name': 'x'}])\n")
    with pytest.raises(MigrationFailed, match=r"2_b\.py:2: UsageError: row 1: a row has no code"):
        program.seeder().seed()


def test_a_file_that_vanishes_is_told(on_sqlite: Program) -> None:
    on_sqlite.seed("1_currencies.csv", CSV)
    seeder = on_sqlite.seeder()
    assert seeder.status().entries
    (on_sqlite.folder / "seeds" / "1_currencies.csv").unlink()
    with pytest.raises(FileError, match="cannot be read"):
        seeder.seed()
