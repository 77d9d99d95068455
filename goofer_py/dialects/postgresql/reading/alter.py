"""What the parts of ALTER TABLE do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from goofer_py.dialects.postgresql.reading.nodes import (
    column,
    constraint,
    expression,
    inner,
    option,
    relation,
    type_text,
    word,
)
from goofer_py.hazards.action import (
    Action,
    AddColumn,
    AddConstraint,
    AlterConstraint,
    AlterObject,
    AlterType,
    AttachPartition,
    DetachPartition,
    DropColumn,
    DropConstraint,
    DropNotNull,
    SetComputed,
    SetDefault,
    SetIdentity,
    SetNotNull,
    SetOption,
    Unread,
    ValidateConstraint,
)
from goofer_py.schema import Check, Name, PrimaryKey, Unique

if TYPE_CHECKING:  # Comes with the extra lint.
    from postgast import pg_query_pb2 as pb

_TABLES = ("OBJECT_TABLE", "OBJECT_FOREIGN_TABLE")


def alter(found: pb.AlterTableStmt) -> Iterator[Action]:
    """Yield what each part of ALTER TABLE, ALTER INDEX, ALTER VIEW and the like does."""
    name = relation(found.relation)
    kind = word(found, "objtype")
    for node in found.cmds:
        part = node.alter_table_cmd
        subtype = word(part, "subtype").removeprefix("AT_")
        if kind not in _TABLES:
            yield AlterObject(object_kind(kind), name, _spaced(subtype), details=_details(part))
        elif reader := _READERS.get(subtype):
            yield reader(name, part)
        elif subtype in _OPTIONS:
            yield _option(name, subtype, part)
        else:
            yield Unread(f"ALTER TABLE ... {_spaced(subtype)} is not known here")


def object_kind(name: str) -> str:
    """Return the kind of an object in plain words; the parser calls it OBJECT_MATVIEW."""
    plain = name.removeprefix("OBJECT_").lower().replace("_", " ")
    return {"matview": "materialized view", "tsconfiguration": "text search"}.get(plain, plain)


def _spaced(subtype: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() else c for c in subtype).strip()


def _details(part: pb.AlterTableCmd) -> tuple[tuple[str, str], ...]:
    kind, found = inner(_definition(part))
    if kind != "list":
        return (("name", part.name),) if part.name else ()
    return tuple(option(node.def_elem) for node in found.items if node.HasField("def_elem"))


def _definition(part: pb.AlterTableCmd) -> pb.Node:
    node: pb.Node = getattr(part, "def")
    return node


def _add_column(name: Name, part: pb.AlterTableCmd) -> Action:
    made, constraints = column(_definition(part).column_def)
    return AddColumn(name, made, constraints, if_not_exists=part.missing_ok)


def _drop_column(name: Name, part: pb.AlterTableCmd) -> Action:
    return DropColumn(name, part.name, _cascades(part), part.missing_ok)


def _alter_type(name: Name, part: pb.AlterTableCmd) -> Action:
    definition = _definition(part).column_def
    using = expression(definition.raw_default) if definition.HasField("raw_default") else None
    collation = ".".join(node.string.sval for node in definition.coll_clause.collname) or None
    return AlterType(name, part.name, type_text(definition.type_name), using, collation)


def _default(name: Name, part: pb.AlterTableCmd) -> Action:
    said = expression(_definition(part)) if part.HasField("def") else None
    return SetDefault(name, part.name, said)


def _expression(name: Name, part: pb.AlterTableCmd) -> Action:
    said = expression(_definition(part)) if part.HasField("def") else None
    return SetComputed(name, part.name, said)


def _add_constraint(name: Name, part: pb.AlterTableCmd) -> Action:
    found = _definition(part).constraint
    made = constraint(found)
    if made is None:
        return Unread(f"{word(found, 'contype')} is not known here")
    not_null = None
    if word(found, "contype") == "CONSTR_NOTNULL" and isinstance(made, Check):
        not_null = made.columns[0]
    index = found.indexname or None
    if index is not None and isinstance(made, PrimaryKey | Unique):
        return AddConstraint(name, made, using_index=index)
    return AddConstraint(name, made, not_null=not_null)


def _alter_constraint(name: Name, part: pb.AlterTableCmd) -> Action:
    found = _definition(part)
    kind, said = inner(found)
    if kind != "atalter_constraint":
        return AlterConstraint(name, found.constraint.conname)
    return AlterConstraint(
        name,
        said.conname,
        enforced=said.is_enforced if said.alter_enforceability else None,
        deferrable=said.deferrable if said.alter_deferrability else None,
    )


def _drop_constraint(name: Name, part: pb.AlterTableCmd) -> Action:
    return DropConstraint(name, part.name, cascade=_cascades(part))


def _attach(name: Name, part: pb.AlterTableCmd) -> Action:
    found = _definition(part).partition_cmd
    bound = "DEFAULT" if found.bound.is_default else found.bound.strategy
    return AttachPartition(name, relation(found.name), bound)


def _detach(name: Name, part: pb.AlterTableCmd) -> Action:
    found = _definition(part).partition_cmd
    return DetachPartition(name, relation(found.name), found.concurrent)


def _identity(name: Name, part: pb.AlterTableCmd) -> Action:
    said = _definition(part).constraint
    kind = "always" if said.generated_when == "a" else "by default"
    return SetIdentity(name, part.name, kind)


def _cascades(part: pb.AlterTableCmd) -> bool:
    return word(part, "behavior") == "DROP_CASCADE"


_READERS: dict[str, Callable[[Name, pb.AlterTableCmd], Action]] = {
    "AddColumn": _add_column,
    "DropColumn": _drop_column,
    "AlterColumnType": _alter_type,
    "ColumnDefault": _default,
    "SetExpression": _expression,
    "DropExpression": _expression,
    "SetNotNull": lambda name, part: SetNotNull(name, part.name),
    "DropNotNull": lambda name, part: DropNotNull(name, part.name),
    "AddConstraint": _add_constraint,
    "AlterConstraint": _alter_constraint,
    "ValidateConstraint": lambda name, part: ValidateConstraint(name, part.name),
    "DropConstraint": _drop_constraint,
    "AttachPartition": _attach,
    "DetachPartition": _detach,
    "AddIdentity": _identity,
    "SetIdentity": lambda name, part: SetIdentity(name, part.name, "changed"),
    "DropIdentity": lambda name, part: SetIdentity(name, part.name, None),
}

# What is set, and the value where the part's own words say it.
_OPTIONS = {
    "SetLogged": ("logged", "true"),
    "SetUnLogged": ("logged", "false"),
    "SetTableSpace": ("tablespace", ""),
    "SetAccessMethod": ("access method", ""),
    "SetRelOptions": ("storage parameters", ""),
    "ResetRelOptions": ("storage parameters", ""),
    "ReplicaIdentity": ("replica identity", ""),
    "EnableRowSecurity": ("row security", "enable"),
    "DisableRowSecurity": ("row security", "disable"),
    "ForceRowSecurity": ("row security", "force"),
    "NoForceRowSecurity": ("row security", "no force"),
    "ChangeOwner": ("owner", ""),
    "ClusterOn": ("cluster", ""),
    "DropCluster": ("cluster", ""),
    "AddInherit": ("inherit", "add"),
    "DropInherit": ("inherit", "drop"),
    "AddOf": ("of", "add"),
    "DropOf": ("of", "drop"),
    "SetStatistics": ("statistics", ""),
    "SetOptions": ("column options", ""),
    "ResetOptions": ("column options", ""),
    "SetStorage": ("storage", ""),
    "SetCompression": ("compression", ""),
    "DetachPartitionFinalize": ("detach finalize", ""),
    "EnableTrig": ("trigger", "enable"),
    "EnableAlwaysTrig": ("trigger", "enable"),
    "EnableReplicaTrig": ("trigger", "enable"),
    "DisableTrig": ("trigger", "disable"),
    "EnableTrigAll": ("trigger", "enable"),
    "DisableTrigAll": ("trigger", "disable"),
    "EnableTrigUser": ("trigger", "enable"),
    "DisableTrigUser": ("trigger", "disable"),
    "EnableRule": ("rule", "enable"),
    "EnableAlwaysRule": ("rule", "enable"),
    "EnableReplicaRule": ("rule", "enable"),
    "DisableRule": ("rule", "disable"),
}
_OF_COLUMNS = ("statistics", "column options", "storage", "compression")
_IDENTITIES = {"n": "nothing", "f": "full", "d": "default", "i": "using index"}


def _option(name: Name, subtype: str, part: pb.AlterTableCmd) -> Action:
    what, value = _OPTIONS[subtype]
    if what in _OF_COLUMNS:
        return SetOption(name, what, column=part.name or None)
    if what == "storage parameters":
        said = ", ".join("=".join(filter(None, pair)) for pair in _details(part))
        return SetOption(name, what, said if subtype == "SetRelOptions" else f"reset {said}")
    if what == "replica identity":
        identity = _definition(part).replica_identity_stmt.identity_type
        return SetOption(name, what, _IDENTITIES.get(identity, identity))
    return SetOption(name, what, value or part.name)
