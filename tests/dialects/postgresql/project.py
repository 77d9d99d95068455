"""A project whose tables and objects are declared by statements, and its database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from goofer_py import Object
from goofer_py.clock import SystemClock
from goofer_py.dialects.postgresql.syntax import POSTGRESQL
from goofer_py.dialects.splitter import split
from goofer_py.generate.choices import Choices
from goofer_py.generate.draft import Draft
from goofer_py.generate.generator import MigrationGenerator
from goofer_py.generate.options import GenerateOptions
from goofer_py.introspect.registry import introspector_for
from goofer_py.introspect.scope import Scope
from goofer_py.migrate.migrator import Migrator
from goofer_py.registry import SchemaRegistry
from goofer_py.schema import Schema

KINDS = (
    "aggregate",
    "collation",
    "composite type",
    "domain",
    "extension",
    "function",
    "index",
    "materialized view",
    "policy",
    "procedure",
    "range type",
    "rule",
    "statistics",
    "trigger",
    "view",
)
"""All kinds of objects, so that what is not declared goes."""


class Ticking(SystemClock):
    """A clock on which each look is a second later."""

    def __init__(self) -> None:
        self.time = datetime(2026, 1, 31, 12, 0, 0, tzinfo=UTC)

    def now(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time

    def monotonic(self) -> float:
        return self.now().timestamp()


def declared(script: str) -> sa.MetaData:
    """Return MetaData that declares what each statement of the script makes."""
    metadata = sa.MetaData()
    for statement in split(script, POSTGRESQL):
        Object(statement.text, metadata=metadata)
    return metadata


@dataclass
class Project:
    """Writes and runs migrations between what scripts make, in a database of its own."""

    url: str
    directory: Path
    namespaces: tuple[str, ...] = ()
    manage: tuple[str, ...] = KINDS
    clock: Ticking = field(default_factory=Ticking)

    def run(self, script: str) -> None:
        """Run a script as somebody else would."""
        with Migrator(self.url, self.directory) as migrator:
            migrator.session.run(script)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query, sorted."""
        with Migrator(self.url, self.directory) as migrator:
            return sorted(migrator.session.query(query), key=repr)

    def read(self) -> Schema:
        """Return what is there."""
        with Migrator(self.url, self.directory) as migrator:
            session = migrator.session
            found = introspector_for(session.dialect, self.manage).read(session, self._scope)
            return session.dialect.canonical(found)

    @property
    def _scope(self) -> Scope:
        return Scope(namespaces=self.namespaces)

    def generate(self, wanted: sa.MetaData | str, **choices: Any) -> Draft | None:
        """Write the migration that leads to what is wanted, None when it is there already."""
        metadata = declared(wanted) if isinstance(wanted, str) else wanted
        given = GenerateOptions(
            scope=self._scope,
            clock=self.clock,
            choices=Choices(**{"on_drop": "discard", **choices}),
            manage=self.manage,
        )
        with Migrator(self.url, self.directory) as migrator:
            return MigrationGenerator(
                SchemaRegistry(metadata),
                "postgresql",
                self.directory,
                database=migrator,
                options=given,
            ).generate()

    def migrate(self, target: str = "latest") -> None:
        """Run what is to be run."""
        with Migrator(self.url, self.directory) as migrator:
            migrator.migrate_to(target)

    def change(self, wanted: sa.MetaData | str, **choices: Any) -> Draft:
        """Go to what is wanted, back and there again; each place must be exactly what it was."""
        start = self.read()
        draft = self.generate(wanted, **choices)
        assert draft is not None, "nothing to do"
        self.migrate()
        end = self.read()
        again = self.generate(wanted, **choices)
        assert again is None, f"not at rest: {again.up}"
        self.migrate("-1")
        assert_same(self.read(), start)
        self.migrate()
        assert_same(self.read(), end)
        return draft


def assert_same(found: Schema, wanted: Schema) -> None:
    """Fail, naming the parts that differ, unless both are equal."""
    assert _parts(found) - _parts(wanted) == set(), "too many"
    assert _parts(wanted) - _parts(found) == set(), "missing"
    assert found == wanted


def _parts(schema: Schema) -> set[object]:
    return {*schema.tables, *schema.enums, *schema.sequences, *schema.objects, *schema.namespaces}
