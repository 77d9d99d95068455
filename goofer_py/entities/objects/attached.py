"""What SQLAlchemy itself holds besides tables: CREATE VIEW, and DDL that waits for events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql import ddl
from sqlalchemy.sql.ddl import ExecutableDDLElement

from goofer_py.entities.objects.text import VERBS, as_declared, cut, makes_room
from goofer_py.entities.reading.target import Target
from goofer_py.errors import EntityError
from goofer_py.schema import Declared, Name, Unmanaged

_EVENTS = ("before_create", "after_create")
_Owner = sa.Table | sa.MetaData
# SQLAlchemy has it from 2.1 on.
_CREATE_VIEW: type[Any] | None = getattr(ddl, "CreateView", None)


def declared_by_sqlalchemy(
    owners: Iterable[_Owner], target: Target
) -> Iterator[Declared | Unmanaged]:
    """Yield what CreateView and DDL events of tables and MetaDatas make on the target.

    A statement that declares nothing, such as an INSERT, is yielded as left alone.
    """
    for owner in owners:
        if isinstance(owner, sa.Table) and (view := _view(owner, target)) is not None:
            yield view
        for event in _EVENTS:
            for listener in getattr(owner.dispatch, event):
                if isinstance(listener, ExecutableDDLElement):
                    yield from _of_event(listener, owner, event, target)


def _view(table: sa.Table, target: Target) -> Declared | None:
    """Return what makes a table that is a view; a temporary one is none of the database's."""
    made_by: Any = getattr(table, "_creator_ddl", None)
    if _CREATE_VIEW is None or not isinstance(made_by, _CREATE_VIEW) or made_by.temporary:
        return None
    origin = f"CreateView {table.fullname}"
    try:
        text = target.query(made_by)
    except SQLAlchemyError as error:
        raise EntityError(f"{origin} cannot be spelled: {error}") from error
    return as_declared(text, origin, target)


def _of_event(
    element: ExecutableDDLElement, owner: _Owner, event: str, target: Target
) -> Iterator[Declared | Unmanaged]:
    place = owner.fullname if isinstance(owner, sa.Table) else "MetaData"
    origin = f"the event {event} of {place}"
    try:
        if not _applies(element, owner, target):
            return
        text = target.query(element.against(owner))
    except Exception as error:  # a condition of the application runs in here
        raise EntityError(f"The DDL of {origin} cannot be read: {error}") from error
    for statement in cut(text, origin, target):
        if makes_room(statement.text, target):
            continue
        if statement.text.split(None, 1)[0].upper() in VERBS:
            yield as_declared(statement.text, origin, target)
        else:
            yield Unmanaged("statement of a DDL event", _place(owner, target))


def _applies(element: ExecutableDDLElement, owner: _Owner, target: Target) -> bool:
    rule = element._ddl_if
    return rule is None or rule._should_execute(
        element, owner, None, compiler=target.compiler, checkfirst=False
    )


def _place(owner: _Owner, target: Target) -> Name:
    return target.table_name(owner) if isinstance(owner, sa.Table) else Name("MetaData")
