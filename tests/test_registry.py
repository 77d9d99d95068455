from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, make_dataclass
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import pydantic
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import DeclarativeBase, Mapped, declarative_base, mapped_column, registry
from sqlmodel import Field as SQLModelField
from sqlmodel import SQLModel

from goofer_py.dialects import get_dialect
from goofer_py.entities import Field, entity
from goofer_py.errors import EntityError, ImportFailed, UnknownModule
from goofer_py.registry import SchemaRegistry
from goofer_py.schema import ForeignKey, Name, Schema

POSTGRESQL = get_dialect("postgresql", (16,))
SQLITE = get_dialect("sqlite", (3, 45))
Key = Annotated[int, Field(primary_key=True)]
Write = Callable[[str, str], Path]


def _names(found: SchemaRegistry) -> list[str]:
    return [str(table.name) for table in found.desired(POSTGRESQL).schema.tables]


def _metadata(*names: str) -> sa.MetaData:
    metadata = sa.MetaData()
    for name in names:
        sa.Table(name, metadata, sa.Column("id", sa.Integer, primary_key=True))
    return metadata


def _base() -> Any:
    class Base(DeclarativeBase):
        pass

    return Base


def _mapped(base: Any, name: str, **attributes: Any) -> Any:
    column = mapped_column(sa.Integer, primary_key=True)
    return type(name, (base,), {"__tablename__": name.lower(), "id": column, **attributes})


def test_registry_takes_every_kind_of_source() -> None:
    base = _base()
    _mapped(base, "OfBase")
    plain = sa.Table("plain", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True))
    data = make_dataclass("Data", [("id", Key)])
    model = pydantic.create_model("Model", id=(Key, ...))
    mapping = registry()
    sa.Table("of_registry", mapping.metadata, sa.Column("id", sa.Integer, primary_key=True))
    module = ModuleType("made_up")
    module.metadata = _metadata("of_module")  # type: ignore[attr-defined]
    registry_ = SchemaRegistry(
        base, _metadata("of_metadata"), plain, data, [model, [mapping]], module
    )
    assert _names(registry_) == [
        "data",
        "model",
        "of_metadata",
        "of_module",
        "of_registry",
        "ofbase",
        "plain",
    ]


def test_class_stands_for_its_own_tables_and_a_base_for_all_of_them() -> None:
    base = _base()
    parent = _mapped(base, "Parent")
    key: sa.Column[int] = sa.Column(sa.ForeignKey("parent.id"), primary_key=True)
    child = type("Child", (parent,), {"__tablename__": "child", "id": key})
    _mapped(base, "Other")
    assert _names(SchemaRegistry(child)) == ["child", "parent"]
    assert _names(SchemaRegistry(parent)) == ["parent"]
    assert _names(SchemaRegistry(base)) == ["child", "other", "parent"]


def test_joined_and_single_table_inheritance_and_mixins_are_read() -> None:
    class Base(DeclarativeBase):
        pass

    class Stamped:
        created: Mapped[str] = mapped_column(sa.String(20), sort_order=10)

    class Employee(Stamped, Base):
        __tablename__ = "employee"
        id: Mapped[int] = mapped_column(primary_key=True)
        kind: Mapped[str]
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "e"}  # noqa: RUF012

    class Manager(Employee):
        budget: Mapped[int | None]
        __mapper_args__ = {"polymorphic_identity": "m"}  # noqa: RUF012

    class Engineer(Employee):
        __tablename__ = "engineer"
        id: Mapped[int] = mapped_column(sa.ForeignKey("employee.id"), primary_key=True)
        language: Mapped[str]
        __mapper_args__ = {"polymorphic_identity": "g"}  # noqa: RUF012

    wanted = SchemaRegistry(Base).desired(POSTGRESQL)
    employee, engineer = wanted.schema.tables
    assert employee.column_names == ("id", "kind", "created", "budget")
    assert engineer.column_names == ("id", "language")
    assert engineer.column("id").identity is None
    assert engineer.foreign_keys == (ForeignKey(("id",), Name("employee"), ("id",)),)
    assert [origin.rpartition(".")[2] for origin in wanted.origins.values()] == [
        "Employee",
        "Engineer",
    ]


