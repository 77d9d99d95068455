"""Values that move: a column to another table, one into several, several into one."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from goofer_py.errors import AnswerNeeded, EntityError, UnsafeChange, UsageError
from goofer_py.generate.choices import Choices
from goofer_py.generate.obstacle import Way
from tests.generate.conftest import Workshop

BIO, AVATAR, SITE = "bio", "avatar_url", "website"
PROFILE = (BIO, AVATAR, SITE)


def users(metadata: sa.MetaData, *extra: Any) -> None:
    sa.Table(
        "users",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("email", sa.String(255), nullable=False, unique=True),
        *extra,
    )


def with_profile_in_users(*, hints: bool = False, required: bool = False) -> sa.MetaData:
    metadata = sa.MetaData()
    users(
        metadata,
        *(
            sa.Column(
                name,
                sa.String(255),
                nullable=not required,
                info={"goofer": {"moved_from": f"profiles.{name}", "fill": "''"}} if hints else {},
            )
            for name in PROFILE
        ),
    )
    return metadata


def with_profiles(*, hints: bool = True, created: bool = True) -> sa.MetaData:
    metadata = sa.MetaData()
    users(metadata)
    when = [sa.Column("created_at", sa.DateTime, server_default=sa.func.now())]
    sa.Table(
        "profiles",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("user_id", sa.ForeignKey("users.id"), nullable=False, unique=True),
        *(
            sa.Column(
                name,
                sa.String(255),
                info={"goofer": {"moved_from": f"users.{name}"}} if hints else {},
            )
            for name in PROFILE
        ),
        *(when if created else ()),
    )
    return metadata


USERS = "SELECT id, name, bio, avatar_url, website FROM users ORDER BY id"
PROFILES = "SELECT user_id, bio, avatar_url, website FROM profiles ORDER BY user_id"


def fill_users(workshop: Workshop) -> list[tuple[Any, ...]]:
    workshop.run(
        "INSERT INTO users (id, name, email, bio, avatar_url, website) VALUES"
        " (1, 'Ada', 'a@x', 'counts', NULL, 'https://ada'), (2, 'Bob', 'b@x', NULL, NULL, NULL),"
        " (3, 'Cyd', 'c@x', NULL, 'cyd.png', NULL)"
    )
    return workshop.rows(USERS)


def test_a_table_is_split_in_two_with_its_rows_and_put_together_again(workshop: Workshop) -> None:
    workshop.generate(with_profile_in_users())
    workshop.migrate()
    before = fill_users(workshop)
    draft = workshop.generate(with_profiles())
    assert draft.proof is not None
    workshop.migrate()
    assert workshop.rows(PROFILES) == [
        (1, "counts", None, "https://ada"),
        (3, None, "cyd.png", None),
    ]
    assert workshop.draft(with_profiles()) is None
    workshop.migrate("-1")
    assert workshop.rows(USERS) == before
    workshop.migrate()
    assert len(workshop.rows(PROFILES)) == 2


def test_a_table_is_merged_into_another_with_its_rows_and_split_again(workshop: Workshop) -> None:
    workshop.generate(with_profiles(hints=False, created=False))
    workshop.migrate()
    workshop.run(
        "INSERT INTO users (id, name, email) VALUES (1, 'Ada', 'a@x'), (2, 'Bob', 'b@x')",
        "INSERT INTO profiles (user_id, bio, website) VALUES (1, 'counts', 'https://ada')",
    )
    before = workshop.rows(PROFILES)
    draft = workshop.generate(with_profile_in_users(hints=True, required=True))
    assert "move" in draft.up
    workshop.migrate()
    assert workshop.rows(USERS) == [
        (1, "Ada", "counts", "", "https://ada"),
        (2, "Bob", "", "", ""),
    ]
    workshop.migrate("-1")
    # What a fill made of NULL, nobody can tell from a value; no row is lost.
    assert workshop.rows(PROFILES)[0][:2] == before[0][:2]
    workshop.migrate()
    assert workshop.rows(USERS)[0] == (1, "Ada", "counts", "", "https://ada")


def test_a_table_with_more_than_moves_is_a_question(workshop: Workshop) -> None:
    workshop.generate(with_profiles(hints=False))
    workshop.migrate()
    wanted = with_profile_in_users(hints=True)
    with pytest.raises(AnswerNeeded) as caught:
        workshop.draft(wanted)
    assert caught.value.answers == '[dropped]\n"profiles" = "keep"\n'
    workshop.run(
        "INSERT INTO users (id, name, email) VALUES (1, 'Ada', 'a@x')",
        "INSERT INTO profiles (id, user_id, bio, created_at)"
        " VALUES (7, 1, 'counts', '2020-01-01 00:00:00')",
    )
    workshop.generate(wanted, Choices(on_drop="keep"))
    workshop.migrate()
    assert workshop.rows("SELECT id, bio FROM users") == [(1, "counts")]
    workshop.migrate("-1")
    assert workshop.rows("SELECT id, user_id, bio FROM profiles") == [(7, 1, "counts")]


def test_a_column_moves_to_a_table_that_has_rows(workshop: Workshop) -> None:
    def tables(*, moved: bool) -> sa.MetaData:
        metadata = sa.MetaData()
        site = sa.Column(
            "site",
            sa.String(50),
            info={"goofer": {"moved_from": "users.site"}} if moved else {},
        )
        users(metadata, *(() if moved else (site,)))
        sa.Table(
            "profiles",
            metadata,
            sa.Column("user_id", sa.ForeignKey("users.id"), primary_key=True),
            sa.Column("bio", sa.String(50)),
            *((site,) if moved else ()),
        )
        return metadata

    workshop.generate(tables(moved=False))
    workshop.migrate()
    workshop.run(
        "INSERT INTO users (id, name, email, site)"
        " VALUES (1, 'A', 'a', 'sa'), (2, 'B', 'b', 'sb'), (3, 'C', 'c', NULL)",
        "INSERT INTO profiles (user_id, bio) VALUES (1, 'ba')",
    )
    workshop.generate(tables(moved=True))
    workshop.migrate()
    found = "SELECT user_id, bio, site FROM profiles ORDER BY user_id"
    assert workshop.rows(found) == [(1, "ba", "sa"), (2, None, "sb")]
    workshop.migrate("-1")
    assert workshop.rows("SELECT id, site FROM users ORDER BY id") == [
        (1, "sa"),
        (2, "sb"),
        (3, None),
    ]


FIRST = {
    "sqlite": "CASE WHEN instr(name, ' ') > 0 THEN substr(name, 1, instr(name, ' ') - 1)"
    " ELSE name END",
    "postgresql": "split_part(name, ' ', 1)",
    "mysql": "substring_index(name, ' ', 1)",
}
LAST = {
    "sqlite": "CASE WHEN instr(name, ' ') > 0 THEN trim(substr(name, instr(name, ' ') + 1))"
    " ELSE '' END",
    "postgresql": "trim(substr(name, length(split_part(name, ' ', 1)) + 1))",
    "mysql": "trim(substr(name, length(substring_index(name, ' ', 1)) + 1))",
}
BOTH = "CASE WHEN last_name <> '' THEN first_name || ' ' || last_name ELSE first_name END"
WHOLE = {
    "sqlite": BOTH,
    "postgresql": BOTH,
    "mysql": BOTH.replace("first_name || ' ' || last_name", "concat(first_name, ' ', last_name)"),
}


def people(*columns: sa.Column[Any]) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table("people", metadata, sa.Column("id", sa.Integer, primary_key=True), *columns)
    return metadata


def whole(info: dict[str, Any] | None = None) -> sa.MetaData:
    said = {"goofer": info} if info else {}
    return people(sa.Column("name", sa.String(200), nullable=False, info=said))


def split(workshop: Workshop | None = None, *, back: bool = True, fill: bool = True) -> sa.MetaData:
    def column(name: str, fills: dict[str, str]) -> sa.Column[Any]:
        said: dict[str, Any] = {}
        if workshop is not None:
            said = {"split_from": "name"}
            said |= {"fill": fills[workshop.dialect]} if fill else {}
            said |= {"back": WHOLE[workshop.dialect]} if back and name == "first_name" else {}
        info = {"goofer": said} if said else {}
        return sa.Column(name, sa.String(100), nullable=False, info=info)

    return people(column("first_name", FIRST), column("last_name", LAST))


NAMES = [(1, "Ada", "Lovelace"), (2, "Plato", ""), (3, "Mary", "Jane Watson")]
ONE = [(1, "Ada Lovelace"), (2, "Plato"), (3, "Mary Jane Watson")]


def test_a_column_is_split_into_two_and_put_together_again(workshop: Workshop) -> None:
    workshop.generate(whole())
    workshop.migrate()
    rows = ", ".join(f"({number}, '{name}')" for number, name in ONE)
    workshop.run(f"INSERT INTO people (id, name) VALUES {rows}")
    workshop.generate(split(workshop))
    workshop.migrate()
    query = "SELECT id, first_name, last_name FROM people ORDER BY id"
    assert workshop.rows(query) == NAMES
    assert workshop.draft(split(workshop)) is None
    workshop.migrate("-1")
    assert workshop.rows("SELECT id, name FROM people ORDER BY id") == ONE
    workshop.migrate()
    assert workshop.rows(query) == NAMES


def test_two_columns_are_merged_into_one_and_split_again(workshop: Workshop) -> None:
    workshop.generate(split())
    workshop.migrate()
    rows = ", ".join(f"({number}, '{first}', '{last}')" for number, first, last in NAMES)
    workshop.run(f"INSERT INTO people (id, first_name, last_name) VALUES {rows}")
    wanted = whole(
        {
            "merged_from": ["first_name", "last_name"],
            "fill": WHOLE[workshop.dialect],
            "back": {
                "first_name": FIRST[workshop.dialect],
                "last_name": LAST[workshop.dialect],
            },
        }
    )
    workshop.generate(wanted)
    workshop.migrate()
    assert workshop.rows("SELECT id, name FROM people ORDER BY id") == ONE
    assert workshop.draft(wanted) is None
    workshop.migrate("-1")
    assert workshop.rows("SELECT id, first_name, last_name FROM people ORDER BY id") == NAMES


def test_without_a_way_back_the_values_are_a_question(workshop: Workshop) -> None:
    workshop.generate(whole())
    workshop.migrate()
    with pytest.raises(AnswerNeeded, match=r"people\.name"):
        workshop.draft(split(workshop, back=False))
    workshop.run("INSERT INTO people (id, name) VALUES (1, 'Ada  of L')")
    workshop.generate(split(workshop, back=False), Choices(on_drop="keep"))
    workshop.migrate()
    workshop.migrate("-1")
    assert workshop.rows("SELECT name FROM people") == [("Ada  of L",)]


def test_a_split_that_nobody_explains_is_refused(workshop: Workshop) -> None:
    workshop.generate(whole())
    workshop.migrate()
    with pytest.raises(UsageError, match=r"people\.first_name is to get .*nobody said how"):
        workshop.draft(split(workshop, fill=False))


def test_values_of_several_rows_are_not_merged_into_one(workshop: Workshop) -> None:
    def tables(*, merged: bool) -> sa.MetaData:
        metadata = sa.MetaData()
        info = {"goofer": {"moved_from": "notes.text"}}
        users(metadata, *((sa.Column("text", sa.String(50), info=info),) if merged else ()))
        if not merged:
            sa.Table(
                "notes",
                metadata,
                sa.Column("id", sa.Integer, primary_key=True),
                sa.Column("user_id", sa.ForeignKey("users.id")),
                sa.Column("text", sa.String(50)),
            )
        return metadata

    workshop.generate(tables(merged=False))
    workshop.migrate()
    with pytest.raises(UsageError, match="Several rows of notes may belong to one row of users"):
        workshop.draft(tables(merged=True))


def test_a_table_becomes_two_new_ones(workshop: Workshop) -> None:
    def one() -> sa.MetaData:
        return people(sa.Column("name", sa.String(50), nullable=False), sa.Column("bio", sa.Text))

    def two() -> sa.MetaData:
        metadata = sa.MetaData()
        name = {"goofer": {"moved_from": "people.name"}}
        bio = {"goofer": {"moved_from": "people.bio", "moved_by": {"user_id": "id"}}}
        sa.Table(
            "users",
            metadata,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("name", sa.String(50), nullable=False, info=name),
        )
        sa.Table(
            "biographies",
            metadata,
            sa.Column("user_id", sa.ForeignKey("users.id"), primary_key=True, autoincrement=False),
            sa.Column("bio", sa.Text, info=bio),
        )
        return metadata

    workshop.generate(one())
    workshop.migrate()
    workshop.run("INSERT INTO people (id, name, bio) VALUES (4, 'Ada', 'counts'), (9, 'Bob', NULL)")
    before = workshop.rows("SELECT id, name, bio FROM people ORDER BY id")
    workshop.generate(two())
    workshop.migrate()
    assert workshop.rows("SELECT id, name FROM users ORDER BY id") == [(4, "Ada"), (9, "Bob")]
    assert workshop.rows("SELECT user_id, bio FROM biographies") == [(4, "counts")]
    # New rows are numbered after those that came.
    workshop.run("INSERT INTO users (name) VALUES ('Cyd')")
    assert workshop.rows("SELECT max(id) FROM users") == [(10,)]
    workshop.run("DELETE FROM users WHERE name = 'Cyd'")
    workshop.migrate("-1")
    assert workshop.rows("SELECT id, name, bio FROM people ORDER BY id") == before


def test_a_column_that_is_still_wanted_does_not_move(workshop: Workshop) -> None:
    workshop.generate(with_profile_in_users())
    workshop.migrate()
    both = with_profiles()
    both.tables["users"].append_column(sa.Column("bio", sa.String(255)))
    with pytest.raises(UsageError, match="the entities still have that column"):
        workshop.draft(both)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"moved_from": "bio"}, 'must be "table.column"'),
        ({"moved_from": "users.bio", "split_from": "name"}, "exclude each other"),
        ({"merged_from": "name"}, "must be a list or tuple"),
    ],
)
def test_a_hint_that_makes_no_sense_is_refused(
    workshop: Workshop, said: dict[str, Any], message: str
) -> None:
    with pytest.raises(EntityError, match=message):
        workshop.draft(whole(said))


def test_columns_and_tables_swap_their_names_and_change_at_once(workshop: Workshop) -> None:
    def table(name: str, first: str, second: str, size: int, **info: Any) -> sa.MetaData:
        metadata = sa.MetaData()
        sa.Table(
            name,
            metadata,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column(first, sa.String(size), info=info.get("one", {})),
            sa.Column(second, sa.String(size), info=info.get("two", {})),
            info=info.get("table", {}),
        )
        return metadata

    workshop.generate(table("pairs", "x", "y", 10))
    workshop.migrate()
    workshop.run("INSERT INTO pairs (id, x, y) VALUES (1, 'x', 'y')")
    swapped = table(
        "couples",
        "y",
        "x",
        20,
        table={"goofer": {"renamed_from": "pairs"}},
        one={"goofer": {"renamed_from": "x"}},
        two={"goofer": {"renamed_from": "y"}},
    )
    workshop.generate(swapped)
    workshop.migrate()
    assert workshop.rows("SELECT x, y FROM couples") == [("y", "x")]
    # The hints are there still, and both columns too: nothing is swapped back.
    generator = workshop.generator(swapped)
    with generator.migrator:
        found = generator.compare()
    assert found.operations == ()
    assert found.removable_hints[-2:] == (
        "couples.y (renamed_from x)",
        "couples.x (renamed_from y)",
    )
    workshop.migrate("-1")
    assert workshop.rows("SELECT x, y FROM pairs") == [("x", "y")]


def sites(*, moved: bool, new: bool = False, fill: str | None = None) -> sa.MetaData:
    """Users with a site, or profiles that have it, NOT NULL, there or made for it and the bio."""
    metadata = sa.MetaData()
    bio = sa.Column("bio", sa.String(50))
    users(
        metadata,
        *(() if moved else (sa.Column("site", sa.String(50)),)),
        *((bio,) if new and not moved else ()),
    )
    if moved or not new:
        said = {"moved_from": "users.site", **({} if fill is None else {"fill": fill})}
        site = sa.Column("site", sa.String(50), nullable=False, info={"goofer": said})
        bio.info = {"goofer": {"moved_from": "users.bio"}} if new else {}
        sa.Table(
            "profiles",
            metadata,
            sa.Column("user_id", sa.ForeignKey("users.id"), primary_key=True),
            bio,
            *((site,) if moved else ()),
        )
    return metadata


@pytest.mark.parametrize("new", [True, False])
def test_nulls_that_would_come_into_a_required_column_are_found_before(
    workshop: Workshop, new: bool
) -> None:
    workshop.generate(sites(moved=False, new=new))
    workshop.migrate()
    workshop.run(
        "INSERT INTO users (id, name, email, site)"
        " VALUES (1, 'A', 'a', 'sa'), (2, 'B', 'b', NULL), (3, 'C', 'c', NULL)",
        "UPDATE users SET bio = 'bb' WHERE id = 2"
        if new
        else "INSERT INTO profiles (user_id, bio) VALUES (1, 'ba'), (2, 'bb')",
    )
    wanted = sites(moved=True, new=new)
    with pytest.raises(UnsafeChange, match=r"profiles\.site is NOT NULL and takes") as caught:
        workshop.draft(wanted)
    (found,) = caught.value.obstacles
    assert (found["kind"], found["place"], found["rows"]) == ("null", "profiles.site", 1)
    assert found["examples"] == (["id = 2"] if new else ["user_id = 2"])
    with pytest.raises(UnsafeChange, match="for which NULL gives NULL too"):
        workshop.draft(sites(moved=True, new=new, fill="NULL"))
    workshop.generate(wanted, Choices(ask_way=lambda _: Way("fill", "'-'")))
    workshop.migrate()
    rows = workshop.rows("SELECT user_id, bio, site FROM profiles ORDER BY user_id")
    assert rows == [(1, None if new else "ba", "sa"), (2, "bb", "-")]
    assert workshop.draft(wanted) is None


def test_a_statement_may_give_the_values_that_move_into_a_required_column(
    workshop: Workshop,
) -> None:
    workshop.generate(sites(moved=False))
    workshop.migrate()
    workshop.run(
        "INSERT INTO users (id, name, email, site) VALUES (1, 'A', 'a', 'sa'), (2, 'B', 'b', NULL)",
        "INSERT INTO profiles (user_id, bio) VALUES (1, 'ba'), (2, 'bb')",
    )
    fix = "UPDATE users SET site = 'none' WHERE site IS NULL"
    workshop.generate(sites(moved=True), Choices(fixes={"profiles.site": fix}))
    workshop.migrate()
    rows = workshop.rows("SELECT user_id, site FROM profiles ORDER BY user_id")
    assert rows == [(1, "sa"), (2, "none")]
