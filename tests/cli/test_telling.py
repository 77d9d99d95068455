"""Runs of the command line that tell others: a Pushgateway, a folder, a chat, OpenTelemetry."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from urllib.request import Request, urlopen

import pytest

from goofer_py.many.databases import Databases
from tests.cli.conftest import Goofer, Program
from tests.cli.test_process import HEAVY, environ, imported_by
from tests.observe.listener import Listener, listening
from tests.observe.test_metrics import samples

A = "CREATE TABLE a (id integer PRIMARY KEY); ---- DROP TABLE a;"
WATCHERS = {"prometheus_client", "opentelemetry"}


@pytest.fixture
def there() -> Iterator[Listener]:
    with listening() as there:
        yield there


def test_options_say_where_a_run_is_told(
    goofer: Goofer, sqlite_program: Program, there: Listener
) -> None:
    sqlite_program.has(v1_a=A)
    told = ("--push-gateway", there.url, "--metrics-folder", "texts", "--notify", f"{there.url}/n")
    assert goofer("migrate", *told).code == 0
    assert goofer("rollback", *told).code == 0

    notes = [json.loads(body) for path, _, body in there.heard if path == "/n"]
    assert [one["event"] for one in notes] == ["start", "success", "start", "success"]
    assert [one["direction"] for one in notes] == ["up", "up", "down", "down"]
    assert sum(path.startswith("/metrics/job/goofer/") for path, _, _ in there.heard) == 2
    (file,) = (sqlite_program.folder / "texts").iterdir()
    assert samples(file.read_text())["goofer_runs_total", "down", "done"] == 1


def test_settings_say_it_for_every_run(
    goofer: Goofer, sqlite_program: Program, there: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHAT", f"{there.url}/chat")
    sqlite_program.sets(
        f'[metrics]\npush_gateway = "{there.url}"\nfolder = "texts"\n'
        '[notify]\nurls = ["${CHAT}"]\non = ["success", "failure"]\nformat = "slack"\n'
    )
    sqlite_program.has(v1_a=A)
    assert goofer("migrate").code == 0
    sqlite_program.has(v2_b="SELEC; ---- SELECT 1;")
    assert goofer("migrate").code == 1
    assert goofer("status").code == 0

    texts = [json.loads(body)["text"] for path, _, body in there.heard if path == "/chat"]
    assert len(texts) == 2
    assert "applied 1 migration" in texts[0]
    assert "failed. 2_b" in texts[1]
    assert len(list((sqlite_program.folder / "texts").iterdir())) == 1


def test_where_a_variable_is_not_set_nobody_is_told(
    goofer: Goofer, sqlite_program: Program
) -> None:
    sqlite_program.sets('push_gateway = "${NOT_SET:-}"\nnotify = ["${NOT_SET:-}"]\n')
    sqlite_program.has(v1_a=A)
    found = goofer("migrate")
    assert (found.code, found.stderr) == (0, "")


def test_each_of_many_databases_is_told_of_by_itself(goofer: Goofer, there: Listener) -> None:
    here = Path.cwd()
    for name in ("core", "audit"):
        (here / name).mkdir()
        (here / name / "1_a.up.sql").write_text("CREATE TABLE a (x int);")
    (here / "goofer.toml").write_text(
        f'notify = ["{there.url}"]\nnotify_on = ["success"]\n'
        '[databases.core]\nurl = "sqlite:///core.db"\ndirectory = "core"\n'
        '[databases.audit]\nurl = "sqlite:///audit.db"\ndirectory = "audit"\n'
    )
    assert goofer("migrate", "--db", "core").code == 0
    Databases().up()

    assert [one["database"].rpartition("/")[2] for one in there.bodies] == ["core.db", "audit.db"]


def test_a_contract_that_waits_for_a_call_is_told(goofer: Goofer, there: Listener) -> None:
    program = Program(Path.cwd(), "sqlite:///app.db")
    program.migrations.mkdir()
    program.sets("")
    program.has(v1_a=A)
    assert goofer("migrate").code == 0
    program.has(v2_b="-- goofer: phase contract\nDROP TABLE a; ---- SELECT 1;")
    refused = goofer("phase", "continue", "--listen", "0.0.0.0:0", "--notify", there.url)
    assert refused.code == 2
    assert not there.heard
    assert goofer("phase", "continue", "--yes", "--notify", there.url).code == 0
    assert [one["event"] for one in there.bodies] == ["start", "success"]


def test_who_can_be_called_says_where(goofer: Goofer, there: Listener) -> None:
    program = Program(Path.cwd(), "sqlite:///app.db")
    program.migrations.mkdir()
    program.sets("")
    program.has(v1_a=A)
    assert goofer("migrate").code == 0
    program.has(v2_b="-- goofer: phase contract\nDROP TABLE a; ---- SELECT 1;")

    def confirm() -> None:
        end = monotonic() + 30
        while not there.heard and monotonic() < end:
            sleep(0.01)
        url = there.bodies[0]["hint"].removeprefix("POST ")
        urlopen(Request(url, method="POST"), timeout=10).close()

    caller = Thread(target=confirm)
    caller.start()
    listen = ("phase", "continue", "--listen", "127.0.0.1:0", "--notify", there.url)
    assert goofer(*listen).code == 0
    caller.join()
    assert [one["event"] for one in there.bodies] == ["confirmation", "start", "success"]
    assert there.bodies[0]["waiting"] == ["2_b"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('notify = "https://hooks.slack.com/secret"', "notify must be a list of texts, not this"),
        ('notify = ["hooks.slack.com/secret"]', "notify: this is no URL of HTTP"),
        ('[notify]\nurls = ["https://x/secret"]\non = ["never"]', "nothing is told of 'never'"),
        ('push_gateway = "ftp://secret"', "push_gateway: this is no URL of HTTP"),
        ("push_gateway = 1", "push_gateway must be a text, not this value"),
        ('[notify]\nformat = "xml"', "format must be one of auto, slack, json"),
        ('[metrics]\ngateway = "x"', "there is no setting 'gateway' in [metrics]"),
    ],
)
def test_settings_that_are_wrong_are_refused_without_saying_secrets(
    goofer: Goofer, sqlite_program: Program, settings: str, said: str
) -> None:
    sqlite_program.has(v1_a=A)
    sqlite_program.sets(settings)
    found = goofer("migrate")
    assert found.code == 2
    assert said in found.stderr
    assert "secret" not in found.stderr + found.stdout
    assert not sqlite_program.folder.joinpath("test.db").exists()


def test_runs_that_nobody_watches_import_nothing_for_it(sqlite_program: Program) -> None:
    sqlite_program.has(v1_a=A)
    commands = ("migrate", "migrate", "status", "status --json", "rollback")
    assert imported_by(*commands, folder=sqlite_program.folder).isdisjoint({*HEAVY, *WATCHERS})


def test_runs_that_nobody_watches_load_nothing_of_observers(sqlite_program: Program) -> None:
    sqlite_program.has(v1_a=A)
    code = (
        "import sys\nfrom goofer_py.cli.app import main\n"
        "for command in ('migrate', 'migrate', 'status', 'rollback'):\n"
        "    sys.argv = ['goofer', command]\n"
        "    try:\n        main()\n    except SystemExit as end:\n        assert not end.code\n"
        "print([name for name in sys.modules if name.startswith('goofer_py.observe')])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=sqlite_program.folder,
        env=environ(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_status_as_json_has_what_watchers_want(goofer: Goofer, program: Program) -> None:
    program.has(v1_a=A, v2_b="CREATE TABLE b (x int); ---- DROP TABLE b;")
    assert goofer("migrate", "--to", "1").code == 0
    found = goofer("status", "--json").json
    assert found["current_version"] == "1"
    assert found["pending_migrations"] == ["2"]
    assert [one["version"] for one in found["applied_migrations"]] == ["1"]
    assert (found["last_error"], found["phase"], found["lease"]) == (None, None, None)
    assert (found["drift"], found["hazards"]) == (None, None)

    program.has(v2_b="SELEC; ---- SELECT 1;")
    assert goofer("migrate").code == 1
    assert "SELEC" in goofer("status", "--json").json["last_error"]


def test_status_tells_drift_and_hazards_when_asked(goofer: Goofer, sqlite_program: Program) -> None:
    sqlite_program.has(v1_a=A)
    assert goofer("migrate").code == 0
    asked = ("status", "--drift", "--hazards")
    assert "Drift:    none" in goofer(*asked).stdout
    assert "Hazards:  none" in goofer(*asked).stdout
    sqlite_program.run("CREATE TABLE by_hand (x int)")
    sqlite_program.has(v2_b="DROP TABLE a; ---- SELECT 1;")

    shown, found = goofer(*asked), goofer(*asked, "--json").json
    assert shown.code == 0
    assert "Drift:    1 difference\n  extra table" in shown.stdout
    assert "DS102" in shown.stdout
    assert found["drift"]["drifted"] is True
    assert "DS102" in {one["rule"] for one in found["hazards"]}


def test_bundles_take_no_secret_along(goofer: Goofer, sqlite_program: Program) -> None:
    sqlite_program.has(v1_a=A)
    sqlite_program.sets(
        'push_gateway = "http://app:secret-one@push"\n'
        '[notify]\nurls = ["https://hooks.slack.com/secret-two", "${CHAT}"]\n'
    )
    os.environ["CHAT"] = "https://hooks.slack.com/secret-three"
    try:
        made = goofer("bundle", "--json")
    finally:
        del os.environ["CHAT"]
    assert made.code == 0
    archive = zipfile.ZipFile(next(sqlite_program.folder.glob("*.pyz")))
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"${CHAT}" in everything
    for secret in (b"secret-one", b"secret-two", b"secret-three"):
        assert secret not in everything
    assert made.stderr.count("was left out") == 2


def test_what_cannot_be_told_of_a_database_is_no_failure(goofer: Goofer, folder: Path) -> None:
    (folder / "migrations").mkdir()
    (folder / "migrations" / "1_a.up.sql").write_text("CREATE TABLE a (x int);")
    (folder / "goofer.toml").write_text('url = "sqlite:///none.db"')
    shown = goofer("status", "--drift", "--hazards")
    assert (shown.code, shown.stderr) == (0, "")
    assert "Drift:    There is no database sqlite:///none.db yet." in shown.stdout
    found = goofer("status", "--drift", "--hazards", "--json").json
    assert (found["drift"], found["hazards_error"]) == (None, None)
    assert found["drift_error"] == "There is no database sqlite:///none.db yet."
    assert found["hazards"]
