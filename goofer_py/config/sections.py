"""Tables of settings that belong together, as if each of their keys stood at the top."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from goofer_py.config.document import Document
from goofer_py.errors import ConfigError

_SAME = {
    name: name
    for name in (
        *("long_transaction", "idle_in_transaction", "lock_held"),
        *("replication_lag", "replication_bytes", "replicas"),
        *("connections_left", "clock_skew"),
    )
}
SECTIONS: Mapping[str, Mapping[str, str]] = {
    "checks": {
        "directory": "checks",
        "functions": "check_functions",
        "ready": "check_ready",
        "required": "check_required",
        "tables": "check_tables",
    },
    "tenants": {
        "from": "tenants",
        "schema": "tenant_schema",
        "url": "tenant_url",
        "search_path": "tenant_search_path",
        "create": "tenant_create",
    },
    "precheck": {
        "before_migrate": "precheck",
        "strict": "precheck_strict",
        "skip": "precheck_skip",
        "free_disk": "precheck_free_disk",
        "disk_reserve": "precheck_disk_reserve",
        "backup": "precheck_backup",
        "backup_age": "precheck_backup_age",
        "backup_size": "precheck_backup_size",
        **_SAME,
    },
    "lint": {
        "fail_on": "lint_fail_on",
        "ignore": "lint_ignore",
        "small_table_rows": "lint_small_table_rows",
        "target_version": "lint_target_version",
        "names": "lint_names",
        "owned": "lint_owned",
        "per_path": "lint_per_path",
    },
    "watch": {
        "during_migrate": "watch",
        "every": "watch_every",
        "check": "watch_check",
        "pause": "watch_pause",
        "max_downtime": "max_downtime",
        "rollback_timeout": "rollback_timeout",
    },
    "metrics": {
        "push_gateway": "push_gateway",
        "folder": "metrics_folder",
        "telemetry": "telemetry",
    },
    "notify": {
        "urls": "notify",
        "on": "notify_on",
        "format": "notify_format",
        "wait": "notify_wait",
    },
}
"""The settings that the keys of each table stand for."""


@dataclass(frozen=True, slots=True)
class Written:
    """One setting as a file has it: its name, and what it is `called` there."""

    name: str
    value: object
    place: str
    called: str


def flattened(document: Document) -> list[Written]:
    """Return all settings of a document; raises ConfigError for a key that a table has not."""
    found: list[Written] = []
    for name, value in document.values.items():
        if name in SECTIONS and isinstance(value, dict):
            found += _inner(document, name, value)
        else:
            found.append(Written(name, value, document.place(name), name))
    return found


def _inner(document: Document, section: str, values: Mapping[str, object]) -> Iterator[Written]:
    known = SECTIONS[section]
    table = f"{document.table}.{section}".removeprefix(".")
    for name, value in values.items():
        place = document.place(name, table)
        if name not in known:
            near = get_close_matches(name, known, n=1)
            raise ConfigError(
                f"{place}: there is no setting {name!r} in [{section}].",
                hint=f"write {near[0]}" if near else f"its settings are {', '.join(known)}",
            )
        yield Written(known[name], value, place, f"[{table}] {name}")
