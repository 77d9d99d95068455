"""The hazards of a migration that is about to be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from goofer_py.dialects.dialect import Dialect
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Finding
from goofer_py.hazards.hazard import Hazard
from goofer_py.hazards.knowledge import of_enums
from goofer_py.hazards.lint import Linter
from goofer_py.hazards.operations import OperationReader
from goofer_py.hazards.rule import Severity
from goofer_py.hazards.unit import Unit
from goofer_py.operations import Operation
from goofer_py.schema import Schema


@dataclass(frozen=True, slots=True)
class HazardOptions:
    """The rules that are asked, and what is known besides the schema.

    How large tables are where the migration is written says nothing of where it will run.
    """

    rules: tuple[Hazard, ...]
    facts: Facts


def hazards_of(
    operations: Sequence[Operation],
    current: Schema,
    dialect: Dialect,
    options: HazardOptions | None,
    phase: str | None = None,
    *,
    alone: bool = False,
) -> tuple[Finding, ...]:
    """Return what rules find in operations, as they are carried out on `current`.

    `alone` says that each statement is committed by itself.
    """
    if options is None:
        return ()
    able = dialect.capabilities
    facts = options.facts
    if facts.version is None:
        facts = replace(facts, version=tuple(able.version))
    steps = OperationReader(whole_columns=able.whole_columns).steps(operations)
    unit = Unit(
        "",
        steps,
        transactional=able.transactional_ddl and not alone,
        alone=alone,
        phase=phase,
        has_down=True,
    )
    rules = (one for one in options.rules if not one.rule.of_run)
    objects = (*current.objects, *of_enums(current.enums))
    return Linter(rules, facts).lint((unit,), current.by_name, objects).findings


def hazard_lines(findings: Sequence[Finding]) -> list[str]:
    """Return the hazards that a file tells of at its top: warnings and errors, each once."""
    lines = (
        f"{one.severity.word} {one.id}: {one.message}"
        for one in findings
        if one.severity >= Severity.WARNING
    )
    return list(dict.fromkeys(lines))
