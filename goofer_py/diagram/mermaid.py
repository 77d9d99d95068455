"""A picture as a Mermaid entity-relationship diagram, for pages that draw it themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from goofer_py.diagram.picture import Box, Mark, Picture, Relation, Row
from goofer_py.diagram.text import drawable
from goofer_py.schema import Name

_NOT_IN_NAMES = re.compile(r'["%\\\s#;`{}<>]')
_NOT_IN_WORDS = re.compile(r"[^A-Za-z0-9_\-\[\]()\u00c0-\uffff]")
_WORD = re.compile(r"[A-Za-z_\u00c0-\uffff]")
_KEY = re.compile(r"(?:PK|FK|UK)\b", re.IGNORECASE)
_NOT_IN_COMMENTS = re.compile(r'["%\\#;`{}<>]')
_COLORS = {
    Mark.ADDED: "fill:#dafbe1,stroke:#1a7f37,color:#116329",
    Mark.CHANGED: "fill:#fff1c2,stroke:#9a6700,color:#7d4e00",
    Mark.DROPPED: "fill:#ffe2df,stroke:#cf222e,color:#a40e26",
}


def mermaid(picture: Picture) -> str:
    """Return `picture` as the text of an erDiagram; the same text for the same picture.

    Characters that Mermaid cannot read are replaced: the comments tell what was meant.
    """
    names = _names(picture.boxes)
    lines = ["erDiagram"]
    for box in picture.boxes:
        lines += _box(box, names[box.name])
    lines += (_relation(one, names) for one in picture.relations)
    used = [mark for mark in _COLORS if any(box.mark is mark for box in picture.boxes)]
    lines += (f"    classDef {mark.word} {_COLORS[mark]}" for mark in used)
    return "\n".join(lines) + "\n"


def _names(boxes: tuple[Box, ...]) -> dict[Name, str]:
    """Return what each box is called, no two alike."""
    found: dict[Name, str] = {}
    taken: set[str] = set()
    for box in boxes:
        sign = f"{box.mark} " if box.mark else ""
        first = name = sign + _NOT_IN_NAMES.sub("_", drawable(str(box.name)))
        number = 2
        while name.lower() in taken:
            name, number = f"{first}_{number}", number + 1
        taken.add(name.lower())
        found[box.name] = name
    return found


def _box(box: Box, name: str) -> Iterator[str]:
    style = f":::{box.mark.word}" if box.mark else ""
    columns = [row for row in box.rows if not row.is_note]
    if not columns:
        yield f'    "{name}"{style}'
        return
    yield f'    "{name}"{style} {{'
    for row in columns:
        yield f"        {_column(row)}"
    yield "    }"


def _column(row: Row) -> str:
    kind, name = (
        _word(row.detail.partition(", ")[0].partition(" → ")[2] or row.detail),
        _word(row.name),
    )
    keys = ", ".join(row.keys)
    told = [f"{row.mark} {row.mark.word}"] if row.mark else []
    if name != row.name:
        told.append(row.name)
    if kind != row.detail:
        told.append(row.detail)
    comment = _NOT_IN_COMMENTS.sub("'", drawable(": ".join(told)))
    return f"{kind} {name}{f' {keys}' if keys else ''}" + (f' "{comment}"' if comment else "")


def _word(text: str) -> str:
    """Return `text` as one word that begins with a letter."""
    found = _NOT_IN_WORDS.sub("_", drawable(text).removesuffix("?"))
    return found if _WORD.match(found) and not _KEY.match(found) else f"_{found}"


def _relation(one: Relation, names: dict[Name, str]) -> str:
    source, target = names[one.source], names[one.target]
    sign = f"{one.mark} " if one.mark else ""
    if one.inherits:
        return f'    "{target}" ||..|| "{source}" : "{sign}inherits"'
    left, right = "|o" if one.optional else "||", "o{" if one.many else "o|"
    label = _NOT_IN_COMMENTS.sub("'", drawable(", ".join(one.columns)))
    return f'    "{target}" {left}--{right} "{source}" : "{sign}{label}"'
