"""A driver's connection taken from its owner for a while, and given back as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from goofer_py.stores.driver import Driver
from goofer_py.stores.mysql_driver import MySQLDriver


@dataclass(frozen=True, slots=True)
class Loan:
    """Whether the owner has a transaction open, and what gives the connection back."""

    joined: bool
    give_back: Callable[[], None]


def borrow_sqlite(connection: sqlite3.Connection, in_transaction: bool) -> Loan:
    """Make `sqlite3` leave transactions alone, unless the owner is in one."""
    # From Python 3.12 on; there False means that a transaction is always open.
    autocommit = getattr(connection, "autocommit", None)
    if autocommit is False:
        if in_transaction:
            return Loan(True, _nothing)
        return _changed(connection, "autocommit", True)
    if connection.in_transaction:
        return Loan(True, _nothing)
    if in_transaction and connection.isolation_level is not None:
        # The owner has begun, the driver waits for the first write.
        connection.execute("BEGIN")
        return Loan(True, _nothing)
    return _changed(connection, "isolation_level", None)


def borrow_postgresql(driver: Driver, in_transaction: bool) -> Loan:
    """Make the driver leave transactions alone, unless the owner is in one."""
    if driver.in_transaction:
        return Loan(True, _nothing)
    if in_transaction and not driver.autocommit:
        # The owner has begun, the driver waits for the first statement.
        driver.query("SELECT 1", ())
        return Loan(True, _nothing)
    return _changed(driver, "autocommit", True)


def borrow_mysql(driver: MySQLDriver, in_transaction: bool) -> Loan:
    """Make the driver leave transactions alone, unless the owner is in one."""
    if driver.in_transaction:
        return Loan(True, _nothing)
    if in_transaction and not driver.autocommit:
        # The owner has begun, the server waits for the first statement that touches a row.
        driver.run("START TRANSACTION")
        return Loan(True, _nothing)
    return _changed(driver, "autocommit", True)


def _changed(connection: object, setting: str, value: object) -> Loan:
    before = getattr(connection, setting)
    setattr(connection, setting, value)

    def give_back() -> None:
        # A connection that was lost meanwhile has nothing to be set back.
        if not getattr(connection, "closed", False):
            setattr(connection, setting, before)

    return Loan(False, give_back)


def _nothing() -> None:
    """Leave the connection as it is."""
