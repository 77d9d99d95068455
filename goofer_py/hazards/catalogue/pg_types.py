"""PG301, PG313 and on: types of columns of PostgreSQL."""

from __future__ import annotations
