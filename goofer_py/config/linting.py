"""What the settings say of hazards: which rules are asked, and what holds without a database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from goofer_py.config.running import patience_of
from goofer_py.config.settings import Settings
from goofer_py.errors import ConfigError
from goofer_py.generate.hazards import HazardOptions
from goofer_py.hazards.catalogue import hazards
from goofer_py.hazards.facts import NAMED, Facts, Paths
from goofer_py.hazards.hazard import Hazard
from goofer_py.hazards.lint import all_names
from goofer_py.migrate.files import UP


def facts_of(settings: Settings, database: str) -> Facts:
    """Return what the settings say of the database."""
    patience = patience_of(settings)
    return Facts(
        database,
        _version(settings),
        small_rows=settings.lint_small_table_rows,
        lock_timeout=_milliseconds(patience.lock_timeout),
        statement_timeout=_milliseconds(patience.timeout),
        single_transaction=settings.single_transaction,
        names=_names(settings),
        owned=settings.lint_owned,
        paths=_paths(settings),
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


def _paths(settings: Settings) -> Paths:
    rules = {
        pattern: _ids(settings, "lint_per_path", names)
        for pattern, names in settings.lint_per_path.items()
    }
    folder = Path.cwd() / (settings.files[0].parent if settings.files else Path())
    return Paths(rules, str(folder), str(Path.cwd()))


def _ids(settings: Settings, setting: str, names: Iterable[str]) -> frozenset[str]:
    """Return the ids of rules by their names; raises ConfigError for one that there is not."""
    known = all_names(hazards())
    wanted = frozenset(names)
    for name in sorted(wanted - known):
        place = settings.places.get(setting, setting)
        raise ConfigError(f"{place}: there is no rule {name!r}.", hint="goofer lint --rules")
    rules = (one.rule for one in hazards())
    return frozenset(rule.id for rule in rules if wanted & {rule.id, *rule.aliases})


def rules_of_settings(settings: Settings) -> tuple[Hazard, ...]:
    """Return the rules that are not ignored; raises ConfigError for one that there is not."""
    ignored = _ids(settings, "lint_ignore", settings.lint_ignore)
    return tuple(one for one in hazards() if one.rule.id not in ignored)


def hazard_options(settings: Settings, database: str) -> HazardOptions:
    """Return what new migrations are looked at with: of them too, paths may ignore rules."""
    facts = facts_of(settings, database)
    ignored = facts.paths.ignored(str(settings.directory / UP))
    rules = tuple(one for one in rules_of_settings(settings) if one.rule.id not in ignored)
    return HazardOptions(rules, facts)


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
