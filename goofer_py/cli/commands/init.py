"""goofer init."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from goofer_py.cli.command import command
from goofer_py.cli.run import Run
from goofer_py.cli.survey import Survey, survey, without_password
from goofer_py.cli.wording import count
from goofer_py.config.document import FILE, PYPROJECT
from goofer_py.config.skeleton import skeleton
from goofer_py.errors import ConfigError, GooferError


@command
def init(run: Run) -> None:
    """Write a goofer.toml that fits what is here.

    Looks for entities of SQLAlchemy, SQLModel and goofer, for an alembic.ini, and for the URL of
    a database in the environment, without importing the program. Nothing that is there is
    overwritten, and no password is written.
    """
    path = run.config or Path(FILE)
    _refuse_to_overwrite(path)
    found = survey(path.parent, os.environ)
    values, notes = _settings(run, found)
    directory = path.parent / str(values["directory"])
    _write(path, skeleton(values, notes), directory)
    run.output.result(written=[path, directory], settings=values, entities=dict(found.entities))
    run.output.say(f"Wrote {path} and {directory}{os.sep}")
    for line in _summary(found, values, notes):
        run.output.say(line)


def _refuse_to_overwrite(path: Path) -> None:
    if path.exists():
        raise ConfigError(f"{path} is there already. Nothing was written.", hint="goofer status")
    pyproject = path.parent / PYPROJECT
    if path.name == FILE and pyproject.is_file():
        import tomllib

        try:
            tool = tomllib.loads(pyproject.read_text(encoding="utf-8")).get("tool", {})
        except ValueError:
            return
        if "goofer" in tool:
            message = f"{pyproject} has a [tool.goofer] already. Nothing was written."
            raise ConfigError(message, hint="goofer status")


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
    try:
        directory.mkdir(parents=True, exist_ok=True)
        # Git keeps no empty folder, and a folder that is gone is an error later.
        if not any(directory.iterdir()):
            (directory / ".gitkeep").touch()
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
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
