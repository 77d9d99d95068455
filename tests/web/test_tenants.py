"""Databases with many tenants: all of them together, and each as a database."""

from __future__ import annotations

import html
import re
from contextlib import closing
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient

from goofer_py import Migrator
from goofer_py.stores.registry import open_store
from goofer_py.web.tenants import PAGE
from goofer_py.web.units import slug, unslug
from tests.web.conftest import Site, form_in
from tests.web.test_pages import asked, text_of

HOSTILE = "<i>o'r\"o% ?#&~1"


@pytest.fixture
def many(site: Site) -> Site:
    """Give a database beside one with tenants, of which each stands otherwise."""
    site.migrations.table("1", "books")
    site.migrations.table("2", "authors")
    tenants(site, "behind", "broken/", "done", HOSTILE, "new")
    for name, steps in (("done", 2), ("behind", 1)):
        with site.migrator(name) as migrator:
            migrator.up(steps=steps)
    return site


def tenants(site: Site, *names: str) -> None:
    """Write settings with these tenants, each a file."""
    (site.path / "names.txt").write_text("\n".join(names), encoding="utf-8")
    (site.path / "goofer.toml").write_text(
        '[databases.one]\nurl = "sqlite:///one.db"\n'
        '[databases.shop]\nurl = "sqlite:///main.db"\n'
        f'[databases.shop.tenants]\nfrom = "names.txt"\nurl = "sqlite:///{site.path}/{{tenant}}.db"\n',
        encoding="utf-8",
    )


def rows(client: TestClient, path: str) -> dict[str, str]:
    """Return the words of each tenant's line on a page, by the tenants' names."""
    text = asked(client, path).text
    found = {}
    for row in text.partition("<tbody>")[2].partition("</tbody>")[0].split("</tr>")[:-1]:
        words = " ".join(html.unescape(re.sub("<[^>]*>", " ", row)).split())
        name = html.unescape(re.search(r"<a [^>]*>(.*?)</a>", row)[1])  # type: ignore[index]
        found[name] = words.removeprefix(name).strip()
    return found


def test_all_tenants_are_seen_at_a_glance(many: Site) -> None:
    client = many.client()

    found = text_of(client, "/")

    assert "2 databases" in found
    said = "1 of 5 tenants up to date 1 out of reach · 3 pending"
    assert re.search(rf"shop sqlite:\S+main.db {said}", found)
    assert said in text_of(client, "/db/shop")


def test_the_states_of_tenants_are_looked_up_a_page_at_a_time(site: Site) -> None:
    site.migrations.table("1", "books")
    names = [f"t{number:03}" for number in range(500)]
    tenants(site, *names)
    client = site.client()

    page = rows(client, "/db/shop/tenants?page=2")

    assert list(page) == names[PAGE : 2 * PAGE]
    assert all("1 pending" in one for one in page.values())
    assert "500 tenants, page 10 of 10" in text_of(client, "/db/shop/tenants?page=99")
    with site.migrator("t123") as migrator:
        migrator.up()
    assert list(rows(client, "/db/shop/tenants?q=T12+3")) == ["t123"]
    # Nobody has looked at those that no page had.
    beside = [one for one in client.app.board._standings if one.startswith("shop/")]  # type: ignore[attr-defined]
    assert beside == []


def test_tenants_are_found_by_how_they_stand(many: Site) -> None:
    client = many.client()

    assert list(rows(client, "/db/shop/tenants")) == ["behind", "broken/", "done", HOSTILE, "new"]
    assert list(rows(client, "/db/shop/tenants?state=ready")) == ["done"]
    away = rows(client, "/db/shop/tenants?state=away")
    assert list(away) == ["broken/"]
    assert "cannot be called" in away["broken/"]
    assert list(rows(client, "/db/shop/tenants?state=pending&q=h")) == ["behind"]
    assert rows(client, "/db/shop/tenants?state=dirty") == {}


@pytest.mark.parametrize("name", ["behind", HOSTILE])
def test_a_tenant_has_the_pages_of_a_database(many: Site, name: str) -> None:
    client = many.client()
    path = f"/db/{slug(f'shop/{name}')}"
    assert f'href="{path}"' in asked(client, "/db/shop").text
    assert f"Databases / shop / shop/{name}" in text_of(client, path)
    assert "2_authors" in text_of(client, path)
    assert "2_authors pending" in text_of(client, f"{path}/migrations")
    assert "There are no changes in steps." in text_of(client, f"{path}/phases")
    assert "SD105" in text_of(client, f"{path}/migrations/2/hazards")
    everywhere = text_of(client, f"{path}/migrations/1/everywhere")
    assert "shop applied on 2 of 5" in everywhere
    assert f"shop/{name} {'applied' if name == 'behind' else 'pending'}" in everywhere
    answer = client.post(f"{path}/drift", data=form_in(client, f"{path}/drift"))
    assert answer.headers["location"] == f"{path}/drift"
    assert client.get(f"{path}/diagram").status_code in (200, 202, 502)


@pytest.mark.parametrize(
    "path",
    ["/db/shop~1nobody", "/db/shop~1", "/db/one~1done", "/db/shop/drift", "/db/one/tenants"],
)
def test_what_is_no_tenant_has_no_page(many: Site, path: str) -> None:
    assert many.client().get(path).status_code == 404


def test_a_tenant_is_migrated_alone(many: Site) -> None:
    acting = many.acting()

    acting.confirm("/db/shop~1new/act/migrate")

    assert "Applied 2 migrations" in text_of(acting.client, "/db/shop~1new")
    assert "up to date" in rows(acting.client, "/db/shop/tenants?q=new")["new"]
    assert "1 pending" in rows(acting.client, "/db/shop/tenants?q=behind")["behind"]
    assert acting.client.get("/db/shop/act/migrate").status_code == 404


def test_where_no_list_of_tenants_can_be_had_it_is_told(many: Site) -> None:
    (many.path / "names.txt").unlink()
    client = many.client()

    assert "there is no such file of tenants" in text_of(client, "/db/shop")
    assert "there is no such file of tenants" in text_of(client, "/db/shop~1done", 502)
    assert "out of reach" in text_of(client, "/")


def test_tenants_in_schemas_have_any_name(site: Site, postgresql_url: str) -> None:
    site.migrations.table("1", "books")
    names = ("a/b", "a~1b", "..")
    with closing(open_store(postgresql_url).connect()) as session:
        for name in names:
            session.ensure_schema(f"t {name}")
    (site.path / "names.txt").write_text("\n".join(names), encoding="utf-8")
    (site.path / "goofer.toml").write_text(
        f'[databases.shop]\nurl = "{postgresql_url}"\n'
        '[databases.shop.tenants]\nfrom = "names.txt"\nschema = "t {tenant}"\n',
        encoding="utf-8",
    )
    acting = site.acting()
    found = rows(acting.client, "/db/shop/tenants")
    assert {name: "1 pending" in one for name, one in found.items()} == dict.fromkeys(names, True)

    acting.confirm(f"/db/{slug('shop/a/b')}/act/migrate")

    assert "up to date" in rows(acting.client, "/db/shop/tenants?q=a/b")["a/b"]
    with Migrator(postgresql_url, site.migrations.path) as migrator:
        assert migrator.session.query(
            "SELECT table_schema FROM information_schema.tables WHERE table_name = 'books'"
        ) == [("t a/b",)]


@pytest.mark.parametrize("name", ["one", "shop/a b", "~", "~1/", "a/b~0/c", "ü%/?#"])
def test_a_name_is_one_part_of_a_path(name: str) -> None:
    assert "/" not in slug(name)
    assert unslug(unquote(slug(name))) == name
