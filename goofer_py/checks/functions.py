"""Checks in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from goofer_py.checks.check import DIRECTIONS, WHEN, Applies, Finding, Skipped, finding
from goofer_py.checks.looking import CheckContext
from goofer_py.errors import ConnectionFailed, StatementFailed, UsageError

if TYPE_CHECKING:
    from goofer_py.checks.looking import Looking

_MARK = "goofer_check"
_MANY = 1000
_F = TypeVar("_F", bound=Callable[..., Any])


def check(
    *,
    when: str | Sequence[str] = WHEN,
    direction: str | Sequence[str] = DIRECTIONS,
    environments: Sequence[str] = (),
    message: str = "",
) -> Callable[[_F], _F]:
    """Say of a function when it is called, and what is wrong when it finds anything.

    `when` is "before" or "after" a run, `direction` "up" or "down", each both without a word.
    """
    applies = Applies(
        _given("when", when, WHEN),
        _given("direction", direction, DIRECTIONS),
        tuple(environments),
    )

    def mark(function: _F) -> _F:
        setattr(function, _MARK, (applies, message))
        return function

    return mark


def _given(name: str, value: str | Sequence[str], known: tuple[str, ...]) -> tuple[str, ...]:
    given = (value,) if isinstance(value, str) else tuple(value)
    if wrong := [one for one in given if one not in known]:
        raise UsageError(f"{name} is one of {', '.join(known)}, not {wrong[0]!r}.")
    return given


@dataclass(frozen=True, slots=True)
class FunctionCheck:
    """A function that finds what should not be there.

    It fails by what it returns (rows, a text, or False) and by any exception that it raises.
    """

    name: str
    function: Callable[[CheckContext], object]
    applies: Applies
    message: str

    def ask(self, looking: Looking) -> Sequence[Finding]:
        """Call it, and undo what it did; raises Skipped."""
        try:
            with looking.undone():
                return self._found(self.function(CheckContext(looking)))
        except StatementFailed as error:
            looking.excuse(error)
            return [finding(self.name, f"{self.message or 'it failed'}: {error.server}", ())]
        except (ConnectionFailed, Skipped):
            raise
        except AssertionError as error:
            return [finding(self.name, str(error) or self.message or "it does not hold.", ())]
        except Exception as error:  # noqa: BLE001 - it is the project's own code
            return [finding(self.name, f"{type(error).__name__}: {error}", ())]

    def _found(self, result: object) -> list[Finding]:
        if result is None or result is True:
            return []
        if result is False:
            return [finding(self.name, self.message or "it does not hold.", ())]
        if isinstance(result, str):
            return [finding(self.name, result, ())] if result else []
        if not isinstance(result, Iterable):
            what = type(result).__name__
            return [finding(self.name, f"it returned {what}, not rows, a text or False.", ())]
        rows = [row if isinstance(row, tuple | list) else (row,) for _, row in _first(result)]
        message = self.message or "there is what should not be."
        return [finding(self.name, message, rows)] if rows else []


def _first(rows: Iterable[object]) -> Iterable[tuple[int, object]]:
    return zip(range(_MANY), rows, strict=False)


def function_checks(
    functions: Sequence[str | Callable[..., Any]], python_path: Sequence[Path]
) -> list[FunctionCheck]:
    """Return the checks that functions are; raises UsageError for what cannot be imported."""
    return [_one(function, python_path) for function in functions]


def _one(named: str | Callable[..., Any], python_path: Sequence[Path]) -> FunctionCheck:
    function = _imported(named, python_path) if isinstance(named, str) else named
    applies, message = getattr(function, _MARK, (Applies(), ""))
    name = named.partition(":")[2] if isinstance(named, str) else ""
    return FunctionCheck(
        name or getattr(function, "__name__", repr(function)), function, applies, message
    )


def _imported(name: str, python_path: Sequence[Path]) -> Callable[..., Any]:
    from goofer_py.migrate.hook_targets import function_named, is_function

    why = "a check is called as module:function"
    if is_function(name):
        try:
            return function_named(name, python_path)
        except Exception as error:  # noqa: BLE001 - a module may raise anything
            why = f"{type(error).__name__}: {error}"
    raise UsageError(
        f"The check {name} is not there: {why}. Nothing was run.",
        hint='[checks] functions = ["app.checks:totals"]',
    )
