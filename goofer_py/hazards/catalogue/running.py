"""OP: how a migration runs."""

from __future__ import annotations
