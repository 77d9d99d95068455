"""The forms of a statement that MySQL and MariaDB may take or refuse, from the mildest on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from goofer_py.dialects.ddl.words import Manner, Words
from goofer_py.dialects.mysql.quoting import quote
from goofer_py.hazards.action import DropIndex, SetOption, Step

_LOCKS = ("NONE", "SHARED", "EXCLUSIVE")
_MYSQL = (("INSTANT", "NONE"), *((a, lock) for a in ("INPLACE", "COPY") for lock in _LOCKS))
_MARIADB = tuple((a, lock) for a in ("INSTANT", "NOCOPY", "INPLACE", "COPY") for lock in _LOCKS)
_FALSELY = ("partitions", "engine")
"""MariaDB takes INSTANT for them, and copies the table all the same."""
_UNSAID = ("", "DEFAULT")


@dataclass(frozen=True, slots=True)
class Form:
    """A statement that states its ALGORITHM and LOCK, and both of these."""

    statement: str
    algorithm: str
    lock: str

    def __str__(self) -> str:
        return f"ALGORITHM={self.algorithm}, LOCK={self.lock}"


def forms(step: Step, *, mariadb: bool) -> Iterator[Form]:
    """Yield the forms to try, in their order; of a statement that has none, nothing.

    What the statement states itself, it keeps.
    """
    place = _Place.of(step)
    if place is None:
        return
    said = step.reading
    falsely = any(isinstance(one, SetOption) and one.what in _FALSELY for one in step.actions)
    for algorithm, lock in _MARIADB if mariadb else _MYSQL:
        if said.algorithm not in (*_UNSAID, algorithm) or said.lock not in (*_UNSAID, lock):
            continue
        if mariadb and falsely and algorithm == "INSTANT":
            continue
        # MySQL takes no LOCK beside INSTANT.
        alone = algorithm == "INSTANT" and not mariadb
        clauses = [f"ALGORITHM={algorithm}"] * (said.algorithm in _UNSAID)
        clauses += [f"LOCK={lock}"] * (said.lock in _UNSAID and not alone)
        yield Form(place.stated(clauses), algorithm, lock)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where clauses go: between `head` and `tail`, with a comma between them and after them."""

    head: str
    tail: str
    comma: str
    last: str

    @classmethod
    def of(cls, step: Step) -> _Place | None:
        words = Words(step.text, Manner(str))
        if words.take("ALTER"):
            return cls._of_alter(words)
        if words.take("CREATE"):
            words.take("OR", "REPLACE")
            words.any_of(("UNIQUE", "FULLTEXT", "SPATIAL"))
            return cls(step.text, "", " ", "") if words.take("INDEX") else None
        dropped = next((one for one in step.actions if isinstance(one, DropIndex)), None)
        if words.take("DROP", "INDEX") and dropped is not None and dropped.table is not None:
            # The statement for it alone has no such clauses on MariaDB.
            missing = " IF EXISTS" if dropped.if_exists else ""
            rest = f"DROP INDEX{missing} {quote(dropped.name.name)}"
            return cls(f"ALTER TABLE {quote(dropped.table.name)}", rest, ", ", ",")
        return None

    @classmethod
    def _of_alter(cls, words: Words) -> _Place | None:
        while words.any_of(("ONLINE", "IGNORE")):
            pass
        if not words.take("TABLE"):
            return None
        words.take("IF", "EXISTS")
        words.name()
        if words.take("WAIT"):
            words.skip()
        words.take("NOWAIT")
        end = words.words[words.place - 1].end
        parted = words.peek() in ("PARTITION", "REMOVE")
        return cls(words.text[:end], words.text[end:].strip(), ", ", "" if parted else ",")

    def stated(self, clauses: list[str]) -> str:
        """Return the statement with the clauses."""
        if not clauses:
            return f"{self.head} {self.tail}".strip()
        last = self.last if self.tail else ""
        return f"{self.head} {self.comma.join(clauses)}{last} {self.tail}".strip()
