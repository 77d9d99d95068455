"""What programs of the server's are told in a file, as a password is no word for a command line."""

from __future__ import annotations

from goofer_py.stores.mysql_url import parameters
from goofer_py.stores.url import DatabaseUrl

_OPTIONS = {
    "host": "host",
    "port": "port",
    "user": "user",
    "password": "password",
    "unix_socket": "socket",
    "ssl_ca": "ssl-ca",
    "ssl_cert": "ssl-cert",
    "ssl_key": "ssl-key",
}


def option_file(url: DatabaseUrl) -> str:
    """Return what an option file tells a program of the server's, the password included."""
    known = parameters(url)
    given = {_OPTIONS[key]: str(value) for key, value in known.items() if key in _OPTIONS}
    if "socket" not in given:
        given["protocol"] = "tcp"
    lines = [f"{name}={_quoted(value)}" for name, value in given.items()]
    included = known.get("read_default_file")
    head = [f"!include {included}"] if included else []
    return "\n".join((*head, "[client]", *lines, ""))


def _quoted(value: str) -> str:
    """Return a value as an option file says it."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
