"""Rows that know when they were last changed, whoever changes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, MetaData, func
from sqlalchemy import text as sql
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from goofer_py import Function, Trigger

CONVENTION = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}


class Touched:
    """Has a key that nobody can guess, and the times of its first and last change."""

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=sql("gen_random_uuid()"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


def touch() -> Function:
    """Return the function that the triggers of one database call."""
    body = "BEGIN NEW.updated_at := now(); RETURN NEW; END"
    return Function("touch", returns="trigger", language="plpgsql", body=body)


def touches(entity: type[DeclarativeBase]) -> Trigger:
    """Return the trigger that keeps `updated_at` of an entity."""
    table: Any = entity.__table__
    return Trigger(
        f"{table.name}_touch", table, timing="before", events="update", execute="touch()"
    )


def base_metadata() -> MetaData:
    """Return metadata that names every constraint and index by one rule."""
    return MetaData(naming_convention=CONVENTION)
