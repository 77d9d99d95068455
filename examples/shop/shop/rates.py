"""What other currencies are worth: an entity that is a pydantic model."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field

from goofer_py.entities import Check, entity


@entity(
    table="exchange_rates",
    primary_key=("currency", "valid_on"),
    checks=[Check("rate > 0", name="ck_exchange_rates_rate_positive")],
    comment="One euro in other currencies",
)
class ExchangeRate(BaseModel):
    """What one euro is worth on one day."""

    currency: Annotated[str, Field(max_length=3)]
    valid_on: date
    rate: Annotated[Decimal, Field(max_digits=20, decimal_places=8)]
