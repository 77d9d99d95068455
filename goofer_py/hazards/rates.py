"""How many bytes of a table a server goes through in a second."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goofer_py.hazards.rule import Duration

_USUAL: Mapping[str, Mapping[Duration, int]] = {
    "postgresql": {Duration.SCAN: 100, Duration.REWRITE: 25, Duration.BUILD: 50},
    "mysql": {Duration.SCAN: 100, Duration.REWRITE: 15, Duration.BUILD: 40},
    "mariadb": {Duration.SCAN: 100, Duration.REWRITE: 15, Duration.BUILD: 30},
    "sqlite": {Duration.SCAN: 90, Duration.REWRITE: 15, Duration.BUILD: 20},
}
"""In MB: what `benchmarks/rates.py` measured on two busy cores, rounded down.

A scan counts for no more than a common disk gives, whatever the memory gave.
"""
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Rates:
    """Bytes per second by what is done with them, and where the figures are from."""

    per_second: Mapping[Duration, float]
    source: str

    @classmethod
    def usual(cls, database: str) -> Rates:
        """Return the figures for a server that nobody has measured."""
        figures = {work: rate * _MB for work, rate in _USUAL[database].items()}
        return cls(figures, "the usual figure; --measure asks the server")

    def of(self, work: Duration) -> float:
        """Return the bytes per second of one kind of work."""
        return self.per_second[work]
