"""The commands that exist, so that help can list them without importing them."""

from __future__ import annotations

from dataclasses import dataclass
from keyword import iskeyword


@dataclass(frozen=True, slots=True)
class Entry:
    """One command: its name, and the first sentence of its help."""

    name: str
    about: str

    @property
    def module(self) -> str:
        """The module under `goofer_py.cli.commands` that holds it, as a function called alike."""
        return f"{self.name}_" if iskeyword(self.name) else self.name


CATALOG = (
    Entry("init", "Write a goofer.toml that fits this project."),
    Entry("makemigrations", "Write the migration from the database to the entities."),
    Entry("wait", "Wait until the database takes connections."),
    Entry("precheck", "Check whether a run may begin."),
    Entry("migrate", "Apply what is pending, or go up or down to a version."),
    Entry("phase", "Show changes in steps, and continue the one that waits."),
    Entry("rollback", "Revert the latest migrations."),
    Entry("redo", "Revert the latest migration and apply it again."),
    Entry("baseline", "Record migrations as applied on an existing database."),
    Entry("seed", "Fill the database with the first rows for its environment."),
    Entry("check", "Run the data checks, which runs make before and after."),
    Entry("status", "Show what is applied, pending and wrong."),
    Entry("history", "Show everything that ever ran."),
    Entry("show", "Show one migration: both scripts, and its history."),
    Entry("create", "Write an empty migration to fill in by hand."),
    Entry("import", "Import the migrations and the history of another tool."),
    Entry("diff", "Show how the entities and the database differ, or any two databases."),
    Entry("drift", "Find what in the database differs from what its migrations made."),
    Entry("inspect", "Show the schema of the database."),
    Entry("diagram", "Draw the tables and their relations."),
    Entry("serve", "Show databases, migrations and active runs in a browser."),
    Entry("dump", "Write the schema and the applied versions as one SQL file."),
    Entry("load", "Load what `goofer dump` wrote into an empty database."),
    Entry("backup", "Back the database up, rows and all, with the server's own tool."),
    Entry("restore", "Restore a backup into an empty database, with the server's own tool."),
    Entry("repair", "Correct the history of migrations that stopped or changed."),
    Entry("unlock", "Show which run holds the database, and end its lease."),
    Entry("verify", "Prove the migrations up, down and up again."),
    Entry("validate", "Check the files: names, pairs, gaps, duplicates and orphans."),
    Entry("lint", "Say what migrations would lock, rewrite, break or lose."),
    Entry("squash", "Write one proved migration in place of all up to a version."),
    Entry("purge", "Delete the rows that drops have kept."),
    Entry("bundle", "Pack the migrations, the settings and goofer into one file that Python runs."),
    Entry("version", "Show the versions of goofer and of what it uses."),
)
"""Every command, in the order of its use."""
