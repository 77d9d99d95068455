"""The mapping of the documents of a pydantic or SQLModel class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from goofer_py.errors import EntityError

Schema = Mapping[str, Any]

KEY = "x-search"
"""Where the JSON schema of a class says how a field is to be mapped."""
_TEXT = {"type": "text", "fields": {"keyword": {"type": "keyword", "ignore_above": 256}}}
_TYPES: Mapping[str, Any] = {
    "string": _TEXT,
    "integer": {"type": "long"},
    "number": {"type": "double"},
    "boolean": {"type": "boolean"},
    "object": {"type": "object"},
}
_KEYWORD, _DATE, _IP = ({"type": one} for one in ("keyword", "date", "ip"))
_FORMATS: Mapping[str, Any] = {
    **dict.fromkeys(("date-time", "date"), _DATE),
    **dict.fromkeys(("ipv4", "ipv6", "ipvanyaddress"), _IP),
    **dict.fromkeys(("uuid", "time", "duration", "email", "uri"), _KEYWORD),
    "binary": {"type": "binary"},
}


def properties_of(cls: Any) -> dict[str, Any]:
    """Return the fields of a class as a mapping has them.

    Texts are searched by words, and found as a whole by their subfield `keyword`, as the server
    maps what nobody declares. Raises EntityError for a field that may be of several types.
    """
    schema = cls.model_json_schema()
    return _Reading(cls.__name__, schema.get("$defs", {})).properties(schema, "", ())


class _Reading:
    """Reads the schema of one class."""

    def __init__(self, name: str, known: Schema) -> None:
        self._name = name
        self._known = known

    def properties(self, schema: Schema, path: str, within: Sequence[str]) -> dict[str, Any]:
        return {
            name: self._field(one, f"{path}{name}", within)
            for name, one in schema.get("properties", {}).items()
        }

    def _field(self, schema: Schema, path: str, within: Sequence[str]) -> dict[str, Any]:
        if KEY in schema:
            return dict(schema[KEY])
        if name := str(schema.get("$ref", "")).rpartition("/")[2]:
            # Of a class within itself, the inside is left to the documents.
            inner = {"type": "object"} if name in within else self._known[name]
            return self._field(inner, path, (*within, name))
        if several := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
            return self._one(several, path, within)
        if schema.get("type") == "array":
            return self._field(schema.get("items", {}), path, within)
        if "properties" in schema:
            return {"properties": self.properties(schema, f"{path}.", within)}
        return self._plain(schema, path)

    def _one(self, several: Sequence[Schema], path: str, within: Sequence[str]) -> dict[str, Any]:
        found = [self._field(one, path, within) for one in several if one.get("type") != "null"]
        if any(one != found[0] for one in found):
            raise self._unclear(path)
        return found[0]

    def _plain(self, schema: Schema, path: str) -> dict[str, Any]:
        if "enum" in schema or "const" in schema:
            texts = all(isinstance(one, str) for one in schema.get("enum", [schema.get("const")]))
            schema = {"type": "string", "format": "uuid"} if texts else schema
        kind = schema.get("type")
        found = _FORMATS.get(schema.get("format", "")) if kind == "string" else None
        made = found or _TYPES.get(str(kind))
        if made is None:
            raise self._unclear(path)
        return dict(made)

    def _unclear(self, path: str) -> EntityError:
        return EntityError(
            f"{self._name}.{path} may be of several types, or of any: it has no mapping.",
            hint=f"say which: {path.rpartition('.')[2]}: Annotated[..., mapped('keyword')]",
        )
