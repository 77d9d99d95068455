"""SQL expressions as text: the little that can be said about them without a server."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from goofer_py.schema.words import RESERVED

_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|[^\W\d]\w*|.""", re.DOTALL)
_TAG = r"\$(?:[^\W\d]\w*)?\$"
_CODE = re.compile(
    rf"--[^\n]*|/\*.*?\*/|({_TAG}).*?\1|[eE]'(?:[^'\\]|''|\\.)*'|{_TOKEN.pattern}", re.DOTALL
)
"""Tokens of statements, which have comments, bodies in dollars and strings with escapes."""
_DOLLAR = re.compile(_TAG)
_ON_SEQUENCES = frozenset(("nextval", "currval", "setval"))
_ITEM = r"""'[^']*'|"[^"]*"|\w+"""
_PATH_ITEM = re.compile(_ITEM)
_SEARCH_PATH = re.compile(
    rf"(\bsearch_path\s*(?:=|\bto\b)\s*)((?:{_ITEM})(?:\s*,\s*(?:{_ITEM}))*)", re.IGNORECASE
)
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*\Z")


ANY = ""
"""For `move_names`: whatever is in a schema."""


def rename_identifiers(text: str, names: Mapping[str, str]) -> str:
    """Return `text` with every identifier that is a key of `names` replaced by its value.

    String literals are left alone. A name is quoted when it must be, and when the old one was
    without need.
    """
    return _unless_same(text, "".join(_renamed(token, names) for token in _TOKEN.findall(text)))


def rename_in_backticks(text: str, names: Mapping[str, str]) -> str:
    """Return `text` with every name in backticks that is a key of `names` replaced by its value.

    Where a server prints columns like that, the rest is functions and words of its own.
    """
    if "`" not in text:
        return text
    return "".join(
        _renamed(token, names) if token[0] == "`" else token for token in _TOKEN.findall(text)
    )


def identifiers(text: str) -> frozenset[str]:
    """Return every word in `text` that may name a column, as it stands and in lower case."""
    found: set[str] = set()
    for token in _TOKEN.findall(text):
        if token[0] in '"`':
            found.add(_plain(token))
        elif token[0].isalpha() or token[0] == "_":
            found.update((token, token.lower()))
    return frozenset(found)


def move_names(text: str, moved: Mapping[tuple[str, str], str]) -> str:
    """Return `text` with names in other schemas: `moved` maps (schema, name or ANY) to the new one.

    Names inside of string literals move along where those are cast to regclass or are what a
    function of sequences is called with, and in texts with dollar quotes, which are bodies of
    functions: there a string may well be a statement.
    A search path that names a schema gets the new one in front of it.
    """
    if not moved:
        return text
    spaces = {key[0]: new for key, new in moved.items()}
    in_strings = _DOLLAR.search(text) is not None
    return _unless_same(text, _with_search_path(_moved(text, moved, in_strings=in_strings), spaces))


def _moved(text: str, moved: Mapping[tuple[str, str], str], *, in_strings: bool) -> str:
    tokens = _code(text)
    for place, token in enumerate(tokens):
        if tokens[place + 1 : place + 2] == ["."] and tokens[place - 1 : place] != ["."]:
            new = _new_schema(token, "".join(tokens[place + 2 : place + 3]) or ".", moved)
            tokens[place] = token if new is None else _quoted_like(token, new)
        elif in_strings or _is_regclass(tokens, place):
            tokens[place] = _moved_inside(token, moved)
    return "".join(tokens)


def _code(text: str) -> list[str]:
    return [token[0] for token in _CODE.finditer(text)]


def _moved_inside(token: str, moved: Mapping[tuple[str, str], str]) -> str:
    """Return a string, or a body in dollars, with the names in it in other schemas.

    A quote that is never closed stays what it is.
    """
    tag = _DOLLAR.match(token)
    if tag is not None:
        inner = token[len(tag[0]) : -len(tag[0])]
        return tag[0] + _moved(inner, moved, in_strings=True) + tag[0]
    if len(token) > 1 and token[0] == token[-1] == "'":
        inner = _moved(token[1:-1].replace("''", "'"), moved, in_strings=False)
        return "'" + inner.replace("'", "''") + "'"
    if token[:2] in ("e'", "E'"):
        return token[:2] + _moved(token[2:-1], moved, in_strings=False) + "'"
    return token


