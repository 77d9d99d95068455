"""What docs/reference/json.md says of each command is what the command writes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from goofer_py.cli.app import app
from goofer_py.cli.catalog import CATALOG
from scripts.reference import FOLDER

PAGE = (FOLDER / "json.md").read_text(encoding="utf-8")
MODELS = """\
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Thing(Base):
    __tablename__ = "things_of_json"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
"""
LIFE = (
    ("init",),
    ("diff",),
    ("makemigrations", "--dry-run"),
    ("makemigrations",),
    ("makemigrations", "--check"),
    ("makemigrations",),
    ("wait",),
    ("precheck",),
    ("migrate", "--dry-run"),
    ("migrate",),
    ("phase", "status"),
    ("redo",),
    ("seed", "--status"),
    ("seed", "--env", "test", "--dry-run"),
    ("seed", "--env", "test"),
    ("check",),
    ("status", "--all"),
    ("history",),
    ("create", "by hand"),
    ("show", "VERSION"),
    ("import", "goose", "goose", "--dry-run"),
    ("drift",),
    ("inspect",),
    ("diagram",),
    ("serve", "--allow-actions"),
    ("dump", "dump.sql"),
    ("dump",),
    ("backup", "backup.db"),
    ("restore", "backup.db", "--url", "sqlite:///restored.db"),
    ("load", "dump.sql", "--url", "sqlite:///loaded.db"),
    ("verify",),
    ("validate",),
    ("lint", "--all"),
    ("lint", "--rules"),
    ("squash", "--to", "latest", "--dry-run"),
    ("purge",),
    ("repair",),
    ("unlock",),
    ("rollback", "--dry-run"),
    ("rollback",),
    ("baseline", "latest", "--yes"),
    ("bundle",),
    ("version",),
)
HEAD = {"ok", "command"}
SAME_AS = {"rollback": "migrate", "redo": "migrate"}


def tables(command: str) -> list[set[str]]:
    """Return the names of fields in each table of a command's section."""
    section = PAGE.split(f"\n## goofer {SAME_AS.get(command, command)}\n")[1].split("\n## ")[0]
    found = []
    for table in section.split("| field | holds |")[1:]:
        cells = re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
        found.append({name for cell in cells for name in re.findall(r"`(\w+)`", cell)})
    return found


def allowed(command: str) -> list[set[str]]:
    """Return the sets of fields that the page lets a command have."""
    found = tables(command)
    if command != "makemigrations":
        return found
    always, more = found
    return [always, always | more, always - {"files"}]


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, set[str]]]:
    """Give what each command of a program's life wrote: its name and its fields."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("json")
        (folder / ".git").mkdir()
        (folder / "goose").mkdir()
        (folder / "goose" / "7_by_goose.sql").write_text("-- +goose Up\n", encoding="utf-8")
        (folder / "seeds").mkdir()
        (folder / "seeds" / "1_things_of_json.csv").write_text("id,name\n1,one\n", encoding="utf-8")
        (folder / "json_models.py").write_text(MODELS, encoding="utf-8")
        patch.delenv("DATABASE_URL", raising=False)
        patch.delenv("GOOFER_TOKEN", raising=False)
        patch.chdir(folder)
        patch.syspath_prepend(str(folder))
        return [written(arguments, folder) for arguments in LIFE]


def written(arguments: tuple[str, ...], folder: Path) -> tuple[str, set[str]]:
    versions = sorted(path.name.partition("_")[0] for path in folder.glob("migrations/*.up.sql"))
    given = [versions[0] if word == "VERSION" else word for word in arguments]
    result = CliRunner().invoke(app, [*given, "--json"])
    found = json.loads(result.stdout)
    assert found["command"] == arguments[0], result.output
    return arguments[0], set(found) - HEAD - {"error"}


def test_every_command_is_lived_through() -> None:
    assert {arguments[0] for arguments in LIFE} == {entry.name for entry in CATALOG}


def test_fields_are_those_of_the_page(life: list[tuple[str, set[str]]]) -> None:
    wrong = [(name, found) for name, found in life if found not in allowed(name)]
    assert not wrong
