"""What the settings say of how runs go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from goofer_py.config.settings import Settings
from goofer_py.errors import ConfigError
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.patience import DEFAULT_RETRIES, ONLINE_LOCK_TIMEOUT, Patience

if TYPE_CHECKING:  # Most runs have none.
    from goofer_py.checks.checks import Checks
    from goofer_py.introspect.scope import Scope
    from goofer_py.migrate.hooks import Hooks
    from goofer_py.migrate.pacing import Pacing
    from goofer_py.migrate.precheck.options import PrecheckOptions
    from goofer_py.migrate.watch_options import WatchOptions

LONG = 2.0
"""From how many seconds on something takes long."""
_PACING = ("batch_seconds", "batch_lag", "batch_load", "batch_wait", "replicas")


class Around(TypedDict, total=False):
    """What a Migrator is told of what goes on around its runs."""

    hooks: Hooks | None
    checks: Checks | None
    watch: WatchOptions | None
    rollback_timeout: float
    pacing: Pacing | None
    progress: float | None


def around_of(settings: Settings, scope: Callable[[], Scope]) -> Around:
    """Return what goes on around runs; raises ConfigError for hooks and checks there are not."""
    return Around(
        hooks=hooks_of(settings),
        checks=checks_of(settings, scope),
        watch=watch_of(settings),
        rollback_timeout=settings.rollback_timeout,
        pacing=pacing_of(settings),
        progress=progress_of(settings),
    )


def progress_of(settings: Settings) -> float | None:
    """Return after how many seconds it is told how far something is, None for never."""
    return LONG if settings.progress else None


def pacing_of(settings: Settings) -> Pacing | None:
    """Return what batches of rows go by, None where nothing is said of it."""
    if not any(name in settings.places for name in _PACING):
        return None
    from goofer_py.migrate.pacing import Pacing

    return Pacing(
        settings.batch_seconds,
        settings.batch_lag,
        settings.batch_load,
        settings.batch_wait,
        settings.replicas,
    )


def lease_of(settings: Settings) -> LeaseOptions:
    """Return how long runs hold the database; raises ConfigError for what cannot work."""
    if settings.lease_heartbeat >= settings.lease_ttl:
        place = settings.places.get("lease_heartbeat", settings.places.get("lease_ttl", ""))
        raise ConfigError(
            f"{place}: a lease of {settings.lease_ttl:g} s ends before it is renewed, every"
            f" {settings.lease_heartbeat:g} s.",
            hint="lease_heartbeat = half of lease_ttl",
        )
    return LeaseOptions(
        ttl=settings.lease_ttl,
        heartbeat=settings.lease_heartbeat,
        tries=round(settings.lease_tries),
        pause=settings.lease_pause,
        orphans=settings.orphans,
    )


def patience_of(settings: Settings) -> Patience:
    """Return how long statements may take and wait, and how often a lock is tried for again."""
    retries, lock_timeout = settings.lock_retries, settings.lock_timeout
    if lock_timeout is None and settings.online:
        lock_timeout = ONLINE_LOCK_TIMEOUT
    if retries is None:
        retries = 0 if lock_timeout is None else DEFAULT_RETRIES
    return Patience(settings.statement_timeout, lock_timeout, retries)


def precheck_of(settings: Settings) -> PrecheckOptions:
    """Return what the checks before a run go by."""
    from goofer_py.migrate.precheck.options import PrecheckOptions

    return PrecheckOptions(
        strict=settings.precheck_strict,
        skip=settings.precheck_skip,
        free_disk=settings.precheck_free_disk,
        disk_reserve=settings.precheck_disk_reserve,
        backup=settings.precheck_backup,
        backup_age=settings.precheck_backup_age,
        backup_size=settings.precheck_backup_size,
        long_transaction=settings.long_transaction,
        idle_in_transaction=settings.idle_in_transaction,
        lock_held=settings.lock_held,
        replication_lag=settings.replication_lag,
        replication_bytes=settings.replication_bytes,
        replicas=settings.replicas,
        connections_left=settings.connections_left,
        clock_skew=settings.clock_skew,
    )


def checks_of(settings: Settings, scope: Callable[[], Scope]) -> Checks | None:
    """Return the checks, None without any; raises ConfigError for one that is not ready-made."""
    named = settings.check_functions or settings.check_ready or settings.check_required
    if not named and not settings.checks.is_dir():
        return None
    from goofer_py.checks.checks import READY, Checks

    for name in settings.check_ready:
        if name not in READY:
            place = settings.places.get("check_ready", "check_ready")
            known = ", ".join(READY)
            raise ConfigError(
                f"{place}: there is no ready-made check {name!r}.", hint=f"one of {known}"
            )
    return Checks(
        folder=settings.checks,
        functions=settings.check_functions,
        ready=settings.check_ready,
        required=settings.check_required,
        tables=settings.check_tables,
        python_path=settings.python_path,
        scope=scope,
    )


def watch_of(settings: Settings) -> WatchOptions | None:
    """Return how others are looked after while a run goes, None where they are not."""
    if not settings.watch:
        return None
    from goofer_py.migrate.watch_options import WatchOptions

    return WatchOptions(
        every=settings.watch_every,
        check=settings.watch_check,
        pause=settings.watch_pause,
        max_downtime=settings.max_downtime,
        limits=precheck_of(settings),
    )


def hooks_of(settings: Settings) -> Hooks | None:
    """Return the hooks, None without any; raises ConfigError for a list that there is not."""
    if not settings.hooks:
        return None
    from goofer_py.migrate.hooks import WHEN, Hooks

    for when in settings.hooks:
        if when not in WHEN:
            place = settings.places.get("hooks", "hooks")
            known = ", ".join(WHEN)
            raise ConfigError(f"{place}: there are no hooks {when!r}.", hint=f"one of {known}")
    folder = settings.files[0].parent if settings.files else Path()
    given = {when: tuple(hooks) for when, hooks in settings.hooks.items()}
    return Hooks(folder=folder, python_path=settings.python_path, **given)
