"""The four databases of examples/exchange, by the command line, on a real PostgreSQL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from goofer_py.config import load_settings
from goofer_py.errors import StatementFailed
from goofer_py.stores.registry import open_store
from goofer_py.testing.seeds import seeds_that_change
from tests.servers.postgresql import Server

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "exchange"
DATABASES = ("core", "kyc", "rates", "audit")
Rows = dict[str, list[tuple[Any, ...]]]
"""The rows of each table of a database, in an order that follows from what is in them."""


@dataclass(frozen=True)
class Exchange:
    """The example, with four databases of its own."""

    urls: dict[str, str]
    environment: str = "development"

    def goofer(self, *arguments: str, code: int = 0) -> dict[str, Any]:
        """Run a command in the folder of the example, and return what it says as JSON."""
        run = subprocess.run(
            [sys.executable, "-m", "goofer_py", *arguments, "--json"],
            cwd=EXAMPLE,
            env=self.variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == code, f"{run.stdout}\n{run.stderr}"
        found: dict[str, Any] = json.loads(run.stdout)
        return found

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables of its commands."""
        own = ("GOOFER_", "APP_ENV")
        others = {name: one for name, one in os.environ.items() if not name.startswith(own)}
        urls = {f"{name.upper()}_URL": url for name, url in self.urls.items()}
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        return {**others, **urls, "GOOFER_ENV": self.environment, "PYTHONPATH": path}

    def on_each(self, *arguments: str) -> dict[str, dict[str, Any]]:
        """Run a command on all databases, and return the fields of each."""
        found = self.goofer(*arguments, "--db", "all")["databases"]
        assert [one["name"] for one in found] == list(DATABASES)
        return {one["name"]: one["fields"] for one in found}

    def rows(self) -> dict[str, Rows]:
        """Return the rows of all tables but goofer's own, by database."""
        return {name: _rows(url) for name, url in self.urls.items()}

    def shape(self) -> dict[str, Any]:
        """Return the schema of each database as a document."""
        return {name: self.goofer("inspect", "--db", name)["schema"] for name in DATABASES}


@pytest.fixture
def exchange(postgresql_server: Server) -> Iterator[Exchange]:
    with ExitStack() as stack:
        yield Exchange(
            {name: stack.enter_context(postgresql_server.database()) for name in DATABASES}
        )


def _rows(url: str) -> Rows:
    session = open_store(url).connect()
    try:
        tables = session.query(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            " AND table_name NOT LIKE 'goofer%' ORDER BY 1"
        )
        return {
            name: sorted(session.query(f"SELECT * FROM {session.quoted(name)}"), key=repr)
            for (name,) in tables
        }
    finally:
        session.close()


def test_all_go_up_one_step_down_up_and_twice_up(exchange: Exchange) -> None:
    applied = exchange.on_each("migrate")
    assert {name: len(one["migrations"]) for name, one in applied.items()} == {
        "core": 3,
        "kyc": 3,
        "rates": 3,
        "audit": 2,
    }
    whole = exchange.shape()

    for name in DATABASES:
        assert len(exchange.goofer("rollback", "--db", name)["migrations"]) == 1
    assert all(whole[name] != one for name, one in exchange.shape().items())

    assert all(len(one["migrations"]) == 1 for one in exchange.on_each("migrate").values())
    assert exchange.shape() == whole
    assert all(one["migrations"] == [] for one in exchange.on_each("migrate").values())


def test_going_down_everywhere_at_once_is_refused(exchange: Exchange) -> None:
    exchange.on_each("migrate")
    assert exchange.goofer("rollback", "--db", "all", code=2)["ok"] is False
    assert all(one["pending"] == 0 for one in exchange.on_each("status").values())


@pytest.mark.long
def test_migrations_end_where_the_entities_are_and_are_proved(exchange: Exchange) -> None:
    exchange.on_each("migrate")
    assert not any(one["changed"] for one in exchange.on_each("makemigrations", "--check").values())
    assert all(len(one["versions"]) >= 2 for one in exchange.on_each("verify").values())


def test_seeds_fill_development_once_and_change_nothing_again(exchange: Exchange) -> None:
    exchange.on_each("migrate")
    ran = exchange.on_each("seed")
    assert {name: len(one["seeds"]) for name, one in ran.items()} == {
        "core": 4,
        "kyc": 2,
        "rates": 3,
        "audit": 2,
    }
    rows = exchange.rows()
    assert all(found for tables in rows.values() for found in tables.values())

    assert all(one["seeds"] == [] for one in exchange.on_each("seed").values())
    assert exchange.rows() == rows
    fresh = exchange.on_each("seed", "--fresh")
    assert [len(one["seeds"]) for one in fresh.values()] == [4, 2, 3, 2]
    assert exchange.rows() == rows


@pytest.mark.long
def test_production_is_not_seeded(exchange: Exchange) -> None:
    exchange.on_each("migrate")
    empty = exchange.rows()
    production = replace(exchange, environment="production")
    for name in DATABASES:
        refused = production.goofer("seed", "--db", name, code=2)
        assert "where seeds are not run" in refused["error"]["message"]
        forced = ("--force", exchange.urls[name].rpartition("/")[2])
        found = production.goofer("seed", "--db", name, *forced)
        assert found["seeds"] == []
        assert found["skipped"]
    assert exchange.rows() == empty
    assert not any(found for tables in empty.values() for found in tables.values())


@pytest.mark.parametrize("name", DATABASES)
def test_every_seed_keeps_the_rule(exchange: Exchange, name: str) -> None:
    settings = load_settings(EXAMPLE / "goofer.toml", exchange.variables, {}, database=name)
    assert seeds_that_change(settings, exchange.urls[name]) == []


@pytest.mark.parametrize(
    ("name", "statement", "said"),
    [
        ("core", "UPDATE wallets SET balance = -0.00000001", "ck_wallets_balance"),
        ("core", "INSERT INTO users (email, password_hash) VALUES ('ADA@customers.example', '!')",
         "uq_users_email_active"),
        ("kyc", "UPDATE kyc_submissions SET reviewed_at = NULL", "ck_kyc_submissions_reviewed"),
        ("rates", "UPDATE exchange_rates SET rate = 0", "ck_exchange_rates_rate"),
        ("rates", "INSERT INTO fees SELECT 9, base, quote, 1, during FROM fees", "ex_fees_during"),
        ("audit", "DELETE FROM events", "events are only ever added"),
        ("audit", "INSERT INTO events (type, amount) VALUES ('login', 1)", "events_money_check"),
    ],
)  # fmt: skip
def test_the_databases_keep_what_they_promise(
    exchange: Exchange, name: str, statement: str, said: str
) -> None:
    exchange.goofer("migrate", "--db", name)
    exchange.goofer("seed", "--db", name)
    session = open_store(exchange.urls[name]).connect()
    try:
        with pytest.raises(StatementFailed, match=said):
            session.execute(statement)
    finally:
        session.close()


def test_a_change_is_noted_by_its_trigger(exchange: Exchange) -> None:
    exchange.goofer("migrate", "--db", "core")
    exchange.goofer("seed", "--db", "core")
    session = open_store(exchange.urls["core"]).connect()
    try:
        session.execute("UPDATE users SET full_name = 'Ada' WHERE email = 'Ada@Customers.example'")
        changed = session.query("SELECT full_name FROM users WHERE updated_at > created_at")
        assert changed == [("Ada",)]
    finally:
        session.close()
