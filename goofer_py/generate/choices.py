"""The answers that a generated migration waits for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from goofer_py.diff.answered import answered_hints, check_places
from goofer_py.diff.candidates import RenameCandidate
from goofer_py.diff.hints import Hints
from goofer_py.generate.keep import Fate, Loss
from goofer_py.generate.obstacle import Obstacle, Way
from goofer_py.schema import Name, Schema

RENAME = "--rename"
"""The option whose places are those of what is there now."""


def _nobody(_: RenameCandidate | Loss | Obstacle) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Choices:
    """What was answered beforehand, and whom to ask for the rest.

    Keys are "table" or "table.column". `renames` give the new name, or False for no rename.
    `two_steps` are columns and constraints ("table.name") whose second step waits for the rows.
    `fixes` are statements that delete or correct rows for such a place.
    `on_drop` is for drops that have no answer of their own; the `ask_` functions come last and
    return None when there is nobody to ask.
    """

    renames: Mapping[str, str | Literal[False]] = field(default_factory=dict)
    dropped: Mapping[str, Fate] = field(default_factory=dict)
    fills: Mapping[str, str] = field(default_factory=dict)
    conversions: Mapping[str, str] = field(default_factory=dict)
    ways_back: Mapping[str, str] = field(default_factory=dict)
    two_steps: frozenset[str] = frozenset()
    on_drop: Fate | None = None
    fixes: Mapping[str, str] = field(default_factory=dict)
    named: tuple[tuple[str, str], ...] = ()
    """The options of this very call that are about a place, and the place: there has to be one."""
    ask_rename: Callable[[RenameCandidate], bool | None] = _nobody
    ask_fate: Callable[[Loss], Fate | None] = _nobody
    ask_way: Callable[[Obstacle], Way | None] = _nobody

    def rename(self, candidate: RenameCandidate) -> bool | None:
        """Answer whether a drop and an add are one rename."""
        answer = self.renames.get(candidate.key)
        if answer is None:
            return self.ask_rename(candidate)
        return answer == candidate.after

    def fate(self, loss: Loss) -> Fate | None:
        """Answer what becomes of dropped rows."""
        return self.dropped.get(str(loss)) or self.on_drop or self.ask_fate(loss)

    def hints(self, current: Schema, desired: Schema) -> Hints:
        """Return what was answered beforehand as hints; raises UsageError for what fits nothing."""
        check_places((one for one in self.named if one[0] != RENAME), current, desired)
        renames = {key: value for key, value in self.renames.items() if value is not False}
        answered = bool(self.fills or self.conversions or self.ways_back)
        tables = desired.tables if answered else ()
        places = {f"{t.name}.{c}": (t.name, c) for t in tables for c in t.column_names}

        def placed(said: Mapping[str, str]) -> dict[tuple[Name, str], str]:
            return {places[key]: text for key, text in said.items() if key in places}

        texts = Hints(
            fills=placed(self.fills),
            conversions=placed(self.conversions),
            ways_back=placed(self.ways_back),
        )
        strict = [place for option, place in self.named if option == RENAME]
        return answered_hints(renames, current, desired, strict).merged(texts)
