"""What customers send in, and what became of it."""

from __future__ import annotations

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Enum, Index, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from exchange.touching import Touched, base_metadata, touch, touches
from goofer_py import Extension

trigrams = Extension("pg_trgm")
touching = touch()


class Base(DeclarativeBase):
    """Names constraints and indexes by the rule of the exchange."""

    metadata = base_metadata()


class KycStatus(enum.Enum):
    """How far a submission is."""

    PENDING = "pending"
    UNDER_REVIEW = "under_review"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"


class DocumentType(enum.Enum):
    """What was sent in."""

    PASSPORT = "passport"
    NATIONAL_ID = "national_id"
    DRIVERS_LICENSE = "drivers_license"
    PROOF_OF_ADDRESS = "proof_of_address"


def values(kind: type[enum.Enum]) -> list[str]:
    """Return what the database keeps of an enum."""
    return [str(one.value) for one in kind]


class Submission(Touched, Base):
    """One try of a customer, whose account is in core: no key can reach there."""

    __tablename__ = "kyc_submissions"

    user_id: Mapped[UUID]
    legal_name: Mapped[str] = mapped_column(Text)
    status: Mapped[KycStatus] = mapped_column(
        Enum(KycStatus, name="kyc_status", values_callable=values), server_default="pending"
    )
    reviewed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reviewed_by: Mapped[UUID | None]
    rejection_reason: Mapped[str | None] = mapped_column(Text)
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        CheckConstraint(
            "status NOT IN ('approved', 'rejected') OR reviewed_at IS NOT NULL", name="reviewed"
        ),
        CheckConstraint("status <> 'rejected' OR rejection_reason IS NOT NULL", name="reason"),
        Index(None, "user_id"),
        Index(
            "uq_kyc_submissions_open",
            "user_id",
            unique=True,
            postgresql_where="status IN ('pending', 'under_review')",
        ),
        Index(
            "ix_kyc_submissions_name",
            "legal_name",
            postgresql_using="gin",
            postgresql_ops={"legal_name": "gin_trgm_ops"},
        ),
    )


touched_submissions = touches(Submission)
