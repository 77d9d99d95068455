"""Tracebacks cut down to the frames of the application's own code."""

from __future__ import annotations

import sysconfig
from pathlib import Path
from traceback import FrameSummary, StackSummary, TracebackException

import goofer_py

_OWN = str(Path(goofer_py.__file__).parent / "_").removesuffix("_")
_LIBRARIES = tuple(
    {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
)


def is_library(filename: str) -> bool:
    """Whether a file is part of Python or of an installed package."""
    return filename.startswith(("<frozen", *_LIBRARIES))


def is_own_code(filename: str) -> bool:
    """Whether a file is part of goofer, or what a dataclass made up for it."""
    return filename == "<string>" or filename.startswith(_OWN)


def frames_of_user(error: BaseException) -> list[FrameSummary]:
    """Return the frames of `error` outside goofer and the import system."""
    stack = TracebackException.from_exception(error).stack
    return [frame for frame in stack if not _is_import(frame)]


def user_trace(error: BaseException) -> str:
    """Return the traceback of `error` without the frames of libraries, as Python prints it.

    Where only libraries are involved, theirs stay.
    """
    trace = TracebackException.from_exception(error)
    if not _shorten(trace):
        outside = [frame for frame in trace.stack if not _is_import(frame)]
        trace.stack = StackSummary.from_list(outside)
    return "".join(trace.format()).rstrip()


def _shorten(trace: TracebackException) -> bool:
    """Keep the frames and causes of the application's own code; whether there are any."""
    own = [frame for frame in trace.stack if _is_own(frame)]
    if not own:
        return False
    trace.stack = StackSummary.from_list(own)
    if trace.__cause__ is not None and not _shorten(trace.__cause__):
        trace.__cause__ = None
    if trace.__context__ is not None and not _shorten(trace.__context__):
        trace.__context__ = None
    return True


def _is_own(frame: FrameSummary) -> bool:
    # What a library made up at run time has a name like <string>.
    made_up = frame.filename.startswith("<")
    return not (made_up or _is_import(frame) or is_library(frame.filename))


def _is_import(frame: FrameSummary) -> bool:
    name = frame.filename
    return name.startswith(("<frozen importlib", _OWN)) or name.endswith("importlib/__init__.py")
