"""Keep passwords out of what servers and drivers say."""

from __future__ import annotations

import re
from collections.abc import Iterable

_URL_PASSWORD = re.compile(r"(\b[\w+.-]+://[^\s:/@?]*):[^\s@]*@")
_PARAMETER = re.compile(r"(?i)\b((?:ssl)?password\s*=\s*)('(?:[^'\\]|\\.)*'|\S+)")


class Secrecy:
    """Hides the secrets of one database in any text."""

    def __init__(self, secrets: Iterable[str] = (), names: Iterable[str] = ()) -> None:
        # A password that equals the user's or the database's name hides nothing, and to mask it
        # would garble every message that says the name.
        self._shown = frozenset(names)
        self._secrets = tuple(s for s in secrets if s not in self._shown)

    def and_of(self, secrets: Iterable[str]) -> Secrecy:
        """Return what hides these secrets too."""
        return Secrecy((*self._secrets, *secrets), self._shown)

    def hide(self, text: str) -> str:
        """Return `text` with `***` where a secret stood."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return _PARAMETER.sub(r"\1***", _URL_PASSWORD.sub(r"\1:***@", text))
