"""Operations as SQL text, through Jinja templates."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from types import CodeType

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
)
from jinja2.bccache import Bucket

import goofer_py
from goofer_py.dialects.dialect import Dialect
from goofer_py.operations import Operation
from goofer_py.schema.spelled import as_written


def template_folder() -> Path:
    """Return the folder of goofer's own templates, in a wheel and in a checkout alike."""
    package = Path(goofer_py.__file__).parent
    shipped = package / "templates"
    return shipped if shipped.is_dir() else package.parent / "templates"


class Renderer:
    """Renders operations for one dialect; the same input gives the same bytes.

    A template is looked up in `overrides` first, then in the dialect's folder, then in `ansi/`.
    """

    def __init__(self, dialect: Dialect, overrides: Path | None = None) -> None:
        self.dialect = dialect
        self._environment = _environment(dialect, overrides)

    def operation(self, operation: Operation) -> str:
        """Return the statements of one operation, which the dialect must be able to execute."""
        return _render(self._environment, self.dialect, operation) + "\n"

    def text(self, value: object) -> str:
        """Return what the template says that is called like the class of `value`."""
        return _filled(self._environment, value)

    def statements(self, operations: Iterable[Operation]) -> str:
        """Return the statements of all `operations`, a blank line between two operations."""
        return "\n".join(filter(str.strip, map(self.operation, operations)))

    def file(self, operations: Sequence[Operation], header: Sequence[str]) -> str:
        """Return a whole migration file: `header` as comment lines, then the statements."""
        template = self._environment.get_template("migration.sql.j2")
        return template.render(operations=operations, header=header).strip() + "\n"


def _loaders(dialect: Dialect, overrides: Path | None) -> Iterator[BaseLoader]:
    if overrides is not None:
        yield FileSystemLoader(overrides / dialect.name)
        yield FileSystemLoader(overrides)
    own = template_folder()
    for name in (dialect.name, "ansi"):
        # In an archive that Python runs there are no folders.
        yield (
            FileSystemLoader(own / name)
            if own.is_dir()
            else PackageLoader("goofer_py", f"templates/{name}")
        )


class _Compiled(BytecodeCache):
    """Compiled templates by name and text, for all environments with the same filters.

    What is constant in a template is worked out with them when it is compiled.
    """

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


@lru_cache(maxsize=32)
def _compiled(*filters: Hashable) -> _Compiled:  # noqa: ARG001 - what it is kept by
    return _Compiled()


def _environment(dialect: Dialect, overrides: Path | None) -> Environment:
    filters = {
        "quote": dialect.quote,
        "qualified": dialect.qualified,
        "literal": dialect.literal,
    }
    environment = Environment(
        loader=ChoiceLoader(list(_loaders(dialect, overrides))),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        autoescape=False,
        finalize=as_written,
        bytecode_cache=_compiled(*filters.values()),
    )
    environment.filters.update(filters)
    environment.globals.update(dialect=dialect, render=lambda op: _render(environment, dialect, op))
    return environment


def _render(environment: Environment, dialect: Dialect, operation: Operation) -> str:
    return dialect.settled(operation, _filled(environment, operation))


def _filled(environment: Environment, value: object) -> str:
    name = f"{_snake_case(type(value).__name__)}.sql.j2"
    return environment.get_template(name).render(op=value).strip()


def _snake_case(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
