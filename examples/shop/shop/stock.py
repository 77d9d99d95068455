"""What there is, and where."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from shop.base import Base, Key


class Warehouse(Base):
    """A house full of shelves, by the code that is painted on its gate."""

    __tablename__ = "warehouses"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    city: Mapped[str] = mapped_column(String(80))

    __table_args__ = ({"sqlite_with_rowid": False},)


class StockLevel(Base):
    """How many of a product a warehouse has."""

    __tablename__ = "stock_levels"

    warehouse_code: Mapped[str] = mapped_column(
        ForeignKey("warehouses.code", onupdate="CASCADE"), primary_key=True
    )
    product_id: Mapped[int] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), primary_key=True
    )
    quantity: Mapped[int] = mapped_column(server_default="0")


class StockMovement(Base):
    """What came into a warehouse or left it."""

    __tablename__ = "stock_movements"

    id: Mapped[Key]
    warehouse_code: Mapped[str] = mapped_column(String(8))
    product_id: Mapped[int]
    change: Mapped[int]
    reason: Mapped[str | None] = mapped_column(Text)
    moved_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        ForeignKeyConstraint(
            ["warehouse_code", "product_id"],
            ["stock_levels.warehouse_code", "stock_levels.product_id"],
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        Index(None, "warehouse_code", "product_id", moved_at.desc()),
    )
