"""Questions to a person at the terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TextIO

from goofer_py.cli.output import Output, is_terminal
from goofer_py.errors import Interrupted


@dataclass(frozen=True)
class Asker:
    """Asks on stderr and reads from stdin, so that stdout holds results alone."""

    reading: TextIO = field(default_factory=lambda: sys.stdin)
    writing: TextIO = field(default_factory=lambda: sys.stderr)

    def choose(self, question: str, answers: Mapping[str, str]) -> str:
        """Return the key of `answers` that was chosen, by its first letters or in full.

        Asks again after anything else; raises Interrupted when the input ends.
        """
        offered = ", ".join(f"{key} ({about})" if about else key for key, about in answers.items())
        while True:
            self.writing.write(f"{question} [{offered}] ")
            self.writing.flush()
            line = self.reading.readline()
            if not line:
                raise Interrupted("There was no answer, so nothing was done.")
            given = line.strip().lower()
            fitting = [key for key in answers if given and key.startswith(given)]
            if len(fitting) == 1:
                return fitting[0]
            self.writing.write(f"Please answer {' or '.join(answers)}.\n")

    def tell(self, text: str) -> None:
        """Write what a question is about."""
        self.writing.write(f"{text}\n")

    def line(self, question: str) -> str:
        """Return what was typed, asked again while it is nothing; Interrupted at the end."""
        while True:
            self.writing.write(f"{question} ")
            self.writing.flush()
            line = self.reading.readline()
            if not line:
                raise Interrupted("There was no answer, so nothing was done.")
            if line.strip():
                return line.strip()

    def confirm(self, question: str) -> bool:
        """Return whether the answer is yes."""
        return self.choose(question, {"yes": "", "no": ""}) == "yes"


def can_ask(output: Output) -> bool:
    """Whether a person is there to answer."""
    return sys.stdin.isatty() and is_terminal(sys.stderr) and not output.as_json
