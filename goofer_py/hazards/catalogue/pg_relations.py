"""PG4: relations between tables of PostgreSQL."""

from __future__ import annotations
