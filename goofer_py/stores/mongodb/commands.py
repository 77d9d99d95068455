"""What is known of commands: where they run, what a transaction holds, what may run again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from bson import json_util
from pymongo.errors import OperationFailure
from pymongo.read_preferences import ReadPreference

from goofer_py.stores.mongodb.script import DATABASE, command_of

_WITHIN = ("insert", "update", "delete", "findAndModify", "findandmodify")
"""What a transaction holds."""
_ADMIN = ("renameCollection", "setParameter", "setFeatureCompatibilityVersion", "fsync")
"""What the server has in the database `admin` alone."""
_OF_THE_SERVER = re.compile(
    r"(create|update|drop|dropAll)(User|Role|UsersFromDatabase|RolesFromDatabase)"
    r"|(grant|revoke)(Roles|Privileges)(To|From)(User|Role)"
)
"""What is about users and roles, which no database that is dropped takes along."""
_WRITES = (
    *_WITHIN,
    *("create", "createIndexes", "collMod", "drop", "dropDatabase", "dropIndexes"),
    *("renameCollection", "createUser", "updateUser", "dropUser", "createRole", "dropRole"),
)
_AGAIN = ("createIndexes", "collMod", "delete", "setParameter", "updateUser", "ping")
_SAME_AGAIN = frozenset(("$set", "$unset", "$min", "$max", "$addToSet", "$pull", "$setOnInsert"))
"""What an update may do twice without harm."""
_INDEXES = ("dropIndexes", "deleteIndexes")
_MAJORITY = {"w": "majority"}
_NO_COLLECTION = 26
_OPTIONS = json_util.RELAXED_JSON_OPTIONS


@dataclass(frozen=True, slots=True)
class Command:
    """One document of runCommand."""

    document: Mapping[str, Any]

    def run(self, client: Any, name: str, session: Any) -> Any:
        """Run it in the database `name`, or where it says itself; raises what the driver does."""
        document = dict(self.document)
        command = next(iter(document))
        where = str(document.pop(DATABASE, "admin" if command in _ADMIN else name))
        if command == "renameCollection":
            document = _renaming(document, name)
        if session is None and command in _WRITES:
            document.setdefault("writeConcern", _MAJORITY)
        answer = client[where].command(
            document, session=session, read_preference=ReadPreference.PRIMARY
        )
        _check(answer)
        return answer

    def within(self, real: str) -> Command | None:
        """Return it as it can be tried instead of in the database `real`.

        None for what is about the server, or another database.
        """
        document = dict(self.document)
        command = next(iter(document))
        if command == "renameCollection":
            own = {
                key: _own(str(document[key]), real) for key in (command, "to") if key in document
            }
            return Command({**document, **own})
        elsewhere = command in _ADMIN or _OF_THE_SERVER.fullmatch(command)
        if elsewhere or document.pop(DATABASE, real) != real:
            return None
        return Command(document)


def read(text: str) -> Command:
    """Read a command in extended JSON; raises TypeError or ValueError."""
    return Command(json_util.loads(text, json_options=_OPTIONS))


def joins(text: str) -> bool:
    """Say whether a transaction holds a command."""
    return command_of(text) in _WITHIN


def trace_of(data: Any, text: str) -> str | None:
    """Return nothing of what may run again, or what it changes as it stands; None: not known."""
    name = command_of(text)
    if name in _AGAIN or (name == "update" and _sets(json.loads(text))):
        return ""
    document = json.loads(text)
    about = document[name]
    if DATABASE in document or not isinstance(about, str):
        return None
    if name in ("create", "drop"):
        return f"collection:{_identity(data, about)}"
    if name == "renameCollection" and isinstance(document.get("to"), str):
        names = (_own(one, data.name) for one in (about, document["to"]))
        return "collections:" + ":".join(_identity(data, one) for one in names)
    if name in _INDEXES:
        return f"indexes:{_indexes(data, about)}"
    return None


def _sets(document: Mapping[str, Any]) -> bool:
    updates = [one.get("u") for one in document.get("updates", ())]
    return all(isinstance(one, dict) and one.keys() <= _SAME_AGAIN for one in updates)


def _identity(data: Any, name: str) -> str:
    """Return what a collection is called inside of the server; nothing without one."""
    for found in data.list_collections(filter={"name": name}):
        return str(found["info"].get("uuid") or found["type"])
    return ""


def _indexes(data: Any, name: str) -> str:
    try:
        found = sorted(one["name"] for one in data[name].list_indexes())
    except OperationFailure as error:
        if error.code != _NO_COLLECTION:
            raise
        found = []
    return sha256(json.dumps(found).encode()).hexdigest()[:16]


def _renaming(document: Mapping[str, Any], database: str) -> dict[str, Any]:
    """Return the command with the whole names that the server wants."""
    whole = {
        key: f"{database}.{_own(str(document[key]), database)}"
        for key in ("renameCollection", "to")
        if key in document
    }
    return {**document, **whole}


def _own(name: str, database: str) -> str:
    return name.removeprefix(f"{database}.")


def _check(answer: Mapping[str, Any]) -> None:
    """Raise OperationFailure for what a command could not write, though it answers that it ran."""
    for error in answer.get("writeErrors", ()):
        raise OperationFailure(str(error.get("errmsg")), error.get("code"))
    if error := answer.get("writeConcernError"):
        raise OperationFailure(str(error.get("errmsg")), error.get("code"))
