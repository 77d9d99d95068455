"""What is looked at before a form goes that was replaced: no value may be in it alone."""

from __future__ import annotations

from goofer_py.dialects.dialect import Dialect
from goofer_py.generate.stages.replacement import Replacement
from goofer_py.hazards.volatility import Volatility, volatility
from goofer_py.operations.refuse_rows import RefuseRows

FAKED = "Where the step before was but recorded: goofer rollback --fake, then goofer migrate"


def before_the_old_goes(one: Replacement, dialect: Dialect) -> RefuseRows:
    """Refuse rows whose value is in the old column alone."""
    old, new = one.old.name, one.beside
    where = _apart(one, dialect)
    return RefuseRows(
        one.table,
        where,
        f"lack in {new} what they have in {old}",
        "goofer redo, which fills what is empty",
        (
            f"They came past the triggers, or were never moved: without {old} it would be lost.",
            f"Where {new} is empty: goofer redo",
            FAKED,
            *_mended(one, dialect, where),
        ),
        check=f"{one.sync}_same",
    )


def before_the_new_goes(one: Replacement, dialect: Dialect) -> RefuseRows:
    """Refuse rows whose value is in the new column alone."""
    old, new = one.old.name, one.beside
    where = f"{dialect.quote(new)} IS NOT NULL AND {_apart(one, dialect)}"
    return RefuseRows(
        one.table,
        where,
        f"lack in {old} what they have in {new}",
        "what the file says at that line",
        (
            f"They came past the triggers: without {new} it would be lost.",
            *reversed(_mended(one, dialect, where)),
        ),
        locks=True,
    )


def _mended(one: Replacement, dialect: Dialect, where: str) -> tuple[str, str]:
    update, old, new = f"UPDATE {dialect.qualified(one.table)} SET", one.old.name, one.beside
    forward, back = (
        f"{dialect.quote(new)} = {one.forward}",
        f"{dialect.quote(old)} = {one.returned}",
    )
    return (
        f"Where {old} is right: {update} {forward} WHERE {where}",
        f"Where {new} is right: {update} {back} WHERE {where}",
    )


def _apart(one: Replacement, dialect: Dialect) -> str:
    """Return the condition that neither column is made of the other.

    Where a value is not the same each time it is made, only what is missing is found.
    """
    old, new, added = dialect.quote(one.old.name), dialect.quote(one.beside), one.added
    if not _is_settled(one, dialect):
        return f"{new} IS NULL AND {old} IS NOT NULL"
    forward = dialect.differs(added, new, one.forward, one.old)
    if one.old.type == added.type and one.forward == old:
        return forward
    return f"{forward} AND {dialect.differs(one.old, old, one.returned, added)}"


def _is_settled(one: Replacement, dialect: Dialect) -> bool:
    alike = dialect.converts_alike(one.old, one.added)
    return alike and Volatility.VOLATILE not in (volatility(one.forward), volatility(one.back))
