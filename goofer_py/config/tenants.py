"""The settings of one tenant, from those of all."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import quote

from goofer_py.config.settings import Settings
from goofer_py.errors import ConfigError, UsageError

NAME = "{tenant}"
"""What stands for a tenant's name."""
_PATTERNS = ("tenant_schema", "tenant_url")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")


def for_tenant(settings: Settings, name: str) -> Settings:
    """Return the settings of the tenant called `name`; raises UsageError for what is no name."""
    _check_patterns(settings)
    if not name or _UNPRINTABLE.search(name):
        raise UsageError(f"A tenant cannot be called {name!r}.")
    if settings.tenant_url is None:
        return replace(settings, tenant=name)
    if name in (".", "..") or "/" in name or "\\" in name:
        # In the URL of a file it would lead to another folder.
        raise UsageError(f"A tenant with a URL of its own cannot be called {name!r}.")
    url = settings.tenant_url.replace(NAME, quote(name, safe=""))
    return replace(
        settings, tenant=name, url=url, url_folder=settings.tenant_folder, without_url=""
    )


def schema_of(settings: Settings) -> str | None:
    """Return the schema of the tenant that the settings are of; None where it has a database."""
    if settings.tenant is None or settings.tenant_url is not None:
        return None
    return (settings.tenant_schema or NAME).replace(NAME, settings.tenant)


def _check_patterns(settings: Settings) -> None:
    given = [name for name in _PATTERNS if getattr(settings, name) is not None]
    if len(given) > 1:
        places = " and ".join(settings.places.get(name, name) for name in given)
        raise ConfigError(
            f"{places}: tenants have a schema each or a database each, not both.",
            hint="leave one of the two out",
        )
    for name in given:
        if NAME not in getattr(settings, name):
            raise ConfigError(
                f"{settings.places.get(name, name)}: without {NAME} all tenants would be one.",
                hint=f"write {NAME} where their names belong",
            )
