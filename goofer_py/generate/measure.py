"""Scripts are run on a copy of a database's definitions, and watched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from goofer_py.errors import StatementFailed
from goofer_py.generate.canonical import build
from goofer_py.generate.measure_each import Each, refused
from goofer_py.generate.render import Renderer
from goofer_py.hazards.action import (
    Action,
    CreateIndex,
    DetachPartition,
    DropIndex,
    Harmless,
    Maintain,
    Reindex,
    Step,
    Transaction,
)
from goofer_py.hazards.measured import Measurement
from goofer_py.hazards.unit import Unit
from goofer_py.introspect.introspector import Introspector
from goofer_py.introspect.meter import (
    Meter,
    adopt_settings,
    committing_meter,
    meter_for,
    place_for,
)
from goofer_py.introspect.scope import Scope
from goofer_py.schema import ObjectKey, Schema
from goofer_py.stores.rules import Kind
from goofer_py.stores.store import Session, Store

_LOCAL = re.compile(r"SET\s+(LOCAL|TRANSACTION|CONSTRAINTS)\b", re.IGNORECASE)
_OUTSIDE = re.compile(r"ATTACH\b|VACUUM\b.*\bINTO\b", re.IGNORECASE | re.DOTALL)
_RIGHTS = re.compile(r"\b(?:GRANT|REVOKE|OWNED\s+BY)\b", re.IGNORECASE)
_TRIED: tuple[type[Action], ...] = (
    CreateIndex,
    DropIndex,
    Reindex,
    Maintain,
    DetachPartition,
)
"""Of what takes no transaction, that which stays within its database."""
_SHARED = "it changes what all databases of the server share: undone, so nothing behind it sees it"


@dataclass(frozen=True, slots=True)
class _Whole:
    """An empty database as a place to build in; implements Scratch."""

    session: Session
    introspector: Introspector
    default_schema: str | None = None

    def namespace(self, name: str) -> str:
        """Return `name`: everything is called as it is."""
        return name

    def read(self) -> Schema:
        """Return what is there."""
        return self.introspector.read(self.session, Scope(exclude=()))


@dataclass(frozen=True, slots=True)
class Copy:
    """A database that holds the definitions of another one; `unmade` could not be made there."""

    store: Store
    session: Session
    unmade: frozenset[ObjectKey]


@contextmanager
def copied(
    store: Store, schema: Schema, introspector: Introspector, renderer: Renderer
) -> Iterator[Copy]:
    """Give a new database on the same server that holds `schema` without rows.

    It is dropped at the end. Raises ScratchRefused where the role may create none, GenerateError
    when the server refuses a table.
    """
    with place_for(store, renderer.dialect.name) as spare:
        with closing(store.connect()) as source, closing(spare.connect()) as first:
            adopt_settings(source, first)
        with closing(spare.connect()) as session:
            for name in schema.namespaces:
                session.ensure_schema(name)
            yield Copy(spare, session, build(_Whole(session, introspector), schema, renderer))


def measure(
    session: Session, units: Iterable[Unit], connect: Callable[[], Session]
) -> Iterator[Measurement]:
    """Run the scripts in their order on a copy; yield what each statement does, or why not.

    What shares a transaction does so here too: a lock is held until its end. What a statement
    does is there for those behind it. Of units that are not told nothing is yielded. `connect`
    opens more sessions on the copy.
    """
    if session.rules.ddl_commits:
        with closing(committing_meter(connect)) as each:
            yield from _run(units, lambda unit: Each(each, unit))
    else:
        meter = meter_for(session)
        yield from _run(units, lambda unit: _Trial(session, meter, unit))


def _run(units: Iterable[Unit], tried: Callable[[Unit], Each | _Trial]) -> Iterator[Measurement]:
    for unit in units:
        trial = tried(unit)
        for step in unit.steps:
            found = trial.measured(step)
            if unit.told:
                yield found
        trial.end()


class _Trial:
    """One script: in one transaction, or with one for each statement."""

    def __init__(self, session: Session, meter: Meter, unit: Unit) -> None:
        self._session = session
        self._meter = meter
        self._unit = unit
        self._together = unit.transactional

    def end(self) -> None:
        """Keep what was done, for the scripts behind it, but none of its settings."""
        self._finish()
        self._meter.reset()

    def measured(self, step: Step) -> Measurement:
        """Run a statement, and say what it did."""
        verb = next((one.verb for one in step.actions if isinstance(one, Transaction)), None)
        if verb is not None:
            return self._boundary(step, verb)
        if not step.text:
            return self._not(step, "it is code, which runs on the real database only")
        if _reaches(step):
            return self._not(step, "it reads or writes what is outside of the database")
        kind = self._session.rules.kind(step.text)
        if kind in (Kind.ALONE, Kind.SETTING):
            return self._alone(step) if kind is Kind.ALONE else self._setting(step)
        found = self._watched(step)
        # A value of an enum can be used only behind the end of its transaction.
        if kind is Kind.VALUE or not self._together:
            self._finish()
        is_setting = kind is Kind.SESSION or _LOCAL.match(step.text)
        if is_setting and found.effects is not None:
            return self._not(step, "it is a setting, and changes no table")
        return found

    def _not(self, step: Step, why: str) -> Measurement:
        return Measurement(self._unit.source, step, why_not=why)

    def _boundary(self, step: Step, verb: str) -> Measurement:
        """Begin or end the transaction as the script does."""
        if verb in ("begin", "commit", "rollback"):
            self._finish(keep=verb != "rollback")
            self._together = verb == "begin"
        return self._not(step, "it is about the transaction, and changes no table")

    def _setting(self, step: Step) -> Measurement:
        """Run what counts before a transaction only, where it stands."""
        try:
            self._session.execute(step.text)
        except StatementFailed as error:
            return self._not(step, refused(error))
        return self._not(step, "it is a setting, and changes no table")

    def _finish(self, *, keep: bool = True) -> None:
        if not self._session.in_transaction:
            return
        try:
            (self._session.commit if keep else self._session.rollback)()
        except StatementFailed:  # Such as a constraint that is looked at last.
            self._session.rollback()

    def _alone(self, step: Step) -> Measurement:
        """Run it, if that is safe, for those behind it: its locks end before anybody can look."""
        self._finish()
        why = "it cannot run in a transaction, at whose end its locks could be looked at"
        if not all(isinstance(one, _TRIED) for one in step.actions):
            return self._not(step, f"{why}; nor was it run")
        try:
            self._session.execute(step.text)
        except StatementFailed as error:
            return self._not(step, f"{why}, and {refused(error)}")
        return self._not(step, why)

    def _watched(self, step: Step) -> Measurement:
        session = self._session
        if not session.in_transaction:
            session.begin()
            self._meter.begin()
        session.begin()
        keeps = False
        try:
            self._meter.before(step.text)
            session.execute(step.text)
            effects = self._meter.after()
            keeps = not (_RIGHTS.search(step.text) or self._meter.reaches_out())
        except StatementFailed as error:
            return self._not(step, refused(error))
        finally:
            (session.commit if keeps else session.rollback)()
        note = "" if keeps else _SHARED
        return Measurement(self._unit.source, step, effects, note=note)


def _reaches(step: Step) -> bool:
    is_copy = any(isinstance(one, Harmless) and one.verb == "copy" for one in step.actions)
    return is_copy or bool(_OUTSIDE.match(step.text))
