"""The garbage collector out of the way while much is made and nothing of it is garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collections() -> Iterator[None]:
    """Make no searches for cycles meanwhile: a schema has none, and thousands of tables cost them.

    With 1,000 tables a quarter of the time of a comparison went into finding nothing
    (`python -m benchmarks diff --large`).
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
