"""What statements do to views, functions, types and the rest that is no table."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.hazards.action_base import Action
from goofer_py.schema import Name


@dataclass(frozen=True, slots=True)
class CreateObject(Action):
    """A view, function, trigger, policy, sequence, extension, type, domain, schema or the like.

    `details` are what rules ask for, in the dialect's words: ("security", "definer"),
    ("constraint", "check"), ("query", "...").
    """

    kind: str
    name: Name
    table: Name | None = None
    replace: bool = False
    if_not_exists: bool = False
    details: tuple[tuple[str, str], ...] = ()

    def detail(self, name: str) -> str | None:
        """The value of the detail `name`, None when it is not said."""
        return dict(self.details).get(name)


@dataclass(frozen=True, slots=True)
class DropObject(Action):
    """Such a thing goes; of functions of one name that with these argument types, None for all."""

    kind: str
    name: Name
    table: Name | None = None
    cascade: bool = False
    if_exists: bool = False
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class RenameObject(Action):
    """Such a thing gets another name or schema."""

    kind: str
    name: Name
    after: Name
    table: Name | None = None


@dataclass(frozen=True, slots=True)
class AlterObject(Action):
    """Such a thing changes; `what` says how: add constraint, set not null, update, owner, ..."""

    kind: str
    name: Name
    what: str = ""
    table: Name | None = None
    details: tuple[tuple[str, str], ...] = ()

    def detail(self, name: str) -> str | None:
        """The value of the detail `name`, None when it is not said."""
        return dict(self.details).get(name)


@dataclass(frozen=True, slots=True)
class AddEnumValue(Action):
    """An enum type gets a value; `placed` says that BEFORE or AFTER is there."""

    enum: Name
    value: str
    placed: bool = False
    if_not_exists: bool = False


@dataclass(frozen=True, slots=True)
class RenameEnumValue(Action):
    """A value of an enum type is called otherwise."""

    enum: Name
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Refresh(Action):
    """A materialized view is filled again."""

    table: Name
    concurrently: bool = False


@dataclass(frozen=True, slots=True)
class ChangeAccess(Action):
    """GRANT or REVOKE; `to` are the roles."""

    grants: bool
    to: tuple[str, ...] = ()
    table: Name | None = None
