"""Renders each migration of a Django project, both ways, as its schema editor writes it.

Called as `django_migrations.py SETTINGS OUTPUT` in the folder of manage.py. What a migration runs
depends on the names of constraints and indexes that are there, so it is asked for on a database
of its own that follows the migrations: made as Django makes one for tests, and dropped at the
end. Functions of migrations are not called. Writes a JSON object to the file OUTPUT.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4


def main(settings: str, output: str) -> None:
    """Write what the migrations of a project run."""
    sys.path.insert(0, str(Path.cwd()))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)
    import django

    django.setup()
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    _leave_out_code()
    loader = MigrationLoader(None, ignore_no_migrations=True)
    told = {
        "dialect": connection.vendor,
        "unmigrated": _unmigrated(loader),
        "migrations": [_described(loader, key) for key in _plan(loader)],
    }
    with _database(connection):
        _render(connection, loader, told["migrations"])
    Path(output).write_text(json.dumps(told), encoding="utf-8")


@contextmanager
def _database(connection: Any) -> Iterator[None]:
    """Let the connection lead to an empty database that is dropped at the end."""
    before, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    test["NAME"] = None if connection.vendor == "sqlite" else f"goofer_import_{uuid4().hex[:12]}"
    creation = connection.creation
    creation._create_test_db(verbosity=0, autoclobber=False)
    connection.close()
    connection.settings_dict["NAME"] = creation._get_test_db_name()
    try:
        yield
    finally:
        creation.destroy_test_db(before, verbosity=0)


def _leave_out_code() -> None:
    from django.db.migrations.operations import RunPython

    def nothing(*_: object, **__: object) -> None:
        return None

    for way in ("database_forwards", "database_backwards"):
        setattr(RunPython, way, nothing)


def _unmigrated(loader: Any) -> list[str]:
    from django.apps import apps

    labels = sorted(loader.unmigrated_apps)
    managed = {one._meta.app_label for one in apps.get_models() if one._meta.managed}
    return [label for label in labels if label in managed]


def _plan(loader: Any) -> list[tuple[str, str]]:
    """Return all migrations in the order in which Django would apply them."""
    plan: dict[tuple[str, str], None] = {}
    for target in sorted(loader.graph.leaf_nodes()):
        plan.update(dict.fromkeys(loader.graph.forwards_plan(target)))
    return list(plan)


def _described(loader: Any, key: tuple[str, str]) -> dict[str, Any]:
    migration = loader.graph.nodes[key]
    code = list(_code(migration.operations))
    return {
        "app": migration.app_label,
        "name": migration.name,
        "replaces": [list(one) for one in migration.replaces],
        "alone": not migration.atomic,
        "code": {
            "up": sorted({_named(one, "code") for one in code} - {""}),
            "down": sorted({_named(one, "reverse_code") for one in code} - {""}),
        },
        "up": None,
        "down": None,
        "error": None,
    }


def _code(operations: Any) -> Iterator[Any]:
    """Yield the operations that are no SQL, those inside of others too."""
    for one in operations:
        yield from _code(getattr(one, "database_operations", ()))
        if not one.reduces_to_sql:
            yield one


def _named(operation: Any, attribute: str) -> str:
    """Return what an operation calls in a direction; empty for nothing."""
    from django.db.migrations.operations import RunPython

    function = getattr(operation, attribute, operation)
    if function in (None, RunPython.noop):
        return ""
    return str(getattr(function, "__name__", type(operation).__name__))


def _render(connection: Any, loader: Any, migrations: list[dict[str, Any]]) -> None:
    from django.db.migrations.state import ProjectState

    state = ProjectState(real_apps=loader.unmigrated_apps)
    for told in migrations:
        migration = loader.graph.nodes[told["app"], told["name"]]
        try:
            state = _one(connection, migration, state, told)
        except Exception as error:  # noqa: BLE001 - it is somebody else's code
            first = (str(error).strip() or type(error).__name__).split("\n")[0]
            told["error"] = f"{type(error).__name__}: {first}"
            return


def _one(connection: Any, migration: Any, before: Any, told: dict[str, Any]) -> Any:
    """Render a migration both ways and apply it; return the state after it."""
    with _editor(connection, migration, collect=True) as editor:
        migration.apply(before.clone(), editor, collect_sql=True)
    told["up"] = "\n".join(editor.collected_sql)
    with _editor(connection, migration, collect=False) as editor:
        after = migration.apply(before.clone(), editor)
    told["down"] = _down(connection, migration, before)
    return after


def _down(connection: Any, migration: Any, before: Any) -> str | None:
    from django.db.migrations.exceptions import IrreversibleError

    try:
        with _editor(connection, migration, collect=True) as editor:
            migration.unapply(before.clone(), editor, collect_sql=True)
    except IrreversibleError:
        return None
    return "\n".join(editor.collected_sql)


def _editor(connection: Any, migration: Any, *, collect: bool) -> Any:
    return connection.schema_editor(collect_sql=collect, atomic=migration.atomic)


if __name__ == "__main__":
    main(*sys.argv[1:])
