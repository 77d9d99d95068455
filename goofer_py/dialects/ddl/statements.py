"""What a statement does, by its first words."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

from goofer_py.dialects.ddl.columns import parts
from goofer_py.dialects.ddl.tables import Alter, create_table
from goofer_py.dialects.ddl.words import Manner, NotRead, Words
from goofer_py.hazards.action import (
    Action,
    AlterObject,
    ChangeAccess,
    CreateIndex,
    CreateObject,
    DropIndex,
    DropObject,
    DropTable,
    Harmless,
    LockTable,
    Maintain,
    Reading,
    RenameTable,
    SetSetting,
    SetTimeout,
    Transaction,
    Truncate,
    Unread,
    WriteRows,
)
from goofer_py.schema import Index, Name

_OBJECTS = frozenset(
    {
        *("VIEW", "TRIGGER", "FUNCTION", "PROCEDURE", "EVENT", "SEQUENCE", "DATABASE", "SCHEMA"),
        *("USER", "ROLE", "PACKAGE", "SERVER", "TABLESPACE"),
    }
)
_WITH_BODY = ("VIEW", "TRIGGER")
"""What rules ask which tables it reads."""
_HARMLESS = frozenset(
    {
        *("SELECT", "SHOW", "EXPLAIN", "DESCRIBE", "USE", "VALUES", "PREPARE", "EXECUTE"),
        *("DEALLOCATE", "DO", "FLUSH", "UNLOCK"),
    }
)
_SECONDS = {"lock_wait_timeout": "lock", "innodb_lock_wait_timeout": "rows"}


def read(statement: str, manner: Manner) -> Reading:
    """Return what `statement` does; what is not understood is among it as Unread."""
    words = Words(statement, manner)
    verb = words.peek()
    try:
        if verb == "ALTER" and words.peek(1) in ("TABLE", "IGNORE", "ONLINE"):
            words.place = 1
            words.any_of(("IGNORE", "ONLINE"))
            words.expect("TABLE")
            alter = Alter(words)
            actions = tuple(alter.actions())
            return Reading(actions or (Harmless("alter table"),), alter.algorithm, alter.lock)
        if reader := _READERS.get(verb):
            words.place = 1
            actions = tuple(reader(words))
            if not actions:
                raise words.wrong()
            return Reading(actions, *_stated(words))
    except NotRead as wrong:
        return Reading((Unread(str(wrong)),))
    if verb in _HARMLESS:
        return Reading((Harmless(verb.lower()),))
    return Reading((Unread(f"nothing is known of {verb or 'such statements'}"),))


def _stated(words: Words) -> tuple[str, str]:
    """Return the ALGORITHM and the LOCK that the rest of the statement states."""
    found = {"ALGORITHM": "", "LOCK": ""}
    while not words.ended:
        if words.words[0].upper in ("CREATE", "DROP") and (name := words.any_of(tuple(found))):
            words.take("=")
            found[name] = words.peek()
        else:
            words.place += 1
    return found["ALGORITHM"], found["LOCK"]


def _create(words: Words) -> Iterator[Action]:
    replace = words.take("OR", "REPLACE")
    temporary = bool(words.any_of(("TEMPORARY", "TEMP")))
    if words.take("TABLE"):
        yield dataclasses.replace(create_table(words, temporary=temporary), replace=replace)
        return
    kind = words.any_of(("UNIQUE", "FULLTEXT", "SPATIAL", "VECTOR"))
    if words.take("INDEX"):
        yield _create_index(words, kind)
        return
    details = _definer(words)
    if words.take("VIRTUAL", "TABLE"):
        yield CreateObject("virtual table", _target(words))
        return
    what = words.any_of(_OBJECTS)
    if not what:
        raise words.wrong()
    missing = words.take("IF", "NOT", "EXISTS")
    name = words.name() if what != "USER" else Name(words.identifier())
    if what in _WITH_BODY and not words.ended:
        details += (("body", words.rest),)
    table = _trigger_table(words) if what == "TRIGGER" else None
    yield CreateObject(what.lower(), name, table, replace, missing, details)


def _definer(words: Words) -> tuple[tuple[str, str], ...]:
    """Return what stands between CREATE and the kind of a view or routine."""
    place = words.place
    while not words.ended and words.peek() not in (*_OBJECTS, "VIRTUAL"):
        words.skip()
    said = " ".join(words.since(place).split())
    return (("head", said),) if said else ()


def _trigger_table(words: Words) -> Name | None:
    words.skip_to("ON")
    return words.name() if words.take("ON") else None


def _target(words: Words) -> Name:
    words.take("IF", "NOT", "EXISTS") or words.take("IF", "EXISTS")
    return words.name()


def _create_index(words: Words, kind: str) -> Action:
    missing = words.take("IF", "NOT", "EXISTS")
    name = words.name()
    if words.take("USING"):
        words.skip()
    words.expect("ON")
    table = words.name()
    keys = parts(words)
    where = None
    if words.take("WHERE"):
        place = words.place
        words.skip_to()
        where = words.since(place)
    special = "" if kind == "UNIQUE" else kind.lower()
    index = Index(name.name, keys, unique=kind == "UNIQUE", where=where, method=special or None)
    return CreateIndex(table, index, if_not_exists=missing, kind=special)


def _drop(words: Words) -> Iterator[Action]:
    words.take("TEMPORARY")
    kind = words.any_of((*_OBJECTS, "TABLE", "INDEX"))
    if not kind:
        raise words.wrong()
    missing = words.take("IF", "EXISTS")
    while True:
        name = words.name()
        if kind == "TABLE":
            yield DropTable(name, if_exists=missing)
        elif kind == "INDEX":
            table = words.name() if words.take("ON") else None
            yield DropIndex(table, name, if_exists=missing)
        else:
            yield DropObject(kind.lower(), name, if_exists=missing)
        if not words.take(","):
            return


def _rename(words: Words) -> Iterator[Action]:
    words.expect("TABLE")
    while True:
        before = words.name()
        words.expect("TO")
        yield RenameTable(before, words.name())
        if not words.take(","):
            return


def _truncate(words: Words) -> Iterator[Action]:
    words.take("TABLE")
    yield Truncate((words.name(),))


def _update(words: Words) -> Iterator[Action]:
    words.any_of(("LOW_PRIORITY", "IGNORE"))
    if words.take("OR"):
        words.skip()
    yield _written("UPDATE", words, words.name())


def _delete(words: Words) -> Iterator[Action]:
    words.any_of(("LOW_PRIORITY", "QUICK", "IGNORE"))
    words.expect("FROM")
    yield _written("DELETE", words, words.name())


def _written(verb: str, words: Words, table: Name) -> Action:
    words.skip_to("WHERE", "LIMIT")
    where = words.take("WHERE")
    words.skip_to("LIMIT")
    return WriteRows(verb, table, where, limited=not words.ended)


def _insert(words: Words) -> Iterator[Action]:
    words.skip_to("INTO")
    words.expect("INTO")
    yield WriteRows("INSERT", words.name(), where=True)


def _load(words: Words) -> Iterator[Action]:
    words.skip_to("TABLE")
    words.expect("TABLE")
    yield WriteRows("COPY", words.name(), where=True)


def _set(words: Words) -> Iterator[Action]:
    while not words.ended:
        words.any_of(("SESSION", "GLOBAL", "LOCAL", "PERSIST"))
        name = words.identifier().lower().removeprefix("@@").removeprefix("session.")
        words.take("=") or words.take(":=")
        place = words.place
        words.skip_to(",")
        value = words.since(place)
        what = _SECONDS.get(name)
        if what is not None and value.isdecimal():
            yield SetTimeout(what, int(value) * 1000)
        else:
            yield SetSetting(name, value.strip("'\""))
        words.take(",")


def _pragma(words: Words) -> Iterator[Action]:
    name = words.name().name.lower()
    words.take("=") or words.take("(")
    value = "" if words.ended else words.value().strip("'\"")
    if name == "busy_timeout" and value.isdecimal():
        yield SetTimeout("lock", int(value))
    else:
        yield SetSetting(f"pragma {name}", value.lower())


def _begin(words: Words) -> Iterator[Action]:  # noqa: ARG001 - as the others are called
    yield Transaction("begin")


def _end(words: Words) -> Iterator[Action]:
    verb = words.words[0].upper
    yield Transaction("rollback" if verb == "ROLLBACK" and words.peek() != "TO" else "commit")


def _savepoint(words: Words) -> Iterator[Action]:  # noqa: ARG001 - as the others are called
    yield Transaction("savepoint")


def _lock(words: Words) -> Iterator[Action]:
    words.any_of(("TABLE", "TABLES"))
    tables = [words.name()]
    words.skip_to(",")
    while words.take(","):
        tables.append(words.name())
        words.skip_to(",")
    yield LockTable(tuple(tables), "WRITE")


def _maintain(words: Words) -> Iterator[Action]:
    verb = words.words[0].upper
    words.take("TABLE")
    named = not words.ended and words.peek() not in ("INTO", ";")
    yield Maintain(verb, words.name() if named else None)


def _access(words: Words) -> Iterator[Action]:
    yield ChangeAccess(words.words[0].upper == "GRANT")


def _alter_object(words: Words) -> Iterator[Action]:
    _definer(words)
    kind = words.any_of(_OBJECTS)
    if not kind:
        raise words.wrong()
    yield AlterObject(kind.lower(), words.name() if not words.ended else Name(""))


def _call(words: Words) -> Iterator[Action]:
    yield Unread(f"CALL {words.name()} runs what only the server knows")


_READERS: dict[str, Callable[[Words], Iterator[Action]]] = {
    "CREATE": _create,
    "ALTER": _alter_object,
    "DROP": _drop,
    "RENAME": _rename,
    "TRUNCATE": _truncate,
    "UPDATE": _update,
    "DELETE": _delete,
    "INSERT": _insert,
    "REPLACE": _insert,
    "LOAD": _load,
    "SET": _set,
    "PRAGMA": _pragma,
    "BEGIN": _begin,
    "START": _begin,
    "COMMIT": _end,
    "END": _end,
    "ROLLBACK": _end,
    "SAVEPOINT": _savepoint,
    "RELEASE": _savepoint,
    "LOCK": _lock,
    "ANALYZE": _maintain,
    "OPTIMIZE": _maintain,
    "CHECK": _maintain,
    "REPAIR": _maintain,
    "REINDEX": _maintain,
    "VACUUM": _maintain,
    "GRANT": _access,
    "REVOKE": _access,
    "CALL": _call,
}
