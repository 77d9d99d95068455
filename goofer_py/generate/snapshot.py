"""A schema in a file: what a database was like, for comparing later or elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goofer_py.dialects import get_dialect
from goofer_py.dialects.dialect import Dialect
from goofer_py.errors import FileError, UsageError
from goofer_py.schema import Schema
from goofer_py.schema.document import from_document, to_document


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A schema, the dialect that it is in, and what the database was called, without secrets.

    `dialect` is None for a document that does not say it.
    """

    schema: Schema
    dialect: Dialect | None
    database: str = ""

    def document(self) -> dict[str, Any]:
        """Return it as what `json.dumps` takes."""
        spoken = self.dialect
        return {
            "database": self.database,
            "dialect": None if spoken is None else spoken.name,
            "version": None if spoken is None else list(spoken.capabilities.version),
            "schema": to_document(self.schema),
        }


def write_snapshot(path: Path, snapshot: Snapshot) -> None:
    """Write the file, in the place of one that is there; raises FileError."""
    try:
        path.write_text(json.dumps(snapshot.document(), indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise FileError(f"the file cannot be written: {error.strerror}.", path=path) from None


def read_snapshot(path: Path) -> Snapshot:
    """Read what `goofer inspect` wrote with --output or --json, or a schema document alone.

    Raises FileError for what is none.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileError(f"the file cannot be read: {error.strerror}.", path=path) from None
    except ValueError as error:
        raise _none(path, f"it is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise _none(path, "it holds no object")
    inside = found.get("schema", found)
    try:
        schema = from_document(inside if isinstance(inside, dict) else {})
        return Snapshot(schema, _dialect(found), str(found.get("database", "")))
    except (ValueError, TypeError, UsageError) as error:
        raise _none(path, str(error)) from None


def _dialect(found: Mapping[str, Any]) -> Dialect | None:
    name = found.get("dialect")
    if name is None:
        return None
    return get_dialect(str(name), tuple(map(int, found.get("version") or ())) or None)


def _none(path: Path, why: str) -> FileError:
    return FileError(
        f"this is no schema: {why.rstrip('.')}.", path=path, hint="goofer inspect --output FILE"
    )
