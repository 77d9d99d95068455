"""SD: the design of tables."""

from __future__ import annotations
