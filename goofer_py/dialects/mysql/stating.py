"""Where ALGORITHM and LOCK are stated in a statement that has them."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.dialects.ddl.words import Manner, Words
from goofer_py.dialects.mysql.quoting import quote
from goofer_py.hazards.action import DropIndex, Step


@dataclass(frozen=True, slots=True)
class Place:
    """Where clauses go: between `head` and `tail`, with a comma between them and after them."""

    head: str
    tail: str
    comma: str
    last: str

    @classmethod
    def of(cls, step: Step) -> Place | None:
        """Return the place in ALTER TABLE, CREATE INDEX or DROP INDEX; None in all else."""
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
    def _of_alter(cls, words: Words) -> Place | None:
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
