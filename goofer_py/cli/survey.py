"""What a folder says about its program, read without importing anything of it."""

from __future__ import annotations

import ast
import configparser
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from goofer_py.cli.declarations import count_entities, engine_urls, may_declare

_VARIABLES = (
    "DATABASE_URL",
    "SQLALCHEMY_DATABASE_URL",
    "SQLALCHEMY_DATABASE_URI",
    "DB_URL",
    "POSTGRES_URL",
)
_PASSED_BY = frozenset(
    ("node_modules", "site-packages", "build", "dist", "tests", "test", "docs", "examples")
)
_MOST_FILES = 5000
_PASSWORD = re.compile(r"(?<=//)([^/@:]*):([^@/]*)@")


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found: entities by module, the database, and a free name for the migrations."""

    entities: Mapping[str, int]
    url: str
    url_from: str
    alembic: Path | None
    directory: str

    @property
    def models(self) -> list[str]:
        """The modules to name: a package where most modules of it declare entities."""
        return _packages(self.entities)


def survey(folder: Path, environ: Mapping[str, str]) -> Survey:
    """Look at the program in `folder`; files that cannot be read or parsed are passed by."""
    entities: dict[str, int] = {}
    literal: list[str] = []
    for path in _python_files(folder):
        tree = _parsed(path)
        if tree is None:
            continue
        literal += engine_urls(tree)
        if count := count_entities(tree):
            entities[_module(folder, path)] = count
    alembic = folder / "alembic.ini"
    url, url_from = _url(folder, environ, literal)
    return Survey(entities, url, url_from, alembic if alembic.is_file() else None, _free(folder))


def without_password(url: str) -> str:
    """Return `url` with a variable in the place of the password, if it has one."""
    return _PASSWORD.sub(r"\1:${DATABASE_PASSWORD}@", url)


def _python_files(folder: Path) -> Iterator[Path]:
    left = _MOST_FILES
    for place, folders, files in os.walk(folder):
        here = Path(place)
        folders[:] = sorted(name for name in folders if _is_looked_at(here / name))
        for name in sorted(files):
            if name.endswith(".py") and not name.startswith(("test_", "conftest")) and left:
                left -= 1
                yield here / name


def _is_looked_at(folder: Path) -> bool:
    hidden = folder.name.startswith((".", "__"))
    return not hidden and folder.name not in _PASSED_BY and not (folder / "pyvenv.cfg").exists()


def _parsed(path: Path) -> ast.Module | None:
    try:
        text = path.read_text(encoding="utf-8")
        return ast.parse(text) if may_declare(text) else None
    except (OSError, SyntaxError, ValueError):
        return None


def _module(folder: Path, path: Path) -> str:
    parts = path.relative_to(folder).with_suffix("").parts
    if len(parts) > 1 and parts[0] == "src" and not (folder / "src" / "__init__.py").exists():
        parts = parts[1:]
    return ".".join(part for part in parts if part != "__init__")


def _packages(entities: Mapping[str, int]) -> list[str]:
    names: dict[str, None] = {}
    for module in entities:
        parent = module.rpartition(".")[0]
        siblings = [m for m in entities if m.rpartition(".")[0] == parent]
        names[parent if parent and len(siblings) > 1 else module] = None
    # A package that is named brings its own modules along.
    return [n for n in names if not any(n.startswith(f"{other}.") for other in names)]


def _url(folder: Path, environ: Mapping[str, str], literal: list[str]) -> tuple[str, str]:
    for variable in _VARIABLES:
        if environ.get(variable):
            return f"${{{variable}}}", f"{variable} is set in this environment"
    for variable in _VARIABLES:
        if re.search(rf"^(export )?{variable}=", _text(folder / ".env"), re.MULTILINE):
            return f"${{{variable}}}", f"{variable} is in .env, which has to be loaded first"
    found = _alembic_url(folder / "alembic.ini")
    if found:
        return without_password(found), "as in alembic.ini"
    if literal:
        return without_password(literal[0]), "as the program gives it to create_engine"
    return "${DATABASE_URL:-sqlite:///app.db}", "nothing here says which database is used"


def _alembic_url(path: Path) -> str | None:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(_text(path))
    except configparser.Error:
        return None
    url = parser.get("alembic", "sqlalchemy.url", fallback="")
    # The text that `alembic init` writes names no database.
    return None if not url or url.startswith("driver://") or "%(" in url else url


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _free(folder: Path) -> str:
    """Return a name for the folder of migrations that no other tool uses."""
    taken = folder / "migrations"
    foreign = any((taken / name).exists() for name in ("env.py", "versions", "__init__.py"))
    return "goofer_migrations" if foreign else "migrations"
