"""What the settings say of hazards: which rules are asked, and what holds without a database."""

from __future__ import annotations

import re
from collections.abc import Mapping

from goofer_py.config.settings import Settings
from goofer_py.errors import ConfigError
from goofer_py.generate.hazards import HazardOptions
from goofer_py.hazards.catalogue import hazards
from goofer_py.hazards.facts import NAMED, Facts
from goofer_py.hazards.hazard import Hazard
from goofer_py.hazards.lint import all_names


def facts_of(settings: Settings, database: str) -> Facts:
    """Return what the settings say of the database."""
    return Facts(
        database,
        _version(settings),
        small_rows=settings.lint_small_table_rows,
        lock_timeout=_milliseconds(settings.lock_timeout),
        statement_timeout=_milliseconds(settings.statement_timeout),
        single_transaction=settings.single_transaction,
        names=_names(settings),
        owned=settings.lint_owned,
    )


def _names(settings: Settings) -> Mapping[str, tuple[str, ...]]:
    place = settings.places.get("lint_names", "lint_names")
    for kind, patterns in settings.lint_names.items():
        if kind not in NAMED:
            raise ConfigError(f"{place}: there is no kind {kind!r}.", hint=", ".join(NAMED))
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ConfigError(
                    f"{place}: {pattern!r} is no regular expression: {error}.",
                    hint=f'names = {{ {kind} = ["[a-z_]+"] }}',
                ) from None
    return settings.lint_names


def rules_of_settings(settings: Settings) -> tuple[Hazard, ...]:
    """Return the rules that are not ignored; raises ConfigError for one that there is not."""
    names = all_names(hazards())
    for name in settings.lint_ignore:
        if name not in names:
            place = settings.places.get("lint_ignore", "lint_ignore")
            raise ConfigError(f"{place}: there is no rule {name!r}.", hint="goofer lint --rules")
    ignored = frozenset(settings.lint_ignore)
    return tuple(
        one
        for one in hazards()
        if one.rule.id not in ignored and not ignored & frozenset(one.rule.aliases)
    )


def hazard_options(settings: Settings, database: str) -> HazardOptions:
    """Return what new migrations are looked at with."""
    return HazardOptions(rules_of_settings(settings), facts_of(settings, database))


def _version(settings: Settings) -> tuple[int, ...] | None:
    said = settings.lint_target_version
    if said is None:
        return None
    if not all(part.isdecimal() for part in said.split(".")):
        place = settings.places.get("lint_target_version", "lint_target_version")
        raise ConfigError(f"{place}: {said!r} is no version.", hint='target_version = "16.4"')
    return tuple(map(int, said.split(".")))


def _milliseconds(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)
