"""A goofer.toml to begin with: what is known is set, the rest is there as comments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from goofer_py.config.key import KEYS, Key

_BEGINNING = """\
# Settings of goofer. A line that is commented out shows the default, or an example.
# goofer replaces ${NAME} and ${NAME:-default} with environment variables.
"""


def skeleton(values: Mapping[str, object], notes: Mapping[str, str]) -> str:
    """Return the text of a settings file with `values`; `notes` are further comments by key."""
    return "\n".join([_BEGINNING, *("\n".join(_lines(key, values, notes)) + "\n" for key in KEYS)])


def _lines(key: Key, values: Mapping[str, object], notes: Mapping[str, str]) -> Iterator[str]:
    yield f"# {key.about}"
    if note := notes.get(key.name):
        yield f"# {note}"
    if key.choices:
        yield f"# One of {', '.join(map(json.dumps, key.choices))}."
    if key.name in values:
        yield f"{key.name} = {json.dumps(values[key.name], ensure_ascii=False)}"
    else:
        yield f"# {key.name} = {key.example}"
