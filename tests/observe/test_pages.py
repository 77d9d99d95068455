"""How databases stand, asked over ASGI and WSGI."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from goofer_py import Migrator
from goofer_py.errors import ConfigError, MigrationFailed, ScratchRefused
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.status import Status
from goofer_py.observe import configured
from goofer_py.observe.asgi import StatusApp
from goofer_py.observe.looking import Asked, Looker, Looks
from goofer_py.observe.metrics import Metrics
from goofer_py.observe.pages import Pages
from goofer_py.observe.standing import Standing
from goofer_py.observe.wsgi import StatusWSGI
from tests.migrate.conftest import Folder
from tests.observe.test_metrics import samples


@dataclass(frozen=True)
class Got:
    code: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Get = Callable[..., Got]


async def asked(app: Any, path: str, query: str = "", method: str = "GET", root: str = "") -> Got:
    """Ask an application as a server would."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": root,
        "query_string": query.encode(),
        "headers": [(b"host", b"test")],
        "server": ("test", 80),
        "client": ("test", 1),
    }
    await app(scope, receive, send)
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    body = b"".join(one.get("body", b"") for one in sent[1:])
    return Got(sent[0]["status"], headers, body)


def over_asgi(pages: dict[str, Any]) -> Get:
    app = StatusApp(**pages)
    return lambda *question, **more: asyncio.run(asked(app, *question, **more))


def over_wsgi(pages: dict[str, Any]) -> Get:
    app = StatusWSGI(**pages)

    def get(path: str, query: str = "", method: str = "GET") -> Got:
        begun: list[Any] = []
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query}
        body = b"".join(app(environ, lambda *given: begun.append(given)))
        ((line, headers),) = begun
        named = {name.lower(): value for name, value in headers}
        return Got(int(line.split()[0]), named, body)

    return get


@pytest.fixture(params=[over_asgi, over_wsgi], ids=["asgi", "wsgi"])
def serve(request: pytest.FixtureRequest) -> Callable[..., Get]:
    """Give what serves pages, which look anew each time, over both in turn."""
    return lambda **pages: request.param({"max_age": 0, **pages})


def of(url: str, folder: Folder) -> Callable[[], Migrator]:
    return lambda: Migrator(url, folder.path)


def test_the_status_of_a_database_is_what_the_guide_says(
    every_database_url: str, folder: Folder, serve: Callable[..., Get]
) -> None:
    folder.table("1", "a")
    folder.table("2", "b")
    get = serve(databases={"core": of(every_database_url, folder)})
    with Migrator(every_database_url, folder.path) as migrator:
        migrator.up(steps=1)
        database = migrator.database

    found = get("/status/core").json
    assert found["name"] == "core"
    assert found["database"] == database
    assert found["current_version"] == "1"
    assert found["pending_migrations"] == ["2"]
    assert [(one["version"], one["name"]) for one in found["applied_migrations"]] == [("1", "a")]
    assert found["last_error"] is None
    assert (found["dirty"], found["phase"], found["lease"]) == (None, None, None)
    assert get("/status").json == {"ready": False, "databases": [found]}


def test_readiness_follows_what_is_pending_and_dirty(
    every_database_url: str, folder: Folder, serve: Callable[..., Get]
) -> None:
    folder.table("1", "a")
    get = serve(databases={"core": of(every_database_url, folder)})

    def ready() -> tuple[int, list[str]]:
        got = get("/readyz")
        return got.code, got.json["databases"][0]["reasons"]

    assert ready() == (503, ["pending"])
    with Migrator(every_database_url, folder.path) as migrator:
        migrator.up()
        assert ready() == (200, [])
        folder.add("2_b", "-- goofer: no-transaction\nCREATE TABLE b (x int);\nSELEC;")
        with pytest.raises(MigrationFailed):
            migrator.up()
        assert ready() == (503, ["pending", "dirty"])
    found = get("/status/core").json
    assert found["dirty"] == "dirty at statement 2 of 2 (up)"
    assert "SELEC" in found["last_error"]
    assert get("/healthz").code == 200


