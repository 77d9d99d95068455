"""What is written for each kind of change, pinned and run: read the files to see what it comes to.

Every case is run up and down on the real server, rows included. `GOLDEN=write pytest tests/golden`
writes the files anew.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from goofer_py.clock import SystemClock
from goofer_py.diff.hints import Hints
from goofer_py.entities.reading.desired import Desired
from goofer_py.generate.choices import Choices
from goofer_py.generate.draft import Draft
from goofer_py.generate.generator import MigrationGenerator
from goofer_py.generate.options import GenerateOptions
from goofer_py.generate.samples import snapshot
from goofer_py.introspect.registry import introspector_for
from goofer_py.introspect.scope import Scope
from goofer_py.migrate.migrator import Migrator
from goofer_py.schema import Name, Schema
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session, Store
from tests.golden.case import DATABASES, GOLDEN, Case, cases
from tests.servers.tally import give_up

ALL = [case for database in DATABASES for case in cases(database)]
_CHANGING = re.compile(r"^-- (\d{14}_|Written by goofer ).*\n", re.MULTILINE)
_ROLES = "\n".join(
    f"DO $$ BEGIN CREATE ROLE {role};"
    " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;"
    for role in ("reader", "boss")
)
"""Roles belong to the whole server: another test may have made them."""
Rows = dict[Name, list[str]]


class OneMoment(SystemClock):
    """A clock that stands still, so that the names of what is kept are the same each time."""

    def now(self) -> datetime:
        return datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A schema in the place of entities."""

    schema: Schema

    def desired(self, *_: object) -> Desired:
        return Desired(self.schema, Hints(), {})

    def schemas(self, _: str | None) -> tuple[str, ...]:
        return ()


@pytest.fixture
def store(request: pytest.FixtureRequest, case: Case) -> Store:
    """Give an empty database of the case's own, on a new server where the case needs one."""
    newest = "newest_" if case.database == "postgresql" and case.needs > (15,) else ""
    made = open_store(request.getfixturevalue(f"{newest}{case.database}_url"))
    if case.manage:
        session = made.connect()
        session.run(_ROLES)
        session.close()
    return made


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.database}-{case.name}")
def test_a_change_is_written_like_this_and_works_both_ways(
    case: Case, store: Store, tmp_path: Path
) -> None:
    with Migrator(store, tmp_path) as migrator:
        session = migrator.session
        if session.dialect.capabilities.version < case.needs:
            give_up(case.database, f"the case takes version {'.'.join(map(str, case.needs))}")
        wanted = _wanted(case, store)
        session.run(f"{case.before}\n{case.rows}")
        before, rows = _read(session, case), _rows(session, case)
        draft = _generator(case, wanted, migrator, tmp_path).generate(case.name)
        assert draft is not None, "the case changes nothing"
        migrator.up()
        left = _generator(replace(case, answers=()), wanted, migrator, tmp_path).compare()
        assert [operation.describe() for operation in left.operations] == []
        migrator.down()
        assert _read(session, case) == before
        if case.in_order:
            assert _orders(_read(session, case)) == _orders(before)
        if case.keeps or not draft.way_back:
            assert _rows(session, case) == rows
    _compare(case, draft)


def test_every_golden_file_belongs_to_a_case() -> None:
    named = {path for case in ALL for path in (case.path, case.golden("up"), case.golden("down"))}
    assert {*GOLDEN.glob("*/*.sql")} == named


def _wanted(case: Case, store: Store) -> Wanted:
    """Read what the second half of the case makes in an empty database."""
    with store.spare() as spare:
        session = spare.connect()
        try:
            session.run(case.after)
            return Wanted(_read(session, case))
        finally:
            session.close()


def _generator(case: Case, wanted: Wanted, migrator: Migrator, folder: Path) -> MigrationGenerator:
    choices = Choices(
        renames=case.answers_of("rename"),
        fills=case.answers_of("fill"),
        conversions=case.answers_of("conversion"),
        ways_back=case.answers_of("way back"),
        fixes=case.answers_of("fix"),
        on_drop="keep" if case.keeps else "discard",
    )
    objects = (*wanted.schema.objects, *_read(migrator.session, case).objects)
    return MigrationGenerator(
        wanted,  # type: ignore[arg-type]  # whatever tells what is desired will do
        migrator.session.dialect,
        folder,
        database=migrator,
        options=GenerateOptions(
            scope=_scope(case),
            clock=OneMoment(),
            choices=choices,
            manage=tuple({*case.manage, *(one.kind for one in objects)}),
            whole=True,
            column_order=case.in_order,
        ),
    )


def _read(session: Session, case: Case) -> Schema:
    dialect = session.dialect
    return dialect.canonical(introspector_for(dialect, case.manage).read(session, _scope(case)))


def _scope(case: Case) -> Scope:
    return Scope(namespaces=case.schemas)


def _orders(schema: Schema) -> list[tuple[str, ...]]:
    return [table.column_names for table in schema.tables]


def _rows(session: Session, case: Case) -> Rows:
    return {
        table.name: snapshot(session, table.name, sorted(table.column_names))
        for table in _read(session, case).tables
    }


def _compare(case: Case, draft: Draft) -> None:
    """Hold what was written against the files, or write them."""
    for direction, text in (("up", draft.up), ("down", draft.down)):
        lasting = _CHANGING.sub("", text)
        if os.environ.get("GOLDEN") == "write":
            case.golden(direction).write_text(lasting, encoding="utf-8")
        assert lasting == case.golden(direction).read_text(encoding="utf-8")