def test_many_to_many_table_is_read_with_its_natural_key() -> None:
    metadata = _metadata("post", "tag")
    sa.Table(
        "post_tag",
        metadata,
        sa.Column("post", sa.ForeignKey("post.id"), primary_key=True),
        sa.Column("tag", sa.ForeignKey("tag.id"), primary_key=True),
    )
    for dialect in (POSTGRESQL, SQLITE):
        table = SchemaRegistry(metadata).desired(dialect).schema.table(Name("post_tag"))
        assert [column.identity for column in table.columns] == [None, None]
        assert {key.target for key in table.foreign_keys} == {Name("post"), Name("tag")}
        assert table.primary_key is not None
        assert table.primary_key.columns == ("post", "tag")


def test_sqlmodel_classes_are_read_and_those_without_a_table_refused() -> None:
    class RegistryHero(SQLModel, table=True):
        id: int | None = SQLModelField(default=None, primary_key=True)
        name: str = SQLModelField(index=True, max_length=30)
        team: int | None = SQLModelField(default=None, foreign_key="registryteam.id")

    class RegistryTeam(SQLModel, table=True):
        id: int | None = SQLModelField(default=None, primary_key=True)

    class HeroRead(SQLModel):
        name: str

    schema = SchemaRegistry(RegistryHero, RegistryTeam).desired(POSTGRESQL).schema
    hero, _ = schema.tables
    assert [str(column.type) for column in hero.columns] == ["INTEGER", "VARCHAR(30)", "INTEGER"]
    assert [column.nullable for column in hero.columns] == [False, False, True]
    assert hero.foreign_keys[0].target == Name("registryteam")
    assert [index.name for index in hero.indexes] == ["ix_registryhero_name"]
    with pytest.raises(EntityError, match="HeroRead declares no table") as caught:
        SchemaRegistry(HeroRead)
    assert "table=True" in str(caught.value.hint)


NOTHING = [5, "app.models", b"x", None, int, object()]


@pytest.mark.parametrize("source", NOTHING)
def test_source_that_declares_nothing_is_refused(source: object) -> None:
    with pytest.raises(EntityError, match=r"is nothing to register|declares no table"):
        SchemaRegistry().register(source)


def test_field_called_metadata_makes_no_base_of_a_model() -> None:
    found = SchemaRegistry(make_dataclass("Note", [("id", Key), ("metadata", str, "{}")]))
    assert found.desired(SQLITE).schema.tables[0].column_names == ("id", "metadata")


def test_abstract_class_declares_no_table() -> None:
    abstract = type("Abstract", (_base(),), {"__abstract__": True})
    with pytest.raises(EntityError, match="Abstract declares no table"):
        SchemaRegistry(abstract)


def test_tables_that_are_declared_later_count_too() -> None:
    metadata = _metadata("early")
    found = SchemaRegistry(metadata)
    sa.Table("late", metadata, sa.Column("id", sa.Integer, primary_key=True))
    assert _names(found) == ["early", "late"]


def test_register_entity_returns_the_class_and_works_as_a_decorator() -> None:
    found = SchemaRegistry()

    @found.register_entity
    @dataclass
    class One:
        id: Key

    @found.register_entity(table="second", comment="two")
    @dataclass
    class Two:
        id: Key

    three = make_dataclass("Three", [("id", Key)])
    assert found.register_entity(entity(comment="3", table="x")(three), table="third") is three
    assert (One.__name__, Two.__name__) == ("One", "Two")
    tables = found.desired(POSTGRESQL).schema.tables
    assert [(str(t.name), t.comment) for t in tables] == [
        ("one", None),
        ("second", "two"),
        ("third", "3"),
    ]


def test_register_entity_takes_mapped_classes_but_no_options_for_them() -> None:
    found = SchemaRegistry()
    user = _mapped(_base(), "User")
    assert found.register_entity(user) is user
    with pytest.raises(EntityError, match="User declares its table itself"):
        found.register_entity(user, table="x")
    unknown: Any = {"tabel": "x"}
    with pytest.raises(EntityError, match="no option 'tabel'"):
        found.register_entity(make_dataclass("T", [("id", Key)]), **unknown)


def test_one_table_declared_twice_alike_counts_once() -> None:
    found = SchemaRegistry(_metadata("t", "u"), _metadata("t"))
    found.register(_metadata("u"))
    assert _names(found) == ["t", "u"]


