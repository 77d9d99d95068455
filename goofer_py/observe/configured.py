"""The databases that are looked at: those of the settings files, or a program's own."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from goofer_py.config import Settings, load_each_settings
from goofer_py.errors import ConfigError, GooferError, UsageError
from goofer_py.observe.looking import Asked, Looker
from goofer_py.observe.standing import Standing, look
from goofer_py.observe.tenants import settings_of_tenant, stand_together
from goofer_py.project import Project

if TYPE_CHECKING:
    from goofer_py.cli.run import Run
    from goofer_py.migrate.migrator import Migrator
    from goofer_py.migrate.setting import UpOptions

_ANYHOW: UpOptions = {
    "allow_out_of_order": True,
    "allow_changed": True,
    "allow_missing": True,
    "allow_newer": True,
    "phase": "contract",
}
T = TypeVar("T")
ONLY = "default"
"""What a database is called whose settings do not say."""

Databases = Mapping[str, "Callable[[], Migrator]"]
"""What makes a migrator for each database, by the names of the databases."""


def lookers(databases: Databases | None, config: str | Path | None) -> dict[str, Looker]:
    """Return what looks at each database: those given, or those of the settings files.

    Raises ConfigError, also when none of the settings' is left.
    """
    if databases is not None:
        return {name: _own_looker(make) for name, make in databases.items()}
    return settings_lookers(looked_at(None if config is None else Path(config)))


def looked_at(config: Path | None) -> dict[str, Settings]:
    """Return the settings of each database, by the databases' names.

    Databases that this environment has not are left out, and those of many tenants of which no
    setting says where their names come from. Raises ConfigError, also when none is left.
    """
    there = [
        one
        for one in load_each_settings(config, os.environ)
        if not one.absent and (not one.many_tenants or one.tenants is not None)
    ]
    if not there:
        raise ConfigError(
            "No database is left to look at: each is for other environments, or has many tenants.",
            hint="goofer status tells of tenants",
        )
    return {one.database or ONLY: one for one in there}


def settings_lookers(named: Mapping[str, Settings]) -> dict[str, Looker]:
    """Return what looks at each database of settings files."""
    return {name: _configured_looker(name, one) for name, one in named.items()}


def _own_looker(make: Callable[[], Migrator]) -> Looker:
    # Nothing is connected for its name.
    with make() as migrator:
        return Looker(migrator.database, partial(_own, make))


def _configured_looker(name: str, settings: Settings) -> Looker:
    try:
        database = Project(settings).main().database
    except GooferError:
        # It is said by each look.
        database = name
    if settings.many_tenants:
        return Looker(database, partial(_of_tenants, settings), many=True)
    return Looker(database, partial(_configured, settings))


def _of_tenants(settings: Settings, asked: Asked) -> Standing:
    if asked.tenant is None:
        return stand_together(asked.name, settings)
    own = settings_of_tenant(settings, asked.tenant)
    if own is None:
        return Standing(asked.tenant, asked.name, error="There is no such tenant.", unknown=True)
    return replace(_configured(own, asked), name=f"{asked.name}/{asked.tenant}")


def _own(make: Callable[[], Migrator], asked: Asked) -> Standing:
    if asked.drift or asked.hazards:
        raise UsageError("Drift and hazards are looked for in databases of settings files alone.")
    return look(asked.name, make(), brief=asked.brief)


def _configured(settings: Settings, asked: Asked) -> Standing:
    found = look(asked.name, Project(settings.untold).migrator(), brief=asked.brief)
    unseen: dict[str, str] = {}
    drift = _looked_for("drift", drift_of, settings, unseen) if asked.drift else None
    hazards = _looked_for("hazards", hazards_of, settings, unseen) if asked.hazards else None
    return replace(found, drift=drift, hazards=hazards, unseen=unseen)


def _looked_for(
    what: str, find: Callable[[Settings], T], settings: Settings, unseen: dict[str, str]
) -> T | None:
    """Return what `find` gives, or None and note why that cannot be told of this database."""
    try:
        return find(settings)
    except GooferError as error:
        unseen[what] = untold(error)
        return None


def untold(error: GooferError) -> str:
    """Return why something cannot be told of a database, without what is said of changes."""
    return error.message.removesuffix(" Nothing was done.")


def drift_of(settings: Settings) -> dict[str, Any]:
    """Return how a database differs from what its migrations made, as `goofer drift` has it."""
    from goofer_py.cli import drifted

    found, _ = drifted.drift_of(_run(settings))
    return drifted.drift_fields(found)


def hazards_of(settings: Settings) -> list[dict[str, Any]]:
    """Return what `goofer lint` says of what is pending."""
    from goofer_py.cli.lint_formats import fields
    from goofer_py.cli.refused import hazards_of_run

    project = Project(settings.untold)
    if (kind := project.kind()) is not None:
        raise kind.no_sql("SQL to look through")
    with project.migrator() as migrator:
        plan = migrator.plan(**_ANYHOW)
    return [fields(one) for one in hazards_of_run(_run(settings), plan, repeated=True).findings]


def _run(settings: Settings) -> Run:
    from goofer_py.cli.output import Output
    from goofer_py.cli.run import Run

    return Run(Output("status", as_json=True, quiet=True), None, {}, chosen=settings.untold)
