"""goofer phase: the change in steps that waits, and how it goes on."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from time import monotonic, sleep
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from goofer_py.cli.commands import phase as command
from tests.cli.conftest import Goofer, Program


@pytest.fixture
def waiting(goofer: Goofer, program: Program) -> Program:
    """Give a program whose contract waits."""
    program.has(v1_users="CREATE TABLE users (id int, a int); ---- DROP TABLE users;")
    assert goofer("migrate").code == 0
    program.has(
        **{
            "v2_b.expand": "-- goofer: phase expand\nALTER TABLE users ADD b int;"
            " ---- ALTER TABLE users DROP COLUMN b;",
            "v3_b.contract": "-- goofer: phase contract\nALTER TABLE users DROP COLUMN a;"
            " ---- ALTER TABLE users ADD a int;",
        }
    )
    return program


def test_migrate_says_what_waits_and_how_to_go_on(goofer: Goofer, waiting: Program) -> None:
    first, second = goofer("migrate"), goofer("migrate")

    assert "Applied 1 migration" in first.stdout
    for found in (first, second):
        assert found.code == 0
        assert "Waiting: 3_b.contract." in found.stdout
        assert "goofer phase continue" in found.stdout
    assert goofer("migrate", "--json").json["waiting"] == ["3_b.contract"]
    assert goofer("status", "--json").json["waiting"] == 1


def test_status_lists_the_steps_with_their_states(goofer: Goofer, waiting: Program) -> None:
    goofer("migrate")

    found = goofer("phase", "--json").json

    assert found["waiting"] == ["3"]
    assert [(one["version"], one["phase"], one["state"]) for one in found["migrations"]] == [
        ("2", "expand", "applied"),
        ("3", "contract", "waiting"),
    ]
    assert "next: goofer phase continue" in goofer("phase", "status").stdout


def test_a_script_that_goes_on_has_to_say_that_no_program_is_left(
    goofer: Goofer, waiting: Program
) -> None:
    assert goofer("phase", "continue").code == 0

    refused = goofer("phase", "continue")

    assert refused.code == 2
    assert "3_b.contract drops the old form in " in refused.stderr
    assert "next: if none does: goofer phase continue --yes" in refused.stderr
    assert "Applied 1 migration" in goofer("phase", "continue", "--yes").stdout


def test_what_is_only_recorded_takes_no_phase(goofer: Goofer, waiting: Program) -> None:
    refused = goofer("migrate", "--fake", "--phase", "migrate")

    assert refused.code == 2
    assert "contracts too, whatever --phase says. Nothing was recorded." in refused.stderr
    assert goofer("status", "--json").json["pending"] == 2


def test_what_stopped_halfway_is_told_until_it_is_gone_on_with(
    goofer: Goofer, sqlite_program: Program
) -> None:
    sqlite_program.has(v1_users="CREATE TABLE users (id int, a int); ---- DROP TABLE users;")
    assert goofer("migrate").code == 0
    sqlite_program.has(
        **{
            "v2_b.contract": "-- goofer: phase contract\n-- goofer: no-transaction\n"
            "CREATE TABLE b (id int);\nINSERT INTO nowhere VALUES (1); ---- DROP TABLE b;",
        }
    )
    assert goofer("phase", "continue", "--yes").code == 1

    for words in (["migrate"], ["migrate", "--dry-run"], ["status"]):
        told = goofer(*words)
        assert told.code == 5
        assert "2_b.contract is dirty at statement 2 of 2 (up)" in told.stderr
        assert "goofer phase continue" in told.stderr.splitlines()[-1]
    assert "go on with it: goofer phase continue" in goofer("repair", "--yes").stderr
    sqlite_program.run("CREATE TABLE nowhere (id int)")
    assert goofer("phase", "continue", "--yes").code == 0
    assert goofer("migrate").code == 0


@pytest.mark.parametrize(("answer", "applied"), [("yes", True), ("no", False)])
def test_a_person_is_asked_before_the_old_form_goes(
    goofer: Goofer,
    waiting: Program,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    applied: bool,
) -> None:
    goofer("migrate")
    monkeypatch.setattr(command, "can_ask", lambda _: True)

    found = goofer("phase", "continue", input=f"{answer}\n")

    assert "Deploy the programs that do without it. Go on now?" in found.stderr
    assert goofer("status", "--json").json["pending"] == (0 if applied else 1)


def free_address() -> str:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{found.getsockname()[1]}"


def call(address: str, method: str, path: str = "/continue", **headers: str) -> tuple[int, object]:
    request = Request(f"http://{address}{path}", method=method, headers=headers)
    until = monotonic() + 20
    while True:
        try:
            with urlopen(request, timeout=10) as answer:
                return answer.status, json.load(answer)
        except HTTPError as error:
            return error.code, json.load(error)
        except URLError:
            assert monotonic() < until
            sleep(0.02)


@contextmanager
def listening(goofer: Goofer, address: str) -> Iterator[list[int]]:
    codes: list[int] = []
    run = Thread(target=lambda: codes.append(goofer("phase", "continue", "--listen", address).code))
    run.start()
    yield codes
    run.join(30)


def test_a_call_goes_on_where_nobody_sits_at_a_terminal(goofer: Goofer, waiting: Program) -> None:
    goofer("migrate")
    address = free_address()

    with listening(goofer, address) as codes:
        assert call(address, "GET", "/") == (200, {"waiting": ["3_b.contract"]})
        assert call(address, "POST", "/other")[0] == 404
        assert call(address, "POST", Origin="http://elsewhere.example")[0] == 403
        assert codes == []
        assert call(address, "POST") == (202, {"continues": ["3_b.contract"]})

    assert codes == [0]
    assert goofer("status", "--json").json["pending"] == 0


def test_a_token_is_asked_of_who_calls(
    goofer: Goofer, waiting: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    goofer("migrate")
    monkeypatch.setenv("GOOFER_TOKEN", "s3cret")
    address = free_address()

    with listening(goofer, address) as codes:
        assert call(address, "POST")[0] == 403
        assert call(address, "POST", Authorization="Bearer wrong")[0] == 403
        assert call(address, "POST", Authorization="Bearer s3cret")[0] == 202

    assert codes == [0]


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("0.0.0.0:8321", "0.0.0.0 can be reached by others"),
        ("nowhere", "'nowhere' is no address"),
    ],
)
def test_an_address_that_others_reach_needs_a_token(
    goofer: Goofer,
    waiting: Program,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    message: str,
) -> None:
    monkeypatch.delenv("GOOFER_TOKEN", raising=False)
    goofer("migrate")

    found = goofer("phase", "continue", "--listen", address)

    assert found.code == 2
    assert message in found.stderr
    assert "Waiting for POST" not in found.stdout


def test_an_empty_token_is_none(
    goofer: Goofer, waiting: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    goofer("migrate")
    monkeypatch.setenv("GOOFER_TOKEN", "")

    refused = goofer("phase", "continue", "--listen", "0.0.0.0:8321")
    address = free_address()
    with listening(goofer, address) as codes:
        assert call(address, "POST")[0] == 202

    assert refused.code == 2
    assert codes == [0]
