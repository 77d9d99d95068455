"""What was bought."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    Enum,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    Sequence,
    String,
    Text,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from shop.base import Base, Key, Money


class OrderStatus(enum.Enum):
    """How far an order is."""

    PLACED = "placed"
    PACKED = "packed"
    SENT = "sent"
    RETURNED = "returned"


class Order(Base):
    """What a customer bought at once. Its table has the name of a keyword."""

    __tablename__ = "order"

    id: Mapped[Key]
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customers.id", ondelete="RESTRICT"), index=True
    )
    address_id: Mapped[int | None] = mapped_column(ForeignKey("addresses.id", ondelete="SET NULL"))
    seller_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id"))
    status: Mapped[OrderStatus] = mapped_column(
        Enum(OrderStatus, name="order_status", values_callable=lambda e: [s.value for s in e]),
        server_default="placed",
    )
    placed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    remark: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Index(
            "ix_order_open",
            "placed_at",
            postgresql_where=(status != OrderStatus.SENT),
            sqlite_where=(status != OrderStatus.SENT),
        ),
    )


class OrderLine(Base):
    """So many of one product, at the price of that day."""

    __tablename__ = "order_lines"

    order_id: Mapped[int] = mapped_column(
        ForeignKey("order.id", ondelete="CASCADE"), primary_key=True
    )
    line: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    quantity: Mapped[int]
    unit_price: Mapped[Money]
    discount: Mapped[Money] = mapped_column(server_default="0")
    total: Mapped[Money] = mapped_column(
        Computed("(unit_price - discount) * quantity", persisted=True), comment="what is paid"
    )

    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)


class PaymentState(enum.Enum):
    """Whether the money is there."""

    EXPECTED = "expected"
    RECEIVED = "received"
    REFUSED = "refused"


class Payment(Base):
    """Money for an order, in one of several ways."""

    __tablename__ = "payments"

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(20))
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id", ondelete="CASCADE"))
    amount: Mapped[Money]
    state: Mapped[PaymentState] = mapped_column(
        Enum(PaymentState, name="state", native_enum=False, create_constraint=True, length=20),
        server_default=PaymentState.EXPECTED.name,
    )
    received_at: Mapped[datetime | None]

    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_abstract": True}
    __table_args__ = (
        CheckConstraint("kind <> 'card' OR last_four IS NOT NULL", name="card_has_last_four"),
        CheckConstraint("amount <> 0", name="amount_not_zero"),
    )


class CardPayment(Payment):
    """A payment by card."""

    last_four: Mapped[str | None] = mapped_column(String(4))

    __mapper_args__ = {"polymorphic_identity": "card"}


class TransferPayment(Payment):
    """A payment by bank."""

    iban: Mapped[str | None] = mapped_column(String(34))

    __mapper_args__ = {"polymorphic_identity": "transfer"}


invoice_numbers = Sequence("invoice_numbers", start=1000, metadata=Base.metadata)


class Invoice(Base):
    """A bill, whose number leaves no gaps: the shop draws it from a sequence when it is sent."""

    __tablename__ = "invoices"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    number: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    printed: Mapped[bytes | None] = mapped_column(LargeBinary)

    __table_args__ = ({"sqlite_autoincrement": True},)
