"""The papers of a submission."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Enum, ForeignKey, Index, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kyc.submissions import Base, DocumentType, values
from exchange.touching import Touched, touches


class Document(Touched, Base):
    """One paper; what it shows is elsewhere, encrypted."""

    __tablename__ = "kyc_documents"

    submission_id: Mapped[UUID] = mapped_column(
        ForeignKey("kyc_submissions.id", ondelete="CASCADE")
    )
    document_type: Mapped[DocumentType] = mapped_column(
        Enum(DocumentType, name="document_type", values_callable=values)
    )
    file_url: Mapped[str] = mapped_column(Text)
    verified: Mapped[bool] = mapped_column(server_default=false())

    __table_args__ = (
        UniqueConstraint("submission_id", "document_type"),
        Index("ix_kyc_documents_to_verify", "created_at", postgresql_where="NOT verified"),
    )


touched = touches(Document)
