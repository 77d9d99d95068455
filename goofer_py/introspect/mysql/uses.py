"""What the text of a view or a body names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from goofer_py.dialects.mysql.quoting import unquoted
from goofer_py.introspect.mysql.text import TOKEN
from goofer_py.schema import Name, Use


@dataclass(frozen=True, slots=True)
class Known:
    """What there is to be named: tables and views by name in lower case, and routines."""

    relations: Mapping[str, Use]
    routines: Mapping[str, Use]
    columns: Mapping[Name, frozenset[str]]


def uses_of_query(text: str, known: Known) -> tuple[Use, ...]:
    """Return what a query uses that the server printed: each column with its table or alias."""
    words = _words(text)
    aliases = dict(_aliases(words, known))
    found = dict.fromkeys(aliases.values())
    for place, word in enumerate(words[:-2]):
        relation = aliases.get(word)
        if relation is None or words[place + 1] != ".":
            continue
        column = words[place + 2]
        if column in known.columns.get(relation.name, ()):
            found[replace(relation, column=column)] = None
    return (*found, *_calls(words, known))


def uses_of_body(text: str, known: Known) -> tuple[Use, ...]:
    """Return the tables, views and routines that a body may name; the server knows nothing."""
    words = _words(text)
    found = {known.relations[w.lower()]: None for w in words if w.lower() in known.relations}
    found.update(dict.fromkeys(_calls(words, known)))
    return tuple(replace(use, textual=True) for use in found)


def _words(text: str) -> list[str]:
    tokens = (token for token in TOKEN.findall(text) if not token.isspace())
    return [unquoted(token) for token in tokens if token[0] != "'"]


def _aliases(words: list[str], known: Known) -> Iterator[tuple[str, Use]]:
    """Yield the names by which the query calls tables and views, with what they stand for."""
    for place, word in enumerate(words):
        relation = known.relations.get(word.lower())
        before = words[place - 1] if place else ""
        if relation is None or before.lower() not in ("from", "join", "(", ","):
            continue
        after = words[place + 1 : place + 2]
        if after == ["."]:
            continue
        yield word, relation
        if after and (after[0].isidentifier() or not after[0].isascii()):
            yield after[0], relation


def _calls(words: list[str], known: Known) -> Iterator[Use]:
    for place, word in enumerate(words[:-1]):
        if words[place + 1] == "(" and word.lower() in known.routines:
            yield known.routines[word.lower()]
        elif word.lower() == "call" and words[place + 1].lower() in known.routines:
            yield known.routines[words[place + 1].lower()]
