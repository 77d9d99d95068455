"""What a pair is worth at a time, and what an exchange costs."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKeyConstraint,
    Identity,
    Index,
    Numeric,
    String,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from exchange.rates.pairs import Base
from goofer_py import Extension

gist = Extension("btree_gist")


class Rate(Base):
    """The newest rate of a pair from one source."""

    __tablename__ = "exchange_rates"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    base: Mapped[str] = mapped_column(String(10))
    quote: Mapped[str] = mapped_column(String(10))
    rate: Mapped[Decimal] = mapped_column(Numeric(20, 8))
    source: Mapped[str] = mapped_column(String(40))
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

    __table_args__ = (
        ForeignKeyConstraint(["base", "quote"], ["currency_pairs.base", "currency_pairs.quote"]),
        UniqueConstraint("base", "quote", "source"),
        CheckConstraint("rate > 0", name="rate"),
        Index(None, "base", "quote", text("seen_at DESC")),
    )


class Fee(Base):
    """What an exchange of a pair costs, in per cent; no two fees hold at the same time."""

    __tablename__ = "fees"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    base: Mapped[str] = mapped_column(String(10))
    quote: Mapped[str] = mapped_column(String(10))
    percent: Mapped[Decimal] = mapped_column(Numeric(20, 8))
    during: Mapped[Range[Any]] = mapped_column(DATERANGE)

    __table_args__ = (
        ForeignKeyConstraint(["base", "quote"], ["currency_pairs.base", "currency_pairs.quote"]),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
        ExcludeConstraint(
            ("base", "="), ("quote", "="), ("during", "&&"), using="gist", name="ex_fees_during"
        ),
    )
