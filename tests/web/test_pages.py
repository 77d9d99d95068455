"""What the pages tell."""

from __future__ import annotations

import html
import json
import re
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from goofer_py.config import Settings
from goofer_py.errors import MigrationFailed, MissingExtra
from goofer_py.web import reading
from goofer_py.web import sought as sought_module
from goofer_py.web.reading import PAGE
from tests.web.conftest import TOKEN, Site, form_in

HOSTILE = "<script>alert(1)</script>\"'&\u202e"


def asked(client: TestClient, path: str) -> Any:
    """Return a page, as it is once nothing is looked for any more."""
    end = time.monotonic() + 60
    while True:
        answer = client.get(path)
        if answer.status_code != 202 and "ooking" not in answer.text:
            return answer
        assert time.monotonic() < end, answer.text


def text_of(client: TestClient, path: str, code: int = 200) -> str:
    """Return the text of a page without its tags."""
    answer = asked(client, path)
    assert answer.status_code == code, answer.text
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", answer.text)).split())


def drift_of(client: TestClient, name: str) -> str:
    """Look for drift, as somebody does who presses the button, and return what is found."""
    answer = client.post(f"/db/{name}/drift", data=form_in(client, f"/db/{name}/drift"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/db/{name}/drift")
    assert asked(client, f"/db/{name}/drift/found").status_code == 200
    return client.get(f"/db/{name}/drift").text


@pytest.fixture
def three(site: Site) -> Site:
    """Give databases of which one is behind, one as it should be, and one stopped."""
    for number, name in enumerate(("books", "authors"), 1):
        site.migrations.table(str(number), name)
    site.databases("behind", "done", "stopped")
    with site.migrator("behind") as migrator:
        migrator.up(steps=1)
    with site.migrator("done") as migrator:
        migrator.up()
    with site.migrator("stopped") as migrator:
        migrator.up()
    site.migrations.add("3_broken", "CREATE TABLE x (y int);\nNOT SQL;\n", "DROP TABLE x;")
    with site.migrator("stopped") as migrator, pytest.raises(MigrationFailed):
        migrator.up()
    site.migrations.remove("3_broken")
    return site


def test_all_databases_are_seen_at_a_glance(three: Site) -> None:
    found = text_of(three.client(), "/")

    assert "3 databases" in found
    assert re.search(r"behind sqlite:\S+behind.db 1 pending 1 books 1 1", found)
    assert re.search(r"done sqlite:\S+done.db up to date 2 authors 2 0", found)


def test_a_database_that_cannot_be_reached_is_told_and_hides_no_other(site: Site) -> None:
    site.migrations.table("1", "books")
    site.databases("good", "bad")
    (site.path / "bad.db").write_bytes(b"no database at all, and long enough to be read" * 40)

    found = text_of(site.client(), "/")

    assert "out of reach" in found
    assert "1 pending" in found


def test_passwords_are_on_no_page(site: Site) -> None:
    site.migrations.table("1", "books")
    text = '[databases.far]\nurl = "postgresql://me:s3cret@127.0.0.1:1/x?connect_timeout=1"\n'
    (site.path / "goofer.toml").write_text(text, encoding="utf-8")
    client = site.client()

    for path in ("/", "/db/far", "/db/far/migrations", "/db/far/migrations/1", "/status"):
        assert "s3cret" not in client.get(path).text
    assert "127.0.0.1:1/x" in client.get("/").text


def test_a_database_tells_what_ran_and_what_is_next(three: Site) -> None:
    found = text_of(three.client(), "/db/behind")

    assert "Next pending 2_authors" in found
    assert re.search(r"UTC 1_books up done \d+ ms", found)
    assert "read-only" in found
    assert "Migrate…" not in found


def test_what_failed_is_in_the_history_with_why(three: Site) -> None:
    found = text_of(three.client(), "/db/stopped")

    assert "3_broken up failed" in found
    assert 'near "NOT": syntax error' in found


def test_the_history_is_read_a_page_at_a_time(site: Site) -> None:
    site.migrations.table("1", "books")
    site.databases("one")
    with site.migrator("one") as migrator:
        for _ in range(PAGE // 2 + 1):
            migrator.up()
            migrator.down()
    client = site.client()

    first = client.get("/db/one").text
    older = re.search(r'rel="next" href="([^"]*)"', first)
    assert older is not None
    second = client.get(html.unescape(older[1])).text

    assert first.count('<th scope="row">') == PAGE
    assert second.count('<th scope="row">') == 2
    assert 'rel="next"' not in second


def test_statements_that_commit_by_themselves_are_one_run(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = "".join(f"CREATE TABLE t{n} (x int);\n" for n in range(4))
    site.migrations.add("1_tables", f"-- goofer: no-transaction\n{tables}")
    site.migrations.table("2", "books")
    site.databases("one")
    with site.migrator("one") as migrator:
        migrator.up()
        statuses = [one.status for one in migrator.records_of("1")]
    monkeypatch.setattr(reading, "PAGE", 2)
    client = site.client()

    first = client.get("/db/one").text
    older = re.search(r'rel="next" href="([^"]*)"', first)
    assert older is not None
    second = client.get(html.unescape(older[1])).text
    one = client.get("/db/one/migrations/1").text

    assert statuses.count("dirty") > 1
    assert first.count('<th scope="row">') == 2
    assert second.count('<th scope="row">') == 0
    assert "Nothing ran yet" not in second
    assert not [page for page in (first, second, one) if "state dirty" in page]


def test_what_keeps_hazards_from_being_found_says_what_to_do(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking(*_: object) -> None:
        raise MissingExtra("A hazard", "parser", "lint")

    site.migrations.table("1", "books")
    site.databases("one")
    monkeypatch.setattr(reading, "hazards", lacking)

    found = text_of(site.client(), "/db/one/migrations/1/hazards")

    assert (
        "which is not installed. Nothing was written. Next: pip install 'goofer-py[lint]'" in found
    )


def test_migrations_are_searched_and_paged(site: Site) -> None:
    for number in range(1, PAGE + 31):
        site.migrations.table(str(number), f"table_{number}")
    site.databases("one")
    with site.migrator("one") as migrator:
        migrator.up(steps=3)
    client = site.client()

    assert f"{PAGE + 30} migrations, page 1 of 2" in text_of(client, "/db/one/migrations")
    assert client.get("/db/one/migrations?page=2").text.count('<th scope="row">') == 30
    assert client.get("/db/one/migrations?page=99").text.count('<th scope="row">') == 30
    assert "1 migration" in text_of(client, "/db/one/migrations?q=table_77")
    assert "3 migrations" in text_of(client, "/db/one/migrations?state=applied")
    assert "0 migrations" in text_of(client, "/db/one/migrations?q=nothing&page=x")


def test_a_migration_shows_both_scripts_and_what_became_of_it(three: Site) -> None:
    client = three.client()
    page = client.get("/db/behind/migrations/1").text

    assert '<span class="k">CREATE</span> <span class="k">TABLE</span> books' in page
    assert '<span class="k">DROP</span> <span class="k">TABLE</span> books' in page
    assert "applied on behind" in text_of(client, "/db/behind/migrations/1")
    assert "It never ran here." in text_of(client, "/db/behind/migrations/2")
    assert client.get("/db/behind/migrations/1/up.txt").text.startswith("CREATE TABLE books")
    gone = client.get("/db/behind/migrations/9/up.txt")
    assert (gone.status_code, gone.text.partition(".")[0]) == (
        404,
        "There is no migration with version 9",
    )
    assert (
        client.get("/db/behind/migrations/1/up.txt")
        .headers["content-type"]
        .startswith("text/plain")
    )


def test_a_migration_without_files_is_shown_as_the_history_keeps_it(three: Site) -> None:
    three.migrations.remove("2_authors")

    found = text_of(three.client(), "/db/done/migrations/2")

    assert "missing on done" in found
    assert "Its file is gone." in found
    assert "Down, as the history keeps it" in found
    assert "DROP TABLE authors;" in found


def test_a_migration_that_is_nowhere_is_not_found(three: Site) -> None:
    for version in ("9", "nonsense", "-1", "1;drop"):
        assert three.client().get(f"/db/done/migrations/{version}").status_code == 404


def test_a_migration_is_told_of_on_each_database(three: Site) -> None:
    found = text_of(three.client(), "/db/done/migrations/2/everywhere")

    assert "behind pending" in found
    assert re.search(r"done applied up done \S+ \S+ UTC", found)


def test_hazards_are_told(site: Site) -> None:
    books = "CREATE TABLE books (id integer PRIMARY KEY);"
    site.migrations.add("1_books", books, "DROP TABLE books;")
    site.migrations.add("2_drop", "DROP TABLE books;\n", books)
    site.databases("one")
    with site.migrator("one") as migrator:
        migrator.up(steps=1)
    client = site.client()

    assert "The table books is dropped" in text_of(client, "/db/one/migrations/2/hazards")
    assert text_of(client, "/db/one/migrations/1/hazards") == "None were found."


def test_drift_is_looked_for_when_somebody_asks(three: Site) -> None:
    client = three.client()
    with three.migrator("done") as migrator:
        migrator.session.execute("CREATE TABLE by_hand (x int)")

    before = text_of(client, "/db/done/drift")
    answer = drift_of(client, "done")

    assert "by_hand" not in before
    assert "1 difference" in answer
    assert "by_hand" in answer
    assert "as its migrations made it" in drift_of(client, "behind")


def test_what_takes_long_is_told_when_it_is_there(
    three: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    end, asked = threading.Event(), []

    def slow(settings: Settings) -> dict[str, Any]:
        asked.append(settings.database)
        end.wait(10)
        return {"drifted": False, "differences": [], "not_compared": []}

    monkeypatch.setattr(reading, "drift", slow)
    monkeypatch.setattr(sought_module, "SOON", 0.01)
    client = three.client()
    assert client.get("/db/done/drift/found").status_code == 404

    for _ in range(3):
        client.post("/db/done/drift", data=form_in(client, "/db/done/drift"))
    page, part = client.get("/db/done/drift").text, client.get("/db/done/drift/found")

    assert asked == ["done"]
    assert "Looking since" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert (part.status_code, part.headers["refresh"]) == (202, "3")
    assert "Looking since" in part.text
    assert client.get("/db/done").status_code == 200

    end.set()
    monkeypatch.setattr(sought_module, "SOON", 8.0)
    assert "as its migrations made it" in client.get("/db/done/drift/found").text
    assert "looked at" in client.get("/db/done/drift").text


def test_hazards_are_kept_until_something_changes(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = site.migrations.table("1", "books")
    site.databases("one")
    looks: list[str] = []

    def look(_: Settings, version: str) -> list[dict[str, Any]]:
        looks.append(version)
        return []

    monkeypatch.setattr(reading, "hazards", look)
    dashboard = site.dashboard()
    monkeypatch.setattr(dashboard.board.looks, "_max_age", 0.0)
    client = site.asking(dashboard)
    client.get("/db/one")

    for _ in range(2):
        assert "None were found." in client.get("/db/one/migrations/1/hazards").text
    assert len(looks) == 1

    books.write_text("CREATE TABLE books (x int, y int);", encoding="utf-8")
    client.get("/db/one/migrations/1/hazards")
    assert len(looks) == 2

    with site.migrator("one") as migrator:
        migrator.up()
    client.get("/db/one")
    client.get("/db/one/migrations/1/hazards")
    assert len(looks) == 3


def test_a_picture_that_takes_long_is_waited_for(
    three: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sought_module, "_AT_ONCE", 0.0)
    end, drawn = threading.Event(), reading.drawn

    def slow(settings: Settings) -> dict[str, str]:
        end.wait(10)
        return drawn(settings)

    monkeypatch.setattr(reading, "drawn", slow)
    client = three.client()

    first = client.get("/db/done/diagram")
    end.set()
    monkeypatch.setattr(sought_module, "_AT_ONCE", 8.0)

    assert (first.status_code, first.headers["refresh"]) == (202, "3")
    assert "It is drawn since" in first.text
    assert 'id="picture"' in client.get("/db/done/diagram").text


def test_a_change_in_steps_says_what_waits(site: Site) -> None:
    site.migrations.table("1", "books")
    site.migrations.add("2_more", "-- goofer: phase expand\nALTER TABLE books ADD y int;")
    site.migrations.add("3_less", "-- goofer: phase contract\nALTER TABLE books DROP x;")
    site.databases("one")
    with site.migrator("one") as migrator:
        migrator.up(steps=1)
        migrator.up()
    client = site.client()

    found = text_of(client, "/db/one/phases")
    assert "1 migration waits until somebody confirms" in found
    assert "3_less contract waiting 2_more expand applied" in found
    assert "waits for you" in text_of(client, "/")


def drawn_of(client: TestClient, version: str, code: int = 200) -> str:
    """Have the picture of a migration drawn, and return its page."""
    path = f"/db/done/migrations/{version}/diagram"
    answer = client.post(path, data=form_in(client, path.removesuffix("/diagram")))
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    found = asked(client, path)
    assert found.status_code == code, found.text
    return str(found.text)


def test_what_a_migration_changes_is_drawn_when_somebody_wants_it(three: Site) -> None:
    three.migrations.add(
        "3_more",
        "ALTER TABLE books ADD y int;\nDROP TABLE authors;\nCREATE TABLE shelves (x int);",
        "SELECT 1;",
    )
    client = three.client()
    path = "/db/done/migrations/3"
    assert client.get(f"{path}/diagram").headers["location"] == f"{path}#picture"
    assert "Draw what it changes" in client.get(path).text
    assert "As it was drawn" not in client.get(path).text

    page = drawn_of(client, "3")

    data = json.loads(page.partition('id="data">')[2].partition("</script>")[0])
    assert {one["name"]: one["word"] for one in data["tables"]} == {
        "authors": "dropped",
        "books": "changed",
        "shelves": "added",
    }
    assert f'href="{path}"' in page
    assert f'href="{path}/diagram">As it was drawn' in client.get(path).text
    # Nothing of it was done where the database is.
    assert "3_more pending" in text_of(client, "/db/done/migrations")

    three.migrations.add("3_more", "CREATE TABLE elsewhere (x int);", "DROP TABLE elsewhere;")
    assert "elsewhere" in drawn_of(client, "3")


def test_what_cannot_be_drawn_of_a_migration_is_told(three: Site) -> None:
    three.migrations.add("3_rows", "INSERT INTO books VALUES (1);", "DELETE FROM books;")
    three.migrations.add("4_broken", "NOT SQL;", "SELECT 1;")
    client = three.client()

    assert "It changes no table." in drawn_of(client, "3")
    assert "4_broken (up) failed" in drawn_of(client, "4", 502)


def test_the_tables_are_drawn(three: Site) -> None:
    page = three.client().get("/db/done/diagram").text

    assert 'id="picture"' in page
    data = json.loads(page.partition('id="data">')[2].partition("</script>")[0])
    assert [one["name"] for one in data["tables"]] == ["authors", "books"]


def test_who_is_at_work_is_told(three: Site) -> None:
    with three.migrator("behind") as migrator, migrator._leases.held(migrator.session):
        found = text_of(three.client(), "/")

    assert re.search(r"behind \S+ at work 1 books 1 1 \S+.*, since", found)


def test_what_somebody_is_at_work_on_has_not_stopped(site: Site) -> None:
    script = "-- goofer: no-transaction\nCREATE TABLE x (y int);\nNOT SQL;\n"
    site.migrations.add("1_half", script, "DROP TABLE x;")
    site.databases("one")
    with site.migrator("one") as migrator:
        with pytest.raises(MigrationFailed):
            migrator.up()
        assert "Next dirty 1_half" in text_of(site.client(), "/db/one")
        with migrator._leases.held(migrator.session):
            assert "Next at work 1_half" in text_of(site.client(), "/db/one")


@pytest.mark.parametrize("path", ["/db/none", "/db/none/migrations", "/events?db=none", "/x"])
def test_what_is_not_there_is_not_found(three: Site, path: str) -> None:
    assert three.client().get(path).status_code == 404


@pytest.mark.parametrize("path", ["/status", "/status/done", "/healthz", "/readyz"])
def test_programs_are_answered_too(three: Site, path: str) -> None:
    answer = three.client().get(path)

    assert answer.headers["content-type"] == "application/json"
    assert answer.status_code == (503 if path == "/readyz" else 200)


def test_nothing_hostile_is_more_than_text(site: Site) -> None:
    script = f"CREATE TABLE t (x text DEFAULT '{HOSTILE.replace(chr(39), chr(39) * 2)}');\n"
    site.migrations.add("1_odd", f"-- {HOSTILE}\n{script}", f"-- {HOSTILE}\nDROP TABLE t;")
    site.migrations.add("2_bad", f"SELECT '{HOSTILE}", "SELECT 1")
    site.databases("one")
    with site.migrator("one") as migrator:
        migrator.up(steps=1)
        migrator.session.execute(f'CREATE TABLE "{HOSTILE.replace(chr(34), chr(34) * 2)}" (x int)')
        migrator.session.execute(
            "UPDATE goofer_history SET name = ?, user_name = ?, host = ?, error = ?", [HOSTILE] * 4
        )
    client = site.client()
    paths = (
        "/",
        "/db/one",
        "/db/one/migrations",
        f"/db/one/migrations?q={HOSTILE}&state={HOSTILE}",
        "/db/one/migrations/1",
        "/db/one/migrations/1/hazards",
        "/db/one/migrations/2/hazards",
        "/db/one/migrations/1/everywhere",
        f"/db/one/migrations/{HOSTILE.replace('/', '')}",
        "/db/one/diagram",
        "/db/one/phases",
    )

    pages = {path: client.get(path).text for path in paths}
    pages["drift"] = drift_of(client, "one")

    for path, page in pages.items():
        assert "<script>alert" not in page, path
        assert "\u202e" not in page or path.endswith("diagram"), path
    assert "[U+202E]" in pages["/db/one"]
    assert "&lt;script&gt;alert(1)" in pages["/db/one"]
    assert "&lt;script&gt;" in pages["drift"]


def test_below_another_application_all_paths_begin_with_its_own(three: Site) -> None:
    dashboard = three.dashboard(token=TOKEN, allow_actions=True)
    with TestClient(dashboard, base_url="http://127.0.0.1:8321", root_path="/goofer") as client:
        page = client.get("/goofer/db/done").text
        paths = re.findall(r'(?:href|src|action)="([^"#]+)"', page)

        assert paths
        assert all(one.startswith("/goofer/") for one in paths)
        assert client.get("/goofer/status").json()["ready"] is False


def test_a_very_long_script_is_cut_on_its_page_and_whole_as_text(site: Site) -> None:
    long = "CREATE TABLE t (x text);\n" + "-- much of it\n" * 20_000
    site.migrations.add("1_long", long, "DROP TABLE t;")
    site.databases("one")
    client = site.client()

    page = client.get("/db/one/migrations/1")
    assert len(page.text) < 400_000
    assert "more are not shown here" in page.text
    assert len(client.get("/db/one/migrations/1/up.txt").text) == len(long)


def test_python_is_shown_as_it_is(site: Site, tmp_path: Path) -> None:
    code = "def up(context):\n    context.execute('SELECT 1 < 2')\n"
    (site.migrations.path / "1_code.py").write_text(code, encoding="utf-8")
    site.databases("one")

    assert "SELECT 1 &lt; 2" in site.client().get("/db/one/migrations/1").text
