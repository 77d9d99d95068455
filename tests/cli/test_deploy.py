"""What `goofer init --docker --ci github` writes passes the linters of those who read it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.conftest import USERS, Goofer, program_in
from tests.cli.test_process import ROOT, environ

URLS = {
    "postgresql": "postgresql://shop:hunter2@old.example/shop",
    "mysql": "mysql://root:hunter2@old.example/shop",
    "mariadb": "mariadb+pymysql://shop:hunter2@old.example/shop",
    "sqlite": "sqlite:///shop.db",
}
PROGRAMS = Path(sys.executable).parent
WRITTEN = [
    "Dockerfile",
    ".dockerignore",
    "docker-entrypoint.sh",
    "compose.yaml",
    ".github/workflows/migrations.yml",
]
WORKFLOW = Path(WRITTEN[-1])


def run(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"


def lint(folder: Path) -> None:
    """Ask every linter; what it says is the failure."""
    dockerfile, entrypoint, compose = (
        folder / name for name in ("Dockerfile", "docker-entrypoint.sh", "compose.yaml")
    )
    workflow = folder / WORKFLOW
    run(PROGRAMS / "hadolint", dockerfile)
    run(PROGRAMS / "shellcheck", "--shell=sh", entrypoint)
    run("sh", "-n", entrypoint)
    run(sys.executable, "-m", "yamllint", "--strict", compose, workflow)
    schema = (sys.executable, "-m", "check_jsonschema", "--builtin-schema")
    run(*schema, "vendor.compose-spec", compose)
    run(*schema, "vendor.github-workflows", workflow)


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("database", URLS)
def test_linters_find_nothing(goofer: Goofer, folder: Path, database: str) -> None:
    outcome = goofer("init", "--docker", "--ci", "github", "--url", URLS[database], "--json")
    assert outcome.code == 0
    assert outcome.json["written"] == ["goofer.toml", "migrations", *WRITTEN]
    assert outcome.json["left"] == []
    assert os.access(folder / "docker-entrypoint.sh", os.X_OK)
    lint(folder)


@pytest.mark.parametrize(
    ("files", "installs"),
    [
        ({}, ['pip install --no-cache-dir "goofer-py']),
        (
            {"requirements.txt": "flask\n"},
            ['pip install --no-cache-dir -r requirements.txt "goofer-py'],
        ),
        (
            {"pyproject.toml": "[project]\nname = 'shop'\n"},
            ['pip install --no-cache-dir "goofer-py', "pip install --no-cache-dir ."],
        ),
        ({"pyproject.toml": "[tool.ruff]\n"}, ['pip install --no-cache-dir "goofer-py']),
    ],
)
def test_the_image_installs_what_the_program_needs(
    goofer: Goofer, folder: Path, files: Mapping[str, str], installs: list[str]
) -> None:
    for name, text in files.items():
        (folder / name).write_text(text)
    assert goofer("init", "--docker", "--ci", "github", "--url", "mysql://h/shop").code == 0
    text = (folder / "Dockerfile").read_text()
    lines = [line for line in text.splitlines() if line.startswith("RUN pip")]
    assert [line.removeprefix("RUN ").partition("-py")[0] for line in lines] == [
        one.partition("-py")[0] for one in installs
    ]
    assert '"goofer-py[mysql]==' in lines[0]
    lint(folder)


@pytest.mark.parametrize("database", [name for name in URLS if name != "sqlite"])
def test_passwords_come_from_the_environment(goofer: Goofer, folder: Path, database: str) -> None:
    assert goofer("init", "--docker", "--url", URLS[database]).code == 0
    app, server = read(folder / "compose.yaml")["services"].values()
    url = app["environment"]["GOOFER_URL"]
    assert re.search(r"//(shop|app):\$\{DATABASE_PASSWORD:\?\}@db:\d+/shop$", url)
    assert "${DATABASE_PASSWORD:?}" in server["environment"].values()
    assert app["depends_on"] == {"db": {"condition": "service_healthy"}}
    assert server["healthcheck"]["test"][0] == "CMD-SHELL"
    files = (path.read_text() for path in folder.iterdir() if path.is_file())
    assert not any("hunter2" in text for text in files)


def test_the_variable_that_the_settings_name_is_the_one_that_is_set(
    goofer: Goofer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://me:hunter2@h/shop")
    assert goofer("init", "--docker", "--ci", "github").code == 0
    url = read(folder / "compose.yaml")["services"]["app"]["environment"]["DATABASE_URL"]
    assert url == "postgresql+asyncpg://me:${DATABASE_PASSWORD:?}@db:5432/shop"
    assert set(read(folder / WORKFLOW)["jobs"]["migrations"]["env"]) == {"DATABASE_URL"}


def test_a_file_of_variables_says_which_database_it_is(goofer: Goofer, folder: Path) -> None:
    (folder / ".env").write_text("export DATABASE_URL='mariadb://h/shop'\n")
    (folder / "goofer.toml").write_text('url = "${DATABASE_URL}"\n')
    assert goofer("init", "--docker").code == 0
    assert read(folder / "compose.yaml")["services"]["db"]["image"].startswith("mariadb:")


def test_a_database_that_nothing_names_is_asked_for_before_anything_is_written(
    goofer: Goofer, folder: Path
) -> None:
    (folder / "goofer.toml").write_text('url = "${DATABASE_URL}"\n')
    outcome = goofer("init", "--docker", "--ci", "github")
    assert outcome.code == 2
    assert "DATABASE_URL is neither in the environment nor in .env. Nothing" in outcome.stderr
    assert sorted(path.name for path in folder.iterdir()) == [".git", "goofer.toml"]


def test_an_option_says_which_database_a_variable_leads_to(goofer: Goofer, folder: Path) -> None:
    (folder / "goofer.toml").write_text('url = "${DATABASE_URL}"\n')
    assert goofer("init", "--docker", "--url", "mysql://h/shop").code == 0
    app = read(folder / "compose.yaml")["services"]["app"]
    assert set(app["environment"]) == {"DATABASE_URL"}


def test_a_password_that_is_a_variable_need_not_be_set(goofer: Goofer, folder: Path) -> None:
    (folder / "goofer.toml").write_text('url = "postgresql://me:${PASSWORD}@h/shop"\n')
    assert goofer("init", "--docker").code == 0
    assert read(folder / "compose.yaml")["services"]["db"]["environment"]["POSTGRES_USER"] == "me"


def test_what_is_there_is_left_and_told(goofer: Goofer, folder: Path) -> None:
    (folder / "goofer.toml").write_text('url = "sqlite:///app.db"\n')
    (folder / "Dockerfile").write_text("FROM scratch\n")
    (folder / "docker-compose.yml").write_text("services: {}\n")
    outcome = goofer("init", "--docker", "--ci", "github")
    assert outcome.code == 0
    assert outcome.stdout.splitlines() == [
        "Wrote .dockerignore",
        "Wrote docker-entrypoint.sh",
        "Wrote .github/workflows/migrations.yml",
        "Left as it is: goofer.toml",
        "Left as it is: Dockerfile",
        "Left as it is: docker-compose.yml",
        "Next: docker compose up",
    ]
    assert (folder / "Dockerfile").read_text() == "FROM scratch\n"
    assert not (folder / "compose.yaml").exists()


def test_settings_in_pyproject_are_enough(goofer: Goofer, folder: Path) -> None:
    text = "[tool.goofer]\nurl = 'sqlite:///app.db'\nmodels = ['models']\n"
    (folder / "pyproject.toml").write_text(text)
    assert goofer("init", "--ci", "github").code == 0
    steps = read(folder / WORKFLOW)["jobs"]["migrations"]["steps"]
    assert steps[-1]["run"] == "goofer makemigrations --check"
    assert not (folder / "goofer.toml").exists()


def test_the_workflow_of_a_folder_goes_to_the_top_of_its_repository(
    goofer: Goofer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "services" / "shop").mkdir(parents=True)
    monkeypatch.chdir(folder / "services" / "shop")
    outcome = goofer("init", "--ci", "github", "--json")
    assert outcome.json["written"][-1] == f"../../{WORKFLOW}"
    defaults = read(folder / WORKFLOW)["jobs"]["migrations"]["defaults"]
    assert defaults == {"run": {"working-directory": "services/shop"}}


def test_settings_by_another_name_are_named_to_the_container(goofer: Goofer, folder: Path) -> None:
    assert goofer("init", "--docker", "--ci", "github", "--config", "my.toml").code == 0
    assert "ENV GOOFER_CONFIG=/app/my.toml\n" in (folder / "Dockerfile").read_text()
    assert read(folder / WORKFLOW)["jobs"]["migrations"]["env"]["GOOFER_CONFIG"] == "my.toml"
    lint(folder)


SEVERAL = """\
[databases.core]
url = "${CORE_URL}"
models = ["models"]
[databases.kyc]
url = "sqlite:///kyc.db"
"""


def test_one_of_several_databases_is_named(goofer: Goofer, folder: Path) -> None:
    (folder / "goofer.toml").write_text(SEVERAL)
    call = ("init", "--docker", "--ci", "github", "--url", "postgresql://h/core")
    refused = goofer(*call)
    assert refused.code == 2
    assert "several databases: core, kyc" in refused.stderr
    assert goofer(*call, "--db", "core").code == 0
    environment = read(folder / "compose.yaml")["services"]["app"]["environment"]
    assert environment == {
        "CORE_URL": "postgresql+psycopg://app:${DATABASE_PASSWORD:?}@db:5432/core",
        "GOOFER_DB": "core",
    }
    assert read(folder / WORKFLOW)["jobs"]["migrations"]["env"]["GOOFER_DB"] == "core"
    lint(folder)


def test_a_url_that_no_variable_can_replace_is_told(goofer: Goofer, folder: Path) -> None:
    (folder / "goofer.toml").write_text(SEVERAL)
    outcome = goofer("init", "--docker", "--db", "kyc")
    assert outcome.code == 2
    assert "The url of kyc is no variable" in outcome.stderr
    assert 'url = "${KYC_URL}"' in outcome.stderr


def test_another_service_is_refused(goofer: Goofer, folder: Path) -> None:
    outcome = goofer("init", "--ci", "jenkins")
    assert outcome.code == 2
    assert "--ci takes github, not 'jenkins'." in outcome.stderr
    assert not (folder / "goofer.toml").exists()


@pytest.mark.long
def test_the_steps_of_the_workflow_pass(
    goofer: Goofer, folder: Path, every_database_url: str, shim: Path
) -> None:
    program = program_in(folder, every_database_url)
    # MySQL and MariaDB have no texts without a length.
    program.says(USERS.replace("Mapped[str", "Mapped[int"))
    assert goofer("makemigrations").code == 0
    assert goofer("init", "--ci", "github").code == 0
    steps = [
        step["run"]
        for step in read(program.folder / WORKFLOW)["jobs"]["migrations"]["steps"]
        if step.get("name", "Install") != "Install"
    ]
    assert [step.split()[1] for step in steps] == ["validate", "verify", "makemigrations"]
    variables = environ(GOOFER_URL=program.url, PATH=f"{shim}:{os.environ['PATH']}")
    for step in steps:
        done = subprocess.run(
            ["sh", "-ec", step],
            cwd=program.folder,
            env=variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (step, done.stderr)


@pytest.fixture
def shim(tmp_path: Path) -> Path:
    """Give a folder whose program `goofer` is the one that is tested."""
    return shim_in(tmp_path)


def shim_in(folder: Path) -> Path:
    programs = folder / "programs"
    programs.mkdir()
    goofer = programs / "goofer"
    text = f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m goofer_py "$@"\n'
    goofer.write_text(text)
    goofer.chmod(0o755)
    return programs
