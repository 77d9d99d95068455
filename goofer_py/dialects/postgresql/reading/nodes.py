"""Names, types, expressions and constraints in the parser's trees, as the schema model has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from goofer_py.dialects.postgresql.quoting import quote
from goofer_py.dialects.postgresql.types import canonical_type, serial_type
from goofer_py.schema import (
    Check,
    Column,
    Computed,
    Constraint,
    Exclusion,
    ForeignKey,
    Identity,
    Index,
    IndexPart,
    Name,
    PrimaryKey,
    Type,
    Unique,
)

if TYPE_CHECKING:  # Comes with the extra lint.
    from postgast import pg_query_pb2 as pb

_DEFAULT_SCHEMA = ("", "public")
_ACTIONS = {"r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}


def inner(node: pb.Node) -> tuple[str, Any]:
    """Return the kind of a node, in lower case with underlines, and what is in it."""
    kind = node.WhichOneof("node")
    return (kind or "", getattr(node, kind) if kind else None)


def word(message: Any, field: str) -> str:
    """Return the name of the value of an enum's field, such as AT_AddColumn."""
    values = message.DESCRIPTOR.fields_by_name[field].enum_type.values_by_number
    name: str = values[getattr(message, field)].name
    return name


def strings(nodes: Iterable[pb.Node]) -> tuple[str, ...]:
    """Return the texts of a list of strings."""
    return tuple(node.string.sval for node in nodes)


def relation(found: pb.RangeVar) -> Name:
    """Return the name of a table or the like; the schema public is that of the connection."""
    schema = found.schemaname
    return Name(found.relname, None if schema in _DEFAULT_SCHEMA else schema)


def listed(parts: tuple[str, ...]) -> Name:
    """Return the name of which these are the parts."""
    schema = parts[-2] if len(parts) > 1 else ""
    return Name(parts[-1], None if schema in _DEFAULT_SCHEMA else schema)


def name_parts(node: pb.Node) -> tuple[str, ...]:
    """Return the parts of the name of something that is dropped, renamed or moved."""
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


def expression(node: pb.Node) -> str:
    """Return an expression as SQL."""
    from postgast import deparse, pg_query_pb2

    tree = pg_query_pb2.ParseResult(version=180000)
    select = tree.stmts.add().stmt.select_stmt
    select.target_list.add().res_target.val.CopyFrom(node)
    return str(deparse(tree)).removeprefix("SELECT ")


def type_text(found: pb.TypeName) -> str:
    """Return a type as the server prints it."""
    parts = [part for part in strings(found.names) if part != "pg_catalog"]
    system = len(parts) < len(found.names)
    name = parts[-1] if system else ".".join(map(quote, parts))
    arguments = [_argument(node) for node in found.typmods]
    if parts[-1] == "interval" and arguments:  # The first is a mask of its fields.
        arguments = arguments[1:]
    text = name + (f"({','.join(arguments)})" if arguments else "")
    if system and name == "char":  # The internal type: char(1) has another name here.
        text = '"char"'
    return canonical_type(text) + ("[]" if found.array_bounds else "")


def _argument(node: pb.Node) -> str:
    constant = node.a_const
    return str(constant.ival.ival) if constant.HasField("ival") else expression(node)


def column(definition: pb.ColumnDef) -> tuple[Column, tuple[Constraint, ...]]:
    """Return a column, and the constraints that stand beside it."""
    text = type_text(definition.type_name)
    integer = serial_type(text)
    found = Facets(definition.colname)
    for node in definition.constraints:
        found.take(node.constraint)
    made = Column(
        definition.colname,
        Type(integer or text),
        nullable=found.nullable and integer is None,
        default=found.default,
        identity=Identity("serial") if integer else found.identity,
        computed=found.computed,
        collation=_collation(definition),
    )
    return made, tuple(found.constraints)


def _collation(definition: pb.ColumnDef) -> str | None:
    parts = strings(definition.coll_clause.collname)
    return ".".join(parts) or None


