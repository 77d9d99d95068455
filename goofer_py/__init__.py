"""Proved SQL migrations, written from the entities that a program declares."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

__all__ = [
    "Checks",
    "CompositeType",
    "Databases",
    "Domain",
    "EnumType",
    "EventTrigger",
    "Extension",
    "Field",
    "Function",
    "Grant",
    "ListSource",
    "Migration",
    "MigrationGenerator",
    "Migrator",
    "Namespace",
    "Object",
    "PackageSource",
    "Policy",
    "Procedure",
    "Rule",
    "SchemaRegistry",
    "Seeder",
    "Tenants",
    "Trigger",
    "View",
    "__version__",
    "check",
    "entity",
    "migrate_at_start",
]

# A run of migrations needs no SQLAlchemy and no Jinja, so each is imported when it is asked for.
# What type checkers read is in __init__.pyi.
_PLACES = {
    "Checks": "goofer_py.checks.checks",
    "CompositeType": "goofer_py.entities.objects",
    "Databases": "goofer_py.many.databases",
    "Domain": "goofer_py.entities.objects",
    "EnumType": "goofer_py.entities.objects",
    "EventTrigger": "goofer_py.entities.objects",
    "Extension": "goofer_py.entities.objects",
    "Field": "goofer_py.entities",
    "Function": "goofer_py.entities.objects",
    "Grant": "goofer_py.entities.objects",
    "ListSource": "goofer_py.migrate.embedded",
    "Migration": "goofer_py.migrate.migration",
    "MigrationGenerator": "goofer_py.generate.generator",
    "Migrator": "goofer_py.migrate.migrator",
    "Namespace": "goofer_py.entities.objects",
    "Object": "goofer_py.entities.objects",
    "PackageSource": "goofer_py.migrate.embedded",
    "Policy": "goofer_py.entities.objects",
    "Procedure": "goofer_py.entities.objects",
    "Rule": "goofer_py.entities.objects",
    "SchemaRegistry": "goofer_py.registry",
    "Seeder": "goofer_py.seeds.seeder",
    "Tenants": "goofer_py.many.tenants",
    "Trigger": "goofer_py.entities.objects",
    "View": "goofer_py.entities.objects",
    "check": "goofer_py.checks.functions",
    "entity": "goofer_py.entities",
    "migrate_at_start": "goofer_py.migrate.at_start",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(_PLACES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_PLACES})
