"""What a database will be once the migrations that still wait for it ran."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from goofer_py.dialects.splitter import split
from goofer_py.errors import GenerateError, StatementFailed
from goofer_py.generate.canonical import build
from goofer_py.generate.render import Renderer
from goofer_py.generate.stages.shapes import names_known
from goofer_py.introspect.introspector import Introspector
from goofer_py.migrate.migration import Migration
from goofer_py.migrate.progress import Step
from goofer_py.migrate.python_script import PythonScript
from goofer_py.migrate.script import CodeScript
from goofer_py.migrate.several.untouched import UNTOUCHED
from goofer_py.migrate.work import CodeFailed, CodeWork
from goofer_py.schema import Schema
from goofer_py.stores.store import Session


def with_pending(
    schema: Schema,
    pending: Sequence[Migration],
    session: Session,
    introspector: Introspector,
    renderer: Renderer,
) -> Schema:
    """Return what `schema` will be once the `pending` migrations ran, by running them in a scratch.

    Raises GenerateError, naming the migration, when one does not run there.
    """
    if not pending:
        return schema
    shown = names_known(introspector.shapes(session), pending)
    with introspector.scratch(session, schema.namespaces) as scratch:
        build(scratch, schema, renderer)
        for migration in pending:
            try:
                _run(migration, scratch.session, shown)
            except (StatementFailed, CodeFailed) as error:
                raise _not_runnable(migration, error) from error
        return session.dialect.canonical(scratch.read())


def _run(migration: Migration, session: Session, shown: Collection[str]) -> None:
    work = None
    if isinstance(migration.up, CodeScript | PythonScript):
        work = migration.up.prepare(session)
    if isinstance(work, CodeWork):
        # Other databases that it changes are not those that are compared.
        work = replace(work, declared=(), parts=UNTOUCHED)
        work.call(session, _Rehearsal(session))
    else:
        _rehearse(migration.up.text, session, shown)


def _rehearse(script: str, session: Session, shown: Collection[str] = ()) -> None:
    """Run a script; what is about the schemas `shown` to programs is about the real ones."""
    dialect = session.dialect
    for statement in split(script, dialect.syntax):
        if not any(name in statement.text for name in shown):
            session.run(dialect.rehearsed(statement.text))


class _Rehearsal:
    """The steps of code outside of a transaction, on a scratch: it holds no rows to be moved."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def once(self, script: str) -> None:
        """Run the statements of a script."""
        _rehearse(script, self._session)

    def executed(self, sql: str, parameters: Sequence[object]) -> int:
        """Run one statement."""
        return self._session.execute(sql, parameters)

    def portions(
        self, name: str, *_: object, pause: float = 0.0, counts: str | None = None
    ) -> Step:
        """Do nothing, for there is nothing to go through."""
        del pause, counts
        return Step(name, finished=True)

    def update(self, *_: object) -> int:
        """Change nothing, for there is nothing."""
        return 0

    def alter_by_copy(self, table: str, alter: str, renamed: Mapping[str, str], *_: object) -> int:
        """Change the table itself, which nobody else uses."""
        _rehearse(self._session.shadow(table, alter, renamed).statement, self._session)
        return 0


def _not_runnable(migration: Migration, error: StatementFailed | CodeFailed) -> GenerateError:
    told = error.server if isinstance(error, StatementFailed) else repr(error.__cause__)
    return GenerateError(
        f"{migration.version}_{migration.name} is pending, and does not run on a scratch copy of "
        f"the database: {told}\nSo nobody knows what to compare the entities with.",
        hint="goofer migrate",
    )
