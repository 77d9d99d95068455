from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import goofer_py

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


def imported_by(*arguments: str, folder: Path, **variables: str) -> set[str]:
    """Return the top-level modules that one call of the command line imports."""
    code = (
        "import sys\n"
        "from goofer_py.cli.app import main\n"
        f"sys.argv = ['goofer', *{list(arguments)!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "print('|'.join(sorted({name.partition('.')[0] for name in sys.modules})))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environ(**variables),
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
