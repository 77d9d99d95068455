"""goofer lint --compatible-with REVISION, in real repositories of git."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import USERS, Goofer, Outcome, Program

TABLE = (
    "CREATE TABLE users (id int PRIMARY KEY, name varchar(20) NOT NULL, mail varchar(20));"
    "---- DROP TABLE users;"
)
OLD = USERS.replace("Mapped[str]\n", "Mapped[str] = mapped_column(String(20))\n").replace(
    "Mapped[str | None]\n", "Mapped[str | None] = mapped_column(String(20))\n"
)
OLD = f"from sqlalchemy import String\n{OLD}"


def git(folder: Path, *arguments: str) -> str:
    """Run git in a repository, as somebody whom no settings of this machine name."""
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(
        ("git", *who, *arguments),
        cwd=folder,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


@pytest.fixture
def released(program: Program) -> Program:
    """Give a program whose first release is the branch main, and is what the database holds."""
    _released(program)
    git(program.folder, "checkout", "-q", "-b", "next")
    return program


def said(found: Outcome, rule: str) -> list[tuple[str, str | None, int | None, str]]:
    """Return severity, file, line and message of what a rule found."""
    return [
        (one["severity"], one["file"], one["line"], one["message"])
        for one in found.json["findings"]
        if one["rule"] == rule
    ]


def test_what_the_old_program_reads_and_the_migration_drops_breaks_it(
    goofer: Goofer, released: Program
) -> None:
    assert goofer("migrate").code == 0
    released.says(OLD.replace("    mail: ", "    # mail: "))
    released.has(v2_drop="\nALTER TABLE users DROP COLUMN mail; ---- SELECT 1;")

    found = goofer("lint", "--json", "--compatible-with", "main", "--fail-on", "error")

    assert said(found, "BC201") == [
        (
            "error",
            "migrations/2_drop.up.sql",
            1,
            "The program of main breaks: behind this, users has no column mail",
        )
    ]
    assert found.code == 9
    assert said(goofer("lint", "--json"), "BC201") == []


def test_a_renamed_column_breaks_both_programs_in_either_order(
    goofer: Goofer, released: Program
) -> None:
    released.says(OLD.replace("    mail: ", "    email: "))
    released.has(v2_rename="ALTER TABLE users RENAME COLUMN mail TO email; ---- SELECT 1;")

    found = goofer("lint", "--json", "--compatible-with", "main")

    file = "migrations/2_rename.up.sql"
    old = "The program of main breaks: behind this, users has no column mail"
    new = "The new program breaks before this: users has no column email"
    assert said(found, "BC201") == [("error", file, 1, old)]
    assert said(found, "BC202") == [("warning", file, 1, new)]


def test_what_is_only_added_breaks_nothing_behind_it(goofer: Goofer, released: Program) -> None:
    released.says(f"{OLD}    age: Mapped[int | None]\n")
    released.has(v2_age="ALTER TABLE users ADD COLUMN age int; ---- SELECT 1;")

    found = goofer("lint", "--json", "--compatible-with", "main", "--dialect", "sqlite")

    assert found.code == 0
    assert said(found, "BC201") == []
    (new,) = said(found, "BC202")
    assert new[0] == "info"
    assert new[3] == "The new program breaks before this: users has no column age"


def test_a_required_column_that_the_old_program_does_not_write_breaks_it(
    goofer: Goofer, postgresql_program: Program, folder: Path
) -> None:
    program = _released(postgresql_program)
    program.says(f"{OLD}    age: Mapped[int]\n")
    program.has(v2_age="ALTER TABLE users ADD COLUMN age int NOT NULL; ---- SELECT 1;")
    program.has(v3_name="ALTER TABLE users ALTER COLUMN mail SET NOT NULL; ---- SELECT 1;")
    program.has(v4_short="ALTER TABLE users ALTER COLUMN name TYPE varchar(5); ---- SELECT 1;")
    program.has(v5_free="ALTER TABLE users ALTER COLUMN name TYPE varchar(30); ---- SELECT 1;")

    found = goofer("lint", "--json", "--compatible-with", "main")

    assert [
        (file, message.partition("this, ")[2]) for _, file, _, message in said(found, "BC201")
    ] == [
        (
            "migrations/2_age.up.sql",
            "users.age takes no NULL, has no default, and is not written",
        ),
        ("migrations/3_name.up.sql", "users.mail takes no NULL, and has no default"),
    ], "what the fourth migration narrows, the fifth widens again"


def test_a_value_of_an_enum_that_gets_another_name_breaks_the_old_program(
    goofer: Goofer, postgresql_program: Program
) -> None:
    column = "    mood: Mapped[str] = mapped_column(sa.Enum({}, name='mood'))\n"
    mood = "import sqlalchemy as sa\n{}" + column
    program = _released(
        postgresql_program,
        mood.format(OLD, "'sad', 'glad'"),
        TABLE.replace("CREATE", "CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE", 1).replace(
            "(20));", "(20), mood mood NOT NULL);"
        ),
    )
    assert goofer("migrate").code == 0
    program.says(mood.format(OLD, "'sad', 'happy'"))
    program.has(v2_mood="ALTER TYPE mood RENAME VALUE 'glad' TO 'happy'; ---- SELECT 1;")

    found = goofer("lint", "--json", "--compatible-with", "main")

    (old,) = said(found, "BC201")
    assert old[3].endswith("the type mood has no value 'glad'")
    (new,) = said(found, "BC202")
    assert new[3].endswith("the type mood has no value 'happy'")


def test_a_view_in_the_place_of_a_renamed_table_keeps_the_old_program_alive(
    goofer: Goofer, released: Program
) -> None:
    released.says(OLD.replace('"users"', '"people"'))
    rename = "ALTER TABLE users RENAME TO people;"
    released.has(v2_people=f"{rename} CREATE VIEW users AS SELECT * FROM people; ---- SELECT 1;")

    kept = goofer("lint", "--json", "--compatible-with", "main")
    assert said(kept, "BC201") == []

    released.has(v2_people=f"{rename} ---- SELECT 1;")
    gone = goofer("lint", "--json", "--compatible-with", "main")
    assert [one[3] for one in said(gone, "BC201")] == [
        "The program of main breaks: behind this, there is no table users"
    ]


def test_it_is_allowed_by_name_and_the_allowance_is_not_called_unused(
    goofer: Goofer, released: Program
) -> None:
    why = "-- goofer: allow BC201 main is gone by then\n"
    released.has(v2_drop=f"{why}ALTER TABLE users DROP COLUMN mail; ---- SELECT 1;")

    found = goofer("lint", "--json", "--compatible-with", "main")

    assert said(found, "BC201") == []
    assert ("BC201", "main is gone by then") in [
        (one["rule"], one["reason"]) for one in found.json["allowed"]
    ]
    assert said(goofer("lint", "--json"), "OP112") == []


def test_the_checkout_and_the_repository_stay_as_they_are(
    goofer: Goofer, released: Program
) -> None:
    (released.folder / "models.py").write_text(OLD.replace("users", "others"))
    (released.folder / "staged.txt").write_text("x")
    git(released.folder, "add", "staged.txt")
    state = (
        ("status", "--porcelain"),
        ("worktree", "list"),
        ("for-each-ref",),
        ("rev-parse", "HEAD"),
    )
    before = [git(released.folder, *one) for one in state]

    assert goofer("lint", "--json", "--compatible-with", "HEAD").code == 0

    assert [git(released.folder, *one) for one in state] == before


def test_what_github_and_sarif_show_names_the_line(goofer: Goofer, released: Program) -> None:
    released.has(v2_drop="ALTER TABLE users DROP COLUMN mail; ---- SELECT 1;")
    call = ("lint", "--compatible-with", "main", "--format")

    assert (
        "file=migrations/2_drop.up.sql,line=1,col=1,title=BC201" in goofer(*call, "github").stdout
    )
    assert '"ruleId": "BC201"' in goofer(*call, "sarif").stdout


def test_a_revision_that_there_is_not_is_said(goofer: Goofer, released: Program) -> None:
    for revision in ("nowhere", "--all"):
        found = goofer("lint", f"--compatible-with={revision}")

        assert found.code == 2
        assert f"There is no revision {revision!r}" in found.stderr


def test_a_folder_that_is_no_repository_is_said(goofer: Goofer, sqlite_program: Program) -> None:
    (sqlite_program.folder / ".git").rmdir()

    found = goofer("lint", "--compatible-with", "main")

    assert found.code == 2
    assert "This is no checkout of git" in found.stderr


def test_without_git_it_is_said(
    goofer: Goofer, sqlite_program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(sqlite_program.folder))

    found = goofer("lint", "--compatible-with", "main")

    assert found.code == 2
    assert "needs git, which is not on the PATH" in found.stderr


def test_entities_that_cannot_be_imported_are_said_with_their_revision(
    goofer: Goofer, sqlite_program: Program
) -> None:
    _released(sqlite_program, "import nothing_of_that_name\n")
    sqlite_program.says(OLD)

    found = goofer("lint", "--compatible-with", "main")

    assert found.code == 1
    assert "The entities of main cannot be read: " in found.stderr
    assert "nothing_of_that_name" in found.stderr


def _released(program: Program, models: str = OLD, table: str = TABLE) -> Program:
    program.says(models)
    program.has(v1_users=table)
    (program.folder / ".gitignore").write_text("*.db\n__pycache__/\n")
    git(program.folder, "init", "-q", "-b", "main")
    git(program.folder, "add", ".")
    git(program.folder, "commit", "-q", "-m", "first")
    return program
