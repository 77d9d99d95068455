"""Runs on many databases from a program."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goofer_py.errors import GooferError, Interrupted, SomeFailed
from goofer_py.many.pool import Lost, on_each

if TYPE_CHECKING:
    from goofer_py.migrate.migrator import Migrator, UpOptions
    from goofer_py.migrate.results import RunResult

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ManyRuns:
    """What came of a run on many databases, by their names.

    Those in `left` were not begun, because one before them failed.
    """

    done: Mapping[str, RunResult]
    failed: Mapping[str, GooferError]
    left: tuple[str, ...]

    def check(self) -> None:
        """Raise SomeFailed when any failed."""
        if not self.failed:
            return
        first = next(iter(self.failed))
        names = ", ".join(list(self.failed)[:_SHOWN])
        more = f" and {len(self.failed) - _SHOWN} more" if len(self.failed) > _SHOWN else ""
        codes = {error.exit_code for error in self.failed.values()}
        raise SomeFailed(
            f"Failed: {names}{more}. {first}: {self.failed[first].message}",
            failed=tuple(self.failed),
            left=self.left,
            code=codes.pop() if len(codes) == 1 else 1,
            hint=self.failed[first].hint,
        )


@dataclass(frozen=True, slots=True)
class _Up:
    """Migrates one of them."""

    migrator: Callable[[str], Migrator]
    options: UpOptions

    def __call__(self, name: str) -> RunResult | GooferError:
        try:
            with self.migrator(name) as migrator:
                return migrator.up(**self.options)
        except KeyboardInterrupt:
            return Interrupted("Stopped by a signal.")
        except Exception as error:  # noqa: BLE001 - it is the result, and the others go on
            return _portable(error)


def up_each(
    names: Sequence[str],
    migrator: Callable[[str], Migrator],
    options: UpOptions,
    *,
    jobs: int,
    keep_going: bool,
) -> ManyRuns:
    """Apply what is pending on each of them, `jobs` at the same time."""
    done: dict[str, RunResult] = {}
    failed: dict[str, GooferError] = {}

    def go_on(result: RunResult | GooferError | Lost) -> bool:
        if isinstance(result, Interrupted):
            return False
        return keep_going or not isinstance(result, GooferError | Lost)

    for index, result in on_each(_Up(migrator, options), names, jobs, go_on):
        name = names[index]
        if isinstance(result, Lost):
            failed[name] = GooferError(f"The process that migrated it ended with {result.code}.")
        elif isinstance(result, GooferError):
            failed[name] = result
        else:
            done[name] = result
    left = tuple(name for name in names if name not in done and name not in failed)
    return ManyRuns(done, failed, left)


def _portable(error: Exception) -> GooferError:
    """Return an error that another process can read."""
    if isinstance(error, GooferError):
        try:
            found = pickle.loads(pickle.dumps(error))  # noqa: S301 - what was written right here
        except Exception:  # noqa: BLE001 - a cause or a field may be anything
            return GooferError(error.message, hint=error.hint)
        return error if isinstance(found, GooferError) else GooferError(error.message)
    return GooferError(f"{type(error).__name__}: {error}")
