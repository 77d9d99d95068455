"""Changes in steps: a value that is in the old form alone keeps it from being dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from goofer_py.dialects.postgresql.syntax import POSTGRESQL
from goofer_py.dialects.splitter import split
from goofer_py.errors import MigrationFailed, StatementFailed
from goofer_py.generate.choices import Choices
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.registry import open_store
from tests.generate.conftest import Workshop
from tests.generate.test_stages import people, renamed

LACKS = "{many} of the rows of people lack in {new} what they have in {old}."
_WRITTEN: dict[str, dict[str, str]] = {}
"""The files of the change by the kind of database: they are made, and proved, but once."""


def past_triggers(workshop: Workshop, *statements: str) -> None:
    """Write as whoever writes without triggers, such as what applies a replica's changes."""
    if workshop.dialect == "postgresql":
        workshop.run("SET session_replication_role = replica", *statements)
        return
    made = dict(triggers(workshop))
    workshop.run(*(f"DROP TRIGGER {name}" for name in made), *statements, *made.values())


def names_of_triggers(workshop: Workshop) -> list[str]:
    if workshop.dialect == "postgresql":
        enabled = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
        return [name for (name,) in workshop.rows(enabled)]
    return [name for name, _ in triggers(workshop)]


def triggers(workshop: Workshop) -> Iterator[tuple[str, str]]:
    """Yield the triggers by their names, in the order they are made in."""
    if workshop.dialect == "sqlite":
        yield from workshop.rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return
    order = "ORDER BY action_timing, event_manipulation, action_order"
    names = workshop.rows(
        "SELECT trigger_name FROM information_schema.triggers"
        f" WHERE trigger_schema = database() {order}"
    )
    for (name,) in names:
        yield name, workshop.rows(f"SHOW CREATE TRIGGER {name}")[0][2]


def form(email: str, age: str, *more: sa.Column[Any]) -> sa.MetaData:
    """Declare a table in its old or its new form."""
    old = {"email": {}, "age": {}, "mail": renamed("email"), "years": renamed("age")}
    return people(
        sa.Column(email, sa.String(50), nullable=False, **old[email]),
        sa.Column(age, sa.Integer, **old[age]),
        *more,
    )


@pytest.fixture
def steps(workshop: Workshop) -> Workshop:
    """Give the old form with two rows, and the files that lead to the new one."""
    kind = workshop.url.partition(":")[0]
    if kind in _WRITTEN:
        workshop.directory.mkdir()
        for name, text in _WRITTEN[kind].items():
            (workshop.directory / name).write_text(text)
        workshop.migrate(min(_WRITTEN[kind]).partition("_")[0])
    else:
        workshop.generate(form("email", "age"))
        workshop.migrate()
        workshop.generate(form("mail", "years"), online=True)
        files = workshop.directory.iterdir()
        _WRITTEN[kind] = {path.name: path.read_text() for path in files}
    workshop.run("INSERT INTO people (id, email, age) VALUES (1, 'a', 1), (2, 'b', NULL)")
    return workshop


def run(workshop: Workshop, go: Callable[[Migrator], object]) -> None:
    with Migrator(workshop.url, workshop.directory) as migrator:
        go(migrator)


def back(workshop: Workshop) -> None:
    run(workshop, lambda migrator: migrator.down(1))


def advised(workshop: Workshop, script: str, when: str) -> str:
    """Return the statement that a file says is to be run where something is so."""
    text = next(workshop.directory.glob(f"*.{script}.sql")).read_text()
    found = re.search(rf"^-- Where {when} is right: (.*)$", text, re.MULTILINE)
    assert found is not None
    return found[1]


def refused(workshop: Workshop, go: Callable[[], object]) -> MigrationFailed:
    """Return the error of a run that stops before it has changed anything."""
    rows = workshop.rows("SELECT * FROM people ORDER BY id")
    there = sorted(names_of_triggers(workshop))
    with pytest.raises(MigrationFailed) as raised:
        go()
    assert "Nothing of it was run." in raised.value.message
    assert raised.value.undone
    assert workshop.rows("SELECT * FROM people ORDER BY id") == rows
    assert sorted(names_of_triggers(workshop)) == there
    with Migrator(workshop.url, workshop.directory) as migrator:
        assert migrator.status().dirty is None
    return raised.value


def test_what_was_changed_past_the_triggers_is_not_dropped(steps: Workshop) -> None:
    steps.migrate()
    past_triggers(steps, "UPDATE people SET email = 'A' WHERE id = 1")

    error = refused(steps, steps.go_on)

    assert LACKS.format(new="mail", old="email", many=1) in error.message
    assert "goofer redo" in str(error.hint)
    # What kept both the same still does, and what the file says mends the row.
    steps.run("UPDATE people SET email = 'c' WHERE id = 2")
    steps.run(advised(steps, "contract.up", "email"))
    steps.go_on()
    assert steps.rows("SELECT mail, years FROM people ORDER BY id") == [("A", 1), ("c", None)]


