"""What a figure measures with."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.databases import Databases

_QUICK_RUNS = 3


@dataclass(frozen=True, slots=True)
class Bench:
    """The databases, a folder of the figure's own, and how long it may take."""

    databases: Databases
    folder: Path
    quick: bool = False
    large: bool = False

    def runs(self, usual: int) -> int:
        """Return how often to run what is usually run `usual` times."""
        return min(usual, _QUICK_RUNS) if self.quick else usual

    def say(self, what: str) -> None:
        """Tell whoever waits at a terminal what is being measured."""
        if sys.stderr.isatty():
            print(f"  ... {what}", file=sys.stderr, flush=True)
