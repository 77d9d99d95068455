"""Settings put together from all the places they can come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any

from goofer_py.config.databases import Named, named, without_databases
from goofer_py.config.document import Document, find, read
from goofer_py.config.key import BY_NAME, KEYS, Key
from goofer_py.config.sections import flattened
from goofer_py.config.settings import Settings, refuse_shared_history
from goofer_py.config.value import Given, convert
from goofer_py.errors import ConfigError
from goofer_py.variables import Unset

_OUTER = {"tool": "tool.goofer", "goofer": "goofer"}
"""What else the settings may be believed to stand in."""
_FIRST = tuple(BY_NAME)[:5]
_PREFIX = "GOOFER_"
_ENVIRONMENTS = ("GOOFER_ENV", "APP_ENV")
"""Names under which others know what a database is for; GOOFER_ENVIRONMENT comes before them."""
_PATHS = {
    "directory": "migrations",
    "seeds": "seeds",
    "answers": "goofer.answers.toml",
    "checks": "checks",
}


_OF_ONE = ("url", "directory", "tenants")
"""Flags that say something of one database, and nothing of the others."""


def load_settings(
    config: Path | None,
    environ: Mapping[str, str],
    flags: Mapping[str, object],
    start: Path | None = None,
    database: str | None = None,
) -> Settings:
    """Return the settings of goofer.toml, pyproject.toml, `environ` and `flags`; later ones win.

    Without a `config` file the nearest one is looked for from `start` (the working directory)
    upwards. A flag that is None was not given. Of the databases that the files name, `database`
    says which; its table comes before `environ`, which speaks of all. Raises ConfigError, also
    when there are several and none is said.
    """
    databases = _named(config, start)
    return _one(databases, databases.chosen(database), environ, flags)


def load_all_settings(
    config: Path | None,
    environ: Mapping[str, str],
    flags: Mapping[str, object],
    start: Path | None = None,
) -> tuple[Settings, ...]:
    """Return the settings of each database that the files name, in their order.

    Raises ConfigError where none is named, and for two that would share one history.
    """
    databases = _named(config, start)
    found = tuple(_one(databases, name, environ, flags) for name in databases.required())
    refuse_shared_history(found)
    return found


def load_each_settings(
    config: Path | None, environ: Mapping[str, str], start: Path | None = None
) -> tuple[Settings, ...]:
    """Return the settings of each database that the files name, or of the one that has no name.

    Raises ConfigError.
    """
    databases = _named(config, start)
    if not databases.found:
        return (_one(databases, None, environ, {}),)
    return load_all_settings(config, environ, {}, start)


def _named(config: Path | None, start: Path | None) -> Named:
    return named(find(start or Path()) if config is None else (read(config),))


def _one(
    databases: Named, name: str | None, environ: Mapping[str, str], flags: Mapping[str, object]
) -> Settings:
    given: dict[str, Given] = {}
    for document in databases.documents:
        given |= _from_document(without_databases(document))
    given |= _from_environment(environ)
    for document in () if name is None else databases.found[name]:
        given |= _from_document(document)
    given |= {
        name: Given(value, f"--{name.replace('_', '-')}", Path())
        for name, value in flags.items()
        if value is not None
    }
    settings = _settings(given, databases.documents, environ)
    shared = {flag: value for flag, value in flags.items() if flag not in _OF_ONE}
    other = partial(_one, databases, environ=dict(environ), flags=shared) if name else None
    return replace(settings, database=name, databases=databases.names, other=other)


def _from_document(document: Document) -> dict[str, Given]:
    found = flattened(document)
    for one in found:
        if one.name not in BY_NAME:
            raise _unknown(one.name, document)
    return {
        one.name: Given(one.value, one.place, document.path.parent, one.called, written=True)
        for one in found
    }


def _unknown(name: str, document: Document) -> ConfigError:
    near = get_close_matches(name, BY_NAME, n=1)
    if name in _OUTER and not document.table:
        hint = f"in goofer.toml the settings stand at the top, without [{_OUTER[name]}]"
    elif near:
        hint = f"write {near[0]}"
    else:
        hint = f"the settings are {', '.join(_FIRST)} and others: docs/reference/settings.md"
    return ConfigError(f"{document.place(name)}: there is no setting {name!r}.", hint=hint)


def _from_environment(environ: Mapping[str, str]) -> dict[str, Given]:
    _refuse_misspelled(name for name in environ if name.startswith(_PREFIX))
    given = {
        key.name: Given(environ[key.variable], key.variable, Path())
        for key in KEYS
        if environ.get(key.variable)
    }
    for variable in _ENVIRONMENTS:
        if environ.get(variable):
            given.setdefault("environment", Given(environ[variable], variable, Path()))
    return given


def _refuse_misspelled(variables: Iterable[str]) -> None:
    # Other GOOFER_ variables may be anybody's: Kubernetes sets GOOFER_PORT for a service "goofer".
    known = [key.variable for key in KEYS]
    for variable in variables:
        near = get_close_matches(variable, known, n=1, cutoff=0.88)
        if near and variable not in known:
            message = f"There is no setting for the environment variable {variable}."
            raise ConfigError(message, hint=f"set {near[0]}")


def _settings(
    given: Mapping[str, Given], documents: tuple[Document, ...], environ: Mapping[str, str]
) -> Settings:
    folder = documents[0].path.parent if documents else Path()
    values: dict[str, Any] = {name: folder / path for name, path in _PATHS.items()}
    values["python_path"] = (folder,)
    for name, value in given.items():
        try:
            values[name] = convert(BY_NAME[name], value, environ)
        except Unset as unset:
            reason = _unset(BY_NAME[name], value, unset.variable)
            # Commands that need no database run without the variable.
            if name != "url":
                raise ConfigError(reason, hint=f"set {unset.variable}") from None
            values["without_url"] = reason
    if "directory" in given:
        values["directory"], *more = values["directory"]
        values["more_directories"] = tuple(more)
    return Settings(
        **values,
        files=tuple(document.path for document in documents),
        places={name: value.place for name, value in given.items()},
        url_folder=given["url"].folder if "url" in given else Path(),
        tenant_folder=given["tenant_url"].folder if "tenant_url" in given else Path(),
    )


def _unset(key: Key, given: Given, variable: str) -> str:
    name = given.name(key)
    return f"{given.place}: {name} needs the environment variable {variable}, which is not set."
