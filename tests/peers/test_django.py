from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.peers.conftest import ON_POSTGRESQL, ON_SQLITE, Bench, path_of
from tests.peers.steps import steps

MANAGE = """\
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
from django.core.management import execute_from_command_line

execute_from_command_line(sys.argv)
"""
SETTINGS = """\
import os
from urllib.parse import urlsplit

SECRET_KEY = "x"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [{apps}"blog"]
_url = os.environ["APP_URL"]
if _url.startswith("sqlite"):
    DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": _url[10:]}}}}
else:
    _parts = urlsplit(_url)
    _engine = "postgresql" if _url.startswith("postgresql") else "mysql"
    if _engine == "mysql":
        import pymysql

        pymysql.version_info = (2, 2, 4, "final", 0)
        pymysql.install_as_MySQLdb()
    DATABASES = {{"default": {{
        "ENGINE": f"django.db.backends.{{_engine}}",
        "NAME": _parts.path[1:],
        "USER": _parts.username,
        "PASSWORD": _parts.password or "",
        "HOST": _parts.hostname,
        "PORT": _parts.port,
    }}}}
"""
CONTRIB = '"django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions", '
HEAD = """\
from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):
    dependencies = [{needs}]
    operations = [
{operations}
    ]
"""
FIRST = """\
        migrations.CreateModel("Author", [
            ("id", models.BigAutoField(primary_key=True)),
            ("name", models.CharField(max_length=80, db_index=True)),
        ]),
        migrations.CreateModel("Post", [
            ("id", models.BigAutoField(primary_key=True)),
            ("title", models.CharField(max_length=80, default="it's")),
            ("author", models.ForeignKey("blog.author", django.db.models.deletion.CASCADE)),
        ], options={"unique_together": {("author", "title")}}),
"""
SECOND = '''\
        migrations.RunSQL("""{up}""", """{down}"""),
'''
THIRD = """\
        migrations.AddField("author", "mail", models.CharField(max_length=90, default="none")),
        migrations.AlterField("post", "title", models.CharField(max_length=120, null=True)),
        migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop),
"""
FOURTH = """\
        migrations.AlterUniqueTogether("post", set()),
        migrations.RenameField("author", "mail", "email"),
        migrations.AlterField("author", "name", models.CharField(max_length=80)),
        migrations.AddIndex("post", models.Index(fields=["title"], name="post_title")),
"""
CODE = """\
        migrations.AddField("author", "hash", models.CharField(max_length=64, null=True)),
        migrations.RunPython(lambda apps, editor: 1 / 0),
"""


