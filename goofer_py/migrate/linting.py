"""Scripts as what the rules of hazards are asked about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

from goofer_py.dialects.dialect import Dialect
from goofer_py.dialects.statement import Statement
from goofer_py.errors import FileError
from goofer_py.hazards.action import Action, Reading, Step, Unread
from goofer_py.hazards.allowance import Allowance, allowances
from goofer_py.hazards.catalogue import hazards
from goofer_py.hazards.estimate import estimated
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.hazard import Hazard
from goofer_py.hazards.lint import Linter, Report, all_names
from goofer_py.hazards.programs import Programs, marked
from goofer_py.hazards.unit import Unit
from goofer_py.migrate.blocks import statements_of
from goofer_py.migrate.directives import Directives, directives
from goofer_py.migrate.filled import filled
from goofer_py.migrate.python_script import PythonScript
from goofer_py.migrate.script import CodeScript, Script
from goofer_py.schema import Name, SchemaObject, Table
from goofer_py.stores.rules import Kind, StatementRules
from goofer_py.stores.statement_rules import rules_of


@dataclass(frozen=True, slots=True)
class ScriptReader:
    """Reads scripts for one dialect; `known` are the names that a script may allow."""

    dialect: Dialect
    rules: StatementRules
    known: Collection[str]

    def unit(
        self,
        script: Script,
        source: str,
        *,
        reverts: bool = False,
        has_down: bool | None = None,
        told: bool = True,
    ) -> Unit:
        """Return a script as it is linted; raises FileError for one that cannot be read."""
        if isinstance(script, CodeScript | PythonScript):
            allowed = _allowed_in_code(script)
            self._refuse_unknown(allowed, script.path)
            return _of_code(source, allowed, reverts=reverts, told=told)
        said = directives(script.text, script.path)
        text, statements = self._statements(script.text, said, script.path)
        allowed = allowances(text, (one.offset for one in statements))
        self._refuse_unknown(allowed, script.path)
        return Unit(
            source,
            tuple(map(self._step, statements)),
            text,
            transactional=not said.no_transaction and not self._alone(statements),
            alone=said.no_transaction,
            phase=said.phase,
            reverts=reverts,
            irreversible=said.irreversible is not None,
            has_down=has_down,
            lock_timeout=said.lock_timeout,
            statement_timeout=said.timeout,
            allowances=allowed,
            told=told,
        )

    def _statements(
        self, text: str, said: Directives, path: Path | None
    ) -> tuple[str, list[Statement]]:
        if said.substitute:
            text, _ = filled(text, path)
        return text, statements_of(text, self.dialect.syntax, path)

    def _step(self, statement: Statement) -> Step:
        reading = self.dialect.read(statement.text)
        place = (statement.line, statement.column, statement.offset)
        return Step(reading, statement.text, *place)

    def _alone(self, statements: Sequence[Statement]) -> bool:
        return any(self.rules.kind(one.text) is Kind.ALONE for one in statements)

    def _refuse_unknown(self, allowed: Sequence[Allowance], path: Path | None) -> None:
        for one in allowed:
            for name in one.names:
                if one.own and name not in self.known:
                    raise FileError(
                        f"there is no rule {name!r} that could be allowed.",
                        path=path,
                        line=one.line,
                        hint="goofer lint --rules lists them",
                    )


def _of_code(source: str, allowed: tuple[Allowance, ...], *, reverts: bool, told: bool) -> Unit:
    step = Step(Reading((Unread("it is code, which only runs"),)), title="code")
    return Unit(source, (step,), reverts=reverts, allowances=allowed, told=told)


def _allowed_in_code(script: CodeScript | PythonScript) -> tuple[Allowance, ...]:
    """Return what the comments at the top of a Python file allow, all of it for the whole file."""
    lines = script.text.splitlines()
    head = takewhile(lambda line: not line.strip() or line.startswith("#"), lines)
    return allowances("\n".join((*head, "", "")), ())


@dataclass(frozen=True, slots=True)
class Asked:
    """A script to lint, or with `told` False one that only says what is there by then.

    `version` is empty for what is no migration of the folder.
    """

    script: Script
    source: str
    version: str = ""
    reverts: bool = False
    has_down: bool | None = None
    told: bool = True
    troubles: tuple[Action, ...] = ()


def linted(
    reader: ScriptReader,
    asked: Sequence[Asked],
    rules: Sequence[Hazard],
    facts: Facts,
    tables: Mapping[Name, Table],
    objects: Iterable[SchemaObject] = (),
    programs: Programs | None = None,
    beside: Sequence[Unit] = (),
) -> Report:
    """Return what the rules say of scripts, which run in this order on `tables` and `objects`.

    With `programs`, that includes which of them break; `beside` is asked about first.

    Raises FileError for a script that cannot be read.
    """
    units = units_of(reader, asked)
    if programs is not None:
        released = programs.released
        counted = [n for n, one in enumerate(asked) if one.told and one.version not in released]
        units = marked(units, counted, tables, programs)
    found = Linter(rules, facts).lint((*beside, *units), tables, objects)
    return estimated(found, facts)


def units_of(reader: ScriptReader, asked: Sequence[Asked]) -> list[Unit]:
    """Return scripts as they are linted; raises FileError for one that cannot be read."""
    return [
        replace(
            reader.unit(
                one.script, one.source, reverts=one.reverts, has_down=one.has_down, told=one.told
            ),
            troubles=one.troubles,
        )
        for one in asked
    ]


def troubled(source: str, trouble: Action) -> Unit:
    """Return a file of which nothing is told but what is wrong with it as a file."""
    step = Step(Reading(()), title="the file")
    return Unit(source, (step,), told=False, troubles=(trouble,))


def script_reader(dialect: Dialect) -> ScriptReader:
    """Return what reads scripts for a dialect."""
    return ScriptReader(dialect, rules_of(dialect.name), all_names(hazards()))
