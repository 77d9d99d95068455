"""What watches statements on a copy, so that it is known what they do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from goofer_py.dialects.dialect import Dialect
from goofer_py.errors import UsageError
from goofer_py.hazards.measured import Effects
from goofer_py.introspect.postgresql import meter as postgresql
from goofer_py.stores.store import Session
from goofer_py.stores.url import parse_url


class Meter(Protocol):
    """Watches one session of a database that nobody else uses."""

    def begin(self) -> None:
        """Count all that is there as what others may use: a transaction has begun."""

    def before(self) -> None:
        """Look at what is there, in that transaction."""

    def after(self) -> Effects:
        """Return what was done since `before`, and all locks that are held on what was there."""

    def reaches_out(self) -> bool:
        """Whether the open transaction changes what is shared with other databases."""

    def reset(self) -> None:
        """Set the session's settings back, outside of a transaction."""


_METERS: dict[str, Callable[[Session], Meter]] = {"postgresql": postgresql.PostgreSQLMeter}
_ADOPTED = {"postgresql": postgresql.adopt_settings}


def check_measurable(dialect: Dialect, url: str) -> None:
    """Raise UsageError for a database that tells too little of its statements."""
    if dialect.name not in _METERS:
        known = ", ".join(_METERS)
        raise UsageError(
            f"{parse_url(url).shown()} is {dialect.server}, and --measure is for {known}."
            " Nothing was changed.",
            hint="goofer lint --url URL, which goes by the rules",
        )


def adopt_settings(source: Session, copy: Session) -> None:
    """Give the database of `copy` the settings of that of `source`, for its next session."""
    _ADOPTED[source.dialect.name](source, copy)


def meter_for(session: Session) -> Meter:
    """Return what watches a session of a database that `check_measurable` lets pass."""
    return _METERS[session.dialect.name](session)
