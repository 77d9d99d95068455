"""How a database of many tenants stands: all of them together, and one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from goofer_py.config.tenants import for_tenant
from goofer_py.errors import GooferError
from goofer_py.many.names import tenant_names
from goofer_py.observe.standing import Standing, look
from goofer_py.project import Project
from goofer_py.stores.keeping import Keeper

if TYPE_CHECKING:
    from goofer_py.config import Settings
    from goofer_py.stores.store import Store


def stand_together(name: str, settings: Settings) -> Standing:
    """Look at each tenant over one connection, where they share a database.

    Raises GooferError where it cannot be found out which tenants there are; a tenant that cannot
    be looked at is one of what is found.
    """
    store = Project(settings).main()
    names = _names(settings, store)
    return Standing(name, store.database, tenants=tuple(stand_each(settings, names)))


def names_of(settings: Settings) -> tuple[str, ...]:
    """Return the names of all tenants; raises GooferError where they cannot be found out."""
    return _names(settings, Project(settings).main())


def settings_of_tenant(settings: Settings, tenant: str) -> Settings | None:
    """Return the settings of one tenant; None where there is none of this name."""
    if tenant not in names_of(settings):
        return None
    return for_tenant(settings, tenant)


def _names(settings: Settings, store: Store) -> tuple[str, ...]:
    return tenant_names(settings.tenants or "", store)


def stand_each(settings: Settings, names: Iterable[str]) -> Iterator[Standing]:
    """Look at these tenants, one after the other, over one connection where they share one."""
    with closing(Keeper()) as keeper, keeper.at_hand():
        for tenant in names:
            database = tenant
            try:
                own = for_tenant(settings, tenant).untold
                with Project(own).migrator() as migrator:
                    database = migrator.database
                    yield look(tenant, migrator, brief=True)
            except GooferError as error:
                yield Standing(tenant, database, error=error.message)
