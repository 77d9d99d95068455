"""The settings of a project as they go into an archive, with the folders that they name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from goofer_py.cli.run import Run
from goofer_py.config import Settings, load_all_settings
from goofer_py.config.databases import ALL, TABLE, named, without_databases
from goofer_py.config.document import Document, find, read
from goofer_py.config.key import BY_NAME, Kind
from goofer_py.config.sections import SECTIONS
from goofer_py.errors import UsageError
from goofer_py.project import Project
from goofer_py.stores.registry import store_for
from goofer_py.stores.url import parse_url
from goofer_py.variables import Unset, expand

_FOR_WRITING = ("models", "objects", "python_path", "answers", "generate_from", "on_drop", "proof")
"""Settings that only have a meaning where migrations are written."""
_HERE = ("metrics_folder",)
"""Settings that only have a meaning on this machine."""
_NAMED_AT_TOP = ("checks", "metrics", "notify")
"""Tables of settings that an archive has at its top."""
_VARIABLE = re.compile(r"\$\{\w+(:-)?\}")
_ALL_FOLDERS = tuple(
    key.name
    for key in BY_NAME.values()
    if key.kind is Kind.PATH and key.name not in (*_FOR_WRITING, *_HERE)
)


@dataclass(slots=True)
class Packed:
    """Settings for an archive: `values` for its file, `folders` and `files` by their names in it.

    `left_out` is where a setting stood that would have carried a password along, `drivers` are
    the packages of drivers that are worth packing: those without compiled code.
    """

    values: dict[str, Any] = field(default_factory=dict)
    folders: dict[str, Path] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    silenced: list[str] = field(default_factory=list)
    """Where a setting stood that says whom to tell, with what lets anybody do so."""
    drivers: set[str] = field(default_factory=set)
    migrations: int = 0

    def take(self, said: Iterable[Document], settings: Settings) -> dict[str, Any]:
        """Return what was `said` of a database as it goes into the archive.

        Raises FileError for migrations that would not run.
        """
        values = _merged(said)
        no = (*_FOR_WRITING, *_HERE, TABLE)
        found = {name: v for name, v in values.items() if name not in no}
        for name in _ALL_FOLDERS:
            found.pop(name, None)
        url = found.get("url")
        if isinstance(url, str) and has_secret(url):
            del found["url"]
            self.left_out.append(settings.places.get("url", "url"))
        self.silenced += [settings.places.get(name, name) for name in _silenced(found)]
        self._take_hooks(settings)
        self.migrations += len(Project(settings).source().names())
        self.drivers |= _drivers(settings)
        return found | dict(self._paths(settings))

    def _take_hooks(self, settings: Settings) -> None:
        """Take the hooks along that are files; the others are found there, or are not."""
        folder = settings.files[0].parent if settings.files else Path()
        for hook in {hook for hooks in settings.hooks.values() for hook in hooks}:
            if not hook.endswith(".sql") or " " in hook:
                continue
            if Path(hook).is_absolute() or ".." in Path(hook).parts:
                raise UsageError(
                    f"The hook {hook} is outside of the project. Nothing was written.",
                    hint="put it beside the settings, and name it from there",
                )
            self.files[hook] = folder / hook

    def _paths(self, settings: Settings) -> Iterator[tuple[str, object]]:
        folders = (settings.directory, *settings.more_directories)
        yield "directory", [self._folder(folder) for folder in folders]
        for name in _ALL_FOLDERS:
            path = getattr(settings, name)
            if path is not None and path.is_dir():
                yield name, self._folder(path)
        if settings.recursive:
            yield "recursive", True

    def _folder(self, path: Path) -> str:
        """Return the name of a folder in the archive: its own, with a number if that is taken."""
        number, own = 1, path.resolve().name
        name = own
        while self.folders.setdefault(name, path) != path:
            number += 1
            name = f"{own}-{number}"
        return name


def pack(run: Run) -> Packed:
    """Return the settings of the project, of all its databases or of the one that was asked for.

    Raises FileError for migrations that would not run, and ConfigError.
    """
    documents = find(Path()) if run.config is None else (read(run.config),)
    packed, databases = Packed(), named(documents).found
    shared = [without_databases(document) for document in documents]
    if databases and run.database in (None, ALL):
        everything = load_all_settings(run.config, os.environ, run.flags)
        # What stands at the top is said again in each table, where its folders are.
        packed.values = _without_folders(_merged(shared))
        packed.values[TABLE] = {
            str(one.database): packed.take(databases[str(one.database)], one) for one in everything
        }
        if isinstance(url := packed.values.get("url"), str) and has_secret(url):
            del packed.values["url"]
        # Each table has told of it.
        list(_silenced(packed.values))
        return packed
    chosen = run.settings
    own = databases.get(chosen.database or "", ())
    packed.values = packed.take([*shared, *own], chosen)
    return packed


def _merged(said: Iterable[Document]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for document in said:
        values |= document.values
    # What stands in this table is named at the top, where its folder has another name.
    for table in _NAMED_AT_TOP:
        section = values.get(table)
        if isinstance(section, dict):
            del values[table]
            values |= {SECTIONS[table][name]: value for name, value in section.items()}
    return values


def _silenced(values: dict[str, Any]) -> Iterator[str]:
    """Take out the URLs that let anybody speak who knows them, unless they are variables."""
    gateway, hooks = values.get("push_gateway"), values.get("notify")
    if isinstance(gateway, str) and "@" in _without_variables(gateway):
        del values["push_gateway"]
        yield "push_gateway"
    if isinstance(hooks, list):
        kept = [one for one in hooks if _VARIABLE.fullmatch(str(one))]
        if kept != hooks:
            values["notify"] = kept
            yield "notify"


def _without_folders(values: dict[str, Any]) -> dict[str, Any]:
    no = (*_FOR_WRITING, *_HERE, *_ALL_FOLDERS, "directory")
    return {name: value for name, value in values.items() if name not in no}


def _drivers(settings: Settings) -> set[str]:
    if settings.url is None:
        return {"pymysql"}
    return set(getattr(store_for(parse_url(settings.url)), "pure_drivers", ()))


def has_secret(url: str) -> bool:
    """Whether a setting url holds a password itself, be it as the default of a variable."""
    text = _without_variables(url)
    try:
        return bool(parse_url(text).secrets)
    except UsageError:
        return "@" in text


def _without_variables(text: str) -> str:
    known: dict[str, str] = {}
    while True:
        try:
            return expand(text, known)
        except Unset as unset:
            known[unset.variable] = ""
