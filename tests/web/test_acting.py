"""What is done from a page, and what is not."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from goofer_py.migrate.results import RunResult
from goofer_py.web import acting as acting_module
from tests.web.conftest import TOKEN, Site


@pytest.fixture
def one(site: Site) -> Site:
    site.migrations.table("1", "books")
    site.migrations.table("2", "authors")
    site.databases("one")
    with site.migrator("one") as migrator:
        migrator.up(steps=1)
    return site


def tables(site: Site) -> set[str]:
    """Return the tables that migrations made."""
    with closing(sqlite3.connect(site.path / "one.db")) as database:
        rows = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {name for (name,) in rows if not name.startswith("goofer")}


@pytest.mark.parametrize("action", ["migrate", "rollback", "continue", "unlock"])
@pytest.mark.parametrize("options", [{}, {"token": TOKEN}, {"allow_actions": True}])
def test_read_only_has_no_actions(one: Site, action: str, options: dict[str, object]) -> None:
    client = one.client(**options)

    assert client.get(f"/db/one/act/{action}").status_code == 404
    assert client.post(f"/db/one/act/{action}", data={"x": "y"}).status_code == 404
    assert tables(one) == {"books"}


def test_nothing_is_done_by_who_is_not_signed_in(one: Site) -> None:
    client = one.client(token=TOKEN, allow_actions=True)

    assert client.get("/db/one/act/migrate").headers["location"] == "/sign-in"
    assert client.post("/db/one/act/migrate", data={"mark": "x"}).status_code == 403
    assert tables(one) == {"books"}


def test_what_is_confirmed_is_shown_first_and_logged(
    one: Site, caplog: pytest.LogCaptureFixture
) -> None:
    acting = one.acting()
    page = acting.client.get("/db/one/act/migrate").text
    assert '<span class="k">CREATE</span> <span class="k">TABLE</span> authors' in page
    assert "1 migration would be applied." in page
    assert tables(one) == {"books"}

    with caplog.at_level(logging.INFO, "goofer.web"):
        answer = acting.confirm("/db/one/act/migrate")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/db/one#now"
    assert tables(one) == {"books", "authors"}
    assert "one: migrate by" in caplog.text
    assert "2_authors" in caplog.text
    assert "Applied 1 migration" in acting.client.get("/db/one").text
    events = [event["event"] for event in acting.dashboard.board.live.recent("one")]
    assert events[0] == "RunStarted"
    assert "MigrationFinished" in events
    assert events[-1] == "RunSucceeded"


@pytest.mark.parametrize(("path", "left"), [("", set()), ("?to=1", {"books"}), ("?to=zero", set())])
def test_it_goes_back_one_or_to_a_version(one: Site, path: str, left: set[str]) -> None:
    if path:
        with one.migrator("one") as migrator:
            migrator.up()

    one.acting().confirm(f"/db/one/act/rollback{path}")

    assert tables(one) == left


@pytest.mark.parametrize("change", [{"form": "another"}, {"form": ""}])
def test_a_form_of_another_session_does_nothing(one: Site, change: dict[str, str]) -> None:
    acting = one.acting()
    fields = acting.seen("/db/one/act/migrate")

    answer = acting.client.post("/db/one/act/migrate", data={**fields, **change})

    assert answer.status_code == 403
    assert tables(one) == {"books"}


def test_a_form_from_another_site_does_nothing(one: Site) -> None:
    acting = one.acting()
    fields = acting.seen("/db/one/act/migrate")

    answer = acting.client.post(
        "/db/one/act/migrate", data=fields, headers={"origin": "http://evil.example"}
    )

    assert answer.status_code == 403
    assert tables(one) == {"books"}


def test_what_changed_since_it_was_shown_is_shown_again(one: Site) -> None:
    acting = one.acting()
    fields = acting.seen("/db/one/act/migrate")
    one.migrations.table("3", "publishers")

    answer = acting.client.post("/db/one/act/migrate", data=fields)

    assert answer.status_code == 409
    assert "not what was shown any more" in answer.text
    assert "publishers" in answer.text
    assert tables(one) == {"books"}


def test_a_script_that_was_edited_is_not_run_unseen(one: Site) -> None:
    acting = one.acting()
    fields = acting.seen("/db/one/act/migrate")
    one.migrations.add("2_authors", "DROP TABLE books;")

    assert acting.client.post("/db/one/act/migrate", data=fields).status_code == 409
    assert tables(one) == {"books"}


def test_what_is_too_long_for_the_page_is_linked(one: Site) -> None:
    one.migrations.add("2_authors", "-- long\n" * 20_000 + "CREATE TABLE authors (x int);\n")
    one.migrations.table("3", "publishers")
    acting = one.acting()

    page = acting.client.get("/db/one/act/migrate").text

    assert "1 more script would run and is too long to be shown here" in page
    for path in ("/db/one/migrations/2/up.txt", "/db/one/migrations/3/up.txt"):
        assert f'href="{path}"' in page
        assert "CREATE TABLE" in acting.client.get(path).text


def test_nothing_unseen_runs_however_late_it_changes(
    one: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = acting_module._run

    def late(*given: Any) -> RunResult:
        one.migrations.add("2_authors", "DROP TABLE books;")
        return run(*given)

    monkeypatch.setattr(acting_module, "_run", late)
    acting = one.acting()

    assert acting.confirm("/db/one/act/migrate").status_code == 303

    assert tables(one) == {"books"}
    assert "changed after it was approved" in acting.client.get("/db/one").text


def test_code_is_shown_before_it_runs_and_not_once_it_was_edited(one: Site) -> None:
    file = one.migrations.path / "3_code.py"
    file.write_text("def up(context):\n    context.execute('SELECT 1')\n", encoding="utf-8")
    acting = one.acting()
    assert "context.execute" in acting.client.get("/db/one/act/migrate").text
    fields = acting.seen("/db/one/act/migrate")
    file.write_text("def up(context):\n    context.execute('DROP TABLE books')\n")

    assert acting.client.post("/db/one/act/migrate", data=fields).status_code == 409
    assert tables(one) == {"books"}


def test_a_protected_database_is_named_first(one: Site) -> None:
    one.databases("one", more='environment = "production"\n')
    acting = one.acting()

    refused = acting.confirm("/db/one/act/rollback", name="other")
    assert refused.status_code == 409
    assert tables(one) == {"books"}

    assert acting.confirm("/db/one/act/rollback", name="one.db").status_code == 303
    assert tables(one) == set()


def test_what_fails_is_told_where_it_was_begun(one: Site) -> None:
    one.migrations.add("2_authors", "CREATE TABLE books (x int);")
    acting = one.acting()

    acting.confirm("/db/one/act/migrate")

    assert "table books already exists" in acting.client.get("/db/one").text
    assert tables(one) == {"books"}


def test_what_waits_is_continued(one: Site) -> None:
    one.migrations.add("3_less", "-- goofer: phase contract\nDROP TABLE books;")
    acting = one.acting()
    acting.confirm("/db/one/act/migrate")
    assert tables(one) == {"books", "authors"}

    page = acting.client.get("/db/one/act/continue").text
    assert "only if no running program uses the form that goes" in page
    acting.confirm("/db/one/act/continue")

    assert tables(one) == {"authors"}


def test_a_lease_is_ended(one: Site) -> None:
    acting = one.acting()
    with one.migrator("one") as migrator, migrator._leases.held(migrator.session, None, None):
        acting.confirm("/db/one/act/unlock")
        assert migrator.holder() is None
    assert "Its lease is ended." in acting.client.get("/db/one").text
    assert acting.client.get("/db/one/act/unlock").text.count("No run holds it.") == 1


def test_a_lease_is_ended_that_a_run_waits_for(one: Site) -> None:
    acting = one.acting()
    with one.migrator("one") as migrator, migrator._leases.held(migrator.session, None, None):
        form = acting.seen("/db/one/act/migrate")
        assert acting.client.post("/db/one/act/migrate", data=form).status_code == 303
        assert acting.dashboard.board.runs.at_work == ["one"]
        form = acting.seen("/db/one/act/unlock")

        page = acting.client.post("/db/one/act/unlock", data=form)

        assert page.status_code == 200
        assert "Its lease is ended." in page.text
        acting.dashboard.board.runs.wait()
    assert tables(one) == {"books", "authors"}


def test_hazards_that_the_settings_refuse_are_refused_here(one: Site) -> None:
    one.migrations.add("2_authors", "DROP TABLE books;", "CREATE TABLE books (x int);")
    one.databases("one", more='[databases.one.lint]\nfail_on = "warning"\n')
    acting = one.acting()

    acting.confirm("/db/one/act/migrate")

    assert tables(one) == {"books"}
    assert "fail_on" in acting.client.get("/db/one").text


def test_signing_out_ends_the_session(one: Site) -> None:
    acting = one.acting()
    form = acting.seen("/db/one/act/migrate")["form"]

    assert acting.client.post("/sign-out", data={"form": "wrong"}).status_code == 403
    assert acting.client.post("/sign-out", data={"form": form}).status_code == 303
    assert acting.client.get("/db/one/act/migrate").status_code == 303


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        ("{}", "application/json", 415),
        ("a=" + "b" * 70_000, "application/x-www-form-urlencoded", 413),
        ("&".join(f"f{n}=1" for n in range(60)), "application/x-www-form-urlencoded", 400),
        ("a=\u00e9", "application/x-www-form-urlencoded", 400),
    ],
)
def test_what_is_no_form_is_refused(one: Site, body: str, kind: str, code: int) -> None:
    acting = one.acting()

    answer = acting.client.post(
        "/db/one/act/migrate", content=body.encode(), headers={"content-type": kind}
    )

    assert answer.status_code == code
