"""Who buys."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    false,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from shop.base import Base, Key, Timestamped


class Country(Base):
    """A country that the shop delivers to, by its ISO code."""

    __tablename__ = "countries"

    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    in_customs_union: Mapped[bool]


class Customer(Timestamped, Base):
    """Somebody who buys."""

    __tablename__ = "customers"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(String(120), unique=True)
    locale: Mapped[str] = mapped_column(String(5))
    points: Mapped[int] = mapped_column(server_default="0")
    phone: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (
        CheckConstraint("points >= 0", name="points_not_negative"),
        Index("ix_customers_email_lower", func.lower(email), unique=True).ddl_if(
            dialect=("postgresql", "sqlite", "mysql")
        ),
    )


class Address(Base):
    """Where a customer wants things to be sent: one of these places if nothing is said."""

    __tablename__ = "addresses"

    id: Mapped[Key]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"))
    street: Mapped[str] = mapped_column(String(120))
    city: Mapped[str] = mapped_column(String(80))
    country_code: Mapped[str] = mapped_column(ForeignKey("countries.code"))
    is_default: Mapped[bool] = mapped_column(server_default=false())

    __table_args__ = (
        Index(
            None,
            "customer_id",
            unique=True,
            postgresql_where=is_default.is_(True),
            sqlite_where=is_default.is_(True),
        ).ddl_if(dialect=("postgresql", "sqlite")),
        UniqueConstraint(
            "customer_id", "street", "city", deferrable=True, initially="DEFERRED"
        ).ddl_if(dialect="postgresql"),
    )


class NotificationChannel(Base):
    """A way to reach customers."""

    __tablename__ = "notification_channels"

    code: Mapped[str] = mapped_column(String(10), primary_key=True)


class NotificationPreference(Base):
    """Which way a customer wants to be reached about what: names that go beyond the limit."""

    __tablename__ = "customer_notification_preferences"

    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True
    )
    occasion_of_the_notification: Mapped[str] = mapped_column(String(20), primary_key=True)
    preferred_notification_channel_code: Mapped[str] = mapped_column(
        ForeignKey("notification_channels.code"), index=True
    )
    alternative_notification_channel_code: Mapped[str | None] = mapped_column(
        ForeignKey("notification_channels.code")
    )
