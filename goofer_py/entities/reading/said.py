"""What a declaration says to goofer: its `info={"goofer": {...}}`."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

KEY = "goofer"


def said_by(item: sa.schema.SchemaItem) -> Any:
    """Return what `info` of `item` holds for goofer, {} where it says nothing."""
    # The attribute would make a dictionary for each of the many that have none, and keep it.
    info = item.__dict__.get("info")
    return info.get(KEY, {}) if info else {}
