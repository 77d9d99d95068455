"""The databases that settings files name: tables [databases.NAME], over what stands at the top."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from goofer_py.config.document import Document
from goofer_py.errors import ConfigError

TABLE = "databases"
ALL = "all"
"""What stands for every one of them, so that none can be called so."""

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Named:
    """The databases by name, in the order in which the files name them; each has its documents."""

    documents: tuple[Document, ...]
    found: dict[str, tuple[Document, ...]]

    @property
    def names(self) -> tuple[str, ...]:
        """Their names, in order."""
        return tuple(self.found)

    def chosen(self, name: str | None) -> str | None:
        """Return which one is meant by `name`; without one the only one, None where none is named.

        Raises ConfigError for a name that there is not, and where several are there and no name.
        """
        if name is None:
            if len(self.found) > 1:
                raise self._several()
            return next(iter(self.found), None)
        if name == ALL and self.found:
            raise ConfigError(
                f"This is done for one database at a time; there are {', '.join(self.found)}."
                " Nothing was changed.",
                hint=f"--db {next(iter(self.found))}",
            )
        if name not in self.found:
            raise self._unknown(name)
        return name

    def required(self) -> tuple[str, ...]:
        """Return all names; raises ConfigError where there is none."""
        if not self.found:
            raise self._unknown(ALL)
        return self.names

    def _several(self) -> ConfigError:
        first = next(iter(self.found))
        return ConfigError(
            f"{self._where} has several databases: {', '.join(self.found)}. Nothing was done.",
            hint=f"--db {first}, or --db {ALL} where a command takes it",
        )

    def _unknown(self, name: str) -> ConfigError:
        if not self.found:
            return ConfigError(
                f"{self._where or 'There is no settings file that'} names no databases, so there"
                f" is no --db {name}.",
                hint=f"write a table [{TABLE}.NAME] with its url, or leave --db out",
            )
        near = get_close_matches(name, self.found, n=1)
        return ConfigError(
            f"{self._where} has no database {name!r}. It has {', '.join(self.found)}.",
            hint=f"--db {near[0]}" if near else f"--db {next(iter(self.found))}",
        )

    @property
    def _where(self) -> str:
        return " and ".join(str(document.path) for document in self.documents)


def named(documents: Sequence[Document]) -> Named:
    """Return the databases that `documents` name; raises ConfigError for what is no such table."""
    found: dict[str, tuple[Document, ...]] = {}
    for document in documents:
        for inner in _inner(document):
            name = inner.table.rpartition(".")[2]
            found[name] = (*found.get(name, ()), inner)
    return Named(tuple(documents), found)


def without_databases(document: Document) -> Document:
    """Return what a document says of all databases."""
    values = {name: value for name, value in document.values.items() if name != TABLE}
    return replace(document, values=values)


def _inner(document: Document) -> Iterator[Document]:
    tables = document.values.get(TABLE, {})
    if not isinstance(tables, dict):
        raise ConfigError(
            f"{document.place(TABLE)}: {TABLE} must be tables.", hint=f"write [{TABLE}.NAME]"
        )
    outer = f"{document.table}.{TABLE}".removeprefix(".")
    for name, values in tables.items():
        place = document.place(name, outer)
        if not isinstance(values, dict):
            raise ConfigError(
                f"{place}: {TABLE}.{name} must be a table of settings.",
                hint=f"write [{TABLE}.{name}], and below it url = ...",
            )
        if name == ALL or not _NAME.fullmatch(name):
            raise ConfigError(
                f"{place}: a database cannot be called {name!r}.",
                hint=f"letters, digits, _ and -, and not {ALL!r}, which stands for every one",
            )
        yield replace(document, values=values, table=f"{outer}.{name}")
