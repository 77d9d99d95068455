"""What `goofer diff A B` compares: databases, files, the entities, what the migrations build."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from goofer_py.answers import Answers
from goofer_py.cli.answering import Answering
from goofer_py.cli.run import Run
from goofer_py.dialects.dialect import Dialect
from goofer_py.diff.differ import diff
from goofer_py.errors import StoreError, UsageError
from goofer_py.generate.comparison import Comparison
from goofer_py.generate.render import Renderer
from goofer_py.generate.snapshot import Snapshot, read_snapshot
from goofer_py.introspect.registry import introspector_for
from goofer_py.introspect.scope import Scope
from goofer_py.migrate.migrator import Migrator
from goofer_py.project import Project
from goofer_py.schema import Schema

MODELS, MIGRATIONS = "models", "migrations"
_KNOWN = "a URL, a file of `goofer inspect --output`, models or migrations"


@dataclass(frozen=True, slots=True)
class Side:
    """One side: a database that can be asked things, or a snapshot; the entities are neither."""

    name: str
    migrator: Migrator | None = None
    snapshot: Snapshot | None = None

    @property
    def dialect(self) -> Dialect | None:
        """What it speaks, None where the other side decides."""
        if self.migrator is not None:
            return self.migrator.session.dialect
        return None if self.snapshot is None else self.snapshot.dialect

    def read(self, scope: Scope) -> Schema:
        """Return what it holds within `scope`, canonical."""
        if self.migrator is None:
            return scope.within(self.snapshot.schema if self.snapshot is not None else Schema())
        session = self.migrator.session
        found = introspector_for(session.dialect).read(session, scope)
        return session.dialect.canonical(scope.within(found))


def compared(run: Run, first: str, second: str) -> tuple[Comparison, str]:
    """Return what leads from the first to the second, and its statements.

    Nothing is asked, and nothing is changed. Raises UsageError for what cannot be compared, and
    when the two speak different dialects.
    """
    if first == second:
        raise UsageError(f"Both sides are {_shown(first)}: there is nothing to compare.")
    with ExitStack() as opened:
        left, right = (_opened(name, run.project, opened) for name in (first, second))
        # Whoever is asked how entities are spelled: the other side, or the settings' database.
        asked = left.migrator or right.migrator
        if asked is None and MODELS in (first, second):
            asked = opened.enter_context(run.project.to_read())
        dialect = _spoken(left, right, asked)
        found = _compared(run, left, right, asked, dialect)
        lowered = dialect.lower(found.operations, found.current)
        return found, Renderer(dialect, run.settings.templates).statements(lowered)


def _opened(name: str, project: Project, opened: ExitStack) -> Side:
    if name == MODELS:
        return Side(name)
    if name == MIGRATIONS:
        return Side(name, opened.enter_context(project.built()))
    if "://" in name:
        other = Project(replace(project.settings, url=name, url_folder=Path()))
        store = other.store()
        if not store.exists():
            raise StoreError(f"There is no database {store.database}.", database=store.database)
        return Side(store.database, opened.enter_context(other.migrator()))
    if not Path(name).exists():
        raise UsageError(f"{name!r} is nothing to compare.", hint=f"compared are {_KNOWN}")
    return Side(name, snapshot=read_snapshot(Path(name)))


def _spoken(left: Side, right: Side, asked: Migrator | None) -> Dialect:
    """Return the dialect of the side that is to change, or else of the other one."""
    known = [(side.name, side.dialect) for side in (left, right)]
    if asked is not None:
        known.append((asked.database, asked.session.dialect))
    spoken = [(name, dialect) for name, dialect in known if dialect is not None]
    if not spoken:
        raise UsageError(
            "Neither file says which database it is of.", hint="goofer inspect --output FILE"
        )
    (name, dialect), *others = spoken
    for other, another in others:
        if another.name != dialect.name:
            raise UsageError(
                f"{name} speaks {dialect.name} and {other} speaks {another.name}: what two"
                " different databases hold cannot be compared.",
                hint="compare each with models, or with migrations",
            )
    return dialect


def _compared(
    run: Run, left: Side, right: Side, asked: Migrator | None, dialect: Dialect
) -> Comparison:
    scope = run.project.scope()
    if asked is not None and MODELS in (left.name, right.name):
        choices = Answering(run, Answers(), None).without_questions()
        generator = run.project.generator_on(asked, choices)
        found = generator.compare_with((left if right.name == MODELS else right).read)
        if right.name == MODELS:
            return found
        current, desired = found.desired, found.current
    else:
        current, desired = left.read(scope), right.read(scope)
    desired = scope.ignore.keeping(desired, current)
    return Comparison(current, desired, diff(current, desired, rules=dialect))


def _shown(name: str) -> str:
    return "the same database" if "://" in name else name
