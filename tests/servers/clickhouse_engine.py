"""ClickHouse's engine behind HTTP: `clickhouse_engine.py FOLDER PORT` serves one folder.

The engine (chdb) is a part of the process that has it, and runs one query at a time. It knows no
users: this program does. `writer` may do everything, and `reader` ask. Kept by this program, and
not by the engine, are passwords and who may write; all else is what ClickHouse does.
"""

from __future__ import annotations

import base64
import gzip
import re
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import lz4.frame
from chdb import session

USERS = {"writer": "+secret/", "reader": "+secret/"}
_OWN = frozenset(
    (
        *("database", "query", "query_id", "session_id", "session_timeout", "default_format"),
        *("wait_end_of_query", "buffer_size", "compress", "decompress", "enable_http_compression"),
        *(
            "send_progress_in_http_headers",
            "http_headers_progress_interval_ms",
            "client_protocol_version",
        ),
        *("user", "password", "quota_key", "role", "session_check"),
    )
)
_ASKS = re.compile(r"\s*(?:SELECT|WITH|SHOW|DESCRIBE|DESC|EXISTS|EXPLAIN|USE|SET)\b", re.IGNORECASE)
_ROWS = re.compile(r"(?is)(insert\s.*?\sformat\s+(?!values\b)\w+)[ \t\r]*\n")
_FORMAT = re.compile(r"(?is)\sformat\s+(\w+)\s*$")
_INSERT = re.compile(r"(?is)(insert\s.*)\sformat\s+(\w+)\s*;?\s*$")
_PLAIN = re.compile(r"\w+")


class Refused(Exception):
    """What the server says by itself."""


class Engine:
    """One folder of the engine, for one query at a time."""

    def __init__(self, folder: str) -> None:
        self._session = session.Session(folder)
        self._lock = threading.Lock()
        self._settings: dict[str, str] = {}

    def answer(
        self, database: str, settings: dict[str, str], query: str, body: bytes, form: str
    ) -> bytes:
        """Run one query."""
        with self._lock:
            self._session.query(f"USE `{database}`")
            self._set(settings)
            return self._rows(query, body) if body else self._plain(query, form)

    def _set(self, settings: dict[str, str]) -> None:
        """Let the settings of a request hold for it, and for no other."""
        for name in self._settings.keys() - settings.keys():
            self._session.query(f"SET {name} = DEFAULT")
        for name, value in settings.items():
            if self._settings.get(name) != value:
                said = value if re.fullmatch(r"-?\d+", value) else f"'{value}'"
                self._session.query(f"SET {name} = {said}")
        self._settings = settings

    def _rows(self, query: str, body: bytes) -> bytes:
        found = _INSERT.match(query)
        if found is None:
            self._session.query(f"{query} {body.decode()}")
            return b""
        with tempfile.NamedTemporaryFile() as file:
            file.write(body)
            file.flush()
            self._session.query(f"{found[1]} FROM INFILE '{file.name}' FORMAT {found[2]}")
        return b""

    def _plain(self, query: str, form: str) -> bytes:
        found = _FORMAT.search(query)
        asked = query[: found.start()] if found else query
        return self._session.query(asked, found[1] if found else form).bytes() or b""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    engine: Engine

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer as to a POST."""
        self.do_POST()

    def do_POST(self) -> None:
        """Run a query, and answer as the server does."""
        words = {
            k: v[0] for k, v in parse_qs(urlsplit(self.path).query, keep_blank_values=True).items()
        }
        body = self._body()
        try:
            out = self._run(words, body)
        except Refused as error:
            self._answer(403, str(error).encode(), error=str(error))
        except Exception as error:  # noqa: BLE001 - the engine's own has no name
            self._answer(500, str(error).encode(), error=str(error))
        else:
            self._answer(200, out)

    def _run(self, words: dict[str, str], body: bytes) -> bytes:
        user = self._user()
        query = words.get("query", "")
        if not query and (rows := _ROWS.match(body.decode(errors="replace"))):
            query = rows[1]
            body = body[len(rows[0].encode()) :]
        elif not query:
            query, body = body.decode().strip().rstrip(";"), b""
        if not query:
            return b"Ok.\n"
        if user == "reader" and not _ASKS.match(query):
            raise Refused(
                "Code: 164. DB::Exception: reader: Cannot execute query in readonly mode."
                " (READONLY)"
            )
        database = words.get("database") or self.headers.get("X-ClickHouse-Database") or "default"
        form = self.headers.get("X-ClickHouse-Format") or words.get(
            "default_format", "TabSeparated"
        )
        settings = {
            name: value
            for name, value in words.items()
            if name not in _OWN and _PLAIN.fullmatch(name) and not name.startswith("param_")
        }
        return self.engine.answer(database, settings, query, body, form)

    def _user(self) -> str:
        said = self.headers.get("Authorization", "").removeprefix("Basic ")
        user, _, password = base64.b64decode(said).decode().partition(":")
        if USERS.get(user) != password:
            raise Refused(
                f"Code: 516. DB::Exception: {user}: Authentication failed: password is incorrect,"
                " or there is no user with such name. (AUTHENTICATION_FAILED)"
            )
        return user

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            body = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        packed = self.headers.get("Content-Encoding", "")
        if not packed:
            return body
        unpacked: bytes = (lz4.frame if packed == "lz4" else gzip).decompress(body)
        return unpacked

    def _answer(self, code: int, body: bytes, *, error: str = "") -> None:
        self.send_response(code)
        heads = {"Content-Length": str(len(body)), "X-ClickHouse-Timezone": "UTC"}
        if error:
            found = re.search(r"Code: (\d+)", error)
            heads["X-ClickHouse-Exception-Code"] = found[1] if found else "0"
        else:
            heads["X-ClickHouse-Summary"] = "{}"
        for name, value in heads.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    """Takes many connections at once."""

    daemon_threads = True
    request_queue_size = 128


if __name__ == "__main__":
    Handler.engine = Engine(sys.argv[1])
    Server(("127.0.0.1", int(sys.argv[2])), Handler).serve_forever()
