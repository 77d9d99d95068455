"""What documents have to be like, made of a pydantic or SQLModel class."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]

_TYPES: Mapping[str, Any] = {
    "string": "string",
    "integer": ["int", "long"],
    "number": "number",
    "boolean": "bool",
    "array": "array",
    "object": "object",
    "null": "null",
}
_FORMATS: Mapping[str, Any] = {
    "date-time": "date",
    "date": ["date", "string"],
    "binary": "binData",
    "uuid": ["binData", "string"],
}
"""The formats of texts that the driver writes as something else, or may."""
_AS_THEY_ARE = (
    *("bsonType", "title", "description", "enum", "required", "pattern", "multipleOf"),
    *("minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "uniqueItems"),
    *("minProperties", "maxProperties"),
)
_BOUNDS = (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))
_SINGLE = ("not", "items", "additionalProperties")
_SEVERAL = ("anyOf", "allOf", "oneOf")
_NAMED = ("properties", "patternProperties")


def validator_of(given: Any) -> Schema | None:
    """Return what is given as it is, or what the server checks for a pydantic or SQLModel class."""
    describe: Callable[[], Schema] | None = getattr(given, "model_json_schema", None)
    if describe is None:
        found: Schema | None = given
        return found
    return {"$jsonSchema": server_schema(describe())}


def server_schema(schema: Schema) -> dict[str, Any]:
    """Return a JSON schema in the words that MongoDB has: its types, and nothing referred to.

    Of a class within itself it is checked that it is a document, and nothing of its inside.
    """
    made: dict[str, Any] = _made(schema, schema.get("$defs", {}), ())
    if made.get("additionalProperties") is False:
        # Every document has one, whether the class tells of it or not.
        made["properties"] = {"_id": {}, **made.get("properties", {})}
    return made


def _made(schema: Any, known: Schema, within: Sequence[str]) -> Any:
    if not isinstance(schema, Mapping):
        return schema
    if (name := str(schema.get("$ref", "")).rpartition("/")[2]) and name in within:
        return _typed(known[name])
    if name:
        return _made({**known[name], **_without_reference(schema)}, known, (*within, name))
    made = {word: schema[word] for word in _AS_THEY_ARE if word in schema}
    made.update(_typed(schema))
    if "const" in schema:
        made["enum"] = [schema["const"]]
    for exclusive, bound in _BOUNDS:
        if exclusive in schema:
            made |= {bound: schema[exclusive], exclusive: True}
    made.update(_inside(schema, known, within))
    return made


def _without_reference(schema: Schema) -> dict[str, Any]:
    return {word: one for word, one in schema.items() if word != "$ref"}


def _typed(schema: Schema) -> dict[str, Any]:
    kind = schema.get("type")
    if kind is None or "bsonType" in schema:
        return {}
    found = _FORMATS.get(schema.get("format", "")) if kind == "string" else None
    return {"bsonType": found or _TYPES[kind]}


def _inside(schema: Schema, known: Schema, within: Sequence[str]) -> dict[str, Any]:
    """Return what a schema says of what is inside of a value."""
    made: dict[str, Any] = {
        word: _made(schema[word], known, within) for word in _SINGLE if word in schema
    }
    for word in _SEVERAL:
        if word in schema:
            made[word] = [_made(one, known, within) for one in schema[word]]
    for word in _NAMED:
        if word in schema:
            made[word] = {key: _made(one, known, within) for key, one in schema[word].items()}
    if "prefixItems" in schema:
        made["items"] = [_made(one, known, within) for one in schema["prefixItems"]]
    return made
