"""Options that a command takes as one value: a dataclass with a field for each of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, get_type_hints

_KIND = inspect.Parameter.KEYWORD_ONLY


def parameters_of(body: Callable[..., None]) -> tuple[inspect.Parameter, ...]:
    """Return the parameters of `body` behind the first."""
    return tuple(inspect.signature(body, eval_str=True).parameters.values())[1:]


def single_options(parameters: Iterable[inspect.Parameter]) -> Iterator[inspect.Parameter]:
    """Yield the parameters by keyword; a dataclass stands for its fields."""
    for one in parameters:
        if is_dataclass(one.annotation):
            yield from options_of(one.annotation)
        else:
            yield one.replace(kind=_KIND)


def options_of(group: Any) -> Iterator[inspect.Parameter]:
    """Yield a parameter for each field of a dataclass."""
    hints = get_type_hints(group, include_extras=True)
    for field in fields(group):
        default = inspect.Parameter.empty if field.default is MISSING else field.default
        yield inspect.Parameter(field.name, _KIND, default=default, annotation=hints[field.name])


def gathered(parameters: Iterable[inspect.Parameter], given: dict[str, Any]) -> dict[str, Any]:
    """Return what was `given` for the single options as the parameters take it."""
    taken = dict(given)
    for one in parameters:
        group: Any = one.annotation
        if is_dataclass(group):
            chosen = {field.name: taken.pop(field.name) for field in fields(group)}
            taken[one.name] = one.annotation(**chosen)
    return taken
