"""What a URL for MySQL or MariaDB tells the driver, whichever of the drivers it was written for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from goofer_py.errors import UsageError
from goofer_py.stores.url import DatabaseUrl

_TRUTH = {
    **dict.fromkeys(("true", "1", "yes", "on"), True),
    **dict.fromkeys(("false", "0", "no", "off"), False),
}
# What the drivers call the same thing; each has some of these names.
_NAMES = {
    "user": "user",
    "username": "user",
    "password": "password",
    "passwd": "password",
    "db": "database",
    "database": "database",
    "unix_socket": "unix_socket",
    "socket": "unix_socket",
    "collation": "collation",
    "sql_mode": "sql_mode",
    "init_command": "init_command",
    "read_default_file": "read_default_file",
    "default_file": "read_default_file",
    "option_files": "read_default_file",
    "read_default_group": "read_default_group",
    "default_group": "read_default_group",
    "option_groups": "read_default_group",
    "connect_timeout": "connect_timeout",
    "connection_timeout": "connect_timeout",
    "read_timeout": "read_timeout",
    "write_timeout": "write_timeout",
    "local_infile": "local_infile",
    "allow_local_infile": "local_infile",
    "bind_address": "bind_address",
    "program_name": "program_name",
    "ssl_ca": "ssl_ca",
    "ssl_cert": "ssl_cert",
    "ssl_key": "ssl_key",
    "ssl_key_password": "ssl_key_password",
    "ssl_disabled": "ssl_disabled",
    "ssl_verify_cert": "ssl_verify_cert",
    "ssl_verify_identity": "ssl_verify_identity",
    "ssl_check_hostname": "ssl_verify_identity",
}
_SECONDS = ("connect_timeout", "read_timeout", "write_timeout")
_SWITCHES = ("local_infile", "ssl_disabled", "ssl_verify_cert", "ssl_verify_identity")
_WANTED = {"true", "1", "yes", "on", "required", "preferred"}


def parameters(url: DatabaseUrl) -> dict[str, Any]:
    """Return what PyMySQL is told for `url`; raises UsageError for a value it cannot be told.

    Text always travels as UTF-8, whatever `charset` the URL names: the server converts it. What
    has no meaning for this driver is left out.
    """
    given = {
        "host": url.host,
        "port": url.port,
        "user": url.username,
        "password": url.password,
        "database": url.database,
        "charset": "utf8mb4",
        **_query(url.query),
    }
    if given.get("collation", "").partition("_")[0] != "utf8mb4":
        given.pop("collation", None)
    return {key: value for key, value in given.items() if value is not None}


def _query(query: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, values in query.items():
        if key in _NAMES:
            name = _NAMES[key]
            found[name] = _reader(name)(key, values[0])
    mode = next(iter(query.get("ssl_mode", query.get("ssl", ()))), "").lower()
    if mode in ("disabled", "false", "0"):
        found["ssl_disabled"] = True
    elif mode == "verify_identity":
        found.update(ssl_verify_cert=True, ssl_verify_identity=True)
    elif mode == "verify_ca":
        found["ssl_verify_cert"] = True
    elif mode == "required" or (mode in _WANTED and "ssl" in query):
        # An empty context is none to the driver: encrypted, and not more asked.
        found["ssl"] = {"check_hostname": False}
    return found


def _reader(name: str) -> Callable[[str, str], Any]:
    if name in _SECONDS:
        return _seconds
    return _switch if name in _SWITCHES else _text


def _text(_key: str, value: str) -> str:
    return value


def _switch(key: str, value: str) -> bool:
    if value.lower() not in _TRUTH:
        raise UsageError(f"{key} in the database URL is neither true nor false.")
    return _TRUTH[value.lower()]


def _seconds(key: str, value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        raise UsageError(f"{key} in the database URL is no number of seconds.") from None
    return int(seconds) if seconds.is_integer() else seconds
