"""Programs of others that change tables of MySQL and MariaDB through a copy."""

from __future__ import annotations

import os
import signal
import subprocess
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from goofer_py.errors import StatementFailed, ToolMissing, UsageError
from goofer_py.stores.mysql_options import option_file
from goofer_py.stores.mysql_url import parameters
from goofer_py.stores.secrecy import Secrecy
from goofer_py.stores.tools import candidates, private_file

if TYPE_CHECKING:
    from goofer_py.stores.url import DatabaseUrl

PERCONA, GH_OST = "pt-online-schema-change", "gh-ost"
_PACKAGES = {
    PERCONA: "apt-get install percona-toolkit",
    GH_OST: "https://github.com/github/gh-ost/releases",
}
_NAP = 0.2
_GRACE = 20
"""How long a program may take to end after it was told to, in seconds."""
_KEPT = 20
_TRIES = ",".join(
    f"{one}:60:0.5"
    for one in ("create_triggers", "drop_triggers", "swap_tables", "update_foreign_keys")
)
_USUAL_LOAD = 25


@dataclass(frozen=True, slots=True)
class Order:
    """What a program is to do: change `table` of `schema`, filling the table `copy`.

    A batch should take `seconds`, replicas may be behind by `lag` seconds, and so many statements
    may run as `load` says. `renames` says that columns get other names.
    """

    schema: str
    table: str
    copy: str
    alter: str
    renames: bool
    seconds: float
    lag: float
    load: float | None

    @property
    def most(self) -> str:
        """The limit of the load, as both programs are told of it."""
        return f"Threads_running={round(self.load or _USUAL_LOAD)}"


def command(tool: str, order: Order, url: DatabaseUrl, options: Path) -> list[str]:
    """Return the arguments for a program; the password is in the file `options` alone."""
    alter = " ".join(order.alter.splitlines())
    return (
        _percona(order, alter, options) if tool == PERCONA else _gh_ost(order, alter, url, options)
    )


def _percona(order: Order, alter: str, options: Path) -> list[str]:
    names = {"D": order.schema, "t": order.table, "F": str(options)}
    place = ",".join(f"{key}={value.replace(',', chr(92) + ',')}" for key, value in names.items())
    return [
        "--execute",
        "--no-version-check",
        "--preserve-triggers",
        "--alter-foreign-keys-method=auto",
        f"--new-table-name={order.copy}",
        f"--alter={alter}",
        f"--chunk-time={order.seconds:g}",
        f"--max-lag={max(round(order.lag), 1)}s",
        f"--max-load={order.most}",
        "--critical-load=Threads_running=1000000",
        "--set-vars=lock_wait_timeout=2,innodb_lock_wait_timeout=2",
        f"--tries={_TRIES}",
        *(["--no-check-alter"] if order.renames else []),
        place,
    ]


def _gh_ost(order: Order, alter: str, url: DatabaseUrl, options: Path) -> list[str]:
    given = parameters(url)
    where = [f"--host={given.get('host', 'localhost')}", f"--port={given.get('port', 3306)}"]
    if "unix_socket" in given:
        where = [f"--socket={given['unix_socket']}"]
    return [
        f"--conf={options}",
        *where,
        f"--database={order.schema}",
        f"--table={order.table}",
        f"--alter={alter}",
        "--execute",
        "--allow-on-master",
        "--initially-drop-ghost-table",
        "--initially-drop-socket-file",
        "--ok-to-drop-table",
        "--cut-over-lock-timeout-seconds=2",
        f"--max-lag-millis={max(round(order.lag * 1000), 100)}",
        f"--max-load={order.most}",
        *(["--approve-renamed-columns"] if order.renames else []),
    ]


def run(tool: str, order: Order, url: DatabaseUrl | None, check: Callable[[], None]) -> None:
    """Let a program change a table, and end it when `check` raises.

    Raises ToolMissing, or StatementFailed with the program's own last words.
    """
    if url is None:
        raise UsageError(
            f"{tool} needs the address of the database, and there is only a connection."
            " Nothing was changed.",
            hint="give goofer the URL",
        )
    found = candidates([tool], None)
    if not found:
        raise ToolMissing(
            f"The setting online_tool names {tool}, which is not on the PATH. Nothing was changed.",
            tool=tool,
            hint=f"install it: {_PACKAGES[tool]}; or leave online_tool out: goofer does it itself",
        )
    text = option_file(url)
    if tool == GH_OST:
        # It knows of nothing else in this file.
        text = "\n".join(
            one for one in text.splitlines() if one.startswith(("[client]", "user=", "password="))
        )
    with private_file(text) as options:
        arguments = [str(found[0].path), *command(tool, order, url, options)]
        secrecy = Secrecy(url.secrets, url.names)
        said, code = _ended(arguments, check)
    if code:
        told = secrecy.hide("\n".join(f"  {line}" for line in said))
        raise StatementFailed(
            f"{tool} failed with exit code {code}:\n{told}\n",
            database=url.shown(),
            statement=f"ALTER TABLE {order.table} {order.alter}",
        )


def _ended(arguments: Sequence[str], check: Callable[[], None]) -> tuple[Sequence[str], int]:
    """Run a program to its end; returns its last lines and its exit code."""
    lines: deque[str] = deque(maxlen=_KEPT)
    with subprocess.Popen(  # noqa: S603 - the program that the settings name
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        # A Ctrl-C is for goofer, which tells the program.
        start_new_session=True,
    ) as process:
        reader = Thread(target=_read, args=(process, lines), daemon=True)
        reader.start()
        try:
            _watch(process, check)
        finally:
            _end(process)
            reader.join(_GRACE)
    return list(lines), process.returncode


def _watch(process: subprocess.Popen[str], check: Callable[[], None]) -> None:
    """Wait until a program has ended; raises what `check` raises."""
    while process.poll() is None:
        check()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_NAP)


def _read(process: subprocess.Popen[str], lines: deque[str]) -> None:
    assert process.stdout is not None  # noqa: S101 - it is a pipe
    lines.extend(line.rstrip() for line in process.stdout if line.strip())


def _end(process: subprocess.Popen[str]) -> None:
    """End a program, unless it has ended."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
