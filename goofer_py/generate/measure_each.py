"""Scripts on a copy where statements that change the schema commit by themselves."""

from __future__ import annotations

from goofer_py.errors import StatementFailed
from goofer_py.hazards.action import SetSetting, SetTimeout, Step, Transaction
from goofer_py.hazards.measured import Measurement
from goofer_py.hazards.unit import Unit
from goofer_py.introspect.meter import CommittingMeter


class Each:
    """One script, each statement of which is done when the next one begins."""

    def __init__(self, meter: CommittingMeter, unit: Unit) -> None:
        self._meter = meter
        self._unit = unit

    def end(self) -> None:
        """Keep what was done, for the scripts behind it, but none of its settings."""
        self._meter.reset()

    def measured(self, step: Step) -> Measurement:
        """Run a statement, and say what it did."""
        if any(isinstance(one, Transaction) for one in step.actions):
            return self._not(step, "it is about the transaction, and changes no table")
        if not step.text:
            return self._not(step, "it is code, which runs on the real database only")
        why = self._meter.why_not(step)
        if why:
            return self._not(step, why)
        try:
            effects = self._meter.run(step)
        except StatementFailed as error:
            return self._not(step, refused(error))
        if step.actions and all(isinstance(one, SetSetting | SetTimeout) for one in step.actions):
            return self._not(step, "it is a setting, and changes no table")
        return Measurement(self._unit.source, step, effects)

    def _not(self, step: Step, why: str) -> Measurement:
        return Measurement(self._unit.source, step, why_not=why)


def refused(error: StatementFailed) -> str:
    """Return why a statement was not measured: the server's word, without its full stop."""
    return f"the server refuses it: {' '.join(error.server.split())}".rstrip(".")
