"""Rows of JSON and YAML files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from goofer_py.errors import FileError, UsageError
from goofer_py.migrate.files import read_text
from goofer_py.migrate.merge import Row

_ROWS = "rows"

Document = tuple[Mapping[str, Any], list[Row]]
"""What a file declares beside its rows, and the rows."""


def json_document(path: Path) -> Document:
    """Return a list of objects, or one object with such a list as its rows; raises FileError.

    Numbers keep all of their digits.
    """
    try:
        whole = json.loads(read_text(path).removeprefix("\ufeff"), parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise FileError(
            f"the file is not JSON: {error.msg}.", path=path, line=error.lineno, column=error.colno
        ) from None
    members = dict(whole) if isinstance(whole, dict) else {_ROWS: whole}
    rows = members.pop(_ROWS, None)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _no_rows(path)
    return members, [Row(number, row) for number, row in enumerate(rows, 1)]


def yaml_document(path: Path) -> Document:
    """Return the same from YAML; raises FileError, and UsageError without PyYAML.

    Values are text, which the column's type reads: NO is Norway, and 1.10 keeps its zero. Without
    quotes, null, ~ and nothing are NULL. Lists and mappings inside of a row are as in all YAML.
    """
    try:
        import yaml
    except ImportError:
        raise UsageError(
            f"{path} is read with PyYAML, which is not installed. Nothing was run.",
            hint="pip install 'goofer-py[yaml]'",
        ) from None
    text, loader = read_text(path), None
    try:
        loader = yaml.SafeLoader(text)
        return _document(loader, loader.get_single_node(), path)
    except yaml.YAMLError as error:
        raise _not_yaml(error, path) from None
    finally:
        if loader is not None:
            loader.dispose()


def _document(loader: Any, node: Any, path: Path) -> Document:
    members: dict[str, Any] = {}
    if node is not None and node.id == "mapping":
        pairs = {key.value: value for key, value in node.value}
        node = pairs.pop(_ROWS, None)
        members = {key: loader.construct_object(value, deep=True) for key, value in pairs.items()}
    if node is None or node.id != "sequence" or any(row.id != "mapping" for row in node.value):
        raise _no_rows(path)
    rows = []
    for row in node.value:
        loader.flatten_mapping(row)
        if any(key.id != "scalar" for key, _ in row.value):
            raise _no_rows(path)
        values = {key.value: _value(loader, value) for key, value in row.value}
        rows.append(Row(row.start_mark.line + 1, values))
    return members, rows


def _not_yaml(error: Any, path: Path) -> FileError:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or error
    return FileError(
        f"the file is not YAML: {said}.",
        path=path,
        line=mark.line + 1 if mark else None,
        column=mark.column + 1 if mark else None,
    )


def _value(loader: Any, node: Any) -> object:
    if node.id != "scalar":
        found: object = loader.construct_object(node, deep=True)
        return found
    plain = node.style is None and node.tag == "tag:yaml.org,2002:null"
    return None if plain else node.value


def _no_rows(path: Path) -> FileError:
    return FileError(
        "the rows are a list of objects, at the top or as its member rows. Nothing of it ran.",
        path=path,
        hint='[{"code": "EUR", "name": "Euro"}]',
    )
