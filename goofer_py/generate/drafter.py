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
from goofer_py.generate.stages.code import in_batches, in_python
from goofer_py.generate.stages.shapes import Shapes, shapes_after
from goofer_py.generate.stages.split import split
from goofer_py.generate.stages.stage import Stage, Stages
from goofer_py.generate.stages.stepping import Stepping
from goofer_py.generate.stages.stepping_aside import stepping_aside
from goofer_py.generate.stages.sync import linked, synced, viewed
from goofer_py.generate.stages.tables import with_names_exchanged
from goofer_py.generate.unfollowed import unfollowed
from goofer_py.generate.ways import fixed, postponed
from goofer_py.introspect.introspector import Introspector
from goofer_py.migrate.files import file_name, next_version
from goofer_py.operations import Operation
from goofer_py.operations.shape import Shape
from goofer_py.schema import Schema, SchemaObject
from goofer_py.stores.store import Session

_ALONE = "goofer: no-transaction"


@dataclass(frozen=True, slots=True)
class Drafter:
    """Makes drafts for one database; `shapes` say which views show it to programs, if any do."""

    session: Session
    introspector: Introspector
    renderer: Renderer
    options: GenerateOptions
    shapes: Shapes | None = None

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
            operations = (*stages.begin, *change.operations, *stages.shown)
            change = self._remade(change, operations, online=True)
        elif self.shapes is not None:
            seen = self.shapes.around(change.operations, change.current, change.desired)
            change = self._remade(change, seen)
        return drafting.one(change, version, title)

    def _remade(
        self, change: Change, operations: tuple[Operation, ...], *, online: bool = False
    ) -> Change:
        """Return the change with other operations that lead to the same."""
        current, objects = change.current, change.desired.objects
        return self.made(current, operations, objects, self.before(current), online=online)

    def before(self, current: Schema) -> tuple[Shape, ...]:
        """Return the views of versions that are there before the change."""
        return () if self.shapes is None else self.shapes.before(current)

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
        shapes: tuple[Shape, ...] = (),
        *,
        online: bool = False,
        in_code: bool = True,
    ) -> Change:
        """Return a change that ends with these objects, or those that the operations leave.

        `shapes` are the views of versions that are there before it. An
        `online` one keeps no program waiting, by a file in Python if that may be `in_code`.
        """
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
        end = replace(end, objects=objects)
        up, down = tuple(operations), tuple(inverses)
        if online:
            up, down = self.dialect.online(up, start), self.dialect.online(down, end)
        alone = (up != tuple(operations), down != tuple(inverses))
        up, down = self.dialect.lower(up, start), self.dialect.lower(down, end)
        if online and in_code:
            up, down = self.dialect.copied(up, start), self.dialect.copied(down, end)
        return Change(
            current,
            after,
            operations,
            up=stepping_aside(up, shapes),
            down=stepping_aside(down, shapes_after(shapes, operations)),
            alone=alone,
            shapes=shapes,
        )

    def staged(
        self,
        current: Schema,
        stage: Stage,
        objects: tuple[SchemaObject, ...] | None,
        shapes: tuple[Shape, ...] = (),
    ) -> Change:
        """Return one migration of a change in steps."""
        change = Stepping(self.made, self.dialect, current, stage, objects, shapes).change()
        up, down = (with_names_exchanged(way, stage.named) for way in (change.up, change.down))
        return replace(change, up=up, down=down)

    def _stages(self, change: Change) -> Stages:
        trial = (self.session, self.introspector, self.renderer)
        declare = (partial(synced, *trial), partial(viewed, *trial), partial(linked, *trial))
        ends = (change.current, change.desired)
        return split(change.operations, *ends, self.dialect, *declare, self.shapes)


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
        current, every = change.current, stages.stages()
        shapes = drafter.before(current)
        for stage in every:
            objects = change.desired.objects if stage is every[-1] else None
            part = drafter.staged(current, stage, objects, shapes)
            shapes = shapes_after(shapes, stage.operations)
            draft = self.one(part, version, f"{name}.{stage.phase}", stage.phase)
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
        alone, down_alone = change.alone[0] or phase == "migrate", change.alone[1]
        rules = drafter.options.hazards
        hazards = hazards_of(change.up, change.current, dialect, rules, phase, alone=alone)
        told = hazard_lines(hazards)
        up = header(title, "up", dialect, change.operations, trust, way_back, looked[0], told)
        down = header(title, "down", dialect, inverses, trust, way_back, looked[1])
        said = [f"goofer: phase {phase}"] if phase else []
        # Code says it of itself.
        in_code = phase == "migrate" or in_batches(change)
        up_said = [*said, *([_ALONE] if alone and not in_code else [])]
        up = [up[0], *up_said, *up[1:]]
        down = [down[0], *([_ALONE] if down_alone else []), *down[1:]]
        draft = Draft(
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
        if not in_code:
            return draft
        return replace(draft, code=in_python(draft, change, dialect, drafter.renderer))
