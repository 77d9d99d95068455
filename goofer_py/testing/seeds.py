"""Whether seeds keep their rule: to run one twice changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from goofer_py.errors import GooferError
from goofer_py.introspect.registry import introspector_for
from goofer_py.introspect.scope import Scope
from goofer_py.migrate.guard import plain_name
from goofer_py.migrate.lease_table import own_tables
from goofer_py.seeds.seeder import Seeder
from goofer_py.seeds.source import SeedSource
from goofer_py.stores.registry import store_for
from goofer_py.stores.throwaway import throwaway_for
from goofer_py.stores.url import parse_url
from goofer_py.testing.databases import migrator_on

if TYPE_CHECKING:
    from goofer_py.config import Settings
    from goofer_py.stores.registry import Database
    from goofer_py.stores.store import Session, Store

Rows = Mapping[str, Counter[str]]
"""The rows of each table."""


def seeds_that_change(settings: Settings, url: str) -> list[str]:
    """Run every seed twice and return what the second time changed: no line when all is well.

    It is done for each environment that a seed names, and for that of the settings, in an empty
    database beside that of `url`, with all migrations applied. All rows of all tables are
    compared, but for goofer's own.
    """
    source = SeedSource(settings.seeds)
    named = {name for version in source.names() for name in source.directives(version).environments}
    problems: list[str] = []
    for environment in sorted({*named, settings.environment or "test"}):
        with TemporaryDirectory() as folder, _empty(url, Path(folder)) as spare:
            with migrator_on(spare, settings) as migrator:
                migrator.up()
            with seeder_on(spare, settings, environment) as seeder:
                problems += _changes(seeder, settings, environment)
    return problems


@contextmanager
def _empty(url: str, folder: Path) -> Iterator[Store]:
    with throwaway_for(parse_url(url), folder).empty() as throwaway:
        yield store_for(throwaway)


@contextmanager
def seeder_on(database: Database, settings: Settings, environment: str) -> Iterator[Seeder]:
    """Give a Seeder for the seeds of `settings` on another database; closed at the end."""
    options = {"environment": environment, "protected": settings.protected}
    with Seeder(
        database,
        settings.seeds,
        environment=environment,
        history_table=settings.history,
        lease=None,
        settings=options,
    ) as seeder:
        yield seeder


def _changes(seeder: Seeder, settings: Settings, environment: str) -> Iterator[str]:
    force = plain_name(seeder.database)
    seeder.seed(force=force)
    before = _rows(seeder.session, settings)
    for entry in seeder.status().having("done"):
        again = f"{entry.title}, run again in {environment}"
        try:
            seeder.seed(entry.version, force=force)
        except GooferError as error:
            yield f"{again}, fails: {error}"
            return
        after = _rows(seeder.session, settings)
        for table in sorted({*before, *after}):
            yield from (f"{again}, {said}" for said in _told(table, before, after))
        before = after


def _told(table: str, before: Rows, after: Rows) -> Iterator[str]:
    """Yield what became of the rows of a table, each with one of them."""
    old, new = before.get(table, Counter()), after.get(table, Counter())
    for word, rows in (("adds to", new - old), ("takes from", old - new)):
        if rows:
            number = rows.total()
            yield f"{word} {table} {number} {'row' if number == 1 else 'rows'}: {next(iter(rows))}"


def _rows(session: Session, settings: Settings) -> Rows:
    dialect = session.dialect
    own = own_tables(settings.history_table)
    if settings.history_schema is not None:
        own = tuple(f"{settings.history_schema}.{table}" for table in own)
    scope = Scope(namespaces=settings.schemas, exclude=own)
    tables = introspector_for(dialect).read(session, scope).tables
    return {
        str(table.name): Counter(
            map(repr, session.query(f"SELECT * FROM {dialect.qualified(table.name)}"))
        )
        for table in tables
    }
