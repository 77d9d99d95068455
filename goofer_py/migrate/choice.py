"""Which migrations a run takes, from what the source holds and what the database has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from goofer_py.errors import UnknownVersion, UsageError
from goofer_py.migrate.state import State

if TYPE_CHECKING:  # Only pending migrations are looked into.
    from goofer_py.migrate.directives import Directives
    from goofer_py.migrate.script import Script
    from goofer_py.migrate.squashed import Squash

ZERO = "zero"
LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Repeatable:
    """A script without a version that is to run, with its name."""

    name: str
    script: Script


@dataclass(frozen=True, slots=True)
class Choice:
    """The versions of a run in its order, and the direction of all of them."""

    direction: str
    versions: tuple[str, ...]
    last: bool = False
    """It goes all the way: repeatable scripts follow."""
    repeatables: tuple[Repeatable, ...] = ()
    waiting: tuple[str, ...] = ()
    """What it leaves out until somebody confirms that programs are ready for it."""

    def __bool__(self) -> bool:
        """Say whether anything is to run."""
        return bool(self.versions or self.repeatables)


class Chooser:
    """Answers for one state of one database; `names` are the source's, in their order.

    `look` gives what a migration says about itself: it is asked about pending ones alone.
    `skipped` are those that are for other environments than `environment`; they are not pending.
    """

    def __init__(
        self,
        names: Mapping[str, str],
        state: State,
        look: Callable[[str], Directives] | None = None,
        environment: str | None = None,
    ) -> None:
        self.names = names
        self.state = state
        self.environment = environment
        self._look = look
        applied = state.applied
        self.squashed: tuple[Squash, ...] = ()
        """Those that count as applied, for all that they replace ran; the history says it later."""
        self.partly: tuple[Squash, ...] = ()
        """Those of which some that they replace ran, and others did not."""
        self.replaced_names: Mapping[str, str] = {}
        """The names of what the squashed ones replace, by version."""
        self.broken: str | None = None
        """What stopped halfway on its way up, and can be taken back; a way down begins with it."""
        self.pending = [version for version in names if version not in applied]
        said = {version: look(version) for version in self.pending} if look else {}
        self.said = {version: one for version, one in said.items() if one}
        """What pending and skipped migrations say, without those that say nothing."""
        self.skipped = {
            version: one.environments
            for version, one in self.said.items()
            if not one.runs_in(environment)
        }
        if self.skipped:
            self.pending = [one for one in self.pending if one not in self.skipped]

    @property
    def skipped_titles(self) -> tuple[str, ...]:
        """The skipped ones, as file names start."""
        return self.titled(self.skipped)

    def titled(self, versions: Iterable[str]) -> tuple[str, ...]:
        """Return versions of the source as file names start."""
        return tuple(f"{version}_{self.names[version]}" for version in versions)

    @cached_property
    def applied(self) -> list[str]:
        """The applied versions, in the order of the versions."""
        return sorted(self.state.applied, key=int)

    @property
    def current(self) -> str | None:
        """The newest applied version."""
        return self.applied[-1] if self.applied else None

    @cached_property
    def out_of_order(self) -> list[str]:
        """The pending versions that are older than the newest applied one."""
        if (current := self.current) is None:
            return []
        newest = int(current)
        return [version for version in self.pending if int(version) < newest]

    @cached_property
    def missing(self) -> list[str]:
        """The applied versions that the source does not hold."""
        replaced = {version for one in self.partly for version in one.ran}
        return [one for one in self.applied if one not in self.names and one not in replaced]

    @cached_property
    def newer(self) -> list[str]:
        """Those of the missing that are newer than everything the source holds."""
        newest = max(map(int, self.names), default=-1) if self.missing else -1
        return [version for version in self.missing if int(version) > newest]

    def known(self, version: str) -> str:
        """Return a version as the source or the history spells it; raises UnknownVersion.

        Its name may follow it, as in 3_teams.
        """
        if version in self.names or version in self.state.applied:
            return version
        from goofer_py.migrate.spelled import spelled

        if known := spelled(version, self.names) or spelled(version, self.state.applied):
            return known
        raise UnknownVersion(version, sorted((*self.names, *self.state.applied), key=int))

    def before(self, version: str | None) -> str | None:
        """Return the applied version right before another one, None for the first."""
        limit = self.current if version is None else self.known(version)
        older = [v for v in self.state.applied if limit is not None and int(v) < int(limit)]
        return max(older, key=int, default=None)

    def stands_in(self, version: str, there: Collection[int]) -> bool:
        """Say whether a squashed migration that is `there` stands for a version; reads heads."""
        if (look := self._look) is None:
            return False
        heads = (look(one) for one in self.names if int(one) in there)
        stood_for = (old for one in heads for old in (*one.replaces, *one.replaces_too))
        return int(version) in map(int, stood_for)

    def up(self, steps: int | None = None) -> Choice:
        """Choose the next `steps` pending ones, or all."""
        _check_steps(steps)
        return Choice("up", tuple(self.pending[:steps]), last=steps is None)

    def up_to(self, version: str) -> Choice:
        """Choose the pending ones up to a version; raises UnknownVersion."""
        limit = int(self.known(version))
        return Choice("up", tuple(v for v in self.pending if int(v) <= limit))

    def down(self, steps: int) -> Choice:
        """Choose the newest `steps` applied ones, the newest first.

        Raises UsageError when some are applied, but fewer: a number that was mistyped must not
        revert everything.
        """
        _check_steps(steps)
        newest = self._newest_first
        if newest and steps > len(newest):
            there = len(newest)
            raise UsageError(
                f"{steps} migrations were to be reverted, and {there}"
                f" {'is' if there == 1 else 'are'} applied. Nothing was changed.",
                hint="to revert everything: goofer rollback --to zero",
            )
        return Choice("down", tuple(newest[:steps]))

    @property
    def _newest_first(self) -> list[str]:
        """What can be reverted, in that order."""
        broken = [] if self.broken is None else [self.broken]
        return [*broken, *self.applied[::-1]]

    def down_to(self, version: str) -> Choice:
        """Choose the applied ones after a version, or all; raises UnknownVersion."""
        limit = -1 if version == ZERO else int(self.known(version))
        return Choice("down", tuple(v for v in self._newest_first if int(v) > limit))

    def single(self, version: str, direction: str) -> Choice:
        """Choose one migration; raises UsageError when it is there already, or not there."""
        version = self.known(version)
        applied = version in self.state.applied
        if direction not in ("up", "down"):
            raise UsageError(f"A migration goes up or down, not {direction!r}.")
        if applied and direction == "up":
            raise UsageError(f"{version} is applied already. Nothing was changed.")
        if version in self.skipped:
            for_whom = " and ".join(self.skipped[version])
            raise UsageError(
                f"{version} is for {for_whom}, and this is"
                f" {self.environment or 'no environment that has a name'}. Nothing was changed.",
                hint=f"--env {self.skipped[version][0]}",
            )
        if not applied and direction == "down":
            raise UsageError(f"{version} is not applied. Nothing was changed.")
        return Choice(direction, (version,))

    def after(self, choice: Choice) -> str | None:
        """Return the newest applied version after all of `choice`."""
        chosen = set(choice.versions)
        applied = set(self.state.applied)
        applied = applied | chosen if choice.direction == "up" else applied - chosen
        return max(applied, key=int, default=None)

    def left(self, choice: Choice) -> int:
        """Return how many are pending after all of `choice`."""
        chosen = set(choice.versions)
        if choice.direction == "up":
            return len(set(self.pending) - chosen)
        return len({*self.pending, *(chosen & self.names.keys())})

    def to(self, target: str) -> Choice:
        """Choose what leads to VERSION, zero, latest, +N or -N; raises UnknownVersion.

        While something newer than a version is applied, the way there goes down.
        """
        if target == LATEST:
            return self.up()
        if target[:1] in ("+", "-") and target[1:].isdecimal():
            steps = int(target[1:])
            return self.up(steps) if target[0] == "+" else self.down(steps)
        down = self.down_to(target)
        return down if down.versions or target == ZERO else self.up_to(target)


def _check_steps(steps: int | None) -> None:
    if steps is not None and steps < 0:
        raise UsageError(f"A number of steps is not negative: {steps}.")
