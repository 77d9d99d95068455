"""What checks found: each a verdict, what was seen, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """What a check says."""

    PASS = "pass"  # noqa: S105 - a verdict
    WARN = "warn"
    """It may go well, and somebody should look."""
    FAIL = "fail"
    """A run would be stopped by it, or harm others."""
    UNKNOWN = "unknown"
    """It could not be seen, so nothing is claimed."""
    SKIPPED = "skipped"
    """Nobody asked for it, and nothing that is pending needs it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `todo` is empty where nothing has to be done."""

    check: str
    verdict: Verdict
    seen: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What all checks found on one database, in their order."""

    database: str
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> tuple[Finding, ...]:
        """Those that say no."""
        return self._of(Verdict.FAIL)

    @property
    def warned(self) -> tuple[Finding, ...]:
        """Those that somebody should look at."""
        return self._of(Verdict.WARN)

    @property
    def unknown(self) -> tuple[Finding, ...]:
        """Those that could not see what they look at."""
        return self._of(Verdict.UNKNOWN)

    @property
    def passed(self) -> tuple[Finding, ...]:
        """Those that have nothing to say against a run."""
        return self._of(Verdict.PASS)

    def refused(self, *, strict: bool = False) -> tuple[Finding, ...]:
        """Return what keeps a run from starting: with `strict`, warnings too."""
        return (*self.failed, *(self.warned if strict else ()))

    def _of(self, verdict: Verdict) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.verdict is verdict)


def passed(check: str, seen: str) -> Finding:
    """Return that all is well."""
    return Finding(check, Verdict.PASS, seen)


def failed(check: str, seen: str, todo: str) -> Finding:
    """Return that a run should not begin."""
    return Finding(check, Verdict.FAIL, seen, todo)


def warned(check: str, seen: str, todo: str) -> Finding:
    """Return that somebody should look."""
    return Finding(check, Verdict.WARN, seen, todo)


def unknown(check: str, why: str, todo: str = "") -> Finding:
    """Return that nothing could be seen."""
    return Finding(check, Verdict.UNKNOWN, why, todo)


def skipped(check: str, why: str) -> Finding:
    """Return that nothing had to be looked at."""
    return Finding(check, Verdict.SKIPPED, why)


def graded(value: float, limit: float) -> Verdict:
    """Return the verdict on what should stay below a limit: from half of it on, a warning."""
    if value >= limit:
        return Verdict.FAIL
    return Verdict.WARN if value >= limit / 2 else Verdict.PASS
