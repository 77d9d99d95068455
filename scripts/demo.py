"""The main job, run for real in a temporary folder: entities, a migration, a change, the next one.

`--svg FILE` runs it in a terminal of its own and draws what that shows.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "quickstart"
PROGRAMS = Path(sys.executable).parent
WIDTH = 100
_STYLE = re.compile(r"\033\[[0-9;]*m")
_CURSOR = re.compile(r"\033\[\?25[hl]|\r(?=[\n\033])")
_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_ERASED = re.compile(r"[^\n]*\n\033\[1A\033\[2K|[^\n]*\033\[2K")


@dataclass(frozen=True, slots=True)
class Stage:
    """The folder where the demonstration plays, and how it runs a command there."""

    folder: Path
    execute: Callable[[list[str], Path], str]
    show: Callable[[str], None]

    def goofer(self, arguments: str) -> None:
        self.show(f"\033[1m$ goofer {arguments}\033[0m\n")
        self.show(self.execute(["goofer", *shlex.split(arguments)], self.folder) + "\n")

    def say(self, words: str) -> None:
        self.show(f"\033[2m# {words}\033[0m\n")

    def newest(self, ending: str) -> None:
        path = max((self.folder / "migrations").glob(f"*{ending}"))
        self.say(f"{path.relative_to(self.folder)}:")
        self.show(path.read_text() + "\n")

    def edit(self, before: str, added: str) -> None:
        path = self.folder / "app.py"
        text = path.read_text()
        if before not in text:
            raise SystemExit(f"{path} has no line to edit: {before.strip()}")
        path.write_text(text.replace(before, before + added))
        self.say("app.py, in the class Customer, one more line:")
        self.show(f"+{added}\n")


def play(stage: Stage) -> None:
    stage.say("Two SQLAlchemy entities in app.py, no database yet.")
    stage.goofer("makemigrations")
    stage.goofer("migrate")
    fill(stage)
    stage.edit(
        "    email: Mapped[str] = mapped_column(String(200), unique=True)\n",
        "    phone: Mapped[str | None] = mapped_column(String(40))\n",
    )
    stage.goofer("makemigrations")
    stage.newest(".up.sql")
    stage.newest(".down.sql")
    stage.goofer("migrate")
    stage.goofer("status")
    show_rows(stage)


def fill(stage: Stage) -> None:
    with closing(sqlite3.connect(stage.folder / "app.db")) as connection, connection:
        connection.execute(
            "INSERT INTO customers (name, email) VALUES ('Ada', 'ada@example.org')",
        )
        connection.execute("INSERT INTO orders (customer_id) VALUES (1)")
    stage.say("A customer and an order are written to app.db.\n")


def show_rows(stage: Stage) -> None:
    with closing(sqlite3.connect(stage.folder / "app.db")) as connection:
        customers = connection.execute("SELECT id, name, email, phone FROM customers").fetchall()
        orders = connection.execute("SELECT count(*) FROM orders").fetchone()[0]
    if len(customers) != 1 or orders != 1:
        raise SystemExit(f"rows were lost: {len(customers)} customers, {orders} orders")
    stage.say("The rows are still there, with the new column:")
    stage.show(f"{customers[0]}\n")


def in_pipe(command: list[str], folder: Path) -> str:
    """Run `command` and return what it said; a failure ends the demonstration with its words."""
    run = subprocess.run(
        command,
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if run.returncode:
        raise SystemExit(f"{run.stdout}\n{shlex.join(command)} ended with {run.returncode}")
    return run.stdout


def in_terminal(command: list[str], folder: Path) -> str:
    """Do the same in a terminal, with its colours."""
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command, cwd=folder, env=environment(), stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    said = b""
    while True:
        # Linux reports the terminal's end as an error of its own.
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        said += part
    os.close(ours)
    text = said.decode().replace("\r\n", "\n")
    if process.wait():
        raise SystemExit(f"{text}\n{shlex.join(command)} ended with {process.returncode}")
    return settled(text)


def settled(text: str) -> str:
    """Return what stays on the screen: without the bars that a command took away again."""
    return _ERASED.sub("", _CURSOR.sub("", text))


def environment() -> dict[str, str]:
    """Return the surroundings without settings that would lead to another database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GOOFER_")}
    path = os.pathsep.join([str(PROGRAMS), kept.get("PATH", "")])
    return kept | {"PATH": path, "COLUMNS": str(WIDTH), "TERM": "xterm-256color"}


def draw(text: str, target: Path) -> None:
    """Write `text`, with its colours, as a picture."""
    from rich.console import Console
    from rich.text import Text

    with Path(os.devnull).open("w") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere)
        console.print(Text.from_ansi(text))
    target.parent.mkdir(parents=True, exist_ok=True)
    picture = console.export_svg(title="goofer", unique_id="goofer")
    # A picture fetches nothing: without these, the reader's own monospaced font is taken.
    target.write_text(_FONT.sub("", picture), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--svg", type=Path, metavar="FILE", help="draw the run into FILE")
    svg: Path | None = parser.parse_args().svg
    shown: list[str] = []

    def show(text: str) -> None:
        shown.append(text)
        sys.stdout.write(text if sys.stdout.isatty() else _STYLE.sub("", text))
        sys.stdout.flush()

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "quickstart"
        shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__", "*.db"))
        play(Stage(folder, in_terminal if svg else in_pipe, show))
    if svg:
        draw("".join(shown), svg)
    return 0


if __name__ == "__main__":
    sys.exit(main())
