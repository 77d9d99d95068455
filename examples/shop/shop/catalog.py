"""What is sold."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Numeric,
    String,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.base import Base, Key, Money, Timestamped


class Category(Base):
    """A shelf, and the one it is part of."""

    __tablename__ = "categories"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(60))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id", ondelete="CASCADE"))


class Tag(Base):
    """A word that products are found by, whatever its case."""

    __tablename__ = "tags"

    id: Mapped[Key]
    word: Mapped[str] = mapped_column(
        String(40)
        .with_variant(String(40, collation="NOCASE"), "sqlite")
        .with_variant(String(40, collation="C"), "postgresql"),
        unique=True,
    )


product_tags = Table(
    "product_tags",
    Base.metadata,
    Column(
        "product_id",
        ForeignKey("products.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("tag_id", ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Product(Timestamped, Base):
    """Something that is sold."""

    __tablename__ = "products"

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(
        String(20), server_default="thing", comment="which class it is"
    )
    sku: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(Text)
    attributes: Mapped[dict[str, Any]] = mapped_column(
        JSON().with_variant(JSONB(), "postgresql"), server_default="{}"
    )
    price: Mapped[Money] = mapped_column(comment="in euro, without tax")
    year: Mapped[int | None]
    category_id: Mapped[int] = mapped_column(
        ForeignKey("categories.id", ondelete="RESTRICT"), index=True
    )
    tags: Mapped[list[Tag]] = relationship(secondary=product_tags)

    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "thing"}
    __table_args__ = (
        CheckConstraint("price >= 0", name="price_not_negative"),
        Index(
            None,
            "attributes",
            postgresql_using="gin",
            postgresql_ops={"attributes": "jsonb_path_ops"},
        ).ddl_if(dialect=("postgresql", "sqlite")),
        {"comment": "Everything that is sold, has a price and lies on a shelf"},
    )


class Book(Product):
    """A product to read."""

    __tablename__ = "books"

    id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), primary_key=True)
    isbn: Mapped[str] = mapped_column(String(13), unique=True)
    authors: Mapped[list[str]] = mapped_column(JSON().with_variant(ARRAY(String(80)), "postgresql"))

    __mapper_args__ = {"polymorphic_identity": "book"}


class Garment(Product):
    """A product to wear, in sizes."""

    __tablename__ = "garments"

    id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), primary_key=True)
    picture: Mapped[bytes | None] = mapped_column(LargeBinary)

    __mapper_args__ = {"polymorphic_identity": "garment"}


class Size(Base):
    """A size of a garment, in the words of the tailors who supply them."""

    __tablename__ = "Größen"

    garment_id: Mapped[int] = mapped_column(
        ForeignKey("garments.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column("Größe", String(8), primary_key=True)
    width: Mapped[Decimal] = mapped_column("Weite in cm", Numeric(5, 1))
    group: Mapped[str | None] = mapped_column(String(20))

    __table_args__ = (CheckConstraint(width > 0, name="Weite_positiv"),)
