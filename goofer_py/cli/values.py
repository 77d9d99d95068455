"""Values of options and arguments, taken as they are where there is nothing to convert."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import EnumType
from functools import partial
from pathlib import Path
from typing import Any

import typer


class Plain:
    """Mixed into commands: texts, and values that were not given, need no conversion.

    Newer versions of typer convert with pydantic whatever is not a flag, even what was not
    given, and importing pydantic takes as long as all the rest of `goofer status`.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line, in which some options may stand without their value."""
        rest: list[str] = super().parse_args(ctx, with_values(args))  # type: ignore[misc]
        return rest

    def get_params(self, ctx: Any) -> list[Any]:
        """Return all options and arguments, `--help` among them."""
        parameters: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for parameter in parameters:
            if "process_value" not in vars(parameter):
                parameter.process_value = partial(_taken, parameter, parameter.process_value)
        return parameters


def with_values(arguments: Sequence[str]) -> list[str]:
    """Return the arguments, with a value for each option that may stand without one."""
    given: list[str] = []
    for number, argument in enumerate(arguments):
        if argument == "--":
            return [*given, *arguments[number:]]
        following = arguments[number + 1] if number + 1 < len(arguments) else ""
        given.append(argument)
        if argument in _ALONE and not _ALONE[argument][1].fullmatch(following):
            given.append(_ALONE[argument][0])
    return given


_ALONE = {
    "--wait": ("60", re.compile(r"[0-9]+(\.[0-9]*)?|\.[0-9]+")),
    "--backup": ("backups", re.compile(r"[^-].*", re.DOTALL)),
}
"""What an option has for its value where none is given, and what is one."""


def _taken(parameter: Any, converted: Callable[[Any, Any], Any], context: Any, value: Any) -> Any:
    single = parameter.nargs == 1 and not parameter.multiple
    nothing = value is None and single and not parameter.required
    taken = value if nothing else _converted(parameter, value, single=single)
    if taken is _UNKNOWN:
        try:
            return converted(context, value)
        except ModuleNotFoundError:
            # An archive that `goofer bundle` made has no pydantic.
            message = f"{value!r} is none of its values."
            raise typer.BadParameter(message, ctx=context, param=parameter) from None
    return taken if parameter.callback is None else parameter.callback(context, parameter, taken)


_UNKNOWN = object()


def _converted(parameter: Any, value: Any, *, single: bool) -> Any:
    """Return a text, path, number or word of a list as the parameter takes it, others unknown.

    So it is with a text that is no such number or word: what is wrong with it is typer's to say.
    """
    descriptor = getattr(parameter, "type_descriptor", None)
    wanted = getattr(descriptor, "annotation", None)
    if wanted == list[str] and not single and not parameter.required:
        return list(value) if value else value
    if not single or wanted is None:
        return _UNKNOWN
    if isinstance(value, str) and wanted in (str, Path):
        return wanted(value)
    if wanted in (int, float):
        return _number(wanted, value, getattr(descriptor, "parameter_info", None))
    if isinstance(wanted, EnumType):
        members: Any = wanted
        words = {one.value: one for one in members} | {one: one for one in members}
        return words.get(value, _UNKNOWN)
    return _UNKNOWN


def _number(wanted: type, value: Any, bounds: Any) -> Any:
    try:
        number = wanted(value)
    except (TypeError, ValueError):
        return _UNKNOWN
    least, most = getattr(bounds, "min", None), getattr(bounds, "max", None)
    inside = (least is None or number >= least) and (most is None or number <= most)
    return number if inside else _UNKNOWN
