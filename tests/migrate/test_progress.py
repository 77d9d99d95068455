"""How far a migration in steps is, as people read it."""

from __future__ import annotations

import pytest

from goofer_py.migrate.progress import Step, told


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        ([], "before its first step"),
        ([Step("a", finished=True), Step("b", finished=True)], "after 2 of its steps"),
        ([Step("DROP INDEX i [986b146e636d3dda]")], "in step 1 (DROP INDEX i): begun"),
        ([Step("a", finished=True), Step("SELECT 'x' [1]")], "in step 2 (SELECT 'x' [1]): begun"),
        ([Step("update users", done=1200, total=4500)], "in step 1 (update users): 1,200 of 4,500"),
    ],
)
def test_how_far_it_is_is_told_by_the_step_that_is_not_finished(
    steps: list[Step], text: str
) -> None:
    assert told(steps).startswith(text)
