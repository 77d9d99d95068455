"""The forms of a statement that MySQL and MariaDB may take or refuse, from the mildest on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from goofer_py.dialects.mysql.stating import Place
from goofer_py.hazards.action import SetOption, Step

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
    place = Place.of(step)
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
