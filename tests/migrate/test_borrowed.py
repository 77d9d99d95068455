"""A Migrator on an engine or a connection of SQLAlchemy's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.pool import StaticPool

from goofer_py.errors import UsageError
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.registry import open_store
from tests.migrate.conftest import Folder, failure

UNDOING = ["sqlite", "postgresql+psycopg", "postgresql+psycopg2"]
COMMITTING = ["mysql+pymysql", "mariadb+pymysql", "mysql+mysqlconnector"]


@pytest.fixture(params=[*UNDOING, *COMMITTING])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    yield from _engine(request)


@pytest.fixture(params=UNDOING)
def undoing(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Give an engine for each database that rolls back DDL."""
    yield from _engine(request)


@pytest.fixture(params=COMMITTING)
def committing(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Give an engine for each database whose DDL commits by itself."""
    yield from _engine(request)


def _engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    backend = request.param.partition("+")[0]
    url = request.getfixturevalue(f"{backend}_url")
    engine = create_engine(url.replace(url.partition(":")[0], request.param, 1))
    yield engine
    engine.dispose()


@pytest.fixture
def two(folder: Folder) -> Folder:
    folder.table("1", "a")
    folder.table("2", "b")
    return folder


def there(engine: Engine) -> set[str]:
    """Return the tables, the lease's left out: only runs that other runs can meet have one."""
    return set(inspect(engine).get_table_names()) - {"goofer_history_lease"}


def test_the_number_of_its_session_is_known_of_each_driver(engine: Engine) -> None:
    own = {"postgresql": "SELECT pg_backend_pid()", "sqlite": "SELECT NULL"}
    with closing(open_store(engine).connect()) as session:
        number = session.progress.process()
        asked = own.get(engine.dialect.name, "SELECT CONNECTION_ID()")
        assert [(number,)] == session.query(asked)


def test_an_engine_can_be_migrated(engine: Engine, two: Folder) -> None:
    migrator = Migrator(engine, two.path)

    assert migrator.up().versions == ("1", "2")
    assert migrator.status().current == "2"
    assert there(engine) == {"a", "b", "goofer_history"}
    assert migrator.down(2).versions == ("2", "1")
    assert there(engine) == {"goofer_history"}


def test_nothing_of_the_engine_is_kept(engine: Engine, two: Folder) -> None:
    Migrator(engine, two.path).up()

    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_a_failure_through_an_engine_is_told(undoing: Engine, two: Folder) -> None:
    two.add("2_b", "CREATE TABLE b (x int);\nINSERT INTO b VALUES (1);\nSELEC 1;")

    error = failure(Migrator(undoing, two.path).up)

    assert (error.line, error.applied) == (3, ("1",))
    assert there(undoing) == {"a", "goofer_history"}


def test_a_connection_in_a_transaction_takes_everything_back(undoing: Engine, two: Folder) -> None:
    with undoing.connect() as connection:
        transaction = connection.begin()
        migrator = Migrator(connection, two.path)
        assert migrator.up().versions == ("1", "2")
        assert migrator.current_version() == "2"
        assert connection.execute(text("SELECT x FROM b")).scalars().all() == [1]
        transaction.rollback()

    assert there(undoing) == set()


def test_a_failure_in_a_callers_transaction_leaves_the_transaction_usable(
    undoing: Engine, two: Folder
) -> None:
    two.add("2_b", "CREATE TABLE b (x int);\nSELEC 1;")
    with undoing.begin() as connection:
        connection.execute(text("CREATE TABLE mine (x int)"))
        error = failure(Migrator(connection, two.path).up)
        assert error.version == "2"
        connection.execute(text("INSERT INTO mine VALUES (1)"))

    assert there(undoing) == {"mine", "a", "goofer_history"}


def test_a_connection_outside_of_a_transaction_is_left_as_it_was(
    engine: Engine, two: Folder
) -> None:
    with engine.connect() as connection:
        Migrator(connection, two.path).up()
        connection.execute(text("INSERT INTO a VALUES (2)"))
        connection.rollback()
        assert connection.execute(text("SELECT count(*) FROM a")).scalar() == 1


def test_a_connection_is_not_kept_changed_between_calls(engine: Engine, two: Folder) -> None:
    with engine.connect() as connection:
        migrator = Migrator(connection, two.path)
        migrator.up(steps=1)
        connection.execute(text("INSERT INTO a VALUES (2)"))
        connection.rollback()
        migrator.up()
        assert connection.execute(text("SELECT count(*) FROM a")).scalar() == 1


def test_a_database_in_memory_of_an_engine_can_be_migrated(two: Folder) -> None:
    engine = create_engine("sqlite://", poolclass=StaticPool)

    Migrator(engine, two.path).up()

    assert there(engine) == {"a", "b", "goofer_history"}


def test_what_no_transaction_can_hold_is_refused_inside_of_the_callers(
    undoing: Engine, two: Folder
) -> None:
    two.add("3_c", "-- goofer: no-transaction\nCREATE TABLE c (x int)")
    with undoing.begin() as connection:
        connection.execute(text("CREATE TABLE mine (x int)"))
        with pytest.raises(UsageError, match=r"3_c .up. runs outside of a transaction") as error:
            Migrator(connection, two.path).up()
        assert "Applied before it in this run: 1_a, 2_b." in str(error.value)

    assert there(undoing) == {"mine", "a", "b", "goofer_history"}


def test_a_history_is_not_made_in_a_transaction_that_it_would_commit(
    committing: Engine, two: Folder
) -> None:
    with committing.connect() as connection, connection.begin() as transaction:
        with pytest.raises(UsageError, match="would commit the transaction"):
            Migrator(connection, two.path).up()
        transaction.rollback()

    assert there(committing) == set()


def test_rows_join_a_callers_transaction_where_ddl_may_not(committing: Engine, two: Folder) -> None:
    Migrator(committing, two.path).up(steps=1)
    two.remove("2_b")
    two.add("2_rows", "INSERT INTO a VALUES (2);")
    two.add("3_c", "CREATE TABLE c (x int);")
    with committing.connect() as connection, connection.begin() as transaction:
        migrator = Migrator(connection, two.path)
        assert migrator.up(steps=1).versions == ("2",)
        with pytest.raises(UsageError, match=r"3_c .up. runs outside of a transaction"):
            migrator.up()
        transaction.rollback()

    assert Migrator(committing, two.path).current_version() == "1"
    assert there(committing) == {"a", "goofer_history"}
