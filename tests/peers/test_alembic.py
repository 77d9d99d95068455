from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent, indent

import pytest

from tests.peers.conftest import ON_POSTGRESQL, ON_SQLITE, Bench
from tests.peers.steps import steps

ENV = """\
import os
from alembic import context
from sqlalchemy import create_engine

config = context.config
url = os.environ.get("APP_URL") or config.get_main_option("sqlalchemy.url")
if context.is_offline_mode():
    context.configure(url=url, dialect_opts={"paramstyle": "named"})
    with context.begin_transaction():
        context.run_migrations()
else:
    with create_engine(url).connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
"""
REVISION = '''\
"""{title}

Revision ID: {name}
Create Date: 2026-01-31 12:00:{second:02}.123456

"""
from alembic import op
import sqlalchemy as sa

revision = {name!r}
down_revision = {parents!r}


def upgrade():
{up}

def downgrade():
{down}
'''


def project(folder: Path) -> Path:
    """Make an Alembic project without revisions."""
    (folder / "alembic.ini").write_text(
        "[alembic]\nscript_location = alembic\nsqlalchemy.url = sqlite:///dev.db\n"
    )
    (folder / "alembic" / "versions").mkdir(parents=True)
    (folder / "alembic" / "env.py").write_text(ENV)
    return folder


def revision(
    folder: Path, number: int, title: str, parents: object, up: str, down: str = "pass"
) -> None:
    """Write a revision; its name says nothing of its place."""
    name = "fedcba987654"[number] * 4
    text = REVISION.format(
        title=title,
        name=name,
        second=number,
        parents=parents,
        up=indent(dedent(up), "    "),
        down=indent(dedent(down), "    "),
    )
    (folder / "alembic" / "versions" / f"{name}.py").write_text(text)


def executed(statements: Sequence[str]) -> str:
    return "\n".join(f"op.execute({one!r})" for one in statements)


def written(bench: Bench) -> None:
    """Write two branches and their merge, a rebuild, and an index outside of a transaction."""
    folder = project(bench.folder)
    _, trigger, *_ = steps(bench.dialect)
    revision(
        folder,
        0,
        "create users",
        None,
        """\
        op.create_table(
            "users",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("name", sa.String(80), nullable=False),
        )
        people = sa.table("users", sa.column("id", sa.Integer), sa.column("name", sa.String))
        op.bulk_insert(people, [{"id": 1, "name": "it's; 50%"}])
        """,
        'op.drop_table("users")',
    )
    # Alembic's own rebuild of a table on SQLite loses its triggers.
    without = [one.replace("DROP TRIGGER", "DROP TRIGGER IF EXISTS") for one in trigger.down]
    revision(folder, 1, "trim", "ffff", executed(trigger.up), executed(without))
    revision(
        folder,
        2,
        "mail",
        "ffff",
        """\
        with op.batch_alter_table("users") as batch:
            batch.add_column(sa.Column("mail", sa.String(80)))
            batch.alter_column("name", type_=sa.String(90), existing_type=sa.String(80))
            batch.create_unique_constraint("users_mail_key", ["mail"])
        """,
        """\
        with op.batch_alter_table("users") as batch:
            batch.drop_constraint("users_mail_key", type_="unique")
            batch.alter_column("name", type_=sa.String(80), existing_type=sa.String(90))
            batch.drop_column("mail")
        """,
    )
    revision(folder, 3, "both", ("eeee", "dddd"), "pass")
    revision(
        folder,
        4,
        "index name",
        "cccc",
        """\
        with op.get_context().autocommit_block():
            op.create_index("users_name", "users", ["name"], postgresql_concurrently=True)
        """,
        """\
        with op.get_context().autocommit_block():
            op.drop_index("users_name", "users", postgresql_concurrently=True)
        """,
    )


def alembic(bench: Bench, url: str, *command: str) -> str:
    url = url.replace("postgresql:", "postgresql+psycopg:")
    return bench.run(sys.executable, "-m", "alembic", *command, env={"APP_URL": url})


def test_goes_on_where_alembic_stopped(every_bench: Bench) -> None:
    written(every_bench)
    started, whole, empty = every_bench.database(), every_bench.database(), every_bench.database()
    alembic(every_bench, started, "upgrade", "dddd")
    alembic(every_bench, whole, "upgrade", "head")
    told = every_bench.json("import", "alembic", ".", "--adopt", started)
    versions = [f"2026013112000{second}" for second in (0, 2, 3, 4, 5)]
    assert [one["version"] for one in told["migrations"]] == versions  # type: ignore[attr-defined]
    assert told["adopted"] == versions[:2]
    every_bench.json("migrate", "--url", started)
    every_bench.same(started, whole)
    assert every_bench.query(started, "SELECT name FROM users") == [("it's; 50%",)]
    every_bench.goofer_only(whole, empty, versions)


