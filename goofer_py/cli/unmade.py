"""A database that was made for a command, and goes with it where it fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from goofer_py.stores.store import Store


@contextmanager
def unmade(store: Store) -> Iterator[None]:
    """Leave no empty file behind where there was none, if what is done with it fails."""
    path: Path | None = getattr(store, "path", None)
    there = path is None or path.exists()
    try:
        yield
    except BaseException:
        if path is not None and not there:
            _remove_empty(path)
        raise


def _remove_empty(path: Path) -> None:
    with suppress(OSError):
        if path.stat().st_size == 0:
            path.unlink()
