"""Programs of others that change a table in goofer's place."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from goofer_py.errors import Interrupted, MigrationFailed
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.mysql_online_tools import GH_OST, PERCONA, Order, command
from goofer_py.stores.url import parse_url
from tests.interrupting import signalled
from tests.migrate.conftest import Folder
from tests.migrate.test_table_copy import WIDE, Shop
from tests.servers.mysql_binaries import provide_percona_toolkit

SETTINGS = {"online_tool": PERCONA}


@pytest.fixture
def shop(mariadb_url: str, folder: Folder) -> Shop:
    provide_percona_toolkit()
    shop = Shop(mariadb_url, folder)
    shop.make(
        "CREATE TABLE orders (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, note VARCHAR(40), n INT)",
        "INSERT INTO orders SELECT seq, 'x', 1 FROM seq_1_to_3000",
        "CREATE TRIGGER bounded BEFORE UPDATE ON orders FOR EACH ROW SET NEW.n = NEW.n + 1",
    )
    return shop


def migrator(shop: Shop) -> Migrator:
    return Migrator(shop.url, shop.folder.path, settings=SETTINGS)


def test_percona_s_tool_changes_a_table_and_keeps_its_triggers(shop: Shop) -> None:
    shop.write(WIDE)
    with migrator(shop) as other:
        other.up()
    assert shop.type_of("id") == "bigint"
    shop.make("UPDATE orders SET n = 5 WHERE id = 1")
    assert shop.rows("SELECT count(*), max(n) FROM orders") == [(3000, 6)]
    shop.nothing_is_left()


def test_what_it_refuses_is_told_in_its_words(shop: Shop) -> None:
    shop.write("MODIFY nothing BIGINT")
    with migrator(shop) as other, pytest.raises(MigrationFailed) as failed:
        other.up()
    assert "pt-online-schema-change failed with exit code" in failed.value.message
    assert "nothing" in failed.value.message
    shop.nothing_is_left()


def test_a_signal_ends_it_and_what_it_left_is_taken_away(shop: Shop) -> None:
    shop.write(WIDE)
    with shop.session() as busy:
        # It waits for this one, as it has to make triggers.
        busy.execute("LOCK TABLES orders READ")
        with (
            migrator(shop) as other,
            signalled(signal.SIGTERM, 2.5),
            pytest.raises(Interrupted),
        ):
            other.up()
        busy.execute("UNLOCK TABLES")
    shop.nothing_is_left()
    with migrator(shop) as other:
        other.up()
    assert shop.type_of("id") == "bigint"


def test_a_tool_that_is_not_there_is_said(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    shop.write(WIDE)
    with migrator(shop) as other, pytest.raises(MigrationFailed, match="not on the PATH"):
        other.up()


@pytest.mark.parametrize("tool", [PERCONA, GH_OST])
def test_the_password_is_in_no_argument(tool: str) -> None:
    url = parse_url("mysql://app:s3cr3t@db.example:3307/shop")
    order = Order("shop", "orders", "_orders_goofer_new", WIDE, True, 0.2, 1.5, 40)
    told = command(tool, order, url, Path("options"))
    assert not [one for one in told if "s3cr3t" in one]
    assert [one for one in told if WIDE in one]
    assert [one for one in told if one.endswith("Threads_running=40")]
    assert {PERCONA: "D=shop,t=orders,F=options", GH_OST: "--max-lag-millis=1500"}[tool] in told
