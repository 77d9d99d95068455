"""One migration over several databases: done in all of them, or said where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from goofer_py.errors import (
    DirtyOrDrifted,
    FileError,
    GooferError,
    LockLost,
    MigrationFailed,
    PartlyDone,
    RollbackFailed,
    UndeclaredDatabase,
    UsageError,
)
from goofer_py.migrate.context import Context
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.patience import Patience
from goofer_py.observe.standing import last_error
from tests.migrate.several.places import Shop
from tests.servers.proxy import Cut, Proxy

FAILS = "raise ValueError('no')"


def parts(shop: Shop, name: str) -> list[tuple[str, str, str]]:
    with Migrator(shop.others[name].url, shop.folder.parent / "none") as other:
        found = [one.record for one in other.parts()]
        assert {one.of for one in other.parts()} <= {shop.migrator().database}
        return [(one.version, one.direction, one.status) for one in found]


def test_it_goes_up_and_down_in_all_of_them_and_all_record_it(shop: Shop) -> None:
    shop.write()
    with shop.migrator() as migrator:
        assert migrator.up().versions == ("1",)
        assert shop.there() == shop.everything
        assert migrator.current_version() == "1"
        assert not migrator.up().versions
        assert migrator.down().versions == ("1",)
        assert shop.there() == shop.nothing
        assert migrator.status().dirty is None
    for name in shop.others:
        assert parts(shop, name) == [
            ("1", "up", "dirty"),
            ("1", "up", "done"),
            ("1", "down", "dirty"),
            ("1", "down", "done"),
        ]


def test_the_others_own_histories_are_not_touched(shop: Shop) -> None:
    shop.write()
    with shop.migrator() as migrator:
        migrator.up()
    for one in shop.others.values():
        empty = shop.folder.parent / "empty"
        empty.mkdir(exist_ok=True)
        with Migrator(one.url, empty) as other:
            assert other.history() == []
            assert other.current_version() is None
            status = other.status(check=True)
            assert (status.missing, status.dirty) == ({}, None)
            assert [(part.version, part.state) for part in status.parts] == [("1", "done")]
            assert not other.up().versions


FAILING = [
    *(("in files", at) for at in ("", "0 between", "0", "1 between", "1")),
    *(("on servers", at) for at in ("0", "1 between")),
    *(("in a store", at) for at in ("", "0 between")),
]


@pytest.mark.parametrize(("shop", "at"), FAILING, indirect=["shop"])
def test_a_failure_says_how_each_stands_and_the_next_run_does_the_rest(shop: Shop, at: str) -> None:
    names = list(shop.others)
    number, _, between = at.partition(" ")
    where = f"{names[int(number)]} {between}".strip() if number else ""
    shop.write({where: FAILS})
    alone = "in a store" if "redis" in shop.own.url else ""
    with shop.migrator() as migrator, pytest.raises(MigrationFailed) as error:
        migrator.up()
    if not at and not alone:
        assert not isinstance(error.value, PartlyDone)
        assert "It was undone: nothing of it stayed." in error.value.message
        with shop.migrator() as migrator:
            assert migrator.status().dirty is None
            assert list(migrator.status().pending) == ["1"]
    else:
        assert isinstance(error.value, PartlyDone)
        states = [one["state"] for one in error.value.stands]
        reached = int(number) + 1 if number else 0
        assert states[1:] == ["changed"] * reached + ["untouched"] * (len(names) - reached)
        assert states[0] == ("changed" if alone else "undone by its transaction")
        for one in error.value.stands:
            assert f"({one['database']}): {one['state']}" in error.value.message
        assert error.value.hint is not None
        assert "goofer migrate; or take it back: goofer rollback" in error.value.hint
        with shop.migrator() as migrator:
            assert "between its databases" in str(migrator.status().dirty)
            assert [one.state for one in migrator.status().stands] == states[1:]
    shop.write()
    with shop.migrator() as migrator:
        assert migrator.up().versions == ("1",)
        assert shop.there() == shop.everything
        assert migrator.status().dirty is None


def test_what_is_done_of_it_is_taken_back(shop: Shop) -> None:
    first = next(iter(shop.others))
    shop.write({first: FAILS})
    with shop.migrator() as migrator:
        with pytest.raises(PartlyDone):
            migrator.up()
        with pytest.raises(DirtyOrDrifted):
            migrator.up(steps=0)
        assert migrator.plan("-1").versions == ("1",)
        assert migrator.down().versions == ("1",)
        assert shop.there() == shop.nothing
        assert migrator.status().dirty is None
        assert list(migrator.status().pending) == ["1"]
    assert parts(shop, first)[-1] == ("1", "down", "done")
    for name in list(shop.others)[1:]:
        assert parts(shop, name) == []


def test_a_run_that_fails_goes_back_by_itself_when_asked_to(shop: Shop) -> None:
    last = list(shop.others)[-1]
    shop.write({last: FAILS})
    with shop.migrator() as migrator:
        with pytest.raises(PartlyDone, match="The run went back to zero") as error:
            migrator.up(auto_rollback=True)
        assert error.value.stands == ()
        assert shop.there() == shop.nothing
        assert migrator.status().dirty is None


def test_taking_back_may_fail_and_be_gone_on_with(files: Shop) -> None:
    files.write({"second": FAILS}, down=FAILS)
    with files.migrator() as migrator:
        with pytest.raises(PartlyDone):
            migrator.up()
        with pytest.raises(PartlyDone) as error:
            migrator.down()
        assert [one["state"] for one in error.value.stands][1:] == ["changed", "changed"]
        assert error.value.hint == "correct it, then: goofer rollback"
        with pytest.raises(DirtyOrDrifted, match="nothing can go up"):
            migrator.up()
        files.write({"second": FAILS})
        assert migrator.down().versions == ("1",)
        assert files.there() == files.nothing
        assert migrator.status().dirty is None


def test_a_way_down_that_fails_goes_on_where_it_stopped(shop: Shop) -> None:
    shop.write()
    with shop.migrator() as migrator:
        migrator.up()
        shop.write(down=FAILS)
        with pytest.raises(PartlyDone) as error:
            migrator.down()
        assert {one["state"] for one in error.value.stands[1:]} == {"changed"}
        shop.write()
        assert migrator.down().versions == ("1",)
        assert shop.there() == shop.nothing


def test_a_way_up_that_fails_in_its_own_database_alone_is_told_as_a_failure(files: Shop) -> None:
    files.write({"": FAILS})
    with files.migrator() as migrator:
        with pytest.raises(MigrationFailed, match="It was undone"):
            migrator.up()
        *_, last = records = migrator.history()
        assert (last.direction, last.status, last.error) == ("up", "failed", "ValueError: no")
        assert last_error(records) == "ValueError: no"
        assert migrator.applied_migrations() == []
        files.write()
        migrator.up()
    assert files.there() == files.everything


def test_a_way_down_that_fails_at_once_leaves_it_applied_as_it_was(files: Shop) -> None:
    files.write()
    text = files.file.read_text(encoding="utf-8")
    with files.migrator() as migrator:
        migrator.up()
        before = migrator.applied_migrations()
        failing = f"def down(context):\n    {FAILS}\n"
        files.file.write_text(f"{text.partition('def down')[0]}{failing}", encoding="utf-8")
        with pytest.raises(MigrationFailed, match="It was undone"):
            migrator.down()
        (now,) = migrator.applied_migrations()
        assert (now.run, now.started_at, now.note) == (before[0].run, before[0].started_at, None)
        assert last_error(migrator.history()) == "ValueError: no"
        files.file.write_text(text, encoding="utf-8")
        assert migrator.down_last_run().versions == ("1",)
    assert files.there() == files.nothing


def test_what_cannot_be_taken_back_never_counts_as_applied(files: Shop) -> None:
    """Not even if it was, some time before."""
    files.write()
    with files.migrator() as migrator:
        migrator.up()
        migrator.down()
        files.write({"": "raise KeyboardInterrupt"}, down=FAILS)
        with pytest.raises(KeyboardInterrupt):
            migrator.up()
        with pytest.raises(PartlyDone):
            migrator.down()
        status = migrator.status()
        assert dict(status.applied) == {}
        assert str(status.dirty) == "dirty between its databases (down)"
        files.write()
        assert migrator.down().versions == ("1",)
        assert (migrator.status().dirty, list(migrator.status().pending)) == (None, ["1"])
    assert files.there() == files.nothing


def test_it_runs_again(files: Shop) -> None:
    files.write()
    with files.migrator() as migrator:
        migrator.up()
        assert [one.direction for one in migrator.redo().migrations] == ["down", "up"]
        assert files.there() == files.everything
        # Nothing of an earlier attempt is taken for one of this one's.
        migrator.down()
        migrator.up()
        assert files.there() == files.everything


def test_it_counts_as_done_in_all_of_them(files: Shop) -> None:
    files.write()
    with files.migrator() as migrator:
        migrator.fake()
        assert [part[1:] for part in parts(files, "first")] == [("up", "done")]
        migrator.fake("zero", down=True)
        assert files.there() == files.nothing
        assert [part[1:] for part in parts(files, "second")] == [("up", "done"), ("down", "done")]
        migrator.up()
        assert files.there() == files.everything


def test_a_baseline_is_recorded_in_all_of_them(files: Shop) -> None:
    files.write()
    with files.migrator() as migrator:
        migrator.init()
        migrator.baseline()
        assert not migrator.up().versions
        assert [part[1:] for part in parts(files, "first")] == [("up", "done")]


def test_a_repair_settles_all_of_them(files: Shop) -> None:
    files.write({"first": FAILS})
    with files.migrator() as migrator:
        with pytest.raises(PartlyDone):
            migrator.up()
        (repair,) = migrator.repairs("not-run")
        assert migrator.repair([repair]) == [repair]
        assert migrator.status().dirty is None
    assert parts(files, "first")[-1] == ("1", "down", "done")
    with Migrator(files.others["first"].url, files.folder.parent / "none") as other:
        (files.folder.parent / "none").mkdir()
        assert other.status(check=True).parts == ()


def test_what_is_half_taken_back_is_not_marked_as_not_run(files: Shop) -> None:
    """It was never all there, so without its way back it would not be applied either."""
    files.write({"second": FAILS}, down=FAILS)
    with files.migrator() as migrator:
        with pytest.raises(PartlyDone):
            migrator.up()
        with pytest.raises(PartlyDone):
            migrator.down()
        with pytest.raises(UsageError, match="cannot be marked as not run") as error:
            migrator.repair(migrator.repairs("not-run"))
        assert error.value.hint is not None
        assert "goofer repair --dirty done" in error.value.hint
        assert migrator.status().dirty is not None
        migrator.repair(migrator.repairs("done"))
        assert (migrator.status().dirty, list(migrator.status().pending)) == (None, ["1"])
    assert [part[1:] for part in parts(files, "first")][-1] == ("down", "done")


def without(shop: Shop, *names: str) -> None:
    """Take all but `names` out of the databases that the file says."""
    text = shop.file.read_text(encoding="utf-8").partition("\n")[2]
    shop.file.write_text(f"databases = {names!r}\n{text}", encoding="utf-8")


@pytest.mark.parametrize("left", [("second",), ()])
def test_a_database_that_is_taken_out_halfway_is_told_and_nothing_runs(
    files: Shop, left: tuple[str, ...]
) -> None:
    files.write({"first": FAILS}, halves=True)
    named = ", ".join(f'"{one}"' for one in (*left, "first")) + ("" if left else ",")
    with files.migrator() as migrator:
        with pytest.raises(PartlyDone):
            migrator.up()
        there = files.there()
        without(files, *left)
        assert [one.name for one in migrator.status().stands][:1] == ["first"]
        with pytest.raises(DirtyOrDrifted, match=r"does not name first any more") as error:
            migrator.up()
        assert "first (sqlite:///" in error.value.message
        assert "changed: 2 steps done" in error.value.message
        assert error.value.hint is not None
        assert f"databases = ({named}) in it again, then: goofer migrate" in error.value.hint
        with pytest.raises(DirtyOrDrifted, match="does not name first any more"):
            migrator.down()
        with pytest.raises(DirtyOrDrifted, match="does not name first any more") as error:
            migrator.repair(migrator.repairs("not-run"))
        assert error.value.hint is not None
        assert error.value.hint.endswith("goofer repair")
        assert files.there() == there
        files.write(halves=True)
        migrator.down()
        assert (files.there(), migrator.status().dirty) == (files.nothing, None)


def test_a_database_that_the_settings_do_not_have_any_more_is_told_too(files: Shop) -> None:
    files.write({"first": FAILS})
    with files.migrator() as migrator, pytest.raises(PartlyDone):
        migrator.up()
    without(files, "second")
    second = {"second": files.urls["second"]}
    with Migrator(files.own.url, files.folder, databases=second) as migrator:
        with pytest.raises(DirtyOrDrifted, match="no database of that name") as error:
            migrator.up()
        assert error.value.hint is not None
        assert "gone for good, settle all by hand: goofer repair" in error.value.hint
        (repair,) = migrator.repair(migrator.repairs("not-run"))
        assert (repair.version, migrator.status().dirty) == ("1", None)


def test_a_database_that_has_nothing_of_it_may_be_taken_out(files: Shop) -> None:
    files.write({"first": FAILS})
    with files.migrator() as migrator:
        with pytest.raises(PartlyDone):
            migrator.up()
        text = files.file.read_text(encoding="utf-8").replace(FAILS, "pass")
        lines = [one for one in text.splitlines() if "second" not in one]
        files.file.write_text("\n".join(["databases = ('first',)", *lines]), encoding="utf-8")
        assert migrator.up(allow_changed=True).versions == ("1",)
    assert files.there()["second"] == set()


def test_an_object_says_it_too(files: Shop) -> None:
    class Stock:
        databases = ("first",)

        def up(self, context: Context) -> None:
            assert context["first"].execute("CREATE TABLE a (id int)") <= 0
            assert context["first"].execute("INSERT INTO a VALUES (?), (?)", 1, 2) == 2
            assert context["first"].query("SELECT count(*) FROM a") == [(2,)]
            assert "second" not in context

        def down(self, context: Context) -> None:
            context["first"].execute("DROP TABLE a")

    with files.migrator() as migrator:
        migrator.register_custom_migration("7", Stock())
        migrator.up()
        assert files.there()["first"] == {"a"}
        migrator.down()
        assert files.there() == files.nothing


def test_batches_of_another_database_go_on_where_they_stopped(files: Shop) -> None:
    class Stock:
        databases = ("first",)
        seen: list[int] = []  # noqa: RUF012 - of this test alone
        stops = True

        def up(self, context: Context) -> None:
            first = context["first"]
            first.run("CREATE TABLE a (id integer PRIMARY KEY, done int)")
            first.run("INSERT INTO a (id) VALUES (1), (2), (3), (4)")

            def change(row: Mapping[str, Any]) -> Mapping[str, object]:
                if self.stops and row["id"] == 3:
                    raise ValueError
                self.seen.append(row["id"])
                return {"done": 1}

            first.update_in_batches("a", change, size=2)

        def down(self, context: Context) -> None:
            context["first"].execute("DROP TABLE a")

    stock = Stock()
    with files.migrator() as migrator:
        migrator.register_custom_migration("7", stock)
        with pytest.raises(PartlyDone, match="2 of 4 rows"):
            migrator.up()
        stock.stops = False
        migrator.up()
    assert stock.seen == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("head", "up", "told"),
    [
        ("", "context['third']", "does not say that it changes the database 'third'"),
        ("", "context['']", "does not say that it changes"),
    ],
)
def test_a_database_that_it_does_not_say_is_refused(
    files: Shop, head: str, up: str, told: str
) -> None:
    files.write({"": up}, head)
    with files.migrator() as migrator, pytest.raises(MigrationFailed, match=told) as error:
        migrator.up()
    assert isinstance(error.value.__cause__, UndeclaredDatabase)
    assert 'databases = ("first", "second", ' in str(error.value.__cause__.hint)


def test_a_migration_of_one_database_is_told_what_to_write(files: Shop) -> None:
    files.file.write_text("def up(context):\n    context['first'].run('SELECT 1')\n")
    with files.migrator() as migrator, pytest.raises(MigrationFailed) as error:
        migrator.up()
    assert isinstance(error.value.__cause__, UndeclaredDatabase)
    assert error.value.__cause__.hint == (
        'write databases = ("first",) at the top of the file, or as an attribute of the object'
    )
    assert error.value.hint == f"{error.value.__cause__.hint}, then: goofer migrate"


def test_what_is_not_done_is_not_taken_back(files: Shop) -> None:
    files.write({"first": FAILS}, down="context['second']")
    with files.migrator() as migrator:
        with pytest.raises(PartlyDone):
            migrator.up()
        with pytest.raises(PartlyDone, match="nothing is taken back there") as error:
            migrator.down()
        assert isinstance(error.value.__cause__, UndeclaredDatabase)
        assert error.value.__cause__.hint == 'ask first: if "second" in context: ...'


@pytest.mark.parametrize(
    ("said", "error", "told"),
    [
        ("('third',)", UsageError, "no other database of that name; there are first, second"),
        ("NAMES", FileError, "written out"),
        ("(1, 2)", FileError, "written out"),
        ("{'first': 1}", FileError, "written out"),
    ],
)
def test_names_that_are_none_are_refused_before_anything_runs(
    files: Shop, said: str, error: type[GooferError], told: str
) -> None:
    files.write()
    text = files.file.read_text(encoding="utf-8").partition("\n")[2]
    files.file.write_text(f"databases = {said}\n{text}", encoding="utf-8")
    with files.migrator() as migrator, pytest.raises(error, match=told):
        migrator.up()
    assert files.there()[""] == set()


def test_its_own_database_is_none_of_the_others(files: Shop) -> None:
    files.write()
    files.options["databases"] = {}
    urls = {"first": files.own.url, "second": files.urls["second"]}
    with Migrator(files.own.url, files.folder, databases=urls) as migrator:
        with pytest.raises(UsageError, match="the same database"):
            migrator.up()
        assert migrator.current_version() is None


def test_a_run_that_finds_its_own_lease_says_so_at_once(files: Shop, postgresql_url: str) -> None:
    """Nobody but the server knows that two ports lead to it."""
    proxy = Proxy(postgresql_url, Cut(b"never said", b"", "before"))
    both = {"first": postgresql_url, "second": proxy.url}
    files.write()
    patient = LeaseOptions(ttl=60, heartbeat=20, tries=1000, pause=1)
    with Migrator(files.own.url, files.folder, databases=both, lease=patient) as migrator:
        with pytest.raises(UsageError, match="held by this very run, which calls it '") as error:
            migrator.up()
        assert error.value.message.endswith("Nothing was run.")
        assert migrator.current_version() is None
    with Migrator(postgresql_url, files.folder, databases=both, lease=patient) as migrator:
        files.options["databases"] = {}
        without(files, "second")
        with pytest.raises(UsageError, match=r"which calls it (its own|'second')"):
            migrator.up()
    proxy.close()


def test_a_transaction_of_the_callers_is_refused(files: Shop) -> None:
    from sqlalchemy import create_engine

    files.write()
    engine = create_engine(files.own.url)
    with engine.begin() as connection:
        migrator = Migrator(connection, files.folder, databases=files.urls)
        with pytest.raises(UsageError, match="inside of a transaction"):
            migrator.up()
    engine.dispose()
    assert files.there() == files.nothing


def test_a_run_of_one_transaction_is_refused(files: Shop) -> None:
    files.write()
    with files.migrator() as migrator, pytest.raises(UsageError, match="first and second too"):
        migrator.up(single_transaction=True)
    assert files.there() == files.nothing


def test_a_lost_lease_of_another_ends_the_run(shop: Shop) -> None:
    first = next(iter(shop.others))
    end = (
        "from goofer_py.migrate.migrator import Migrator\n"
        "def end():\n"
        f"    with Migrator({shop.others[first].url!r}, 'x') as other:\n"
        "        assert other.unlock(other.holder())\n"
    )
    shop.write({f"{first} between": "end()"}, end)
    with shop.migrator() as migrator, pytest.raises(LockLost, match="has lost its lease") as error:
        migrator.up()
    assert "Where it stands:" in error.value.message
    shop.write()
    with shop.migrator() as migrator:
        migrator.up()
    assert shop.there() == shop.everything


def test_statements_wait_no_longer_than_the_run_may(files: Shop, postgresql_url: str) -> None:
    class Stock:
        databases = ("core",)

        def up(self, context: Context) -> None:
            assert context["core"].query("SHOW lock_timeout") == [("1500ms",)]
            assert context["core"].query("SHOW statement_timeout") == [("7s",)]

        def down(self, context: Context) -> None:
            context.execute("SELECT 1")

    patience = Patience(timeout=7, lock_timeout=1.5)
    databases = {"core": postgresql_url}
    with Migrator(files.own.url, files.folder, databases=databases, patience=patience) as migrator:
        migrator.register_custom_migration("1", Stock())
        migrator.up()


ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"


def test_so_they_do_in_files(files: Shop) -> None:
    files.write({"first": f"context['first'].query({ENDLESS!r})"})
    with (
        files.migrator(patience=Patience(timeout=0.2)) as migrator,
        pytest.raises(PartlyDone, match="longer than its timeout"),
    ):
        migrator.up()


def test_a_deadline_ends_what_another_database_is_at(files: Shop) -> None:
    files.write({"second": FAILS}, down=f"context['first'].query({ENDLESS!r})")
    with (
        files.migrator(rollback_timeout=0.3) as migrator,
        pytest.raises(RollbackFailed, match="rollback_timeout"),
    ):
        migrator.up(auto_rollback=True)


def test_limits_do_not_stay_on_the_connections_of_a_pool(files: Shop, postgresql_url: str) -> None:
    from sqlalchemy import create_engine

    class Stock:
        databases = ("core",)

        def up(self, context: Context) -> None:
            assert context["core"].query("SHOW lock_timeout") == [("1500ms",)]

        def down(self, context: Context) -> None:
            context.execute("SELECT 1")

    engine = create_engine(postgresql_url.replace("postgresql://", "postgresql+psycopg://"))
    patience = Patience(lock_timeout=1.5)
    databases: dict[str, Any] = {"core": engine}
    with Migrator(files.own.url, files.folder, databases=databases, patience=patience) as migrator:
        migrator.register_custom_migration("1", Stock())
        migrator.up()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "0"
    engine.dispose()


def test_another_connection_inside_of_a_transaction_is_refused(files: Shop) -> None:
    from sqlalchemy import create_engine

    files.write()
    engine = create_engine(files.urls["first"])
    with engine.begin() as connection:
        others: dict[str, Any] = {"first": connection, "second": files.urls["second"]}
        with (
            Migrator(files.own.url, files.folder, databases=others) as migrator,
            pytest.raises(UsageError, match="inside of a transaction"),
        ):
            migrator.up()
    engine.dispose()
    assert files.there() == files.nothing
