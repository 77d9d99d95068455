"""What a URL says about TLS: which certificates to trust, and which to show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from goofer_py.errors import UsageError

_TRUE, _FALSE = ("true", "yes", "1"), ("false", "no", "0")
_LEVELS = ("required", "optional", "none")


def tls_options(query: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return the driver's options for a URL with TLS.

    Raises UsageError for a value that means nothing, and for a file that is not there.
    """
    found: dict[str, Any] = {"ssl": True}
    for name, read in _PARAMETERS.items():
        for value in query.get(name, ()):
            found[name] = read(name, value)
    # Older drivers look at no name unless they are told to.
    found.setdefault("ssl_check_hostname", found.get("ssl_cert_reqs") != "none")
    return found


def _file(name: str, value: str) -> str:
    return _there(name, value, Path(value).is_file())


def _folder(name: str, value: str) -> str:
    return _there(name, value, Path(value).is_dir())


def _there(name: str, value: str, there: bool) -> str:
    if not there:
        raise UsageError(
            f"{name} in the URL names {value}, which is not there.",
            hint="write a path that begins with /, or from the folder that goofer is called in",
        )
    return value


def _level(name: str, value: str) -> str:
    if value not in _LEVELS:
        raise _unknown(name, value, _LEVELS)
    return value


def _said(name: str, value: str) -> bool:
    if value.lower() not in (*_TRUE, *_FALSE):
        raise _unknown(name, value, ("true", "false"))
    return value.lower() in _TRUE


def _text(name: str, value: str) -> str:
    del name
    return value


def _unknown(name: str, value: str, known: Sequence[str]) -> UsageError:
    return UsageError(f"{name}={value} in the URL: it is one of {', '.join(known)}.")


_PARAMETERS: Mapping[str, Callable[[str, str], Any]] = {
    "ssl_ca_certs": _file,
    "ssl_ca_path": _folder,
    "ssl_certfile": _file,
    "ssl_keyfile": _file,
    "ssl_password": _text,
    "ssl_cert_reqs": _level,
    "ssl_check_hostname": _said,
}
TLS_PARAMETERS = tuple(_PARAMETERS)
"""The parameters of URLs that are about TLS, as redis-py calls them."""
