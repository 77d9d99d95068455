from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, field, make_dataclass
from typing import Annotated, Any, ClassVar

import pydantic
import pytest
import sqlalchemy as sa
from pydantic.dataclasses import dataclass as pydantic_dataclass
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from goofer_py.diff.hints import Hints
from goofer_py.entities import Check, Field, ForeignKey, Index, Unique, entity
from goofer_py.errors import EntityError
from goofer_py.registry import SchemaRegistry
from goofer_py.schema import Computed, Identity, IndexPart, Name, PrimaryKey, Table, Unmanaged
from goofer_py.schema import ForeignKey as ForeignKeyRead
from goofer_py.schema import Index as IndexRead
from goofer_py.schema import Unique as UniqueRead
from tests.entities.wanted import POSTGRESQL, SQLITE, class_table, desired

Key = Annotated[int, Field(primary_key=True)]


def _table(said: Field | None = None, python_type: Any = int, **options: Any) -> Table:
    """Return what an entity `thing` of a key and a field `f` is read as."""
    annotation = python_type if said is None else Annotated[python_type, said]
    cls = make_dataclass("Thing", [("id", Key), ("f", annotation), ("g", int)])
    return class_table(entity(**options)(cls))


def test_dataclass_pydantic_model_and_pydantic_dataclass_are_the_same_table() -> None:
    @dataclass
    class Person:
        id: Key
        name: Annotated[str, Field(length=50, unique=True)]
        age: Annotated[int | None, pydantic.Field(ge=0, lt=150)] = None

    plain = class_table(Person)

    class PersonModel(pydantic.BaseModel):
        id: Key
        name: Annotated[str, Field(unique=True)] = pydantic.Field(max_length=50)
        age: int | None = pydantic.Field(None, ge=0, lt=150)

    assert class_table(entity(table="person")(PersonModel)) == plain

    @entity(table="person")
    @pydantic_dataclass
    class PersonData:
        id: Key
        name: Annotated[str, Field(length=50, unique=True)]
        age: Annotated[int | None, pydantic.Field(ge=0, lt=150)] = None

    assert class_table(PersonData) == plain
    assert plain.checks[0].expression == "age >= 0 AND age < 150"


def test_entity_and_declarative_class_that_say_the_same_are_the_same_table() -> None:
    class Base(DeclarativeBase):
        pass

    class ItemRow(Base):
        __tablename__ = "item"
        __table_args__ = (
            sa.UniqueConstraint("code", "shop"),
            sa.Index("ix_item_price", sa.text("price DESC"), postgresql_where=sa.text("price > 9")),
            {"comment": "what is sold"},
        )
        id: Mapped[int] = mapped_column(primary_key=True)
        code: Mapped[str] = mapped_column(sa.String(20), server_default="none")
        shop: Mapped[int | None] = mapped_column(
            sa.ForeignKey("shop.id", ondelete="SET NULL"), index=True
        )
        price: Mapped[float] = mapped_column(sa.Double, comment="in euro")
        at: Mapped[dt.datetime] = mapped_column(
            sa.DateTime(timezone=True), server_default=sa.func.now()
        )

    shop = sa.Table("shop", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True))

    @entity(
        comment="what is sold",
        unique=[("code", "shop")],
        indexes=[Index("price DESC", name="ix_item_price", where="price > 9")],
    )
    @dataclass
    class Item:
        id: Key
        code: Annotated[str, Field(length=20, default="none")]
        shop: Annotated[int | None, Field(foreign_key="shop.id", on_delete="SET NULL", index=True)]
        price: Annotated[float, Field(comment="in euro")]
        at: Annotated[dt.datetime, Field(default=sa.func.now())]

    by_class = SchemaRegistry(Item, shop).desired(POSTGRESQL).schema.table(Name("item"))
    declarative = SchemaRegistry(ItemRow, shop).desired(POSTGRESQL).schema.table(Name("item"))
    assert by_class.columns == declarative.columns
    assert by_class.indexes == declarative.indexes
    assert by_class == declarative


