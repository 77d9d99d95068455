"""The settings of one run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from goofer_py.errors import ConfigError
from goofer_py.stores.names import qualified

OnDrop = Literal["ask", "keep", "discard"]
GenerateFrom = Literal["database", "migrations"]
Orphans = Literal["wait", "end"]
OnlineTool = Literal["pt-online-schema-change", "gh-ost"]
FailOn = Literal["never", "info", "warning", "error"]
NotifyFormat = Literal["auto", "slack", "json"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What goofer works with, complete and of the right types.

    `files` are the settings files that were read, `places` say where each setting that was given
    comes from, `without_url` why there is no `url`, and a file in `url` starts at `url_folder`.
    `more_directories` are those that the setting directory names after the first. `databases` are
    the names of all that the files have, `database` the one that these settings are of, and `other`
    gives those of another one. `tenant`
    is the one that they are of, and a file in `tenant_url` starts at `tenant_folder`.
    """

    url: str | None = None
    directory: Path = Path("migrations")
    more_directories: tuple[Path, ...] = ()
    seeds: Path = Path("seeds")
    recursive: bool = False
    models: tuple[str, ...] = ()
    objects: tuple[Path, ...] = ()
    manage: tuple[str, ...] = ()
    python_path: tuple[Path, ...] = (Path(),)
    schemas: tuple[str, ...] = ()
    include: tuple[str, ...] = ("*",)
    exclude: tuple[str, ...] = ()
    ignore: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    generate_from: GenerateFrom = "database"
    on_drop: OnDrop = "ask"
    proof: bool = True
    column_order: bool = False
    online: bool = False
    versioned_views: bool = False
    answers: Path = Path("goofer.answers.toml")
    templates: Path | None = None
    history_table: str = "goofer_history"
    history_schema: str | None = None
    lease_ttl: float = 10
    lease_heartbeat: float = 5
    lease_tries: float = 140
    lease_pause: float = 0.5
    orphans: Orphans = "wait"
    statement_timeout: float | None = None
    lock_timeout: float | None = None
    lock_retries: int | None = None
    online_tool: OnlineTool | None = None
    batch_seconds: float = 0.2
    batch_lag: float = 10
    batch_load: float | None = None
    batch_wait: float = 600
    lint_fail_on: FailOn | None = None
    lint_ignore: tuple[str, ...] = ()
    lint_small_table_rows: int = 10_000
    lint_target_version: str | None = None
    lint_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lint_owned: tuple[str, ...] = ()
    lint_per_path: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hooks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    precheck: bool = False
    precheck_strict: bool = False
    precheck_skip: tuple[str, ...] = ()
    precheck_free_disk: str | None = None
    precheck_disk_reserve: float = 64
    precheck_backup: str | None = None
    precheck_backup_age: float = 24
    precheck_backup_size: int = 1
    long_transaction: float = 300
    idle_in_transaction: float = 60
    lock_held: float = 5
    replication_lag: float = 30
    replication_bytes: float = 256
    replicas: tuple[str, ...] = ()
    connections_left: int = 10
    clock_skew: float = 10
    progress: bool = True
    watch: bool = False
    watch_every: float = 10
    watch_check: str | None = None
    watch_pause: float = 60
    max_downtime: float = 30
    push_gateway: str | None = None
    metrics_folder: Path | None = None
    telemetry: bool = False
    notify: tuple[str, ...] = ()
    notify_on: tuple[str, ...] = ()
    notify_format: NotifyFormat = "auto"
    notify_wait: float = 5
    checks: Path = Path("checks")
    check_functions: tuple[str, ...] = ()
    check_ready: tuple[str, ...] = ()
    check_required: tuple[str, ...] = ()
    check_tables: tuple[str, ...] = ("*",)
    rollback_timeout: float = 300
    single_transaction: bool = False
    auto_rollback: bool = False
    allow_out_of_order: bool = False
    allow_missing: bool = False
    allow_newer: bool = False
    environment: str | None = None
    protected: tuple[str, ...] = ()
    tenants: str | None = None
    tenant_schema: str | None = None
    tenant_url: str | None = None
    tenant_search_path: tuple[str, ...] = ()
    tenant_create: bool = False
    environments: tuple[str, ...] = ()
    database: str | None = None
    databases: tuple[str, ...] = ()
    other: Callable[[str], Settings] | None = field(default=None, repr=False, compare=False)
    tenant: str | None = None
    tenant_folder: Path = Path()
    files: tuple[Path, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    without_url: str = ""
    url_folder: Path = Path()

    @property
    def told(self) -> bool:
        """Whether somebody elsewhere is told of runs."""
        # A variable that is not set here leaves an empty text.
        places = (self.push_gateway, self.metrics_folder, self.telemetry, *self.notify)
        return any(places)

    @property
    def untold(self) -> Settings:
        """The same settings with nobody elsewhere who is told."""
        nobody: dict[str, Any] = {"push_gateway": None, "metrics_folder": None, "notify": ()}
        return replace(self, telemetry=False, **nobody) if self.told else self

    @property
    def declares(self) -> bool:
        """Whether anything is named that says what the database should be."""
        return bool(self.models or self.objects)

    @property
    def history(self) -> str:
        """The name of the history's table, with its schema if it has one of its own."""
        schema = self.history_schema
        return self.history_table if schema is None else qualified(schema, self.history_table)

    @property
    def many_tenants(self) -> bool:
        """Whether there are tenants, and none of them is the one that is meant."""
        named = (self.tenants, self.tenant_schema, self.tenant_url)
        return self.tenant is None and any(one is not None for one in named)

    def refuse_all_tenants(self, hint: str = "--tenant NAME") -> None:
        """Raise ConfigError where one tenant is needed, and none is said."""
        if self.many_tenants:
            message = "This is done for one tenant at a time. Nothing was changed."
            raise ConfigError(message, hint=hint)

    @property
    def absent(self) -> str:
        """Why there is no such database in this environment; empty where there is."""
        if not self.environments or self.environment in self.environments:
            return ""
        where = " and ".join(self.environments)
        here = self.environment or "no environment that has a name"
        return f"{self.database or 'This database'} is there in {where}, and this is {here}"

    @property
    def required_url(self) -> str:
        """The database's URL; without one a ConfigError says how to give it.

        It says so too where the environment has no such database.
        """
        if self.absent:
            hint = f"--env {self.environments[0]}"
            raise ConfigError(f"{self.absent}. Nothing was changed.", hint=hint)
        if self.url is None:
            raise ConfigError(self.without_url or self._no_url(), hint=self._url_hint())
        return self.url

    def _no_url(self) -> str:
        if not self.files:
            return "No database is named: there is no goofer.toml here, and no --url was given."
        names = " and ".join(map(str, self.files))
        if self.database is not None:
            names = f"[databases.{self.database}] of {names}"
        return f"No database is named: there is no url in {names}, and no --url was given."

    def _url_hint(self) -> str:
        if self.without_url or self.files:
            return "goofer COMMAND --url sqlite:///app.db, or set GOOFER_URL"
        return "goofer init"


def refuse_shared_history(databases: Sequence[Settings]) -> None:
    """Raise ConfigError for two databases that are one, with one history for both."""
    seen: dict[tuple[str, Path, str], str] = {}
    for one in databases:
        if one.url is None:
            continue
        first = seen.setdefault((one.url, one.url_folder, one.history), one.database or "")
        if first != one.database:
            place = one.places.get("url", "url")
            raise ConfigError(
                f"{place}: {first} and {one.database} are one database with one history"
                f" ({one.history}), so that each would miss the other's migrations."
                " Nothing was changed.",
                hint=f'history_table = "{one.database}_history"',
            )
