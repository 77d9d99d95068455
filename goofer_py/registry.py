"""The registry: what a program declares, read as the schema that it wants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar, Unpack, overload

import sqlalchemy as sa

from goofer_py.dialects.dialect import Dialect
from goofer_py.entities.declaration import is_model
from goofer_py.entities.decorator import EntityOptions, Options, entity_options, options_of
from goofer_py.entities.discover import import_module, import_modules
from goofer_py.entities.objects.declaration import Declaration
from goofer_py.entities.objects.reading import Sources, with_objects
from goofer_py.entities.origin import class_origins, module_origins, qualified_name
from goofer_py.entities.reading.desired import Desired, read_desired
from goofer_py.entities.reading.target import SchemaMap, Target
from goofer_py.entities.source import sources_in
from goofer_py.entities.tables import build_tables
from goofer_py.errors import EntityError

__all__ = ["Desired", "SchemaRegistry"]

_C = TypeVar("_C", bound=type)


class SchemaRegistry:
    """Gathers entities, and reads them as the desired schema of a dialect.

    Nothing is read before `desired` is called, so classes that are declared later into a
    MetaData that is registered count too. `naming_convention` names the constraints of dataclass
    and pydantic entities, as SQLAlchemy's does; `schemas` puts tables of one schema into another
    one, as its schema_translate_map does: {"app": None} puts them into the default one.
    """

    def __init__(
        self,
        *sources: object,
        naming_convention: Mapping[str, Any] | None = None,
        schemas: SchemaMap | None = None,
    ) -> None:
        self._sources: list[sa.MetaData | sa.Table] = []
        self._entities: dict[type, EntityOptions] = {}
        self._objects: dict[Declaration, None] = {}
        self._folders: list[Path] = []
        self._modules: list[ModuleType] = []
        self._naming_convention = naming_convention
        self._schemas = schemas
        for source in sources:
            self.register(source)

    @overload
    def register_entity(self, cls: _C, /, **options: Unpack[Options]) -> _C: ...
    @overload
    def register_entity(self, /, **options: Unpack[Options]) -> Callable[[_C], _C]: ...
    def register_entity(
        self, cls: type | None = None, /, **options: Unpack[Options]
    ) -> type | Callable[[type], type]:
        """Register one class and return it, also as a decorator.

        The options are those of `@entity`, and win over what it said; classes that SQLAlchemy or
        SQLModel map have none.
        """

        def register(one: type) -> type:
            self._register_class(one, options)
            return one

        return register if cls is None else register(cls)

    def register(self, source: object) -> None:
        """Register what `source` declares: a module, MetaData, Table, class, or several of them.

        Views, functions and other objects are registered as they are. A module brings in the
        whole MetaData of what it declares, and a MetaData the objects that are bound to it.
        """
        if isinstance(source, ModuleType):
            self._modules.append(source)
        for found in sources_in(source):
            if isinstance(found, type):
                self._entities.setdefault(found, options_of(found) or EntityOptions())
            elif isinstance(found, Declaration):
                self._objects[found] = None
            else:
                self._sources.append(found)

    def register_files(self, *places: Path | str) -> None:
        """Register the objects that `.sql` files declare, in folders or one by one.

        They are read by `desired`, each time.
        """
        self._folders += map(Path, places)

    def discover(
        self, modules: Sequence[str], folder: Path | Iterable[Path] | None = None
    ) -> tuple[str, ...]:
        """Import `modules` and register what they declare; return the modules that were imported.

        A package is walked as a whole; "app.db:Base" is one object of one module. The project's
        folder (or folders) comes first on sys.path. Raises UnknownModule or ImportFailed.
        """
        folders = (folder,) if isinstance(folder, Path) else tuple(folder or ())
        packages = [name for name in modules if ":" not in name]
        imported = import_modules(packages, folders)
        for module in imported:
            self.register(module)
        for name in modules:
            if ":" in name:
                imported.append(self._register_attribute(name, folders))
        return tuple(module.__name__ for module in imported)

    def desired(
        self, dialect: Dialect, default_schema: str | None = None, driver: str | None = None
    ) -> Desired:
        """Return the schema that the entities want on `dialect`, the same for the same entities.

        What is declared in `default_schema` has the schema None. `driver` is the module that the
        application connects with, such as "psycopg": SQLAlchemy spells some types by it. Raises
        an EntityError for what cannot be read, naming the entity.
        """
        tables = self._declared_tables()
        metadatas = [source for source in self._sources if isinstance(source, sa.MetaData)]
        target = Target(dialect, default_schema, self._schemas, driver)
        desired = read_desired(tables, dict.fromkeys(metadatas), target)
        sources = Sources(
            declarations=tuple(self._objects),
            metadatas=tuple(dict.fromkeys(metadatas)),
            tables=tuple(tables),
            files=tuple(self._folders),
        )
        return with_objects(desired, sources, target)

    def schemas(self, default: str | None) -> tuple[str, ...]:
        """Return the schemas that SQLAlchemy's tables name, besides the default one."""
        put = self._schemas or {}
        named = {put.get(table.schema, table.schema) for table in self._sqlalchemy_tables()}
        return tuple(sorted(name for name in named if name and name != default))

    def tables(self) -> tuple[str, ...]:
        """Return what the declared tables are called, with their schema if they name one."""
        return tuple(table.fullname for table in self._declared_tables())

    def _declared_tables(self) -> dict[sa.Table, str]:
        """Return every table with the class or module that declares it."""
        metadata = sa.MetaData(naming_convention=self._naming_convention)
        built = build_tables(self._entities, metadata)
        named: dict[sa.Table, str] = {}
        for module in self._modules:
            named = {**module_origins(module), **named}
        known = {**named, **class_origins()}
        found = {table: known.get(table, table.fullname) for table in self._sqlalchemy_tables()}
        return {**found, **{table: qualified_name(cls) for table, cls in built.items()}}

    def _sqlalchemy_tables(self) -> Iterator[sa.Table]:
        for source in self._sources:
            if isinstance(source, sa.MetaData):
                yield from source.tables.values()
            else:
                yield source

    def _register_class(self, cls: type, options: Mapping[str, Any]) -> None:
        if not options:
            self.register(cls)
            return
        if hasattr(cls, "__table__") or not is_model(cls):
            raise EntityError(
                f"{qualified_name(cls)} declares its table itself, and takes no options here.",
                hint="__tablename__ and __table_args__ say the same",
            )
        self._entities[cls] = entity_options(options, options_of(cls))

    def _register_attribute(self, name: str, folders: Sequence[Path]) -> ModuleType:
        """Register what "app.db:Base" names."""
        module_name, _, attribute = name.partition(":")
        module = import_module(module_name, folders)
        if not hasattr(module, attribute):
            raise EntityError(
                f"The module {module_name!r} has no {attribute!r}.",
                hint=_likely(attribute, vars(module)),
            )
        self.register(getattr(module, attribute))
        return module


def _likely(name: str, known: Iterable[str]) -> str | None:
    near = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else None


def has_sql(place: Path) -> bool:
    """Say whether a file or folder has anything to declare objects by."""
    return place.is_file() or any(place.rglob("*.sql"))
