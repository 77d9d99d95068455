"""Renders each revision of an Alembic project by itself, both ways, in Alembic's offline mode.

Called as `alembic_revisions.py INI DIALECT OUTPUT` in the folder that Alembic is called in;
DIALECT may be empty. Writes a JSON object to the file OUTPUT.
"""

from __future__ import annotations

import inspect
import io
import json
import re
import sqlite3
import sys
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.operations.batch import BatchOperationsImpl
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory

_DATE = re.compile(r"^\s*Create Date:\s*(\S[^\n]*)$", re.MULTILINE)


class _Unknown:
    """What a statement returned, which nobody can know without a database."""

    def _refuse(self, *_: object) -> Any:
        raise RuntimeError("it reads what a statement returned, which takes a live connection")

    __bool__ = __iter__ = __len__ = __getitem__ = __next__ = __enter__ = _refuse

    def __getattr__(self, name: str) -> Any:
        self._refuse(name)


class _Connection:
    """Alembic's connection of the offline mode, which has nothing to return."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def execute(self, *arguments: Any, **options: Any) -> _Unknown:
        self._inner.execute(*arguments, **options)
        return _Unknown()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _Scratch:
    """A SQLite in memory that follows what is rendered: rebuilding a table has to know it."""

    def __init__(self) -> None:
        from sqlalchemy import create_engine
        from sqlalchemy.pool import StaticPool

        self.raw = sqlite3.connect(":memory:", isolation_level=None)
        self.engine = create_engine("sqlite://", poolclass=StaticPool, creator=lambda: self.raw)

    def follow(self, text: str) -> None:
        self.raw.executescript(text)


class _Renderer:
    """Renders revisions in the context that the project's env.py has set up."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self._impl = context.impl
        self._alone = False
        self._broken = self._revision = ""
        self._output = self._impl.static_output
        # The dialect is Alembic's, in Alembic's own process: only on SQLite it copies tables.
        self._scratch = _Scratch() if context.dialect.name == "sqlite" else None
        context.connection = self._impl.connection = _Connection(context.connection)
        self._impl.static_output = self._write
        self._impl.emit_begin = lambda: None
        self._impl.emit_commit = self._left

    def render(self, revision: str, function: Any) -> dict[str, Any]:
        """Return what a function of a revision runs, or why that cannot be known."""
        self._alone, self._revision = False, revision
        buffer = self._impl.output_buffer = io.StringIO()
        error = None
        try:
            function()
        except NotImplementedError:
            error = ""
        except Exception as raised:  # noqa: BLE001 - it is somebody else's code
            first = (str(raised).strip() or type(raised).__name__).split("\n")[0]
            error = f"{type(raised).__name__}: {first}"
            self._broken = self._broken or revision
        return {"text": buffer.getvalue(), "alone": self._alone, "error": error}

    def flush(self, batch: Any) -> None:
        """Let a rebuild look at the table as it is by now."""
        if self._scratch is None or not hasattr(batch, "operations"):
            _flush(batch)
            return
        if self._broken and batch._should_recreate():
            raise RuntimeError(f"it rebuilds a table as {self._broken} left it, which is not known")
        with self._scratch.engine.connect() as connection:
            operations, context = batch.operations, batch.operations.migration_context
            operations.get_bind = lambda: connection
            context.as_sql = False
            try:
                _flush(batch)
            finally:
                context.as_sql = True
                del operations.get_bind

    def _write(self, text: str) -> None:
        self._output(text)
        if self._scratch is not None and not self._broken:
            try:
                self._scratch.follow(text)
            except sqlite3.Error:
                # It may need rows that are not here: only a rebuild after it is in doubt.
                self._broken = self._revision

    def _left(self) -> None:
        self._alone = True


_flush: Any = BatchOperationsImpl.flush


def _ordered(scripts: ScriptDirectory) -> list[Any]:
    """Return all revisions in the order in which Alembic would apply them."""
    return list(scripts.iterate_revisions("heads", "base", implicit_base=True))[::-1]


def _date(script: Any) -> str | None:
    found = _DATE.search(script.module.__doc__ or "")
    return found[1].strip() if found else None


def _described(script: Any, scripts: ScriptDirectory) -> dict[str, Any]:
    parents = [scripts.get_revision(one).revision for one in script._all_down_revisions]
    return {
        "revision": script.revision,
        "parents": parents,
        "title": script.doc or "",
        "date": _date(script),
        "file": Path(script.path).name,
        "branches": sorted(script.branch_labels),
    }


def _rendered(context: Any, scripts: ScriptDirectory) -> list[dict[str, Any]]:
    renderer = _Renderer(context)

    def flush(batch: Any) -> None:
        renderer.flush(batch)

    setattr(BatchOperationsImpl, "flush", flush)  # noqa: B010 - it is not meant to be set
    ordered = _ordered(scripts)
    found = [_described(script, scripts) for script in ordered]
    for script, one in zip(ordered, found, strict=True):
        one["up"] = renderer.render(script.revision, script.module.upgrade)
    for script, one in zip(reversed(ordered), reversed(found), strict=True):
        down = getattr(script.module, "downgrade", None)
        one["down"] = renderer.render(script.revision, down) if down else None
    return found


def _config(ini: str) -> Config:
    options: dict[str, Any] = {"stdout": io.StringIO(), "output_buffer": io.StringIO()}
    # Since 1.16, part of the settings may be there.
    toml = Path("pyproject.toml")
    if toml.exists() and "toml_file" in inspect.signature(Config.__init__).parameters:
        options["toml_file"] = str(toml)
    return Config(ini, **options)


def main(ini: str, dialect: str, output: str) -> None:
    """Write what the revisions of a project run."""
    config = _config(ini)
    url = config.get_main_option("sqlalchemy.url") or ""
    if dialect and re.split(r"[+:]", url)[0] not in (dialect, f"{dialect}ql"):
        config.set_main_option("sqlalchemy.url", f"{dialect}://")
    scripts = ScriptDirectory.from_config(config)
    result: dict[str, Any] = {"calls": 0}

    def step(_: Any, context: Any) -> list[Any]:
        result["calls"] += 1
        result["offline"] = bool(context.as_sql)
        result["dialect"] = context.dialect.name
        result["table"] = context.version_table
        result["schema"] = context.version_table_schema
        if context.as_sql and result["calls"] == 1:
            result["revisions"] = _rendered(context, scripts)
        return []

    with EnvironmentContext(config, scripts, fn=step, as_sql=True, destination_rev="heads"):
        scripts.run_env()
    Path(output).write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
