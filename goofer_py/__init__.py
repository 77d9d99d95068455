"""Proved SQL migrations, written from the entities that a program declares."""

from __future__ import annotations

__version__ = "0.1.0"
