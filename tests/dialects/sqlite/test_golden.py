"""The SQL that is written, pinned: read these files to see what a change comes to.

`UPDATE_GOLDEN=1 pytest` on this file writes them anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from goofer_py.diff.hints import Hints
from goofer_py.schema import Name
from tests.dialects.sqlite.live import live

GOLDEN = Path(__file__).parent / "golden"

SHOP = """
CREATE TABLE customers (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    mail VARCHAR(50) COLLATE NOCASE NOT NULL UNIQUE,
    born DATE
);
CREATE TABLE orders (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    total NUMERIC(10, 2) NOT NULL DEFAULT 0,
    PRIMARY KEY (id),
    CONSTRAINT fk_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
);
CREATE INDEX ix_orders_total ON orders (total DESC) WHERE total > 0;
CREATE VIEW spent AS
SELECT c.mail, sum(o.total) AS total FROM customers AS c JOIN orders AS o ON o.customer_id = c.id
GROUP BY c.mail;
CREATE TRIGGER no_refund AFTER UPDATE ON orders WHEN NEW.total < 0 BEGIN
    SELECT RAISE(ABORT, 'a total is never negative');
END;
"""
ROWS = """
INSERT INTO customers VALUES (1, 'ann@a', '1990-01-02'), (2, 'bob@b', NULL);
INSERT INTO orders VALUES (7, 1, 10), (8, 1, 2.5), (9, 2, 0);
"""
TABLES = SHOP.partition("CREATE VIEW")[0]
RETYPED = SHOP.replace("mail VARCHAR(50)", "mail TEXT")
CUSTOMERS, PEOPLE = Name("customers"), Name("people")
CASES = {
    "create_tables": ("", TABLES, None),
    "change_without_rebuild": (
        SHOP,
        SHOP.replace("DATE\n", "DATE, note TEXT CHECK (note != '')\n").replace("> 0;", "> 1;"),
        None,
    ),
    "rebuild_a_parent": (SHOP, RETYPED, None),
    "rebuild_with_values": (
        SHOP,
        SHOP.replace("born DATE", "born DATETIME NOT NULL, country TEXT NOT NULL"),
        Hints(
            fills={
                (CUSTOMERS, "born"): "'1970-01-01 00:00:00.000000'",
                (CUSTOMERS, "country"): "upper(substr(mail, -1))",
            }
        ),
    ),
    "keep_a_column": (SHOP, SHOP.replace(",\n    born DATE", ""), None),
    "keep_tables": (TABLES, "CREATE TABLE empty (id INTEGER PRIMARY KEY)", None),
    "rename_and_rebuild": (
        SHOP,
        RETYPED.replace("customers", "people"),
        Hints(tables={PEOPLE: CUSTOMERS}),
    ),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("direction", ["up", "down"])
def test_a_change_is_written_like_this(name: str, direction: str) -> None:
    before, after, hints = CASES[name]
    with live(before + (ROWS if before else "")) as db:
        change = db.change_to(after, hints, keep=True)
        text = change.up if direction == "up" else change.down
        db.run(change.up)
        db.run(change.down)
        assert db.read() == change.before

    path = GOLDEN / f"{name}.{direction}.sql"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_every_golden_file_belongs_to_a_case() -> None:
    wanted = {f"{name}.{direction}.sql" for name in CASES for direction in ("up", "down")}

    assert {path.name for path in GOLDEN.iterdir()} == wanted
