"""Help for the tests of programs that use goofer: a pytest plugin, and tests of migrations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from goofer_py.testing.engine import engine_in_memory

__all__ = ["engine_in_memory"]


# pytest loads the plugin in every run, also where nothing of goofer is used.
def __getattr__(name: str) -> Any:
    if name != "engine_in_memory":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from goofer_py.testing.engine import engine_in_memory

    return engine_in_memory
