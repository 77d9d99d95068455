"""New migrations to fill in by hand."""

from __future__ import annotations

from goofer_py.cli.run import Run
from goofer_py.clock import SystemClock
from goofer_py.migrate.files import file_name, next_version
from goofer_py.migrate.migration import Migration

_UP = """\
-- {title} (up)
-- What runs when it is applied. All of it is one transaction, where the database can.
"""
_DOWN = """\
-- {title} (down)
-- What leads back to how things were before.
"""


_PYTHON = '''\
"""{title}"""

from __future__ import annotations

from goofer_py.migrate.context import Context


def up(context: Context) -> None:
    """Runs when it is applied, in one transaction with its record where the database can.

    `context` has `execute(sql, *parameters)`, `query(sql, *parameters)` and `run(script)`, with
    `?` for parameters, `batched(select, size, *parameters)` for the rows of large tables, and
    `connection`, `dialect`, `settings` and `logger`.
    """
    # To change a large table, commit batch by batch: write `transaction = False` above this
    # function, and import what it needs. A run that was ended is gone on with by the next one.
    #
    # context.once("ALTER TABLE users ADD COLUMN email_hash VARCHAR(64)")
    # context.update_in_batches(
    #     "users",
    #     lambda row: {{"email_hash": sha256(row["email"].encode()).hexdigest()}},
    #     key="id",
    #     columns=["email"],
    #     size=1000,
    # )
    #
    # To change other databases of the settings file too, write `databases = ("cache", "search")`
    # above this function: context["cache"] is then what `context` is, of that database.


def down(context: Context) -> None:
    """Leads back to how things were before."""
'''


def create_empty(run: Run, name: str, *, python: bool = False) -> Migration:
    """Write the files of a migration called `name` and tell of them."""
    source = run.project.source()
    title = file_name(name)
    versions = source.names() if source.is_there else ()
    version = next_version(SystemClock().now(), versions)
    if python:
        migration = source.write_python(version, title, _PYTHON.format(title=title))
        return _told(run, migration)
    if (kind := run.project.kind()) is not None:
        up, down = (kind.script(f"{version}_{title}", way) for way in ("up", "down"))
        return _told(run, source.write(version, title, up, down, kind.languages[0]))
    up, down = (text.format(title=f"{version}_{title}") for text in (_UP, _DOWN))
    return _told(run, source.write(version, title, up, down))


def _told(run: Run, migration: Migration) -> Migration:
    scripts = (script for script in (migration.up, migration.down) if script is not None)
    files = list(dict.fromkeys(script.path for script in scripts))
    run.output.result(version=migration.version, name=migration.name, files=files)
    for file in files:
        run.output.say(f"Wrote {file}")
    return migration
