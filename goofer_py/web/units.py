"""What a dashboard shows: databases, and the tenants of those that have many."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from goofer_py.config.tenants import for_tenant
from goofer_py.observe.configured import ONLY, settings_lookers

if TYPE_CHECKING:
    from goofer_py.config import Settings
    from goofer_py.observe.looking import Looker


class Units:
    """The databases by their names, and the tenants that somebody asked for, as DATABASE/TENANT."""

    def __init__(self, databases: Mapping[str, Settings]) -> None:
        self.databases = dict(databases)
        self._tenants: dict[str, Settings] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the databases, in their order."""
        return tuple(self.databases)

    def get(self, name: str) -> Settings | None:
        """Return the settings of a database, or of a tenant that was found before."""
        return self.databases.get(name) or self._tenants.get(name)

    def settings(self, name: str) -> Settings:
        """Return the settings of what is there; raises KeyError for what is not."""
        found = self.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def many(self, name: str) -> bool:
        """Say whether this is a database of many tenants."""
        return name in self.databases and self.databases[name].many_tenants

    def parts(self, name: str) -> tuple[str, str] | None:
        """Return the database and the tenant that a name would be of; None where it is of none."""
        if name in self.databases:
            return None
        found = (one for one in self.databases if self.many(one) and name.startswith(f"{one}/"))
        whole = next(found, None)
        return None if whole is None else (whole, name.removeprefix(f"{whole}/"))

    def whole(self, name: str) -> str:
        """Return the name of the database that a tenant is of; a database is its own."""
        parts = self.parts(name)
        return name if parts is None else parts[0]

    def found(self, name: str) -> Settings:
        """Return the settings of a tenant that is there, and keep them; raises UsageError."""
        parts = self.parts(name)
        if name not in self._tenants and parts is not None:
            self._tenants[name] = for_tenant(self.databases[parts[0]], parts[1])
        return self.settings(name)

    def options(self, name: str) -> str:
        """Return the options by which a command is told which one is meant."""
        database, tenant = self.parts(name) or (name, None)
        named = (("--db", None if database == ONLY else database), ("--tenant", tenant))
        return " ".join(f"{option} {shlex.quote(one)}" for option, one in named if one is not None)


class Lookers(dict[str, "Looker"]):
    """What looks at each database, and at any tenant, which are none of the names of this."""

    def __init__(self, units: Units) -> None:
        super().__init__(settings_lookers(units.databases))
        self._units = units
        self._tenants: dict[str, Looker] = {}

    def __missing__(self, name: str) -> Looker:
        if name not in self._tenants:
            self._tenants |= settings_lookers({name: self._units.settings(name)})
        return self._tenants[name]


def slug(name: str) -> str:
    """Return a name as one part of a path."""
    return quote(name.replace("~", "~0").replace("/", "~1"), safe="~")


def unslug(part: str) -> str:
    """Return the name that a part of a path is of."""
    return part.replace("~1", "/").replace("~0", "~")