def test_one_table_declared_twice_differently_is_refused_naming_both_places() -> None:
    other = make_dataclass("T", [("id", Key), ("name", str)])
    user = _mapped(_base(), "T")
    with pytest.raises(EntityError, match="t is declared twice, and not alike") as caught:
        SchemaRegistry(user, other).desired(POSTGRESQL)
    assert f"by {user.__module__}.T and by types.T." in caught.value.message


def test_desired_is_the_same_whatever_the_order_of_registration() -> None:
    sources = [_metadata("b", "a"), make_dataclass("Z", [("id", Key)]), _mapped(_base(), "M")]
    wanted = [SchemaRegistry(*order).desired(POSTGRESQL) for order in (sources, sources[::-1])]
    assert wanted[0].schema.tables == wanted[1].schema.tables
    assert [str(table.name) for table in wanted[0].schema.tables] == ["a", "b", "m", "z"]
    assert list(wanted[0].origins) == [table.name for table in wanted[0].schema.tables]


PROGRAM = """
import sqlalchemy as sa
from goofer_py.dialects import get_dialect
from goofer_py.registry import SchemaRegistry

def column(name):
    check = sa.CheckConstraint(name + " > 0")
    return sa.Column(name, sa.Integer, check, index=True, unique=name > "m", default=1)

metadata = sa.MetaData()
for name in "dcba":
    enum = sa.Enum("x", "y", name="e_" + name)
    sa.Table(name, metadata, *map(column, "zxyw"), sa.Column("e", enum), sa.UniqueConstraint("x"))
print(repr(SchemaRegistry(metadata).desired(get_dialect("postgresql"))))
"""


def test_desired_is_the_same_in_every_process() -> None:
    texts = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(texts) == 1


@given(st.lists(st.sampled_from("abcdef"), unique=True, min_size=1))
def test_registering_again_changes_nothing(names: list[str]) -> None:
    metadata = _metadata(*names)
    once = SchemaRegistry(metadata).desired(SQLITE)
    again = SchemaRegistry(metadata, *metadata.tables.values(), metadata).desired(SQLITE)
    assert again == once
    assert once.schema != Schema()


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Write]:
    """Give a way to write modules of a project, which are forgotten when the test ends."""
    path, known = list(sys.path), set(sys.modules)

    def write(name: str, text: str) -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text), encoding="utf-8")
        return tmp_path

    yield write
    sys.path[:] = path
    for name in set(sys.modules) - known:
        del sys.modules[name]


BASE = """
from sqlalchemy.orm import DeclarativeBase
class Base(DeclarativeBase):
    pass
"""
USER = """
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column
from shopapp.base import Base
class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
friends = sa.Table("friends", Base.metadata, sa.Column("a", sa.ForeignKey("users.id")))
sa.Table("hidden", Base.metadata, sa.Column("id", sa.Integer))
"""
ORDER = """
from dataclasses import dataclass
from typing import Annotated
import pydantic
from sqlalchemy.orm import DeclarativeBase
from sqlmodel import SQLModel
from goofer_py.entities import Field, entity
Key = Annotated[int, Field(primary_key=True)]
@entity
@dataclass
class Order:
    id: Key
    user: Annotated[int, Field(foreign_key="users.id")]
@entity(table="lines")
class Line(pydantic.BaseModel):
    id: Key
    order: Annotated[int, Field(foreign_key=Order)]
@dataclass
class NoEntity:
    id: int
class Form(pydantic.BaseModel):
    id: int
"""


def _shop(project: Write) -> Path:
    project("shopapp/__init__.py", "")
    project("shopapp/base.py", BASE)
    project("shopapp/user.py", USER)
    return project("shopapp/sales/order.py", ORDER)


def test_discover_registers_all_of_a_package_and_says_what_came_from_where(project: Write) -> None:
    found = SchemaRegistry()
    imported = found.discover(["shopapp"], _shop(project))
    assert imported == (
        "shopapp",
        "shopapp.base",
        "shopapp.sales",
        "shopapp.sales.order",
        "shopapp.user",
    )
    origins = {str(name): origin for name, origin in found.desired(POSTGRESQL).origins.items()}
    assert origins == {
        "friends": "shopapp.user.friends",
        "hidden": "hidden",
        "lines": "shopapp.sales.order.Line",
        "order": "shopapp.sales.order.Order",
        "users": "shopapp.user.User",
    }


