"""What create_all makes on MySQL and MariaDB is what entities are read as, and so is migrating."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import SAWarning

from goofer_py.generate.generator import MigrationGenerator
from goofer_py.registry import SchemaRegistry
from tests.entities.mysql_corpus import metadata_of

SUBJECTS = [what for what, _ in metadata_of(is_mariadb=False)]
SETTINGS = {
    "names in double quotes": "sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,IGNORE_SPACE'",
    "no mode at all": "sql_mode = ''",
    "other modes": "sql_mode = 'PAD_CHAR_TO_FULL_LENGTH,HIGH_NOT_PRECEDENCE,ANSI_QUOTES'",
    "a time zone": "time_zone = '+05:30'",
    "a collation": "collation_connection = 'utf8mb4_unicode_ci'",
    "names without quotes": "sql_quote_show_create = 0",
}


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        yield


def _metadata(url: str, what: str) -> sa.MetaData:
    return dict(metadata_of(url.startswith("mariadb")))[what]


def _generator(metadata: sa.MetaData, url: str, folder: Path) -> MigrationGenerator:
    return MigrationGenerator(SchemaRegistry(metadata), "mysql", folder, database=url)


def _create_all(metadata: sa.MetaData, url: str) -> None:
    engine = sa.create_engine(url)
    try:
        metadata.create_all(engine)
    finally:
        engine.dispose()


def _left_to_do(metadata: sa.MetaData, url: str, folder: Path) -> list[str]:
    generator = _generator(metadata, url, folder)
    with generator.migrator:
        return [operation.describe() for operation in generator.compare().operations]


@pytest.mark.parametrize("what", SUBJECTS)
def test_what_create_all_makes_needs_no_change(
    mysql_kind_url: str, what: str, tmp_path: Path
) -> None:
    metadata = _metadata(mysql_kind_url, what)
    _create_all(metadata, mysql_kind_url)
    assert _left_to_do(metadata, mysql_kind_url, tmp_path) == []


@pytest.mark.parametrize("setting", SETTINGS)
def test_settings_of_the_session_show_as_no_change(
    mysql_kind_url: str, setting: str, tmp_path: Path
) -> None:
    url = f"{mysql_kind_url}?init_command={quote('SET ' + SETTINGS[setting])}"
    for what in ("defaults", "computed", "checks", "indexes", "numbered"):
        metadata = _metadata(url, what)
        _create_all(metadata, url)
        found = _left_to_do(metadata, url, tmp_path)
        assert [line for line in found if not line.startswith("drop ")] == []


@pytest.mark.parametrize("collation", ["latin1_swedish_ci", "utf8mb4_bin", "utf8mb3_general_ci"])
def test_the_collation_of_the_database_shows_as_no_change(
    mysql_kind_url: str, collation: str, tmp_path: Path
) -> None:
    engine = sa.create_engine(mysql_kind_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE `{engine.url.database}` COLLATE {collation}")
    engine.dispose()
    for what in ("types", "options", "defaults"):
        metadata = _metadata(mysql_kind_url, what)
        _create_all(metadata, mysql_kind_url)
        found = _left_to_do(metadata, mysql_kind_url, tmp_path)
        assert [line for line in found if not line.startswith("drop ")] == []


@pytest.mark.parametrize("what", SUBJECTS)
def test_what_was_migrated_needs_no_change_and_goes_again(
    mysql_kind_url: str, what: str, tmp_path: Path
) -> None:
    metadata = _metadata(mysql_kind_url, what)
    generator = _generator(metadata, mysql_kind_url, tmp_path)
    with generator.migrator as migrator:
        assert generator.generate() is not None
        migrator.up()
        assert generator.compare().operations == ()
        migrator.down()
        left = migrator.session.query(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = DATABASE() AND table_name NOT LIKE 'goofer%'"
        )
        assert left == []


def _beyond_sqlalchemy(is_mariadb: bool) -> sa.MetaData:
    """Declare what has no word in SQLAlchemy: as options of goofer."""

    def said(**options: str) -> dict[str, object]:
        return {"goofer": {"options": {"mysql": options}}}

    metadata = sa.MetaData()
    table = sa.Table(
        "t",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("hidden", sa.String(9), info=said(invisible="")),
        sa.Column("n", sa.Integer),
        info=said(system_versioning="") if is_mariadb else {},
        mysql_auto_increment="100",
        mariadb_auto_increment="100",
    )
    sa.Index("ix_unused", table.c.n, info=said(invisible=""))
    if not is_mariadb:
        check = sa.CheckConstraint("n > 0", name="loose", info={"goofer": {"enforced": False}})
        table.append_constraint(check)
    return metadata


def test_what_sqlalchemy_has_no_word_for_is_declared_as_options(
    mysql_kind_url: str, tmp_path: Path
) -> None:
    metadata = _beyond_sqlalchemy(mysql_kind_url.startswith("mariadb"))
    generator = _generator(metadata, mysql_kind_url, tmp_path)
    with generator.migrator as migrator:
        assert generator.generate() is not None
        migrator.up()
        assert generator.compare().operations == ()
        migrator.session.execute("INSERT INTO t (n) VALUES (1), (2)")
        assert migrator.session.query("SELECT id FROM t ORDER BY id") == [(100,), (101,)]
        assert generator.compare().operations == ()
