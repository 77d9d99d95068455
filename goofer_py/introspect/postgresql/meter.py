"""The locks and the work of statements, as PostgreSQL itself tells them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from goofer_py.dialects.postgresql.quoting import quote
from goofer_py.errors import StatementFailed
from goofer_py.hazards.measured import Effects
from goofer_py.hazards.scale import POSTGRESQL
from goofer_py.schema import Name
from goofer_py.stores.store import Row, Session

_OURS = "nspname !~ '^pg_' AND nspname <> 'information_schema'"
_RELATIONS = f"""
SELECT c.oid, n.nspname, c.relname, pg_relation_filenode(c.oid), c.relkind::text,
       pg_stat_get_xact_numscans(c.oid), i.indrelid
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_index i ON i.indexrelid = c.oid
WHERE {_OURS} AND c.relkind IN ('r', 'p', 'm', 'v', 'i', 'I', 'S', 'f')
"""
_HELD = """
SELECT relation, mode FROM pg_locks
WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted
"""
_REACHED = """
SELECT 1 FROM pg_locks
WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted AND database = 0
  AND mode NOT IN ('AccessShareLock', 'RowShareLock')
  AND relation <> 'pg_shdepend'::regclass
"""
_ROUTINES = f"""
SELECT p.oid, 'function ' || p.oid::regprocedure, l.lanname = 'sql' AND p.prokind IN ('f', 'p')
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang
WHERE {_OURS} AND NOT EXISTS (
  SELECT FROM pg_depend d
  WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
"""
_PARTS = f"""
SELECT t.oid, t.tgrelid, 'trigger ' || t.tgname || ' on ' || t.tgrelid::regclass
FROM pg_trigger t WHERE NOT t.tgisinternal
UNION ALL
SELECT k.oid, k.conrelid, 'foreign key ' || k.conname || ' of ' || k.conrelid::regclass
FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
WHERE k.contype = 'f' AND k.conparentid = 0 AND {_OURS}
"""
_PARENTS = "SELECT inhrelid, inhparent FROM pg_inherits"
_SETTINGS = """
SELECT split_part(one, '=', 1), substr(one, strpos(one, '=') + 1)
FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase, unnest(setconfig) AS one
WHERE d.datname = current_database() AND s.setrole = 0
"""
_VIEWS = {"v": "view", "m": "materialized view"}


@dataclass(frozen=True, slots=True)
class _Relation:
    name: Name
    file: int | None
    kind: str
    scans: int
    table: int | None


@dataclass(frozen=True, slots=True)
class _Look:
    """All that is there at one moment, by its numbers."""

    relations: Mapping[int, _Relation]
    routines: Mapping[int, tuple[str, bool]]
    parts: Mapping[int, tuple[int, str]]
    broken: Mapping[int, str]
    parents: tuple[Row, ...]


class PostgreSQLMeter:
    """Implements Meter by pg_locks, the numbers of files, and the counters of scans."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._default = session.default_schema or "public"
        self._before = _Look({}, {}, {}, {}, ())
        self._held: frozenset[Row] = frozenset()
        self._known: frozenset[int] | None = None

    def begin(self) -> None:
        """Count all that is there as what others may use: a transaction has begun."""
        self._known = None

    def before(self, statement: str) -> None:  # noqa: ARG002 - whatever it is
        """Look at what is there, in that transaction."""
        self._before = self._look()
        self._held = frozenset(self._session.query(_HELD))
        if self._known is None:
            self._known = frozenset(self._before.relations)

    def reaches_out(self) -> bool:
        """Whether the open transaction changes what is shared with other databases."""
        return bool(self._session.query(_REACHED))

    def after(self) -> Effects:
        """Return what was done since `before`, and all locks that are held on what was there."""
        held = self._session.query(_HELD)
        old, new = self._before, self._look()
        known = {oid: one for oid, one in old.relations.items() if oid in (self._known or ())}
        both = [(one, new.relations[oid]) for oid, one in known.items() if oid in new.relations]
        above = _Ancestors(known, old.parents)
        tables = [pair for pair in both if pair[0].kind in ("r", "p", "m")]
        return Effects(
            _strongest(known, held),
            frozenset(
                known[oid].name
                for oid, mode in held
                if oid in known and (oid, mode) not in self._held
            ),
            above.also(one.name for one, now in tables if one.file != now.file),
            above.also(one.name for one, now in tables if one.scans != now.scans),
            {index: above.also([name]) for index, name in _built(known, old, new)},
            tuple(_gone(old, new)),
            tuple(_broken(old, new)),
        )

    def reset(self) -> None:
        """Set the session's settings back, outside of a transaction."""
        self._session.execute("RESET ALL")

    def _look(self) -> _Look:
        query = self._session.query
        relations = {
            oid: _Relation(self._name(schema, name), file, kind, scans, table)
            for oid, schema, name, file, kind, scans, table in query(_RELATIONS)
        }
        routines = {oid: (name, is_sql) for oid, name, is_sql in query(_ROUTINES)}
        parts = {oid: (owner, name) for oid, owner, name in query(_PARTS)}
        broken = dict(self._refused(routines))
        parents = tuple(query(_PARENTS))
        return _Look(relations, routines, parts, broken, parents)

    def _name(self, schema: str, name: str) -> Name:
        return Name(name, None if schema == self._default else schema)

    def _refused(self, routines: Mapping[int, tuple[str, bool]]) -> Iterator[tuple[int, str]]:
        """Yield the functions in SQL whose bodies the server does not take as things are."""
        for oid, (_, is_sql) in routines.items():
            if not is_sql:
                continue
            self._session.begin()
            try:
                ((definition,),) = self._session.query(f"SELECT pg_get_functiondef({oid})")
                self._session.execute(definition)
            except StatementFailed as error:
                yield oid, error.server
            finally:
                self._session.rollback()


class _Ancestors:
    """The tables that others are parts of: what is done to a part is done to the whole."""

    def __init__(self, known: Mapping[int, _Relation], parents: Iterable[Row]) -> None:
        self._parents = {
            known[child].name: known[parent].name
            for child, parent in parents
            if child in known and parent in known
        }

    def also(self, names: Iterable[Name]) -> frozenset[Name]:
        """Return the tables with those that they are parts of."""
        found = set(names)
        new = found
        while new := {self._parents[one] for one in new if one in self._parents} - found:
            found |= new
        return frozenset(found)


def adopt_settings(source: Session, copy: Session) -> None:
    """Give the database of `copy` the settings of that of `source`, and its default schema.

    They hold for the next session. A setting that the role may not choose is left out.
    """
    copy.ensure_schema(source.default_schema or "public")
    ((name,),) = copy.query("SELECT current_database()")
    for setting, value in source.query(_SETTINGS):
        with suppress(StatementFailed):
            copy.query("SELECT set_config(?, ?, false)", (setting, value))
            copy.execute(f"ALTER DATABASE {quote(name)} SET {setting} FROM CURRENT")


def _strongest(known: Mapping[int, _Relation], held: list[Row]) -> dict[Name, str]:
    """Return the locks; of an index only one that is stronger than that on its table."""
    locks: dict[int, str] = {}
    for oid, mode in held:
        if oid in known:
            locks[oid] = POSTGRESQL.strongest(_spelled(mode), locks.get(oid, ""))
    return {
        known[oid].name: lock
        for oid, lock in locks.items()
        if POSTGRESQL.rank(lock) > POSTGRESQL.rank(locks.get(known[oid].table or 0, ""))
    }


def _spelled(mode: str) -> str:
    words = mode.removesuffix("Lock")
    return "".join(f" {c}" if c.isupper() else c for c in words).strip().upper()


def _built(known: Mapping[int, _Relation], old: _Look, new: _Look) -> Iterator[tuple[Name, Name]]:
    """Yield the indexes that are new or written anew, with the tables that were there."""
    for oid, one in new.relations.items():
        table = known.get(one.table or 0)
        before = old.relations.get(oid)
        if one.kind in ("i", "I") and table and (before is None or before.file != one.file):
            yield one.name, table.name


def _gone(old: _Look, new: _Look) -> Iterator[str]:
    for oid, one in old.relations.items():
        if one.kind in _VIEWS and oid not in new.relations:
            yield f"{_VIEWS[one.kind]} {one.name}"
    yield from (name for oid, (name, _) in old.routines.items() if oid not in new.routines)
    for oid, (owner, name) in old.parts.items():
        if oid not in new.parts and owner in new.relations:
            yield name


def _broken(old: _Look, new: _Look) -> Iterator[tuple[str, str]]:
    for oid, why in new.broken.items():
        if oid in old.routines and oid not in old.broken:
            yield new.routines[oid][0], why
