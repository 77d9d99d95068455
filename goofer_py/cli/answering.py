"""Who answers what a generated migration has to know: options, the answers file, a person."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from goofer_py.answers import Answers, add_answers, read_answers
from goofer_py.cli.ask import Asker, can_ask
from goofer_py.cli.questions import Questions
from goofer_py.cli.run import Run
from goofer_py.errors import GooferError, UsageError
from goofer_py.generate.choices import RENAME, Choices
from goofer_py.generate.keep import Fate

_FIX = re.compile(
    r"(?P<place>.*?\..*?)\s*=\s*(?P<sql>(?:delete|update|insert|replace|merge|with|call|select)\b.*)",
    re.IGNORECASE | re.DOTALL,
)


class Answering:
    """The answers of one run.

    `given` comes from the command line and wins over the answers file; `on_drop` wins over the
    setting. A person is asked last, and only where one can be.
    """

    def __init__(self, run: Run, given: Answers, on_drop: Fate | None) -> None:
        self._run = run
        self._given = given
        self._on_drop = on_drop
        self._questions = Questions(Asker()) if can_ask(run.output) else None

    def choices(self) -> Choices:
        """Return what is answered already, and whom to ask for the rest."""
        answers = self._answers()
        choices = Choices(
            answers.renames,
            answers.dropped,
            answers.fills,
            answers.conversions,
            answers.ways_back,
            frozenset(place for place, yes in answers.two_steps.items() if yes),
            self._default(),
            fixes=answers.fixes,
            named=self._named(),
        )
        if self._questions is None:
            return choices
        asked = self._questions
        return replace(choices, ask_rename=asked.rename, ask_fate=asked.fate, ask_way=asked.way_out)

    def without_questions(self) -> Choices:
        """Return choices for a look: what nobody called a rename is a drop and an add."""
        answers = self._answers()
        return Choices(
            answers.renames,
            fills=answers.fills,
            conversions=answers.conversions,
            named=self._named(),
            ask_rename=lambda _: False,
        )

    def _named(self) -> tuple[tuple[str, str], ...]:
        """Return the places that the command line names, each behind its option."""
        given = self._given
        said = (
            (RENAME, given.renames),
            ("--fill", given.fills),
            ("--two-steps", given.two_steps),
            ("--fix", given.fixes),
        )
        return tuple((option, place) for option, places in said for place in places)

    def save(self) -> None:
        """Write what a person answered to the answers file, beside what is there."""
        answered = Answers() if self._questions is None else self._questions.answered
        if answered == Answers():
            return
        path = self._run.settings.answers
        try:
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            path.write_text(add_answers(text, answered), encoding="utf-8")
        except OSError as error:
            raise GooferError(f"{path} could not be written: {error.strerror}.") from None
        self._run.output.say(f"Saved the answers to {path}")

    def _answers(self) -> Answers:
        return read_answers(self._run.settings.answers).merged(self._given)

    def _default(self) -> Fate | None:
        setting = self._run.settings.on_drop
        return self._on_drop or (None if setting == "ask" else setting)


def renames(options: Iterable[str]) -> Answers:
    """Read what --rename was given: OLD=NEW; raises UsageError for anything else."""
    pairs: dict[str, str] = {}
    for option in options:
        old, equals, new = option.partition("=")
        if not (old.strip() and equals and new.strip()):
            raise UsageError(
                f"--rename takes OLD=NEW, not {option!r}.",
                hint="--rename users.mail=email for a column, --rename people=persons for a table",
            )
        # The column's new name alone is meant, also when its table is said again.
        pairs[old.strip()] = new.strip().removeprefix(f"{old.strip().rpartition('.')[0]}.")
    return Answers(renames=pairs)


def fills(options: Iterable[str]) -> Answers:
    """Read what --fill was given: TABLE.COLUMN=SQL; raises UsageError for anything else."""
    pairs: dict[str, str] = {}
    for option in options:
        place, equals, text = option.partition("=")
        if not ("." in place and equals and text.strip()):
            raise UsageError(
                f"--fill takes TABLE.COLUMN=SQL, not {option!r}.", hint="--fill users.age=0"
            )
        pairs[place.strip()] = text.strip()
    return Answers(fills=pairs)


def fixes(options: Iterable[str]) -> Answers:
    """Read what --fix was given: PLACE=SQL; raises UsageError for anything else."""
    pairs: dict[str, str] = {}
    for option in options:
        # A check without a name is called by its condition, which may hold "=" too.
        found = _FIX.fullmatch(option.strip())
        if found is None:
            raise UsageError(
                f"--fix takes PLACE=SQL, not {option!r}.",
                hint='--fix "users.unique(email)=DELETE FROM users WHERE ..."',
            )
        pairs[found["place"]] = found["sql"].rstrip("; ")
    return Answers(fixes=pairs)


def two_steps_of(options: Iterable[str]) -> Answers:
    """Read what --two-steps was given: places such as users.age."""
    return Answers(two_steps={option.strip(): True for option in options})
