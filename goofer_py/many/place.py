"""The database that settings name, and the history in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from goofer_py.config.tenants import schema_of
from goofer_py.stores.names import qualified
from goofer_py.stores.registry import store_for
from goofer_py.stores.url import parse_url

if TYPE_CHECKING:
    from goofer_py.config import Settings
    from goofer_py.stores.store import Store


def placed(settings: Settings) -> tuple[Store, str]:
    """Return the store and the name of its history's table; nothing is connected yet.

    Raises ConfigError without a URL.
    """
    url = parse_url(settings.required_url)
    store: Store = store_for(url)
    path = getattr(store, "path", None)
    # A file that a settings file names is the same file from every folder below it.
    if path is not None and url.database == str(path):
        url = replace(url, database=str(settings.url_folder / path))
        store = store_for(url)
    schema = schema_of(settings)
    if schema is None:
        return store, settings.history
    from goofer_py.stores.schemas import in_schema

    more, create = settings.tenant_search_path, settings.tenant_create
    store, named = in_schema(url, schema, more, create=create)
    # Each tenant has a history of its own, whatever else is on the search path.
    return store, settings.history if named is None else qualified(named, settings.history_table)
