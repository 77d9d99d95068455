"""What every store promises to runs that are disturbed, by one another and by the world."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from goofer_py.errors import (
    GooferError,
    LockLost,
    StatementFailed,
)
from goofer_py.migrate.books import lease_of, progress_of
from goofer_py.migrate.context import Context
from goofer_py.migrate.lease_table import LeaseTable
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.progress import Step
from goofer_py.migrate.records import history_of
from goofer_py.stores.registry import open_store
from goofer_py.testing.trial import FLEETING, IMPATIENT, Coded, Trial

_SECONDS = 240
_TICKS = 3


class DisturbedContract:
    """The tests; each has an empty database."""

    @pytest.fixture
    def trial(self) -> Trial:
        """Give an empty database; whoever tests a store writes this fixture."""
        pytest.fail(f"{type(self).__name__} lacks a fixture `trial` that gives an empty database")

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

    def test_the_lease_is_for_one(
        self, trial: Trial, migrator: Migrator, leases: Sequence[LeaseTable]
    ) -> None:
        """While one run holds it, another is told who; it ends when it is given back or taken."""
        mine, other = leases
        assert mine.take(mine.look(), "one", "me", "", 300)
        assert not other.take(other.look(), "two", "you", "", 300)
        held = migrator.holder()
        assert held is not None
        assert (held.holder, held.token, 270 < held.left <= 300) == ("me", "one", True)
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

        trial.add("5_e", "e")
        with trial.migrator(FLEETING) as broken:
            broken.register_custom_migration("4", Coded(up), "restart")
            with suppress(GooferError):
                broken.up()
        migrator.close()
        migrator.register_custom_migration("4", Coded(up), "restart")
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

    def test_kill_9_lets_nothing_run_twice(self, trial: Trial) -> None:
        """What a command does and its record are both there or none, where that is promised."""
        session = open_store(trial.url).connect()
        promised = session.ledger is None or session.ledger.promises.transactions
        session.close()
        assert promised == bool(trial.ticking)
        if promised:
            path = trial.folder / f"1_ticks.up{trial.language}"
            path.write_text(trial.ticking, encoding="utf-8")
            (kills,) = _faults(trial, "kills", "up")
            assert int(kills) >= 1
            assert trial.ticks() == _TICKS

    def test_a_run_that_is_stopped_until_its_lease_ends(
        self, trial: Trial, migrator: Migrator
    ) -> None:
        """Another run goes on in its place, and the one that wakes up changes nothing more."""
        (trial.folder / "4_stops.py").write_text(_STOPS, encoding="utf-8")
        trial.add("5_e", "e")
        said = _faults(trial, "stopped", str(trial.lease_seconds))
        assert said == ["4", "5", "LockLost"]
        assert trial.there() == {"a", "a2", "b", "b2", "c", "c2", "e"}
        done = [one.version for one in migrator.history() if one.status == "done"]
        assert done == ["1", "2", "3", "4", "5"]


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
