"""What of a database the settings let goofer look at."""

from __future__ import annotations

from goofer_py.config.settings import Settings
from goofer_py.dialects.declarable import KINDS
from goofer_py.errors import ConfigError, UsageError
from goofer_py.introspect.ignore import Ignore
from goofer_py.introspect.scope import OTHER_TOOLS, Scope
from goofer_py.migrate.lease_table import own_tables


def scope_of(settings: Settings) -> Scope:
    """Return what is looked at; raises ConfigError for a kind to ignore that nobody knows."""
    return Scope(
        namespaces=settings.schemas,
        include=settings.include,
        exclude=(*OTHER_TOOLS, *_own_tables(settings), *settings.exclude),
        ignore=ignored_by(settings),
    )


def ignored_by(settings: Settings) -> Ignore:
    """Return what is left as it is; raises ConfigError for a kind that nobody knows."""
    try:
        return Ignore(settings.ignore)
    except UsageError as error:
        place = settings.places.get("ignore", "ignore")
        raise ConfigError(f"{place}: {error.message}", hint=error.hint) from None


def managed_kinds(settings: Settings) -> tuple[str, ...]:
    """Return the setting `manage`; raises ConfigError for a kind that no database has."""
    for kind in settings.manage:
        if kind not in KINDS:
            place = settings.places.get("manage", "manage")
            known = ", ".join(sorted(KINDS))
            raise ConfigError(f"{place}: there is no kind {kind!r}.", hint=f"one of {known}")
    return settings.manage


def _own_tables(settings: Settings) -> tuple[str, ...]:
    """Return goofer's own tables as patterns, with the history's schema if it has one."""
    own = own_tables(settings.history_table)
    schema = settings.history_schema
    return own if schema is None else tuple(f"{schema}.{table}" for table in own)