NAMES = [
    ("User", "user"),
    ("OrderItem", "order_item"),
    ("HTTPRequest", "http_request"),
    ("Item2Tag", "item2_tag"),
    ("straße", "straße"),
]


@pytest.mark.parametrize(("cls", "table"), NAMES)
def test_table_is_named_after_the_class_in_snake_case(cls: str, table: str) -> None:
    assert class_table(make_dataclass(cls, [("id", Key)])).name == Name(table)


def test_entity_says_its_table_schema_comment_and_options() -> None:
    @entity(
        table="Things",
        schema="app",
        comment="all of them",
        options={"sqlite_strict": True},
        renamed_from="stuff",
    )
    @dataclass
    class Thing:
        id: Key

    wanted = desired(Thing)
    assert wanted.schema.tables[0].name == Name("Things", "app")
    assert wanted.schema.tables[0].comment == "all of them"
    assert wanted.hints.tables == {Name("Things", "app"): Name("stuff", "app")}
    registry = SchemaRegistry(Thing, schemas={"app": None})
    assert registry.desired(SQLITE).schema.tables[0].options == (("strict", ""),)


FIELDS: list[tuple[Field, Any]] = [
    (Field(name="other"), ("column_names", ("id", "other", "g"))),
    (Field(ignore=True), ("column_names", ("id", "g"))),
    (Field(unique=True), ("uniques", (UniqueRead(("f",)),))),
    (Field(unique="uq"), ("uniques", (UniqueRead(("f",), "uq"),))),
    (Field(index=True), ("indexes", (IndexRead("ix_thing_f", (IndexPart("f"),)),))),
    (Field(index="ix"), ("indexes", (IndexRead("ix", (IndexPart("f"),)),))),
    (
        Field(index=True, unique=True),
        ("indexes", (IndexRead("ix_thing_f", (IndexPart("f"),), unique=True),)),
    ),
    (Field(check="f > g"), ("checks", ["f > g"])),
    (
        Field(foreign_key="thing.id", on_delete="cascade", on_update="RESTRICT"),
        (
            "foreign_keys",
            (
                ForeignKeyRead(
                    ("f",), Name("thing"), ("id",), on_delete="CASCADE", on_update="RESTRICT"
                ),
            ),
        ),
    ),
    (
        Field(foreign_key=ForeignKey("thing.id", name="fk", match="FULL", initially="DEFERRED")),
        (
            "foreign_keys",
            (
                ForeignKeyRead(
                    ("f",),
                    Name("thing"),
                    ("id",),
                    name="fk",
                    match="FULL",
                    deferrable=True,
                    initially_deferred=True,
                ),
            ),
        ),
    ),
]


@pytest.mark.parametrize(("said", "expected"), FIELDS)
def test_field_says_more_of_its_column_and_table(said: Field, expected: tuple[str, Any]) -> None:
    attribute, value = expected
    found = getattr(_table(said), attribute)
    assert ([c.expression for c in found] if attribute == "checks" else found) == value


class Mood(enum.Enum):
    fine = 1


COLUMNS: list[tuple[Any, Field, dict[str, Any]]] = [
    (int, Field(default=5), {"default": "5"}),
    (str, Field(default="it's"), {"default": "'it''s'"}),
    (bool, Field(default=False), {"default": "false"}),
    (Mood, Field(default=Mood.fine), {"default": "'fine'"}),
    (dict, Field(default=sa.text("'{}'")), {"default": "'{}'"}),
    (dict, Field(default={"a": [1]}), {"default": """'{"a": [1]}'"""}),
    (dt.datetime, Field(default=sa.func.now()), {"default": "now()"}),
    (int, Field(comment="why"), {"comment": "why"}),
    (str, Field(collation="C"), {"collation": "C"}),
    (str, Field(collation="C", length=3), {"collation": "C"}),
    (int, Field(identity=True), {"identity": Identity("by default"), "nullable": False}),
    (int, Field(identity="always"), {"identity": Identity("always")}),
    (int, Field(computed="g * 2"), {"computed": Computed("g * 2", stored=True)}),
    (int, Field(computed="g * 2", stored=True), {"computed": Computed("g * 2")}),
]