def _is_regclass(tokens: Sequence[str], place: int) -> bool:
    """Whether the string literal there is read as the name of a relation."""
    if tokens[place + 1 : place + 4] == [":", ":", "regclass"]:
        return True
    before = [token.lower() for token in tokens[max(place - 4, 0) : place] if token.strip()][-2:]
    return len(before) == 2 and before[1] == "(" and before[0] in _ON_SEQUENCES


def companion_names(text: str) -> Iterator[tuple[str | None, str]]:
    """Yield what a statement names that it makes besides, each with its schema.

    That is the sequence of an identity column, or the multirange type of a range type.
    """
    tokens = [token for token in _code(text) if token.strip()]
    words = [token.lower() for token in tokens]
    for place, word in enumerate(words):
        if (word, *words[place - 1 : place]) == ("name", "sequence"):
            found = tokens[place + 1 : place + 4]
        elif (word, *words[place + 1 : place + 2]) == ("multirange_type_name", "="):
            found = tokens[place + 2 : place + 5]
        else:
            continue
        if found[1:2] == ["."] and len(found) == len(("schema", ".", "name")):
            yield _folded(found[0]), _folded(found[2])
        elif found:
            yield None, _folded(found[0])


def _new_schema(schema: str, name: str, moved: Mapping[tuple[str, str], str]) -> str | None:
    keys = ((_plain(schema), _plain(name)), (_folded(schema), _folded(name)))
    every = ((_plain(schema), ANY), (_folded(schema), ANY))
    return next((moved[key] for key in (*keys, *every) if key in moved), None)


def _folded(token: str) -> str:
    return _plain(token) if token[0] in '"`' else token.lower()


def _quoted_like(token: str, name: str) -> str:
    """Return `name` in quotes where `token` had some that it did not need: so it comes back."""
    superfluous = token[0] in '"`' and _quoted(_plain(token)) == _plain(token)
    inner = name.replace(token[0], token[0] * 2)
    return token[0] + inner + token[0] if superfluous else _quoted(name)


def _with_search_path(text: str, places: Mapping[str, str]) -> str:
    def longer(found: re.Match[str]) -> str:
        items = _PATH_ITEM.findall(found[2])
        return found[1] + ", ".join(part for item in items for part in _path(item, places))

    return _SEARCH_PATH.sub(longer, text) if "search_path" in text.lower() else text


def _path(item: str, places: Mapping[str, str]) -> list[str]:
    new = places.get(item[1:-1] if item[0] in "\"'" else item.lower())
    if new is None:
        return [item]
    return [item[0] + new + item[0] if item[0] in "\"'" else new, item]


def rename_values(text: str, values: Mapping[str, str], type_name: str | None = None) -> str:
    """Return `text` with every string that is a key of `values` replaced by its value.

    With a `type_name` only strings that are cast to that type count. Arrays that are written as
    strings have their items replaced.
    """
    tokens = _TOKEN.findall(text)
    for place, token in enumerate(tokens):
        if token[0] == "'" and type_name in (None, _cast_to(tokens[place + 1 :])):
            inner = token[1:-1].replace("''", "'")
            tokens[place] = "'" + _renamed_value(inner, values).replace("'", "''") + "'"
    return _unless_same(text, "".join(tokens))


def _unless_same(text: str, changed: str) -> str:
    """Return `changed`; where that says the same, `text` itself, which may know more."""
    return text if changed == text else changed


def _cast_to(tokens: list[str]) -> str | None:
    """Return the name of the type, without its schema, where the tokens begin with a cast."""
    if tokens[:2] != [":", ":"]:
        return None
    name = tokens[2:3]
    if tokens[3:4] == ["."]:
        name = tokens[4:5]
    return _plain(name[0]) if name else None


def _renamed_value(value: str, values: Mapping[str, str]) -> str:
    if value.startswith("{") and value.endswith("}"):
        items = (values.get(item, item) for item in value[1:-1].split(","))
        return "{" + ",".join(items) + "}"
    return values.get(value, value)


def _plain(token: str) -> str:
    quote = token[0]
    is_quoted = quote in '"`' and len(token) > 1
    return token[1:-1].replace(quote * 2, quote) if is_quoted else token


def _quoted(name: str) -> str:
    return (
        name if _PLAIN.match(name) and name not in RESERVED else '"' + name.replace('"', '""') + '"'
    )


def _renamed(token: str, names: Mapping[str, str]) -> str:
    new = names.get(_plain(token))
    if new is None or token[0] == "'":
        return token
    if token[0] == "`":
        return f"`{new.replace('`', '``')}`"
    return _quoted_like(token, new)
