"""Which seeds run, from what the folder holds and what the database has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from goofer_py.errors import DirtyOrDrifted, UsageError
from goofer_py.migrate.checksum import comparable
from goofer_py.migrate.directives import Directives
from goofer_py.migrate.failure import listed
from goofer_py.migrate.history import History
from goofer_py.migrate.state import State
from goofer_py.seeds.source import SeedSource


class Seeds:
    """Answers for one look at one database."""

    def __init__(
        self,
        source: SeedSource,
        state: State,
        checksums: Mapping[str, str],
        environment: str | None,
    ) -> None:
        self._source = source
        self._checksums = checksums
        self._environment = environment
        self.state = state
        self.names = source.names()
        self.said: Mapping[str, Directives] = {one: source.directives(one) for one in self.names}

    @classmethod
    def look(cls, source: SeedSource, history: History, environment: str | None) -> Seeds:
        """Read what ran; changes nothing."""
        state = history.state()
        checksums = history.checksums() if state.applied else {}
        return cls(source, state, checksums, environment)

    def standing(self, version: str) -> str:
        """Return how a seed stands, as a word."""
        if version not in self.names:
            return "missing"
        if not self.said[version].runs_in(self._environment):
            return "skipped"
        if version not in self.state.applied:
            return "pending"
        return "changed" if self._changed(version) else "done"

    def _changed(self, version: str) -> bool:
        stored = self._checksums.get(version)
        found = self._source.migration(version).up.checksum()
        # One that was made in another way says nothing, and to run again does no harm.
        return stored is None or found != stored or not comparable(found, stored)

    @property
    def skipped(self) -> tuple[str, ...]:
        """Those that are for other environments, as file names start."""
        return tuple(self.title(one) for one in self.names if self.standing(one) == "skipped")

    def title(self, version: str) -> str:
        """Return the version and the name, as file names start."""
        return f"{version}_{self.names.get(version) or self.state.applied[version]}"

    def to_run(self, wanted: Sequence[str] = (), *, fresh: bool = False) -> tuple[str, ...]:
        """Return the versions to run, in their order; raises UsageError.

        Those `wanted` by name run whatever ran before; else those that never ran or were edited
        since, or with `fresh` all.
        """
        if wanted:
            named = {self._named(one) for one in wanted}
            return tuple(version for version in self.names if version in named)
        states = ("pending", "changed", "done") if fresh else ("pending", "changed")
        return tuple(version for version in self.names if self.standing(version) in states)

    def _named(self, wanted: str) -> str:
        fits = [one for one in self.names if wanted in (one, self.names[one], self.title(one))]
        fits = fits or [one for one in self.names if self._source.path(one).name == wanted]
        if len(fits) != 1:
            known = listed([self.title(one) for one in fits or self.names]) or "none"
            said = (
                f"Several seeds are called {wanted!r}" if fits else f"No seed is called {wanted!r}"
            )
            raise UsageError(
                f"{said}: there are {known}. Nothing was run.", hint="goofer seed --status"
            )
        version = fits[0]
        if self.standing(version) == "skipped":
            for_whom = " and ".join(self.said[version].environments)
            raise UsageError(
                f"{self.title(version)} is for {for_whom}, and this is {self._environment}. Nothing"
                " was run.",
                hint=f"goofer seed --env {self.said[version].environments[0]}",
            )
        return version

    def check_needs(self, versions: Sequence[str], applied: Mapping[str, str]) -> None:
        """Refuse seeds that need migrations which are not applied."""
        there = {int(version) for version in applied}
        for version in versions:
            for need in self.said[version].requires:
                if int(need) not in there:
                    raise DirtyOrDrifted(
                        f"{self.title(version)} requires the migration {need}, which is not"
                        " applied. Nothing was run.",
                        hint="goofer migrate",
                    )
