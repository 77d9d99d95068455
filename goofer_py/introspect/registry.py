"""Which introspector reads which dialect."""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module

from goofer_py.dialects.dialect import Dialect
from goofer_py.errors import UsageError
from goofer_py.introspect.introspector import Introspector

_CLASSES = {
    "mysql": ("goofer_py.introspect.mysql", "MySQLIntrospector"),
    "postgresql": ("goofer_py.introspect.postgresql", "PostgreSQLIntrospector"),
    "sqlite": ("goofer_py.introspect.sqlite", "SQLiteIntrospector"),
}


def introspector_for(dialect: Dialect, managed: Collection[str] = ()) -> Introspector:
    """Return what reads databases of `dialect`; raises UsageError when nothing does.

    Owners and grants are read where they are among the `managed` kinds.
    """
    if dialect.name not in _CLASSES:
        known = ", ".join(sorted(_CLASSES))
        raise UsageError(f"goofer cannot read {dialect.name} databases; it reads {known}.")
    module, attribute = _CLASSES[dialect.name]
    introspector: Introspector = getattr(import_module(module), attribute)()
    return introspector.managing(managed) if managed else introspector
