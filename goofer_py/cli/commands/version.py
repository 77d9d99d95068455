"""goofer version."""

from __future__ import annotations

import platform
import sqlite3
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed

from goofer_py import __version__
from goofer_py.cli.command import command
from goofer_py.cli.run import Run

_PACKAGES = ("sqlalchemy", "alembic", "pydantic", "sqlmodel", "jinja2", "typer")
_DRIVERS = ("psycopg", "pymysql", "mysqlclient", "mysql-connector-python", "mariadb")


@command
def version(run: Run) -> None:
    """Show the versions of goofer and of what it uses."""
    versions = {
        "goofer": __version__,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{name: found for name in (*_PACKAGES, *_DRIVERS) if (found := _installed(name))},
    }
    run.output.result(versions=versions)
    run.output.show("\n".join(f"{name} {number}" for name, number in versions.items()))


def _installed(package: str) -> str | None:
    try:
        return installed(package)
    except PackageNotFoundError:
        return None
