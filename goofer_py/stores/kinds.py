"""The stores that speak no SQL: what is known of each kind without connecting to one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

from goofer_py.errors import UsageError

if TYPE_CHECKING:
    from goofer_py.stores.store import Store
    from goofer_py.stores.url import DatabaseUrl


@dataclass(frozen=True, slots=True)
class StoreKind:
    """One kind of store.

    `languages` are the suffixes of its scripts, that of new ones first; `mark` begins a comment in
    a script. `store` is where the class is, as module:name. `lacks` are sentences on what it cannot
    promise. `skeleton` is what a new script shows, below its header.
    """

    name: str
    languages: tuple[str, ...]
    mark: str
    store: str
    lacks: tuple[str, ...] = ()
    skeleton: str = ""

    def open(self, url: DatabaseUrl) -> Store:
        """Return the store of a URL; nothing is connected yet. Raises UsageError."""
        module, _, name = self.store.partition(":")
        return cast("Store", getattr(import_module(module), name)(url))

    def no_sql(self, what: str) -> UsageError:
        """Return the error for something that only makes sense where there is SQL."""
        return UsageError(f"{self.name} has no {what}. Nothing was done.")


REDIS = StoreKind(
    "Redis",
    (".redis", ".lua"),
    "#",
    "goofer_py.stores.redis.store:RedisStore",
    (
        "a command that fails undoes nothing that ran before it, not even between MULTI and EXEC",
        "a server that is replaced by its replica may lose what it answered last",
    ),
    '# SET greeting "hello"\n',
)

KINDS: Mapping[str, StoreKind] = {
    "redis": REDIS,
    "rediss": REDIS,
    "valkey": REDIS,
    "valkeys": REDIS,
}
"""The kinds of stores without SQL, as URLs begin."""


def kind_of(url: DatabaseUrl) -> StoreKind | None:
    """Return the kind of a URL's store; None for a database that speaks SQL."""
    return KINDS.get(url.backend)
