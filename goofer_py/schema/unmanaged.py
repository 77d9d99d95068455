"""Objects that are read and kept, and not diffed: a rebuild has to put them back as they were."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.schema.name import Name


@dataclass(frozen=True, slots=True)
class View:
    """A view; `definition` is the whole CREATE statement."""

    name: Name
    definition: str


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger; `definition` is the whole CREATE statement."""

    name: str
    table: Name
    definition: str


@dataclass(frozen=True, slots=True)
class Unmanaged:
    """Something in the database that goofer leaves alone; `kind` in the server's words.

    `definition` is the whole CREATE statement, where a trial of a change needs the thing itself.
    """

    kind: str
    name: Name
    definition: str | None = None
