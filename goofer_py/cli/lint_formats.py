"""Hazards as programs read them: fields of --json, SARIF 2.1.0, and annotations of GitHub."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from goofer_py import __version__
from goofer_py.hazards.estimate import as_text
from goofer_py.hazards.finding import Estimate, Finding
from goofer_py.hazards.lint import Allowed, Report
from goofer_py.hazards.rule import Duration, Rule, Severity

_SARIF = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def fields(finding: Finding) -> dict[str, Any]:
    """Return a finding as --json shows it."""
    rule, step = finding.rule, finding.step
    return {
        "rule": rule.id,
        "severity": finding.severity.word,
        "message": finding.message,
        "file": finding.source or None,
        "line": step.line if step.text else None,
        "column": step.column if step.text else None,
        "statement": step.text or step.title or None,
        "table": None if finding.table is None else str(finding.table),
        "lock": rule.lock or None,
        "held": None if rule.duration is Duration.NONE else rule.duration.value,
        "blocks": rule.blocks or None,
        "why": rule.why,
        "instead": finding.instead,
        "milder_because": finding.because or None,
        "measured": finding.measured or None,
        "estimate": _estimate(finding.estimate),
        "fix": None if finding.fix is None else list(finding.fix.statements),
    }


def _estimate(estimate: Estimate | None) -> dict[str, Any] | None:
    if estimate is None:
        return None
    return {
        "rows": estimate.rows,
        "bytes": estimate.bytes,
        "seconds": round(estimate.seconds, 1),
        "bytes_per_second": round(estimate.rate),
        "source": estimate.source,
    }


def report_fields(report: Report) -> dict[str, Any]:
    """Return a report as --json shows it."""
    return {
        "findings": [fields(one) for one in report.findings],
        "allowed": [_allowed(one) for one in report.allowed],
    }


def _allowed(one: Allowed) -> dict[str, Any]:
    found = one.finding
    return {
        "rule": found.id,
        "file": found.source,
        "line": found.step.line,
        "reason": one.by.reason,
    }


def sarif(report: Report) -> str:
    """Return a report in SARIF, with what is allowed as suppressed."""
    told = [*report.findings, *(one.finding for one in report.allowed)]
    known = {one.id: one.rule for one in told}
    results = [_result(one, list(known).index(one.id)) for one in report.findings]
    for one in report.allowed:
        suppressed = {"kind": "inSource", "justification": one.by.reason}
        result = _result(one.finding, list(known).index(one.finding.id))
        results.append({**result, "suppressions": [suppressed]})
    driver = {
        "name": "goofer",
        "version": __version__,
        "rules": [_rule(rule) for rule in known.values()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(rule: Rule) -> Mapping[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.instead},
        "defaultConfiguration": {"level": _SARIF[rule.severity]},
    }


def _result(finding: Finding, number: int) -> dict[str, Any]:
    step = finding.step
    location: dict[str, Any] = {"artifactLocation": {"uri": finding.source.replace("\\", "/")}}
    if step.text:
        lines = step.text.splitlines()
        end = step.column + len(lines[0]) if len(lines) == 1 else len(lines[-1]) + 1
        location["region"] = {
            "startLine": step.line,
            "startColumn": step.column,
            "endLine": step.line + len(lines) - 1,
            "endColumn": end,
        }
    return {
        "ruleId": finding.id,
        "ruleIndex": number,
        "level": _SARIF[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [{"physicalLocation": location}],
    }


def _message(finding: Finding) -> str:
    """Return what stands in the one text that other programs show."""
    takes = f" It {as_text(finding.estimate)}." if finding.estimate else ""
    return f"{finding.message}.{takes} {finding.instead}"


def github(findings: Sequence[Finding]) -> str:
    """Return findings as commands of a GitHub workflow, which shows them beside the lines."""
    return "\n".join(map(_annotation, findings))


def _annotation(finding: Finding) -> str:
    step = finding.step
    properties = {"file": finding.source, "line": str(step.line), "col": str(step.column)}
    properties["title"] = f"{finding.id}: {finding.rule.title}"
    said = ",".join(
        f"{name}={_escaped(value, property_=True)}" for name, value in properties.items()
    )
    text = _escaped(_message(finding))
    return f"::{_GITHUB[finding.severity]} {said}::{text}"


def _escaped(text: str, *, property_: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if property_ else text
