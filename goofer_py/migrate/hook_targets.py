"""What hooks are: looked for before a run, so that none is missed halfway through it."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path

from goofer_py.errors import HookFailed
from goofer_py.migrate.hooks import WHEN, Hook, HookContext, Hooks

SCRIPT = ".sql"
_FUNCTION = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=.*", re.DOTALL)
_PLAIN = re.compile(r"[\w./+-]+")
_KNOWN = 'command -v "$1" >/dev/null 2>&1'


def is_function(hook: str) -> bool:
    """Say whether a hook is the name of a function: module:function."""
    return _FUNCTION.fullmatch(hook) is not None


def function_named(hook: str, python_path: Sequence[Path]) -> Callable[[HookContext], object]:
    """Import a function by its name; raises what keeps it from being imported."""
    module, _, path = hook.partition(":")
    for folder in reversed(python_path):
        if str(folder.absolute()) not in sys.path:
            sys.path.insert(0, str(folder.absolute()))
    found: Callable[[HookContext], object] = import_module(module)  # type: ignore[assignment]
    for name in path.split("."):
        found = getattr(found, name)
    return found


def check_hooks(hooks: Hooks, hide: Callable[[str], str]) -> None:
    """Raise HookFailed unless every file, function and program of the hooks is there.

    `hide` takes secrets out of a text. What a shell finds out only as it runs is let through.
    """
    lacking = list(_lacking(hooks))
    if not lacking:
        return
    first, named, _ = lacking[0]
    told = [f"The {when} hook {hook} is not there: {why}." for when, hook, why in lacking]
    raise HookFailed(
        hide(f"{' '.join(told)} Nothing was run."),
        when=first,
        hook=hide(named),
        hint="correct the hooks, then: goofer migrate",
    )


def _lacking(hooks: Hooks) -> Iterator[tuple[str, str, str]]:
    for when in WHEN:
        for hook in hooks.of(when):
            if isinstance(hook, str) and (why := _why_not(hook, hooks)):
                yield when, hook, why


def _why_not(hook: Hook, hooks: Hooks) -> str:
    """Return why a hook could not be called, an empty text when it could."""
    if not isinstance(hook, str):
        return ""
    if hook.endswith(SCRIPT):
        path = hooks.folder / hook
        return "" if os.access(path, os.R_OK) and path.is_file() else f"no file {path}"
    if is_function(hook):
        try:
            function_named(hook, hooks.python_path)
        except Exception as error:  # noqa: BLE001 - a module may raise anything
            return f"{type(error).__name__}: {error}"
        return ""
    program = _program(hook)
    if program is None or _is_known(program, hooks.folder):
        return ""
    return f"no program {program}"


def _program(command: str) -> str | None:
    """Return the first program that a command starts, None where only a shell can tell."""
    lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    try:
        words = list(lexer)
    except ValueError:
        return None
    first = next((word for word in words if not _ASSIGNMENT.fullmatch(word)), "")
    return first if _PLAIN.fullmatch(first) else None


def _is_known(program: str, folder: Path) -> bool:
    if os.name != "posix":
        return True
    done = subprocess.run(  # noqa: S603 - the name is handed over as it is, and not run
        ["/bin/sh", "-c", _KNOWN, "sh", program], cwd=folder, check=False
    )
    return done.returncode == 0