def test_what_waits_to_be_confirmed_keeps_no_program_from_being_ready(
    sqlite_url: str, folder: Folder, serve: Callable[..., Get]
) -> None:
    folder.table("1", "a")
    get = serve(databases={"core": of(sqlite_url, folder)})
    with Migrator(sqlite_url, folder.path) as migrator:
        migrator.up()
        folder.add("2_b", "-- goofer: phase expand\nCREATE TABLE b (x int)")
        folder.add("3_b", "-- goofer: phase contract\nDROP TABLE a")
        migrator.up()

    assert get("/readyz").code == 200
    found = get("/status/core").json
    assert found["waiting_migrations"] == ["3"]
    assert found["phase"] == {"version": "3", "name": "b", "phase": "contract", "waiting": True}


def test_who_holds_the_database_is_told(
    sqlite_url: str, folder: Folder, serve: Callable[..., Get]
) -> None:
    folder.table("1", "a")
    get = serve(databases={"core": of(sqlite_url, folder)})
    with Migrator(sqlite_url, folder.path, lease=LeaseOptions()) as migrator:
        migrator.init()
        with migrator._leases.held(migrator.session):
            lease = get("/status/core").json["lease"]

    assert lease["name"]
    assert 0 < lease["seconds_left"] <= 10


def test_metrics_are_served_with_those_of_the_programs_own_runs(
    sqlite_url: str, folder: Folder, serve: Callable[..., Get]
) -> None:
    folder.table("1", "a")
    metrics = Metrics()
    get = serve(databases={"core": of(sqlite_url, folder)}, metrics=metrics)
    before = samples(get("/metrics").body)
    with Migrator(sqlite_url, folder.path, observer=metrics) as migrator:
        migrator.up()
    got = get("/metrics")
    after = samples(got.body)

    assert got.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert (before["goofer_pending",], after["goofer_pending",]) == (1, 0)
    assert after["goofer_migrations_applied_total", "up", "1"] == 1
    assert after["goofer_up",] == 1


def test_one_that_is_away_keeps_nobody_from_the_others(
    sqlite_url: str, folder: Folder, serve: Callable[..., Get]
) -> None:
    over, begun = threading.Event(), list[float]()

    class Hanging(Migrator):
        def status(self, *, check: bool = False) -> Any:
            begun.append(time.monotonic())
            over.wait(30)
            return super().status(check=check)

    folder.table("1", "a")
    get = serve(
        databases={
            "away": lambda: Hanging(sqlite_url, folder.path),
            "refused": lambda: Migrator("postgresql://app:pass-word@127.0.0.1:1/x", folder.path),
            "core": of(sqlite_url, folder),
        },
        timeout=0.4,
    )
    try:
        started = time.monotonic()
        found = {one["name"]: one for one in get("/status").json["databases"]}
        for _ in range(3):
            assert get("/readyz").code == 503
        took = time.monotonic() - started
    finally:
        over.set()

    assert took < 4
    assert len(begun) == 1, "one that hangs is asked once at a time"
    assert found["core"]["pending_migrations"] == ["1"]
    assert found["away"]["last_error"] == "It did not answer within 0.4 s."
    assert found["away"]["away"] is True
    assert "refused" in found["refused"]["last_error"]
    assert "pass-word" not in json.dumps(found)


