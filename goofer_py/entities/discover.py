"""Modules of entities, found and imported."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType

from goofer_py.entities.trace import frames_of_user, user_trace
from goofer_py.errors import ImportFailed, UnknownModule

_NO_ENTITIES = frozenset({"__main__", "conftest", "setup", "tests"})


def import_modules(names: Iterable[str], folders: Sequence[Path] = ()) -> list[ModuleType]:
    """Import each module, and of a package all that is in it; `folders` come first on sys.path.

    Left out in packages: `__main__`, tests, and the folders of migration tools. Raises
    UnknownModule for a name that nothing has, ImportFailed when a module itself fails.
    """
    places = list(_importable(folders))
    importlib.invalidate_caches()
    modules: dict[str, ModuleType] = {}
    for name in names:
        for module in _walk(name, places):
            modules.setdefault(module.__name__, module)
    return list(modules.values())


def import_module(name: str, folders: Sequence[Path] = ()) -> ModuleType:
    """Import one module and nothing in it, as `import_modules` does."""
    return _import(name, list(_importable(folders)))


def _importable(folders: Sequence[Path]) -> Iterator[str]:
    """Put the project's folders, and a src folder in them, on sys.path; yield all of it first."""
    wanted = [place for folder in folders for place in (folder, folder / "src")]
    present = [str(place.resolve()) for place in wanted if place.is_dir()]
    for place in reversed(present):
        if place not in sys.path:
            sys.path.insert(0, place)
    yield from present or [str(Path.cwd())]


def _walk(name: str, places: Sequence[str]) -> Iterator[ModuleType]:
    module = _import(name, places)
    yield module
    for inner in sorted(_inner_names(getattr(module, "__path__", ()))):
        yield from _walk(f"{name}.{inner}", places)


def _inner_names(folders: Iterable[str]) -> set[str]:
    """Return the modules in a package's folders, folders without an __init__.py among them."""
    paths = [Path(folder) for folder in folders]
    found = {module.name for module in pkgutil.iter_modules(map(str, paths))}
    found |= {sub.name for path in paths if path.is_dir() for sub in path.iterdir() if _bare(sub)}
    return {name for name in found if _may_hold_entities(name, paths)}


def _bare(folder: Path) -> bool:
    return folder.is_dir() and folder.name.isidentifier() and any(folder.glob("*.py"))


def _may_hold_entities(name: str, folders: Iterable[Path]) -> bool:
    if name in _NO_ENTITIES or name.startswith("test_") or not name.isidentifier():
        return False
    # Alembic's environment runs migrations when it is imported.
    return not any((folder / name / "script.py.mako").exists() for folder in folders)


def _import(name: str, places: Sequence[str]) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        # No frame but the import system's own: the name itself is what was not found.
        if not frames_of_user(error):
            near = _nearest(name, places)
            raise UnknownModule(name, looked_in=places, near=near) from None
        raise ImportFailed(name, user_trace(error)) from error
    except (Exception, SystemExit) as error:
        raise ImportFailed(name, user_trace(error)) from error


def _nearest(name: str, places: Sequence[str]) -> str | None:
    """Return the importable name most like `name`."""
    dotted = name.removesuffix(".py").replace("/", ".").strip(".")
    parent, _, last = dotted.rpartition(".")
    if dotted != name:
        return dotted
    package = sys.modules.get(parent)
    folders = places if package is None else list(getattr(package, "__path__", ()))
    near = get_close_matches(last, _inner_names(folders), n=1)
    if not near or (parent and package is None):
        return None
    return f"{parent}.{near[0]}" if parent else near[0]
