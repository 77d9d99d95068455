"""What a record of a part says about the migration that it is a part of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goofer_py.migrate.record import Record

_TEXT = re.compile(r"part of (?P<database>.*), attempt (?P<attempt>\S+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Origin:
    """The database whose migration it is, without secrets, and the attempt that it belongs to."""

    database: str
    attempt: str

    @property
    def text(self) -> str:
        """How a record keeps it, in the place of a script: that migration leads back."""
        return f"part of {self.database}, attempt {self.attempt}"


def origin_in(record: Record) -> Origin | None:
    """Return what a record says it is a part of, None where it does not say so."""
    found = _TEXT.fullmatch(record.down_script or "")
    return None if found is None else Origin(found["database"], found["attempt"])
