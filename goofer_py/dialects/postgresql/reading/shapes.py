"""What a replacement in place has to leave as it is: columns of views, arguments of functions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from goofer_py.dialects.postgresql.quoting import quote
from goofer_py.dialects.postgresql.reading.nodes import relation, strings, type_text, word

if TYPE_CHECKING:  # Comes with the extra lint.
    from postgast import pg_query_pb2 as pb

_GOING_IN = ("FUNC_PARAM_IN", "FUNC_PARAM_INOUT", "FUNC_PARAM_VARIADIC", "FUNC_PARAM_DEFAULT")
_SIZES = re.compile(r"\([^)]*\)")


def signature(found: pb.CreateFunctionStmt) -> str:
    """Return the types of the arguments by which a function is told from others of its name."""
    parameters = (node.function_parameter for node in found.parameters)
    return _types(one.arg_type for one in parameters if word(one, "mode") in _GOING_IN)


def dropped_signature(node: pb.Node) -> str | None:
    """Return the argument types that DROP FUNCTION names; None where it names none."""
    if not node.HasField("object_with_args") or node.object_with_args.args_unspecified:
        return None
    return _types(one.type_name for one in node.object_with_args.objargs)


def _types(types: Iterable[pb.TypeName]) -> str:
    return ", ".join(_SIZES.sub("", type_text(one)) for one in types)


def view_columns(found: pb.ViewStmt) -> list[str]:
    """Return the columns of a view, each with its type where the query says it.

    A column that is one of a table has `=table.column` instead, all of those of a table are
    `*=table`. Nothing is returned where the names are not known.
    """
    query = found.query.select_stmt
    tables = {} if query.HasField("larg") else _tables(query)
    while query.HasField("larg"):  # The first of a UNION gives the names, and not the types.
        query = query.larg
    columns = []
    for node in query.target_list:
        column = _column(node.res_target, tables)
        if column is None:
            return []
        columns.append(column)
    for place, name in enumerate(strings(found.aliases)[: len(columns)]):
        if columns[place].startswith("*"):
            return []
        columns[place] = f"{quote(name)} {columns[place].partition(' ')[2]}".strip()
    return columns


def _tables(query: pb.SelectStmt) -> dict[str, str]:
    """Return the tables that the query reads alone, by what it calls them."""
    found = {}
    for node in query.from_clause:
        if not node.HasField("range_var"):
            return {}
        one = node.range_var
        found[one.alias.aliasname or one.relname] = str(relation(one))
    return found


def _column(target: pb.ResTarget, tables: dict[str, str]) -> str | None:
    kind = target.val.WhichOneof("node")
    if kind == "column_ref":
        fields = target.val.column_ref.fields
        if fields[-1].HasField("a_star"):
            return f"*={next(iter(tables.values()))}" if len(tables) == 1 else None
        names = strings(fields)
        called = names[-2] if len(names) > 1 else next(iter(tables), "")
        known = called in tables and (len(names) > 1 or len(tables) == 1)
        source = f" ={tables[called]}.{names[-1]}" if known else ""
        return quote(target.name or names[-1]) + source
    if kind == "type_cast":
        cast = target.val.type_cast
        inner = cast.arg.column_ref.fields if cast.arg.HasField("column_ref") else ()
        name = target.name or next(iter(strings(inner)[-1:]), "")
        return f"{quote(name)} {type_text(cast.type_name)}" if name else None
    if kind == "func_call" and not target.name:
        return quote(strings(target.val.func_call.funcname)[-1])
    return quote(target.name) if target.name else None
