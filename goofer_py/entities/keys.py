"""Keys, constraints and indexes of dataclass and pydantic entities."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from difflib import get_close_matches
from functools import cache, reduce
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.schema import SchemaItem
from sqlalchemy.sql.elements import conv

from goofer_py.dialects import DIALECTS
from goofer_py.entities.annotations import Check, Columns, Field, ForeignKey, Index, Unique
from goofer_py.entities.declaration import Declaration
from goofer_py.entities.decorator import EntityOptions, options_of
from goofer_py.entities.origin import qualified_name
from goofer_py.entities.types import allowed_values
from goofer_py.errors import EntityError

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_FIRST_WORD = re.compile(r"([^\W\d]\w*)(\s.*)?\Z", re.DOTALL)
_COMPARE = {"ge": operator.ge, "gt": operator.gt, "le": operator.le, "lt": operator.lt}
_DEFAULT_CONVENTION = sa.MetaData().naming_convention

_Fields = Sequence[Declaration]
_ColumnMap = Mapping[str, "sa.Column[Any]"]


def table_name(entity: type, options: EntityOptions) -> str:
    """Return the table of an entity: what it says, else its name in snake_case."""
    return options.table or _HUMP.sub("_", entity.__name__).lower()


def full_name(entity: type, options: EntityOptions) -> str:
    """Return the table of an entity with its schema, if it says one."""
    name = table_name(entity, options)
    return name if options.schema is None else f"{options.schema}.{name}"


def field_names(columns: Columns, fields: _Fields, entity: str) -> tuple[str, ...]:
    """Return `columns` as a tuple of names that `fields` have, else raise an EntityError."""
    names = (columns,) if isinstance(columns, str) else tuple(columns)
    for name in names:
        if all(field.name != name for field in fields):
            raise _no_field(name, [field.name for field in fields], entity)
    return names


class Keys:
    """Makes what belongs to the columns of `entities`, whose fields are `fields`."""

    def __init__(
        self,
        entities: Mapping[type, EntityOptions],
        fields: Mapping[type, _Fields],
        metadata: sa.MetaData,
    ) -> None:
        self._entities = entities
        self._fields = fields
        convention = metadata.naming_convention
        # A convention may build a check's name from the one it was given, and then needs one.
        self._names_checks = "constraint_name" in str(convention.get("ck", ""))
        self._names_indexes = convention.get("ix") != _DEFAULT_CONVENTION["ix"]

    def of_column(self, field: Declaration) -> Iterator[SchemaItem]:
        """Yield what stands with the column itself."""
        said = field.said
        if said.identity:
            yield sa.Identity(always=said.identity == "always")
        if said.computed is not None:
            yield sa.Computed(said.computed, persisted=said.stored)
        if (key := said.foreign_key) is not None:
            wanted = key if isinstance(key, ForeignKey) else ForeignKey(key)
            yield sa.ForeignKey(
                self._targets(wanted, 1, f"{field.entity}.{field.name}")[0],
                **_foreign_key_options(wanted, said),
            )

    def of_fields(self, fields: _Fields, columns: _ColumnMap) -> Iterator[SchemaItem]:
        """Yield the constraints and indexes that single fields ask for, beside plain ones."""
        for field in fields:
            column, said = columns[field.name], field.said
            if isinstance(said.unique, str):
                yield sa.UniqueConstraint(column, name=said.unique)
            if isinstance(said.index, str):
                yield sa.Index(said.index, column)
            for condition in _conditions(field, column):
                name = column.name if self._names_checks else None
                yield sa.CheckConstraint(condition, name=name)

    def of_entity(self, entity: type, columns: _ColumnMap) -> Iterator[SchemaItem]:
        """Yield what the entity as a whole asks for."""
        options, fields = self._entities[entity], self._fields[entity]
        origin, table = qualified_name(entity), table_name(entity, options)

        def chosen(names: Columns) -> list[sa.Column[Any]]:
            return [columns[name] for name in field_names(names, fields, origin)]

        if options.primary_key:
            yield sa.PrimaryKeyConstraint(*chosen(options.primary_key))
        for unique in map(_as_unique, options.unique):
            yield sa.UniqueConstraint(
                *chosen(unique.columns),
                name=unique.name,
                deferrable=unique.deferrable,
                initially=unique.initially,
                **(unique.options or {}),
            )
        for index in map(_as_index, options.indexes):
            yield self._index(index, columns, table, origin)
        for number, check in enumerate(map(_as_check, options.checks), 1):
            name = check.name or (f"check_{number}" if self._names_checks else None)
            yield sa.CheckConstraint(check.condition, name=name)
        for key in options.foreign_keys:
            local = chosen(key.columns)
            targets = self._targets(key, len(local), origin)
            options_ = _foreign_key_options(key, Field())
            yield sa.ForeignKeyConstraint(local, targets, **options_)

    def _index(self, index: Index, columns: _ColumnMap, table: str, origin: str) -> sa.Index:
        parts = [index.columns] if isinstance(index.columns, str) else list(index.columns)
        name: str | None = index.name
        if name is None and not self._names_indexes:
            words = re.sub(r"\W+", "_", "_".join(parts)).strip("_")
            name = conv(f"ix_{table}_{words}".lower())
        where = {} if index.where is None else _on_each_dialect("where", sa.text(index.where))
        keys = [_index_key(part, columns, origin) for part in parts]
        info = {} if index.manage else {"goofer": {"manage": False}}
        options = {**where, **(index.options or {})}
        return sa.Index(name, *keys, unique=index.unique, info=info, **options)

    def _targets(self, key: ForeignKey, count: int, place: str) -> tuple[str, ...]:
        """Return what `key` points to as "table.column" for each of its columns."""
        target = key.target
        if isinstance(target, type):
            targets = tuple(self._primary_key(target, place))
        else:
            targets = (target,) if isinstance(target, str) else tuple(target)
        if len(targets) != count:
            raise EntityError(
                f"The foreign key of {place} has {count} columns and points to {len(targets)}: "
                f"{', '.join(targets)}."
            )
        return targets

    def _primary_key(self, target: type, place: str) -> Iterator[str]:
        table = getattr(target, "__table__", None)
        if isinstance(table, sa.Table):
            yield from (f"{table.fullname}.{column.key}" for column in table.primary_key)
            return
        if target not in self._entities:
            raise EntityError(
                f"The foreign key of {place} points to {qualified_name(target)}, which is no "
                "registered entity.",
                hint="decorate it with @entity, and register the module that declares it"
                if options_of(target) is None
                else "register the module that declares it too",
            )
        full = full_name(target, self._entities[target])
        for field in self._fields[target]:
            if field.said.primary_key:
                yield f"{full}.{field.said.name or field.name}"


def _conditions(field: Declaration, column: sa.Column[Any]) -> Iterator[Any]:
    """Yield what a field's check, bounds and choice of numbers allow."""
    if field.said.check is not None:
        yield field.said.check
    bounds = [_COMPARE[key](column, value) for key, value in sorted(field.bounds.items())]
    if bounds:
        yield reduce(operator.and_, bounds)
    if numbers := allowed_values(field):
        yield column.in_(numbers)


