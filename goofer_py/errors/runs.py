"""Errors of what is generated, checked and run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from goofer_py.errors.calls import GooferError


class GenerateError(GooferError):
    """No migration was written."""


class UnsafeChange(GenerateError):
    """Rows that are there cannot survive the change; names the ways out.

    `obstacles` tell for each place what is in the way, as far as rows were looked at: `kind`,
    `place`, `rows` (a number up to a limit; `more` says that it was reached), `examples`, `query`,
    which finds them all, and `ways`.
    """

    def __init__(
        self,
        message: str,
        *,
        obstacles: Sequence[Mapping[str, object]] = (),
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.obstacles = tuple(obstacles)


class UnkeyedReference(GenerateError):
    """A foreign key of `table` points at `columns` of `target` that no key holds."""

    def __init__(
        self, message: str, *, table: str, target: str, columns: Sequence[str], hint: str
    ) -> None:
        super().__init__(message, hint=hint)
        self.table = table
        self.target = target
        self.columns = tuple(columns)


class SquashRefused(GenerateError):
    """One migration would not do all that many do; `reasons` name what would be lost."""

    def __init__(self, message: str, *, reasons: Sequence[str], hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.reasons = tuple(reasons)


class ProofFailed(GenerateError):
    """The generated migration does not lead where it should; holds the remaining difference."""

    def __init__(self, message: str, *, remaining: Sequence[str] = ()) -> None:
        super().__init__(message, hint="--no-proof writes it unproved, and says so in its header")
        self.remaining = tuple(remaining)


class SomeFailed(GooferError):
    """Of many databases some failed; the others are as they should be, or were `left` as they were.

    Its exit code is that of those which `failed`, if it is the same for all.
    """

    def __init__(
        self,
        message: str,
        *,
        failed: Sequence[str] = (),
        left: Sequence[str] = (),
        code: int = 1,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.failed = list(failed)
        self.left = list(left)
        # The class has one for all others.
        self.exit_code = code  # type: ignore[misc]


class ChangesFound(GooferError):
    """`--check` found changes that no migration holds yet."""

    exit_code = 3


class HookFailed(GooferError):
    """A hook failed; says what of the run is done. `when` is the list it is in."""

    def __init__(self, message: str, *, when: str, hook: str, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.when = when
        self.hook = hook


class LockLost(GooferError):
    """Another run holds the database; this one stopped before its next change."""

    exit_code = 4


class DirtyOrDrifted(GooferError):
    """The database is not what its history and files say."""

    exit_code = 5


class PrecheckFailed(GooferError):
    """Checks before a run said no, and nothing was begun; `checks` are their names."""

    exit_code = 8

    def __init__(self, message: str, *, checks: Sequence[str], hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.checks = tuple(checks)


class HazardsFound(GooferError):
    """Migrations hold hazards at or above the setting fail_on; `rules` are their ids."""

    exit_code = 9

    def __init__(
        self,
        message: str,
        *,
        rules: Sequence[str],
        findings: Sequence[str] = (),
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.rules = tuple(rules)
        self.findings = tuple(findings)


class Interrupted(GooferError):
    """A signal ended the run between statements; says where it stopped."""

    exit_code = 130

    undone = True
    """Nothing stayed of the migration that it ended, in that migration's own database."""
