"""A rule with the function that finds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from goofer_py.hazards.action import Action
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.rule import Rule
from goofer_py.hazards.timeline import Timeline

A = TypeVar("A", bound=Action)


@dataclass(frozen=True, slots=True)
class Hazard:
    """A rule, the actions that it is about, and the function that is asked about each."""

    rule: Rule
    on: tuple[type[Action], ...]
    find: Callable[[Any, Timeline, Facts], Hit | None]


def hazard(
    rule: Rule, *on: type[Action]
) -> Callable[[Callable[[A, Timeline, Facts], Hit | None]], Hazard]:
    """Make a Hazard of the function below: it returns what it found, None when all is well."""
    return lambda find: Hazard(rule, on, find)
