"""Runs one command and writes what it cost to a file: `spawn.py REPORT OUTPUT COMMAND...`.

The report is JSON. A process counts the memory of whoever started it as its own until it has loaded
its program. This one is small, so that what it reports is the command's.
"""

from __future__ import annotations

import json
import os
import sys
import time


def main(report: str, output: str, command: list[str]) -> None:
    said = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    files = [(os.POSIX_SPAWN_DUP2, said, 1), (os.POSIX_SPAWN_DUP2, said, 2)]
    started = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=files)
    _, status, used = os.wait4(process, 0)
    wall = time.perf_counter() - started
    cost = {
        "code": os.waitstatus_to_exitcode(status),
        "cpu": used.ru_utime + used.ru_stime,
        "wall": wall,
        # Linux counts in KiB, macOS in bytes.
        "peak": used.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
    }
    with open(report, "w") as file:  # noqa: PTH123 - pathlib would be most of this process
        json.dump(cost, file)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
