"""What a declaration says to goofer: its `info={"goofer": {...}}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from goofer_py.errors import EntityError

KEY = "goofer"


def said_by(item: sa.schema.SchemaItem) -> Mapping[str, Any]:
    """Return what `info` of `item` holds for goofer, {} where it says nothing.

    Raises EntityError for what is no dictionary.
    """
    # The attribute would make a dictionary for each of the many that have none, and keep it.
    info = item.__dict__.get("info")
    said = info.get(KEY, {}) if info else {}
    if isinstance(said, Mapping):
        return said
    place = getattr(item, "fullname", None) or item
    raise EntityError(
        f'info["{KEY}"] of {place} is {said!r}, and must be a dictionary.',
        hint=f'info={{"{KEY}": {{"renamed_from": "..."}}}}, for example',
    )
