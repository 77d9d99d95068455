"""Whether a command wrote what a page shows, but for what differs from run to run."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field

VERSION = r"(?<!\d)\d{14}(?!\d)"
_VARYING = re.compile(
    rf"(?P<version>{VERSION})"
    r"|(?P<when>\b20\d\d[-/]\d\d[-/]\d\d[ T]\d\d:\d\d(:\d\d)?(\.\d+)?(Z| UTC|\+00:00)?)"
    r"|(?P<lasted>\b\d+(\.\d+)?[ ]?(µs|ms|s|min|h)\b)"
    r"|(?P<stamp>\b20\d{6}T\d{6}Z)"
    r"|(?P<size>\b\d+(\.\d+)?[ ](bytes|kB|MB|GB)\b)"
    r"|(?P<rate>\b[\d,.]+ (?=[a-z]+/s))"
    r"|(?P<release>(?<=goofer )\d+\.\d+\.\d+"
    r"|(?<=sqlite )\d+\.\d+\.\d+|(?<=SQLite )\d+\.\d+\.\d+"
    r"|(?<=postgresql )\d+(\.\d+)+|(?<=PostgreSQL )\d+(\.\d+)+"
    r"|(?<=mysql )\d+(\.\d+)+|(?<=MySQL )\d+(\.\d+)+"
    r"|(?<=mariadb )\d+(\.\d+)+|(?<=MariaDB )\d+(\.\d+)+)"
    r"|(?P<process>(?<=\bpid )\d+|(?<=process )\d+)"
    r"|(?P<who>\b(ada|root)@(?![\w-]+\.)[\w-]+)"
    r"|(?P<blanks>(?<=\S)  +(?=\S))"
    r"|(?P<lines>^\.\.\.$\n?)"
    r"|(?P<rest>\.\.\.)",
    re.MULTILINE,
)
_PATTERNS = {
    "when": r"20\d\d[-/]\d\d[-/]\d\d[ T]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z| UTC|\+00:00)?",
    "lasted": r"\d+(?:\.\d+)?[ ]?(?:µs|ms|s|min|h)",
    "stamp": r"20\d{6}T\d{6}Z",
    "size": r"\d+(?:\.\d+)?[ ](?:bytes|kB|MB|GB)",
    "rate": r"[\d,.]+ ",
    "release": r"\d+(?:\.\d+)*",
    "process": r"\d+",
    "who": r"[\w-]+@[\w-]+",
    "blanks": r" {2,}",
    "lines": r"(?:.*\n)*?",
    "rest": r".*?",
}


@dataclass
class Versions:
    """Which version of this run is which on the page: each of the page's is always the same."""

    real: dict[str, str] = field(default_factory=dict)

    def to_real(self, text: str) -> str:
        """Return a command of the page as it is given here."""
        return re.sub(VERSION, lambda found: self.real.get(found[0], found[0]), text)

    def to_page(self, text: str) -> str:
        """Return what was written here as the page shows it."""
        back = {real: shown for shown, real in self.real.items()}
        return re.sub(VERSION, lambda found: back.get(found[0], found[0]), text)

    def learn(self, shown: str, written: str) -> bool:
        """Compare, and remember the versions that are new."""
        shown, written = f"{shown}\n", f"{written}\n"
        names: dict[str, str] = {}
        parts, end = [], 0
        for found in _VARYING.finditer(shown):
            parts.append(re.escape(shown[end : found.start()]))
            parts.append(self._pattern(found, names))
            end = found.end()
        parts.append(re.escape(shown[end:]))
        matched = re.fullmatch("".join(parts), written)
        if matched is None:
            return False
        self.real |= {version: matched[group] for version, group in names.items()}
        return True

    def _pattern(self, found: re.Match[str], names: dict[str, str]) -> str:
        kind, text = str(found.lastgroup), found[0]
        if kind != "version":
            return _PATTERNS[kind]
        if text in self.real:
            return self.real[text]
        if text in names:
            return f"(?P={names[text]})"
        names[text] = f"version{len(names)}"
        return rf"(?P<{names[text]}>\d{{14}})"

    def guess(self, shown: str, written: str) -> None:
        """Pair the new versions of both in their order, for a page that is written anew."""
        olds = [v for v in dict.fromkeys(re.findall(VERSION, shown)) if v not in self.real]
        known = set(self.real.values())
        news = [v for v in dict.fromkeys(re.findall(VERSION, written)) if v not in known]
        self.real |= dict(zip(olds, news, strict=False))


def plain(text: str) -> str:
    """Return lines without what nobody sees: blanks at their ends, and empty lines at the end."""
    return "\n".join(line.rstrip() for line in text.splitlines()).rstrip("\n")


def differences(shown: str, written: str) -> str:
    """Return how what a page shows differs from what was written."""
    lines = difflib.unified_diff(
        shown.splitlines(), written.splitlines(), "the page", "what was written", lineterm="", n=99
    )
    return "\n".join(lines)
