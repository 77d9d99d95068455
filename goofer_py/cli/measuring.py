"""`goofer lint --measure`: what scripts really do, on a copy of a database's definitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

from goofer_py.cli.linting import Known
from goofer_py.cli.run import Run
from goofer_py.errors import StatementFailed, UsageError
from goofer_py.generate.measure import Copy, copied, measure
from goofer_py.generate.render import Renderer
from goofer_py.hazards.estimate import estimated
from goofer_py.hazards.lint import Report
from goofer_py.hazards.measured import Effects, Measurement, as_text, measured_report, with_unsaid
from goofer_py.hazards.rates import Rates
from goofer_py.introspect.rates import measured_rates
from goofer_py.introspect.registry import introspector_for
from goofer_py.migrate.linting import Asked, script_reader, units_of
from goofer_py.schema import Name, Schema

_WIDEST = 100


def on_measured(run: Run, url: str, *, without: bool) -> Run:
    """Return the call on the database whose definitions are copied; `without` one is asked for.

    Raises UsageError when that cannot be.
    """
    if without:
        raise UsageError(
            "--measure asks a database: --offline and --dialect ask none. Nothing was changed."
        )
    measured = run.on(url)
    if measured.settings.many_tenants:
        raise UsageError(
            "--measure is for one tenant, and none is named. Nothing was changed.",
            hint="goofer lint --tenant NAME --measure URL",
        )
    return measured


def measured(
    run: Run, found: Known, reported: Report, asked: Sequence[Asked], replayed: bool
) -> tuple[Report, tuple[Measurement, ...]]:
    """Run scripts on a copy; return the report as it was measured, and all that was.

    They begin with nothing where all are `replayed`. Raises ScratchRefused where the role may
    create no database.
    """
    units = units_of(script_reader(found.dialect), asked)
    introspector = introspector_for(found.dialect, run.project.managed_kinds())
    with run.project.session() as session:
        whole = run.project.read(session)
    # What is replayed from the first migration on starts with nothing.
    start = Schema(namespaces=whole.namespaces) if replayed else whole
    renderer = Renderer(found.dialect, run.settings.templates)
    with copied(run.project.main(), start, introspector, renderer) as copy:
        if copy.unmade:
            names = ", ".join(sorted(map(str, copy.unmade)))
            run.output.warn(f"not on the copy that is measured: {names}")
        every = tuple(measure(copy.session, units, copy.store.connect))
        settled = estimated(measured_report(reported, every), found.facts)
        if any(one.estimate for one in settled.findings):
            settled = estimated(settled, replace(found.facts, rates=_rates(run, copy)))
    return settled, tuple(with_unsaid(every, reported))


def _rates(run: Run, copy: Copy) -> Rates | None:
    """Return how fast the server of a copy is; None, with a word of why, where it cannot be told.

    What the scripts left on the copy may be in the way, and what the server allows.
    """
    try:
        with closing(copy.store.connect()) as session:
            return measured_rates(session)
    except StatementFailed as error:
        run.output.warn(
            f"the server was not timed, so that the usual figures count: {error.server}"
        )
        return None


def fields(one: Measurement) -> dict[str, Any]:
    """Return a measurement as --json shows it."""
    effects = one.effects
    return {
        "file": one.source,
        "line": one.step.line if one.step.text else None,
        "statement": one.step.text or None,
        "not_measured_because": one.why_not or None,
        "form": (effects and effects.form) or None,
        "locks": _locks(effects.locks if effects else {}),
        "metadata_locks": _locks(effects.waits if effects else {}),
        "rewritten": sorted(map(str, effects.rewritten)) if effects else [],
        "scanned": sorted(map(str, effects.scanned)) if effects else [],
        "built": sorted(map(str, effects.built)) if effects else [],
        "gone": list(effects.gone) if effects else [],
        "broken": dict(effects.broken) if effects else {},
        "unsaid": list(one.unsaid),
        "note": one.note or None,
    }


def _locks(locks: Mapping[Name, str]) -> dict[str, str]:
    return {str(name): locks[name] for name in sorted(locks, key=str)}


def told(every: Sequence[Measurement]) -> str:
    """Return measurements as people read them."""
    return "\n".join(line for one in every for line in _lines(one))


def _lines(one: Measurement) -> Iterator[str]:
    first = (one.step.text or one.step.title).splitlines()[0].rstrip()
    shown = first if len(first) <= _WIDEST else f"{first[: _WIDEST - 3]}..."
    yield f"{one.source}:{one.step.line}:{one.step.column}: {shown}"
    if one.effects is None:
        yield f"  not measured: {one.why_not}"
        return
    yield from _effects(one.effects)
    yield from (f"  no rule says it: {cost}" for cost in one.unsaid)
    if one.note:
        yield f"  note: {one.note}"


def _effects(effects: Effects) -> Iterator[str]:
    done = effects.locked | effects.rewritten | effects.scanned | effects.with_new_indexes
    shown = [name for name in sorted(effects.locks, key=str) if name in done]
    if not shown:
        yield "  measured: no lock on what others use that was not held before"
    for name in shown:
        form = f"{effects.form}; " if effects.form else ""
        yield f"  measured: {name}: {form}{as_text(effects.locks[name], effects.duration(name))}"
    if effects.waits:
        waits = ", ".join(f"{name} {lock}" for name, lock in _locks(effects.waits).items())
        yield f"  metadata locks, for a moment: {waits}"
    for what, names in (
        ("rewritten", effects.rewritten),
        ("scanned", effects.scanned),
        ("built", effects.built),
    ):
        if names:
            yield f"  {what}: {', '.join(sorted(map(str, names)))}"
    yield from (f"  gone: {name}" for name in effects.gone)
    yield from (f"  stops to work: {name}: {why}" for name, why in effects.broken)
