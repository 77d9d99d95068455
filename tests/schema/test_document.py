"""A schema as JSON and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from goofer_py.schema import (
    Check,
    Column,
    ForeignKey,
    Identity,
    Index,
    IndexPart,
    Name,
    PrimaryKey,
    Schema,
    SchemaObject,
    Table,
    Type,
    Unmanaged,
    Use,
)
from goofer_py.schema.document import from_document, to_document
from tests.strategies import schemas


@given(schemas())
def test_a_schema_comes_back_from_json_as_it_was(schema: Schema) -> None:
    back = from_document(json.loads(json.dumps(to_document(schema))))
    assert back == schema
    assert [t.column_names for t in back.tables] == [t.column_names for t in schema.tables]


WHOLE = Schema(
    tables=(
        Table(
            Name("users", "app"),
            (
                Column("id", Type("bigint"), False, identity=Identity("always", start=5)),
                Column("moods", Type("[]", enum=Name("mood", "app"))),
            ),
            PrimaryKey(("id",), "users_pkey", include=("moods",)),
            foreign_keys=(ForeignKey(("id",), Name("x"), ("y",), auto_named=True),),
            checks=(Check("id > 0", columns=("id",)),),
            indexes=(
                Index("ix", (IndexPart(expression="lower(id)", nulls_first=False),), where="true"),
            ),
            options=(("fillfactor", "70"),),
        ),
    ),
    objects=(
        SchemaObject("view", Name("v"), "SELECT 1", uses=(Use("table", Name("users"), "id"),)),
        SchemaObject("trigger", Name("t"), "CREATE TRIGGER ...", Name("users", "app")),
    ),
    unmanaged=(Unmanaged("function", Name("f")),),
)


def test_every_field_survives_those_that_do_not_compare_included() -> None:
    back = from_document(json.loads(json.dumps(to_document(WHOLE))))
    assert repr(back) == repr(WHOLE)


def test_defaults_are_left_out_and_names_are_plain_in_the_default_schema() -> None:
    schema = Schema((Table(Name("t"), (Column("a", Type("text")),)),))
    assert to_document(schema) == {
        "format": 1,
        "tables": [{"name": "t", "columns": [{"name": "a", "type": {"text": "text"}}]}],
    }


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({}, "format 1"),
        ({"format": 2}, "format 1"),
        ({"format": 1, "table": []}, "Schema has no table"),
        ({"format": 1, "tables": {}}, "expected a list"),
        ({"format": 1, "tables": ["t"]}, "expected an object"),
        ({"format": 1, "namespaces": [1]}, "expected str"),
    ],
)
def test_a_document_of_another_shape_is_refused(document: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        from_document(document)
