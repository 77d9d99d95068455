"""Transactions inside transactions: the outermost is real, the others are savepoints."""

from __future__ import annotations


class Transactions:
    """Names the statements that open and end one connection's transactions, in their order."""

    def __init__(self, opening: str = "BEGIN", *, joined: bool = False) -> None:
        self._opening = opening
        self._joined = joined
        self._savepoints: list[str | None] = []

    @property
    def depth(self) -> int:
        """How many are open, the caller's own not counted."""
        return len(self._savepoints)

    def open(self, opening: str = "") -> str:
        """Return what opens the next one; `opening` is used where it is a real transaction."""
        if not self._joined and not self._savepoints:
            self._savepoints.append(None)
            return opening or self._opening
        name = f"goofer_{self.depth + 1}"
        self._savepoints.append(name)
        return f"SAVEPOINT {name}"

    def commit(self) -> str:
        """Return what commits the innermost one; it counts as open until `ended`."""
        name = self._savepoints[-1]
        return "COMMIT" if name is None else f"RELEASE SAVEPOINT {name}"

    def rollback(self) -> tuple[str, ...]:
        """Return what undoes the innermost one."""
        name = self._savepoints[-1]
        if name is None:
            return ("ROLLBACK",)
        return f"ROLLBACK TO SAVEPOINT {name}", f"RELEASE SAVEPOINT {name}"

    def ended(self) -> None:
        """Take note that the innermost one is over."""
        self._savepoints.pop()

    def lost(self) -> None:
        """Take note that all of them are gone."""
        self._savepoints.clear()
