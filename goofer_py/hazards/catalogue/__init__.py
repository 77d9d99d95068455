"""Every rule, by families."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from goofer_py.hazards.hazard import Hazard

MODULES = (
    "data_lost",
    "values_lost",
    "objects_lost",
    "breaking",
    "breaking_columns",
    "breaking_models",
    "replaced",
    "programs",
    "data_dependent",
    "data_constraints",
    "defaults",
    "pg_indexes",
    "pg_keys",
    "pg_columns",
    "pg_added",
    "pg_types",
    "pg_tables",
    "pg_locks",
    "pg_relations",
    "pg_objects",
    "pg_sessions",
    "my_columns",
    "my_places",
    "my_lists",
    "my_indexes",
    "my_tables",
    "my_large",
    "my_waits",
    "my_copies",
    "my_sizes",
    "sqlite",
    "sqlite_rebuilds",
    "sqlite_views",
    "sqlite_writers",
    "transactions",
    "running",
    "aftermath",
    "traffic",
    "room",
    "files",
    "naming",
    "patterns",
    "design",
    "my_design",
    "security",
    "routines",
    "ownership",
)
"""The modules of this package that hold rules, in the order of the docs."""


@cache
def hazards() -> tuple[Hazard, ...]:
    """Return every rule with its function, in the order of the docs."""
    modules = (import_module(f"{__name__}.{name}") for name in MODULES)
    return tuple(
        value for module in modules for value in vars(module).values() if isinstance(value, Hazard)
    )
