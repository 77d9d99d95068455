"""PG4: types, views and maintenance of PostgreSQL."""

from __future__ import annotations
