"""Whatever SQLAlchemy and its dialect for MySQL and MariaDB can declare, one table for each."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql
from sqlalchemy.dialects.mysql import mariadb


class Mood(enum.Enum):
    fine = 1
    awful = 2


def types(is_mariadb: bool) -> list[Any]:
    """Return a type of every kind, with every option that it takes."""
    plain: dict[str, Any] = {}
    exact: dict[str, Any] = {"precision": 10, "scale": 3}
    integers = [
        kind(**options)
        for kind in (
            mysql.TINYINT,
            mysql.SMALLINT,
            mysql.MEDIUMINT,
            mysql.INTEGER,
            mysql.BIGINT,
        )
        for options in (plain, {"unsigned": True}, {"display_width": 5}, {"zerofill": True})
    ]
    decimals = [
        kind(**options)
        for kind in (mysql.DECIMAL, mysql.NUMERIC, mysql.FLOAT, mysql.DOUBLE, mysql.REAL)
        for options in (
            exact,
            {**exact, "unsigned": True},
            {**exact, "zerofill": True},
        )
    ]
    texts = [
        kind(*length, **options)
        for kind, length in (
            (mysql.CHAR, (7,)),
            (mysql.VARCHAR, (7,)),
            (mysql.TINYTEXT, ()),
            (mysql.TEXT, ()),
            (mysql.MEDIUMTEXT, ()),
            (mysql.LONGTEXT, ()),
        )
        for options in (
            plain,
            {"charset": "latin1"},
            {"collation": "utf8mb4_bin"},
            {"charset": "utf8mb3", "collation": "utf8mb3_bin"},
            {"charset": "utf8mb4"},
            {"ascii": True},
        )
    ]
    times = [
        kind(fsp=fsp)
        for kind in (mysql.DATETIME, mysql.TIMESTAMP, mysql.TIME)
        for fsp in (None, 0, 3, 6)
    ]
    generic = [
        sa.BigInteger(),
        sa.Boolean(),
        sa.Boolean(create_constraint=True),
        sa.Date(),
        sa.DateTime(timezone=True),
        sa.Double(),
        sa.Enum("it's", "b,c", "d\\e", "100%"),
        sa.Enum("x", "y", native_enum=False, create_constraint=True),
        sa.Enum(Mood),
        sa.Float(),
        sa.Float(20),
        sa.Float(40),
        sa.Integer(),
        sa.Interval(),
        sa.JSON(),
        sa.LargeBinary(),
        sa.LargeBinary(300),
        sa.Numeric(),
        sa.Numeric(10, 2),
        sa.PickleType(),
        sa.REAL(),
        sa.SmallInteger(),
        sa.String(50),
        sa.String(50, collation="utf8mb4_bin"),
        sa.Text(),
        sa.Text(300),
        sa.Text(70_000),
        sa.Time(),
        sa.TIMESTAMP(),
        sa.Unicode(9),
        sa.UnicodeText(),
        sa.Uuid(),
        sa.Uuid(native_uuid=False),
        sa.BINARY(4),
        sa.VARBINARY(4),
        sa.NCHAR(4),
        sa.NVARCHAR(4),
    ]
    special = [
        mysql.BIT(),
        mysql.BIT(7),
        mysql.ENUM("a", "b", charset="latin1"),
        mysql.ENUM("a", "b", collation="utf8mb4_bin"),
        mysql.SET("a", "b'c"),
        mysql.JSON(),
        mysql.LONGBLOB(),
        mysql.MEDIUMBLOB(),
        mysql.TINYBLOB(),
        mysql.BLOB(),
        mysql.NCHAR(5),
        mysql.NVARCHAR(5),
        mysql.YEAR(),
    ]
    own = [mariadb.INET4(), mariadb.INET6(), sa.UUID()] if is_mariadb else []
    return [*integers, *decimals, *texts, *times, *generic, *special, *own]


def table_options(is_mariadb: bool) -> list[dict[str, Any]]:
    """Return the options of a table, each set for one table."""
    own = (
        [
            {"engine": "Aria", "transactional": "1", "page_checksum": "1"},
            {"page_compressed": "1"},
            {"default_charset": "utf8mb4", "collate": "utf8mb4_general_nopad_ci"},
        ]
        if is_mariadb
        else [{"compression": "'zlib'"}, {"collate": "utf8mb4_0900_as_cs"}]
    )
    return [
        {"engine": "InnoDB"},
        {"engine": "myisam"},
        {"engine": "MEMORY"},
        {"charset": "latin1"},
        {"default_charset": "utf8mb4"},
        {"default_character_set": "utf8mb3"},
        {"collate": "utf8mb4_bin"},
        {"charset": "latin1", "collate": "latin1_bin"},
        {"row_format": "DYNAMIC"},
        {"row_format": "compressed", "key_block_size": "8"},
        {"stats_persistent": "0", "stats_auto_recalc": "1", "stats_sample_pages": "30"},
        {"max_rows": "100", "min_rows": "3", "avg_row_length": "20"},
        {"engine": "MyISAM", "checksum": "1", "delay_key_write": "1", "pack_keys": "1"},
        {"comment": 'it\'s 100% \\ of "it"'},
        {"partition_by": "HASH (id)", "partitions": "4"},
        {"partition_by": "KEY (id)", "partitions": "2"},
        {
            "partition_by": "RANGE (id) (PARTITION p0 VALUES LESS THAN (10), "
            "PARTITION p1 VALUES LESS THAN MAXVALUE)"
        },
        {"partition_by": "LIST (id) (PARTITION a VALUES IN (1, 2), PARTITION b VALUES IN (3))"},
        {
            "partition_by": "RANGE COLUMNS (id) SUBPARTITION BY HASH (id) SUBPARTITIONS 2 "
            "(PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (MAXVALUE))"
        },
        *own,
    ]


def defaults() -> list[sa.Column[Any]]:
    """Return columns with a default of every kind."""
    text = sa.text
    now = "CURRENT_TIMESTAMP"
    return [
        sa.Column("quoted", sa.String(99), server_default='it\'s 5% \\ off "now"\n é'),
        sa.Column("empty", sa.String(9), server_default=""),
        sa.Column("null", sa.String(9), server_default=text("NULL")),
        sa.Column("number", sa.Integer, server_default="7"),
        sa.Column("negative", sa.Integer, server_default=text("-7")),
        sa.Column("sum", sa.Integer, server_default=text("(1 + 2)")),
        sa.Column("product", sa.Integer, server_default=text("2 * 3")),
        sa.Column("price", sa.Numeric(10, 2), server_default="1.5"),
        sa.Column("float", sa.Float, server_default="1.5"),
        sa.Column("large", sa.Double, server_default=text("1e10")),
        sa.Column("flag", sa.Boolean, server_default=sa.false(), nullable=False),
        sa.Column("flagged", sa.Boolean, server_default=sa.true()),
        sa.Column("one", sa.Boolean, server_default="1"),
        sa.Column("day", sa.Date, server_default="2020-01-02"),
        sa.Column("today", sa.Date, server_default=text("(CURRENT_DATE)")),
        sa.Column("at", sa.DateTime, server_default=sa.func.now()),
        sa.Column("at_now", sa.DateTime, server_default=text(now)),
        sa.Column("at_3", mysql.DATETIME(fsp=3), server_default=text(f"{now}(3)")),
        sa.Column("touched", sa.TIMESTAMP, server_default=text(f"{now} ON UPDATE {now}")),
        sa.Column(
            "touched_6",
            mysql.TIMESTAMP(fsp=6),
            server_default=text(f"{now}(6) ON UPDATE {now}(6)"),
            nullable=False,
        ),
        sa.Column("updated", sa.DateTime, server_default=text(f"NULL ON UPDATE {now}")),
        sa.Column("moment", sa.DateTime, server_default="2020-01-02 03:04:05"),
        sa.Column("stamp", sa.TIMESTAMP, server_default="2020-01-02 03:04:05", nullable=False),
        sa.Column("soon", sa.DateTime, server_default=text("(now() + interval 1 day)")),
        sa.Column("uuid", sa.String(36), server_default=text("(uuid())")),
        sa.Column("called", sa.String(36), server_default=sa.func.uuid()),
        sa.Column("json", sa.JSON, server_default=text("(json_object('a', 1))")),
        sa.Column("long", sa.Text, server_default=text("('abc')")),
        sa.Column("choice", sa.Enum("a", "b'c"), server_default="b'c"),
        sa.Column("set", mysql.SET("a", "b"), server_default="a,b"),
        sa.Column("bits", mysql.BIT(4), server_default=text("b'101'")),
        sa.Column("bytes", sa.VARBINARY(9), server_default="ab"),
        sa.Column("year", mysql.YEAR, server_default="2020"),
        sa.Column("time", sa.Time, server_default="10:00:00"),
        sa.Column("concat", sa.String(20), server_default=text("(concat('a', 'é', '\\\\'))")),
    ]


def computed() -> list[sa.Column[Any]]:
    """Return columns that the server computes, and what they are computed from."""
    return [
        sa.Column("a", sa.Integer),
        sa.Column("b", sa.String(20)),
        sa.Column("doc", sa.JSON),
        sa.Column("twice", sa.Integer, sa.Computed("a * 2", persisted=True)),
        sa.Column("thrice", sa.Integer, sa.Computed("a * 3", persisted=False)),
        sa.Column("open", sa.Integer, sa.Computed("a + 1")),
        sa.Column("joined", sa.String(50), sa.Computed("concat(b, ' é', 'x''y')")),
        sa.Column("picked", sa.Integer, sa.Computed("json_extract(doc, '$.a')")),
        sa.Column("cased", sa.String(9), sa.Computed("case when a > 1 then 'x' else 'y' end")),
    ]


def checked(metadata: sa.MetaData) -> sa.Table:
    """Declare checks of every place and form."""
    return sa.Table(
        "checked",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("age", sa.Integer, sa.CheckConstraint("age > 0")),
        sa.Column("größe", sa.Integer),
        sa.Column("order", sa.String(20)),
        sa.CheckConstraint("age < 200 and `größe` in (1, 2, 3)"),
        sa.CheckConstraint("`order` <> 'é' or `order` like 'a%'", name="ordered"),
        sa.CheckConstraint("age between 1 and 5 or age is null", name="Between"),
        sa.CheckConstraint("not (age = 7)"),
    )


def indexed(metadata: sa.MetaData, *, functional: bool) -> None:
    """Declare indexes of every kind."""
    table = sa.Table(
        "indexed",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("a", sa.Integer, index=True),
        sa.Column("b", sa.String(50), unique=True),
        sa.Column("c", sa.Text),
        sa.Column("d", sa.String(50), unique=True, index=True),
        sa.Column("e", sa.LargeBinary),
        sa.UniqueConstraint("a", "b", name="uq_ab"),
        sa.UniqueConstraint("b", "a"),
    )
    sa.Index("ix_two", table.c.a, table.c.b)
    sa.Index("ix_down", table.c.a.desc(), table.c.b)
    sa.Index("ix_prefix", table.c.c, table.c.b, mysql_length={"c": 10, "b": 5}, **_same())
    sa.Index("ix_all", table.c.c, table.c.e, mysql_length=7, mariadb_length=7)
    sa.Index("ix_whole", table.c.b, mysql_length=50, mariadb_length=50)
    sa.Index("ix_text", table.c.c, mysql_prefix="FULLTEXT", mariadb_prefix="FULLTEXT")
    sa.Index("ix_btree", table.c.a, table.c.id, mysql_using="btree", mariadb_using="btree")
    sa.Index("ux_prefix", table.c.c, unique=True, mysql_length=9, mariadb_length=9)
    if functional:
        sa.Index("ix_lower", sa.func.lower(table.c.b))
        sa.Index("ix_sum", table.c.a + 1, table.c.b.desc())
        sa.Index("ux_upper", sa.func.upper(table.c.d), unique=True)
        sa.Index("ix_plain", sa.text("(a % 7)"), _table=table)
        sa.Index("ix_ngram", table.c.c, mysql_prefix="FULLTEXT", mysql_with_parser="ngram")
    memory = sa.Table(
        "hashed",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("a", sa.Integer),
        mysql_engine="MEMORY",
        mariadb_engine="MEMORY",
    )
    sa.Index("ix_hash", memory.c.a, mysql_using="hash", mariadb_using="hash")
    sa.Index("ix_tree", memory.c.a, memory.c.id, mysql_using="btree", mariadb_using="btree")


def _same() -> dict[str, Any]:
    return {"mariadb_length": {"c": 10, "b": 5}}


def related(metadata: sa.MetaData) -> None:
    """Declare foreign keys with every action, with and without an index of their own."""
    sa.Table(
        "parent",
        metadata,
        sa.Column("a", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("b", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("code", sa.String(9), unique=True),
    )
    actions = ("CASCADE", "SET NULL", "RESTRICT", "NO ACTION", None)
    for number, action in enumerate(actions):
        sa.Table(
            f"child_{number}",
            metadata,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("up", sa.ForeignKey(f"child_{number}.id", ondelete=action), index=True),
            sa.Column("code", sa.ForeignKey("parent.code", ondelete=action)),
            sa.Column("bare", sa.ForeignKey("parent.a", name=f"fk_bare_{number}")),
            sa.Column("pa", sa.Integer, unique=True),
            sa.Column("pb", sa.Integer),
            sa.ForeignKeyConstraint(["pa", "pb"], ["parent.a", "parent.b"], onupdate=action),
            sa.Index(f"ix_code_{number}", "code", "id"),
        )


def metadata_of(is_mariadb: bool) -> Iterator[tuple[str, sa.MetaData]]:
    """Yield metadata by what it is about: types, options, defaults and so on."""
    name = "mariadb" if is_mariadb else "mysql"
    about_types = sa.MetaData()
    for number, type_ in enumerate(types(is_mariadb)):
        sa.Table(
            f"t{number}",
            about_types,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("may", type_),
            sa.Column("must", type_, nullable=False, comment="it's \\ 5%"),
        )
    yield "types", about_types
    about_options = sa.MetaData()
    for number, options in enumerate(table_options(is_mariadb)):
        sa.Table(
            f"o{number}",
            about_options,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("name", sa.String(50)),
            sa.Column("binary", sa.String(50, collation="utf8mb4_bin")),
            **{f"{name}_{key}": value for key, value in options.items()},
        )
    yield "options", about_options
    about_defaults = sa.MetaData()
    sa.Table("d", about_defaults, sa.Column("id", sa.Integer, primary_key=True), *defaults())
    yield "defaults", about_defaults
    about_computed = sa.MetaData()
    sa.Table("c", about_computed, sa.Column("id", sa.Integer, primary_key=True), *computed())
    yield "computed", about_computed
    about_checks = sa.MetaData()
    checked(about_checks)
    yield "checks", about_checks
    about_indexes = sa.MetaData()
    indexed(about_indexes, functional=not is_mariadb)
    yield "indexes", about_indexes
    about_keys = sa.MetaData()
    related(about_keys)
    yield "keys", about_keys
    yield "numbered", _numbered(is_mariadb)


def _numbered(is_mariadb: bool) -> sa.MetaData:
    metadata = sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"})
    sa.Table("auto", metadata, sa.Column("id", mysql.BIGINT(unsigned=True), primary_key=True))
    sa.Table("plain", metadata, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False))
    sa.Table("identity", metadata, sa.Column("id", sa.Integer, sa.Identity(), primary_key=True))
    sa.Table(
        "second",
        metadata,
        sa.Column("a", sa.Integer, primary_key=True),
        sa.Column("b", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("flag", sa.Boolean(create_constraint=True, name="flag")),
    )
    sa.Table("keyless", metadata, sa.Column("a", sa.Integer), comment="no key at all")
    sa.Table("select", metadata, sa.Column("from", sa.Integer, primary_key=True))
    sa.Table("größe 'x'", metadata, sa.Column("a b", sa.Integer, primary_key=True))
    if is_mariadb:
        numbers = sa.Sequence("numbers", start=5, increment=2, metadata=metadata)
        sa.Sequence("others", metadata=metadata, cycle=True, cache=5, maxvalue=99)
        sa.Table(
            "drawn",
            metadata,
            sa.Column("id", sa.Integer, numbers, primary_key=True),
            sa.Column("n", sa.Integer, server_default=numbers.next_value()),
        )
    return metadata
