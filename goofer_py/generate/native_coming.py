"""What a store without SQL will have once the migrations that wait for it ran."""

from __future__ import annotations

from typing import Any

from goofer_py.errors import GenerateError, MigrationFailed
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.several.untouched import UNTOUCHED
from goofer_py.stores.native_schema import NativeSchema
from goofer_py.stores.store import Store


def native_coming(
    migrator: Migrator, store: Store, schema: NativeSchema, history: str
) -> Any | None:
    """Return what it will have, by running what is pending in an empty store; None without any.

    Raises GenerateError, naming the migration, when one does not run there, and ScratchRefused
    where there is no empty one.
    """
    pending = migrator.pending_migrations()
    if not pending:
        return None
    found = schema.read(migrator.session, (history,))
    with (
        store.spare() as spare,
        Migrator(
            spare, migrator.source, history_table=history, lease=None, databases=UNTOUCHED
        ) as trial,
    ):
        schema.make(trial.session, found)
        for migration in pending:
            try:
                trial.run_migration(migration.version)
            except MigrationFailed as error:
                raise GenerateError(
                    f"{migration.title} is pending, and does not run in an empty database beside"
                    f" {migrator.database}: {error.server or error.message}\nSo nobody knows what"
                    " to compare with.",
                    hint="goofer migrate",
                ) from error
        return schema.read(trial.session, (history,))