def test_what_a_program_raises_is_told_by_its_kind_alone(serve: Callable[..., Get]) -> None:
    class Broken(Migrator):
        def status(self, *, check: bool = False) -> Any:
            del check
            raise RuntimeError("postgresql://app:pass-word@db")

    get = serve(databases={"core": lambda: Broken("sqlite://", "nowhere")})
    assert get("/status/core").json["last_error"] == "Unexpected RuntimeError"


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (("/",), 200),
        (("/status/",), 200),
        (("/nowhere",), 404),
        (("/status/other",), 404),
        (("/status", "", "POST"), 405),
        (("/status", "drift=1"), 403),
        (("/status/core", "hazards=true"), 403),
        (("/status", "drift=0"), 200),
        (("/readyz", "drift=1"), 503),
    ],
)
def test_what_can_be_asked(
    sqlite_url: str,
    folder: Folder,
    serve: Callable[..., Get],
    question: tuple[str, ...],
    code: int,
) -> None:
    folder.table("1", "a")
    got = serve(databases={"core": of(sqlite_url, folder)})(*question)
    assert got.code == code
    assert got.headers["cache-control"] == "no-store"
    assert got.headers["content-length"] == str(len(got.body))


def test_a_head_has_no_body(sqlite_url: str, folder: Folder, serve: Callable[..., Get]) -> None:
    folder.table("1", "a")
    got = serve(databases={"core": of(sqlite_url, folder)})("/readyz", "", "HEAD")
    assert (got.code, got.body) == (503, b"")
    assert int(got.headers["content-length"]) > 0


def write_project(folder: Path) -> Path:
    """Write two databases, one of which has drifted and has a hazard before it."""
    for name in ("core", "audit"):
        Folder(folder / name).table("1", name)
    config = folder / "goofer.toml"
    config.write_text(
        f'[databases.core]\nurl = "sqlite:///{folder}/core.db"\ndirectory = "core"\n'
        f'[databases.audit]\nurl = "sqlite:///{folder}/audit.db"\ndirectory = "audit"\n'
        '[databases.late]\nurl = "${URL_THAT_IS_NOT_SET}"\n'
        '[databases.elsewhere]\nurl = "sqlite://"\nenvironments = ["staging"]\n'
    )
    return config


def test_the_databases_of_the_settings_are_looked_at(
    tmp_path: Path, serve: Callable[..., Get]
) -> None:
    config = write_project(tmp_path)
    get = serve(config=config, drift=True, hazards=True)
    with Migrator(f"sqlite:///{tmp_path}/core.db", tmp_path / "core") as migrator:
        migrator.up()
        migrator.session.execute("CREATE TABLE by_hand (x int)")
    (tmp_path / "core" / "2_b.up.sql").write_text("DROP TABLE core;")

    found = {one["name"]: one for one in get("/status").json["databases"]}
    assert list(found) == ["core", "audit", "late"]
    assert found["core"]["current_version"] == "1"
    assert found["audit"]["pending_migrations"] == ["1"]
    assert not (tmp_path / "audit.db").exists(), "a look makes no database"
    assert "URL_THAT_IS_NOT_SET" in found["late"]["last_error"]
    core = get("/status/core", "drift=1&hazards=1").json
    assert [one["name"] for one in core["drift"]["differences"]] == ["by_hand"]
    assert "DS102" in {one["rule"] for one in core["hazards"]}
    assert found["core"]["drift"] is None


def test_one_database_needs_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Folder(tmp_path / "migrations").table("1", "a")
    (tmp_path / "goofer.toml").write_text('url = "sqlite:///app.db"\n')
    monkeypatch.chdir(tmp_path)
    found = StatusWSGI().respond("/status/default")
    assert json.loads(found.body)["pending_migrations"] == ["1"]


def test_settings_that_are_wrong_are_said_at_the_start(tmp_path: Path) -> None:
    config = tmp_path / "goofer.toml"
    config.write_text("urll = 1")
    with pytest.raises(ConfigError, match="urll"):
        Pages(config=config)


def test_tenants_of_whom_no_list_tells_are_left_out(tmp_path: Path) -> None:
    config = tmp_path / "goofer.toml"
    config.write_text('url = "sqlite:///app.db"\n[tenants]\nurl = "sqlite:///{tenant}.db"\n')
    with pytest.raises(ConfigError, match="No database is left"):
        Pages(config=config)


