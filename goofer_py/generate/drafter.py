"""The migrations that lead from one schema to another, each proved before it is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from goofer_py.dialects.dialect import Dialect
from goofer_py.generate.comparison import Comparison
from goofer_py.generate.draft import Draft
from goofer_py.generate.hazards import hazard_lines, hazards_of
from goofer_py.generate.header import header, limits_of_way_back, trusted
from goofer_py.generate.heeded import heeding
from goofer_py.generate.keep import fates_settled, losses, with_fates
from goofer_py.generate.naming import derived_name
from goofer_py.generate.options import GenerateOptions
from goofer_py.generate.proof import Change, prove
from goofer_py.generate.references import check_references
from goofer_py.generate.render import Renderer
from goofer_py.generate.settled import settled
from goofer_py.generate.stages.code import in_python
from goofer_py.generate.stages.split import split
from goofer_py.generate.stages.stage import Stages
from goofer_py.generate.stages.sync import synced
from goofer_py.generate.unfollowed import unfollowed
from goofer_py.generate.ways import fixed, postponed
from goofer_py.introspect.introspector import Introspector
from goofer_py.migrate.files import file_name, next_version
from goofer_py.operations import Operation
from goofer_py.schema import Schema, SchemaObject
from goofer_py.stores.store import Session


@dataclass(frozen=True, slots=True)
class Drafter:
    """Makes drafts for one database."""

    session: Session
    introspector: Introspector
    renderer: Renderer
    options: GenerateOptions

    @property
    def dialect(self) -> Dialect:
        """The dialect of the session."""
        return self.session.dialect

    def draft(self, found: Comparison, version: str, name: str | None) -> Draft | None:
        """Return the migration for what was found, None when nothing is left to do.

        Raises UnsafeChange when rows stand in the way, ProofFailed when the trial fails.
        """
        change, untried = self._past_rows(self._change(found, version))
        if not change.operations:
            return None
        title = file_name(name) if name else derived_name(change.operations)
        drafting = _Drafting(self, found, untried)
        if self.options.online:
            stages = self._stages(change)
            if stages.stepped:
                return drafting.in_steps(change, stages, version, title)
        return drafting.one(change, version, title)

    def _change(self, found: Comparison, version: str) -> Change:
        current = found.current
        fates = fates_settled(losses(found.operations, current), self.options.choices.fate)
        operations = with_fates(found.operations, fates, current, self.dialect, version)
        operations = postponed(operations, self.options.choices.two_steps)
        operations = fixed(operations, self.options.choices.fixes)
        change = self.made(current, operations, found.desired.objects)
        check_references(operations, change.desired, self.session)
        return change

    def _past_rows(self, change: Change) -> tuple[Change, list[str]]:
        def made(operations: tuple[Operation, ...]) -> Change:
            return self.made(change.current, operations, change.desired.objects)

        return settled(change, self.session, self.renderer, self.options.choices, made)

    def made(
        self,
        current: Schema,
        operations: tuple[Operation, ...],
        objects: tuple[SchemaObject, ...] | None,
    ) -> Change:
        """Return a change that ends with these objects, or those that the operations leave."""
        after = current
        for operation in operations:
            after = operation.apply(after)
        objects = after.objects if objects is None else objects
        after = replace(after, objects=objects)
        inverses = [operation.inverse() for operation in reversed(operations)]
        start = heeding(current, operations, self.introspector, self.session)
        end = start
        for operation in operations:
            end = operation.apply(end)
        return Change(
            current,
            after,
            operations,
            up=self.dialect.lower(operations, start),
            down=self.dialect.lower(inverses, replace(end, objects=objects)),
        )

    def _stages(self, change: Change) -> Stages:
        trial = (self.session, self.introspector, self.renderer)
        declare = partial(synced, *trial)
        return split(change.operations, change.current, change.desired, self.dialect, declare)


@dataclass(frozen=True, slots=True)
class _Drafting:
    """One comparison that becomes a draft; `untried` is what was not tried on its rows."""

    drafter: Drafter
    found: Comparison
    untried: list[str]

    def in_steps(self, change: Change, stages: Stages, version: str, name: str) -> Draft:
        """Return the first of several migrations, which holds those that follow it."""
        drafts: list[Draft] = []
        drafter, clock = self.drafter, self.drafter.options.clock
        current, phases = change.current, stages.phases()
        for phase, operations in phases:
            last = phase == phases[-1][0]
            part = drafter.made(current, operations, change.desired.objects if last else None)
            draft = self.one(part, version, f"{name}.{phase}", phase)
            if phase == "migrate":
                code = in_python(draft, part, drafter.dialect, drafter.renderer)
                draft = replace(draft, code=code)
            drafts.append(draft)
            current, version = part.desired, next_version(clock.now(), [version])
        return replace(drafts[0], following=tuple(drafts[1:]))

    def one(self, change: Change, version: str, name: str, phase: str | None = None) -> Draft:
        """Return one migration, tried unless that is not wanted."""
        drafter, dialect = self.drafter, self.drafter.dialect
        proof = None
        if drafter.options.prove:
            proof = prove(change, drafter.session, drafter.introspector, drafter.renderer)
        title = f"{version}_{name}"
        way_back = limits_of_way_back(change.operations, dialect, change.current)
        inverses = [operation.inverse() for operation in reversed(change.operations)]
        trust = trusted(proof, by_rules=self.found.by_rules)
        looked = [
            [*unfollowed(change.operations, change.current, dialect), *self.untried],
            unfollowed(inverses, change.desired, dialect),
        ]
        hazards = hazards_of(change.up, change.current, dialect, drafter.options.hazards, phase)
        told = hazard_lines(hazards)
        up = header(title, "up", dialect, change.operations, trust, way_back, looked[0], told)
        up = [up[0], *([f"goofer: phase {phase}"] if phase else []), *up[1:]]
        down = header(title, "down", dialect, inverses, trust, way_back, looked[1])
        return Draft(
            version,
            name,
            drafter.renderer.file(change.up, up),
            drafter.renderer.file(change.down, down),
            change.operations,
            proof,
            tuple(way_back),
            self.found.removable_hints,
            phase,
            hazards=hazards,
        )