def test_what_is_empty_in_the_new_form_is_filled_by_what_the_error_says(steps: Workshop) -> None:
    steps.migrate()
    past_triggers(steps, "INSERT INTO people (id, email, mail, age) VALUES (3, 'c', 'c', 3)")

    error = refused(steps, steps.go_on)

    assert LACKS.format(new="years", old="age", many=1) in error.message
    run(steps, Migrator.redo)
    steps.go_on()
    assert steps.rows("SELECT years FROM people ORDER BY id") == [(1,), (None,), (3,)]


def test_rows_that_were_only_said_to_be_moved_are_not_dropped(steps: Workshop) -> None:
    run(steps, lambda migrator: migrator.up(phase="expand"))
    run(steps, lambda migrator: migrator.fake("+1"))

    error = refused(steps, steps.go_on)

    assert LACKS.format(new="mail", old="email", many=2) in error.message
    run(steps, lambda migrator: migrator.fake("-1", down=True))
    steps.migrate()
    steps.go_on()
    assert steps.rows("SELECT mail, years FROM people ORDER BY id") == [("a", 1), ("b", None)]


def test_the_way_back_does_not_drop_what_only_the_new_form_has(steps: Workshop) -> None:
    steps.migrate()
    back(steps)
    past_triggers(steps, "UPDATE people SET mail = 'new' WHERE id = 1")

    error = refused(steps, lambda: back(steps))

    assert LACKS.format(new="email", old="mail", many=1) in error.message
    steps.run(advised(steps, "expand.down", "mail"))
    back(steps)
    assert steps.rows("SELECT email, age FROM people ORDER BY id") == [("new", 1), ("b", None)]


def test_rows_that_are_not_moved_yet_do_not_bar_the_way_back(steps: Workshop) -> None:
    run(steps, lambda migrator: migrator.up(phase="expand"))
    back(steps)
    assert steps.rows("SELECT id, email, age FROM people ORDER BY id") == [
        (1, "a", 1),
        (2, "b", None),
    ]


def test_letters_of_another_case_reach_the_other_form(steps: Workshop) -> None:
    steps.migrate()
    steps.run("UPDATE people SET email = 'A' WHERE id = 1")
    steps.run("UPDATE people SET mail = 'B' WHERE id = 2")
    assert steps.rows("SELECT email, mail FROM people ORDER BY id") == [("A", "A"), ("B", "B")]
    steps.go_on()


def of_postgresql(url: str, folder: Path) -> Workshop:
    """Give steps that end in a column that has to have values, moved up to the last one."""
    workshop = Workshop(url, folder / "migrations")
    workshop.generate(form("email", "age"))
    workshop.migrate()
    workshop.run("INSERT INTO people (id, email) VALUES (1, 'a'), (2, 'b')")
    count = sa.Column("visits", sa.Integer, nullable=False)
    fills = Choices(fills={"people.visits": "0"})
    workshop.generate(form("mail", "years", count), fills, online=True)
    workshop.migrate()
    return workshop


def contraction(workshop: Workshop) -> list[str]:
    """Return the parts of the last step that are committed by themselves."""
    text = next(workshop.directory.glob("*.contract.up.sql")).read_text()
    return [statement.text for statement in split(text, POSTGRESQL)]


@pytest.mark.postgresql
def test_no_row_is_read_while_readers_wait_nor_slips_past_the_look(
    postgresql_url: str, tmp_path: Path
) -> None:
    steps = of_postgresql(postgresql_url, tmp_path)
    session = open_store(steps.url).connect()
    look = "SELECT pg_stat_get_xact_numscans('people'::regclass)"
    measured: list[tuple[str, bool, bool]] = []
    for part in contraction(steps):
        if "DROP TRIGGER" in part:
            with pytest.raises(StatementFailed, match="zz_sync_people_mail_same"):
                past_triggers(steps, "UPDATE people SET email = 'A' WHERE id = 1")
        session.begin()
        ((before,),) = session.query(look)
        session.run(part)
        ((after,),) = session.query(look)
        modes = session.query(
            "SELECT mode FROM pg_locks"
            " WHERE relation = 'people'::regclass AND pid = pg_backend_pid()"
        )
        session.commit()
        measured.append((part, ("AccessExclusiveLock",) in modes, after > before))
    session.close()

    assert [part for part, locked, reads in measured if locked and reads] == []
    # Two looks, three validations, and what fills the rows.
    assert sum(reads for _, _, reads in measured) == 6
    assert sum(locked for _, locked, _ in measured) == 6
    assert steps.rows("SELECT mail, visits FROM people ORDER BY id") == [("a", 0), ("b", 0)]
