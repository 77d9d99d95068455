"""Python migrations in place of those that were code: they refuse to run until they are written."""

from __future__ import annotations

from goofer_py.importing.model import Imported, Part

_TEXT = '''\
"""{head}

What it did in code is to be written here by hand: {code}.
{notes}"""

from __future__ import annotations

from goofer_py.migrate.context import Context


def up(context: Context) -> None:
    """Apply it; `context` has execute(sql, *parameters), query(sql, *parameters), run(script)."""
{up}

def down(context: Context) -> None:
    """Lead back."""
{down}'''


def skeleton(head: str, migration: Imported) -> str:
    """Return the text of a Python file that raises where the code has to be written."""
    notes = "".join(f"\n{note}\n" for note in migration.notes)
    return _TEXT.format(
        head=head.replace('"""', "'''").replace("\\", "/"),
        code=migration.code,
        notes=notes.replace('"""', "'''").replace("\\", "/"),
        up=_body("up", migration.up, migration),
        down=_body("down", migration.down, migration),
    )


def _body(direction: str, part: Part | None, migration: Imported) -> str:
    lines: list[str] = []
    if part is None:
        lines.append(_raised(f"{migration.origin} has no way back"))
    elif direction in migration.in_code:
        lines.append(_raised(f"{migration.origin}, {direction}: {migration.code}"))
    if part is not None and part.text.strip():
        # Where it raises, this stands behind, to be brought into the order that it had.
        lines += ["    context.run(", f"        {_quoted(part.text)}", "    )"]
    return "\n".join(lines or ["    # Nothing is to be done."]) + "\n"


def _raised(message: str) -> str:
    return f"    raise NotImplementedError({message!r})"


def _quoted(text: str) -> str:
    body = text.strip().replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return f'"""\n{body}\n"""'
