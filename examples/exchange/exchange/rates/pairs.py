"""Which currencies are exchanged for which."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, SmallInteger, String, true
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from exchange.touching import base_metadata


class Base(DeclarativeBase):
    """Names constraints and indexes by the rule of the exchange."""

    metadata = base_metadata()


class Pair(Base):
    """A currency and what it is paid with."""

    __tablename__ = "currency_pairs"

    base: Mapped[str] = mapped_column(String(10), primary_key=True)
    quote: Mapped[str] = mapped_column(String(10), primary_key=True)
    precision: Mapped[int] = mapped_column(SmallInteger, server_default="8")
    enabled: Mapped[bool] = mapped_column(server_default=true())

    __table_args__ = (
        CheckConstraint("base <> quote", name="different"),
        CheckConstraint("precision BETWEEN 0 AND 8", name="precision"),
    )
