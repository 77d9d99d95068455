"""What a script says about itself in the comments at its top."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goofer_py.errors import FileError
from goofer_py.migrate.directives import NO_DIRECTIVES, Directives, directives

READ = {
    "no-transaction": Directives(no_transaction=True),
    "requires 7": Directives(requires=("7",)),
    "requires 7, 20261121024513": Directives(requires=("7", "20261121024513")),
    "irreversible the old prices are gone": Directives(irreversible="the old prices are gone"),
    "environments dev": Directives(environments=("dev",)),
    "environments dev,staging , qa-2": Directives(environments=("dev", "staging", "qa-2")),
    "timeout 500ms": Directives(timeout=500),
    "timeout 30s": Directives(timeout=30_000),
    "timeout 5m": Directives(timeout=300_000),
    "lock-timeout 2s": Directives(lock_timeout=2_000),
    "phase expand": Directives(phase="expand"),
    "phase migrate": Directives(phase="migrate"),
    "phase contract": Directives(phase="contract"),
    "substitute": Directives(substitute=True),
}
REFUSED = {
    "irreversable why": (
        "no directive 'irreversable why'",
        "did you mean: -- goofer: irreversible",
    ),
    "enviroments dev": ("no directive", "environments"),
    "xyz": ("no directive 'xyz'", "known are: -- goofer: no-transaction, requires"),
    "": ("no directive ''", "known are"),
    "No-Transaction": ("no directive", "no-transaction"),
    "no-transaction now": ("stands alone", "no-transaction"),
    "substitute X": ("stands alone", "substitute"),
    "requires": ("needs versions", "requires"),
    "requires a": ("needs versions", "requires"),
    "requires 1,": ("needs versions", "requires"),
    "requires 1 2": ("needs versions", "requires"),
    "irreversible": ("needs a reason", "irreversible"),
    "environments": ("needs names", "environments"),
    "environments dev staging": ("needs names", "environments"),
    "environments dev,,qa": ("needs names", "environments"),
    "timeout": ("needs a time", "30s"),
    "timeout 30": ("needs a time", "30s"),
    "timeout 0s": ("needs a time", "30s"),
    "timeout 1.5s": ("needs a time", "30s"),
    "timeout -1s": ("needs a time", "30s"),
    "timeout 2d": ("needs a time", "30s"),
    "timeout 99999m": ("up to a day", "30s"),
    "lock-timeout 2 s": ("needs a time", "30s"),
    "phase later": ("needs one of expand, migrate, contract", "phase expand"),
    "statement-end": ("ends what no statement-begin began", "statement-begin"),
}


@pytest.mark.parametrize("line", READ)
def test_a_directive_is_read(line: str) -> None:
    assert directives(f"-- why\n\n  --goofer:  {line}  \r\nSELECT 1") == READ[line]


@pytest.mark.parametrize("line", REFUSED)
def test_what_is_none_is_refused_with_its_line_and_the_right_one(line: str) -> None:
    said, hint = REFUSED[line]

    with pytest.raises(FileError, match="Nothing of the file ran") as error:
        directives(f"-- why\n-- goofer: {line}\nSELECT 1", "1_a.up.sql")

    assert said in error.value.message
    assert hint in (error.value.hint or "")
    assert error.value.line == 2


def test_a_directive_stands_there_once() -> None:
    with pytest.raises(FileError, match="timeout is there twice"):
        directives("-- goofer: timeout 1s\n-- goofer: timeout 2s\n")


def test_all_of_them_stand_together() -> None:
    together = [line for line in READ if line.split()[0] not in ("requires", "environments")]
    lines = {line.split()[0]: line for line in [*together, "requires 7", "environments dev"]}

    said = directives("".join(f"-- goofer: {line}\n" for line in lines.values()))

    assert said.no_transaction
    assert said.substitute
    assert (said.timeout, said.lock_timeout, said.phase) == (300_000, 2_000, "contract")
    assert said.notes() == (
        "irreversible the old prices are gone",
        "requires 7",
        "environments dev",
        "phase contract",
        "timeout 300 s",
        "lock-timeout 2 s",
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SELECT 1",
        "-- about goofer, not a directive\nSELECT 1",
        "SELECT 1;\n-- goofer: nonsense",
        "/* a */ -- goofer: nonsense",
        "-- see goofer: nonsense\nSELECT 1",
        "-- goofer: statement-begin\nSELECT 1;\n-- goofer: statement-end",
        "-- goofer: statement-begin\n-- goofer: statement-end\n-- goofer: nonsense",
    ],
)
def test_everything_else_says_nothing(text: str) -> None:
    assert directives(text) is NO_DIRECTIVES or directives(text) == NO_DIRECTIVES


@given(st.text(st.characters(exclude_characters="\n")))
def test_no_text_does_more_than_being_refused(text: str) -> None:
    known = text.split()[:1] == ["statement-begin"]
    with nullcontext() if known else pytest.raises(FileError, match="Nothing of the file ran"):
        assert directives(f"-- goofer: {text}") == NO_DIRECTIVES


@given(st.integers(1, 86_400), st.lists(st.from_regex(r"[\w.-]+", fullmatch=True), min_size=1))
def test_values_are_read_as_they_were_written(seconds: int, names: list[str]) -> None:
    said = directives(f"-- goofer: timeout {seconds}s\n-- goofer: environments {','.join(names)}")

    assert said.timeout == seconds * 1000
    assert said.environments == tuple(names)
    assert said.runs_in(names[0])
    assert not said.runs_in(None)
