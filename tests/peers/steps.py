"""One history of migrations, for each program to be written in its own way."""

from __future__ import annotations

from dataclasses import dataclass

COUNT = 4
HALF = 2


@dataclass(frozen=True, slots=True)
class Step:
    """A migration; `blocks` are those of its statements that hold semicolons of their own.

    With `alone` it cannot run in a transaction.
    """

    name: str
    up: tuple[str, ...]
    down: tuple[str, ...]
    blocks: tuple[str, ...] = ()
    alone: bool = False


_SQLITE_TRIGGER = """\
CREATE TRIGGER trimmed AFTER INSERT ON users BEGIN
  UPDATE users SET name = trim(name) WHERE id = new.id;
END"""
_FUNCTION = """\
CREATE FUNCTION trimmed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.name := trim(NEW.name);
  RETURN NEW;
END;
$$"""
_POSTGRESQL_TRIGGER = """\
CREATE TRIGGER trimmed BEFORE INSERT ON users
  FOR EACH ROW EXECUTE FUNCTION trimmed()"""
_MARIADB_TRIGGER = """\
CREATE TRIGGER trimmed BEFORE INSERT ON users FOR EACH ROW BEGIN
  SET NEW.name = trim(NEW.name);
END"""
_POSTS = """\
CREATE TABLE posts (
  id INTEGER PRIMARY KEY,
  author INTEGER NOT NULL REFERENCES users (id), -- who; not when
  title VARCHAR(80) DEFAULT 'a;b' NOT NULL
)"""
_TRIGGER = {
    "sqlite": (_SQLITE_TRIGGER,),
    "postgresql": (_FUNCTION, _POSTGRESQL_TRIGGER),
    "mariadb": (_MARIADB_TRIGGER,),
}
_NO_TRIGGER = {
    "sqlite": ("DROP TRIGGER trimmed",),
    "postgresql": ("DROP TRIGGER trimmed ON users", "DROP FUNCTION trimmed()"),
    "mariadb": ("DROP TRIGGER trimmed",),
}
_INDEX = {
    "sqlite": "CREATE INDEX users_mail ON users (mail)",
    "postgresql": "CREATE INDEX CONCURRENTLY users_mail ON users (mail)",
    "mariadb": "CREATE INDEX users_mail ON users (mail)",
}
_NO_INDEX = {
    "sqlite": "DROP INDEX users_mail",
    "postgresql": "DROP INDEX users_mail",
    "mariadb": "DROP INDEX users_mail ON users",
}


def steps(dialect: str) -> tuple[Step, ...]:
    """Return COUNT migrations for a dialect."""
    trigger = _TRIGGER[dialect]
    return (
        Step(
            "create users",
            (
                "CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(80) NOT NULL)",
                _POSTS,
            ),
            ("DROP TABLE posts", "DROP TABLE users"),
        ),
        Step("trim names", trigger, _NO_TRIGGER[dialect], blocks=trigger[:1]),
        Step(
            "add mail",
            (
                "ALTER TABLE users ADD COLUMN mail VARCHAR(80)",
                "INSERT INTO users (id, name, mail) VALUES (1, ' ada ', 'ada@example.org')",
            ),
            ("DELETE FROM users WHERE id = 1", "ALTER TABLE users DROP COLUMN mail"),
        ),
        Step("index mail", (_INDEX[dialect],), (_NO_INDEX[dialect],), alone=True),
    )
