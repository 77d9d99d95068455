"""A tenant that was named by hand, looked for among those that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goofer_py.errors import ConnectionFailed, UsageError
from goofer_py.many.names import tenant_names
from goofer_py.many.place import placed

if TYPE_CHECKING:
    from goofer_py.config import Settings


def check_listed(settings: Settings, name: str) -> None:
    """Raise UsageError for a tenant that is not on the list, where the settings say of one.

    Without it, a name that was mistyped would be a new tenant with nothing in it.
    """
    if settings.tenants is None:
        return
    try:
        names = tenant_names(settings.tenants, placed(settings)[0])
    except ConnectionFailed:
        # Whoever waits for the server, or fails to reach it, says so better.
        return
    if name in names:
        return
    from difflib import get_close_matches

    near = get_close_matches(name, names, n=1)
    raise UsageError(
        f"There is no tenant {name!r} among the {len(names)} that {_place(settings)} gives."
        f"{f' Did you mean {near[0]!r}?' if near else ''} Nothing was changed.",
        hint="add it to the list first; for one that is not to be on it: --tenants FILE",
    )


def _place(settings: Settings) -> str:
    return settings.places.get("tenants", "the list of tenants")