def _foreign_key_options(key: ForeignKey, said: Field) -> dict[str, Any]:
    return {
        "name": key.name,
        "ondelete": key.on_delete or said.on_delete,
        "onupdate": key.on_update or said.on_update,
        "match": key.match,
        "deferrable": key.deferrable,
        "initially": key.initially,
    }


def _index_key(part: str, columns: _ColumnMap, origin: str) -> Any:
    """Return a field's column, also with an order behind it, or an SQL expression."""
    match = _FIRST_WORD.match(part.strip())
    if match is None:
        return sa.text(part)
    if match[1] not in columns:
        raise _no_field(match[1], list(columns), origin)
    column = columns[match[1]]
    quoted = column.name.replace('"', '""')
    return sa.text(f'"{quoted}"{match[2]}') if match[2] else column


def _on_each_dialect(option: str, value: Any) -> dict[str, Any]:
    """Return an index's option, with its own prefix for every dialect that knows it."""
    return {f"{dialect}_{option}": value for dialect in _dialects_with(option)}


@cache
def _dialects_with(option: str) -> tuple[str, ...]:
    """Return the dialects on which SQLAlchemy takes such an option of an index."""
    return tuple(name for name in DIALECTS if option in _index_options(name))


def _index_options(dialect: str) -> Set[str]:
    known: Any = make_url(f"{dialect}://").get_dialect().construct_arguments or ()
    return {option for item, options in known if item is sa.Index for option in options}


def _as_unique(given: Columns | Unique) -> Unique:
    return given if isinstance(given, Unique) else Unique(given)


def _as_index(given: Columns | Index) -> Index:
    return given if isinstance(given, Index) else Index(given)


def _as_check(given: str | Check) -> Check:
    return given if isinstance(given, Check) else Check(given)


def _no_field(name: str, known: Iterable[str], entity: str) -> EntityError:
    near = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return EntityError(
        f"{entity} has no field {name!r}.",
        hint=f"did you mean {near[0]!r}?" if near else None,
    )
