"""One thing of a schema as text that a person reads, with all that it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from goofer_py.cli.schema_text import schema_lines
from goofer_py.schema import Column, Schema, SchemaObject, Table
from goofer_py.schema.document import written

_SAID = ("name", "table", "kind", "auto_named", "definition", "uses", "shape")
"""What stands before the definition, is a line of its own, or says nothing to a person."""


def definition_lines(piece: object) -> Iterator[str]:
    """Yield the definition: a table as `goofer inspect` shows it, the rest as words and values."""
    if piece is None:
        return
    if isinstance(piece, Table) and piece.columns:
        yield from (line for line in schema_lines(Schema(tables=(piece,))) if line)
        return
    document = written(piece)
    if not isinstance(document, Mapping):
        yield str(document)
        return
    if isinstance(piece, Column):
        document = {"nullable": True, **document}
    words = [f"{_word(key)} {_value(v)}" for key, v in document.items() if key not in _SAID]
    if words:
        yield ", ".join(words)
    text = document.get("definition") or ""
    yield from (line for line in str(text).splitlines() if line.strip())
    if not words and not text:
        yield "there" if isinstance(piece, SchemaObject | Table) else "there, without options"


def _word(key: str) -> str:
    return key.replace("_", " ")


def _value(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case Mapping() if set(value) == {"text"}:
            return str(value["text"])
        case Mapping():
            return " ".join(f"{_word(k)} {_value(v)}" for k, v in value.items())
        case list():
            return f"({', '.join(map(_value, value))})"
        case _:
            return str(value)
