"""A table that is changed through a copy, which takes its place once it holds all rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

Part = tuple[str, Sequence[object]]
"""A condition or a statement with `?` for its parameters, and the parameters."""


class Shadow(Protocol):
    """One table, and the copy of it that has the new definition.

    Whoever writes to the table writes to the copy too, from `prepare` on. All that changes a
    definition waits for locks only for a moment, and raises StatementFailed then: it can be called
    again, and goes on with what is left.
    """

    @property
    def table(self) -> str:
        """The table, as it was named."""

    @property
    def statement(self) -> str:
        """The ALTER TABLE that changes the table itself, and keeps others waiting."""

    @property
    def left(self) -> str:
        """What stays of an unfinished copy, for a person."""

    @property
    def key(self) -> tuple[str, ...]:
        """The columns in whose order rows are copied; known once it is `ready`."""

    @property
    def there(self) -> bool:
        """Whether there is a copy that has not taken the table's place."""

    def check(self) -> None:
        """Raise UsageError for a table that cannot be changed so; nothing was touched."""

    def prepare(self) -> None:
        """Make the empty copy, and let every write reach it."""

    def ready(self) -> None:
        """Look at a copy that `prepare` has made, maybe in an earlier run."""

    def tuned(self, *, begin: bool) -> None:
        """Set the session up for copying, or back to how it was."""

    def by_tool(
        self, tool: str, pace: tuple[float, float, float | None], check: Callable[[], None]
    ) -> None:
        """Let a program of somebody else's do all of it, which ends when `check` raises.

        `pace` is how long a batch takes, how far replicas may be behind, in seconds, and the load.
        Raises StatementFailed with the program's words.
        """

    def fingerprint(self) -> str:
        """Return what is another text once the table was changed."""

    def about(self) -> int:
        """Return about how many rows the table has."""

    def page(self, condition: str, size: int, *, lock: bool) -> str:
        """Return the query for the next keys; with a `lock` nobody can change their rows then."""

    def copy(self, between: Part) -> Part:
        """Return the statement that copies the rows between two keys that are not there yet."""

    def compare(self, between: Part) -> Part:
        """Return the query for how many of the rows between two keys the copy lacks or differs in.

        It takes no lock.
        """

    def counts(self) -> tuple[int, int]:
        """Return how many rows the table and the copy have, at one moment."""

    def swap(self) -> None:
        """Let the copy take the place of the table, all at once."""

    def settle(self) -> None:
        """Give back the names of what came along, and drop the old table."""

    def abandon(self) -> None:
        """Take the copy away, and all that led writes to it."""
