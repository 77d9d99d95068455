"""Where a database is, by its URL."""

from __future__ import annotations

import pytest

from goofer_py.stores.place import place
from goofer_py.stores.url import parse_url

ALIKE = (
    ("redis://h", "redis://h:6379", "redis://H:6379/0", "rediss://u:p@h/", "valkey://h?db=0"),
    ("redis://localhost/1", "redis://127.0.0.1:6379/1", "redis://[::1]/1", "redis:///1"),
    ("redis+sentinel://h/main", "redis+sentinel://h:26379/main/0"),
    ("redis+cluster://a:1?node=b:2", "redis+cluster://b:2?node=a:1"),
    ("mongodb://h/shop", "mongodb://u:p@h:27017/shop?authSource=admin"),
    ("mongodb://a:1,b:2/shop", "mongodb://b:2,a:1/shop"),
    ("mongodb://a,b/shop", "mongodb://a:27017,b:27017/shop"),
    ("cassandra://a,b/shop", "scylla://b:9042,a:9042/shop?datacenter=x"),
    ("clickhouse://h/shop", "clickhouse://h:8123/shop", "clickhousedb+http://h/shop"),
    ("clickhouses://h", "clickhouse+https://h:8443/default", "clickhouse://h?secure=true"),
    ("elasticsearch://h", "opensearch+https://h:9200/", "elasticsearch://h./"),
    ("postgresql://h/shop", "postgres://u@h:5432/shop", "postgresql+psycopg2:///shop?host=h"),
    ("postgresql:///shop", "postgresql://localhost:5432/shop", "postgresql://?dbname=shop"),
    ("mysql://h/shop", "mariadb://h:3306/shop", "mysql+pymysql://u:p@h/shop?charset=utf8"),
)
APART = (
    ("redis://h/0", "redis://h/1"),
    ("redis://h", "redis://h:6380"),
    ("redis://h", "mongodb://h/0"),
    ("redis+sentinel://h/a", "redis+sentinel://h/b"),
    ("mongodb://h/shop", "mongodb://h/Shop"),
    ("mongodb://h/shop", "mongodb+srv://h/shop"),
    ("clickhouse://h/shop", "clickhouse+https://h/shop"),
    ("elasticsearch://h/a", "elasticsearch://h/b"),
    ("elasticsearch://?cloud_id=a:eA==", "elasticsearch://?cloud_id=b:eQ=="),
    ("postgresql:///a", "postgresql:///a?host=/run/other"),
    ("mysql:///a", "mysql:///a?unix_socket=/run/other"),
)


@pytest.mark.parametrize("urls", ALIKE, ids=lambda urls: urls[0])
def test_urls_that_say_the_same_are_one_place(urls: tuple[str, ...]) -> None:
    assert len({place(parse_url(one)) for one in urls}) == 1


@pytest.mark.parametrize("urls", APART, ids=lambda urls: urls[0])
def test_others_are_not(urls: tuple[str, ...]) -> None:
    assert len({place(parse_url(one)) for one in urls}) == len(urls)


def test_it_holds_no_secret() -> None:
    assert "secret" not in place(parse_url("postgresql://u:secret@h/shop?password=secret"))
