"""The same work on many things, in processes."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from goofer_py.many.pool import Lost, _Worker, on_each


def doubled(number: int) -> int:
    return number * 2


def endless(number: int) -> int:
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def patient(number: int) -> str:
    try:
        time.sleep(20 if number < 2 else 0)
    except KeyboardInterrupt:
        return "stopped"
    return "done"


@pytest.mark.parametrize("jobs", [1, 2, 3, 50])
def test_each_is_worked_on_once(jobs: int) -> None:
    found = dict(on_each(doubled, range(20), jobs, lambda _: True))
    assert found == {number: number * 2 for number in range(20)}


def test_one_job_works_in_order_and_in_this_process() -> None:
    seen: list[int] = []
    found = [index for index, _ in on_each(seen.append, range(5), 1, lambda _: True)]
    assert seen == found == [0, 1, 2, 3, 4]


def test_nothing_new_is_begun_after_a_result_that_ends_it() -> None:
    found = [index for index, _ in on_each(doubled, range(100), 2, lambda result: result != 8)]
    # What the other process has in hand at that moment is brought to its end.
    assert len(found[found.index(4) + 1 :]) <= 1


def test_a_process_that_ends_is_told_and_replaced() -> None:
    found = dict(on_each(endless, range(8), 2, lambda _: True))
    lost = found.pop(2)
    assert isinstance(lost, Lost)
    assert lost.code == -signal.SIGKILL
    assert found == {number: number for number in range(8) if number != 2}


def test_a_signal_is_handed_on_and_nothing_new_is_begun() -> None:
    before = signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
    signal.setitimer(signal.ITIMER_REAL, 1.0)
    found: list[tuple[int, str | Lost]] = []
    try:
        with pytest.raises(KeyboardInterrupt):
            found.extend(on_each(patient, range(10), 2, lambda _: True))
    finally:
        signal.signal(signal.SIGALRM, before)
    assert sorted(found) == [(0, "stopped"), (1, "stopped")]


def test_what_a_signal_reaches_before_it_has_begun_is_not_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    give = _Worker.give

    def given_late(self: _Worker, index: int) -> None:
        if index < 2:
            give(self, index)
            return
        self.index = index
        os.kill(os.getpid(), signal.SIGINT)
        give(self, index)

    monkeypatch.setattr(_Worker, "give", given_late)
    found: list[tuple[int, int | Lost]] = []
    with pytest.raises(KeyboardInterrupt):
        found.extend(on_each(doubled, range(10), 2, lambda _: True))
    assert set(found) <= {(0, 0), (1, 2)}


def test_other_threads_do_not_get_in_the_way() -> None:
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    try:
        found = dict(on_each(doubled, range(4), 2, lambda _: True))
    finally:
        over.set()
        thread.join()
    assert found == {0: 0, 1: 2, 2: 4, 3: 6}
