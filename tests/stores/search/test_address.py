"""What URLs say of where a cluster is."""

from __future__ import annotations

from base64 import b64encode
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from goofer_py.errors import ConnectionFailed, UsageError
from goofer_py.stores.registry import open_store
from goofer_py.stores.search.address import address_of
from goofer_py.stores.url import parse_url

CLOUD = f"name:{b64encode(b'eu.example:9243$abc$def').decode()}".replace("=", "%3D")


@pytest.mark.parametrize(
    ("url", "urls"),
    [
        ("opensearch://h", ["http://h:9200"]),
        ("opensearch+https://h:1/a", ["https://h:1"]),
        ("elasticsearch://[::1]:1?node=b:2&node=[::2]:3", ["http://[::1]:1", "http://b:2"]),
        ("elasticsearch+http://h?path_prefix=/a/b/", ["http://h:9200/a/b"]),
        (f"elasticsearch:///a?cloud_id={CLOUD}", ["https://abc.eu.example:9243"]),
    ],
)
def test_nodes(url: str, urls: list[str]) -> None:
    assert list(address_of(parse_url(url)).urls)[:2] == urls


@pytest.mark.parametrize(
    ("url", "header"),
    [
        ("opensearch://h", {}),
        ("opensearch://me:a%3Ab@h", {"authorization": "Basic bWU6YTpi"}),
        ("elasticsearch://h?api_key=abc", {"authorization": "ApiKey abc"}),
    ],
)
def test_who_asks(url: str, header: dict[str, str]) -> None:
    assert address_of(parse_url(url)).headers == header


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("opensearch+ftp://h", "no kind 'ftp'"),
        ("opensearch://h?pasword=secret", "no parameter 'pasword'"),
        ("opensearch://h?user=me&password=secret", "no parameter 'password'"),
        ("opensearch://h?node=secret", "is no node"),
        ("elasticsearch://h?cloud_id=secret", "no id of a deployment"),
        ("opensearch://h/A%20b", "cannot begin the name of an index"),
        ("opensearch://h/_a", "cannot begin"),
    ],
)
def test_what_is_no_address_is_refused(url: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        open_store(url)


@pytest.mark.parametrize("text", [None, "nothing"])
def test_a_file_that_is_no_certificate_is_told(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "ca.pem"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ConnectionFailed, match=r"ca.pem cannot be read: ") as error:
        open_store(f"opensearch+https://127.0.0.1:1/a?ca_certs={path}").connect()
    assert "ca_certs=" in str(error.value.hint)


@pytest.mark.parametrize(
    ("status", "reason"),
    [(502, "starting"), (503, "starting"), (504, "starting"), (500, "refused")],
)
def test_a_proxy_before_a_server_that_comes_up_is_waited_for(status: int, reason: str) -> None:
    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(status)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Proxy) as server:
        Thread(target=server.handle_request, daemon=True).start()
        with pytest.raises(ConnectionFailed) as error:
            open_store(f"opensearch://127.0.0.1:{server.server_port}/a").connect()
    assert error.value.reason == reason


def test_a_number_of_a_port_is_no_refusal() -> None:
    store: Any = open_store("opensearch://127.0.0.1:24013/a")
    error = store.refused("HTTPConnectionPool(host='127.0.0.1', port=24013): connection refused")
    assert "that the server runs" in error.hint


def test_no_secret_is_shown() -> None:
    url = "opensearch+https://me:hidden1@h/a?api_key=hidden2"
    store = open_store(url)
    assert "hidden" not in f"{store.database} {address_of(parse_url(url))!r}"
    assert store.refused("no hidden1, no hidden2").message.count("hidden") == 0  # type: ignore[attr-defined]
