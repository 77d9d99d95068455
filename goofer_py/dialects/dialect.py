"""What is particular about one SQL database, as facts and a few pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from goofer_py.dialects.clashes import Clashes
from goofer_py.dialects.merging import Merging
from goofer_py.dialects.splitter import Syntax
from goofer_py.diff.object_rules import ObjectRules
from goofer_py.hazards.action import Reading
from goofer_py.operations import AlterColumn, AlterTable, Operation
from goofer_py.operations.refuse_rows import RefuseRows
from goofer_py.schema import Column, Exclusion, Name, PrimaryKey, Schema, Table, Unique


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Facts about one server version; everything outside the dialects asks these, never names."""

    unchecked_bodies: ClassVar[tuple[str, str] | None] = None
    """How the server is told to make functions whose bodies name what is not there, and not to."""
    validates_later: ClassVar[bool] = False
    """Checks and foreign keys can be NOT VALID: rows that are there are held to them later."""
    owned_sequences: ClassVar[bool] = False
    """A sequence can belong to a column, and goes with it."""
    key_parts: ClassVar[bool] = False
    """A primary key can be over prefixes, and descending."""
    orders_columns: ClassVar[bool] = True
    """Columns of a table that is there can be put in another order."""
    row_number: ClassVar[str | None] = None
    """What tells rows apart that have no key, and how long it lasts; None where nothing does."""
    untried: ClassVar[frozenset[str]] = frozenset()
    """Kinds of objects that heed every other statement, and so are left out of a trial."""
    standing: ClassVar[frozenset[str]] = frozenset()
    """Kinds that a scratch shares with the real database and nobody reads, such as servers."""
    duplicate: ClassVar[str] = ""
    """The state of the refusal to make what is there already."""
    keyed_writes: ClassVar[bool] = False
    """A foreign key to columns that no key holds is taken, and every write to its table refused."""
    tells_basic_plane_only: ClassVar[bool] = False
    """The catalogs tell "?" for characters of types, defaults and comments beyond U+FFFF."""
    schemas_are_databases: ClassVar[bool] = False
    """What others call a schema is a database beside the one that a session is in."""
    indexed_references: ClassVar[bool] = False
    """A foreign key may point at any columns that an index begins with, and at no others."""
    checks_before_triggers: ClassVar[bool] = False
    """A row with NULL where none may be is refused before a trigger can fill it."""
    keys_by_index: ClassVar[bool] = False
    """A unique index that is there can become the primary key, without a look at the rows."""
    search_path: ClassVar[bool] = False
    """A session chooses the schemas in which the tables that it names are looked for."""
    whole_columns: ClassVar[bool] = False
    """A column that changes is declared anew as a whole."""
    caseless: ClassVar[frozenset[str]] = frozenset()
    """What is the same by another letter case of its name: "table", "column"."""
    version: tuple[int, ...]
    transactional_ddl: bool
    """DDL rolls back."""
    namespaces: bool
    """Tables live in schemas that can be created and dropped."""
    enums: bool
    """Enum types exist on their own."""
    sequences: bool
    """Sequences exist on their own."""
    comments: bool
    """Tables, columns and indexes keep comments."""
    alter_constraints: bool
    """Constraints can be added to and dropped from a table that is there."""
    constraint_names: bool
    """Every constraint has a name; unnamed ones get one by the server's rule."""
    folds_names: bool
    """Names without quotes are kept in lower case."""
    keyed_references: bool
    """A foreign key is refused unless a key or unique index holds what it points at."""
    name_bytes: int | None
    """The most bytes a name can have before the server cuts it; None without a limit."""
    database_wide: frozenset[str]
    """Kinds of objects that a scratch shares with the real database, such as extensions."""

    @property
    def writable_views(self) -> bool:
        """Whether a program can write through a view of a table as it does to the table."""
        return True

    @property
    def views_of_invoker(self) -> bool:
        """Whether a view can be used with the rights of who uses it."""
        return True

    @property
    def renames_in_bodies(self) -> bool:
        """Whether the texts of views and triggers follow when what they name is renamed."""
        return False

    @property
    def escapes_backslashes(self) -> bool:
        """Whether a backslash in a literal escapes what follows it, in statements of programs."""
        return False

    @property
    def names_by_table(self) -> bool:
        """Whether each table has its own room for the names of its keys and indexes."""
        return False

    @property
    def column_checks(self) -> bool:
        """Whether a check can be part of a column, which then is told among its options."""
        return False

    @property
    def assigns_texts(self) -> bool:
        """Whether a column takes a value of any type that can be converted to its own."""
        return False


