"""Migrations in Python files: {version}_{name}.py with `up(context)` and `down(context)`."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from threading import RLock
from types import ModuleType
from typing import Any

from goofer_py.errors import FileError
from goofer_py.migrate.checksum import stream_checksum
from goofer_py.migrate.files import decoded, read_text
from goofer_py.migrate.work import CodeWork, Work
from goofer_py.stores.store import Session

# Threads that migrate many databases load the same files under the same names.
_ONE_AT_A_TIME = RLock()


class PythonScript:
    """One of the two functions of a Python file; the file runs when it is prepared, not before.

    With `content`, its bytes, `path` is a place that cannot be opened, such as one in an archive.
    """

    __slots__ = ("_content", "_direction", "_version", "path")

    def __init__(
        self, path: Path | str, version: str, direction: str, content: bytes | None = None
    ) -> None:
        self.path = Path(path)
        self._version = version
        self._direction = direction
        self._content = content

    @property
    def text(self) -> str:
        """The file's text as it is; raises FileError."""
        return read_text(self.path) if self._content is None else decoded(self.path, self._content)

    def checksum(self) -> str:
        """Return what changes when a byte of the file does; raises FileError."""
        if self._content is not None:
            return stream_checksum(BytesIO(self._content))
        try:
            with self.path.open("rb") as file:
                return stream_checksum(file)
        except OSError as error:
            message = f"the file cannot be read: {error.strerror}."
            raise FileError(message, path=self.path) from None

    def for_history(self) -> None:
        """Return None: what the code imports cannot be kept with it."""
        return

    def prepare(self, session: Session) -> Work:
        """Load the file and find its function; raises FileError."""
        module = self._module()
        alone = getattr(module, "transaction", True) is False or session.ledger is not None
        return CodeWork(
            self._version,
            self._function(module),
            self.checksum(),
            alone=alone,
            declared=self.databases,
        )

    @property
    def databases(self) -> tuple[str, ...]:
        """The names of the other databases that it says it changes; raises FileError."""
        from goofer_py.migrate.several.names import names_in

        return names_in(self.text, self.path)

    def problem(self) -> FileError | None:
        """Return what is wrong with the file, without running it."""
        try:
            compile(self.text, str(self.path), "exec")
        except SyntaxError as error:
            return _not_python(self.path, error)
        try:
            _ = self.databases
        except FileError as error:
            return error
        return None

    def _function(self, module: ModuleType) -> Callable[[Any], object]:
        function: Callable[[Any], object] | None = getattr(module, self._direction, None)
        if callable(function):
            return function
        why = "so it cannot be reverted" if self._direction == "down" else "so it does nothing"
        raise FileError(
            f"the file has no function {self._direction}(context), {why}. Nothing ran.",
            path=self.path,
            hint=f"write def {self._direction}(context): ...",
        )

    def _module(self) -> ModuleType:
        if problem := self.problem():
            raise problem
        name = f"goofer_migration_{self.path.stem}"
        module, run = self._packed(name) if self._content is not None else self._file(name)
        with _ONE_AT_A_TIME:
            self._load(name, module, run)
        return module

    def _load(self, name: str, module: ModuleType, run: Callable[[], object]) -> None:
        # Dataclasses look themselves up there while they are made.
        sys.modules[name] = module
        written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
        try:
            run()
        except Exception as error:
            raise FileError(
                f"the file cannot be loaded: {type(error).__name__}: {error}. Nothing of it ran.",
                path=self.path,
            ) from error
        finally:
            sys.dont_write_bytecode = written
            del sys.modules[name]

    def _file(self, name: str) -> tuple[ModuleType, Callable[[], object]]:
        """Return an empty module, and what fills it."""
        spec = importlib.util.spec_from_file_location(name, self.path)
        if spec is None or spec.loader is None:
            raise FileError("the file cannot be loaded.", path=self.path)
        module = importlib.util.module_from_spec(spec)
        return module, partial(spec.loader.exec_module, module)

    def _packed(self, name: str) -> tuple[ModuleType, Callable[[], object]]:
        module = ModuleType(name)
        module.__file__ = str(self.path)
        code = compile(self.text, str(self.path), "exec")
        return module, partial(exec, code, module.__dict__)


def _not_python(path: Path, error: SyntaxError) -> FileError:
    return FileError(
        f"the file is not Python: {error.msg}. Nothing of it ran.",
        path=path,
        line=error.lineno,
        column=error.offset,
    )
