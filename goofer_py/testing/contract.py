"""What every store promises, as tests: for whoever writes a store of their own.

Subclass `StoreContract` in a test module, and give its fixture `trial` a `Trial` of the store:

    class TestMyStore(StoreContract):
        @pytest.fixture
        def trial(self, tmp_path: Path) -> Trial:
            return MyTrial(url_of_an_empty_database, tmp_path / "migrations")

Those that disturb processes need `os.fork`, which Windows has not.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from goofer_py.errors import (
    ConnectionFailed,
    DirtyOrDrifted,
    GooferError,
    MigrationFailed,
    MissingDriver,
    PartlyDone,
    StatementFailed,
    UsageError,
)
from goofer_py.migrate.migrator import Migrator
from goofer_py.seeds.seeder import Seeder
from goofer_py.stores.registry import open_store
from goofer_py.stores.waiting import wait_for
from goofer_py.testing.disturbed import DisturbedContract
from goofer_py.testing.trial import IMPATIENT, QUICK, Parted, Trial

__all__ = ["StoreContract", "Trial"]


class StoreContract(DisturbedContract):
    """The tests; each has an empty database."""

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

    def test_a_part_of_another_databases_migration(self, trial: Trial, tmp_path: Path) -> None:
        """What a migration of another database does here is recorded beside its own history.

        It is told where that stopped, gone on with, and reverted.
        """
        stock, urls = Parted(trial), {"it": trial.url}
        with Migrator(f"sqlite:///{tmp_path}/own.db", trial.folder, databases=urls) as migrator:
            migrator.register_custom_migration("1", stock)
            with pytest.raises(PartlyDone, match="Where it stands") as error:
                migrator.up()
            states = [one["state"] for one in error.value.stands]
            assert states == ["undone by its transaction", "changed"]
            assert [one.state for one in migrator.status().stands] == ["changed"]
            assert trial.there() == {"a"}
            stock.stops = False
            assert migrator.up().versions == ("1",)
            assert trial.there() == {"a", "b"}
            assert migrator.down().versions == ("1",)
            assert trial.there() == set()
        with trial.migrator() as migrator:
            assert migrator.history() == []
            assert migrator.status(check=True).parts == ()
            found = [(one.record.direction, one.record.status) for one in migrator.parts()]
            assert found[-3:] == [("up", "done"), ("down", "dirty"), ("down", "done")]

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