class Dialect(ObjectRules, Protocol):
    """One SQL database at one version. Holds no connection and does no I/O."""

    @property
    def name(self) -> str:
        """The dialect's name, which is also its folder under templates/."""

    @property
    def server(self) -> str:
        """What SQLAlchemy calls the server: the dialect's name, unless several speak it."""

    @property
    def syntax(self) -> Syntax:
        """How its scripts are cut into statements."""

    @property
    def capabilities(self) -> Capabilities:
        """What this version can do."""

    @property
    def merging(self) -> Merging:
        """How rows are merged into a table by a key."""

    def read(self, statement: str) -> Reading:
        """Return what a statement does, in the words that the rules of hazards are written in.

        What is not understood is among it. Raises UsageError where an extra is needed for it.
        """

    def quote(self, name: str) -> str:
        """Return `name` as an identifier, quoted when it must be."""

    def qualified(self, name: Name) -> str:
        """Return `name` with its schema, each quoted when it must be."""

    def literal(self, text: str) -> str:
        """Return `text` as a string literal."""

    def canonical(self, schema: Schema) -> Schema:
        """Return `schema` with every text spelled one way, by rules alone.

        Unnamed constraints take the name the server would give, where it names them.
        Idempotent. Texts that rules cannot settle stay as they are: the scratch decides them.
        """

    def lower(self, operations: Iterable[Operation], schema: Schema) -> tuple[Operation, ...]:
        """Rewrite `operations`, which start at `schema`, into ones this version can execute."""

    def online(self, operations: Iterable[Operation], schema: Schema) -> tuple[Operation, ...]:
        """Rewrite `operations`, which start at `schema`, so that others can read and write.

        They do the same, and hold where each statement is committed by itself.
        """

    def copied(self, operations: Iterable[Operation], schema: Schema) -> tuple[Operation, ...]:
        """Return lowered operations with those that would keep writers waiting done in a copy.

        That is a CopyTable, which goes by batches; what no copy can do stays as it is.
        """

    def held(
        self, guards: Sequence[RefuseRows], tables: Sequence[Name], operations: Sequence[Operation]
    ) -> tuple[Operation, ...]:
        """Return what does `operations` all together, once no row is such as `guards` refuse.

        The operations are lowered already, and change nothing but `tables`. No row can become
        such meanwhile. What is returned holds where each statement is committed by itself.
        """

    def differs(self, column: Column, one: str, other: str, given: Column | None = None) -> str:
        """Return an SQL condition: `one`, a value of `column`, is not what `other` is in it.

        Two NULLs are the same, two texts only where each byte is. `given` is the column that
        `other` is made from, if it is another one.
        """

    def converts_alike(self, one: Column, other: Column) -> bool:
        """Whether a value of `one` becomes the same value of `other` in every session."""

    def rehearsed(self, statement: str) -> str:
        """Return a statement as it can be tried in a transaction on tables that nobody uses."""

    def as_meant(self, schema: Schema) -> Schema:
        """Return what entities say, spelled as in a session of no particular settings."""

    def settled(self, operation: Operation, statements: str) -> str:
        """Return the statements of an operation so that they mean the same at any setting."""

    def as_declared(self, statement: str) -> tuple[str, ...]:
        """Return what makes a thing that is there already what its CREATE statement says.

        Asked for kinds that belong to the whole database.
        """

    def zero(self, column: Column, table: Table | None = None) -> str | None:
        """Return an SQL expression for an empty value of the column's type, None if none is known.

        Rows whose value cannot be known get it when a NOT NULL column comes back. None too for a
        column of `table` that numbers its rows by itself.
        """

    def sample(self, column: Column, row: int) -> str | None:
        """Return an SQL expression for a plausible value, different for each `row` >= 1.

        None when the type is not known well enough.
        """

    def conversion(self, before: Column, after: Column) -> str | None:
        """Return the SQL expression that turns a `before` value into an `after` one.

        None where the server converts by itself on ALTER.
        """

    def alters_in_place(self, change: AlterColumn, table: Table) -> bool:
        """Whether others can write to `table` while the column changes, however many rows it has.

        `table` is what it is before the change.
        """

    def misfit(self, before: Column, after: Column) -> str | None:
        """Return an SQL condition on the column that holds for values a new type cannot hold.

        None where every value survives the conversion. A value survives when it reads the same
        after going there and back. The condition may itself fail on a value: that is a misfit too.
        """

    def respelled(self, before: Column, after: Column) -> str | None:
        """Return, in words, how values that survive the conversion read after the way back.

        None where they read as they did.
        """

    def limits_of_options(self, operation: AlterTable, table: Table) -> Iterable[str]:
        """Return what is lost of `table` once its options are changed back, a sentence each."""

    def clashes(
        self, table: Table, constraint: Exclusion | PrimaryKey | Unique, keys: Sequence[str]
    ) -> Clashes | None:
        """Return how to find rows of `table` that a constraint does not let be there together.

        None where that is not known. `constraint` is one that compares by other than equality, in
        the names that the table has; `keys` (as SQL) are shown of each row.
        """

    def kept_table(self, table: Name, version: str) -> Name:
        """Return where the rows of a dropped table are put aside by the migration `version`."""

    def kept_column(self, table: Name, column: str, version: str) -> Name:
        """Return the side table for the values of a dropped column."""
