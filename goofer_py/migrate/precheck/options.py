"""What the checks before a run go by."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class PrecheckOptions:
    """The limits of the checks: from half of one on they warn, from all of it on they fail.

    Ages and times are in seconds, `backup_age` in hours, `disk_reserve` and `replication_bytes` in
    MB. `skip` names checks that are left out; with `strict` a warning fails too. `free_disk` and
    `backup` say where to look: a query, a path, or "cmd:" and a command. `replicas` are the URLs
    of replicas to ask.
    """

    strict: bool = False
    skip: tuple[str, ...] = ()
    free_disk: str | None = None
    disk_reserve: float = 64
    backup: str | None = None
    backup_age: float = 24
    backup_size: int = 1
    long_transaction: float = 300
    idle_in_transaction: float = 60
    lock_held: float = 5
    replication_lag: float = 30
    replication_bytes: float = 256
    replicas: tuple[str, ...] = ()
    connections_left: int = 10
    clock_skew: float = 10


DEFAULT_PRECHECK = PrecheckOptions()
