"""Entities and engines in a parsed Python module."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

_MARKS = ("sqlalchemy", "sqlmodel", "goofer_py", "__tablename__", "Mapped[", "table=True")
_COLUMNS = ("mapped_column", "Column")
_OBJECTS = (
    "CompositeType",
    "Domain",
    "EnumType",
    "EventTrigger",
    "Extension",
    "Function",
    "Grant",
    "Namespace",
    "Object",
    "Policy",
    "Procedure",
    "Rule",
    "Trigger",
    "View",
)
_ENGINES = ("create_engine", "create_async_engine")


def may_declare(text: str) -> bool:
    """Whether parsing the module is worth while."""
    return any(mark in text for mark in _MARKS)


def count_entities(tree: ast.Module) -> int:
    """Return how many tables the module declares, as classes or as Table(...), and objects."""
    classes = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    tables = (node.value for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign))
    found = sum(map(_is_entity, classes)) + sum(_calls(value, ("Table",)) for value in tables)
    return found + sum(_objects(tree))


def _objects(tree: ast.Module) -> Iterator[bool]:
    """Yield for each value at the top of the module whether it is a view, function or the like."""
    names = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "goofer_py"
        for alias in node.names
        if alias.name in _OBJECTS
    }
    modules = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name == "goofer_py"
    }
    for node in tree.body:
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr) else None
        if isinstance(value, ast.Call):
            called = value.func
            if isinstance(called, ast.Attribute):
                yield called.attr in _OBJECTS and _name(called.value) in modules
            else:
                yield _name(called) in names


def engine_urls(tree: ast.Module) -> list[str]:
    """Return the URLs that are written out where an engine is made."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args)
    urls = (node.args[0] for node in calls if _called(node) in _ENGINES)
    return [
        url.value
        for url in urls
        if isinstance(url, ast.Constant) and isinstance(url.value, str) and _is_lasting(url.value)
    ]


def _is_lasting(url: str) -> bool:
    return re.search("://.*[^/]", url) is not None and ":memory:" not in url


def _is_entity(node: ast.ClassDef) -> bool:
    decorated = any(_name(decorator) == "entity" for decorator in node.decorator_list)
    model = any(
        word.arg == "table" and isinstance(word.value, ast.Constant) and word.value.value is True
        for word in node.keywords
    )
    return decorated or model or any(map(_is_table_part, node.body))


def _is_table_part(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Assign):
        names = [target.id for target in statement.targets if isinstance(target, ast.Name)]
        named = "__tablename__" in names or "__table__" in names
        return named or ("__abstract__" not in names and _calls(statement.value, _COLUMNS))
    if isinstance(statement, ast.AnnAssign):
        annotation = statement.annotation
        return isinstance(annotation, ast.Subscript) and _name(annotation.value) == "Mapped"
    return False


def _calls(value: ast.expr | None, names: tuple[str, ...]) -> bool:
    return isinstance(value, ast.Call) and _called(value) in names


def _called(node: ast.Call) -> str:
    return _name(node.func)


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return _name(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
