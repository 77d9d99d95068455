"""What a person has to decide about a generated migration."""

from __future__ import annotations

from goofer_py.answers import Answers
from goofer_py.cli.ask import Asker
from goofer_py.diff.candidates import RenameCandidate
from goofer_py.generate.keep import Fate, Loss
from goofer_py.generate.obstacle import Obstacle, Way


class Questions:
    """Asks about renames, dropped rows and rows in the way, and remembers what was `answered`."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self.answered = Answers()

    def rename(self, candidate: RenameCandidate) -> bool:
        """Ask whether a drop and an add are one rename."""
        kind = "table" if candidate.table is None else f"column of {candidate.table}"
        if candidate.kind is not None:
            kind = candidate.kind
        if candidate.enum is not None:
            kind = f"value of {candidate.enum}"
        question = f"Is {candidate.after} the {kind} that was called {candidate.before}?"
        yes = self._asker.confirm(question)
        renames = Answers(renames={candidate.key: candidate.after if yes else False})
        self.answered = self.answered.merged(renames)
        return yes

    def fate(self, loss: Loss) -> Fate:
        """Ask what becomes of the rows of a dropped table or the values of a dropped column."""
        what = f"the rows of table {loss}" if loss.column is None else f"the values of {loss}"
        choices = {"keep": "put aside, down brings them back", "discard": "they are gone"}
        kept = self._asker.choose(f"What becomes of {what}?", choices) == "keep"
        fate: Fate = "keep" if kept else "discard"
        self.answered = self.answered.merged(Answers(dropped={str(loss): fate}))
        return fate

    def way_out(self, obstacle: Obstacle) -> Way | None:
        """Ask what to do about rows in the way; None leaves everything as it is."""
        self._asker.tell(obstacle.problem)
        choices = {**obstacle.choices, "stop": "nothing is written"}
        chosen = self._asker.choose("What shall become of them?", choices)
        if chosen == "stop":
            return None
        if chosen == "later":
            self.answered = self.answered.merged(Answers(two_steps={obstacle.place: True}))
            return Way("later")
        text = self._asker.line("SQL statement:" if chosen == "fix" else "SQL expression:")
        said = {obstacle.place: text}
        if chosen == "convert":
            self.answered = self.answered.merged(Answers(conversions=said))
            return Way("convert", text)
        if chosen == "fix":
            said[obstacle.place] = text.rstrip("; ")
            self.answered = self.answered.merged(Answers(fixes=said))
            return Way("fix", said[obstacle.place])
        self.answered = self.answered.merged(Answers(fills=said))
        return Way("fill", text)