def project(bench: Bench, *bodies: str, apps: str = "") -> None:
    """Make a Django project whose app blog has a migration of each body."""
    folder = bench.folder
    (folder / "manage.py").write_text(MANAGE)
    for name in ("shop", "blog", "blog/migrations"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").touch()
    (folder / "shop" / "settings.py").write_text(SETTINGS.format(apps=apps))
    for number, body in enumerate(bodies, 1):
        needs = f'("blog", "{number - 1:04}_step")' if number > 1 else ""
        text = HEAD.format(needs=needs, operations=body)
        (folder / "blog" / "migrations" / f"{number:04}_step.py").write_text(text)


def bodies(dialect: str) -> tuple[str, ...]:
    trigger = steps(dialect)[1]
    up, down = (
        ";\n".join(way).replace("users", "blog_author") for way in (trigger.up, trigger.down)
    )
    # Django's own rebuild of a table on SQLite loses its triggers.
    down = down.replace("DROP TRIGGER", "DROP TRIGGER IF EXISTS")
    return FIRST, SECOND.format(up=up, down=down), THIRD, FOURTH


def manage(bench: Bench, url: str, *command: str) -> str:
    return bench.run(sys.executable, "manage.py", *command, env={"APP_URL": url})


def test_goes_on_where_django_stopped(every_bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_URL", every_bench.database())
    project(every_bench, *bodies(every_bench.dialect))
    every_bench.taken_over(
        "django",
        ".",
        lambda url, count: manage(
            every_bench, url, "migrate", *(["blog", "0002"] if count else [])
        ),
    )


def test_what_django_applied_can_be_reverted(
    every_bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APP_URL", every_bench.database())
    project(every_bench, *bodies(every_bench.dialect))
    url = every_bench.database()
    manage(every_bench, url, "migrate")
    row = "INSERT INTO django_migrations (app, name, applied) VALUES ('gone', '0001_initial', '{}')"
    every_bench.execute(url, row.format("2026-01-31 12:00:00"))
    told = every_bench.json("import", "django", ".", "--adopt", url)
    assert "left out: gone.0001_initial" in str(told["notes"])
    every_bench.json("rollback", "--steps", "4", "--url", url)
    every_bench.same(url, every_bench.database())


@pytest.fixture
def developed(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the project have a database for development of its own."""
    monkeypatch.setenv("APP_URL", bench.database())


@pytest.mark.usefixtures("developed")
def test_the_apps_that_come_with_django_need_nothing_by_hand(bench: Bench) -> None:
    project(bench, FIRST, apps=CONTRIB)
    whole, fresh = bench.database(), bench.database()
    manage(bench, whole, "migrate")
    told = bench.json("import", "django", ".", "--adopt", whole)
    versions = [one["version"] for one in told["migrations"]]  # type: ignore[attr-defined]
    assert sorted(told["adopted"]) == versions  # type: ignore[call-overload]
    bench.goofer_only(whole, fresh, versions)
    assert "emit_post_migrate_signal" in str(told["notes"])
    bench.json("migrate", "--url", fresh)
    signal = "from django.core.management.sql import emit_post_migrate_signal as emit"
    manage(bench, fresh, "shell", "-c", f"{signal}; emit(0, False, 'default')")
    count = "SELECT count(*) FROM auth_permission"
    assert bench.query(fresh, count) == bench.query(whole, count)


@ON_SQLITE
@pytest.mark.usefixtures("developed")
def test_code_is_named_and_not_called_or_a_skeleton(bench: Bench) -> None:
    project(bench, FIRST, CODE)
    outcome = bench.goofer("import", "django", ".")
    assert outcome.code == 1
    assert "\n  - blog.0002_step: RunPython of <lambda>" in outcome.stderr
    bench.json("import", "django", ".", "--skeletons")
    text = (bench.folder / "migrations" / "0002_blog_0002_step.py").read_text()
    assert "raise NotImplementedError('blog.0002_step, up: RunPython" in text
    assert "ADD COLUMN" in text
    assert "has no way back" in text


@ON_SQLITE
@pytest.mark.usefixtures("developed")
def test_a_squashed_migration_counts_where_what_it_replaces_is_applied(bench: Bench) -> None:
    project(bench, FIRST, THIRD)
    url = bench.database()
    half = bench.database()
    manage(bench, url, "migrate")
    manage(bench, half, "migrate", "blog", "0001_step")
    squashed = bench.folder / "blog" / "migrations" / "0001_squashed.py"
    text = HEAD.format(needs="", operations=FIRST + THIRD)
    replaces = 'replaces = [("blog", "0001_step"), ("blog", "0002_step")]\n    dependencies'
    squashed.write_text(text.replace("dependencies", replaces, 1))
    told = bench.json("import", "django", ".", "--adopt", url)
    assert told["adopted"] == ["0001"]
    outcome = bench.goofer("import", "django", ".", "--adopt", half)
    assert outcome.code == 5
    assert "1 of the 2 migrations" in outcome.stderr


@ON_POSTGRESQL
def test_another_dialect_than_the_databases_is_refused(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    project(bench, FIRST)
    monkeypatch.setenv("APP_URL", f"sqlite:///{bench.folder / 'other.db'}")
    outcome = bench.goofer("import", "django", ".", "--url", bench.database())
    assert outcome.code == 1
    assert "set up for sqlite" in outcome.stderr


@pytest.mark.usefixtures("developed")
def test_no_database_of_the_import_is_left(bench: Bench, folder: Path) -> None:
    project(bench, FIRST)
    url = bench.database()
    bench.json("import", "django", ".")
    if bench.dialect == "sqlite":
        assert not list(folder.glob("*.db"))
        assert Path(path_of(url)).stat().st_size == 0
        return
    assert urlsplit(url).path[1:].startswith("goofer_test_")
    left = "SELECT datname FROM pg_database WHERE datname LIKE 'goofer_import_%'"
    assert bench.query(url, left) == []
