"""A project in a folder of its own: entities, migrations and a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from goofer_py.clock import SystemClock
from goofer_py.generate.choices import Choices
from goofer_py.generate.draft import Draft
from goofer_py.generate.generator import MigrationGenerator
from goofer_py.generate.options import GenerateOptions
from goofer_py.migrate.migrator import Migrator
from goofer_py.registry import SchemaRegistry
from goofer_py.stores.registry import dialect_for
from goofer_py.stores.url import parse_url


class Ticking(SystemClock):
    """A clock on which each look is a second later."""

    def __init__(self) -> None:
        self.time = datetime(2026, 1, 31, 12, 0, 0, tzinfo=UTC)

    def now(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time

    def monotonic(self) -> float:
        return self.now().timestamp()


@dataclass
class Workshop:
    """Generates and applies migrations for whatever entities it is given."""

    url: str
    directory: Path
    clock: Ticking = field(default_factory=Ticking)

    @property
    def dialect(self) -> str:
        return dialect_for(parse_url(self.url)).name

    def generator(
        self, metadata: sa.MetaData, choices: Choices | None = None, **options: Any
    ) -> MigrationGenerator:
        given = GenerateOptions(clock=self.clock, choices=choices or Choices(), **options)
        return MigrationGenerator(
            SchemaRegistry(metadata),
            self.dialect,
            self.directory,
            database=self.url,
            options=given,
        )

    def draft(
        self, metadata: sa.MetaData, choices: Choices | None = None, **options: Any
    ) -> Draft | None:
        generator = self.generator(metadata, choices, **options)
        with generator.migrator:
            return generator.draft()

    def generate(
        self, metadata: sa.MetaData, choices: Choices | None = None, **options: Any
    ) -> Draft:
        generator = self.generator(metadata, choices, **options)
        with generator.migrator:
            draft = generator.generate()
        assert draft is not None
        return draft

    def migrate(self, target: str = "latest") -> None:
        with Migrator(self.url, self.directory) as migrator:
            migrator.migrate_to(target)

    def go_on(self) -> None:
        """Apply the next phase of a change in steps."""
        with Migrator(self.url, self.directory) as migrator:
            migrator.continue_phases()

    def forget_pending(self) -> None:
        """Remove the files of migrations that are not applied."""
        with Migrator(self.url, self.directory) as migrator:
            for migration in migrator.pending_migrations():
                for path in self.directory.glob(f"{migration.title}.*"):
                    path.unlink()

    def run(self, *statements: str) -> None:
        with Migrator(self.url, self.directory) as migrator:
            for statement in statements:
                migrator.session.execute(statement)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with Migrator(self.url, self.directory) as migrator:
            return migrator.session.query(query)


@pytest.fixture
def workshop(every_database_url: str, tmp_path: Path) -> Workshop:
    return Workshop(every_database_url, tmp_path / "migrations")
