"""What every store promises, as tests: for whoever writes a store of their own.

Subclass `StoreContract` in a test module, and give its fixture `trial` a `Trial` of the store:

    class TestMyStore(StoreContract):
        @pytest.fixture
        def trial(self, tmp_path: Path) -> Trial:
            return MyTrial(url_of_an_empty_database, tmp_path / "migrations")

Those that disturb processes need `os.fork`, which Windows has not.
"""

from __future__ import annotations

import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from goofer_py.errors import (
    ConnectionFailed,
    DirtyOrDrifted,
    GooferError,
    LockLost,
    MigrationFailed,
    MissingDriver,
    StatementFailed,
    UsageError,
)
from goofer_py.migrate.books import lease_of, progress_of
from goofer_py.migrate.context import Context
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.lease_table import LeaseTable
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.progress import Step
from goofer_py.migrate.records import history_of
from goofer_py.seeds.seeder import Seeder
from goofer_py.stores.registry import open_store
from goofer_py.stores.waiting import wait_for

QUICK = LeaseOptions(ttl=5, heartbeat=1, tries=400, pause=0.02)
IMPATIENT = LeaseOptions(ttl=5, heartbeat=1, tries=2, pause=0.001)
_SECONDS = 240


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


class StoreContract:
    """The tests; each has an empty database."""

    @pytest.fixture
    def trial(self) -> Trial:
        """Give an empty database."""
        raise NotImplementedError

    @pytest.fixture
    def migrator(self, trial: Trial) -> Iterator[Migrator]:
        """Give three migrations, none of which ran, and what runs them."""
        for version, name in enumerate("abc", 1):
            trial.add(f"{version}_{name}", name, f"{name}2")
        with trial.migrator() as migrator:
            yield migrator

    @pytest.fixture
    def leases(self, trial: Trial, migrator: Migrator) -> Iterator[Sequence[LeaseTable]]:
        """Give the lease of the history twice, each over a connection of its own."""
        migrator.init()
        leases = [lease_of(open_store(trial.url).connect(), "goofer_history") for _ in range(2)]
        for lease in leases:
            lease.create()
        yield leases
        for lease in leases:
            lease.close()

    def test_up_and_down(self, trial: Trial, migrator: Migrator) -> None:
        """All that is pending goes up, and the newest comes down first."""
        assert migrator.up().versions == ("1", "2", "3")
        assert trial.there() == {"a", "a2", "b", "b2", "c", "c2"}
        assert migrator.down().versions == ("3",)
        assert trial.there() == {"a", "a2", "b", "b2"}
        assert migrator.current_version() == "2"
        assert migrator.down_to("zero").versions == ("2", "1")
        assert trial.there() == set()

    def test_to_a_version_and_again(self, trial: Trial, migrator: Migrator) -> None:
        """A target leads up or down, and the newest runs again."""
        migrator.up_to("2")
        assert trial.there() == {"a", "a2", "b", "b2"}
        migrator.migrate_to("1")
        assert trial.there() == {"a", "a2"}
        assert [one.direction for one in migrator.redo().migrations] == ["down", "up"]
        assert trial.there() == {"a", "a2"}
        assert migrator.up(steps=1).versions == ("2",)

    def test_status(self, migrator: Migrator) -> None:
        """What is applied and pending is told, also before anything ran."""
        assert list(migrator.status().pending) == ["1", "2", "3"]
        migrator.up_to("2")
        status = migrator.status(check=True)
        assert (status.current, list(status.pending), status.changed) == ("2", ["3"], ())
        assert status.dirty is None

    def test_history(self, migrator: Migrator) -> None:
        """Each record has its version, where it went, when it began (UTC), and how long it took."""
        before = datetime.now(UTC) - timedelta(seconds=1)
        migrator.up_to("1")
        migrator.down()
        records = [one for one in migrator.history() if one.status == "done"]
        assert [(one.version, one.name, one.direction) for one in records] == [
            ("1", "a", "up"),
            ("1", "a", "down"),
        ]
        for one in records:
            assert before < one.started_at < datetime.now(UTC)
            assert one.duration is not None
            assert one.duration >= 0
            assert one.user
            assert one.host
        ids = [one.id for one in migrator.history()]
        assert ids == sorted(set(ids))

    def test_another_session_sees_what_one_has_done(self, trial: Trial, migrator: Migrator) -> None:
        """What is recorded is there for whoever asks next."""
        migrator.up()
        with trial.migrator() as other:
            assert other.current_version() == "3"
            assert not other.up().versions

    def test_an_error_in_the_middle(self, trial: Trial) -> None:
        """A failure is told with its place; the corrected script goes on where it stopped."""
        trial.add("1_a", "a", "b", also=trial.refused)
        with trial.migrator() as migrator:
            with pytest.raises(MigrationFailed) as error:
                migrator.up()
            assert (error.value.version, error.value.line) == ("1", 2)
            assert trial.there() == (set() if trial.atomic else {"a"})
            dirty = migrator.status().dirty
            assert (dirty is None) is trial.atomic
            if dirty is not None:
                assert (dirty.statements, dirty.total) == (1, 3)
                assert dirty.error
            trial.add("1_a", "a", "b")
            migrator.up()
        assert trial.there() == {"a", "b"}

    def test_what_is_done_of_a_broken_script_must_stay_as_it_was(self, trial: Trial) -> None:
        """A run does not go on after statements that are other ones now, if any of them stayed."""
        trial.add("1_a", "a", "b", also=trial.refused)
        with trial.migrator() as migrator:
            with pytest.raises(MigrationFailed):
                migrator.up()
            trial.add("1_a", "x", "b")
            if trial.atomic:
                assert migrator.up().versions == ("1",)
                return
            with pytest.raises(DirtyOrDrifted, match="changed since"):
                migrator.up()

    def test_baseline(self, trial: Trial, migrator: Migrator) -> None:
        """What was there before counts as applied, and nothing leads back from it."""
        migrator.init()
        migrator.baseline("2")
        assert migrator.up().versions == ("3",)
        assert trial.there() == {"c", "c2"}
        assert migrator.status().baseline == {"1", "2"}
        with pytest.raises(GooferError):
            migrator.down_to("1")

    def test_fake(self, trial: Trial, migrator: Migrator) -> None:
        """What was done by hand is recorded, and nothing runs."""
        migrator.fake("2")
        assert trial.there() == set()
        assert migrator.current_version() == "2"
        migrator.fake("1", down=True)
        assert migrator.current_version() == "1"

    def test_out_of_order(self, trial: Trial, migrator: Migrator) -> None:
        """What is older than an applied one runs only when that is asked for."""
        migrator.up()
        trial.add("0_z", "z")
        with pytest.raises(DirtyOrDrifted):
            migrator.up()
        assert migrator.status().out_of_order == ("0",)
        assert migrator.up(allow_out_of_order=True).versions == ("0",)

    def test_edited_and_missing(self, trial: Trial, migrator: Migrator) -> None:
        """Applied scripts that were edited or are gone are told by name, and can be settled."""
        migrator.up_to("2")
        trial.add("1_a", "other")
        with pytest.raises(DirtyOrDrifted, match="1_a"):
            migrator.up()
        assert migrator.status(check=True).changed == ("1",)
        assert [one.way for one in migrator.repair(migrator.repairs())] == ["accept"]
        for file in trial.folder.glob("2_b.*"):
            file.unlink()
        assert list(migrator.status().missing) == ["2"]
        assert migrator.down().versions == ("2",)
        assert trial.there() == {"a", "a2"}

    def test_repeatable(self, trial: Trial) -> None:
        """A script without a version runs again when it changes."""
        file = trial.folder / f"R__r{trial.language}"
        file.write_text(trial.put("r"), encoding="utf-8")
        with trial.migrator() as migrator:
            assert len(migrator.up().migrations) == 1
            assert not migrator.up().migrations
            file.write_text(f"{trial.take('r')}\n{trial.put('s')}\n", encoding="utf-8")
            assert len(migrator.up().migrations) == 1
        assert trial.there() == {"s"}

    def test_seeds(self, trial: Trial) -> None:
        """Seeds have a history of their own, and run again when they are edited."""
        trial.add("1_a", "a")
        seeds = trial.folder.parent / "seeds"
        seeds.mkdir()
        file = seeds / f"1_rows{trial.language}"
        file.write_text(trial.put("s"), encoding="utf-8")
        with trial.migrator() as migrator:
            migrator.up()
        with Seeder(trial.url, seeds, environment="test", lease=QUICK) as seeder:
            assert [one.name for one in seeder.seed().seeds] == ["rows"]
            assert not seeder.seed().seeds
            file.write_text(trial.put("t"), encoding="utf-8")
            assert [one.name for one in seeder.seed().seeds] == ["rows"]
        assert trial.there() == {"a", "s", "t"}

    def test_a_script_of_another_language(self, trial: Trial) -> None:
        """A file of another store's is refused by its name."""
        (trial.folder / "1_a.up.redis").write_text("SET a 1", encoding="utf-8")
        if trial.language == ".redis":
            (trial.folder / "1_a.up.redis").rename(trial.folder / "1_a.up.sql")
        with trial.migrator() as migrator, pytest.raises(GooferError, match="ends with"):
            migrator.up()

    def test_wait(self, trial: Trial) -> None:
        """A store that answers is not waited for, and another one is told by its reason."""
        assert wait_for(trial.url, 10).tries == 1
        for url, reason in trial.wrong_urls().items():
            with pytest.raises(ConnectionFailed) as error:
                open_store(url).probe(2)
            assert error.value.reason == reason

    def test_a_missing_driver(self, trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
        """The extra that brings the driver is named."""
        store = open_store(trial.url)
        if trial.driver is None:
            store.connect().close()
            return
        monkeypatch.setitem(sys.modules, trial.driver, None)
        with pytest.raises(MissingDriver) as error:
            store.connect()
        assert error.value.hint
        assert "goofer-py[" in error.value.hint

    def test_a_user_who_may_only_read(self, trial: Trial, migrator: Migrator) -> None:
        """Nothing runs, and what is missing is told."""
        migrator.up_to("1")
        url = trial.read_only_url()
        with Migrator(url, trial.folder, lease=IMPATIENT) as other:
            assert other.current_version() == "1"
            with pytest.raises(GooferError):
                other.up()
        assert trial.there() == {"a", "a2"}
        assert migrator.current_version() == "1"

    def test_the_lease_is_for_one(
        self, trial: Trial, migrator: Migrator, leases: Sequence[LeaseTable]
    ) -> None:
        """While one run holds it, another is told who; it ends when it is given back or taken."""
        mine, other = leases
        assert mine.take(mine.look(), "one", "me", "", 30)
        assert not other.take(other.look(), "two", "you", "", 30)
        held = migrator.holder()
        assert held is not None
        assert (held.holder, held.token, 25 < held.left <= 30) == ("me", "one", True)
        assert other.renew("two", 30) is False
        with (
            trial.migrator(IMPATIENT) as waiting,
            pytest.raises(LockLost, match=r"me, since .* UTC, holds"),
        ):
            waiting.up()
        assert mine.renew("one", 30)
        mine.release("one")
        assert migrator.holder() is None
        assert other.take(other.look(), "two", "you", "", 30)
        assert migrator.unlock(other.look())
        assert migrator.holder() is None
        assert not other.holds("two")

    def test_a_lease_ends_by_itself(self, leases: Sequence[LeaseTable]) -> None:
        """One that is not renewed can be taken, and its holder finds that out."""
        mine, other = leases
        assert mine.take(mine.look(), "one", "me", "", 0.05)
        end = datetime.now(UTC) + timedelta(seconds=20)
        while not other.take(other.look(), "two", "you", "", 30):
            assert datetime.now(UTC) < end
        assert not mine.renew("one", 30)
        assert other.holds("two")

    def test_who_lost_the_lease_records_nothing(self, migrator: Migrator) -> None:
        """The fence: neither a record nor a step is written by a run that another one replaced."""
        seen: list[str] = []

        def robbed(context: Context) -> None:
            lease = lease_of(context.session, "goofer_history")
            assert lease.end(lease.look())
            assert lease.take(lease.look(), "robber", "robber", "", 30)
            seen.append("robbed")

        migrator.register_custom_migration("4", Coded(robbed), "robbed")
        with pytest.raises(LockLost):
            migrator.up()
        assert seen == ["robbed"]
        assert migrator.current_version() == "3"
        assert migrator.history()[-1].status != "done"

    def test_two_cannot_record_the_same(self, trial: Trial, migrator: Migrator) -> None:
        """Of two that go by the same state, one is refused."""
        migrator.up_to("1")
        sessions = [open_store(trial.url).connect() for _ in range(2)]
        histories = [history_of(session) for session in sessions]
        records = [history.records()[-1] for history in histories]
        for history in histories:
            history.state()
        histories[0].add(replace(records[0], version="7"))
        with pytest.raises(StatementFailed):
            histories[1].add(replace(records[1], version="8"))
        assert [one.version for one in migrator.history()][-1] == "7"
        for session in sessions:
            session.close()

    def test_steps_are_remembered(self, trial: Trial) -> None:
        """Code that is cut off goes on with the step that it was in, from where it stood."""
        calls: list[str] = []

        def work(step: Step) -> Step:
            done = step.done + 1
            calls.append(f"{step.position}>{done}")
            if calls == ["None>1", "1>2", "2>3"]:
                raise KeyboardInterrupt
            return replace(step, done=done, total=4, position=str(done), finished=done == 4)

        def up(context: Context) -> None:
            assert context.steps is not None
            context.steps.portions("first", lambda step: replace(step, finished=True))
            context.steps.portions("second", work)

        trial.add("1_a", "a")
        with trial.migrator() as migrator:
            migrator.register_custom_migration("2", Coded(up), "steps")
            with suppress(KeyboardInterrupt):
                migrator.up()
            dirty = migrator.status().dirty
            assert dirty is not None
            assert "step 2 (second): 2 of 4 rows" in dirty.progress
            migrator.up()
            assert calls == ["None>1", "1>2", "2>3", "2>3", "3>4"]
            steps = progress_of(migrator.session, "goofer_history", "2", "up").steps()
            assert steps == []
            assert migrator.status().dirty is None

    def test_a_server_that_is_restarted(self, trial: Trial, migrator: Migrator) -> None:
        """A run that a restart of the server breaks is gone on with by the next one."""
        restarted: list[bool] = []

        def up(context: Context) -> None:
            if not restarted:
                restarted.append(True)
                trial.restart()
            assert context.steps is not None
            context.steps.portions("look", lambda step: replace(step, finished=True))

        migrator.register_custom_migration("4", Coded(up), "restart")
        trial.add("5_e", "e")
        with suppress(GooferError):
            migrator.up()
        migrator.close()
        migrator.up()
        assert restarted
        assert migrator.current_version() == "5"
        assert trial.there() == {"a", "a2", "b", "b2", "c", "c2", "e"}

    def test_eight_processes_at_once(self, trial: Trial, migrator: Migrator) -> None:
        """Each migration runs once, whoever gets there first."""
        told = _faults(trial, "together", "8")
        assert sorted(told) == ["1", "2", "3"]
        assert trial.there() == {"a", "a2", "b", "b2", "c", "c2"}
        ups = [one.version for one in migrator.history() if one.status == "done"]
        assert ups == ["1", "2", "3"]

    def test_kill_9_at_every_step(self, trial: Trial, migrator: Migrator) -> None:
        """A run that is killed between any two of its own steps is gone on with."""
        (kills,) = _faults(trial, "kills", "up")
        assert int(kills) >= len("abc")
        assert trial.there() == {"a", "a2", "b", "b2", "c", "c2"}
        status = migrator.status(check=True)
        assert (status.current, status.dirty, status.changed) == ("3", None, ())
        _faults(trial, "kills", "down")
        assert trial.there() == set()
        assert migrator.current_version() is None

    def test_a_run_that_is_stopped_until_its_lease_ends(
        self, trial: Trial, migrator: Migrator
    ) -> None:
        """Another run goes on in its place, and the one that wakes up changes nothing more."""
        (trial.folder / "4_stops.py").write_text(_STOPS, encoding="utf-8")
        trial.add("5_e", "e")
        said = _faults(trial, "stopped", "1")
        assert said == ["4", "5", "LockLost"]
        assert trial.there() == {"a", "a2", "b", "b2", "c", "c2", "e"}
        done = [one.version for one in migrator.history() if one.status == "done"]
        assert done == ["1", "2", "3", "4", "5"]

    def test_what_needs_a_schema_is_refused(self, trial: Trial) -> None:
        """A store that has no SQL says so where SQL is asked for."""
        session = open_store(trial.url).connect()
        try:
            if session.ledger is None:
                assert session.query("SELECT 1") == [(1,)]
            else:
                with pytest.raises((UsageError, StatementFailed)):
                    session.query("no SQL anywhere")
        finally:
            session.close()


_STOPS = """
import os, signal
transaction = False

def up(context):
    if os.environ.pop("GOOFER_STOPS", ""):
        os.kill(os.getpid(), signal.SIGSTOP)

def down(context):
    pass
"""


def _faults(trial: Trial, *arguments: str) -> Sequence[str]:
    """Run processes that are disturbed, and return the words that they say."""
    program = [sys.executable, "-m", "goofer_py.testing.faults", trial.url, str(trial.folder)]
    found = subprocess.run(  # noqa: S603 - Python, and a module of this package
        [*program, *arguments], capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    assert found.returncode == 0, found.stderr
    return found.stdout.split()
