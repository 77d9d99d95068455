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


def frames_of_user(error: BaseException) -> list[FrameSummary]:
    """Return the frames of `error` outside goofer and the import system."""
    stack = TracebackException.from_exception(error).stack
    return [frame for frame in stack if not _is_import(frame)]


def user_trace(error: BaseException) -> str:
    """Return the traceback of `error` without the frames of libraries, as Python prints it.

    Where only libraries are involved, theirs stay.
    """
    trace = TracebackException.from_exception(error)
    _shorten(trace)
    return "".join(trace.format()).rstrip()


def _shorten(trace: TracebackException) -> None:
    outside = [frame for frame in trace.stack if not _is_import(frame)]
    own = [frame for frame in outside if not is_library(frame.filename)]
    trace.stack = StackSummary.from_list(own or outside)
    for other in (trace.__cause__, trace.__context__):
        if other is not None:
            _shorten(other)


def _is_import(frame: FrameSummary) -> bool:
    name = frame.filename
    return name.startswith(("<frozen importlib", _OWN)) or name.endswith("importlib/__init__.py")
