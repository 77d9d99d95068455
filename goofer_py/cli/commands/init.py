"""goofer init."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from goofer_py.cli.command import command
from goofer_py.cli.run import Run
from goofer_py.cli.survey import Survey, survey, without_password
from goofer_py.cli.wording import count
from goofer_py.config.databases import named, without_databases
from goofer_py.config.document import FILE, PYPROJECT, find, read
from goofer_py.config.skeleton import skeleton
from goofer_py.errors import ConfigError, GooferError, UsageError

Files = list[tuple[Path, str]]


SERVICES = ("github",)


@dataclass(frozen=True, slots=True)
class Besides:
    """What to write besides the settings."""

    docker: Annotated[
        bool,
        typer.Option("--docker", help="Write a Dockerfile, an entrypoint and a compose file too."),
    ] = False
    ci: Annotated[
        str | None,
        typer.Option(
            "--ci", metavar="SERVICE", help="Write a workflow that checks migrations too: github."
        ),
    ] = None

    @property
    def asked(self) -> bool:
        """Whether anything is to be written; raises UsageError for a service nobody knows."""
        if self.ci is not None and self.ci not in SERVICES:
            raise UsageError(f"--ci takes {' or '.join(SERVICES)}, not {self.ci!r}.")
        return self.docker or self.ci is not None


@command
def init(run: Run, besides: Besides) -> None:
    """Write a goofer.toml that fits this project.

    Looks for entities of SQLAlchemy, SQLModel and goofer, for an alembic.ini, and for the URL of a
    database in the environment, without importing the program. Overwrites no file, and writes no
    password. --docker and --ci also work if there is a goofer.toml already.
    """
    path = run.config or Path(FILE)
    there = _there(path)
    _check_url(run.flags["url"])
    if there is not None and not besides.asked:
        raise ConfigError(f"{there} Nothing was written.", hint="goofer status")
    if there is None:
        _write_all(run, path, besides)
    else:
        _write_besides(run, path, besides)


def _check_url(url: object) -> None:
    """Raise UsageError for a URL that no command could use."""
    if url is not None and "${" not in str(url):
        from goofer_py.stores.url import parse_url

        parse_url(str(url))


def _write_all(run: Run, path: Path, besides: Besides) -> None:
    found = survey(path.parent, os.environ)
    values, notes = _settings(run, found)
    files = _files(run, path, besides, str(values["url"]), declares=bool(found.models))
    directory = path.parent / str(values["directory"])
    _write(path, skeleton(values, notes), directory)
    run.output.say(f"Wrote {path} and {directory}{os.sep}")
    _put(run, files, [path, directory], [], settings=values, entities=dict(found.entities))
    for line in _summary(found, values, notes):
        run.output.say(line)


def _write_besides(run: Run, path: Path, besides: Besides) -> None:
    """Write what goes with settings that are there already."""
    documents = find(path.parent) if run.config is None else (read(path),)
    databases = named(documents)
    database = databases.chosen(run.database)
    said: dict[str, Any] = {}
    for document in (*map(without_databases, documents), *databases.found.get(database or "", ())):
        said |= document.values
    url = said.get("url")
    if not isinstance(url, str) and run.flags["url"] is None:
        raise ConfigError(
            f"Which database is it? There is no url in {documents[0].path}. Nothing was written.",
            hint="goofer init --docker --url postgresql://app@localhost/app",
        )
    declares = bool(said.get("models") or said.get("objects"))
    files = _files(run, path, besides, str(url or ""), declares=declares, database=database or "")
    _put(run, files, [], [documents[0].path], settings={}, entities={})
    run.output.say("Next: docker compose up" if besides.docker else "Next: git add .github")


def _files(
    run: Run, path: Path, besides: Besides, url: str, *, declares: bool, database: str = ""
) -> Files:
    """Return the files that are asked for; the database is known before anything is written."""
    if not besides.asked:
        return []
    from goofer_py.cli.deployment import Deployment, target

    said = run.flags["url"]
    found = target(
        url,
        os.environ,
        path.parent,
        kind=None if said is None else str(said),
        database=database,
    )
    deployment = Deployment(path.parent, path, found, declares)
    return [
        *(deployment.docker() if besides.docker else ()),
        *(deployment.github() if besides.ci else ()),
    ]


def _put(run: Run, files: Files, written: list[Path], left: list[Path], **fields: Any) -> None:
    """Write the files that are not there yet, and tell of all."""
    for file, text in files:
        if os.path.lexists(file):
            left.append(file)
            continue
        with _told():
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("x", encoding="utf-8", newline="\n") as opened:
                opened.write(text)
            if text.startswith("#!"):
                file.chmod(0o755)
        written.append(file)
        run.output.say(f"Wrote {file}")
    for file in left:
        run.output.say(f"Left as it is: {file}")
    run.output.result(written=written, left=left, **fields)


def _there(path: Path) -> str | None:
    """Return what says that there are settings already."""
    if path.exists():
        return f"{path} is there already."
    pyproject = path.parent / PYPROJECT
    if path.name == FILE and pyproject.is_file():
        import tomllib

        try:
            tool = tomllib.loads(pyproject.read_text(encoding="utf-8")).get("tool", {})
        except ValueError:
            return None
        if "goofer" in tool:
            return f"{pyproject} has a [tool.goofer] already."
    return None


def _settings(run: Run, found: Survey) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values to write and the comments on them."""
    url = run.flags["url"]
    values: dict[str, Any] = {
        "url": found.url if url is None else without_password(str(url)),
        "directory": str(run.flags["directory"] or found.directory),
        "models": found.models,
    }
    notes = {} if url is not None else {"url": f"Here: {found.url_from}."}
    if not found.models:
        del values["models"]
        notes["models"] = "No entities were found here: name their modules."
    if found.alembic is not None:
        notes["directory"] = f"{found.alembic} and what it names are left as they are."
    return values, notes


def _write(path: Path, text: str, directory: Path) -> None:
    with _told():
        directory.mkdir(parents=True, exist_ok=True)
        # Git keeps no empty folder, and a folder that is gone is an error later.
        if not any(directory.iterdir()):
            (directory / ".gitkeep").touch()
        with path.open("x", encoding="utf-8") as file:
            file.write(text)


@contextmanager
def _told() -> Iterator[None]:
    """Tell which file could not be written."""
    try:
        yield
    except OSError as error:
        raise GooferError(f"{error.filename} could not be written: {error.strerror}.") from None


def _summary(found: Survey, values: dict[str, Any], notes: dict[str, str]) -> list[str]:
    entities = count(sum(found.entities.values()), "entity", "entities")
    models = ", ".join(found.models)
    return [
        f"  url:    {values['url']}" + (f" ({found.url_from})" if "url" in notes else ""),
        f"  models: {models} ({entities})"
        if models
        else f"  models: none found; name their modules in {FILE}",
        "Next: goofer makemigrations"
        if models
        else f'Next: in {FILE}, models = ["app.models"] or objects = ["db"], then'
        " goofer makemigrations",
    ]
