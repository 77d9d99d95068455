"""How customers hear of the shop: entities of SQLModel, in the same metadata as all others."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from shop.base import Base


class Campaign(SQLModel, table=True):
    """A time in which there are vouchers."""

    __tablename__ = "campaigns"

    metadata = Base.metadata

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=80, index=True)
    starts_on: date
    ends_on: date | None = None

    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="ends_after_start"),)


class Voucher(SQLModel, table=True):
    """A code that makes an order cheaper, once."""

    __tablename__ = "vouchers"

    metadata = Base.metadata

    code: str = Field(max_length=16, primary_key=True)
    campaign_id: int = Field(foreign_key="campaigns.id", ondelete="CASCADE", index=True)
    percent: int = Field(sa_column_kwargs={"server_default": "10"})
    order_id: int | None = Field(default=None, foreign_key="order.id", unique=True)
