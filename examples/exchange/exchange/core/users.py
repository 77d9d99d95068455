"""Customers, and those who work here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, Index, String
from sqlalchemy.dialects.postgresql import CITEXT
from sqlalchemy.orm import Mapped, mapped_column

from exchange.core.base import Base
from exchange.touching import Touched, touch, touches
from goofer_py import Extension

citext = Extension("citext")
touching = touch()


class User(Touched, Base):
    """Somebody with an account. Who leaves is kept for the books, and may come back."""

    __tablename__ = "users"

    email: Mapped[str] = mapped_column(CITEXT)
    password_hash: Mapped[str] = mapped_column(String(255))
    full_name: Mapped[str | None] = mapped_column(String(255))
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        CheckConstraint("position('@' in email) > 1", name="email"),
        Index("uq_users_email_active", "email", unique=True, postgresql_where="deleted_at IS NULL"),
        Index(None, "created_at"),
    )


touched = touches(User)
