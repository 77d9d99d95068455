"""Calling the hooks of a run."""

from __future__ import annotations

import os
import signal
import subprocess
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from goofer_py.clock import Clock
from goofer_py.errors import (
    ConnectionFailed,
    GooferError,
    HookFailed,
    Interrupted,
    StatementFailed,
    UsageError,
)
from goofer_py.events import Event, HookErred, HookFinished, HookSaid, HookStarted
from goofer_py.migrate.files import read_text
from goofer_py.migrate.hook_targets import SCRIPT, function_named, is_function
from goofer_py.migrate.hooks import Hook, HookContext, Hooks
from goofer_py.migrate.interruption import Interruption
from goofer_py.migrate.script import prepare_text
from goofer_py.migrate.work import SQLWork, enveloped
from goofer_py.stores.fault import ScriptFailed

if TYPE_CHECKING:
    from goofer_py.migrate.migration import Migration
    from goofer_py.stores.store import Session

_KEPT_LINES = 10
"""How much of what a command wrote is in the error when it fails."""


class Bench(Protocol):
    """What a run works on."""

    session: Session
    interruption: Interruption
    clock: Clock


class Hooking:
    """Calls the hooks of one run, one after the other; the first that fails ends it."""

    def __init__(
        self,
        hooks: Hooks,
        bench: Bench,
        direction: str,
        tell: Callable[[Event], None],
        settings: Mapping[str, object] | None = None,
        end: Callable[[], None] | None = None,
    ) -> None:
        self._hooks = hooks
        self._session = bench.session
        self._interruption = bench.interruption
        self._clock = bench.clock
        self._direction = direction
        self._tell = tell
        self._settings = MappingProxyType(dict(settings or {}))
        self._end = end

    @contextmanager
    def around(self, versions: Sequence[str], ran: Callable[[], Sequence[str]]) -> Iterator[None]:
        """Call what comes before a run, and after it; `ran` gives the versions that are done."""
        try:
            self._call("before_run", "Nothing was run.", versions=tuple(versions))
            yield
        except GooferError as error:
            self._failed(error, tuple(ran()))
            raise
        stays = "What the run has done is committed and stays."
        self._call("after_run", stays, versions=tuple(ran()), outcome="done")

    def before(self, migration: Migration, state: str) -> None:
        """Call what comes before a migration; raises HookFailed or Interrupted."""
        said = f"{migration.title} was not begun. {state}"
        self._call("before_each", said, version=migration.version, name=migration.name)

    def after(self, migration: Migration, state: str) -> None:
        """Call what comes after a migration; raises HookFailed or Interrupted."""
        version, name = migration.version, migration.name
        self._call("after_each", state, version=version, name=name, outcome="done")

    def _failed(self, error: GooferError, ran: tuple[str, ...]) -> None:
        """Tell of a failure; what fails in doing so is told too, and takes nobody's place."""
        if isinstance(error, ConnectionFailed) or self._session.closed:
            return
        try:
            self._call(
                "on_failure", "", versions=ran, outcome="failed", error=error.message, after=True
            )
        except GooferError as second:
            self._tell(HookErred(self._session.database, "on_failure", second.message))

    def _call(
        self,
        when: str,
        state: str,
        *,
        versions: tuple[str, ...] = (),
        version: str = "",
        name: str = "",
        outcome: str = "begins",
        error: str = "",
        after: bool = False,
    ) -> None:
        for hook in self._hooks.of(when):
            context = HookContext(
                self._session,
                when,
                self._direction,
                versions,
                version,
                name,
                outcome,
                error,
                self._settings,
            )
            self._one(hook, context, state)
            if self._interruption.noted and not after:
                raise self._stopped(hook, when, state)

    def _one(self, hook: Hook, context: HookContext, state: str) -> None:
        title, started = self._session.hide(_title(hook)), self._clock.monotonic()
        database = self._session.database
        self._tell(HookStarted(database, context.hook, title))
        try:
            self._run(hook, context)
        except ConnectionFailed:
            raise
        except Exception as error:
            if self._interruption.noted and not context.error:
                raise self._stopped(hook, context.hook, state) from error
            why = _told(error)
            rest = f"\n{state}" if "\n" in why else f" {state}"
            message = f"The {context.hook} hook {title} failed{why}{rest}".strip()
            raise HookFailed(
                self._session.hide(message),
                when=context.hook,
                hook=title,
                hint="correct the hook, then: goofer status",
            ) from error
        duration = self._clock.monotonic() - started
        self._tell(HookFinished(database, context.hook, title, duration))

    def _run(self, hook: Hook, context: HookContext) -> None:
        if not isinstance(hook, str):
            self._function(hook, context)
        elif hook.endswith(SCRIPT):
            self._script(hook)
        elif is_function(hook):
            self._function(function_named(hook, self._hooks.python_path), context)
        else:
            self._command(hook, context)

    def _stopped(self, hook: Hook, when: str, state: str) -> Interrupted:
        return Interrupted(
            f"{self._interruption.noted} ended the run in the {when} hook {_title(hook)}."
            f" {state}".strip(),
            hint="goofer status",
        )

    def _script(self, file: str) -> None:
        session, path = self._session, self._hooks.folder / file
        work = prepare_text(read_text(path), path, session)
        if not isinstance(work, SQLWork):
            return
        if work.alone and session.in_transaction:
            raise UsageError("Its statements commit by themselves, and a transaction is open.")
        try:
            with enveloped(session, [work]):
                work.run(session)
        except ScriptFailed as error:
            raise _placed(error, str(path)) from error

    def _function(self, function: Callable[[HookContext], object], context: HookContext) -> None:
        session = self._session
        session.begin()
        try:
            function(context)
            session.commit()
        except BaseException:
            with suppress(StatementFailed, ConnectionFailed):
                session.rollback()
            raise

    def _command(self, command: str, context: HookContext) -> None:
        """Run a command, and tell each line that it writes."""
        with subprocess.Popen(  # noqa: S602 - it is what the project's own settings say
            command,
            shell=True,
            cwd=self._hooks.folder,
            env={**os.environ, **context.variables()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        ) as process:
            self._interruption.ends(partial(_end, process, "SIGTERM"))
            try:
                last = self._listened(process, context)
            except BaseException:
                _end(process, "SIGKILL")
                raise
            finally:
                self._interruption.ends(self._end)
        if process.returncode:
            raise _CommandFailed(process.returncode, last)

    def _listened(self, process: subprocess.Popen[str], context: HookContext) -> Sequence[str]:
        last: deque[str] = deque(maxlen=_KEPT_LINES)
        for line in process.stdout or ():
            said = self._session.hide(line.rstrip("\r\n"))
            last.append(said)
            self._tell(HookSaid(self._session.database, context.hook, said))
        process.wait()
        return tuple(last)


def _end(process: subprocess.Popen[str], name: str) -> None:
    """End a command with all that it has started, which would keep its output open."""
    if not hasattr(os, "killpg"):
        process.terminate()
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.Signals[name])


class _CommandFailed(Exception):
    """A command ended with another code than 0."""

    def __init__(self, code: int, lines: Sequence[str]) -> None:
        super().__init__(code)
        self.code = code
        self.lines = lines


class _ScriptRefused(Exception):
    """A statement of a file was refused; says where."""


def _placed(error: ScriptFailed, path: str) -> _ScriptRefused:
    place = "".join(f":{number}" for number in (error.line, error.column) if number is not None)
    return _ScriptRefused(f"at {path}{place}: {error.server}")


def _title(hook: Hook) -> str:
    if isinstance(hook, str):
        return hook
    return f"{getattr(hook, '__module__', '')}:{getattr(hook, '__qualname__', repr(hook))}"


def _told(error: Exception) -> str:
    """Return why a hook failed, as it stands behind "failed"."""
    if isinstance(error, _CommandFailed):
        how = f"signal {-error.code}" if error.code < 0 else f"exit code {error.code}"
        return f" with {how}." + "".join(f"\n    {line}" for line in error.lines)
    if isinstance(error, _ScriptRefused):
        return f" {error}."
    if isinstance(error, GooferError):
        return f": {error.message}"
    return f": {type(error).__name__}: {error}."
