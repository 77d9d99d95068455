"""Charsets and their collations."""

from __future__ import annotations

from goofer_py.dialects.mysql.capabilities import MySQLCapabilities

_DEFAULTS = {
    "ascii": "ascii_general_ci",
    "big5": "big5_chinese_ci",
    "binary": "binary",
    "cp1250": "cp1250_general_ci",
    "cp1251": "cp1251_general_ci",
    "cp932": "cp932_japanese_ci",
    "eucjpms": "eucjpms_japanese_ci",
    "euckr": "euckr_korean_ci",
    "gbk": "gbk_chinese_ci",
    "greek": "greek_general_ci",
    "hebrew": "hebrew_general_ci",
    "koi8r": "koi8r_general_ci",
    "latin1": "latin1_swedish_ci",
    "latin2": "latin2_general_ci",
    "latin5": "latin5_turkish_ci",
    "sjis": "sjis_japanese_ci",
    "ucs2": "ucs2_general_ci",
    "ujis": "ujis_japanese_ci",
    "utf16": "utf16_general_ci",
    "utf32": "utf32_general_ci",
    "utf8mb3": "utf8mb3_general_ci",
}
_UNICODE = frozenset(("ucs2", "utf16", "utf32", "utf8mb3", "utf8mb4"))
_UCA1400 = (11, 3)
"""From this MariaDB on, each server may have its own default for the charsets of Unicode."""
_WIDTHS = {"ascii": 1, "binary": 1, "utf8mb3": 3, "utf8mb4": 4, "utf16": 4, "utf32": 4, "ucs2": 2}


def charset_of(collation: str) -> str:
    """Return the charset that a collation belongs to."""
    charset = collation.partition("_")[0].lower()
    return "utf8mb3" if charset == "utf8" else charset


def default_collation(charset: str, server: MySQLCapabilities) -> str | None:
    """Return the collation that a charset alone stands for, None where only the server knows."""
    name = "utf8mb3" if charset.lower() in ("utf8", "utf8mb3") else charset.lower()
    if server.mariadb and server.version >= _UCA1400 and name in _UNICODE:
        return None
    if name == "utf8mb4":
        return "utf8mb4_general_ci" if server.mariadb else "utf8mb4_0900_ai_ci"
    return _DEFAULTS.get(name)


def most_bytes(collation: str | None) -> int:
    """Return the most bytes of one character; what is not known is as wide as any."""
    if collation is None:
        return 4
    charset = charset_of(collation)
    return _WIDTHS.get(charset, 1 if charset.startswith(("latin", "cp12", "koi8")) else 4)
