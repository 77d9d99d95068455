from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from goofer_py.entities.discover import import_module, import_modules
from goofer_py.errors import ImportFailed, UnknownModule

Write = Callable[..., Path]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Write]:
    """Give a way to write modules of a project, which are forgotten when the test ends."""
    path, known = list(sys.path), set(sys.modules)

    def write(name: str, text: str = "") -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text), encoding="utf-8")
        return tmp_path

    yield write
    sys.path[:] = path
    for name in set(sys.modules) - known:
        del sys.modules[name]


def _names(folder: Path, *modules: str) -> list[str]:
    return [module.__name__ for module in import_modules(modules, [folder])]


def test_module_is_imported_from_the_projects_folder(project: Write) -> None:
    folder = project("entities_one.py", "x = 1")
    (module,) = import_modules(["entities_one"], [folder])
    assert vars(module)["x"] == 1
    assert sys.path[0] == str(folder.resolve())
    import_modules(["entities_one"], [folder])
    assert sys.path.count(str(folder.resolve())) == 1


def test_module_is_found_in_a_src_folder_too(project: Write) -> None:
    project("src/srcapp/__init__.py")
    folder = project("src/srcapp/models.py")
    assert _names(folder, "srcapp.models") == ["srcapp.models"]


def test_package_is_walked_as_a_whole_and_in_order(project: Write) -> None:
    for name in ("__init__", "zebra", "animal", "deep/__init__", "deep/er/__init__", "deep/er/x"):
        project(f"walked/{name}.py")
    folder = project("walked/bare/model.py")  # a folder without an __init__.py
    assert _names(folder, "walked") == [
        "walked",
        "walked.animal",
        "walked.bare",
        "walked.bare.model",
        "walked.deep",
        "walked.deep.er",
        "walked.deep.er.x",
        "walked.zebra",
    ]
    assert import_module("walked", [folder]).__name__ == "walked"


def test_package_without_an_init_is_walked(project: Write) -> None:
    folder = project("initless/models/user.py")
    assert _names(folder, "initless.models") == ["initless.models", "initless.models.user"]


def test_what_holds_no_entities_is_not_imported(project: Write) -> None:
    for name in ("__main__", "conftest", "tests/test_x", "test_y", "migrations/env", "not-a-name"):
        project(f"careful/{name}.py", "raise RuntimeError('imported')")
    project("careful/migrations/script.py.mako")
    project("careful/static/logo.txt")
    folder = project("careful/__init__.py")
    assert _names(folder, "careful") == ["careful"]


def test_modules_named_twice_are_imported_once(project: Write) -> None:
    project("twice/__init__.py")
    folder = project("twice/models.py")
    assert _names(folder, "twice.models", "twice", "twice.models") == ["twice.models", "twice"]


MISSING = [
    ("missing_app.modles", "missing_app.models"),
    ("missing_ap", "missing_app"),
    ("missing_app/models.py", "missing_app.models"),
    ("nothing.like.it", None),
]


@pytest.mark.parametrize(("name", "near"), MISSING)
def test_module_that_is_not_there_is_told_with_the_nearest_that_is(
    project: Write, name: str, near: str | None
) -> None:
    project("missing_app/__init__.py")
    folder = project("missing_app/models.py")
    with pytest.raises(UnknownModule, match="There is no module") as caught:
        import_modules(["missing_app", name], [folder])
    assert caught.value.module == name
    assert str(folder.resolve()) in caught.value.message
    assert caught.value.hint == (
        f"did you mean {near!r}?" if near else "name modules as in `import app.models`"
    )


FAILING = [
    ("x = 1\nimport nowhere_to_be_found\n", "No module named 'nowhere_to_be_found'", 2),
    ("from math import nothing_of_the_kind\n", "cannot import name 'nothing_of_the_kind'", 1),
    ("class Broken:\n    x = 1 / 0\n", "ZeroDivisionError: division by zero", 2),
    ("import sys\nsys.exit(3)\n", "SystemExit: 3", 2),
]


@pytest.mark.parametrize(("text", "said", "line"), FAILING)
def test_module_that_fails_is_told_with_the_users_own_traceback(
    project: Write, text: str, said: str, line: int
) -> None:
    project("failing/__init__.py")
    folder = project("failing/models.py", text)
    with pytest.raises(ImportFailed, match=r"'failing\.models' could not be imported") as caught:
        import_modules(["failing"], [folder])
    assert caught.value.module == "failing.models"
    trace = caught.value.trace
    assert trace.startswith("Traceback (most recent call last):")
    assert f'failing/models.py", line {line}' in trace
    assert said in trace.splitlines()[-1]
    assert "importlib" not in trace
    assert "goofer_py" not in trace


def test_syntax_error_is_told_with_its_place(project: Write) -> None:
    folder = project("syntactic.py", "x = 1\ndef f(:\n")
    with pytest.raises(ImportFailed) as caught:
        import_modules(["syntactic"], [folder])
    assert 'syntactic.py", line 2' in caught.value.trace
    assert "def f(:" in caught.value.trace
    assert "SyntaxError" in caught.value.trace


def test_frames_of_libraries_are_left_out_of_the_traceback(project: Write) -> None:
    project(
        "library_user/helper.py",
        "import sqlalchemy\ndef table(m):\n    return sqlalchemy.Table('t', m, 5)\n",
    )
    folder = project(
        "library_user/models.py",
        """
        import sqlalchemy
        from library_user.helper import table

        table(sqlalchemy.MetaData())
        """,
    )
    with pytest.raises(ImportFailed) as caught:
        import_modules(["library_user.models"], [folder])
    files = [line for line in caught.value.trace.splitlines() if line.startswith("  File ")]
    assert [Path(line.split('"')[1]).name for line in files] == ["models.py", "helper.py"]
    assert "ArgumentError" in caught.value.trace.splitlines()[-1]


def test_cause_of_a_failure_is_told_and_shortened_too(project: Write) -> None:
    text = """
    import json
    try:
        json.loads("{")
    except ValueError as error:
        raise RuntimeError("bad settings") from error
    """
    folder = project("causing.py", text)
    with pytest.raises(ImportFailed) as caught:
        import_modules(["causing"], [folder])
    trace = caught.value.trace
    assert "JSONDecodeError" in trace
    assert trace.endswith("RuntimeError: bad settings")
    assert "json/decoder.py" not in trace
