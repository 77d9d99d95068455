"""When the gates are open: an entity that is a dataclass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Annotated

from goofer_py.entities import Check, Field, entity


@entity(
    table="opening_hours",
    checks=[
        Check("weekday BETWEEN 1 AND 7", name="ck_opening_hours_weekday"),
        Check("opens < closes", name="ck_opening_hours_opens_before_closes"),
    ],
)
@dataclass
class OpeningHours:
    """When a warehouse is open on one day of the week."""

    warehouse_code: Annotated[
        str, Field(length=8, primary_key=True, foreign_key="warehouses.code", on_update="CASCADE")
    ]
    weekday: Annotated[int, Field(primary_key=True)]
    opens: time
    closes: time
