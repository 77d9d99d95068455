"""What becomes of values when a column changes its type."""

from __future__ import annotations

from goofer_py.dialects.postgresql.defaults import NUMBERS, TEXTS, WHOLE
from goofer_py.dialects.postgresql.quoting import qualified, quote
from goofer_py.dialects.postgresql.types import TypeParts, parse
from goofer_py.operations import AlterTable
from goofer_py.schema import Column, Table, Type

_MOMENTS = frozenset(("date", "timestamp without time zone", "timestamp with time zone"))
_TIMES = frozenset(("time without time zone", "time with time zone"))
_STRINGS = TEXTS | {"citext", "name"}
_WHOLE_DIGITS = {"smallint": 5, "integer": 10, "bigint": 19}
_EXACT_IN_DOUBLE = frozenset(("smallint", "integer", "real"))

# Groups in which the server assigns every type to every other, by pg_cast.
_ASSIGNABLE = (
    NUMBERS,
    _STRINGS,
    _MOMENTS,
    _TIMES,
    frozenset(("json", "jsonb")),
    frozenset(("inet", "cidr")),
    frozenset(("macaddr", "macaddr8")),
    frozenset(("bit", "bit varying")),
)
_ASSIGNABLE_PAIRS = frozenset(
    (
        *((moment, time) for moment in _MOMENTS - {"date"} for time in _TIMES),
        ("time without time zone", "interval"),
        ("interval", "time without time zone"),
        ("integer", "money"),
        ("bigint", "money"),
        ("numeric", "money"),
        ("money", "numeric"),
        ("integer", "oid"),
        ("bigint", "oid"),
        ("oid", "integer"),
        ("oid", "bigint"),
    )
) - {("timestamp without time zone", "time with time zone")}


def conversion(before: Column, after: Column) -> str | None:
    """Return what to write after USING, None where the server assigns by itself."""
    if _is_assigned(before.type, after.type):
        return None
    return _converted(quote(before.name), before.type, after.type)


def whole(value: str, before: Type, after: Type) -> str | None:
    """Return `value` as a whole number where it is one, be it written with a point.

    `value` may be a text. Any other fails. None where no number with a point becomes a whole one.
    """
    old, new = parse(before.text), parse(after.text)
    if old.name not in NUMBERS - WHOLE or new.name not in WHOLE or old.array or new.array:
        return None
    number = f"{value}::numeric"
    return f"CASE WHEN {number} = trunc({number}) THEN trunc({number})::text ELSE {value}::text END"


def misfit(before: Column, after: Column) -> str | None:
    """Return a condition that holds for values that do not come back from the new type."""
    if before.type == after.type or _always_fits(before.type, after.type):
        return None
    column = quote(before.name)
    there = _converted(column, before.type, after.type)
    back = _converted(f"({there})", after.type, before.type)
    return f"({back})::text IS DISTINCT FROM {column}::text"


def spelled(type_: Type) -> str:
    """Return the type as SQL."""
    return type_.text if type_.enum is None else qualified(type_.enum) + type_.text


def _is_assigned(before: Type, after: Type) -> bool:
    if after.enum is not None:
        return before == after
    new = parse(after.text)
    if before.enum is not None:
        return not new.array and new.name in _STRINGS and not before.text
    old = parse(before.text)
    if old.array != new.array:
        # Any value can be assigned to a string; the one text in an array is another matter.
        return new.name in _STRINGS and not new.array and old.name not in _STRINGS
    if new.name in _STRINGS and not new.array:
        return True
    return old.name == new.name or _is_assignable(old.name, new.name)


def _is_assignable(before: str, after: str) -> bool:
    if (before, after) in _ASSIGNABLE_PAIRS:
        return True
    return any(before in group and after in group for group in _ASSIGNABLE) and "oid" not in (
        before,
        after,
    )


def _converted(value: str, before: Type, after: Type) -> str:
    """Return `value`, an expression of one type, as an explicit expression of the other."""
    old, new = _parts(before), _parts(after)
    target = spelled(after)
    if new.array and not old.array:
        element = _converted(value, before, _element(after))
        return f"CASE WHEN {value} IS NOT NULL THEN ARRAY[{element}] END"
    if _is_assigned(before, after):
        return f"{value}::{target}"
    if old.array and not new.array:
        return _converted(f"({value})[1]", _element(before), after)
    if old.name == "boolean" and new.name in NUMBERS:
        return f"{value}::integer" + ("" if new.name == "integer" else f"::{target}")
    if old.name in NUMBERS and new.name == "boolean":
        return f"{value} <> 0"
    # By way of text, which every type can be written as and read from.
    by_way_of = "" if old.name in TEXTS and not old.array else "::text" + "[]" * old.array
    return f"{value}{by_way_of}::{target}"


def _element(array: Type) -> Type:
    return Type(array.text.removesuffix("[]"), array.enum)


def _parts(type_: Type) -> TypeParts:
    if type_.enum is None:
        return parse(type_.text)
    return TypeParts(qualified(type_.enum), array=bool(type_.text))


def _always_fits(before: Type, after: Type) -> bool:
    if after.enum is not None:
        return False
    old, new = _parts(before), parse(after.text)
    if new.name in ("text", "character varying") and not new.array:
        return _text_fits(before, after)
    if old.array != new.array or before.enum is not None:
        return False
    if old.name in NUMBERS and new.name in NUMBERS:
        return _number_fits(old, new)
    if old.name == new.name:
        return old.arguments == new.arguments or _length(old) <= _length(new)
    return {old.name, new.name} in ({"json", "jsonb"}, {"inet", "cidr"}) or (
        old.name == "date" and new.name in _MOMENTS
    )


def _text_fits(before: Type, after: Type) -> bool:
    old, new = _parts(before), parse(after.text)
    if not new.arguments:
        return not old.array or _is_assigned(before, after)
    return not old.array and old.name in TEXTS and _length(old) <= _length(new)


def _number_fits(old: TypeParts, new: TypeParts) -> bool:
    digits = _digits(old)
    if old.name == new.name != "numeric":
        return True
    if new.name == "double precision":
        return old.name in _EXACT_IN_DOUBLE
    if new.name == "numeric":
        return not new.arguments or (
            digits is not None and all(a <= b for a, b in zip(digits, _scale(new), strict=True))
        )
    old_digits, new_digits = (_WHOLE_DIGITS.get(p.name) for p in (old, new))
    return old_digits is not None and new_digits is not None and old_digits <= new_digits


def _digits(parts: TypeParts) -> tuple[int, int] | None:
    """Return how many digits there can be before and after the point."""
    if parts.name in _WHOLE_DIGITS:
        return _WHOLE_DIGITS[parts.name], 0
    return _scale(parts) if parts.name == "numeric" and parts.arguments else None


def _scale(parts: TypeParts) -> tuple[int, int]:
    precision, scale = map(int, parts.arguments)
    return precision - scale, scale


def _length(parts: TypeParts) -> float:
    """Return the length or precision; that of other arguments is no number, so nothing fits it."""
    if not parts.arguments:
        return float("inf")
    return int(parts.arguments[0]) if parts.arguments[0].isdigit() else float("nan")


def respelled(before: Column, after: Column) -> str | None:  # noqa: ARG001
    """Return nothing: what survives a conversion reads as it did."""
    return None


def limits_of_options(operation: AlterTable, table: Table) -> tuple[str, ...]:  # noqa: ARG001
    """Return nothing: no option of a table changes what is in it."""
    return ()
