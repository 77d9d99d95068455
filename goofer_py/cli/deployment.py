"""The files that put a program and its migrations into containers and under checks."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goofer_py import __version__
from goofer_py.cli.servers import SERVERS, Server, Words
from goofer_py.config.document import FILE, PYPROJECT
from goofer_py.errors import ConfigError
from goofer_py.stores.registry import store_for
from goofer_py.stores.url import DatabaseUrl, parse_url
from goofer_py.variables import Malformed, Unset, expand

COMPOSE = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
_WORKFLOW = Path(".github", "workflows", "migrations.yml")
_PASSWORD = "${DATABASE_PASSWORD:?}"  # noqa: S105 - a variable
_THROWAWAY = "throwaway"
_WHOLE = re.compile(r"\$\{(\w+)(?::-.*)?\}")
_SAFE = re.compile(r"\w+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Target:
    """The database of a program: its URL's parts, and the variable that gives the URL.

    `database` is its name where settings have several.
    """

    url: DatabaseUrl
    variable: str
    database: str = ""

    @property
    def server(self) -> Server | None:
        """The server to run beside the program; None when the database is a file."""
        backend = "postgresql" if self.url.backend == "postgres" else self.url.backend
        return SERVERS.get(backend)

    @property
    def name(self) -> str:
        """The database's name in containers."""
        name = self.url.database or ""
        return name if _SAFE.fullmatch(name) else "app"

    @property
    def user(self) -> str:
        """The program's user in containers, who is never the administrator."""
        user = self.url.username or ""
        return user if _SAFE.fullmatch(user) and user != "root" else "app"


def target(
    written: str,
    environ: Mapping[str, str],
    folder: Path,
    *,
    kind: str | None = None,
    database: str = "",
) -> Target:
    """Return the database that the setting url, as `written`, leads to, or one like `kind`.

    Variables are looked up in `environ` and in a file .env of `folder`. `database` is its name
    where settings have several. Raises ConfigError for a variable that is in neither and for a
    url that no variable can replace, UsageError for what is no URL or no database goofer knows.
    """
    known = {**_dotenv(folder / ".env"), **environ}
    whole = _WHOLE.fullmatch(written)
    if database and whole is None:
        name = f"{database.upper()}_URL".replace("-", "_")
        raise ConfigError(
            f"The url of {database} is no variable, so a container cannot be given another one."
            " Nothing was written.",
            hint=f'url = "${{{name}}}"',
        )
    try:
        text = _filled(written, known, needed=whole is not None) if kind is None else kind
    except Unset as unset:
        raise ConfigError(
            f"Which database is it? The setting url is {written}, and {unset.variable} is neither"
            " in the environment nor in .env. Nothing was written.",
            hint="goofer init --docker --url postgresql://app@localhost/app",
        ) from None
    except Malformed as error:
        raise ConfigError(f"The setting url: {error}.", hint="write $${ for a plain ${") from None
    url = parse_url(text)
    store_for(url)
    return Target(url, whole[1] if whole else "GOOFER_URL", database)


def _filled(written: str, known: Mapping[str, str], *, needed: bool) -> str:
    """Fill in the variables; one that is not known stands for itself unless it is `needed`."""
    while True:
        try:
            return expand(written, known)
        except Unset as unset:
            if needed:
                raise
            known = {**known, unset.variable: unset.variable}


def _dotenv(path: Path) -> dict[str, str]:
    with suppress(OSError, ValueError):
        lines = re.finditer(r"(?m)^(?:export )?(\w+)=(.*)$", path.read_text(encoding="utf-8"))
        return {found[1]: found[2].strip().strip("\"'") for found in lines}
    return {}


@dataclass(frozen=True, slots=True)
class Deployment:
    """A program in `folder`, with its settings in `config`, as its files for containers are."""

    folder: Path
    config: Path
    target: Target
    declares: bool

    def docker(self) -> Iterator[tuple[Path, str]]:
        """Yield the files for Docker: what is built, what starts, and what runs together."""
        for name in ("Dockerfile", ".dockerignore", "docker-entrypoint.sh"):
            yield self.folder / name, self._render(name.removeprefix("."), self._in_compose())
        yield self._compose(), self._render("compose.yaml", self._in_compose())

    def github(self) -> Iterator[tuple[Path, str]]:
        """Yield the workflow; it belongs to the top of the repository."""
        yield self._top() / _WORKFLOW, self._render("github.yaml", self._in_checks())

    def _compose(self) -> Path:
        # Beside another of its names, Docker would no longer read that one.
        paths = [self.folder / name for name in COMPOSE]
        return next((path for path in paths if path.exists()), paths[0])

    def _top(self) -> Path:
        inside = self.folder.resolve()
        for depth, place in enumerate((inside, *inside.parents)):
            if (place / ".git").exists():
                return self.folder.joinpath(*[".."] * depth) if depth else self.folder
        return self.folder

    def _in_compose(self) -> dict[str, Any]:
        server, target = self.target.server, self.target
        if server is None:
            return self._facts(target.user, "", (), "sqlite:////data/app.db")
        place = f"db:{server.port}/{target.name}"
        scheme = target.url.scheme if target.url.driver else server.scheme
        url = f"{scheme}://{target.user}:{_PASSWORD}@{place}"
        return self._facts(target.user, _PASSWORD, server.environment, url)

    def _in_checks(self) -> dict[str, Any]:
        server, target = self.target.server, self.target
        if server is None:
            return self._facts(target.user, "", (), "sqlite:///check.db")
        user = server.administrator
        place = f"127.0.0.1:{server.port}/{target.name}"
        url = f"{server.scheme}://{user}:{_THROWAWAY}@{place}"
        return self._facts(user, _THROWAWAY, server.checks, url)

    def _facts(self, user: str, password: str, environment: Words, url: str) -> dict[str, Any]:
        server, target = self.target.server, self.target
        extra = f"[{server.extra}]" if server else ""
        told = {"user": user, "password": password, "name": target.name}
        folder = self.folder.resolve().relative_to(self._top().resolve()).as_posix()
        return {
            "python": f"{sys.version_info.major}.{sys.version_info.minor}",
            "goofer": f"goofer-py{extra}=={__version__}",
            "requirements": (self.folder / "requirements.txt").is_file(),
            "installable": _is_installable(self.folder),
            "config": "" if self.config.name in (FILE, PYPROJECT) else self.config.name,
            "folder": "" if folder == "." else folder,
            "declares": self.declares,
            "server": server,
            "variable": target.variable,
            "database": target.database,
            "url": url,
            "health": server.health.format(**told) if server else "",
            "environment": [(name, value.format(**told)) for name, value in environment],
        }

    def _render(self, name: str, facts: Mapping[str, Any]) -> str:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        from goofer_py.generate.render import template_folder

        environment = Environment(
            loader=FileSystemLoader(template_folder() / "deploy"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
            # Shells and workflows write ${{ }} themselves.
            variable_start_string="[[",
            variable_end_string="]]",
            comment_start_string="[#",
            comment_end_string="#]",
        )
        return environment.get_template(f"{name}.j2").render(facts)


def _is_installable(folder: Path) -> bool:
    """Whether pip can install the program that is in `folder`."""
    if (folder / "setup.py").is_file():
        return True
    try:
        found = tomllib.loads((folder / PYPROJECT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return "project" in found
