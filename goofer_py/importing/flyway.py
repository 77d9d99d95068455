"""Flyway: V, U and R files, versions in parts, placeholders and settings of single scripts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from goofer_py.errors import DirtyOrDrifted, FileError
from goofer_py.importing.folder import refuse, text_of, title
from goofer_py.importing.model import Done, Found, Imported, Part, Place
from goofer_py.importing.moments import moment
from goofer_py.importing.substitution import plain
from goofer_py.stores.store import Session

TABLE = "flyway_schema_history"

_FILE = re.compile(
    r"(?P<kind>[VUB])(?P<version>[0-9]+(?:[._][0-9]+)*)__(?P<name>.+)\.(?P<end>sql|java|class)"
)
_REPEATABLE = re.compile(r"R__.+\.sql")
_MEANT = re.compile(r"[VUBR][0-9]*_.*\.(?:sql|java|class)|[VUB][0-9].*\.(?:sql|java|class)")
_SETTINGS = ("flyway.toml", "flyway.conf", "conf/flyway.conf", "conf/flyway.toml")
_PREFIX = "flyway.placeholders."
_SET_BACK = ("UNDO_SQL", "UNDO_JDBC", "UNDO_SCRIPT", "DELETE")
_VARIABLE = re.compile(r"[A-Za-z_]\w*")


def read(place: Place) -> Found:
    """Return the migrations of a folder and those inside of it; raises FileError."""
    if not place.folder.is_dir():
        raise FileError("there is no such folder to import from.", path=place.folder)
    paths = sorted(path for path in place.folder.rglob("*") if path.is_file())
    files = _Files(paths)
    _refuse(place.folder, files)
    scripts = _Scripts(_settings(place.folder))
    keys = sorted(files.up, key=_parts)
    migrations = [_migration(key, files, scripts) for key in keys]
    copies = {path.name: scripts.part(path) for path in files.repeatable}
    left = [
        f"{path.name}: Flyway runs it by its name, and it is not taken over" for path in files.other
    ]
    return Found(tuple(migrations), copies, (*left, *scripts.notes()))


def applied(session: Session, table: str, found: Found) -> Sequence[Done]:
    """Return the versions that the table says are there; raises DirtyOrDrifted for a failed one.

    After a baseline, all up to its version are. What is repeatable runs again, once.
    """
    rows = session.query(
        f"SELECT version, type, installed_on, success FROM {table} ORDER BY installed_rank"
    )
    done: dict[str, Done] = {}
    for version, kind, at, success in rows:
        if version is None:
            continue
        key = _key(str(version))
        if not success:
            raise DirtyOrDrifted(
                f"Flyway says of {session.database} that version {version} failed. Nothing was"
                " changed.",
                hint="settle it with Flyway first: flyway repair",
            )
        if kind in _SET_BACK:
            done.pop(key, None)
        elif "BASELINE" in kind:
            upto = _parts(key)
            below = (one.key for one in found.migrations if _parts(one.key) <= upto)
            done |= {one: Done(one, moment(at)) for one in below}
        else:
            done[key] = Done(key, moment(at))
    return list(done.values())


class _Files:
    """The files of a folder by what Flyway takes them for."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.up: dict[str, Path] = {}
        self.down: dict[str, Path] = {}
        self.repeatable: list[Path] = []
        self.code: list[Path] = []
        self.wrong: list[Path] = []
        self.other: list[Path] = []
        for path in paths:
            self._take(path)

    def _take(self, path: Path) -> None:
        found = _FILE.fullmatch(path.name)
        if found is None:
            if _REPEATABLE.fullmatch(path.name):
                self.repeatable.append(path)
            elif _MEANT.fullmatch(path.name):
                self.wrong.append(path)
            elif path.suffix == ".sql":
                self.other.append(path)
            return
        if found["end"] != "sql":
            self.code.append(path)
        kinds = {"V": self.up, "U": self.down}
        known = kinds.get(found["kind"])
        if known is None or _key(found["version"]) in known:
            self.wrong.append(path)
        else:
            known[_key(found["version"])] = path


def _refuse(folder: Path, files: _Files) -> None:
    if files.wrong:
        names = [str(path.relative_to(folder)) for path in files.wrong]
        message = "These have no name of a migration that can be taken over, or one version twice."
        raise refuse(folder, message, names)
    if lonely := [path.name for key, path in files.down.items() if key not in files.up]:
        raise refuse(folder, "These undo what no V file does.", lonely)


