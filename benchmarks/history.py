"""One history of small migrations, as a project of goofer's and as one of Alembic's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.measure import prepare, program

_FIRST = datetime(2024, 1, 1, tzinfo=UTC)

_SETTINGS = """\
url = "${DATABASE_URL}"
directory = "migrations"
"""

_REVISION = '''\
"""{name}

Revision ID: {revision}
Revises: {before}
Create Date: {created}

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = {revision!r}
down_revision: Union[str, None] = {before!r}
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
{upgrade}


def downgrade() -> None:
{downgrade}
'''


@dataclass(frozen=True, slots=True)
class Step:
    """One migration of two statements: every other one makes a table, the one after it alters it.

    With `passing` the latter drops the table again, so that the schema does not grow with the
    history.
    """

    number: int
    passing: bool = False

    @property
    def created(self) -> datetime:
        """When it was written."""
        return _FIRST + timedelta(minutes=self.number)

    @property
    def version(self) -> str:
        """Its version."""
        return f"{self.created:%Y%m%d%H%M%S}"

    @property
    def name(self) -> str:
        """What it is called."""
        if self._creates:
            return f"create_{self._table}"
        return f"drop_{self._table}" if self.passing else f"add_note_to_{self._table}"

    @property
    def up(self) -> tuple[str, ...]:
        """Its statements."""
        if self._creates:
            return self._create
        return self._drop if self.passing else self._add

    @property
    def down(self) -> tuple[str, ...]:
        """The statements that undo it."""
        if self._creates:
            return self._drop
        return self._create if self.passing else self._take_away

    @property
    def _creates(self) -> bool:
        return self.number % 2 == 0

    @property
    def _table(self) -> str:
        return f"item_{self.number // 2:05}"

    @property
    def _create(self) -> tuple[str, ...]:
        table = (
            f"CREATE TABLE {self._table} (\n"
            "    id INTEGER NOT NULL PRIMARY KEY,\n"
            "    name VARCHAR(80) NOT NULL,\n"
            "    price NUMERIC(12, 2) DEFAULT 0 NOT NULL\n"
            ")"
        )
        return table, f"CREATE INDEX ix_{self._table}_name ON {self._table} (name)"

    @property
    def _drop(self) -> tuple[str, ...]:
        return f"DROP INDEX ix_{self._table}_name", f"DROP TABLE {self._table}"

    @property
    def _add(self) -> tuple[str, ...]:
        return (
            f"ALTER TABLE {self._table} ADD COLUMN note VARCHAR(200)",
            f"CREATE INDEX ix_{self._table}_note ON {self._table} (note)",
        )

    @property
    def _take_away(self) -> tuple[str, ...]:
        return (
            f"DROP INDEX ix_{self._table}_note",
            f"ALTER TABLE {self._table} DROP COLUMN note",
        )


def steps(count: int, *, passing: bool = False) -> list[Step]:
    """Return a history of `count` migrations."""
    return [Step(number, passing) for number in range(count)]


def goofer_project(folder: Path, history: Sequence[Step]) -> Path:
    """Write a project of goofer's with that history; the URL comes from DATABASE_URL."""
    migrations = folder / "migrations"
    migrations.mkdir(parents=True)
    (folder / "goofer.toml").write_text(_SETTINGS)
    for step in history:
        stem = f"{step.version}_{step.name}"
        (migrations / f"{stem}.up.sql").write_text(_script(step.up))
        (migrations / f"{stem}.down.sql").write_text(_script(step.down))
    return folder


def alembic_project(folder: Path, history: Sequence[Step]) -> Path:
    """Write what `alembic init` does, and revisions of the same statements."""
    folder.mkdir(parents=True)
    prepare([program("alembic"), "init", "alembic"], folder, {})
    _read_url_from_environment(folder / "alembic" / "env.py")
    before = None
    for step in history:
        text = _REVISION.format(
            name=step.name.replace("_", " "),
            revision=step.version,
            before=before,
            created=step.created,
            upgrade=_calls(step.up),
            downgrade=_calls(step.down),
        )
        (folder / "alembic" / "versions" / f"{step.version}_{step.name}.py").write_text(text)
        before = step.version
    return folder


def _script(statements: tuple[str, ...]) -> str:
    return "\n\n".join(f"{statement};" for statement in statements) + "\n"


def _calls(statements: tuple[str, ...]) -> str:
    return "\n".join(f'    op.execute("""{statement}""")' for statement in statements)


def _read_url_from_environment(env: Path) -> None:
    """Edit Alembic's env.py as its users do; and one transaction for each migration, as ours."""
    config = "config = context.config\n"
    url = 'config.set_main_option("sqlalchemy.url", __import__("os").environ["DATABASE_URL"])\n'
    metadata = "connection=connection, target_metadata=target_metadata"
    text = env.read_text()
    assert config in text
    assert metadata in text
    text = text.replace(config, config + url)
    env.write_text(text.replace(metadata, f"{metadata}, transaction_per_migration=True"))
