"""Write the safe form of statements into their files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from goofer_py.errors import FileError
from goofer_py.hazards.action import SetSetting, SetTimeout
from goofer_py.hazards.finding import Finding, Fix
from goofer_py.hazards.lint import Report
from goofer_py.migrate.directives import directives
from goofer_py.migrate.linting import ScriptReader
from goofer_py.migrate.script import SQLScript

_ALONE = "-- goofer: no-transaction\n"


@dataclass(frozen=True, slots=True)
class Fixed:
    """What became of one finding: written, or `why` it was not."""

    finding: Finding
    why: str = ""


def fix(report: Report, reader: ScriptReader, applied: Collection[str]) -> list[Fixed]:
    """Write the fixes into the files; each file is written once, as a whole.

    The `applied` files are left as they are, and what has to stand outside of a transaction where
    other statements share its file.
    Raises FileError for a file that cannot be written.
    """
    fixable = [one for one in report.findings if one.fix is not None and one.step.text]
    found: list[Fixed] = []
    for source, group in groupby(fixable, key=lambda one: one.source):
        if source in applied:
            found += (Fixed(one, "the migration is applied") for one in group)
        else:
            found += _in_file(Path(source), list(group), reader)
    return found


def _in_file(path: Path, findings: Sequence[Finding], reader: ScriptReader) -> Iterator[Fixed]:
    script = SQLScript(path)
    text = script.text
    unit = reader.unit(script, str(path))
    chosen: dict[int, Finding] = {}
    for one in findings:
        chosen.setdefault(one.step.offset, one)
    others = [
        step
        for step in unit.steps
        if step.offset not in chosen
        and not all(isinstance(action, SetTimeout | SetSetting) for action in step.actions)
    ]
    alone = any(_fix(one).alone for one in chosen.values())
    for one in sorted(chosen.values(), key=lambda one: -one.step.offset):
        why = _why_not(text, one, shared=bool(others))
        if not why:
            text = _replaced(text, one)
        yield Fixed(one, why)
    if text == script.text:
        return
    if alone and not directives(text, path).no_transaction:
        text = _ALONE + text
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise FileError(f"the file cannot be written: {error.strerror}.", path=path) from None


def _why_not(text: str, finding: Finding, *, shared: bool) -> str:
    step = finding.step
    if text[step.offset : step.offset + len(step.text)] != step.text:
        return "the file has variables"
    if _fix(finding).alone and shared:
        return "it must stand outside of a transaction, and other statements share its file"
    return ""


def _replaced(text: str, finding: Finding) -> str:
    step = finding.step
    safe = ";\n".join(_fix(finding).statements)
    return text[: step.offset] + safe + text[step.offset + len(step.text) :]


def _fix(finding: Finding) -> Fix:
    return finding.fix or Fix(())
