"""What the tables are read for: one dialect, its compilers and its default schema."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IdentifierError, NoSuchModuleError
from sqlalchemy.schema import CreateIndex
from sqlalchemy.sql.base import DialectKWArgs
from sqlalchemy.sql.ddl import AddConstraint, BaseDDLElement, CreateConstraint

from goofer_py.dialects.dialect import Dialect
from goofer_py.errors import EntityError
from goofer_py.schema import Name
from goofer_py.schema.expression import identifiers

# Flags of SQLAlchemy's dialects that are set by default and only hold from a version on.
_SINCE = {
    "supports_identity_columns": (10,),
    "supports_native_uuid": (10, 7),
    "supports_virtual_generated_columns": (18,),
}

# What SQLAlchemy writes for a schema that something else may stand for.
_PLACEHOLDER = re.compile(r"__\[SCHEMA_([^\]]+)\]\.")

SchemaMap = Mapping[str | None, str | None]


class Target:
    """Spells everything as SQLAlchemy's own compilers do for `dialect`; needs no driver.

    `schemas` says, like SQLAlchemy's schema_translate_map, which schema stands for another one.
    `driver` is the module that the application connects with, where that is known.
    """

    def __init__(
        self,
        dialect: Dialect,
        default_schema: str | None = None,
        schemas: SchemaMap | None = None,
        driver: str | None = None,
    ) -> None:
        self.dialect = dialect
        self.capabilities = dialect.capabilities
        self._name_bytes = dialect.capabilities.name_bytes
        self.sqlalchemy = sqlalchemy_dialect(dialect, driver)
        compiler: Any = self.sqlalchemy.ddl_compiler
        self.compiler = compiler(self.sqlalchemy, None)
        # On MariaDB, SQLAlchemy's dialect has another name than on MySQL: both are spoken there.
        self._spoken = tuple(dict.fromkeys((self.sqlalchemy.name, dialect.name)))
        self._preparer = self.sqlalchemy.identifier_preparer
        self._longest = _longest(self.sqlalchemy)
        self._default_schema = default_schema
        self._schemas: SchemaMap = schemas or {}

    def sql(self, clause: sa.ClauseElement) -> str:
        """Return an expression as it stands in DDL: columns unqualified, values as literals."""
        text: str = self.compiler.sql_compiler.process(
            clause, include_table=False, literal_binds=True
        )
        return text

    def query(self, clause: sa.ClauseElement) -> str:
        """Return a whole query or statement, values as literals, in the schemas that stand for its.

        Raises what SQLAlchemy raises for one that it cannot spell.
        """
        compiled = clause.compile(
            dialect=self.sqlalchemy,
            schema_translate_map=dict(self._schemas) or None,
            compile_kwargs={} if isinstance(clause, BaseDDLElement) else {"literal_binds": True},
        )
        return _PLACEHOLDER.sub(self._translated, str(compiled))

    def _translated(self, placeholder: re.Match[str]) -> str:
        mapped = self._schemas.get(None if placeholder[1] == "_none" else placeholder[1])
        return "" if mapped is None else f"{self.dialect.quote(mapped)}."

    def clause(self, value: object) -> sa.ClauseElement:
        """Return `value`, text or an expression, as an expression."""
        return value if isinstance(value, sa.ClauseElement) else sa.text(str(value))

    def option(self, item: DialectKWArgs, key: str, default: Any = None) -> Any:
        """Return what `item` says for this dialect: `key` "where" is postgresql_where there."""
        # The attribute would make a dictionary for each of the many that have none, and keep it.
        said = item.__dict__.get("dialect_options")
        if not said:
            return default
        for name in self._spoken:
            # Looking one up that is not there makes all the defaults, for each item anew.
            value = said[name].get(key) if name in said else None
            if value is not None:
                return value
        return default

    @cached_property
    def takes_any_option(self) -> bool:
        """Whether a table can have options of any name, which are passed on to the server."""
        known: Any = self.sqlalchemy.construct_arguments or ()
        return any(kind is sa.Table and "*" in arguments for kind, arguments in known)

    def options(self, item: DialectKWArgs) -> dict[str, Any]:
        """Return all that `item` says for this dialect, by keys as `option` takes them."""
        found = {}
        for name in reversed(self._spoken):
            prefix = f"{name}_"
            said = {k: v for k, v in item.dialect_kwargs.items() if k.startswith(prefix)}
            found.update({k.removeprefix(prefix): v for k, v in said.items() if v is not None})
        return found

    def name(self, name: str, schema: str | None, *, managed: bool = True) -> Name:
        """Return the name of an object declared as `name` in `schema`.

        An EntityError is raised for one outside the default schema where there is no other, unless
        it is not `managed`.
        """
        mapped = self._schemas.get(schema, schema)
        if mapped is None or mapped == self._default_schema:
            return Name(self.identifier(name))
        if managed and not self.capabilities.namespaces:
            raise self._elsewhere(name, schema, mapped)
        return Name(self.identifier(name), self.identifier(mapped))

    def _elsewhere(self, name: str, schema: str | None, mapped: str) -> EntityError:
        """Return the refusal of what is in a schema, where there are none."""
        home = f"SchemaRegistry(schemas={{{schema!r}: None}}) puts it into the default one"
        if not self.capabilities.schemas_are_databases:
            problem = f"{self.dialect.server} has no schemas."
        else:
            problem = (
                f"a schema is a database of its own on {self.dialect.server}: migrations change "
                "only the one that they are connected to."
            )
            home += (
                f", where {mapped} is the database of the URL. Else give what is in {mapped} "
                "migrations and an environment of its own, with a URL that ends in "
                f'/{mapped}, or leave it to others: info={{"goofer": {{"manage": False}}}}'
            )
        return EntityError(f"{mapped}.{name} is in the schema {mapped}, and {problem}", hint=home)

    def table_name(self, table: sa.Table, *, managed: bool = True) -> Name:
        """Return the name of a table, which is in the default schema or one that can be managed."""
        return self.name(table.name, table.schema, managed=managed)

    def identifier(self, name: str) -> str:
        """Return `name` as the server keeps it: what is beyond its limit is cut off."""
        limit = self._name_bytes
        if type(name) is str and (limit is None or len(name) * 4 <= limit):
            return name
        plain = str(name)
        if self.capabilities.folds_names and getattr(name, "quote", None) is False:
            plain = plain.lower()
        if limit is None or len(plain) * 4 <= limit:
            return plain
        return plain.encode()[:limit].decode(errors="ignore")

    def constraint_name(self, item: sa.Constraint | sa.Index) -> str | None:
        """Return the resolved name of a constraint or index, None where the server makes one.

        Names that a convention made are shortened by SQLAlchemy's rule, others by the server's.
        """
        name = item.name
        if name is None:
            return None
        if isinstance(name, str) and len(name) <= self._longest:
            return self.identifier(name)
        try:
            resolved = self._preparer.format_constraint(item)
        except IdentifierError:
            return self.identifier(str(name))
        if resolved is None:
            return None
        return self.identifier(self._preparer.unformat_identifiers(resolved)[0])

    def renders(self, constraint: sa.Constraint) -> bool:
        """Whether SQLAlchemy writes `constraint` at all, and not as words of its column."""
        if isinstance(constraint, sa.PrimaryKeyConstraint) and not self._keys_in_columns:
            return True
        try:
            return self.compiler.process(constraint) is not None
        except IdentifierError:
            return True

    @cached_property
    def _keys_in_columns(self) -> bool:
        """Whether a primary key may be words of its column: one that counts, where that is said."""
        known: Any = self.sqlalchemy.construct_arguments or ()
        return any(kind is sa.Table and "autoincrement" in keys for kind, keys in known)

    def included(self, item: sa.Constraint | sa.Index, table: sa.Table) -> tuple[str, ...]:
        """Return the columns that `item` carries along without being keyed by them."""
        listed = self.option(item, "include", ())
        columns = (table.columns[c] if isinstance(c, str) else c for c in listed)
        return tuple(self.identifier(column.name) for column in columns)

    @cached_property
    def has_inheritance(self) -> bool:
        """Whether tables can inherit, and have parts that are tables of their own."""
        given: Any = self.sqlalchemy.construct_arguments or ()
        return any(item is sa.Table and "inherits" in keys for item, keys in given)

    @cached_property
    def has_exclusions(self) -> bool:
        """Whether exclusion constraints exist on this dialect."""
        return hasattr(self.compiler, "visit_exclude_constraint")

    def creates(self, item: sa.Constraint | sa.Index) -> bool:
        """Whether `item` exists on this dialect: its type may need none, or ddl_if may say no."""
        if isinstance(item, sa.Constraint) and not _made_by_alter(item):
            return item._should_create_for_compiler(self.compiler)
        rule = item._ddl_if
        if rule is None:
            return True
        create = CreateIndex(item) if isinstance(item, sa.Index) else CreateConstraint(item)
        return rule._should_execute(create, item, None, compiler=self.compiler)

    def reads(self, texts: Iterable[str], table: sa.Table) -> tuple[str, ...]:
        """Return the columns of `table` that are named in `texts`, in the table's order."""
        words = frozenset[str]().union(*map(identifiers, texts))
        return tuple(self.identifier(c.name) for c in table.columns if c.name in words)


