"""Files that are never held in memory as a whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from goofer_py.errors import FileError
from goofer_py.migrate import files
from goofer_py.migrate.migrator import Migrator
from tests.migrate.conftest import Folder, failure, tables


@pytest.fixture(autouse=True)
def small_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "STREAMED", 100_000)


def rows(number: int) -> str:
    return "".join(f"INSERT INTO a VALUES ({i});\n" for i in range(number))


def test_a_large_file_runs_as_one(migrator: Migrator, folder: Folder) -> None:
    folder.add("1_a", f"CREATE TABLE a (x int);\n{rows(5000)}", "DROP TABLE a")

    result = migrator.up()

    assert result.migrations[0].statements == 5001
    assert migrator.session.query("SELECT count(*) FROM a") == [(5000,)]
    assert (migrator.history()[-1].checksum or "").startswith("sha256-raw:")
    assert migrator.changed_migrations() == []
    migrator.down()
    assert tables(migrator) == []


def test_a_failure_at_its_end_undoes_all_of_it(transactional: Migrator, folder: Folder) -> None:
    folder.add("1_a", f"CREATE TABLE a (x int);\n{rows(5000)}  SELEC 1;")

    error = failure(transactional.up)

    assert (error.line, error.column) == (5002, 3)
    assert tables(transactional) == []


def test_an_unfinished_statement_at_its_end_is_found_before_anything_runs(
    migrator: Migrator, folder: Folder
) -> None:
    folder.add("1_a", f"CREATE TABLE a (x int);\n{rows(5000)}SELECT 'open")

    with pytest.raises(FileError, match="never closed") as error:
        migrator.up()

    assert error.value.line == 5002
    assert tables(migrator) == []


def test_its_own_envelope_is_taken_apart(sqlite: Migrator, folder: Folder) -> None:
    body = f"CREATE TABLE a (x int);\n{rows(5000)}"
    folder.add("1_a", f"PRAGMA foreign_keys = OFF;\nBEGIN;\n{body}COMMIT;")

    assert sqlite.up().migrations[0].statements == 5001
    assert sqlite.session.query("SELECT count(*) FROM a") == [(5000,)]


def test_its_directive_counts(migrator: Migrator, folder: Folder) -> None:
    long = f"INSERT INTO a VALUES (length('{'x' * 200_000}'));\n"
    folder.add("1_a", f"-- goofer: no-transaction\nCREATE TABLE a (x int);\n{long}SELEC 1;")

    assert "2 of 3 statements are done" in str(failure(migrator.up))


def test_what_is_not_utf8_is_told(migrator: Migrator, folder: Folder) -> None:
    folder.add("1_a", "").write_bytes(rows(5000).encode() + b"SELECT '\xe9'")

    with pytest.raises(FileError, match="not UTF-8"):
        migrator.up()


def test_rows_of_a_large_copy_come_in_portions(postgresql: Migrator, folder: Folder) -> None:
    lines = "".join(f"{i}\n" for i in range(300_000))
    folder.add("1_a", f"CREATE TABLE a (x int);\nCOPY a FROM STDIN;\n{lines}\\.\nSELECT 1;")

    assert postgresql.up().migrations[0].statements == 3
    assert postgresql.session.query("SELECT count(*), sum(x) FROM a") == [
        (300_000, sum(range(300_000)))
    ]


# Not ru_maxrss, which a process inherits from the one that started it.
PROGRAM = """
import sys
from pathlib import Path
from goofer_py.migrate.migrator import Migrator
with Migrator(sys.argv[1], sys.argv[2]) as migrator:
    migrator.up()
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""


@pytest.mark.slow
def test_a_file_larger_than_the_memory_it_may_take(sqlite_url: str, folder: Folder) -> None:
    file = folder.path / "1_a.up.sql"
    with file.open("w") as script:
        script.write("CREATE TABLE a (x text);\n")
        for _ in range(600):
            script.write(f"INSERT INTO a VALUES ('{'x' * 200_000}');\n")
    assert file.stat().st_size > 120_000_000

    peak = _peak(sqlite_url, folder.path)

    assert peak < 60_000, "in kB"


def _peak(url: str, folder: Path) -> int:
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM, url, folder], check=True, capture_output=True, text=True
    )
    return int(found.stdout)
