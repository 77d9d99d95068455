"""What statements of MySQL and MariaDB do: each server is asked which form of them it takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from goofer_py.errors import StatementFailed
from goofer_py.hazards.action import (
    Action,
    AddConstraint,
    AlterObject,
    ChangeAccess,
    CreateIndex,
    CreateObject,
    CreateTable,
    DropObject,
    Harmless,
    LockTable,
    Maintain,
    RenameObject,
    Step,
    Truncate,
    Unread,
    WriteRows,
)
from goofer_py.hazards.measured import Effects
from goofer_py.hazards.scale import MYSQL
from goofer_py.introspect.mysql.broken import Elsewhere, Objects, Trial
from goofer_py.introspect.mysql.forms import Form, forms
from goofer_py.introspect.mysql.stored import Stored, stored
from goofer_py.introspect.mysql.waiting import EXCLUSIVE, Watch
from goofer_py.schema import ForeignKey, Name
from goofer_py.stores.store import Session

_REFUSED = (1845, 1846, 1800, 1221)
"""Not supported, not supported because, no such ALGORITHM, and not together with that LOCK."""
_OUTSIDE = re.compile(
    r"\b(?:GLOBAL|PERSIST(?:_ONLY)?|OUTFILE|DUMPFILE|LOAD\s+(?:DATA|XML)|SET\s+(?:PASSWORD|ROLE"
    r"|DEFAULT\s+ROLE|RESOURCE))\b",
    re.IGNORECASE,
)
_OWN = frozenset({"view", "trigger", "function", "procedure", "event", "sequence", "package"})
"""The kinds of objects that are in a database, and not on the server."""
_PLAIN_WORDS = ("alter table", "select", "values", "do", "show", "describe", "explain")
_MOST_WATCHED = 4
_SHARED = "it changes what all databases of the server share"
_UNKNOWN = "nobody knows what it would do outside of the database"


@dataclass(frozen=True, slots=True)
class _Look:
    """All that is there at one moment."""

    stored: Stored
    objects: Objects


class MySQLMeter:
    """Implements CommittingMeter on the copy that `connect` opens sessions on."""

    def __init__(self, connect: Callable[[], Session]) -> None:
        self._connect = connect
        self._holder, self._watcher, self._aside = (connect() for _ in range(3))
        self._elsewhere = Elsewhere(self._aside)
        self._trial = Trial(self._aside, self._elsewhere)
        self._last: _Look | None = None
        self._begin()

    def _begin(self) -> None:
        self._session = self._connect()
        self._watch = Watch(self._session, self._holder, self._watcher)
        self._mariadb = self._session.dialect.server == "mariadb"

    def close(self) -> None:
        """Close all sessions."""
        for one in (self._session, self._holder, self._watcher, self._aside):
            one.close()

    def reset(self) -> None:
        """Go on in a new session."""
        self._session.close()
        self._begin()

    def why_not(self, step: Step) -> str:
        """Return why a statement must not be run here; empty where it may be."""
        other = self._elsewhere.named(step.text)
        if other:
            return f"it names the database {other}, which is no copy; nor was it run"
        if _OUTSIDE.search(step.text):
            return "it reads or writes what is outside of the database; nor was it run"
        for one in step.actions:
            why = _why_not(one)
            if why:
                return f"{why}; nor was it run"
        if any(isinstance(one, WriteRows | Harmless) for one in step.actions) and self._reaching():
            return "a view, trigger or routine here names another database; nor was it run"
        return ""

    def run(self, step: Step) -> Effects:
        """Run a statement in the mildest form that the server takes, and say what it did.

        Raises StatementFailed where the server refuses every form of it.
        """
        before = self._last or self._look()
        self._last = None
        act = _Act(self._session, step, forms(step, mariadb=self._mariadb))
        waited: dict[str, str] = {}
        if any(isinstance(one, WriteRows | Harmless) for one in step.actions):
            act()
        else:
            watched = tuple(self._watched(step, before.stored))
            waited = self._watch.run(act, watched, quiet=_maintains(step))
        self._last = self._look()
        return _effects(step, act.taken, waited, (before, self._last))

    def _look(self) -> _Look:
        return _Look(stored(self._aside, mariadb=self._mariadb), self._trial.look())

    def _watched(self, step: Step, there: Stored) -> Iterator[str]:
        """Yield the tables that it may wait for, the one that it is about first."""
        names = dict.fromkeys([*(one.name for one in _tables(step)), *_pointed_at(step)])
        with suppress(StatementFailed):
            for table in list(names):
                names |= dict.fromkeys(str(row[0]) for row in self._session.query(_AROUND, [table]))
        yield from [name for name in names if name in there.tables][:_MOST_WATCHED]

    def _reaching(self) -> bool:
        texts = (str(row[0]) for row in self._aside.query(_BODIES))
        return any(map(self._elsewhere.named, texts))


_AROUND = """
SELECT DISTINCT referenced_table_name FROM information_schema.key_column_usage
WHERE table_schema = DATABASE() AND table_name = ? AND referenced_table_name IS NOT NULL
"""
_BODIES = """
SELECT action_statement FROM information_schema.triggers WHERE trigger_schema = DATABASE()
UNION ALL SELECT routine_definition FROM information_schema.routines
WHERE routine_schema = DATABASE()
UNION ALL SELECT view_definition FROM information_schema.views WHERE table_schema = DATABASE()
"""


class _Act:
    """Runs a statement in one form after the other, until the server takes one."""

    def __init__(self, session: Session, step: Step, every: Iterable[Form]) -> None:
        self._session = session
        self._step = step
        self._forms = tuple(every)
        self.taken: Form | None = None

    def __call__(self) -> None:
        refused: StatementFailed | None = None
        for form in self._forms:
            try:
                self._session.execute(form.statement)
            except StatementFailed as error:
                if getattr(error, "number", None) not in _REFUSED:
                    raise
                refused = error
            else:
                self.taken = form
                return
        if refused is not None:
            raise refused
        self._session.execute(self._step.text)


def _effects(
    step: Step, form: Form | None, waited: Mapping[str, str], both: tuple[_Look, _Look]
) -> Effects:
    """Return what was done between two looks by a statement in a form of it, where it has any."""
    (old, before), (new, objects) = ((one.stored, one.objects) for one in both)
    metadata = {Name(table): lock for table, lock in waited.items() if table in old.tables}
    # What OPTIMIZE and the like hold while they work, nobody says.
    locks = {name: lock for name, lock in metadata.items() if lock == EXCLUSIVE}
    locks = {} if _maintains(step) else locks
    rewritten = old.rewritten(new)
    main = next((one for one in _tables(step) if one.name in old.tables), None)
    if any(isinstance(one, Truncate) for one in step.actions):
        rewritten = frozenset()
    elif form is not None and main is not None:
        # Its own lock is held while it works, that on metadata for a moment.
        locks = {main: form.lock}
        rewritten |= {main} if form.algorithm == "COPY" else frozenset()
    made = {one.index.name for one in step.actions if isinstance(one, CreateIndex)}
    return Effects(
        locks,
        frozenset(locks),
        rewritten,
        frozenset(),
        old.built(new, made),
        tuple(before.gone(objects, new.tables)),
        tuple(before.newly_broken(objects)),
        MYSQL,
        "" if form is None else str(form),
        metadata,
    )


def _maintains(step: Step) -> bool:
    return any(isinstance(one, Maintain) for one in step.actions)


def _tables(step: Step) -> Iterator[Name]:
    for one in step.actions:
        yield from one.tables


def _pointed_at(step: Step) -> Iterator[str]:
    """Yield the tables at which new foreign keys point."""
    for one in step.actions:
        if isinstance(one, CreateTable):
            yield from (key.target.name for key in one.made.foreign_keys)
        elif isinstance(one, AddConstraint) and isinstance(one.constraint, ForeignKey):
            yield one.constraint.target.name


def _why_not(action: Action) -> str:
    match action:
        case ChangeAccess():
            return _SHARED
        case CreateObject() | DropObject() | AlterObject() | RenameObject():
            return "" if action.kind in _OWN else _SHARED
        case LockTable():
            return "its locks would be in the way of those who look"
        case Unread():
            return _UNKNOWN
        case Harmless():
            return "" if action.verb in _PLAIN_WORDS else _UNKNOWN
    return ""
