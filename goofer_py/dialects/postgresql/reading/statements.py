"""What a statement does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from goofer_py.dialects.postgresql.reading.alter import alter, object_kind
from goofer_py.dialects.postgresql.reading.nodes import (
    column,
    constraint,
    index,
    inner,
    listed,
    option,
    relation,
    strings,
    type_text,
    word,
)
from goofer_py.dialects.postgresql.reading.settings import set_setting
from goofer_py.errors import UsageError
from goofer_py.hazards.action import (
    Action,
    AddEnumValue,
    AlterObject,
    ChangeAccess,
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
    RenameEnumValue,
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
    yield CreateTable(
        _table(relation(found.relation), columns, parts, parents, part=part),
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
        parts = _parts(node)
        name, missing = listed(parts or ("",)), found.missing_ok
        if kind in ("table", "foreign table"):
            yield DropTable(name, cascade, missing)
        elif kind == "index":
            yield DropIndex(None, name, found.concurrent, missing, cascade)
        elif kind in ("trigger", "rule", "policy"):
            yield DropObject(kind, Name(parts[-1]), listed(parts[:-1]), cascade, missing)
        else:
            yield DropObject(kind, name, None, cascade, missing)


def _parts(node: pb.Node) -> tuple[str, ...]:
    kind, found = inner(node)
    match kind:
        case "list":
            return strings(one for one in found.items if one.HasField("string"))
        case "string":
            return (found.sval,)
        case "type_name":
            return strings(found.names)
        case "object_with_args":
            return strings(found.objname)
    return ()


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
            parts = _parts(found.object)
            old = listed(parts) if parts else name
            yield RenameObject(kind, old, old.renamed(found.newname))


def _move(found: pb.AlterObjectSchemaStmt) -> Iterator[Action]:
    kind = object_kind(word(found, "object_type"))
    parts = _parts(found.object)
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


def _grant(found: pb.GrantStmt) -> Iterator[Action]:
    to = tuple(_role(node) for node in found.grantees)
    tables = [node.range_var for node in found.objects if node.HasField("range_var")]
    yield ChangeAccess(found.is_grant, to, relation(tables[0]) if tables else None)


def _grant_role(found: pb.GrantRoleStmt) -> Iterator[Action]:
    yield ChangeAccess(found.is_grant, tuple(_role(node) for node in found.grantee_roles))


def _role(node: pb.Node) -> str:
    role = node.role_spec
    return role.rolename or word(role, "roletype").removeprefix("ROLESPEC_").lower()


def _view(found: pb.ViewStmt) -> Iterator[Action]:
    details = tuple(option(node.def_elem) for node in found.options)
    yield CreateObject("view", relation(found.view), replace=found.replace, details=details)


def _function(found: pb.CreateFunctionStmt) -> Iterator[Action]:
    details = tuple(_function_option(node.def_elem) for node in found.options)
    kind = "procedure" if found.is_procedure else "function"
    name = listed(strings(found.funcname))
    yield CreateObject(kind, name, replace=found.replace, details=details)


def _function_option(found: Any) -> tuple[str, str]:
    if found.defname == "set":
        return f"set {found.arg.variable_set_stmt.name}", ""
    if found.defname == "as":
        return "as", "\n".join(strings(found.arg.list.items))
    return option(found)


def _trigger(found: pb.CreateTrigStmt) -> Iterator[Action]:
    name, table = Name(found.trigname), relation(found.relation)
    yield CreateObject("trigger", name, table, replace=found.replace)


def _rule(found: pb.RuleStmt) -> Iterator[Action]:
    name, table = Name(found.rulename), relation(found.relation)
    yield CreateObject("rule", name, table, replace=found.replace)


def _policy(found: pb.CreatePolicyStmt) -> Iterator[Action]:
    details = (("permissive", str(found.permissive).lower()), ("command", found.cmd_name))
    table = relation(found.table)
    yield CreateObject("policy", Name(found.policy_name), table, details=details)


def _domain(found: pb.CreateDomainStmt) -> Iterator[Action]:
    kinds = [word(node.constraint, "contype") for node in found.constraints]
    said = [kind for kind in kinds if kind in ("CONSTR_CHECK", "CONSTR_NOTNULL")]
    details: tuple[tuple[str, str], ...] = (("type", type_text(found.type_name)),)
    if said:
        details += (("constraint", said[0].removeprefix("CONSTR_").lower()),)
    yield CreateObject("domain", listed(strings(found.domainname)), details=details)


_DOMAIN = {
    "T": "default",
    "N": "drop not null",
    "O": "set not null",
    "C": "add constraint",
    "X": "drop constraint",
    "V": "validate constraint",
}


def _alter_domain(found: pb.AlterDomainStmt) -> Iterator[Action]:
    subtype = getattr(found, "subtype", "")
    what = _DOMAIN.get(subtype) if isinstance(subtype, str) else None
    if what is None:
        what = word(found, "subtype").lower().replace("_", " ")
    said = found.__getattribute__("def").constraint
    details = (("not valid", ""),) if said.skip_validation else ()
    name = listed(strings(found.type_name))
    yield AlterObject("domain", name, what, details=details)


def _alter_enum(found: pb.AlterEnumStmt) -> Iterator[Action]:
    name = listed(strings(found.type_name))
    if found.old_val:
        yield RenameEnumValue(name, found.old_val, found.new_val)
    else:
        placed = bool(found.new_val_neighbor)
        yield AddEnumValue(name, found.new_val, placed, found.skip_if_new_val_exists)


def _enum(found: pb.CreateEnumStmt) -> Iterator[Action]:
    yield CreateObject("enum", listed(strings(found.type_name)))


def _composite(found: pb.CompositeTypeStmt) -> Iterator[Action]:
    yield CreateObject("type", relation(found.typevar))


def _schema(found: pb.CreateSchemaStmt) -> Iterator[Action]:
    yield CreateObject("schema", Name(found.schemaname), if_not_exists=found.if_not_exists)


def _sequence(found: pb.CreateSeqStmt) -> Iterator[Action]:
    details = tuple(option(node.def_elem) for node in found.options)
    name = relation(found.sequence)
    yield CreateObject("sequence", name, if_not_exists=found.if_not_exists, details=details)


def _alter_sequence(found: pb.AlterSeqStmt) -> Iterator[Action]:
    yield AlterObject("sequence", relation(found.sequence), "options")


def _extension(found: pb.CreateExtensionStmt) -> Iterator[Action]:
    yield CreateObject("extension", Name(found.extname), if_not_exists=found.if_not_exists)


def _alter_extension(found: pb.AlterExtensionStmt) -> Iterator[Action]:
    yield AlterObject("extension", Name(found.extname), "update")


def _owner(found: pb.AlterOwnerStmt) -> Iterator[Action]:
    name = listed(_parts(found.object) or ("",))
    if found.HasField("relation"):
        name = relation(found.relation)
    yield AlterObject(object_kind(word(found, "object_type")), name, "owner")


def _simple(kind: str, verb: str, field: str) -> Callable[[Any], Iterator[Action]]:
    """Return a reader of what a text names: CREATE, ALTER or DROP of a kind."""

    def reader(found: Any) -> Iterator[Action]:
        name = Name(getattr(found, field))
        missing = bool(getattr(found, "missing_ok", False))
        made: dict[str, Action] = {
            "create": CreateObject(kind, name),
            "alter": AlterObject(kind, name),
            "drop": DropObject(kind, name, if_exists=missing),
        }
        yield made[verb]

    return reader


def _statistics(found: pb.CreateStatsStmt) -> Iterator[Action]:
    tables = [node.range_var for node in found.relations if node.HasField("range_var")]
    table = relation(tables[0]) if tables else None
    yield CreateObject("statistics", listed(strings(found.defnames) or ("",)), table)


def _drop_role(found: pb.DropRoleStmt) -> Iterator[Action]:
    for node in found.roles:
        yield DropObject("role", Name(node.role_spec.rolename), if_exists=found.missing_ok)


def _code(found: pb.DoStmt) -> Iterator[Action]:  # noqa: ARG001 - as the others are called
    yield Unread("a DO block runs what only the server reads")


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
    "grant_stmt": _grant,
    "grant_role_stmt": _grant_role,
    "view_stmt": _view,
    "create_function_stmt": _function,
    "alter_function_stmt": lambda found: iter(
        (AlterObject("function", listed(strings(found.func.objname)), "options"),)
    ),
    "create_trig_stmt": _trigger,
    "rule_stmt": _rule,
    "create_policy_stmt": _policy,
    "alter_policy_stmt": lambda found: iter(
        (AlterObject("policy", Name(found.policy_name), "", relation(found.table)),)
    ),
    "create_domain_stmt": _domain,
    "alter_domain_stmt": _alter_domain,
    "alter_enum_stmt": _alter_enum,
    "create_enum_stmt": _enum,
    "composite_type_stmt": _composite,
    "create_range_stmt": lambda found: iter(
        (CreateObject("type", listed(strings(found.type_name))),)
    ),
    "define_stmt": lambda found: iter(
        (CreateObject(object_kind(word(found, "kind")), listed(strings(found.defnames) or ("",))),)
    ),
    "create_schema_stmt": _schema,
    "create_seq_stmt": _sequence,
    "alter_seq_stmt": _alter_sequence,
    "create_extension_stmt": _extension,
    "alter_extension_stmt": _alter_extension,
    "alter_owner_stmt": _owner,
    "create_stats_stmt": _statistics,
    "create_role_stmt": _simple("role", "create", "role"),
    "drop_role_stmt": _drop_role,
    "createdb_stmt": _simple("database", "create", "dbname"),
    "dropdb_stmt": _simple("database", "drop", "dbname"),
    "create_publication_stmt": _simple("publication", "create", "pubname"),
    "alter_publication_stmt": _simple("publication", "alter", "pubname"),
    "create_subscription_stmt": _simple("subscription", "create", "subname"),
    "alter_subscription_stmt": _simple("subscription", "alter", "subname"),
    "drop_subscription_stmt": _simple("subscription", "drop", "subname"),
    "create_event_trig_stmt": _simple("event trigger", "create", "trigname"),
    "alter_event_trig_stmt": _simple("event trigger", "alter", "trigname"),
    "variable_set_stmt": set_setting,
    "do_stmt": _code,
    "call_stmt": _call,
}
