"""The column that a FULLTEXT index leaves behind is found, whoever asks."""

from __future__ import annotations

from goofer_py.dialects.mysql.options import HAD_FULLTEXT
from goofer_py.introspect.mysql import MySQLIntrospector
from goofer_py.introspect.scope import Scope
from goofer_py.schema import Name
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session
from tests.servers.mysql_cluster import LOGIN_PASSWORD, LOGIN_USER

TABLES = """
CREATE TABLE `was-it` (id int primary key, words text, FULLTEXT KEY f (words));
ALTER TABLE `was-it` DROP KEY f;
CREATE TABLE never (id int primary key, words text);
CREATE TABLE still (id int primary key, words text, FULLTEXT KEY f (words));
"""
ALL = {Name("was-it"), Name("never"), Name("still"), Name("to come")}


def marked(session: Session) -> set[str]:
    schema = MySQLIntrospector().read(session, Scope())
    found = MySQLIntrospector().with_hidden(session, schema, ALL)
    return {table.name.name for table in found.tables if table.has_option(HAD_FULLTEXT)}


def test_only_a_table_that_lost_its_index_is_marked(session: Session) -> None:
    session.run(TABLES)
    assert marked(session) == {"was-it"}


def test_a_user_of_few_rights_gets_what_works_for_every_table(
    session: Session, mysql_kind_url: str
) -> None:
    session.run(TABLES)
    (database,) = session.query("SELECT DATABASE()")[0]
    session.execute(f"GRANT ALL ON `{database}`.* TO '{LOGIN_USER}'@'%'")
    address = mysql_kind_url.partition("@")[2]
    password = LOGIN_PASSWORD.replace("@", "%40").replace("/", "%2F")
    limited = open_store(f"mysql+pymysql://{LOGIN_USER}:{password}@{address}").connect()
    try:
        if session.dialect.server == "mysql":
            assert marked(limited) == {"was-it"}
        else:
            assert marked(limited) == {"was-it", "never"}
            before = instant(session)
            limited.execute("ALTER TABLE never ADD COLUMN a int, ALGORITHM=INPLACE, LOCK=NONE")
            assert instant(session) == before + 1
        limited.execute("ALTER TABLE `was-it` ADD COLUMN a int, ALGORITHM=INPLACE, LOCK=NONE")
        assert marked(session) == set()
    finally:
        limited.close()


def instant(session: Session) -> int:
    """Return how many changes the server has made in an instant."""
    return int(session.query("SHOW GLOBAL STATUS LIKE 'Innodb_instant_alter_column'")[0][1])
