"""Columns, by the tables and views that have them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from goofer_py.dialects.mysql import options
from goofer_py.introspect.mysql import queries
from goofer_py.introspect.mysql.binary_defaults import may_be_cut, may_be_masked, whole_default
from goofer_py.introspect.mysql.catalog import Catalog
from goofer_py.introspect.mysql.text import is_literal, value_of, without_brackets
from goofer_py.schema import Column, Computed, Identity, Name, Type

_ON_UPDATE = re.compile(r"on update (\S+)", re.IGNORECASE)
_NOW = re.compile(
    r"(?:current_timestamp|now|localtimestamp|localtime)(?:\((\d*)\))?\Z", re.IGNORECASE
)
_NUMBER = re.compile(r"[-+]?[\d.]+(?:e[-+]?\d+)?\Z", re.IGNORECASE)
_BITS = re.compile(r"(?:b'[01]*'|x'[0-9a-f]*'|0x[0-9a-f]+)\Z", re.IGNORECASE)
_SIGNED = re.compile(r"\(*-\((\d[\d.]*)\)\)*\Z")
_HEX = re.compile(r"0x[0-9a-f]+\Z", re.IGNORECASE)
_COMPRESSED = re.compile(r"\s*/\*M?!\d* COMPRESSED(?:=\w+)?\*/", re.IGNORECASE)
_NUMERIC = re.compile(
    r"(?:tiny|small|medium|big)?int|decimal|numeric|float|double|real|bit|year", re.IGNORECASE
)
# MySQL says at times that it recodes what a function such as UUID() gives, and at times not.
_RECODED = re.compile(r"\bconvert\((\w+\(\)) using utf8mb4\)", re.IGNORECASE)
_PERIOD = "row start", "row end"


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of COLUMNS."""

    name: str
    default: str | None
    nullable: bool
    type: str
    collation: str | None
    extra: str
    comment: str
    expression: str | None
    srid: int | None

    @property
    def marks_a_period(self) -> bool:
        """Whether it holds since when or until when a row version is valid."""
        return (self.expression or "").lower() in _PERIOD


def column_facts(catalog: Catalog) -> dict[Name, list[Fact]]:
    """Return the rows of COLUMNS by table or view, in the order of the columns."""
    srid = "NULL" if catalog.mariadb else "SRS_ID"
    found: dict[Name, list[Fact]] = {}
    for database, table, name, default, nullable, *rest in catalog.rows(queries.COLUMNS, srid=srid):
        type_, collation, extra, comment, expression, srs = rest
        kind = _text(type_)
        is_cut = (
            may_be_masked(kind, default) if catalog.mariadb else may_be_cut(kind, default, extra)
        )
        fact = Fact(
            name,
            whole_default(catalog, (database, table, name), kind, default) if is_cut else default,
            nullable == "YES",
            kind,
            collation,
            extra or "",
            comment or "",
            expression or None,
            srs,
        )
        found.setdefault(catalog.name(database, table), []).append(fact)
    return found


def read_column(
    fact: Fact, table_collation: str | None, check: str | None, catalog: Catalog
) -> Column:
    """Return one column; `check` is the expression of its own check on MariaDB."""
    is_json = catalog.mariadb and _is_json(fact, check)
    return Column(
        name=fact.name,
        type=Type("json" if is_json else _COMPRESSED.sub("", fact.type)),
        nullable=fact.nullable,
        default=_default(fact, catalog),
        identity=Identity("autoincrement") if "auto_increment" in fact.extra else None,
        computed=_computed(fact, catalog),
        collation=None if is_json or fact.collation == table_collation else fact.collation,
        comment=fact.comment or None,
        options=tuple(sorted(_options(fact, None if is_json else check))),
    )


def _is_json(fact: Fact, check: str | None) -> bool:
    """Whether MariaDB was asked for JSON, which it keeps as text with a check."""
    return (
        fact.type == "longtext"
        and fact.collation == "utf8mb4_bin"
        and check is not None
        and check.replace("`", "") == f"json_valid({fact.name})".replace("`", "")
    )


def _default(fact: Fact, catalog: Catalog) -> str | None:
    text = fact.default
    if text is None or fact.expression is not None:
        return None
    if catalog.mariadb:
        return None if text == "NULL" else _printed_default(text, catalog)
    if "DEFAULT_GENERATED" in fact.extra:
        expression = _RECODED.sub(r"\1", catalog.expression(text))
        return _now(text) or _constant(text, fact) or f"({expression})"
    if _NUMERIC.match(fact.type) or (fact.collation is None and _BITS.match(text)):
        return text
    return catalog.literal(text)


def _constant(text: str, fact: Fact) -> str | None:
    """Return the literal that an expression of nothing else is, None for any other one."""
    found = _SIGNED.match(text)
    if found is not None:
        return f"-{found[1]}"
    if fact.type.startswith("bit") and _HEX.match(text):
        return f"b'{int(text, 16):b}'"
    return None


def _printed_default(text: str, catalog: Catalog) -> str:
    """Return a default as MariaDB prints it, which is SQL already."""
    if _NUMBER.match(text) or _BITS.match(text):
        return text
    if is_literal(text):
        return catalog.literal(value_of(text))
    return _now(text) or f"({catalog.expression(text)})"


def _now(text: str) -> str | None:
    """Return the time of the statement in one spelling, None where `text` is something else."""
    found = _NOW.match(without_brackets(text))
    if found is None:
        return None
    precision = found[1] or "0"
    return "CURRENT_TIMESTAMP" + ("" if precision == "0" else f"({precision})")


def _computed(fact: Fact, catalog: Catalog) -> Computed | None:
    if fact.expression is None or fact.marks_a_period:
        return None
    stored = "VIRTUAL" not in fact.extra.upper()
    return Computed(catalog.expression(fact.expression), stored)


def _options(fact: Fact, check: str | None) -> Iterator[tuple[str, str]]:
    extra = fact.extra.upper()
    if updated := _ON_UPDATE.search(fact.extra):
        yield options.ON_UPDATE, _now(updated[1]) or updated[1]
    if "INVISIBLE" in extra:
        yield options.INVISIBLE, ""
    if "WITHOUT SYSTEM VERSIONING" in extra:
        yield options.WITHOUT_SYSTEM_VERSIONING, ""
    if fact.srid is not None:
        yield options.SRID, str(fact.srid)
    if _COMPRESSED.search(fact.type):
        yield options.COMPRESSED, ""
    if check is not None:
        yield options.COLUMN_CHECK, check


def _text(value: object) -> str:
    """Return text that some drivers give as bytes."""
    return value.decode() if isinstance(value, bytes) else str(value)
