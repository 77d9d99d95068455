"""What is told of a run on many tenants to those who are elsewhere: one message for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING, Any

from goofer_py.cli.called import DONE, FAILED, NOT_RUN, Outcome, Unit
from goofer_py.cli.telling import Told
from goofer_py.events import SEED, ConfirmationNeeded, TenantsFinished, TenantsStarted
from goofer_py.project import Project

if TYPE_CHECKING:
    from goofer_py.config import Settings
    from goofer_py.events import Observer

_TOLD = "told"
_RAN = ("migrations", "seeds")
"""What --json has of what ran."""


@dataclass(frozen=True, slots=True)
class _Whole:
    """One database, its tenants, and who is told of them."""

    database: str
    units: tuple[Unit, ...]
    observer: Observer


class Summed:
    """Tells of the tenants of each database together, at the start and at the end."""

    def __init__(
        self, command: str, given: Mapping[str, Any], wholes: Mapping[str, Settings]
    ) -> None:
        self._direction = SEED if command == SEED else "up"
        self._told: Told = given[_TOLD]
        self._settings = wholes
        self._wholes: list[_Whole] = []
        self._started = monotonic()

    def begin(self, units: Sequence[Unit]) -> None:
        """Tell that work begins on `units`."""
        self._wholes = [
            _Whole(project.main().database, own, observer)
            for name, settings in self._settings.items()
            if (own := tuple(one for one in units if (one.settings.database or "") == name))
            if (project := _messages(self._told.on(Project(settings)))) is not None
            if (observer := project.observed()) is not None
        ]
        for one in self._wholes:
            one.observer(TenantsStarted(one.database, self._direction, len(one.units)))

    def end(self, outcomes: Mapping[str, Outcome]) -> None:
        """Tell what came of all of them."""
        for one in self._wholes:
            found = [outcomes[unit.name] for unit in one.units]
            changed = [each for each in found if any(each.fields.get(name) for name in _RAN)]
            waiting = [each for each in found if each.fields.get("waiting")]
            finished = TenantsFinished(
                one.database,
                self._direction,
                len(changed),
                sum(each.state == DONE and each not in changed for each in found),
                len(waiting),
                tuple(each.name for each in found if each.state == FAILED),
                tuple(each.name for each in found if each.state == NOT_RUN),
                monotonic() - self._started,
            )
            one.observer(finished)
            if waiting and changed:
                titles = dict.fromkeys(one for each in waiting for one in each.fields["waiting"])
                hint = "goofer phase continue"
                one.observer(ConfirmationNeeded(one.database, tuple(titles), hint))


def is_told(given: Mapping[str, Any]) -> bool:
    """Say whether the command tells others of what it runs."""
    return isinstance(given.get(_TOLD), Told)


def told_once(units: Sequence[Unit], given: Mapping[str, Any]) -> tuple[list[Unit], dict[str, Any]]:
    """Return the units, of whose tenants no messages are sent, and the options without --notify."""
    told: Told = given[_TOLD]

    def own(unit: Unit) -> Unit:
        settings = unit.settings
        more = () if told.notify is None else (told.notify,)
        notify = () if settings.tenant is not None else (*settings.notify, *more)
        return replace(unit, settings=replace(settings, notify=notify))

    return [own(unit) for unit in units], {**given, _TOLD: replace(told, notify=None)}


def _messages(project: Project) -> Project | None:
    """Return the same project, which is told by messages alone; None without any."""
    settings = project.settings
    if not any(settings.notify):
        return None
    nothing: dict[str, Any] = {"push_gateway": None, "metrics_folder": None, "telemetry": False}
    return Project(replace(settings, **nothing))
