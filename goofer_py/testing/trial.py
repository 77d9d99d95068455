"""What the tests of stores have to be told of a store."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path

from goofer_py.migrate.context import Context
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.migrator import Migrator

QUICK = LeaseOptions(ttl=60, heartbeat=1, tries=400, pause=0.05)
FLEETING = LeaseOptions(ttl=5, heartbeat=1, tries=400, pause=0.05)
"""The lease of a run that nobody ends in good order."""
IMPATIENT = LeaseOptions(ttl=5, heartbeat=1, tries=2, pause=0.001)


class Trial(ABC):
    """An empty database of a store with a folder of migrations, and what its scripts look like.

    `atomic` says that a script which fails leaves nothing behind. A *thing* is whatever a script
    can make and take away: a key, a table, a document.
    """

    language = ".sql"
    """What the names of scripts end with."""
    atomic = False
    driver: str | None = None
    """The module that reaches the store, brought by an extra; None where it is part of Python."""
    lease_seconds = 1
    """How long the lease of a run lasts that is stopped: longer where a store takes its time."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder
        folder.mkdir(exist_ok=True)

    @abstractmethod
    def put(self, name: str) -> str:
        """Return a line of a script that makes the thing `name`.

        Where the store has no transactions, it may run twice without harm.
        """

    @abstractmethod
    def take(self, name: str) -> str:
        """Return a line that takes it away."""

    @property
    @abstractmethod
    def refused(self) -> str:
        """A line that the store refuses, whatever there is."""

    @abstractmethod
    def there(self) -> set[str]:
        """Return the names of the things that are there, over a connection of its own."""

    def wrong_urls(self) -> Mapping[str, str]:
        """Return URLs that lead nowhere, with the reasons that are to be told."""
        return {}

    @abstractmethod
    def read_only_url(self) -> str:
        """Return a URL by which nothing can be written."""

    @abstractmethod
    def restart(self) -> None:
        """Restart the server as a crash does, or at least end all sessions; nothing without one."""

    @property
    def ticking(self) -> str:
        """A script that ticks three times: each time it leaves something else.

        Nothing where a command and its record are not written both or none.
        """
        return ""

    def ticks(self) -> int:
        """Return how often it has ticked."""
        return 0

    def add(self, title: str, *names: str, also: str = "", language: str = "") -> None:
        """Write a migration of things, one line each; `also` comes after the first of them."""
        lines = [self.put(name) for name in names]
        lines[1:1] = [also] if also else []
        ending = language or self.language
        downs = "\n".join(self.take(name) for name in reversed(names))
        for way, text in (("up", "\n".join(lines)), ("down", downs)):
            path = self.folder / f"{title}.{way}{ending}"
            path.write_text(f"{text}\n", encoding="utf-8")

    def migrator(self, lease: LeaseOptions = QUICK) -> Migrator:
        """Return what runs the migrations of the folder."""
        return Migrator(self.url, self.folder, lease=lease)


class Coded:
    """A migration in code."""

    def __init__(self, up: Callable[[Context], object]) -> None:
        self._up = up
        self.transaction = False

    def up(self, context: Context) -> None:
        """Do what it was made with."""
        self._up(context)

    def down(self, context: Context) -> None:
        """Do nothing."""


class Parted:
    """A migration of another database, which changes that of a trial too; it stops halfway."""

    databases = ("it",)

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self.stops = True

    def up(self, context: Context) -> None:
        """Make two things."""
        context.execute("CREATE TABLE own (id int)")
        context["it"].run(self._trial.put("a"))
        if self.stops:
            raise ValueError
        context["it"].run(self._trial.put("b"))

    def down(self, context: Context) -> None:
        """Take away what is there."""
        if "it" in context:
            for name in sorted(self._trial.there(), reverse=True):
                context["it"].run(self._trial.take(name))
        if context.changed:
            context.execute("DROP TABLE own")
