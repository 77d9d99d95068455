"""What is in a database and cannot be expressed yet: it is reported, and left alone."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.schema.name import Name


@dataclass(frozen=True, slots=True)
class Unmanaged:
    """Something in the database that goofer leaves alone; `kind` in the server's words.

    `definition` is the whole CREATE statement, where a trial of a change needs the thing itself.
    """

    kind: str
    name: Name
    definition: str | None = None
