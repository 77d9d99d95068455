"""Indexes and their parts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import (
    BinaryExpression,
    ColumnClause,
    Grouping,
    Label,
    TextClause,
    UnaryExpression,
    _label_reference,
    _textual_label_reference,
)

from goofer_py.entities.reading.descent import said_options
from goofer_py.entities.reading.said import said_by
from goofer_py.entities.reading.target import Target
from goofer_py.schema import Index, IndexPart

_NULLS = re.compile(r"\s+NULLS\s+(FIRST|LAST)\s*\Z", re.IGNORECASE)
_ORDER = re.compile(r"\s+(ASC|DESC)\s*\Z", re.IGNORECASE)
_WORD = r'(?:"(?:[^"]|"")+"|[^\W\d][\w$]*)'
_COLUMN = re.compile(
    rf"(?P<column>{_WORD})(?:\s+COLLATE\s+(?P<collation>{_WORD}))?(?:\s+(?P<operators>{_WORD}))?\Z",
    re.IGNORECASE,
)
_CALL = re.compile(rf"(?P<call>.*\))\s+(?P<operators>{_WORD})\Z", re.DOTALL)


def read_index(index: sa.Index, table: sa.Table, target: Target) -> Index:
    """Return an index as the target's server would have it."""
    operator_classes: Mapping[str, str] = target.option(index, "ops", {})
    lengths = target.option(index, "length", {})
    parts = tuple(
        _with_length(_part(expression, operator_classes, table, target), lengths)
        for expression in index.expressions
    )
    where = target.option(index, "where")
    condition = None if where is None else target.sql(target.clause(where))
    texts = [text for text in (condition, *(part.expression for part in parts)) if text]
    method = target.option(index, "prefix") or target.option(index, "using")
    parser = target.option(index, "with_parser")
    options = (
        *storage_parameters(target.option(index, "with", {})),
        *said_options(index, target),
    )
    return Index(
        name=target.constraint_name(index) or "",
        parts=parts,
        unique=bool(index.unique),
        where=condition,
        include=target.included(index, table),
        method=str(method).lower() if method else None,
        options=options if parser is None else (*options, ("parser", str(parser))),
        nulls_not_distinct=bool(target.option(index, "nulls_not_distinct", False)),
        comment=_comment(index, target),
        columns=target.reads(texts, table) if texts else (),
    )


def _comment(index: sa.Index, target: Target) -> str | None:
    said = said_by(index).get("comment")
    return (said or None) if target.capabilities.comments else None


def _with_length(part: IndexPart, lengths: int | Mapping[str, int]) -> IndexPart:
    """Return the part with the length of its prefix: one for all, or by column."""
    length = lengths.get(part.column or "") if isinstance(lengths, Mapping) else lengths
    return replace(part, length=length) if length is not None and part.column else part


def storage_parameters(given: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Return WITH (...) as sorted pairs of text."""
    return tuple(sorted((str(key), _parameter(value)) for key, value in given.items()))


def _parameter(value: object) -> str:
    if value is None:
        return "true"
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(slots=True)
class _Peeled:
    """An index key while what stands around the expression is taken off it."""

    expression: Any
    part: IndexPart


def _part(
    expression: Any, operator_classes: Mapping[str, str], table: sa.Table, target: Target
) -> IndexPart:
    key = getattr(expression, "key", None)
    if isinstance(expression, sa.Column):  # what most indexes are made of
        name = target.identifier(expression.name)
        return IndexPart(name, operator_class=operator_classes.get(key or ""))
    peeled = _Peeled(expression, IndexPart(operator_class=operator_classes.get(key or "")))
    while _peel(peeled):
        pass
    inner = peeled.expression
    if isinstance(inner, ColumnClause) and not inner.is_literal:
        return replace(peeled.part, column=target.identifier(inner.name))
    if isinstance(inner, ColumnClause | TextClause | str):
        return _from_text(target.sql(target.clause(inner)), peeled.part, table, target)
    return replace(peeled.part, expression=target.sql(inner.self_group()))


def _peel(peeled: _Peeled) -> bool:
    """Take one layer off; whether there was one."""
    match peeled.expression:
        case UnaryExpression(modifier=modifier, element=element) if modifier in _MODIFIERS:
            peeled.part = replace(peeled.part, **_MODIFIERS[modifier])
        case BinaryExpression(operator=operators.collate, left=element, right=right):
            peeled.part = replace(peeled.part, collation=_collation(right))
        case Label(element=element) | _label_reference(element=element):
            pass
        case _textual_label_reference(element=element):
            pass
        case Grouping(element=element) if _goes_on(element):
            pass
        case _:
            return False
    peeled.expression = element
    return True


_MODIFIERS: dict[Any, dict[str, Any]] = {
    operators.asc_op: {"descending": False},
    operators.desc_op: {"descending": True},
    operators.nulls_first_op: {"nulls_first": True},
    operators.nulls_last_op: {"nulls_first": False},
}


def _goes_on(element: Any) -> bool:
    """Whether brackets only hold together what is peeled off next, or a plain column or text."""
    match element:
        case UnaryExpression(modifier=modifier):
            return modifier in _MODIFIERS
        case BinaryExpression(operator=operator):
            return operator is operators.collate
        case _:
            return isinstance(element, ColumnClause | TextClause | Label)


def _collation(clause: Any) -> str:
    schema = getattr(clause, "collation_schema", None)
    return f"{schema}.{clause.collation}" if schema else str(clause.collation)


def _from_text(text: str, part: IndexPart, table: sa.Table, target: Target) -> IndexPart:
    """Read what a person wrote as text: `created_at DESC`, `lower(mail) text_pattern_ops`."""
    rest, part = _ordered(text.strip(), part)
    names = {column.name for column in table.columns}
    column = _COLUMN.match(rest)
    if column is not None and (name := _plain(column["column"], names)) in names:
        return replace(
            part,
            column=target.identifier(name),
            collation=_bare(column["collation"]) or part.collation,
            operator_class=column["operators"] or part.operator_class,
        )
    call = _CALL.match(rest)
    if call is not None:
        return replace(part, expression=call["call"], operator_class=call["operators"])
    return replace(part, expression=rest)


def _ordered(text: str, part: IndexPart) -> tuple[str, IndexPart]:
    if nulls := _NULLS.search(text):
        text = text[: nulls.start()]
        part = replace(part, nulls_first=nulls[1].upper() == "FIRST")
    if order := _ORDER.search(text):
        text = text[: order.start()]
        part = replace(part, descending=order[1].upper() == "DESC")
    return text, part


def _plain(word: str, names: set[str]) -> str:
    """Return the column that `word` names: as quoted, else as written or in lower case."""
    if word.startswith('"'):
        return _bare(word) or ""
    return word if word in names else word.lower()


def _bare(word: str | None) -> str | None:
    if word is None or not word.startswith('"'):
        return word
    return word[1:-1].replace('""', '"')
