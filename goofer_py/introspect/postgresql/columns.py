"""The columns of all tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from goofer_py.dialects.postgresql import options as words
from goofer_py.dialects.postgresql.defaults import canonical_default
from goofer_py.dialects.postgresql.text import printed
from goofer_py.introspect.postgresql.catalog import Catalog
from goofer_py.introspect.postgresql.relations import pairs
from goofer_py.introspect.postgresql.sequences import OwnSequence, take_numbering
from goofer_py.schema import Column, Computed, Type
from goofer_py.stores.store import Row

_STORAGES = {"p": "plain", "m": "main", "e": "external", "x": "extended"}
_COMPRESSIONS = {"p": "pglz", "l": "lz4"}
Owned = dict[tuple[int, int], list[OwnSequence]]


class ColumnReader:
    """Turns rows into columns; what many columns share is made once."""

    def __init__(self, catalog: Catalog, owned: Owned) -> None:
        self._catalog = catalog
        self._owned = owned
        self._types: dict[tuple[str, int | None], Type] = {}
        self._columns: dict[Row, Column] = {}
        self._counted: Counter[str] = Counter()
        self.collations: dict[int, dict[str, int]] = {}
        """The collation of each column by table: what an index has unless it says otherwise."""
        self.inherited: dict[int, list[Row]] = {}
        """The rows of the columns by table that tables have from others."""
        self.rows: dict[tuple[int, str], Row] = {}
        """The rows by table and column, where any is inherited."""

    def read(self, rows: Iterable[Row]) -> dict[int, list[Column]]:
        """Return the own columns by table, in their order; of inherited ones only the names."""
        rows = list(rows)
        self._counted = _counted(rows)
        found: dict[int, list[Column]] = {}
        numbers = self._catalog.numbers.columns
        for row in rows:
            table, number, name = row[:3]
            columns = found.get(table)
            if columns is None:
                columns = found[table] = []
                numbers[table], self.collations[table] = {}, {}
            numbers[table][number] = name
            self.collations[table][name] = row[9]
            if not row[12]:
                columns.append(self._shared(row))
            else:
                self.inherited.setdefault(table, []).append(row)
        if self.inherited:
            self.rows = {(row[0], row[2]): row for row in rows}
        return found

    def default_of(self, row: Row) -> str | None:
        """Return the default of a row that has one."""
        text, enum = row[3:5]
        return self._default(row[6], self._types.get((text, enum)) or self._type(text, enum))

    def _shared(self, row: Row) -> Column:
        """Return one column for all that are the same, such as when a row was made."""
        if row[16] is not None or (row[0], row[1]) in self._owned:
            return self._column(row)
        key = row[2:]
        column = self._columns.get(key)
        if column is None:
            column = self._columns[key] = self._column(row)
        return column

    def _column(self, row: Row) -> Column:
        table, number, name, text, enum, required, default = row[:7]
        identity, generated, collation, is_special, comment = row[7:12]
        type_ = self._types.get((text, enum)) or self._type(text, enum)
        collation_name = self._catalog.collations[collation] if is_special else None
        numbering = computed = None
        if owned := self._owned.get((table, number)):
            numbering = take_numbering(owned, identity, default, text, self._counted)
        if generated is not None:
            computed = Computed(printed(default), generated == "s")
        if default is not None:
            settled = numbering is not None or computed is not None
            default = None if settled else self._default(default, type_)
        return Column(
            name,
            type_,
            not required,
            default,
            numbering,
            computed,
            collation_name,
            comment,
            column_options(row),
        )

    def _type(self, text: str, enum: int | None) -> Type:
        name = None if enum is None else self._catalog.numbers.enums.get(enum)
        made = Type(text) if name is None else Type("[]" if text.endswith("[]") else "", name)
        self._types[text, enum] = made
        return made

    @staticmethod
    def _default(text: str, type_: Type) -> str | None:
        return canonical_default(text, type_.text, type_.enum is not None)


def _counted(rows: Iterable[Row]) -> Counter[str]:
    """Return how many columns, but for inherited ones, have each sequence in their default."""
    defaults = (row[6] for row in rows if not row[12])
    return Counter(text for text in defaults if text is not None and text.startswith("nextval("))


def column_options(row: Row) -> words.Options:
    """Return what a row says of how the values of its column are kept."""
    storage, compression, target, parameters = row[13:17]
    if (storage, compression, target, parameters) == (None, None, None, None):
        return ()
    found = [*pairs(parameters or ())]
    if storage is not None:
        found.append((words.STORAGE, _STORAGES[storage]))
    if compression is not None:
        found.append((words.COMPRESSION, _COMPRESSIONS[compression]))
    if target is not None:
        found.append((words.STATISTICS, str(target)))
    return tuple(sorted(found))
