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
    Entry("init", "Write a goofer.toml that fits what is here."),
    Entry("makemigrations", "Write the migration from the database to the entities."),
    Entry("wait", "Wait until the database takes connections."),
    Entry("precheck", "Look whether anything stands in the way of a run."),
    Entry("migrate", "Apply what is pending, or go up or down to a version."),
    Entry("phase", "Show the changes in steps, and go on with the one that waits."),
    Entry("rollback", "Revert the latest migrations."),
    Entry("redo", "Revert the latest migration and apply it again."),
    Entry("baseline", "Count migrations as applied on a database that is there already."),
    Entry("seed", "Fill the database with the rows that its environment begins with."),
    Entry("check", "Ask the checks of the data, which runs ask before and after."),
    Entry("status", "Show what is applied, pending and wrong."),
    Entry("history", "Show everything that ever ran."),
    Entry("show", "Show one migration: both scripts, and what became of it."),
    Entry("create", "Write an empty migration to fill in by hand."),
    Entry("import", "Take over the migrations of another program, and what it applied."),
    Entry("diff", "Show how the entities and the database differ, or any two databases."),
    Entry("drift", "Say what in the database is not as its migrations made it."),
    Entry("inspect", "Show the schema of the database."),
    Entry("diagram", "Draw the tables and what joins them."),
    Entry("serve", "Show databases and migrations in a browser, and what runs."),
    Entry("dump", "Write the schema and the applied versions as one SQL file."),
    Entry("load", "Run what `goofer dump` wrote on an empty database."),
    Entry("backup", "Back the database up, rows and all, with the server's own tool."),
    Entry("restore", "Bring a backup back into an empty database, with the server's own tool."),
    Entry("repair", "Set right what the history says of migrations that stopped or changed."),
    Entry("unlock", "Show which run holds the database, and end its lease."),
    Entry("verify", "Prove the migrations up, down and up again."),
    Entry("validate", "Check the files: names, pairs, gaps, duplicates and orphans."),
    Entry("lint", "Say what migrations would lock, rewrite, break or lose."),
    Entry("squash", "Write one proved migration in the place of all up to a version."),
    Entry("purge", "Remove the rows that drops put aside."),
    Entry("bundle", "Pack the migrations, the settings and goofer into one file that Python runs."),
    Entry("version", "Show the versions of goofer and of what it works with."),
)
"""Every command, in the order of its use."""
