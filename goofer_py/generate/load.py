"""A dump run on an empty database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain, groupby
from operator import attrgetter
from pathlib import Path

from goofer_py.dialects.splitter import split
from goofer_py.dialects.statement import Statement
from goofer_py.errors import FileError, LoadFailed, StatementFailed
from goofer_py.generate.contents import refuse_contents
from goofer_py.generate.dump_marks import check_dump
from goofer_py.migrate.growing import NOBODY, Told
from goofer_py.stores.far import Steps
from goofer_py.stores.fault import ScriptFailed
from goofer_py.stores.store import Session

_EMPTY = "name an empty database with --url"


_AT_ONCE = 20
"""How many statements are sent together, of which it is told that they run."""


def load(
    session: Session,
    text: str,
    path: Path,
    told: Told = NOBODY,
    beside: Callable[[], Session] | None = None,
) -> int:
    """Run the text of the file at `path` and return how many statements that were.

    If that takes long, it is `told` which of them run, and what is seen of them from a connection
    that `beside` opens.
    All of it runs in one transaction where the database can undo what it makes. Raises NotEmpty,
    FileError for a file without statements, a part of a dump or one of another database, and
    LoadFailed with the place of what failed.
    """
    check_dump(text, path, session.dialect)
    statements = list(split(text, session.syntax))
    if not statements:
        raise FileError("there is no statement in it. Nothing was run.", path=path)
    refuse_contents(session, "goofer load", _EMPTY)
    whole = not session.rules.ddl_commits
    try:
        if whole:
            session.begin()
        _run(session, statements, told, beside)
        if whole:
            session.commit()
    except BaseException as error:
        if whole:
            session.rollback()
        if isinstance(error, StatementFailed):
            raise _failed(session, error, path, undone=whole) from error
        raise
    return len(statements)


def _run(
    session: Session,
    statements: Sequence[Statement],
    told: Told,
    beside: Callable[[], Session] | None,
) -> None:
    # Portions of one COPY share their offset, and stay together.
    found = [list(portions) for _, portions in groupby(statements, attrgetter("offset"))]
    steps = Steps(session, len(found), "statements")
    with told.of("load", steps, beside, session.database):
        for done in range(0, len(found), _AT_ONCE):
            some = found[done : done + _AT_ONCE]
            last = done + len(some)
            steps.begin(f"statements {done + 1} to {last} of {len(found)}", done)
            session.run_statements(chain.from_iterable(some))


def _failed(session: Session, error: StatementFailed, path: Path, *, undone: bool) -> LoadFailed:
    at = error.at if isinstance(error, ScriptFailed) else None
    place = f"{path}:{at.line}:{at.column}" if at is not None else str(path)
    state = (
        "Nothing of the file stayed."
        if undone
        else "This server commits after each statement: what stands before it in the file is there."
    )
    hint = None if undone else "drop the database, make it again, and load once more"
    return LoadFailed(
        f"{place}: {error.server}. {session.database}: {state}",
        database=session.database,
        server=error.server,
        path=path,
        line=at.line if at is not None else None,
        undone=undone,
        hint=hint,
    )
