from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from goofer_py.cli.survey import survey, without_password
from goofer_py.config import load_settings
from tests.cli.conftest import Goofer

ENTITY = """\
from sqlalchemy.orm import Mapped, mapped_column
class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
"""


def put(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_init_writes_settings_that_can_be_read_and_a_folder(goofer: Goofer, folder: Path) -> None:
    put(folder, {"app/models.py": ENTITY, "app/__init__.py": ""})
    outcome = goofer("init", "--json")
    assert outcome.code == 0
    assert outcome.json["written"] == ["goofer.toml", "migrations"]
    assert outcome.json["entities"] == {"app.models": 1}
    assert (folder / "migrations").is_dir()
    settings = load_settings(None, {}, {})
    assert settings.models == ("app.models",)
    assert settings.url == "sqlite:///app.db"


def test_init_says_what_it_found_and_what_comes_next(goofer: Goofer, folder: Path) -> None:
    put(folder, {"models.py": ENTITY})
    outcome = goofer("init")
    assert outcome.stdout.splitlines() == [
        "Wrote goofer.toml and migrations/",
        "  url:    ${DATABASE_URL:-sqlite:///app.db} (nothing here says which database is used)",
        "  models: models (1 entity)",
        "Next: goofer makemigrations",
    ]


def test_without_entities_init_asks_for_their_modules(goofer: Goofer, folder: Path) -> None:
    said = goofer("init").stdout
    assert "none found; name their modules in goofer.toml" in said
    assert 'Next: in goofer.toml, models = ["app.models"] or objects' in said
    assert '# models = ["app.models"]' in (folder / "goofer.toml").read_text()


@pytest.mark.parametrize(
    ("name", "text"),
    [("goofer.toml", "url = 'x'\n"), ("pyproject.toml", "[tool.goofer]\nurl = 'x'\n")],
)
def test_init_overwrites_nothing(goofer: Goofer, folder: Path, name: str, text: str) -> None:
    put(folder, {name: text})
    outcome = goofer("init")
    assert outcome.code == 2
    assert "Nothing was written." in outcome.stderr
    assert (folder / name).read_text() == text
    assert sorted(path.name for path in folder.iterdir()) == [".git", name]


def test_a_folder_of_migrations_that_is_there_is_kept(goofer: Goofer, folder: Path) -> None:
    put(folder, {"migrations/1_a.up.sql": "SELECT 1;", "pyproject.toml": "[project]\n"})
    assert goofer("init").code == 0
    assert [path.name for path in (folder / "migrations").iterdir()] == ["1_a.up.sql"]


def test_a_folder_that_cannot_be_written_is_told(goofer: Goofer, folder: Path) -> None:
    put(folder, {"taken": ""})
    outcome = goofer("init", "--dir", "taken/migrations")
    assert outcome.code == 1
    assert "could not be written" in outcome.stderr
    assert not (folder / "goofer.toml").exists()


def test_options_decide_what_is_written(goofer: Goofer, folder: Path) -> None:
    outcome = goofer(
        "init", "--url", "postgresql://app:secret@db/shop", "--dir", "db", "--config", "my.toml"
    )
    assert outcome.code == 0
    written = tomllib.loads((folder / "my.toml").read_text())
    assert written == {
        "url": "postgresql://app:${DATABASE_PASSWORD}@db/shop",
        "directory": "db",
    }
    assert "secret" not in outcome.stdout


def test_settings_elsewhere_are_for_the_program_beside_them(goofer: Goofer, folder: Path) -> None:
    put(folder, {"models.py": ENTITY, "inner/things.py": ENTITY})
    assert goofer("init", "--config", "inner/goofer.toml", "--json").json["entities"] == {
        "things": 1
    }
    assert (folder / "inner" / "migrations").is_dir()


@pytest.mark.parametrize(
    ("files", "environ", "url"),
    [
        ({}, {}, "${DATABASE_URL:-sqlite:///app.db}"),
        ({}, {"DATABASE_URL": "x"}, "${DATABASE_URL}"),
        ({}, {"SQLALCHEMY_DATABASE_URI": "x"}, "${SQLALCHEMY_DATABASE_URI}"),
        ({".env": "A=1\nexport DB_URL=x\n"}, {}, "${DB_URL}"),
        ({"alembic.ini": "[alembic]\nsqlalchemy.url = sqlite:///a.db\n"}, {}, "sqlite:///a.db"),
        (
            {"alembic.ini": "[alembic]\nsqlalchemy.url = postgresql://u:p%40@h/d\n"},
            {},
            "postgresql://u:${DATABASE_PASSWORD}@h/d",
        ),
        (
            {"alembic.ini": "[alembic]\nsqlalchemy.url = driver://user:pass@localhost/dbname\n"},
            {},
            "${DATABASE_URL:-sqlite:///app.db}",
        ),
        ({"alembic.ini": "no ini at all"}, {}, "${DATABASE_URL:-sqlite:///app.db}"),
        (
            {"db.py": "from sqlalchemy import create_engine\ne = create_engine('sqlite:///s.db')"},
            {},
            "sqlite:///s.db",
        ),
        (
            {"db.py": "import sqlalchemy as sa\ne = sa.create_engine('sqlite:///:memory:')"},
            {},
            "${DATABASE_URL:-sqlite:///app.db}",
        ),
        (
            {"db.py": "import sqlalchemy as sa\ne = sa.create_engine('sqlite://')"},
            {},
            "${DATABASE_URL:-sqlite:///app.db}",
        ),
    ],
)
def test_the_url_is_what_the_program_uses(
    tmp_path: Path, files: dict[str, str], environ: dict[str, str], url: str
) -> None:
    put(tmp_path, files)
    assert survey(tmp_path, environ).url == url


@pytest.mark.parametrize(
    ("files", "models"),
    [
        ({}, []),
        ({"models.py": ENTITY}, ["models"]),
        ({"src/shop/models.py": ENTITY}, ["shop.models"]),
        ({"src/__init__.py": "", "src/models.py": ENTITY}, ["src.models"]),
        ({"app/db/__init__.py": ENTITY}, ["app.db"]),
        ({"app/models/a.py": ENTITY, "app/models/b.py": ENTITY}, ["app.models"]),
        (
            {"app/models/__init__.py": ENTITY, "app/models/b.py": ENTITY},
            ["app.models"],
        ),
        ({"a.py": ENTITY, "b.py": ENTITY}, ["a", "b"]),
        ({"app/models.py": ENTITY, "app/main.py": "print(1)"}, ["app.models"]),
        ({"venv/pyvenv.cfg": "", "venv/models.py": ENTITY, "a.py": ENTITY}, ["a"]),
        ({"tests/models.py": ENTITY, "test_a.py": ENTITY, ".x/a.py": ENTITY}, []),
        ({"broken.py": ENTITY + "def (", "latin.py": ""}, []),
    ],
)
def test_models_are_the_modules_that_declare_entities(
    tmp_path: Path, files: dict[str, str], models: list[str]
) -> None:
    put(tmp_path, files)
    assert survey(tmp_path, {}).models == models


@pytest.mark.parametrize(
    ("source", "count"),
    [
        (ENTITY, 1),
        ("from sqlmodel import SQLModel\nclass A(SQLModel, table=True):\n    id: int\n", 1),
        ("from sqlmodel import SQLModel\nclass A(SQLModel):\n    id: int\n", 0),
        (
            "import goofer_py as g\n@g.entity\nclass A: ...\n@g.entity(table='b')\nclass B: ...",
            2,
        ),
        ("import goofer_py\n@goofer_py.entity()\nclass A: ...", 1),
        ("import sqlalchemy as sa\nt = sa.Table('t', m)\nu: sa.Table = sa.Table('u', m)", 2),
        ("import sqlalchemy as sa\nclass A(Base):\n    id = sa.Column(sa.Integer)", 1),
        ("from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase): ...", 0),
        ("from pydantic import BaseModel\nclass A(BaseModel):\n    id: int", 0),
        ("from goofer_py import Function, View\nView('v', 'SELECT 1')\nf = Function('f', '')", 2),
        ("import goofer_py as g\ng.View('v', 'SELECT 1')", 1),
        ("import goofer_py\nfrom app import View\nView('v', 'SELECT 1')", 0),
    ],
)
def test_entities_of_every_kind_are_counted(tmp_path: Path, source: str, count: int) -> None:
    put(tmp_path, {"models.py": source})
    assert sum(survey(tmp_path, {}).entities.values()) == count


@pytest.mark.parametrize("sign", ["migrations/env.py", "migrations/versions/a.py"])
def test_a_folder_of_another_tool_is_left_alone(tmp_path: Path, sign: str) -> None:
    put(tmp_path, {sign: ""})
    assert survey(tmp_path, {}).directory == "goofer_migrations"


def test_an_alembic_project_is_noticed(goofer: Goofer, folder: Path) -> None:
    put(folder, {"alembic.ini": "[alembic]\nscript_location = alembic\n"})
    assert goofer("init").code == 0
    assert "# alembic.ini and what it names are left" in (folder / "goofer.toml").read_text()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:///a.db", "sqlite:///a.db"),
        ("postgresql://h/d", "postgresql://h/d"),
        ("postgresql://u@h/d", "postgresql://u@h/d"),
        ("postgresql://u:p@h/d", "postgresql://u:${DATABASE_PASSWORD}@h/d"),
        ("postgresql://u:@h/d", "postgresql://u:${DATABASE_PASSWORD}@h/d"),
    ],
)
def test_no_password_is_written(url: str, shown: str) -> None:
    assert without_password(url) == shown


@pytest.mark.parametrize("url", ["foo", "app.db", "jdbc:postgresql://h/shop", "postgresql://h:x/y"])
def test_a_url_that_no_command_could_use_is_not_written(
    goofer: Goofer, folder: Path, url: str
) -> None:
    outcome = goofer("init", "--url", url)
    assert outcome.code == 2
    assert "database URL" in outcome.stderr
    assert not (folder / "goofer.toml").exists()
    assert goofer("init", "--url", "${SOME_URL}").code == 0
