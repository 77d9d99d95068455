"""Who works here. Departments and employees refer to each other."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from shop.base import Base, Key


class Department(Base):
    """A department, with or without a head."""

    __tablename__ = "departments"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(60), unique=True)
    head_id: Mapped[int | None] = mapped_column(
        ForeignKey("employees.id", ondelete="SET NULL", deferrable=True, initially="DEFERRED")
    )


class Employee(Base):
    """Somebody who works here, and whom they report to."""

    __tablename__ = "employees"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(80))
    hired_on: Mapped[date]
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id", ondelete="SET NULL"))
