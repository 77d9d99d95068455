"""Hazards as people read them: the line of the source, a marker, and what to do instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from goofer_py.hazards.estimate import as_text
from goofer_py.hazards.finding import Finding
from goofer_py.hazards.rule import Duration

_WIDEST = 100


def told(finding: Finding) -> str:
    """Return a finding in some lines."""
    return "\n".join(_lines(finding))


def place(finding: Finding) -> str:
    """Return where it is: file, line and column."""
    step = finding.step
    return f"{finding.source}:{step.line}:{step.column}" if step.text else finding.source


def summary(findings: Sequence[Finding]) -> str:
    """Return how many there are of each severity, the worst first."""
    if not findings:
        return "no hazard"
    counts: dict[str, int] = {}
    for one in sorted(findings, key=lambda one: -one.severity):
        counts[one.severity.word] = counts.get(one.severity.word, 0) + 1
    return ", ".join(f"{number} {_plural(word, number)}" for word, number in counts.items())


def _plural(word: str, number: int) -> str:
    if word == "info":
        return "remark" if number == 1 else "remarks"
    return word if number == 1 else f"{word}s"


def _lines(finding: Finding) -> Iterator[str]:
    rule, step = finding.rule, finding.step
    yield f"{place(finding)}: {finding.severity.word} {rule.id}: {finding.message}."
    if step.text:
        first = step.text.splitlines()[0].rstrip()
        shown = first if len(first) <= _WIDEST else f"{first[: _WIDEST - 3]}..."
        number = str(step.line)
        yield f"  {number} | {shown}"
        yield f"  {' ' * len(number)} | {'^' * len(shown)}"
    if rule.lock:
        held = "" if rule.duration is Duration.NONE else f" ({rule.duration.value})"
        blocks = f"; {rule.blocks} must wait" if rule.blocks else ""
        yield f"  lock: {rule.lock}{held}{blocks}"
    elif finding.measured:
        yield "  lock: none"
    if finding.measured:
        yield f"  measured: {finding.measured}"
    if finding.estimate:
        yield f"  takes: {as_text(finding.estimate)}"
    yield f"  why: {rule.why}"
    yield f"  instead: {finding.instead}"
    if finding.because:
        yield f"  milder, because {finding.because}"