class Facets:
    """What stands behind a column's type."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.nullable = True
        self.default: str | None = None
        self.identity: Identity | None = None
        self.computed: Computed | None = None
        self.constraints: list[Constraint] = []

    def take(self, found: pb.Constraint) -> None:
        """Take the next of them."""
        match word(found, "contype"):
            case "CONSTR_NOTNULL":
                self.nullable = False
            case "CONSTR_DEFAULT":
                self.default = expression(found.raw_expr)
            case "CONSTR_IDENTITY":
                self.identity = Identity("always" if found.generated_when == "a" else "by default")
                self.nullable = False
            case "CONSTR_GENERATED":
                stored = getattr(found, "generated_kind", "s") != "v"
                self.computed = Computed(expression(found.raw_expr), stored)
            case _:
                self._key(found)

    def _key(self, found: pb.Constraint) -> None:
        made = constraint(found, (self.name,))
        if made is not None:
            self.constraints.append(made)
            self.nullable = self.nullable and not isinstance(made, PrimaryKey)


def constraint(found: pb.Constraint, of: tuple[str, ...] = ()) -> Constraint | None:
    """Return a constraint, None for what is none; `of` is the column that it stands beside."""
    reader = _CONSTRAINTS.get(word(found, "contype"))
    return None if reader is None else reader(found, strings(found.keys) or of)


def _primary_key(found: pb.Constraint, columns: tuple[str, ...]) -> PrimaryKey:
    include = strings(found.including)
    return PrimaryKey(columns, found.conname or None, found.deferrable, found.initdeferred, include)


def _unique(found: pb.Constraint, columns: tuple[str, ...]) -> Unique:
    return Unique(
        columns,
        found.conname or None,
        found.deferrable,
        found.initdeferred,
        found.nulls_not_distinct,
        strings(found.including),
    )


def _check(found: pb.Constraint, columns: tuple[str, ...]) -> Check:  # noqa: ARG001
    return Check(
        expression(found.raw_expr),
        found.conname or None,
        validated=not found.skip_validation,
        enforced=found.is_enforced,
        no_inherit=found.is_no_inherit,
        columns=columns_in(found.raw_expr),
    )


def _exclusion(found: pb.Constraint, columns: tuple[str, ...]) -> Exclusion:  # noqa: ARG001
    deferred = (found.deferrable, found.initdeferred)
    return Exclusion("", found.conname or None, found.access_method, None, (), *deferred)


def _foreign_key(found: pb.Constraint, columns: tuple[str, ...]) -> ForeignKey:
    return ForeignKey(
        strings(found.fk_attrs) or columns,
        relation(found.pktable),
        strings(found.pk_attrs),
        found.conname or None,
        on_delete=_ACTIONS.get(found.fk_del_action),
        on_update=_ACTIONS.get(found.fk_upd_action),
        deferrable=found.deferrable,
        initially_deferred=found.initdeferred,
        validated=not found.skip_validation,
        enforced=found.is_enforced,
    )


def _not_null(found: pb.Constraint, columns: tuple[str, ...]) -> Check:
    said = f"{quote(columns[0])} IS NOT NULL"
    validated = not found.skip_validation
    return Check(said, found.conname or None, validated=validated, columns=columns)


_CONSTRAINTS: dict[str, Callable[[pb.Constraint, tuple[str, ...]], Constraint]] = {
    "CONSTR_PRIMARY": _primary_key,
    "CONSTR_UNIQUE": _unique,
    "CONSTR_CHECK": _check,
    "CONSTR_FOREIGN": _foreign_key,
    "CONSTR_EXCLUSION": _exclusion,
    "CONSTR_NOTNULL": _not_null,
}


def columns_in(node: pb.Node) -> tuple[str, ...]:
    """Return the names of the columns that an expression reads, each once."""
    from postgast import pg_query_pb2, walk

    found: dict[str, None] = {}
    for _, one in walk(node):
        if isinstance(one, pg_query_pb2.ColumnRef) and one.fields:
            found[one.fields[-1].string.sval] = None
    return tuple(name for name in found if name)


def index(found: pb.IndexStmt) -> Index:
    """Return the index that a statement makes; its name is empty where the server chooses it."""
    where = found.where_clause if found.HasField("where_clause") else None
    return Index(
        found.idxname,
        tuple(_part(node.index_elem) for node in found.index_params),
        unique=found.unique,
        where=None if where is None else expression(where),
        include=tuple(node.index_elem.name for node in found.index_including_params),
        method=found.access_method or None,
        nulls_not_distinct=found.nulls_not_distinct,
    )


def _part(element: pb.IndexElem) -> IndexPart:
    return IndexPart(
        element.name or None,
        None if element.name else expression(element.expr),
        descending=word(element, "ordering") == "SORTBY_DESC",
        collation=".".join(strings(element.collation)) or None,
        operator_class=".".join(strings(element.opclass)) or None,
    )


def option(found: Any) -> tuple[str, str]:
    """Return the name and the value of a definition's element, such as fillfactor = 70."""
    if not found.HasField("arg"):
        return found.defname, ""
    kind, value = inner(found.arg)
    reader = _VALUES.get(kind)
    return found.defname, kind if reader is None else reader(value)


_VALUES: dict[str, Callable[[Any], str]] = {
    "string": lambda value: str(value.sval),
    "integer": lambda value: str(value.ival),
    "boolean": lambda value: str(value.boolval).lower(),
    "float": lambda value: str(value.fval),
    "type_name": lambda value: ".".join(strings(value.names)),
    "list": lambda value: ".".join(strings(value.items)),
}
