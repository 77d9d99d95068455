"""What the entities of core have in common."""

from __future__ import annotations

from sqlalchemy.orm import DeclarativeBase

from exchange.touching import base_metadata


class Base(DeclarativeBase):
    """Names constraints and indexes by the rule of the exchange."""

    metadata = base_metadata()
