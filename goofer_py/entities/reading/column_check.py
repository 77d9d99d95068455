"""Checks that are declared with a column and stay a part of it, where the server keeps them so."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from goofer_py.entities.reading.target import Target


def in_column(constraint: sa.CheckConstraint, target: Target) -> bool:
    """Whether the server keeps a check as a part of its column: that has no name of its own."""
    if not target.capabilities.column_checks or target.constraint_name(constraint) is not None:
        return False
    return isinstance(constraint.parent, sa.Column)


def column_check(column: sa.Column[Any], target: Target) -> str | None:
    """Return the expression of the check that stays with the column, None without one."""
    for constraint in column.constraints:
        if isinstance(constraint, sa.CheckConstraint) and in_column(constraint, target):
            return target.sql(target.clause(constraint.sqltext))
    return None
