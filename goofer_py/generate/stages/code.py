"""A migration that moves rows in batches, as a Python file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from goofer_py.dialects.dialect import Dialect
from goofer_py.generate.draft import Draft
from goofer_py.generate.proof import Change
from goofer_py.generate.render import Renderer
from goofer_py.operations import Operation
from goofer_py.operations.backfill import Backfill
from goofer_py.operations.copy_table import Clauses, CopyTable
from goofer_py.schema import Name

_INDENT = " " * 4
_LOOKED_AT = "# goofer: allow OP114 goofer wrote it, and looked at what it does then"


def in_python(draft: Draft, change: Change, dialect: Dialect, renderer: Renderer) -> str:
    """Return the file that does what `change` says outside of a transaction, in batches."""
    head = [line for line in draft.up.splitlines() if line.startswith("--")]
    head = head[: _first_blank(draft.up)]
    comments = [f"#{line.removeprefix('--')}" for line in head]
    up = _body(change.up, dialect, renderer)
    down = _body(change.down, dialect, renderer)
    return "\n".join(
        (
            *(*comments, _LOOKED_AT, "", "transaction = False"),
            *("", "", "def up(context):", *up),
            *("", "", "def down(context):", *down, ""),
        )
    )


def in_batches(change: Change) -> bool:
    """Whether a change has what only code does: tables that are copied while programs go on."""
    return any(isinstance(one, CopyTable) for one in (*change.up, *change.down))


def _first_blank(text: str) -> int:
    lines = text.splitlines()
    return lines.index("") if "" in lines else len(lines)


def _body(operations: Sequence[Operation], dialect: Dialect, renderer: Renderer) -> list[str]:
    lines = [line for part in _parts(operations, dialect, renderer) for line in part]
    return [_INDENT + line if line else "" for line in lines] or [_INDENT + "pass"]


def _parts(
    operations: Sequence[Operation], dialect: Dialect, renderer: Renderer
) -> Iterator[list[str]]:
    for in_code, group in groupby(operations, lambda op: isinstance(op, Backfill | CopyTable)):
        if in_code:
            for one in group:
                if isinstance(one, Backfill) and not one.undone:
                    yield _batches(one, dialect)
                elif isinstance(one, CopyTable):
                    yield _copy(one, renderer)
            continue
        text = renderer.statements(group).strip()
        if text:
            yield ["context.once(", f'{_INDENT}"""', *_escaped(text), f'{_INDENT}"""', ")"]


def _copy(one: CopyTable, renderer: Renderer) -> list[str]:
    clauses = renderer.text(Clauses(one.alter))
    return [
        "context.alter_by_copy(",
        f"{_INDENT}{_named(one.table)!r},",
        f'{_INDENT}"""',
        *_escaped(clauses),
        f'{_INDENT}""",',
        ")",
    ]


def _named(table: Name) -> str:
    return f"{table.schema}.{table.name}" if table.schema else table.name


def _batches(one: Backfill, dialect: Dialect) -> list[str]:
    key = one.key[0] if len(one.key) == 1 else one.key
    return [
        "context.update_in_batches(",
        f"{_INDENT}{_named(one.table)!r},",
        f"{_INDENT}{f'{dialect.quote(one.column)} = {one.value}'!r},",
        f"{_INDENT}key={key!r},",
        f"{_INDENT}where={one.where!r},",
        ")",
    ]


def _escaped(text: str) -> list[str]:
    safe = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return [_INDENT + line if line else "" for line in safe.splitlines()]
