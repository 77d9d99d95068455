"""What migrations reach where they are only tried: one keyspace, and nothing that is real."""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterator
from typing import Any

from cassandra.query import BatchStatement, BoundStatement, PreparedStatement, SimpleStatement

from goofer_py.errors import UsageError

_TOKEN = re.compile(
    r"""(?P<blank>\s+|(?:--|//)[^\n]*|/\*.*?\*/)
      |(?P<name>"(?:[^"]|"")*"|[A-Za-z_]\w*)
      |(?P<rest>'(?:[^']|'')*'|\$\$.*?\$\$|\d[\w.]*|.)""",
    re.DOTALL | re.VERBOSE,
)
_OF_THE_SERVER = re.compile(
    r"\s*(?:(?:CREATE|ALTER|DROP)\s+(?:ROLE|USER|KEYSPACE|SCHEMA)\b|(?:ADD|DROP)\s+IDENTITY\b"
    r"|GRANT\b|REVOKE\b|USE\b)",
    re.IGNORECASE,
)
_MADE = re.compile(
    r"\s*CREATE\s+(?:KEYSPACE|SCHEMA)\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<name>\"(?:[^\"]|\"\")*\"|\w+)",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\s*SELECT\b", re.IGNORECASE)
_SYSTEM = "system"
_SCRATCH = re.compile(r"_goofer_[0-9a-f]{8}k?\Z")
_HARMLESS = frozenset(
    (
        *("keyspace", "row_factory", "default_timeout", "default_fetch_size", "encoder", "hosts"),
        *("default_consistency_level", "default_serial_consistency_level", "is_shutdown"),
        *("use_client_timestamp", "timestamp_generator", "client_protocol_handler"),
        *("user_type_registered", "get_execution_profile", "execution_profile_clone_update"),
    )
)


class Confines:
    """The keyspace `inside`, which stands for the `real` one; `known` are all that there are."""

    def __init__(self, real: str, inside: str, known: Collection[str]) -> None:
        self._real = real
        self._inside = inside
        self._known = {one for one in known if not _SCRATCH.search(one)} | {real}

    def within(self, text: str) -> str | None:
        """Return a statement as it is about the keyspace inside; None for one about others.

        What is about roles, or about keyspaces themselves, is so too.
        """
        bare = "".join(" " if kind == "blank" else one for kind, one in _tokens(text))
        if _OF_THE_SERVER.match(bare):
            if made := _MADE.match(bare):
                self._known.add(_folded(made["name"]))
            return None
        tokens = list(_tokens(text))
        for at in _qualifying(tokens):
            name = _folded(tokens[at][1])
            if name == self._real:
                tokens[at] = ("name", _quoted(self._inside))
            elif name in self._known and not (name.startswith(_SYSTEM) and _ASKS.match(bare)):
                return None
        return "".join(one for _, one in tokens)

    def kept(self, text: str) -> str:
        """Return a statement of code's own as it is about the keyspace inside.

        Raises UsageError for one about others.
        """
        found = self.within(text)
        if found is None:
            raise _only_tried(f"sends a statement about more than its keyspace: {text:.100}")
        return found


class ConfinedClient:
    """A session of the driver's, of which each statement is about one keyspace."""

    def __init__(self, client: Any, confines: Confines) -> None:
        self._client = client
        self._confines = confines

    def execute(self, query: Any, *given: Any, **named: Any) -> Any:
        """Run a statement; raises UsageError for one about others."""
        return self._client.execute(self._kept(query), *given, **named)

    def execute_async(self, query: Any, *given: Any, **named: Any) -> Any:
        """Begin to run a statement; raises UsageError for one about others."""
        return self._client.execute_async(self._kept(query), *given, **named)

    def prepare(self, query: str, *given: Any, **named: Any) -> Any:
        """Prepare a statement; raises UsageError for one about others."""
        if any(given) or any(named.values()):
            raise _only_tried("prepares a statement for a keyspace that it names")
        return self._client.prepare(self._confines.kept(query))

    def __getattr__(self, name: str) -> Any:
        """Return what reaches nothing; raises UsageError for all else."""
        if name.startswith("__"):
            raise AttributeError(name)
        if name not in _HARMLESS:
            raise _only_tried(f"asks the driver's session for {name}")
        return getattr(self._client, name)

    def _kept(self, query: Any) -> Any:
        if isinstance(query, str):
            return self._confines.kept(query)
        if isinstance(query, BatchStatement):
            return _changed(query, self._batched(query))
        if isinstance(query, SimpleStatement) and query.keyspace is None:
            return _changed(query, {"_query_string": self._confines.kept(query.query_string)})
        if isinstance(query, PreparedStatement | BoundStatement):
            # It was prepared here, or for a client that nobody but the program's own has.
            return query
        raise _only_tried(f"sends a {type(query).__name__}")

    def _batched(self, batch: Any) -> dict[str, Any]:
        kept = [
            (prepared, query if prepared else self._confines.kept(query), parameters)
            for prepared, query, parameters in batch._statements_and_parameters
        ]
        return {"_statements_and_parameters": kept}


def _changed(statement: Any, values: dict[str, Any]) -> Any:
    made = copy.copy(statement)
    for name, value in values.items():
        setattr(made, name, value)
    return made


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    for found in _TOKEN.finditer(text):
        yield found.lastgroup or "", found[0]


def _qualifying(tokens: list[tuple[str, str]]) -> Iterator[int]:
    """Yield the places of names behind which there is a dot, and in front of which there is none.

    Some of them are columns, of which a field is meant.
    """
    solid = [at for at, (kind, _) in enumerate(tokens) if kind != "blank"]
    for number, at in enumerate(solid[:-1]):
        dotted = tokens[solid[number + 1]][1] == "."
        alone = number == 0 or tokens[solid[number - 1]][1] != "."
        if dotted and alone and tokens[at][0] == "name":
            yield at


def _folded(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name.lower()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _only_tried(what: str) -> UsageError:
    return UsageError(
        f"The code {what}, and it is only tried now, in an empty keyspace. Nothing was changed.",
        hint="name tables without a keyspace, and use context.client.execute or context.helpers",
    )