def _longest(dialect: sa.Dialect) -> int:
    """Return the most characters that every name of an index or constraint may have."""
    known: Any = dialect
    kinds = ("max_identifier_length", "max_index_name_length", "max_constraint_name_length")
    return min(int(limit) for kind in kinds if (limit := getattr(known, kind, None)))


def _made_by_alter(constraint: sa.Constraint) -> bool:
    """Whether `create_all` in this process keeps it out of CREATE TABLE, to add it afterwards."""
    rule = constraint._create_rule
    name = getattr(rule, "name", None) or getattr(rule, "__name__", None)
    return name == AddConstraint._create_rule_disable.__name__


def sqlalchemy_dialect(dialect: Dialect, driver: str | None = None) -> sa.Dialect:
    """Return SQLAlchemy's dialect of the same server and version, without importing a driver."""
    cls: Any = _dialect_class(dialect.server, driver)
    # A named paramstyle keeps the compiler from doubling percent signs for a driver.
    made: sa.Dialect = cls(paramstyle="named")
    version = dialect.capabilities.version
    known: Any = made
    known.server_version_info = version
    # What initialize() learns from a connection, as far as it changes a text.
    known._backslash_escapes = dialect.capabilities.escapes_backslashes
    known.supports_sequences = dialect.capabilities.sequences
    for flag, since in _SINCE.items():
        setattr(known, flag, getattr(known, flag, False) and version >= since)
    return made


def _dialect_class(name: str, driver: str | None) -> type[sa.Dialect]:
    """Return what SQLAlchemy has for the driver: one may spell a type as others do not."""
    if driver is not None:
        with suppress(NoSuchModuleError):
            return make_url(f"{name}+{driver}://").get_dialect()
    return make_url(f"{name}://").get_dialect()
