from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import goofer_py

STUB = Path(goofer_py.__file__).with_suffix(".pyi")


@pytest.mark.parametrize("name", goofer_py.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(goofer_py, name) is not None
    assert name in dir(goofer_py)


def test_type_checkers_see_the_names_where_they_are() -> None:
    tree = ast.parse(STUB.read_text())
    imported = {
        alias.asname: node.module
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert {*imported, "__version__"} == set(goofer_py.__all__)
    for name, module in imported.items():
        assert module is not None
        assert getattr(import_module(module), str(name)) is getattr(goofer_py, str(name))


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    wrong = "Migrater"
    with pytest.raises(AttributeError, match="no attribute 'Migrater'"):
        getattr(goofer_py, wrong)


def test_importing_the_package_imports_nothing_else() -> None:
    code = "import sys, goofer_py; print([m for m in sys.modules if m.startswith('goofer_py.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
