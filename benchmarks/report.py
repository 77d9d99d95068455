"""What was measured, as a table and as JSON."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

_PACKAGES = ("sqlalchemy", "alembic", "psycopg", "pymysql", "typer", "sqlparse")
_HEADINGS = ("", "measured", "beside", "ratio", "goal", "")


@dataclass(frozen=True, slots=True)
class Goal:
    """What is wanted of a comparison: the ratio, or `value` if there is one, within `limit`."""

    text: str
    limit: float
    value: float | None = None
    at_least: bool = False

    def met(self, ratio: float | None) -> bool:
        """Whether it is reached."""
        value = ratio if self.value is None else self.value
        assert value is not None
        return value >= self.limit if self.at_least else value <= self.limit


def at_most(limit: float, note: str = "") -> Goal:
    """Return the goal of a ratio that is no more than `limit`."""
    return Goal(f"<= {limit:.3g}{note}", limit)


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: medians in `unit`, and the median of the ratios round by round, if any."""

    figure: str
    case: str
    unit: str
    measured: float
    other: str
    beside: float
    ratio: float | None
    goal: Goal | None = None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        return None if self.goal is None else self.goal.met(self.ratio)

    def cells(self) -> tuple[str, ...]:
        """Return the row as the table shows it."""
        word = {None: "", True: "met", False: "MISSED"}[self.met]
        return (
            f"{self.case}, {self.unit}",
            _number(self.measured),
            f"{self.other} {_number(self.beside)}",
            "" if self.ratio is None else f"{self.ratio:.2f}",
            self.goal.text if self.goal else "",
            word,
        )


def compared(
    case: tuple[str, str, str],
    measured: Sequence[float],
    other: str,
    beside: Sequence[float],
    goal: Goal | None = None,
) -> Row:
    """Return the row of two series that were measured in turn; `case` is figure, case and unit."""
    ratio = middle([one / two for one, two in zip(measured, beside, strict=True)])
    return Row(*case, middle(measured), other, middle(beside), ratio, goal)


def middle(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def table(rows: Sequence[Row]) -> str:
    """Return the rows under headings, in columns."""
    cells = [_HEADINGS, *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(_line(line, widths) for line in cells)


def document(rows: Sequence[Row], failures: Mapping[str, str]) -> dict[str, Any]:
    """Return everything as JSON has it."""
    return {
        "machine": machine(),
        "rows": [{**asdict(row), "met": row.met} for row in rows],
        "failures": dict(failures),
    }


def machine() -> dict[str, str]:
    """Return what the figures were measured on and with."""
    packages = {name: found for name in _PACKAGES if (found := _installed(name))}
    return {
        "processors": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **packages,
    }


def _installed(package: str) -> str:
    try:
        return version(package)
    except ModuleNotFoundError:
        return ""


def _number(value: float) -> str:
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.3f}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return "  ".join([first, *rest]).rstrip()
