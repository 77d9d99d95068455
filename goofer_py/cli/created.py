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


def create_empty(run: Run, name: str) -> Migration:
    """Write both files of a migration called `name` and tell of them."""
    source = run.project.source()
    title = file_name(name)
    versions = source.names() if source.folder.is_dir() else ()
    version = next_version(SystemClock().now(), versions)
    texts = (text.format(title=f"{version}_{title}") for text in (_UP, _DOWN))
    migration = source.write(version, title, *texts)
    files = [script.path for script in (migration.up, migration.down) if script is not None]
    run.output.result(version=version, name=title, files=files)
    for file in files:
        run.output.say(f"Wrote {file}")
    return migration