@pytest.fixture
def tenants(tmp_path: Path, folder: Folder) -> Path:
    """Give settings with three tenants: one has all migrations, one lacks some, one is broken."""
    folder.table("1", "a")
    folder.table("2", "b")
    (tmp_path / "names.txt").write_text("done\nbehind\nbroken/\n")
    config = tmp_path / "goofer.toml"
    config.write_text(
        f'directory = "{folder.path}"\n[databases.shop]\nurl = "sqlite:///{tmp_path}/main.db"\n'
        f'[databases.shop.tenants]\nfrom = "{tmp_path}/names.txt"\n'
        f'url = "sqlite:///{tmp_path}/{{tenant}}.db"\n'
    )
    for name, steps in (("done", 2), ("behind", 1)):
        with Migrator(f"sqlite:///{tmp_path}/{name}.db", folder.path) as migrator:
            migrator.up(steps=steps)
    return config


def test_tenants_stand_together_and_each(tenants: Path, serve: Callable[..., Get]) -> None:
    get = serve(config=tenants)
    (shop,) = get("/status").json["databases"]
    assert (shop["name"], shop["ready"], shop["current_version"]) == ("shop", False, None)
    told = shop["tenants"]
    assert (told["total"], told["ready"], told["pending"], told["away"]) == (3, 1, 1, 1)
    assert [one["name"] for one in told["listed"]] == ["behind", "broken/"]

    every = get("/status/shop").json["tenants"]["listed"]
    assert [one["current_version"] for one in every] == ["2", "1", None]
    assert "broken/" in every[2]["error"]
    one = get("/status/shop/behind").json
    assert (one["name"], one["pending_migrations"]) == ("shop/behind", ["2"])
    assert [one["version"] for one in one["applied_migrations"]] == ["1"]
    assert get("/status/shop/nobody").code == 404
    assert get("/status/nothing/done").code == 404
    ready = get("/readyz")
    assert ready.code == 503
    assert ready.json["databases"][0]["reasons"] == ["pending", "away"]
    found = samples(get("/metrics").body)
    assert [found["goofer_tenants", state] for state in ("ready", "pending", "away")] == [1, 1, 1]
    assert (found["goofer_pending",], found["goofer_up",]) == (1, 0)


def test_many_tenants_are_told_of_as_they_were_while_they_are_looked_at() -> None:
    now, begun, go_on = [0.0], list[int](), threading.Event()

    def look(asked: Asked) -> Standing:
        begun.append(len(begun))
        if len(begun) > 1:
            go_on.wait(20)
        return Standing(asked.name, "db", tenants=(Standing(str(len(begun)), "db"),))

    looker = Looker("db", look, many=True)
    looks = Looks({"db": looker}, 1, lambda: now[0], tenants_max_age=60)

    def told(*, brief: bool = False) -> str:
        found = looks.begin(Asked("db", brief=brief)).result(10).tenants
        assert found is not None
        return found[0].name

    assert told() == told(brief=True) == "1"
    now[0] = 59.0
    assert told(brief=True) == "1"
    assert len(begun) == 1
    now[0] = 61.0
    assert told() == told() == "1"
    go_on.set()
    end = time.monotonic() + 10
    while told() != "2" and time.monotonic() < end:
        time.sleep(0.01)
    assert told() == "2"
    assert len(begun) == 2


def test_probes_of_what_is_ready_seldom_ask_the_database() -> None:
    now, looked = [0.0], list[Asked]()
    done = Status("db")

    def look(asked: Asked) -> Standing:
        looked.append(asked)
        return Standing(asked.name, "db", done if asked.name == "ready" else None)

    names = ("ready", "away")
    looks = Looks({name: Looker("db", look) for name in names}, 1, lambda: now[0], ready_times=10)
    for second in range(0, 60, 2):
        now[0] = float(second)
        for name in names:
            looks.begin(Asked(name, brief=True)).result(10)
    assert [sum(one.name == name for one in looked) for name in names] == [6, 30]


