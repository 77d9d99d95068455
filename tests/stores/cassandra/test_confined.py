"""What a statement is about, where migrations are only tried."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from cassandra.query import BatchStatement, SimpleStatement

from goofer_py.errors import UsageError
from goofer_py.stores.cassandra.confined import ConfinedClient, Confines

_INSIDE = '"shop_goofer_0a1b2c3d"'
_KNOWN = {"shop", "Shop", "other", "system_schema", "shop_goofer_0a1b2c3d", "other_goofer_00000000"}


def confines() -> Confines:
    return Confines("shop", "shop_goofer_0a1b2c3d", _KNOWN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CREATE TABLE t (a int PRIMARY KEY)", None),
        ("CREATE TABLE shop.t (a int PRIMARY KEY)", "CREATE TABLE INSIDE.t (a int PRIMARY KEY)"),
        ("INSERT INTO SHOP . t (a) VALUES (1.5)", "INSERT INTO INSIDE . t (a) VALUES (1.5)"),
        ('SELECT * FROM "shop"/* x */."T"', 'SELECT * FROM INSIDE/* x */."T"'),
        ("UPDATE t SET a = 'shop.t' WHERE b = $$other.t$$ -- other.t\n", None),
        ("ALTER TABLE t ADD a frozen<shop.address>", "ALTER TABLE t ADD a frozen<INSIDE.address>"),
        ("SELECT owner.mail FROM t", None),
        ("SELECT * FROM system_schema.tables", None),
        (
            "BEGIN BATCH UPDATE shop.a SET b = 1; APPLY BATCH",
            "BEGIN BATCH UPDATE INSIDE.a SET b = 1; APPLY BATCH",
        ),
    ],
)
def test_the_keyspace_of_the_url_is_another_one_in_a_trial(text: str, expected: str | None) -> None:
    found = confines().within(text)
    assert found == (text if expected is None else expected.replace("INSIDE", _INSIDE))


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE other.t (a int PRIMARY KEY)",
        "INSERT INTO\n-- here\nother /* it */ . t (a) VALUES (1)",
        'DROP TABLE "Shop".t',
        "DELETE FROM system_auth.x WHERE a = 1; ",
        "ALTER TABLE t ADD a frozen<other.address>",
        "BEGIN BATCH UPDATE shop.a SET b = 1; UPDATE other.a SET b = 1; APPLY BATCH",
        "CREATE ROLE a",
        "-- first\nDROP ROLE IF EXISTS a",
        "/* first */ GRANT ALL ON KEYSPACE shop TO a",
        "REVOKE ALL ON shop.t FROM a",
        "ALTER KEYSPACE shop WITH durable_writes = false",
        "CREATE KEYSPACE more WITH replication = {}",
        "DROP KEYSPACE shop",
        "USE other",
    ],
)
def test_what_is_about_others_is_left_out(text: str) -> None:
    known = Confines("shop", "shop_goofer_0a1b2c3d", _KNOWN | {"system_auth"})
    assert known.within(text) is None


def test_a_keyspace_that_was_to_be_made_is_another_one_too() -> None:
    known = confines()
    assert known.within("CREATE KEYSPACE IF NOT EXISTS More WITH replication = {}") is None
    assert known.within("CREATE TABLE more.t (a int PRIMARY KEY)") is None


class Noting:
    """In the place of the driver's session."""

    keyspace = "shop_goofer_0a1b2c3d"
    cluster = "real"

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def execute(self, query: Any, *given: Any) -> None:
        self.sent.append((query, *given))

    execute_async = prepare = execute


def test_code_reaches_one_keyspace() -> None:
    noting = Noting()
    client = ConfinedClient(noting, confines())
    client.execute("SELECT * FROM shop.t", (1,))
    client.execute_async(SimpleStatement("DELETE FROM shop.t", fetch_size=7))
    client.prepare("INSERT INTO t (a) VALUES (?)")
    batch = BatchStatement()
    batch.add("INSERT INTO shop.t (a) VALUES (%s)", (1,))
    client.execute(batch)
    (first, one), (simple,), (prepared,), (batched,) = noting.sent
    assert (first, one) == (f"SELECT * FROM {_INSIDE}.t", (1,))
    assert (simple.query_string, simple.fetch_size) == (f"DELETE FROM {_INSIDE}.t", 7)
    assert prepared == "INSERT INTO t (a) VALUES (?)"
    assert _INSIDE in batched._statements_and_parameters[0][1]
    assert _INSIDE not in batch._statements_and_parameters[0][1]
    assert client.keyspace == noting.keyspace


@pytest.mark.parametrize(
    "use",
    [
        lambda client: client.execute("DROP TABLE other.t"),
        lambda client: client.execute_async(SimpleStatement("DROP KEYSPACE shop")),
        lambda client: client.execute(SimpleStatement("SELECT * FROM t", keyspace="shop")),
        lambda client: client.execute(SimpleNamespace(query_string="SELECT 1")),
        lambda client: client.prepare("INSERT INTO other.t (a) VALUES (?)"),
        lambda client: client.prepare("INSERT INTO t (a) VALUES (?)", keyspace="shop"),
        lambda client: client.set_keyspace("shop"),
        lambda client: client.cluster.connect("shop"),
    ],
)
def test_it_reaches_no_other(use: Any) -> None:
    noting = Noting()
    with pytest.raises(UsageError, match="it is only tried now"):
        use(ConfinedClient(noting, confines()))
    assert noting.sent == []
