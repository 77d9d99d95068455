"""What drops put aside, found again and removed for good."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from goofer_py.diff.differ import diff
from goofer_py.generate.render import Renderer
from goofer_py.introspect.registry import introspector_for
from goofer_py.introspect.scope import Scope
from goofer_py.schema import Name, Schema
from goofer_py.stores.store import Session

_PREFIX = "goofer_kept"
_VERSION = re.compile(rf"{_PREFIX}_(\d+)(?:_|$)|_(\d+)$")


def kept_schema(session: Session, upto: str | None = None) -> Schema:
    """Return what drops put aside in the database, by migrations up to the version `upto`."""
    scope = Scope(_kept_namespaces(session), include=(f"{_PREFIX}*",), exclude=())
    found = introspector_for(session.dialect).read(session, scope)
    found = replace(found, namespaces=tuple(n for n in found.namespaces if n.startswith(_PREFIX)))
    if upto is None:
        return found
    return replace(
        found,
        tables=tuple(t for t in found.tables if _is_within(t.name, upto)),
        enums=tuple(e for e in found.enums if _is_within(e.name, upto)),
        sequences=tuple(s for s in found.sequences if _is_within(s.name, upto)),
        namespaces=tuple(n for n in found.namespaces if _is_within(Name("", n), upto)),
    )


def kept_by(name: Name) -> str | None:
    """Return the version of the migration that put `name` aside; None when it does not say."""
    found = _VERSION.search(name.schema or name.name)
    return None if found is None else found[1] or found[2]


def purge_script(kept: Schema, session: Session, templates: Path | None = None) -> str:
    """Return the statements that remove what `kept_schema` found."""
    # Nothing refers to what is put aside, so no dialect needs more than plain drops.
    return Renderer(session.dialect, templates).statements(diff(kept, Schema()))


def _kept_namespaces(session: Session) -> tuple[str, ...]:
    if not session.dialect.capabilities.namespaces:
        return ()
    rows = session.query("SELECT schema_name FROM information_schema.schemata ORDER BY 1")
    return tuple(name for (name,) in rows if name.startswith(_PREFIX))


def _is_within(name: Name, upto: str) -> bool:
    version = kept_by(name)
    return version is not None and int(version) <= int(upto)
