"""How long statements may take and wait, as each database says it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The statements that set limits: `before` the transaction, or `inside` of it.

    `lacking` says in words what this database cannot keep to.
    """

    before: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    lacking: str = ""


NO_LIMITS = Limits()


def postgresql_limits(timeout: int | None, lock_timeout: int | None, *, alone: bool) -> Limits:
    """Return the limits, in milliseconds; `alone` is outside of a transaction."""
    scope = "" if alone else "LOCAL "
    both = (("statement_timeout", timeout), ("lock_timeout", lock_timeout))
    return Limits(inside=tuple(f"SET {scope}{name} = {ms}" for name, ms in both if ms is not None))


def mysql_limits(timeout: int | None, lock_timeout: int | None, *, mariadb: bool) -> Limits:
    """Return the limits, given in milliseconds; locks are waited for in whole seconds."""
    inside = []
    if timeout is not None and mariadb:
        inside.append(f"SET SESSION max_statement_time = {timeout / 1000:g}")
    elif timeout is not None:
        inside.append(f"SET SESSION max_execution_time = {timeout}")
    if lock_timeout is not None:
        seconds = -(-lock_timeout // 1000)
        inside.append(f"SET SESSION lock_wait_timeout = {seconds}")
        inside.append(f"SET SESSION innodb_lock_wait_timeout = {seconds}")
    lacking = "" if timeout is None or mariadb else "MySQL ends only SELECTs after a timeout"
    return Limits(inside=tuple(inside), lacking=lacking)


def sqlite_limits(
    timeout: int | None, lock_timeout: int | None, *, alone: bool, owned: bool
) -> Limits:
    """Return the limits, in milliseconds; on a connection that is not `owned`, of locks alone."""
    before = () if lock_timeout is None else (f"PRAGMA busy_timeout = {lock_timeout}",)
    if timeout is None:
        return Limits(before=before)
    if not owned:
        lacking = "statements of SQLite have no timeout on a connection that is the caller's"
        return Limits(before=before, lacking=lacking)
    from goofer_py.stores.sqlite_timeout import SETTING

    scope = "session" if alone else "transaction"
    return Limits(before=before, inside=(SETTING.format(scope=scope, ms=timeout),))
