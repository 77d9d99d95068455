"""Who is answered, and with which headers."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from goofer_py.errors import UsageError
from goofer_py.events import RunStarted
from goofer_py.web.guard import POLICY
from goofer_py.web.serving import Address
from goofer_py.web.sessions import LASTS, Sessions
from tests.web.conftest import TOKEN, Site, form_in

PATHS = ("/", "/db/one", "/db/none", "/status", "/sign-in", "/nowhere", "/db/one/migrations/1")


@pytest.fixture
def two(site: Site) -> Site:
    site.migrations.table("1", "books")
    site.databases("one", "two")
    return site


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_headers(two: Site, path: str) -> None:
    headers = two.client().get(path).headers

    assert headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/db/one", "/db/one/migrations/1", "/db/one/diagram"])
def test_pages_need_nothing_inline_and_nothing_from_elsewhere(two: Site, path: str) -> None:
    with two.migrator("one") as migrator:
        migrator.up()

    text = two.client().get(path).text

    assert " style=" not in text
    assert "<style" not in text
    assert " onclick" not in text
    assert "<script>" not in text
    assert "//" not in text.replace("sqlite:///", "")


def test_what_pages_name_is_there_and_may_be_kept(two: Site) -> None:
    client = two.client()
    page = client.get("/").text
    named = [one.split('"')[1] for one in page.split("href=")[1:] + page.split("src=")[1:]]
    files = [one for one in named if one.startswith("/static/")]

    answers = [client.get(one) for one in files]

    assert len(files) == 3
    assert all(one.status_code == 200 for one in answers)
    assert all("immutable" in one.headers["cache-control"] for one in answers)
    assert client.get("/static/000000000000/app.js").status_code == 404


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "",
        "[::1",
        "10.0.0.1",
        "localhost:x",
        "localhost:99999",
    ],
)
def test_another_name_that_leads_here_is_not_answered(two: Site, host: str) -> None:
    assert two.client().get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:8321", "127.0.0.1", "[::1]:8321", "LOCALHOST"])
def test_its_own_names_are(two: Site, host: str) -> None:
    assert two.client().get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, 303),
        ({"origin": "http://127.0.0.1:8321"}, 303),
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://["}, 403),
        ({"origin": "http://127.0.0.1:9"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "none"}, 403),
    ],
)
def test_only_its_own_pages_send_forms(two: Site, headers: dict[str, str], code: int) -> None:
    client = two.client()
    form = form_in(client, "/db/one/drift")

    assert client.post("/db/one/drift", data=form, headers=headers).status_code == code


@pytest.mark.parametrize("path", ["/db/one/drift", "/db/one/migrations/1/diagram"])
@pytest.mark.parametrize("form", [{}, {"form": ""}, {"form": "guess"}, "of another server"])
def test_no_form_of_another_page_sets_it_to_work(
    two: Site, path: str, form: dict[str, str] | str
) -> None:
    # Also of a browser that does not say where a form is from.
    dashboard = two.dashboard()
    client = two.asking(dashboard)
    sent = form_in(two.client(), "/db/one/drift") if isinstance(form, str) else form

    answer = client.post(path, data={"x": "y", **sent})

    assert answer.status_code == 403
    assert "Load the page again" in answer.text
    assert dashboard.board.slow.latest(("one", "drift")) is None
    assert dashboard.board.slow.latest(("one", "change", "1")) is None


def test_who_is_signed_in_sends_the_form_of_the_session(two: Site) -> None:
    acting = two.acting()
    before = form_in(two.client(), "/db/one/drift")

    assert acting.client.post("/db/one/drift", data=before).status_code == 403
    form = form_in(acting.client, "/db/one/drift")
    assert acting.client.post("/db/one/drift", data=form).status_code == 303


def test_other_pages_may_link_and_not_load(two: Site) -> None:
    client = two.client()
    foreign = {"sec-fetch-site": "cross-site"}

    assert client.get("/", headers={**foreign, "sec-fetch-mode": "navigate"}).status_code == 200
    assert client.get("/", headers={**foreign, "sec-fetch-mode": "no-cors"}).status_code == 403
    framed = {**foreign, "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
    assert client.get("/db/one/diagram", headers=framed).status_code == 403


@pytest.mark.parametrize("path", ["/", "/db/one", "/status", "/metrics", "/events"])
def test_a_closed_one_shows_nothing_without_the_token(two: Site, path: str) -> None:
    client = two.client(token=TOKEN, closed=True)

    assert client.get(path).status_code == 401
    assert client.get(path, headers={"accept": "text/html"}).headers["location"] == "/sign-in"
    assert client.get(path, headers={"authorization": "Bearer no"}).status_code == 401
    assert client.get("/healthz").status_code == 200
    assert client.get("/sign-in").status_code == 200


def test_a_closed_one_is_read_with_the_token(two: Site) -> None:
    client = two.client(token=TOKEN, closed=True)

    assert client.get("/status", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200

    answer = client.post("/sign-in", data={"token": TOKEN})
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 303
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert TOKEN not in cookie
    assert "2 databases" in client.get("/").text


def test_who_has_signed_out_hears_no_more(two: Site) -> None:
    dashboard = two.dashboard(token=TOKEN, closed=True)
    cookie = dashboard.board.sessions.begin(TOKEN)
    ended: list[dict[str, Any]] = []

    async def watched() -> None:
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/events",
            "raw_path": b"/events",
            "root_path": "",
            "query_string": b"",
            "scheme": "http",
            "server": ("127.0.0.1", 8321),
            "headers": [
                (b"host", b"127.0.0.1:8321"),
                (b"cookie", f"goofer_session_8321={cookie}".encode()),
            ],
        }
        begun, gone = asyncio.Event(), asyncio.Event()

        async def receive() -> dict[str, Any]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            ended.append(message)
            begun.set()

        answer = asyncio.create_task(dashboard(scope, receive, send))
        await begun.wait()
        dashboard.board.sessions.end(cookie)
        tell = dashboard.board.live.observer("one")
        tell(RunStarted("one.db", "up", ("1",)))
        async with asyncio.timeout(60):
            await answer

    asyncio.run(watched())

    assert ended[0]["status"] == 200
    assert ended[-1] == {"type": "http.response.body", "body": b"", "more_body": False}
    assert not any(b"RunStarted" in one.get("body", b"") for one in ended)


def test_to_ask_for_the_head_of_a_stream_ends(two: Site) -> None:
    answer = two.client().head("/events")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")


@pytest.mark.parametrize(("origin", "secure"), [("http", False), ("https", True)])
def test_a_cookie_of_a_page_that_is_secure_is_too(two: Site, origin: str, secure: bool) -> None:
    client = two.client(token=TOKEN, closed=True)
    headers = {"origin": f"{origin}://127.0.0.1:8321"}

    cookie = client.post("/sign-in", data={"token": TOKEN}, headers=headers).headers["set-cookie"]

    assert ("Secure" in cookie) is secure
    # Browsers send the cookies of a machine to all of its ports.
    assert cookie.startswith("goofer_session_8321=")


def test_wrong_bearer_tokens_are_held_off_too(two: Site) -> None:
    client = two.client(token=TOKEN, closed=True)
    for _ in range(5):
        assert client.get("/", headers={"authorization": "Bearer guess"}).status_code == 401

    assert client.get("/", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 401


def test_wrong_tokens_of_one_address_hold_off_no_other() -> None:
    now = [0.0]
    sessions = Sessions(TOKEN, lambda: now[0])
    for _ in range(5):
        assert not sessions.admits("guess", "10.0.0.1")

    assert not sessions.admits(TOKEN, "10.0.0.1")
    assert sessions.admits(TOKEN, "10.0.0.2")
    now[0] = 61.0
    assert sessions.admits(TOKEN, "10.0.0.1")


def test_wrong_tokens_are_logged_and_held_off(two: Site, caplog: pytest.LogCaptureFixture) -> None:
    client = two.client(token=TOKEN, allow_actions=True)

    with caplog.at_level(logging.WARNING, "goofer.web"):
        codes = [client.post("/sign-in", data={"token": "guess"}).status_code for _ in range(6)]

    assert codes == [403] * 5 + [429]
    assert client.post("/sign-in", data={"token": TOKEN}).status_code == 429
    assert "a wrong token was sent" in caplog.text
    assert "guess" not in caplog.text


def test_a_session_ends_by_itself_and_when_it_is_said() -> None:
    now = [0.0]
    sessions = Sessions(TOKEN, lambda: now[0])
    first, second = sessions.begin(TOKEN), sessions.begin(TOKEN)

    assert first != second
    assert sessions.get(first) is not None
    sessions.end(first)
    assert sessions.get(first) is None
    now[0] = LASTS + 1
    assert sessions.get(second) is None


@pytest.mark.parametrize("given", ["", "wrong", TOKEN.upper(), TOKEN + " "])
def test_no_other_token_begins_a_session(given: str) -> None:
    assert Sessions(TOKEN).begin(given) is None
    assert Sessions(None).begin(given) is None


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"allow_actions": True, "token": None}, "GOOFER_TOKEN is not set"),
        ({"host": "10.1.2.3", "token": None}, "nothing says who may look"),
        ({"token": "short"}, "could be guessed"),
        ({"host": "0.0.0.0"}, "under which names"),
        ({"names": ("goofer.example",), "token": None}, "goofer.example can be reached by others"),
        ({"proxies": ("*",)}, "is no address"),
        ({"proxies": ("proxy.example",)}, "is no address"),
        ({"proxies": ("127.0.0.1", "0.0.0.0/0")}, "is every address"),
        ({"root": "goofer"}, "is no path"),
        ({"root": "//elsewhere.example"}, "is no path"),
        ({"root": "/a/../b"}, "is no path"),
        ({"root": "/a;b"}, "is no path"),
    ],
)
def test_what_would_be_open_is_not_started(given: dict[str, Any], why: str) -> None:
    usual: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": 0,
        "names": (),
        "token": TOKEN,
        "allow_actions": False,
    }

    with pytest.raises(UsageError, match=why):
        Address(**{**usual, **given})


@pytest.mark.parametrize(
    ("host", "names", "closed"),
    [
        ("127.0.0.1", (), False),
        ("::1", ("localhost",), False),
        # A proxy asks by that name, for anybody.
        ("127.0.0.1", ("goofer.example",), True),
        ("10.1.2.3", (), True),
    ],
)
def test_what_others_can_reach_is_closed(host: str, names: tuple[str, ...], closed: bool) -> None:
    assert Address(host, 0, names, TOKEN, allow_actions=False).closed is closed