def test_discover_takes_single_modules_and_objects_in_them(project: Write) -> None:
    folder = _shop(project)
    one = SchemaRegistry()
    assert one.discover(["shopapp.user"], [folder]) == ("shopapp.user",)
    assert _names(one) == ["friends", "hidden", "users"]
    other = SchemaRegistry()
    assert other.discover(["shopapp.base:Base"], folder) == ("shopapp.base",)
    assert _names(other) == ["friends", "hidden", "users"]
    with pytest.raises(EntityError, match=r"'shopapp\.base' has no 'base'") as caught:
        other.discover(["shopapp.base:base"], folder)
    assert caught.value.hint == "did you mean 'Base'?"


def test_entity_with_an_attribute_called_metadata_is_found(project: Write) -> None:
    folder = project(
        "instances.py",
        """
import sqlalchemy as sa
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
class Fact(Base):
    __tablename__ = "facts"
    instance_id = sa.Column(sa.ForeignKey("instances.id"), primary_key=True)
class Instance(Base):
    __table__ = sa.Table(
        "instances", Base.metadata, sa.Column("id", sa.Integer, primary_key=True)
    )
Instance.metadata = relationship(Fact)
""",
    )
    found = SchemaRegistry()
    found.discover(["instances"], folder)
    assert _names(found) == ["facts", "instances"]


def test_discover_finds_sqlmodel_classes_in_the_metadata_that_all_of_them_share(
    project: Write,
) -> None:
    text = """
    from sqlmodel import Field, SQLModel
    class DiscoveredHero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
    """
    found = SchemaRegistry()
    found.discover(["hero_models"], project("hero_models.py", text))
    wanted = found.desired(POSTGRESQL)
    assert wanted.origins[Name("discoveredhero")] == "hero_models.DiscoveredHero"
    empty = SchemaRegistry()
    empty.discover(["only_sqlmodel"], project("only_sqlmodel.py", "from sqlmodel import SQLModel"))
    assert _names(empty) == []


def test_discover_tells_a_missing_module_from_one_that_fails(project: Write) -> None:
    folder = project("failing_app.py", "import not_installed_here")
    with pytest.raises(UnknownModule, match="no module 'faling_app'") as caught:
        SchemaRegistry().discover(["faling_app"], folder)
    assert caught.value.hint == "did you mean 'failing_app'?"
    with pytest.raises(ImportFailed, match="No module named 'not_installed_here'"):
        SchemaRegistry().discover(["failing_app"], folder)


def test_module_that_declares_one_table_twice_fails_with_the_users_line(project: Write) -> None:
    text = USER.replace("shopapp.base", "twiceapp_base")
    project("twiceapp_base.py", BASE)
    folder = project(
        "twiceapp.py",
        text + "class Again(Base):\n    __tablename__ = 'users'\n    id: Mapped[int]\n",
    )
    with pytest.raises(ImportFailed, match="'users' is already defined") as caught:
        SchemaRegistry().discover(["twiceapp"], folder)
    assert 'twiceapp.py", line' in caught.value.trace
    assert "class Again(Base):" in caught.value.trace


def test_classes_that_a_library_brought_along_are_not_the_applications(project: Write) -> None:
    library = ModuleType("some_library")
    library.__file__ = str(Path(sa.__file__).parent.parent / "some_library.py")
    base = declarative_base()
    theirs = _mapped(base, "Theirs", __module__="some_library")
    library.Theirs, library.Base = theirs, base  # type: ignore[attr-defined]
    base.__module__ = "some_library"
    sys.modules["some_library"] = library
    folder = project(
        "user_of_library.py",
        USER.replace("shopapp.base", "own_base") + "from some_library import *",
    )
    project("own_base.py", BASE)
    found = SchemaRegistry()
    found.discover(["user_of_library"], folder)
    assert _names(found) == ["friends", "hidden", "users"]
    assert _names(SchemaRegistry(library)) == ["theirs"]


def test_the_schemas_are_known_before_anything_is_read() -> None:
    metadata = sa.MetaData()
    for number, schema in enumerate((None, "app", "shop", "main")):
        sa.Table(f"t{number}", metadata, sa.Column("id", sa.Integer), schema=schema)
    registry = SchemaRegistry(metadata, schemas={"app": None, "shop": "store"})

    assert registry.schemas("main") == ("store",)
