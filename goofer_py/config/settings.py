"""The settings of one run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from goofer_py.errors import ConfigError

OnDrop = Literal["ask", "keep", "discard"]
GenerateFrom = Literal["database", "migrations"]
Orphans = Literal["wait", "end"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What goofer works with, complete and of the right types.

    `files` are the settings files that were read, `places` say where each setting that was given
    comes from, `without_url` why there is no `url`, and a file in `url` starts at `url_folder`.
    `more_directories` are those that the setting directory names after the first.
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
    answers: Path = Path("goofer.answers.toml")
    templates: Path | None = None
    history_table: str = "goofer_history"
    lease_ttl: float = 10
    lease_heartbeat: float = 5
    lease_tries: float = 140
    lease_pause: float = 0.5
    orphans: Orphans = "wait"
    single_transaction: bool = False
    allow_out_of_order: bool = False
    allow_missing: bool = False
    allow_newer: bool = False
    environment: str | None = None
    protected: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    without_url: str = ""
    url_folder: Path = Path()

    @property
    def declares(self) -> bool:
        """Whether anything is named that says what the database should be."""
        return bool(self.models or self.objects)

    @property
    def required_url(self) -> str:
        """The database's URL; without one a ConfigError says how to give it."""
        if self.url is None:
            raise ConfigError(self.without_url or self._no_url(), hint=self._url_hint())
        return self.url

    def _no_url(self) -> str:
        if not self.files:
            return "No database is named: there is no goofer.toml here, and no --url was given."
        names = " and ".join(map(str, self.files))
        return f"No database is named: there is no url in {names}, and no --url was given."

    def _url_hint(self) -> str:
        if self.without_url or self.files:
            return "goofer COMMAND --url sqlite:///app.db, or set GOOFER_URL"
        return "goofer init"