def _migration(key: str, files: _Files, scripts: _Scripts) -> Imported:
    path, down = files.up[key], files.down.get(key)
    found = _FILE.fullmatch(path.name)
    version = found["version"] if found else key
    code = path in files.code or down in files.code
    return Imported(
        key=key,
        name=title(found["name"] if found else key),
        origin=path.name,
        up=Part("") if path in files.code else scripts.part(path),
        down=None if down is None else Part("") if down in files.code else scripts.part(down),
        number=version if version.isdecimal() else None,
        code="Java" if code else None,
        in_code=tuple(way for way, one in (("up", path), ("down", down)) if one in files.code),
    )


def _parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.split(r"[._]", version)))


def _key(version: str) -> str:
    """Return a version as one text, however it is spelled: 1, 1.0 and 1_0 are the same."""
    parts = list(_parts(version))
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    return ".".join(map(str, parts))


@dataclass
class _Scripts:
    """Reads scripts, with the project's placeholders written as goofer's variables."""

    settings: Mapping[str, str]
    names: dict[str, str] = field(default_factory=dict)

    def part(self, path: Path) -> Part:
        """Return what a file runs; raises FileError."""
        own = self._own(path)
        if "shouldexecute" in own:
            raise _unknown(path, "shouldExecute")
        alone = own.get("executeintransaction", "true").lower() == "false"
        text, filled = self._filled(path, own)
        directives = (*(("no-transaction",) if alone else ()), *(("substitute",) if filled else ()))
        return Part(text, directives)

    def notes(self) -> Iterator[str]:
        """Yield what the variables are called."""
        for name, variable in self.names.items():
            yield f"the placeholder {name} is now the variable {variable}, of the environment"

    def _own(self, path: Path) -> Mapping[str, str]:
        beside = path.with_name(f"{path.name}.conf")
        found = _conf(beside) if beside.is_file() else {}
        return {key.lower(): value for key, value in found.items()}

    def _filled(self, path: Path, own: Mapping[str, str]) -> tuple[str, bool]:
        text = text_of(path)
        on = self._setting("placeholderReplacement", "true")
        if own.get("placeholderreplacement", on).lower() == "false":
            return text, False
        prefix, suffix = (
            re.escape(self._setting(f"placeholder{end}", mark))
            for end, mark in (("Prefix", "${"), ("Suffix", "}"))
        )
        marked = re.compile(f"{prefix}(?P<name>[^\\s{{}}]+?){suffix}")
        if not marked.search(text):
            return text, False
        parts, at = [], 0
        for found in marked.finditer(text):
            variable = self._variable(found["name"], path)
            parts += [plain(text[at : found.start()]), variable]
            at = found.end()
        return "".join([*parts, plain(text[at:])]), True

    def _variable(self, name: str, path: Path) -> str:
        if name.lower().startswith("flyway:"):
            raise _unknown(path, f"${{{name}}}")
        variable = re.sub(r"\W", "_", name)
        if not _VARIABLE.fullmatch(variable):
            raise _unknown(path, f"${{{name}}}")
        self.names[name] = variable
        default = self.settings.get(_PREFIX + name)
        return f"${{{variable}}}" if default is None else f"${{{variable}:-{plain(default)}}}"

    def _setting(self, name: str, otherwise: str) -> str:
        return self.settings.get(f"flyway.{name}", otherwise)


def _unknown(path: Path, what: str) -> FileError:
    return FileError(f"goofer has no {what}. Nothing was written.", path=path)


def _settings(folder: Path) -> Mapping[str, str]:
    """Return the settings of the project that the folder is in."""
    found: dict[str, str] = {}
    for place in (folder, folder.parent):
        for name in _SETTINGS:
            path = place / name
            if path.is_file():
                found |= _toml(path) if path.suffix == ".toml" else _conf(path)
    return found


def _conf(path: Path) -> dict[str, str]:
    lines = (line.strip() for line in text_of(path).split("\n"))
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {key.strip(): value.strip() for key, _, value in pairs}


def _toml(path: Path) -> dict[str, str]:
    try:
        table: Any = tomllib.loads(text_of(path)).get("flyway", {})
    except ValueError as error:
        raise FileError(f"it is no TOML: {error}. Nothing was written.", path=path) from None
    placeholders = {
        f"{_PREFIX}{key}": str(one) for key, one in table.get("placeholders", {}).items()
    }
    rest = {f"flyway.{key}": one for key, one in table.items() if not isinstance(one, dict)}
    shown = {
        key: str(one).lower() if isinstance(one, bool) else str(one) for key, one in rest.items()
    }
    return placeholders | shown