@pytest.mark.parametrize(("python_type", "said", "expected"), COLUMNS)
@pytest.mark.filterwarnings("error")
def test_field_says_what_its_column_is(
    python_type: Any, said: Field, expected: dict[str, Any]
) -> None:
    if said.stored is None and said.computed and sa.__version__.startswith("2.0."):
        expected = {"computed": Computed("g * 2")}
    column = _table(said, python_type).column("f")
    assert {key: getattr(column, key) for key in expected} == expected


def test_integer_key_is_numbered_by_the_server_unless_it_says_otherwise() -> None:
    assert _table().column("id").identity == Identity("serial")
    cls = make_dataclass(
        "Thing", [("id", Annotated[int, Field(primary_key=True, autoincrement=False)])]
    )
    assert class_table(cls).column("id").identity is None
    always = make_dataclass("Thing", [("id", Annotated[Key, Field(identity="always")])])
    assert class_table(always).column("id").identity == Identity("always")
    defaulted = make_dataclass("Thing", [("id", Key, field(default=0))])
    assert class_table(defaulted).column("id").identity == Identity("serial")


def test_composite_and_natural_keys_are_marked_or_listed() -> None:
    @dataclass
    class Membership:
        team: Annotated[str, Field(primary_key=True)]
        person: Annotated[str, Field(primary_key=True)]

    assert class_table(Membership).primary_key == PrimaryKey(("team", "person"))
    assert class_table(
        entity(primary_key=("person", "team"))(Membership)
    ).primary_key == PrimaryKey(("person", "team"))
    assert class_table(entity(primary_key="team")(Membership)).primary_key == PrimaryKey(("team",))
    assert class_table(entity(primary_key=())(Membership)).primary_key is None


def test_entity_without_a_key_is_refused_unless_it_says_so() -> None:
    @entity
    @dataclass
    class Log:
        id: int

    with pytest.raises(EntityError, match=r"\.Log has no primary key") as caught:
        class_table(Log)
    assert "Field(primary_key=True)" in str(caught.value.hint)
    assert class_table(entity(primary_key=())(Log)).primary_key is None


def test_bounds_of_pydantic_become_one_check_of_the_column() -> None:
    bounds = Annotated[int, pydantic.Field(gt=0, le=9)]
    assert [check.expression for check in _table(None, bounds).checks] == ["f > 0 AND f <= 9"]
    dates = Annotated[dt.date, pydantic.Field(ge=dt.date(2020, 1, 1))]
    assert [check.expression for check in _table(None, dates).checks] == ["f >= '2020-01-01'"]
    named = make_dataclass("Thing", [("id", Key), ("f", bounds)])
    convention = {"ck": "ck_%(table_name)s_%(constraint_name)s"}
    registry = SchemaRegistry(named, naming_convention=convention)
    assert registry.desired(POSTGRESQL).schema.tables[0].checks[0].name == "ck_thing_f"


WHOLE: list[tuple[dict[str, Any], str, list[Any]]] = [
    ({"unique": ["f"]}, "uniques", [UniqueRead(("f",))]),
    ({"unique": [("f", "g")]}, "uniques", [UniqueRead(("f", "g"))]),
    (
        {"unique": [Unique("f", "uq", True, "DEFERRED", {"postgresql_include": ["g"]})]},
        "uniques",
        [UniqueRead(("f",), "uq", True, True, include=("g",))],
    ),
    ({"indexes": ["f"]}, "indexes", [IndexRead("ix_thing_f", (IndexPart("f"),))]),
    (
        {"indexes": [("g", "f DESC NULLS LAST")]},
        "indexes",
        [
            IndexRead(
                "ix_thing_g_f_desc_nulls_last",
                (IndexPart("g"), IndexPart("f", descending=True, nulls_first=False)),
            )
        ],
    ),
    (
        {"indexes": [Index("abs(f)", "ix", True, "g > 0", {"postgresql_using": "btree"})]},
        "indexes",
        [IndexRead("ix", (IndexPart(expression="abs(f)"),), True, "g > 0", method="btree")],
    ),
    (
        {"foreign_keys": [ForeignKey("thing.id", "g", "fk")]},
        "foreign_keys",
        [ForeignKeyRead(("g",), Name("thing"), ("id",), "fk")],
    ),
]