def test_of_two_heads_both_are_taken_over(bench: Bench) -> None:
    written(bench)
    url = bench.database()
    alembic(bench, url, "upgrade", "eeee")
    alembic(bench, url, "upgrade", "dddd")
    adopted = bench.json("import", "alembic", "alembic.ini", "--adopt", url)["adopted"]
    assert adopted == ["20260131120000", "20260131120002", "20260131120003"]


def test_what_alembic_applied_can_be_reverted(every_bench: Bench) -> None:
    written(every_bench)
    url = every_bench.database()
    alembic(every_bench, url, "upgrade", "head")
    every_bench.json("import", "alembic", ".", "--adopt", url)
    every_bench.json("rollback", "--steps", "5", "--url", url)
    every_bench.same(url, every_bench.database())


def test_a_revision_of_elsewhere_is_named(bench: Bench) -> None:
    written(bench)
    url = bench.database()
    alembic(bench, url, "upgrade", "head")
    (bench.folder / "alembic" / "versions" / "bbbb.py").unlink()
    outcome = bench.goofer("import", "alembic", ".", "--adopt", url)
    assert outcome.code == 5
    assert "does not hold: bbbb" in outcome.stderr


@ON_SQLITE
@pytest.mark.parametrize(
    ("up", "said"),
    [
        ("if op.get_bind().execute(sa.text('SELECT 1')):\n    pass", "live connection"),
        ("sa.inspect(op.get_bind())", "NoInspectionAvailable"),
    ],
)
def test_what_takes_a_connection_is_named_or_a_skeleton(bench: Bench, up: str, said: str) -> None:
    folder = project(bench.folder)
    revision(folder, 0, "first", None, f"op.execute('CREATE TABLE a (id INTEGER)')\n{up}")
    outcome = bench.goofer("import", "alembic", ".", "--url", bench.database())
    assert outcome.code == 1
    assert "\n  - ffff.py: " in outcome.stderr
    assert said in outcome.stderr
    bench.json("import", "alembic", ".", "--skeletons", "--url", bench.database())
    (file,) = (bench.folder / "migrations").iterdir()
    assert file.name == "20260131120000_first.py"
    assert "CREATE TABLE a" in file.read_text()
    url = bench.database()
    outcome = bench.goofer("migrate", "--url", url)
    assert outcome.code == 1
    assert "NotImplementedError" in outcome.stderr


def test_a_rebuild_behind_what_is_not_known_is_named_too(bench: Bench) -> None:
    folder = project(bench.folder)
    revision(folder, 0, "first", None, "op.get_bind().execute(sa.text('SELECT 1')).scalar()")
    rebuild = "with op.batch_alter_table('a') as b:\n    b.alter_column('id', nullable=False)"
    revision(folder, 1, "second", "ffff", rebuild)
    outcome = bench.goofer("import", "alembic", ".", "--url", bench.database())
    assert ("  - eeee.py: RuntimeError: it rebuilds" in outcome.stderr) is (
        bench.dialect == "sqlite"
    )


def test_another_dialect_than_the_databases_is_refused(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(bench)
    other = "sqlite://" if bench.dialect == "postgresql" else "postgresql://"
    monkeypatch.setenv("APP_URL", other)
    outcome = bench.goofer("import", "alembic", ".", "--url", bench.database())
    assert outcome.code == 1
    assert f"set up for {other[:-3]}" in outcome.stderr


@ON_SQLITE
def test_settings_may_be_in_pyproject(bench: Bench) -> None:
    folder = project(bench.folder)
    (folder / "alembic.ini").write_text("[alembic]\nsqlalchemy.url = sqlite://\n")
    (folder / "pyproject.toml").write_text('[tool.alembic]\nscript_location = "%(here)s/alembic"\n')
    revision(folder, 0, "first", None, "op.execute('SELECT 1')")
    told = bench.json("import", "alembic", ".", "--url", bench.database())
    assert len(told["files"]) == 2  # type: ignore[arg-type]


@ON_POSTGRESQL
def test_the_table_is_where_env_py_has_it(bench: Bench) -> None:
    folder = project(bench.folder)
    env = ENV.replace("configure(", 'configure(version_table="done", version_table_schema="meta", ')
    (folder / "alembic" / "env.py").write_text(env)
    revision(folder, 0, "first", None, "op.execute('SELECT 1')")
    url = bench.database()
    bench.execute(url, "CREATE SCHEMA meta")
    alembic(bench, url, "upgrade", "head")
    told = bench.json("import", "alembic", ".", "--adopt", url)
    assert told["adopted"] == ["20260131120000"]
