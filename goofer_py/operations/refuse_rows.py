"""A look at the rows before a change that some of them would not survive."""

from __future__ import annotations

from dataclasses import dataclass, replace

from goofer_py.schema import Name, Schema

_REFUSES = "goofer: "


@dataclass(frozen=True, slots=True)
class RefuseRows:
    """Go no further while `where`, which is SQL, holds for a row of `table`.

    `told` says what such rows do, `next` what to type, and `advice` all that can be done with it,
    a sentence each. With `check`, a constraint of that name can hold `where` off: it looks at
    nothing but the row. With `locks`, nobody writes to the table from the look to the end of the
    transaction. The inverse is `lifted`, and looks at nothing.
    """

    table: Name
    where: str
    told: str
    next: str
    advice: tuple[str, ...] = ()
    check: str | None = None
    locks: bool = False
    lifted: bool = False

    @property
    def error(self) -> tuple[str, str]:
        """What the server says before and behind the number of rows."""
        why = f" of the rows of {self.table} {self.told}"
        return _REFUSES, f"{why}. Nothing was changed (next: {self.next})"

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` as it is: it is only looked at."""
        return schema

    def inverse(self) -> RefuseRows:
        """Look at nothing, or look again."""
        return replace(self, lifted=not self.lifted)

    def describe(self) -> str:
        """Say what happens."""
        if self.lifted:
            return f"let be rows of {self.table} that {self.told}"
        return f"refuse rows of {self.table} that {self.told}"
