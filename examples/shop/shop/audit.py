"""Who did what, in a schema of its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    String,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shop.base import Base
from shop.settings import AUDIT_SCHEMA


class AuditEvent(Base):
    """Something that an employee, or the shop itself, did."""

    __tablename__ = "audit_events"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"),
        Identity(start=1, cache=20),
        primary_key=True,
    )
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id", ondelete="SET NULL"))
    request: Mapped[UUID | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(40))
    details: Mapped[dict[str, Any]] = mapped_column(JSON().with_variant(JSONB(), "postgresql"))
    happened_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )

    __table_args__ = (
        Index(
            "ix_audit_events_recent",
            happened_at.desc(),
            postgresql_include=["action"],
            postgresql_with={"fillfactor": 90},
        ),
        {"schema": AUDIT_SCHEMA, "comment": "Written once, read never, kept for ever"},
    )
