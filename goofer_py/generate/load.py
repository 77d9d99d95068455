"""A dump run on an empty database."""

from __future__ import annotations

from pathlib import Path

from goofer_py.dialects.splitter import split
from goofer_py.errors import FileError, LoadFailed, StatementFailed
from goofer_py.generate.contents import refuse_contents
from goofer_py.generate.dump_marks import check_dump
from goofer_py.stores.fault import ScriptFailed
from goofer_py.stores.store import Session

_EMPTY = "name an empty database with --url"


def load(session: Session, text: str, path: Path) -> int:
    """Run the text of the file at `path` and return how many statements that were.

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
        session.run_statements(statements)
        if whole:
            session.commit()
    except BaseException as error:
        if whole:
            session.rollback()
        if isinstance(error, StatementFailed):
            raise _failed(session, error, path, undone=whole) from error
        raise
    return len(statements)


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
