from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import URL, make_url

from goofer_py.errors import UsageError
from goofer_py.stores.url import DatabaseUrl, node, parse_url


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://host/db",
        "postgresql+psycopg://user@host:5433/db",
        "postgresql+asyncpg://user:secret@host/db?ssl=require",
        "postgresql://user:p%40ss%2Fword%3A@host/db",
        "postgresql://user:pass/with/slash@host/db",
        "postgresql://us%20er:p+w@[::1]:5432/db",
        "postgresql:///db?host=/var/run/postgresql",
        "postgresql://host/db?options=-c%20search_path%3Da%2Cb&sslmode=disable",
        "postgresql://user:@host/db",
        "postgresql://host",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///relative/app.db",
        "sqlite:////absolute/app.db",
        "sqlite+aiosqlite:///app.db?timeout=5",
        "sqlite:///file:app.db?mode=ro&uri=true",
        "sqlite:///C:/data/app.db",
        "sqlite:///with%20blank.db",
    ],
)
def test_a_url_is_read_as_sqlalchemy_reads_it(text: str) -> None:
    theirs, ours = make_url(text), parse_url(text)

    assert ours.scheme == theirs.drivername
    assert ours.username == (theirs.username or None)
    assert ours.password == theirs.password
    assert ours.host == theirs.host
    assert ours.port == theirs.port
    assert ours.database == (theirs.database or None)
    assert {k: v[0] if len(v) == 1 else v for k, v in ours.query.items()} == dict(theirs.query)


part = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


@given(username=part, password=part, database=part, port=st.integers(1, 65535))
def test_any_name_and_password_survive_sqlalchemys_quoting(
    username: str, password: str, database: str, port: int
) -> None:
    url = URL.create("postgresql", username, password, "host", port, database.strip("?/%#"))

    read = parse_url(url.render_as_string(hide_password=False))

    assert (read.username, read.password, read.port) == (username, password, port)


def test_a_password_with_an_unencoded_at_sign_stays_out_of_the_host() -> None:
    url = parse_url("postgresql://user:p@ss@host/db?application_name=a@b")

    assert (url.password, url.host, url.database) == ("p@ss", "host", "db")


def test_several_hosts_can_be_given() -> None:
    url = parse_url("postgresql://user@/db?host=one:5432&host=two:5433")

    assert url.query["host"] == ("one:5432", "two:5433")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "postgresql+psycopg://user:secret@host:5433/db?password=other",
            "postgresql://host:5433/db",
        ),
        ("postgresql://[::1]/db", "postgresql://[::1]/db"),
        ("postgresql://user:secret@/db?host=/run/pg", "postgresql:///run/pg/db"),
        ("sqlite:////var/app.db", "sqlite:////var/app.db"),
    ],
)
def test_what_is_shown_holds_no_secret(text: str, shown: str) -> None:
    assert parse_url(text).shown() == shown


def test_the_repr_holds_no_secret() -> None:
    assert "secret" not in repr(parse_url("postgresql://user:secret@host/db?password=secret"))


@pytest.mark.parametrize(
    "text",
    ["", "app.db", "postgresql:/user:secret@host", "://user:secret@host", "user:secret@host"],
)
def test_what_is_no_url_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a database URL"):
        parse_url(text)


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://user:secret@host:port/db",
        "x y://user:secret@host",
        "postgresql://u:secret/more",
        "user:secret@host/db",
        "user:se@cret/secret@host/db",
        "postgresql:/user:secret@host/db",
        "://user:secret@host",
        "postgresql:user:secret@host/db",
    ],
)
def test_what_is_wrong_with_a_url_is_said_without_its_password(text: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_url(text)

    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("postgresql://user:secret@a..b/db", "The host in the database URL is no name"),
        (f"redis://:secret@{'a' * 64}/0", "The host in the database URL is no name"),
        ("mongodb://user:secret@.a:1/db", "The host in the database URL is no name"),
        ("mongodb://user:secret@one:1,b..c:2/db", "The host in the database URL is no name"),
        ("cassandra://user:secret@one:1,two:70000/db", "ports are 1 to 65535"),
        ("cassandra://user:secret@one:99999/db", "ports are 1 to 65535"),
        ("mysql://user:secret@one:0/db", "ports are 1 to 65535"),
    ],
)
def test_what_can_be_no_host_or_port_is_refused(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as error:
        parse_url(text)

    assert "secret" not in str(error.value)


@pytest.mark.parametrize("host", ["häst.example", "my_host", "a.b.", "127.0.0.1", "a" * 63])
def test_names_of_hosts_stay_as_they_are(host: str) -> None:
    assert parse_url(f"postgresql://{host}/db").host == host


def test_nodes_have_a_host_and_a_port() -> None:
    assert node("one:1") == ("one", 1)
    assert node("[::1]:65535") == ("::1", 65535)
    for wrong in ("one", ":1", "one:x", "one:0", "one:99999", "a..b:1"):
        with pytest.raises(UsageError):
            node(wrong)


def test_secrets_are_the_password_and_those_of_the_query() -> None:
    url = parse_url("postgresql://user:short@host/db?sslpassword=longer-secret")

    assert url.secrets == ("longer-secret", "short")
    assert DatabaseUrl("sqlite").secrets == ()


@pytest.mark.parametrize(
    "url",
    [
        "mongodb://host/db?tlsCertificateKeyFilePassword=hush",
        "mongodb://host/db?tlscertificatekeyfilepassword=hush",
        "elasticsearch://host/?api_key=first&api_key=hush",
        "redis+sentinel://host/name?sentinel_password=hush",
        "postgresql://host/db?Password=hush",
    ],
)
def test_secrets_are_found_however_their_names_are_written(url: str) -> None:
    assert "hush" in parse_url(url).secrets
