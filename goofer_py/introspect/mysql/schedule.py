"""When an event happens, as its statement says it."""

from __future__ import annotations

from datetime import datetime

from goofer_py.introspect.mysql.catalog import Catalog


def schedule(
    at: datetime | None,
    every: tuple[str | None, str | None],
    bounds: tuple[datetime | None, datetime | None],
    made: tuple[datetime | None, ...],
    catalog: Catalog,
) -> str:
    """Return what follows ON SCHEDULE.

    `every` is a number and its unit. A start at one of the moments `made`, when the event was
    created or changed, is what the server puts where none is said.
    """
    if at is not None:
        return f"AT {_moment(at, catalog)}"
    number, unit = every
    value = catalog.literal(str(number)) if not str(number).isdigit() else str(number)
    starts, ends = bounds
    parts = [f"EVERY {value} {unit}"]
    if starts is not None and starts not in made:
        parts.append(f"STARTS {_moment(starts, catalog)}")
    if ends is not None:
        parts.append(f"ENDS {_moment(ends, catalog)}")
    return " ".join(parts)


def _moment(moment: datetime, catalog: Catalog) -> str:
    return catalog.literal(str(moment))
