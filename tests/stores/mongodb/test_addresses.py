"""URLs with mongodb+srv: the servers behind a name, asked for at a DNS server of the test's own."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import dns.message
import dns.resolver
import dns.rrset
import pytest

from goofer_py.errors import ConnectionFailed, MissingDriver, UsageError
from goofer_py.stores.registry import open_store
from tests.servers.mongodb import PASSWORD, USER, MongoServer

NAME, TARGET = "docs.goofer.localhost", "one.goofer.localhost"


def _answer(asked: bytes, port: int) -> bytes:
    """Answer that a server is behind NAME, with who knows its users, and nothing else."""
    query = dns.message.from_wire(asked)
    question = query.question[0]
    reply = dns.message.make_response(query)
    name, kind = question.name.to_text(), dns.rdatatype.to_text(question.rdtype)
    if (name, kind) == (f"_mongodb._tcp.{NAME}.", "SRV"):
        reply.answer.append(dns.rrset.from_text(name, 1, "IN", kind, f"0 0 {port} {TARGET}."))
    elif (name, kind) == (f"{NAME}.", "TXT"):
        reply.answer.append(dns.rrset.from_text(name, 1, "IN", kind, '"authSource=admin"'))
    else:
        reply.set_rcode(dns.rcode.NXDOMAIN)
    return reply.to_wire()


@pytest.fixture
def names(mongodb_server: MongoServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[MongoServer]:
    """Let a DNS server of this test's be asked, which knows where the server is."""
    with closing(socket.socket(type=socket.SOCK_DGRAM)) as there:
        there.bind(("127.0.0.1", 0))

        def serve() -> None:
            while True:
                try:
                    asked, who = there.recvfrom(4096)
                except OSError:
                    return
                there.sendto(_answer(asked, mongodb_server.port), who)

        threading.Thread(target=serve, daemon=True).start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], there.getsockname()[1]
        monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
        # The system knows no name that ends as the asked one does, which the driver insists on.
        known, found = {TARGET: "127.0.0.1"}, socket.getaddrinfo

        def addresses(host: Any, *given: Any, **named: Any) -> Any:
            return found(known.get(host, host), *given, **named)

        monkeypatch.setattr(socket, "getaddrinfo", addresses)
        yield mongodb_server


def test_the_servers_are_found_behind_a_name(names: MongoServer) -> None:
    """They are asked for over DNS, and so is the database that knows the users."""
    password = PASSWORD.replace("+", "%2B").replace("/", "%2F")
    url = f"mongodb+srv://{USER}:{password}@{NAME}/named?tls=false"
    session = open_store(url).connect()
    assert session.database == f"mongodb+srv://{NAME}/named"
    session.close()


def test_a_name_with_nothing_behind_it_is_told(names: MongoServer) -> None:
    with pytest.raises(ConnectionFailed) as error:
        open_store("mongodb+srv://other.goofer.localhost/named").connect()
    assert "no DNS record _mongodb._tcp.HOST names the servers" in (error.value.hint or "")


def test_without_what_asks_for_names_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dns", None)
    with pytest.raises(MissingDriver) as error:
        open_store(f"mongodb+srv://{NAME}/named").connect()
    assert "goofer-py[mongodb]" in (error.value.hint or "")


def test_a_name_has_no_port() -> None:
    with pytest.raises((UsageError, ConnectionFailed)) as error:
        open_store(f"mongodb+srv://{NAME}:27017/named").connect()
    assert "port" in str(error.value)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("tlss=true", "Unknown option: tlss"),
        ("maxPoolSize=many", "must be an integer"),
        ("directConnection=maybe", "must be 'true' or 'false'"),
        ("tls=true&tlsCAFile=/no/such/file", "No such file"),
        ("proxyPassword=hush-hush", "Unknown option: proxypassword"),
        ("authMechanismProperties=hush-hush", "alformed"),
    ],
)
def test_options_that_the_driver_would_pass_over_are_refused(options: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as error:
        open_store(f"mongodb://127.0.0.1:1/named?{options}").connect()
    assert "hush-hush" not in str(error.value)
