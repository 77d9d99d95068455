"""goofer rollback: by steps, to a version, to a moment, and the last run."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Goofer


@pytest.fixture
def applied(folder: Path, goofer: Goofer) -> Goofer:
    """Give the command line after a run of one migration, and one of two."""
    migrations = folder / "migrations"
    migrations.mkdir()
    (folder / "goofer.toml").write_text('url = "sqlite:///app.db"\n', encoding="utf-8")
    for version, name in ((1, "a"), (2, "b"), (3, "c")):
        up, down = f"CREATE TABLE {name} (x int);\n", f"DROP TABLE {name};\n"
        (migrations / f"{version}_{name}.up.sql").write_text(up, encoding="utf-8")
        (migrations / f"{version}_{name}.down.sql").write_text(down, encoding="utf-8")
    assert goofer("migrate", "--to", "1").code == 0
    assert goofer("migrate").code == 0
    return goofer


def test_the_last_run_is_shown_and_reverted(applied: Goofer) -> None:
    shown = applied("rollback", "--last-run", "--dry-run")
    assert (shown.code, shown.stdout.count("DROP TABLE")) == (0, 2)
    assert applied("status", "--json").json["applied"] == 3

    back = applied("rollback", "--last-run")

    assert back.code == 0
    assert "Reverted 2 migrations" in back.stdout
    assert applied("status", "--json").json["current"] == "1"


def test_going_back_to_a_moment_takes_utc_and_offsets(
    applied: Goofer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_ = applied("history", "--json").json["records"]
    # Neither the machine's zone nor its spelling of times matters.
    monkeypatch.setitem(os.environ, "TZ", "America/New_York")
    time.tzset()
    try:
        moment = first["started_at"]
        assert moment.endswith("+00:00")
        for spelled in (moment, moment.removesuffix("+00:00"), moment.replace("+00:00", "Z")):
            plan = applied("rollback", "--before", spelled, "--dry-run", "--json")
            assert [one["version"] for one in plan.json["migrations"]] == ["3", "2", "1"]
        assert "Nothing to revert" in applied("rollback", "--before", "2100-01-01").stdout
        assert "Reverted 3 migrations" in applied("rollback", "--before", "2000-01-01").stdout
    finally:
        monkeypatch.delitem(os.environ, "TZ")
        time.tzset()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--before", "yesterday"], "--before takes a moment such as 2026-01-31T12:00"),
        (["--before", "2026-01-31T25:00"], "--before takes a moment"),
        (["--last-run", "--steps", "2"], "--steps and --last-run exclude each other"),
        (["--before", "2026-01-31", "--to", "1"], "--to and --before exclude each other"),
        (["--last-run", "--fake"], "--last-run is for what is run"),
    ],
)
def test_what_cannot_be_meant_is_refused(applied: Goofer, options: list[str], said: str) -> None:
    outcome = applied("rollback", *options)

    assert (outcome.code, said in outcome.stderr) == (2, True), outcome
    assert applied("status", "--json").json["applied"] == 3


def test_a_protected_environment_is_told_where_it_would_go(applied: Goofer) -> None:
    refused = applied("rollback", "--before", "2026-01-31T12:00+02:00", "--env", "production")

    assert refused.code == 2
    assert "back to how it was at 2026-01-31 10:00:00 UTC" in refused.stderr
    assert "before the last run" in applied("rollback", "--last-run", "--env", "prod").stderr
