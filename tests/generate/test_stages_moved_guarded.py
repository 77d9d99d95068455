"""Tables split and merged in steps: a value that one alone has keeps it from being dropped."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from goofer_py.errors import MigrationFailed
from goofer_py.migrate.migrator import Migrator
from tests.generate.conftest import Workshop
from tests.generate.test_stages_guarded import back, names_of_triggers, past_triggers, run
from tests.generate.test_stages_moved import PARTED, WHOLE, parted, whole


@dataclass(frozen=True)
class Form:
    """One of the two forms: where a value of a user is written, and how a user gets any."""

    table: str
    key: str
    new: str
    query: str

    def sets(self, value: str, user: int) -> str:
        return f"UPDATE {self.table} SET bio = '{value}' WHERE {self.key} = {user}"


USERS = Form("users", "id", "UPDATE users SET bio = '{0}' WHERE id = {1}", WHOLE)
PROFILES = Form(
    "profiles", "user_id", "INSERT INTO profiles (user_id, bio) VALUES ({1}, '{0}')", PARTED
)
SPLIT, MERGED = (USERS, PROFILES), (PROFILES, USERS)
CHANGES = {"split": SPLIT, "merged": MERGED}
_WRITTEN: dict[tuple[str, str], dict[str, str]] = {}
"""The files of the changes by the kind of database: they are made, and proved, but once."""


@pytest.fixture(params=CHANGES)
def steps(request: pytest.FixtureRequest, workshop: Workshop) -> Workshop:
    """Give the old form with two users of whom something is known, and the files to the new."""
    kind = request.param, workshop.url.partition(":")[0]
    before, after = (whole(), parted(hints=True))
    if request.param == "merged":
        before, after = parted(), whole(hints=True)
    if kind in _WRITTEN:
        workshop.directory.mkdir()
        for name, text in _WRITTEN[kind].items():
            (workshop.directory / name).write_text(text)
        workshop.migrate(min(_WRITTEN[kind]).partition("_")[0])
    else:
        workshop.generate(before)
        workshop.migrate()
        workshop.generate(after, online=True)
        files = workshop.directory.iterdir()
        _WRITTEN[kind] = {path.name: path.read_text() for path in files}
    old = CHANGES[request.param][0]
    users = "INSERT INTO users (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c')"
    workshop.run(users, old.new.format("b1", 1), old.new.format("b2", 2))
    return workshop


@pytest.fixture
def forms(request: pytest.FixtureRequest, steps: Workshop) -> tuple[Form, Form]:
    """Give the old and the new form of the change."""
    return CHANGES[request.node.callspec.params["steps"]]


def known(workshop: Workshop, form: Form) -> list[tuple[Any, ...]]:
    return [row[:2] for row in workshop.rows(form.query) if row[1:] != (None, None)]


def refused(workshop: Workshop, go: Callable[[], object]) -> MigrationFailed:
    """Return the error of a run that stops before it has changed anything."""
    rows = workshop.rows(WHOLE), workshop.rows(PARTED)
    there = sorted(names_of_triggers(workshop))
    with pytest.raises(MigrationFailed) as raised:
        go()
    assert "Nothing of it was run." in raised.value.message
    assert raised.value.undone
    assert (workshop.rows(WHOLE), workshop.rows(PARTED)) == rows
    assert sorted(names_of_triggers(workshop)) == there
    with Migrator(workshop.url, workshop.directory) as migrator:
        assert migrator.status().dirty is None
    return raised.value


def found(workshop: Workshop, script: str) -> list[tuple[Any, ...]]:
    """Return the rows that the query finds which a file gives at the line that refuses."""
    text = next(workshop.directory.glob(f"*.{script}.sql")).read_text()
    query = re.search(r"^-- Which they are: (.*)$", text, re.MULTILINE)
    assert query is not None
    return workshop.rows(query[1])


def test_what_only_the_old_form_has_is_not_dropped(
    steps: Workshop, forms: tuple[Form, Form]
) -> None:
    old, new = forms
    lacks = f"{{}} of the rows of {old.table} lack in {new.table} what they have in bio, site."
    run(steps, lambda migrator: migrator.up(phase="expand"))
    run(steps, lambda migrator: migrator.fake("+1"))

    # The step that moves the rows was but recorded.
    error = refused(steps, steps.go_on)
    assert lacks.format(2) in error.message
    assert "goofer redo" in str(error.hint)
    run(steps, lambda migrator: migrator.fake("-1", down=True))
    steps.migrate()
    assert known(steps, new) == [(1, "b1"), (2, "b2")]

    # What differs is for somebody to decide, and what is missing there is filled.
    past_triggers(steps, old.new.format("b3", 3), old.sets("B1", 1))
    assert lacks.format(2) in refused(steps, steps.go_on).message
    assert len(found(steps, "contract.up")) == 2
    steps.run(new.sets("B1", 1))
    assert lacks.format(1) in refused(steps, steps.go_on).message
    run(steps, Migrator.redo)
    assert found(steps, "contract.up") == []
    steps.go_on()
    assert known(steps, new) == [(1, "B1"), (2, "b2"), (3, "b3")]


def test_the_way_back_does_not_drop_what_only_the_new_form_has(
    steps: Workshop, forms: tuple[Form, Form]
) -> None:
    old, new = forms
    lacks = f"1 of the rows of {new.table} lack in {old.table} what they have in bio, site."
    steps.migrate()
    back(steps)
    past_triggers(steps, new.sets("new", 1))

    error = refused(steps, lambda: back(steps))

    assert lacks in error.message
    assert len(found(steps, "expand.down")) == 1
    steps.run(old.sets("new", 1))
    back(steps)
    assert known(steps, old) == [(1, "new"), (2, "b2")]


def test_rows_that_are_not_moved_yet_do_not_bar_the_way_back(
    steps: Workshop, forms: tuple[Form, Form]
) -> None:
    run(steps, lambda migrator: migrator.up(phase="expand"))
    back(steps)
    assert known(steps, forms[0]) == [(1, "b1"), (2, "b2")]