def test_what_cannot_be_told_of_a_database_keeps_it_from_nothing_else(
    tmp_path: Path, serve: Callable[..., Get], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = write_project(tmp_path)

    def refused(_: object) -> None:
        raise ScratchRefused("The role may not make databases.")

    monkeypatch.setattr(configured, "drift_of", refused)
    got = serve(config=config, drift=True, hazards=True)("/status/core", "drift=1&hazards=1").json
    assert (got["away"], got["pending_migrations"]) == (False, ["1"])
    assert (got["drift"], got["drift_error"]) == (None, "The role may not make databases.")
    assert (got["hazards_error"], got["hazards"] is None) == (None, False)


def test_what_was_just_found_is_not_looked_for_again(sqlite_url: str, folder: Folder) -> None:
    looked: list[str] = []

    class Counted(Migrator):
        def status(self, *, check: bool = False) -> Any:
            looked.append("")
            return super().status(check=check)

    folder.table("1", "a")
    app = StatusWSGI({"core": lambda: Counted(sqlite_url, folder.path)}, max_age=60)
    for _ in range(3):
        app.respond("/readyz")
    assert len(looked) == 1


def test_probes_read_no_history(sqlite_url: str, folder: Folder) -> None:
    read: list[str] = []

    class Counted(Migrator):
        def history(self) -> Any:
            read.append("")
            return super().history()

    folder.table("1", "a")
    app = StatusWSGI({"core": lambda: Counted(sqlite_url, folder.path)}, max_age=0)
    for path in ("/readyz", "/metrics", "/healthz"):
        app.respond(path)
    assert not read
    app.respond("/status")
    assert read


def test_many_who_ask_at_once_share_one_look(sqlite_url: str, folder: Folder) -> None:
    looked: list[str] = []

    class Slow(Migrator):
        def status(self, *, check: bool = False) -> Any:
            looked.append("")
            time.sleep(0.2)
            return super().status(check=check)

    folder.table("1", "a")
    app = StatusApp({"core": lambda: Slow(sqlite_url, folder.path)}, max_age=0)

    async def all_of_them() -> list[Got]:
        return await asyncio.gather(*(asked(app, "/readyz") for _ in range(20)))

    assert {got.code for got in asyncio.run(all_of_them())} == {503}
    assert len(looked) == 1


def test_a_look_for_which_there_was_no_thread_can_be_asked_for_again(
    sqlite_url: str, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.table("1", "a")
    pages = Pages({"app": lambda: Migrator(sqlite_url, folder.path)}, max_age=0)

    def none_left(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", none_left)
        found = pages.looks.begin(Asked("app")).result(5)
    assert found.error == "can't start new thread"
    assert pages.looks.begin(Asked("app")).result(5).error is None


def test_it_can_be_mounted_and_served_alone(sqlite_url: str, folder: Folder) -> None:
    from fastapi import FastAPI

    folder.table("1", "a")
    outer = FastAPI()
    status = StatusApp({"core": of(sqlite_url, folder)})
    outer.mount("/goofer", status)
    assert asyncio.run(asked(outer, "/goofer/readyz")).code == 503
    assert asyncio.run(asked(outer, "/goofer/status/core")).json["name"] == "core"
    assert asyncio.run(asked(status, "/below/readyz", root="/below")).code == 503

    sent: list[str] = []
    steps = iter(["lifespan.startup", "lifespan.shutdown"])

    async def receive() -> dict[str, Any]:
        return {"type": next(steps)}

    async def send(message: Any) -> None:
        sent.append(message["type"])

    asyncio.run(status({"type": "lifespan"}, receive, send))
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_nothing_found_has_the_fields_of_what_is_found(sqlite_url: str, folder: Folder) -> None:
    folder.table("1", "a")
    app = StatusWSGI({"core": of(sqlite_url, folder)})
    found = json.loads(app.respond("/status/core").body)
    assert Standing("core", "db", error="away").document().keys() == found.keys()
