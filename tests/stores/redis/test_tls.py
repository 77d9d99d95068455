"""Migrations over TLS, with certificates that only this test believes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from goofer_py.errors import ConnectionFailed, UsageError
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.registry import open_store
from tests.servers.certificates import Authority
from tests.servers.redis import free_port, new_server
from tests.servers.redis_deployments import sentinel_over_tls


class Encrypted:
    """A server that speaks TLS at one port and plain text at another, and knows a client."""

    def __init__(self, folder: Path, port: int, plain: int) -> None:
        self.authority = Authority(folder)
        self.server, self.client = self.authority.sign("server"), self.authority.sign("client")
        self.port, self.plain = port, plain

    @property
    def options(self) -> tuple[str, ...]:
        return (
            *("--tls-port", str(self.port), "--tls-ca-cert-file", str(self.authority.file)),
            *("--tls-cert-file", str(self.server.certificate)),
            *("--tls-key-file", str(self.server.key)),
        )

    def url(self, scheme: str = "rediss", *more: str, host: str = "127.0.0.1") -> str:
        known = (
            f"ssl_ca_certs={self.authority.file}",
            f"ssl_certfile={self.client.certificate}",
            f"ssl_keyfile={self.client.key}",
        )
        return f"{scheme}://{host}:{self.port}/3?{'&'.join(more or known)}"


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Encrypted]:
    found = Encrypted(tmp_path_factory.mktemp("tls"), free_port(), 0)
    with new_server(*found.options) as server:
        found.plain = server.port
        yield found


@pytest.mark.parametrize("scheme", ["rediss", "valkeys"])
def test_migrations_run_over_tls(
    redis_server: object, encrypted: Encrypted, scheme: str, tmp_path: Path
) -> None:
    (tmp_path / "1_a.up.redis").write_text(f"SET {scheme} 1\n")
    with Migrator(encrypted.url(scheme), tmp_path) as migrator:
        assert migrator.up().versions == ("1",)
        assert str(encrypted.client.key) not in migrator.database
    with redis.Redis(port=encrypted.plain, db=3) as client:
        assert client.get(scheme) == b"1"
        client.flushdb()


def test_who_cannot_be_believed_is_refused_with_a_reason(
    redis_server: object, encrypted: Encrypted
) -> None:
    ca = f"ssl_ca_certs={encrypted.authority.file}"
    cases = {
        encrypted.url("rediss", "ssl_check_hostname=true"): "name the file of the CA",
        encrypted.url("rediss", ca): "the server wants a certificate from you",
        encrypted.url(host="localhost"): "use the name that is in the certificate",
    }
    for url, said in cases.items():
        with pytest.raises(ConnectionFailed) as error:
            open_store(url).connect()
        assert (error.value.reason, said in (error.value.hint or "")) == ("refused", True), error
    with pytest.raises(ConnectionFailed) as error:
        open_store(f"rediss://127.0.0.1:{encrypted.plain}/0").probe(0.5)
    assert "that the server speaks TLS at this port" in (error.value.hint or "")
    more = ("ssl_cert_reqs=none", *encrypted.url().partition("?")[2].split("&")[1:])
    open_store(encrypted.url("rediss", *more, host="localhost")).connect().close()


def test_sentinels_are_asked_over_tls_with_a_password(
    redis_server: object, encrypted: Encrypted, tmp_path: Path
) -> None:
    (tmp_path / "1_a.up.redis").write_text("SET watched 1\n")
    with sentinel_over_tls(encrypted.options, encrypted.port, "sesame") as port:
        rest = encrypted.url().partition("?")[2]
        url = f"rediss+sentinel://127.0.0.1:{port}/main/4?{rest}"
        with Migrator(f"{url}&sentinel_password=sesame", tmp_path) as migrator:
            assert migrator.up().versions == ("1",)
        with pytest.raises(ConnectionFailed) as error:
            open_store(f"{url}&sentinel_password=wrong").connect()
        assert "wrong" not in str(error.value)
    with redis.Redis(port=encrypted.plain, db=4) as client:
        assert client.get("watched") == b"1"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("rediss://host/0?ssl_ca_certs=/no/such/file", "ssl_ca_certs in the URL names /no/such"),
        ("rediss://host/0?ssl_ca_path=/no/such", "ssl_ca_path in the URL names /no/such"),
        ("rediss://host/0?ssl_cert_reqs=maybe", "one of required, optional, none"),
        ("rediss://host/0?ssl_check_hostname=maybe", "one of true, false"),
        ("rediss://host/0?ssl_ca_cert=x", "ssl_ca_cert in the URL is not known. Known are: db"),
        ("redis://host/0?ssl_cert_reqs=none", "ssl_cert_reqs in the URL is about TLS"),
        ("redis://host/0?sentinel_password=x", "sentinel_password in the URL is not known"),
    ],
)
def test_what_a_url_may_not_say_is_told(url: str, said: str) -> None:
    with pytest.raises(UsageError) as error:
        open_store(url)
    assert said in str(error.value)