@pytest.mark.parametrize(("said", "attribute", "expected"), WHOLE)
def test_entity_says_what_spans_its_fields(
    said: dict[str, Any], attribute: str, expected: list[Any]
) -> None:
    assert list(getattr(_table(**said), attribute)) == expected


def test_checks_of_an_entity_may_have_names() -> None:
    table = _table(checks=["f > g", Check("f > 0", "positive")])
    assert [(c.name, c.expression) for c in table.checks] == [
        (None, "f > g"),
        ("positive", "f > 0"),
    ]


def test_index_names_that_are_too_long_are_shortened_apart() -> None:
    fields = [(f"a_rather_long_name_of_a_field_{n}", int) for n in range(3)]
    names = [name for name, _ in fields]
    cls = make_dataclass("Thing", [("id", Key), *fields])
    table = class_table(entity(indexes=[(names[0], names[1]), (names[0], names[2])])(cls))
    first, second = (index.name for index in table.indexes)
    assert first != second
    assert max(len(first), len(second)) <= 63


@dataclass
class Author:
    id: Key
    name: str


@dataclass
class Isbn:
    prefix: Annotated[str, Field(primary_key=True)]
    number: Annotated[str, Field(primary_key=True, name="no")]


@entity(foreign_keys=[ForeignKey(Isbn, ("prefix", "number"), on_delete="CASCADE")])
@dataclass
class Book:
    id: Key
    author: Annotated[int, Field(foreign_key=Author)]
    prefix: str
    number: str


def test_foreign_key_may_point_to_an_entity_and_its_whole_key() -> None:
    schema = desired(Book, Author, Isbn).schema
    assert set(schema.table(Name("book")).foreign_keys) == {
        ForeignKeyRead(("author",), Name("author"), ("id",)),
        ForeignKeyRead(("prefix", "number"), Name("isbn"), ("prefix", "no"), on_delete="CASCADE"),
    }


def test_foreign_key_to_an_entity_that_is_not_registered_or_does_not_fit_is_refused() -> None:
    with pytest.raises(EntityError, match=r"Book\.author points to .*Author, which is no reg"):
        desired(Book, Isbn)
    misfit = make_dataclass(
        "Misfit", [("id", Key), ("isbn", Annotated[str, Field(foreign_key=Isbn)])]
    )
    with pytest.raises(EntityError, match=r"has 1 columns and points to 2: isbn\.prefix, isbn\.no"):
        desired(misfit, Isbn)


def test_foreign_key_points_to_declarative_classes_and_tables_of_theirs() -> None:
    class Base(DeclarativeBase):
        pass

    class Account(Base):
        __tablename__ = "account"
        __table_args__ = {"schema": "app"}  # noqa: RUF012
        id: Mapped[int] = mapped_column(primary_key=True)

    by_class = make_dataclass("A", [("id", Key), ("f", Annotated[int, Field(foreign_key=Account)])])
    by_name = make_dataclass(
        "B", [("id", Key), ("f", Annotated[int, Field(foreign_key="app.account.id")])]
    )
    schema = desired(Account, by_class, by_name).schema
    for name in "ab":
        (key,) = schema.table(Name(name)).foreign_keys
        assert (key.target, key.target_columns) == (Name("account", "app"), ("id",))


def test_fields_come_from_parents_first_and_class_variables_are_none() -> None:
    @dataclass
    class Stamped:
        id: Key
        created: dt.datetime

    @dataclass
    class Post(Stamped):
        kind: ClassVar[str] = "post"
        title: str = ""

    assert class_table(Post).column_names == ("id", "created", "title")


