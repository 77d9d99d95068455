"""Values of options and arguments, taken as they are where there is nothing to convert."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any


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
        if argument in _ALONE and not _NUMBER.fullmatch(following):
            given.append(_ALONE[argument])
    return given


_ALONE = {"--wait": "60"}
"""What an option has for its value where none is given."""
_NUMBER = re.compile(r"[0-9]+(\.[0-9]*)?|\.[0-9]+")


def _taken(parameter: Any, converted: Callable[[Any, Any], Any], context: Any, value: Any) -> Any:
    single = parameter.nargs == 1 and not parameter.multiple
    nothing = value is None and single and not parameter.required
    if not (nothing or (isinstance(value, str) and single and _is_text(parameter))):
        return converted(context, value)
    return value if parameter.callback is None else parameter.callback(context, parameter, value)


def _is_text(parameter: Any) -> bool:
    descriptor = getattr(parameter, "type_descriptor", None)
    return bool(getattr(descriptor, "annotation", None) is str)
