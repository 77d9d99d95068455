"""Moments as they are typed."""

from __future__ import annotations

from datetime import UTC, datetime

from goofer_py.errors import UsageError


def moment(text: str) -> datetime:
    """Return a moment in UTC, which is also what one without a zone is in; raises UsageError."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(
            f"--before takes a moment such as 2026-01-31T12:00, not {text!r}. Nothing was changed.",
            hint="--before 2026-01-31T12:00 in UTC, or --before 2026-01-31T12:00+02:00",
        ) from None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
