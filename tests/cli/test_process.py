from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

import goofer_py
from tests.cli.conftest import USERS, Program

HEAVY = ("sqlalchemy", "jinja2", "pydantic", "rich", "sqlglot", "alembic")
COMMAND = [sys.executable, "-m", "goofer_py"]
ROOT = Path(goofer_py.__file__).parent.parent


def environ(**variables: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GOOFER_", "DATABASE_"))}
    return kept | {"PYTHONPATH": str(ROOT)} | variables


def goofer(
    *arguments: str,
    folder: Path,
    **variables: str,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environ(**variables),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def imported_by(*commands: str, folder: Path) -> set[str]:
    """Return the top-level modules that these calls of the command line import together."""
    code = (
        "import sys\n"
        "from goofer_py.cli.app import main\n"
        f"for command in {list(commands)!r}:\n"
        "    sys.argv = ['goofer', *command.split()]\n"
        "    try:\n        main()\n"
        "    except SystemExit as end:\n        assert not end.code, (command, end.code)\n"
        "print('|'.join(sorted({name.partition('.')[0] for name in sys.modules})))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environ(),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(done.stdout.splitlines()[-1].split("|"))


def test_streams_and_codes_are_those_of_a_real_process(tmp_path: Path) -> None:
    done = goofer("--version", folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        f"goofer {goofer_py.__version__}\n",
        "",
    )
    done = goofer("nope", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: No such command 'nope'.\nnext: goofer --help\n"


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    assert imported_by("--help", folder=tmp_path).isdisjoint(HEAVY)


def test_running_migrations_and_looking_at_them_import_nothing_heavy(program: Program) -> None:
    program.has(v1_a="CREATE TABLE a (id integer PRIMARY KEY); ---- DROP TABLE a;")
    imported = imported_by(
        "migrate",
        "migrate",
        "migrate --quiet --to 1 --dir migrations --config goofer.toml",
        "status",
        "status --json --all",
        "history",
        "show 1",
        "redo",
        "rollback --steps 1",
        "wait --timeout 5",
        "repair",
        "unlock",
        "create next",
        folder=program.folder,
    )
    assert imported.isdisjoint(HEAVY), imported & set(HEAVY)


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*COMMAND, "version"],
        cwd=tmp_path,
        env=environ(),
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=60,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.fault
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is full")
def test_output_that_finds_no_room_is_an_error(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "version"],
            cwd=tmp_path,
            env=environ(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    assert done.returncode == 1
    assert done.stderr == "error: The output could not be written: No space left on device.\n"


def test_names_that_the_encoding_lacks_are_shown_escaped(tmp_path: Path) -> None:
    done = goofer("nöpe", folder=tmp_path, PYTHONIOENCODING="ascii")
    assert done.returncode == 2
    assert r"n\xf6pe" in done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_offers_the_commands(tmp_path: Path, shell: str) -> None:
    words = {"COMP_WORDS": "goofer ma", "COMP_CWORD": "1", "_TYPER_COMPLETE_ARGS": "goofer ma"}
    done = goofer(
        folder=tmp_path,
        _GOOFER_COMPLETE=f"complete_{shell}",
        _TYPER_COMPLETE_FISH_ACTION="get-args",
        **words,
    )
    assert "makemigrations" in done.stdout
    assert "migrate" not in done.stdout.replace("makemigrations", "")


def test_completion_offers_the_versions_that_are_there(sqlite_program: Program) -> None:
    sqlite_program.has(v10_users="SELECT 1; ---- SELECT 1;", v11_teams="SELECT 1; ---- SELECT 1;")
    for words in ("goofer show 1", "goofer migrate --to 1"):
        done = goofer(
            folder=sqlite_program.folder,
            _GOOFER_COMPLETE="complete_zsh",
            _TYPER_COMPLETE_ARGS=words,
        )
        assert '"10":"users"' in done.stdout
        assert '"11":"teams"' in done.stdout


@dataclass
class Terminal:
    """The other end of a terminal that a process runs on."""

    descriptor: int
    process: subprocess.Popen[bytes]
    seen: str = ""

    def until(self, words: str) -> str:
        """Return what was written up to `words`."""
        while words not in self.seen:
            assert self._read(), f"ended without {words!r}: {self.seen}"
        return self.seen

    def types(self, line: str) -> None:
        """Type a line."""
        os.write(self.descriptor, f"{line}\n".encode())

    def ends(self) -> int:
        """Return the exit code, once everything is written."""
        while self._read():
            pass
        return self.process.wait(60)

    def _read(self) -> bool:
        ready, _, _ = select.select([self.descriptor], [], [], 60)
        try:
            data = os.read(self.descriptor, 4096) if ready else b""
        except OSError:
            # Linux says so when the last process that had the terminal open is gone.
            return False
        self.seen += data.decode()
        return bool(data)


@contextmanager
def on_terminal(
    *arguments: str, folder: Path, variables: Mapping[str, str] | None = None
) -> Iterator[Terminal]:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environ(TERM="xterm", COLUMNS="120", **(variables or {})),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield Terminal(ours, process)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def test_a_person_is_asked_before_anything_goes_down(sqlite_program: Program) -> None:
    sqlite_program.has(v1_a="CREATE TABLE a (id integer PRIMARY KEY); ---- DROP TABLE a;")
    folder = sqlite_program.folder
    assert goofer("migrate", folder=folder).returncode == 0
    with on_terminal("migrate", "--to", "zero", folder=folder) as terminal:
        assert "1 migration of " in terminal.until("[yes, no]")
        terminal.types("n")
        assert terminal.ends() == 2
        assert "Nothing was changed." in terminal.seen
    assert sqlite_program.query("SELECT count(*) FROM a") == [(0,)]
    with on_terminal("migrate", "--to", "zero", folder=folder) as terminal:
        terminal.until("[yes, no]")
        terminal.types("yes")
        assert terminal.ends() == 0
        assert "reverted 1 a" in terminal.seen


def test_a_person_is_asked_about_renames_and_rows_and_the_answers_can_be_kept(
    sqlite_program: Program,
) -> None:
    folder = sqlite_program.folder
    assert goofer("makemigrations", folder=folder).returncode == 0
    assert goofer("migrate", folder=folder).returncode == 0
    sqlite_program.says(USERS.replace("mail:", "email:").replace("    name: Mapped[str]\n", ""))
    with on_terminal("makemigrations", "--save-answers", folder=folder) as terminal:
        terminal.until("Is email the column of users that was called mail? [yes, no]")
        terminal.types("y")
        terminal.until("What becomes of the values of users.name?")
        terminal.types("keep")
        assert terminal.ends() == 0
        assert "rename column users.mail to email" in terminal.seen
    assert (folder / "goofer.answers.toml").read_text().splitlines()[1:] == [
        "",
        "[renames]",
        '"users.mail" = "email"',
        "",
        "[dropped]",
        '"users.name" = "keep"',
    ]


def test_nothing_is_written_when_a_person_does_not_answer(sqlite_program: Program) -> None:
    folder = sqlite_program.folder
    assert goofer("makemigrations", folder=folder).returncode == 0
    assert goofer("migrate", folder=folder).returncode == 0
    sqlite_program.says(USERS.replace("mail:", "email:"))
    with on_terminal("makemigrations", folder=folder) as terminal:
        terminal.until("[yes, no]")
        # Python does not hear a signal between its last look and the beginning of the read.
        time.sleep(1)
        os.killpg(terminal.process.pid, signal.SIGINT)
        assert terminal.ends() == 130
        assert "Stopped by Ctrl-C." in terminal.seen
    assert len(sqlite_program.written()) == 1


def test_a_terminal_shows_drawn_tables_in_colors_unless_they_are_not_wanted(
    sqlite_program: Program,
) -> None:
    sqlite_program.has(v1_a="SELECT 1; ---- SELECT 1;")
    with on_terminal("status", folder=sqlite_program.folder) as terminal:
        assert terminal.ends() == 0
        assert "───" in terminal.seen
        assert "\x1b[33mpending" in terminal.seen
    plain = {"NO_COLOR": "1"}
    with on_terminal("status", folder=sqlite_program.folder, variables=plain) as terminal:
        assert terminal.ends() == 0
        assert "\x1b[33m" not in terminal.seen
    with on_terminal("status", "--quiet", folder=sqlite_program.folder) as terminal:
        assert terminal.ends() == 0
        assert "───" not in terminal.seen


SLOW = (
    "CREATE TABLE b (id integer PRIMARY KEY);\n"
    "INSERT INTO b WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
    " WHERE i < 100000000) SELECT max(i) FROM n; ---- DROP TABLE b;"
)


@pytest.mark.fault
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_run_in_good_order(program: Program, number: signal.Signals) -> None:
    program.has(v1_a="CREATE TABLE a (id integer PRIMARY KEY); ---- DROP TABLE a;", v2_b=SLOW)
    process = subprocess.Popen(
        [*COMMAND, "migrate"],
        cwd=program.folder,
        env=environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("applied 1 a")
    # By then the second one is in the middle of its second statement.
    time.sleep(1)
    process.send_signal(number)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "2_b" in stderr
    assert "Traceback" not in stderr
    done = goofer("status", folder=program.folder)
    assert done.returncode == 0
    assert "2        b     pending" in done.stdout
