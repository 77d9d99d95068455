"""What statements do to views, functions, types and all else that is no table or index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from goofer_py.dialects.postgresql.reading.alter import object_kind
from goofer_py.dialects.postgresql.reading.nodes import (
    listed,
    name_parts,
    option,
    relation,
    strings,
    type_text,
    word,
)
from goofer_py.dialects.postgresql.reading.shapes import signature, view_columns
from goofer_py.hazards.action import (
    Action,
    AddEnumValue,
    AlterObject,
    ChangeAccess,
    CreateObject,
    DropObject,
    RenameEnumValue,
)
from goofer_py.schema import Name

if TYPE_CHECKING:  # Comes with the extra lint.
    from postgast import pg_query_pb2 as pb


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
    if columns := view_columns(found):
        details += (("columns", "\n".join(columns)),)
    yield CreateObject("view", relation(found.view), replace=found.replace, details=details)


def _function(found: pb.CreateFunctionStmt) -> Iterator[Action]:
    details = tuple(_function_option(node.def_elem) for node in found.options)
    details += (("signature", signature(found)),)
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
    values = ", ".join("'" + one.replace("'", "''") + "'" for one in strings(found.vals))
    yield CreateObject("enum", listed(strings(found.type_name)), details=(("values", values),))


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
    name = listed(name_parts(found.object) or ("",))
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


OBJECTS: dict[str, Callable[[Any], Iterator[Action]]] = {
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
}
"""What reads each kind of statement."""
