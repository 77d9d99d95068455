"""Times as other programs' histories keep them."""

from __future__ import annotations

from datetime import UTC, datetime


def moment(stored: object) -> datetime | None:
    """Return a stored time in UTC; None for what is none. Without a zone, it is UTC."""
    if isinstance(stored, str):
        try:
            stored = datetime.fromisoformat(stored)
        except ValueError:
            return None
    if not isinstance(stored, datetime):
        return None
    return stored.astimezone(UTC) if stored.tzinfo else stored.replace(tzinfo=UTC)
