"""TX: transactions."""

from __future__ import annotations
