"""What customers have, and how it came there."""

from __future__ import annotations

import enum
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Enum,
    ForeignKey,
    Identity,
    Index,
    Numeric,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from exchange.core.base import Base
from exchange.touching import Touched, touches


class WalletStatus(enum.Enum):
    """What may be done with a wallet."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Currency(enum.Enum):
    """What is traded."""

    BTC = "BTC"
    ETH = "ETH"
    USDT = "USDT"
    USD = "USD"
    EUR = "EUR"


def values(kind: type[enum.Enum]) -> list[str]:
    """Return what the database keeps of an enum."""
    return [str(one.value) for one in kind]


class Wallet(Touched, Base):
    """One currency of one customer."""

    __tablename__ = "wallets"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    currency: Mapped[Currency] = mapped_column(
        Enum(Currency, name="currency_code", values_callable=values)
    )
    balance: Mapped[Decimal] = mapped_column(Numeric(20, 8), server_default="0")
    status: Mapped[WalletStatus] = mapped_column(
        Enum(WalletStatus, name="wallet_status", values_callable=values), server_default="active"
    )

    __table_args__ = (
        UniqueConstraint("user_id", "currency"),
        CheckConstraint("balance >= 0", name="balance"),
        Index("ix_wallets_blocked", "user_id", postgresql_where="status <> 'active'"),
        Index("ix_wallets_filled", "currency", "balance", postgresql_where="balance > 0"),
    )


class Entry(Base):
    """One movement of money in a wallet; what is written here is never changed."""

    __tablename__ = "ledger_entries"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    wallet_id: Mapped[UUID] = mapped_column(ForeignKey("wallets.id", ondelete="RESTRICT"))
    amount: Mapped[Decimal] = mapped_column(Numeric(20, 8))
    booked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount"),
        Index(None, "wallet_id", "booked_at"),
    )


touched = touches(Wallet)
