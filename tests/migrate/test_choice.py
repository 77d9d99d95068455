from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goofer_py.errors import UnknownVersion, UsageError
from goofer_py.migrate.choice import Choice, Chooser
from goofer_py.migrate.state import State, fold

NAMES = {"1": "a", "2": "b", "5": "c", "10": "d"}


def chooser(*applied: str) -> Chooser:
    return Chooser(NAMES, State({version: NAMES.get(version, "gone") for version in applied}))


@pytest.mark.parametrize(
    ("applied", "target", "expected"),
    [
        ((), "latest", Choice("up", ("1", "2", "5", "10"), last=True)),
        (("1", "2"), "latest", Choice("up", ("5", "10"), last=True)),
        (("1", "2"), "+1", Choice("up", ("5",))),
        (("1", "2"), "+9", Choice("up", ("5", "10"))),
        (("1", "2", "5"), "-2", Choice("down", ("5", "2"))),
        (("1", "2"), "zero", Choice("down", ("2", "1"))),
        ((), "zero", Choice("down", ())),
        (("1", "2"), "5", Choice("up", ("5",))),
        (("1", "2", "5", "10"), "2", Choice("down", ("10", "5"))),
        (("1", "2"), "2", Choice("up", ())),
        (("1", "2"), "0002", Choice("up", ())),
        (("1", "2"), "5_c", Choice("up", ("5",))),
        (("1", "2", "5"), "01_a", Choice("down", ("5", "2"))),
        (("1", "7"), "7_gone", Choice("up", ("2", "5"))),
        (("1", "5"), "5", Choice("up", ("2",))),
        (("2", "1", "10"), "-1", Choice("down", ("10",))),
        (("1", "7"), "1", Choice("down", ("7",))),
        (("1", "5"), "2", Choice("down", ("5",))),
    ],
)
def test_a_target_says_what_runs(applied: tuple[str, ...], target: str, expected: Choice) -> None:
    assert chooser(*applied).to(target) == expected


@pytest.mark.parametrize(
    "target", ["3", "x", "", "zeros", "1.0", "²", "++1", "5_d", "5_", "²_b", "_b"]
)
def test_a_version_that_there_is_not_is_refused(target: str) -> None:
    with pytest.raises(UnknownVersion, match="The latest is 10"):
        chooser("1").to(target)


def test_versions_that_are_gone_are_known() -> None:
    assert chooser("1", "7").down_to("7") == Choice("down", ())
    assert chooser("1", "7").before("7") == "1"
    assert chooser("1", "7").current == "7"


def test_what_is_older_than_the_newest_is_out_of_order() -> None:
    assert chooser("1", "5").out_of_order == ["2"]
    assert chooser("1", "2").out_of_order == []


def test_one_can_be_chosen() -> None:
    assert chooser("1").single("5", "up") == Choice("up", ("5",))
    assert chooser("1", "2").single("1", "down") == Choice("down", ("1",))
    for version, direction in (("1", "up"), ("5", "down"), ("5", "sideways")):
        with pytest.raises(UsageError):
            chooser("1").single(version, direction)


@pytest.mark.parametrize("steps", [3, 99])
def test_more_steps_back_than_are_applied_are_refused(steps: int) -> None:
    state = chooser("1", "5")
    chooses: list[Callable[[], Choice]] = [
        lambda: state.down(steps),
        lambda: state.to(f"-{steps}"),
    ]
    for choose in chooses:
        with pytest.raises(UsageError, match=f"{steps} migrations .*, and 2 are applied. Nothing"):
            choose()
    assert chooser().down(steps) == Choice("down", ())


def test_steps_are_not_negative() -> None:
    with pytest.raises(UsageError):
        chooser().up(-1)


applied = st.lists(st.sampled_from(sorted(NAMES)), unique=True)


@given(applied, st.sampled_from([*NAMES, "zero", "latest"]))
def test_a_target_is_reached(before: list[str], target: str) -> None:
    state = chooser(*before)
    choice = state.to(target)
    now = set(before)
    now = now | set(choice.versions) if choice.direction == "up" else now - set(choice.versions)

    limit = {"zero": 0, "latest": 10}.get(target) if not target.isdigit() else int(target)
    assert all(int(version) <= (limit or 0) for version in now)
    assert state.after(choice) == max(now, key=int, default=None)


def test_records_add_up() -> None:
    rows = [
        (1, "1", "a", "up", "done"),
        (2, "2", "b", "up", "failed"),
        (3, "2", "b", "up", "dirty"),
        (4, "2", "b", "up", "done"),
        (5, "2", "b", "down", "failed"),
        (6, "1", "a", "down", "done"),
        (7, "3", "c", "up", "dirty"),
    ]

    assert fold(rows[:2]) == State({"1": "a"}, None, 2, True)
    assert fold(rows[:3]) == State({"1": "a"}, 3, 3, True)
    assert fold(rows[:5]) == State({"1": "a", "2": "b"}, None, 5, True)
    assert fold(rows) == State({"2": "b"}, 7, 7, True)
    assert fold([]) == State({}, None, 0, True)