def test_field_of_a_dataclass_may_be_in_its_metadata() -> None:
    @dataclass
    class Tag:
        name: str = field(metadata={"goofer": Field(primary_key=True, length=9)})

    assert class_table(Tag).primary_key == PrimaryKey(("name",))
    assert class_table(Tag).column("name").type.text == "VARCHAR(9)"


def test_hints_of_fields_and_their_defaults_reach_the_plan() -> None:
    @dataclass
    class Person:
        id: Key
        mail: Annotated[str, Field(renamed_from="email", using="lower(mail)", back="mail")]
        age: Annotated[int, Field(fill="18")] = 0
        nick: str = "anonymous"
        tags: list[str] = field(default_factory=list)
        note: str | None = "x"

    person = Name("person")
    assert desired(Person).hints == Hints(
        {},
        {(person, "mail"): "email"},
        {(person, "age"): "18", (person, "nick"): "'anonymous'"},
        {(person, "mail"): "lower(mail)"},
        {(person, "mail"): "mail"},
    )


def test_entity_that_goofer_is_to_leave_alone_is_left_alone() -> None:
    @entity(manage=False)
    @dataclass
    class Legacy:
        id: Key

    schema = desired(Legacy).schema
    assert schema.tables == ()
    assert schema.unmanaged == (Unmanaged("table", Name("legacy")),)


def test_model_whose_annotations_come_later_is_read_when_they_are_there() -> None:
    class Early(pydantic.BaseModel):
        id: Key
        late: Later | None = None  # type: ignore[name-defined] # noqa: F821

    globals()["Later"] = int
    try:
        assert class_table(Early).column("late").type.text == "INTEGER"
    finally:
        del globals()["Later"]


def _unresolved() -> type:
    @dataclass
    class Broken:
        id: Key
        f: Nowhere  # type: ignore[name-defined] # noqa: F821

    return Broken


class NotAModel:
    id: Key


REFUSED: list[tuple[Any, str, str | None]] = [
    (_unresolved, r"annotations of .*Broken cannot be read: name 'Nowhere'", "import the name"),
    (lambda: entity(NotAModel), "NotAModel is neither a dataclass nor", "@entity above @dataclass"),
    (
        lambda: entity(unique=["nam"])(make_dataclass("T", [("id", Key), ("name", str)])),
        "T has no field 'nam'",
        "did you mean 'name'?",
    ),
    (
        lambda: entity(indexes=["nme DESC"])(make_dataclass("T", [("id", Key), ("name", str)])),
        "T has no field 'nme'",
        "did you mean 'name'?",
    ),
    (
        lambda: entity(primary_key="ids")(make_dataclass("T", [("id", int)])),
        "T has no field 'ids'",
        "did you mean 'id'?",
    ),
    (
        lambda: entity(options={"sqlite_stric": True})(make_dataclass("T", [("id", Key)])),
        "T: .*sqlite_stric",
        None,
    ),
]


@pytest.mark.parametrize(("make", "message", "hint"), REFUSED)
def test_entity_that_is_no_table_is_refused(make: Any, message: str, hint: str | None) -> None:
    with pytest.raises(EntityError, match=message) as caught:
        desired(make())
    assert hint is None or hint in str(caught.value.hint)


def test_unknown_option_of_an_entity_is_refused_at_once() -> None:
    unknown: Any = {"tabel": "x"}
    with pytest.raises(EntityError, match="@entity has no option 'tabel'") as caught:
        entity(**unknown)
    assert caught.value.hint == "did you mean 'table'?"


def test_two_entities_of_one_table_are_refused_naming_both() -> None:
    one = entity(table="same")(make_dataclass("One", [("id", Key)]))
    two = entity(table="same")(make_dataclass("Two", [("id", Key)]))
    with pytest.raises(EntityError, match=r"\.One and .*\.Two are both the table same"):
        desired(one, two)
