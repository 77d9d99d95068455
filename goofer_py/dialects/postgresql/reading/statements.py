"""What a statement does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from goofer_py.dialects.postgresql.options import PARTITION_BY
from goofer_py.dialects.postgresql.reading.alter import alter, object_kind
from goofer_py.dialects.postgresql.reading.blocks import block
from goofer_py.dialects.postgresql.reading.nodes import (
    column,
    constraint,
    index,
    inner,
    listed,
    name_parts,
    option,
    relation,
    word,
)
from goofer_py.dialects.postgresql.reading.objects import OBJECTS
from goofer_py.dialects.postgresql.reading.settings import set_setting
from goofer_py.dialects.postgresql.reading.shapes import dropped_signature
from goofer_py.errors import UsageError
from goofer_py.hazards.action import (
    Action,
    CreateIndex,
    CreateObject,
    CreateTable,
    DropIndex,
    DropObject,
    DropTable,
    Harmless,
    LockTable,
    Maintain,
    Reading,
    Refresh,
    Reindex,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
    RenameObject,
    RenameTable,
    Transaction,
    Truncate,
    Unread,
    WriteRows,
)
from goofer_py.schema import (
    Check,
    Exclusion,
    ForeignKey,
    Name,
    PrimaryKey,
    Table,
    Unique,
)

if TYPE_CHECKING:  # Comes with the extra lint.
    from postgast import pg_query_pb2 as pb


def read(statement: str) -> Reading:
    """Return what `statement` does; raises UsageError without the parser."""
    try:
        from postgast import PgQueryError, parse
    except ImportError as error:
        raise UsageError(
            "Statements of PostgreSQL are read by the Python module 'postgast', which is not"
            " installed. Nothing was changed.",
            hint="pip install 'goofer-py[lint]'",
        ) from error
    try:
        tree = parse(statement)
    except PgQueryError as error:
        return Reading((Unread(f"the parser of PostgreSQL says: {error}"),))
    actions: list[Action] = []
    for one in tree.stmts:
        kind, found = inner(one.stmt)
        reader = _READERS.get(kind)
        if reader is not None:
            actions += reader(found)
        elif kind in _HARMLESS:
            actions.append(Harmless(kind.removesuffix("_stmt")))
        else:
            actions.append(Unread(f"{kind.replace('_', ' ')} is not known here"))
    return Reading(tuple(actions))


_HARMLESS = frozenset(
    {
        *("comment_stmt", "notify_stmt", "listen_stmt", "unlisten_stmt", "explain_stmt"),
        *("variable_show_stmt", "prepare_stmt", "deallocate_stmt", "declare_cursor_stmt"),
        *("fetch_stmt", "close_portal_stmt", "sec_label_stmt", "check_point_stmt", "load_stmt"),
        *("constraints_set_stmt", "discard_stmt"),
    }
)


def _create_table(found: pb.CreateStmt) -> Iterator[Action]:
    parts: list[Any] = []
    columns = []
    for node in found.table_elts:
        kind, element = inner(node)
        if kind == "column_def":
            made, beside = column(element)
            columns.append(made)
            parts += beside
        elif kind == "constraint":
            parts.append(constraint(element))
    parts += [constraint(node.constraint) for node in found.constraints]
    parents = tuple(relation(node.range_var) for node in found.inh_relations)
    part = found.HasField("partbound")
    table = _table(relation(found.relation), columns, parts, parents, part=part)
    if found.HasField("partspec"):
        table = replace(table, options=((PARTITION_BY, ""),))
    yield CreateTable(
        table,
        found.if_not_exists,
        temporary=found.relation.relpersistence == "t",
    )


def _table(
    name: Name, columns: list[Any], parts: list[Any], parents: tuple[Name, ...], *, part: bool
) -> Table:
    key = next((one for one in parts if isinstance(one, PrimaryKey)), None)
    table = Table(
        name,
        tuple(columns),
        None,
        tuple(one for one in parts if isinstance(one, Unique)),
        tuple(one for one in parts if isinstance(one, ForeignKey)),
        tuple(one for one in parts if isinstance(one, Check)),
        exclusions=tuple(one for one in parts if isinstance(one, Exclusion)),
        partition_of=parents[0] if part and parents else None,
        inherits=() if part else parents,
    )
    if key is None:
        return table
    held = (replace(c, nullable=c.nullable and c.name not in key.columns) for c in table.columns)
    return replace(table, columns=tuple(held), primary_key=key)


def _create_table_as(found: pb.CreateTableAsStmt) -> Iterator[Action]:
    name = relation(found.into.rel)
    if word(found, "objtype") == "OBJECT_MATVIEW":
        yield CreateObject("materialized view", name, if_not_exists=found.if_not_exists)
    else:
        temporary = found.into.rel.relpersistence == "t"
        yield CreateTable(Table(name), found.if_not_exists, temporary=temporary, query=True)


def _create_index(found: pb.IndexStmt) -> Iterator[Action]:
    yield CreateIndex(
        relation(found.relation),
        index(found),
        found.concurrent,
        found.if_not_exists,
        only=not found.relation.inh,
    )


def _drop(found: pb.DropStmt) -> Iterator[Action]:
    kind = object_kind(word(found, "remove_type"))
    cascade = word(found, "behavior") == "DROP_CASCADE"
    for node in found.objects:
        parts = name_parts(node)
        name, missing = listed(parts or ("",)), found.missing_ok
        if kind in ("table", "foreign table"):
            yield DropTable(name, cascade, missing)
        elif kind == "index":
            yield DropIndex(None, name, found.concurrent, missing, cascade)
        elif kind in ("trigger", "rule", "policy"):
            yield DropObject(kind, Name(parts[-1]), listed(parts[:-1]), cascade, missing)
        else:
            yield DropObject(kind, name, None, cascade, missing, dropped_signature(node))


def _rename(found: pb.RenameStmt) -> Iterator[Action]:
    kind = object_kind(word(found, "rename_type"))
    name = relation(found.relation)
    match kind:
        case "table" | "foreign table":
            yield RenameTable(name, name.renamed(found.newname))
        case "column" if object_kind(word(found, "relation_type")) in ("table", "foreign table"):
            yield RenameColumn(name, found.subname, found.newname)
        case "tabconstraint":
            yield RenameConstraint(name, found.subname, found.newname)
        case "index":
            yield RenameIndex(None, name, found.newname)
        case "trigger" | "rule" | "policy":
            yield RenameObject(kind, Name(found.subname), Name(found.newname), name)
        case "schema":
            yield RenameObject(kind, Name(found.subname), Name(found.newname))
        case "column" | "attribute":
            yield RenameObject(kind, Name(found.subname), Name(found.newname), name)
        case _:
            parts = name_parts(found.object)
            old = listed(parts) if parts else name
            yield RenameObject(kind, old, old.renamed(found.newname))


def _move(found: pb.AlterObjectSchemaStmt) -> Iterator[Action]:
    kind = object_kind(word(found, "object_type"))
    parts = name_parts(found.object)
    old = relation(found.relation) if found.HasField("relation") else listed(parts or ("",))
    after = Name(old.name, None if found.newschema == "public" else found.newschema)
    yield RenameTable(old, after) if kind == "table" else RenameObject(kind, old, after)


def _write(verb: str) -> Callable[[Any], Iterator[Action]]:
    def reader(found: Any) -> Iterator[Action]:
        targets = found.target_list if verb == "UPDATE" else ()
        columns = tuple(node.res_target.name for node in targets)
        where = verb == "INSERT" or found.HasField("where_clause")
        yield WriteRows(verb, relation(found.relation), where, columns)

    return reader


def _copy(found: pb.CopyStmt) -> Iterator[Action]:
    if found.is_from:
        yield WriteRows("COPY", relation(found.relation), where=True)
    else:
        yield Harmless("copy")


def _select(found: pb.SelectStmt) -> Iterator[Action]:
    if found.HasField("into_clause"):
        yield CreateTable(Table(relation(found.into_clause.rel)), query=True)
    else:
        yield Harmless("select")


def _truncate(found: pb.TruncateStmt) -> Iterator[Action]:
    tables = tuple(relation(node.range_var) for node in found.relations)
    yield Truncate(tables, word(found, "behavior") == "DROP_CASCADE")


def _transaction(found: pb.TransactionStmt) -> Iterator[Action]:
    verb = word(found, "kind").removeprefix("TRANS_STMT_").lower()
    yield Transaction({"start": "begin"}.get(verb, verb.replace("_", " ")))


def _reindex(found: pb.ReindexStmt) -> Iterator[Action]:
    what = word(found, "kind").removeprefix("REINDEX_OBJECT_").lower()
    name = relation(found.relation) if found.HasField("relation") else Name(found.name)
    concurrently = any(option(node.def_elem)[0] == "concurrently" for node in found.params)
    yield Reindex(what, name, concurrently)


def _refresh(found: pb.RefreshMatViewStmt) -> Iterator[Action]:
    yield Refresh(relation(found.relation), found.concurrent)


_MODES = (
    "ACCESS SHARE",
    "ROW SHARE",
    "ROW EXCLUSIVE",
    "SHARE UPDATE EXCLUSIVE",
    "SHARE",
    "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE",
    "ACCESS EXCLUSIVE",
)


def _lock(found: pb.LockStmt) -> Iterator[Action]:
    tables = tuple(relation(node.range_var) for node in found.relations)
    yield LockTable(tables, _MODES[found.mode - 1])


def _vacuum(found: pb.VacuumStmt) -> Iterator[Action]:
    said = dict(option(node.def_elem) for node in found.options)
    verb = "VACUUM" if found.is_vacuumcmd else "ANALYZE"
    if "full" in said and said["full"] not in ("false", "off", "0"):
        verb = "VACUUM FULL"
    tables: list[Name | None] = [relation(node.vacuum_relation.relation) for node in found.rels]
    for table in tables or [None]:
        yield Maintain(verb, table)


def _cluster(found: pb.ClusterStmt) -> Iterator[Action]:
    yield Maintain("CLUSTER", relation(found.relation) if found.HasField("relation") else None)


def _call(found: pb.CallStmt) -> Iterator[Action]:  # noqa: ARG001 - as the others are called
    yield Unread("CALL runs what only the server knows")


_READERS: dict[str, Callable[[Any], Iterator[Action]]] = {
    "alter_table_stmt": alter,
    "create_stmt": _create_table,
    "create_table_as_stmt": _create_table_as,
    "index_stmt": _create_index,
    "drop_stmt": _drop,
    "rename_stmt": _rename,
    "alter_object_schema_stmt": _move,
    "insert_stmt": _write("INSERT"),
    "update_stmt": _write("UPDATE"),
    "delete_stmt": _write("DELETE"),
    "copy_stmt": _copy,
    "select_stmt": _select,
    "truncate_stmt": _truncate,
    "transaction_stmt": _transaction,
    "reindex_stmt": _reindex,
    "refresh_mat_view_stmt": _refresh,
    "lock_stmt": _lock,
    "vacuum_stmt": _vacuum,
    "cluster_stmt": _cluster,
    "variable_set_stmt": set_setting,
    "do_stmt": block,
    "call_stmt": _call,
    **OBJECTS,
}
