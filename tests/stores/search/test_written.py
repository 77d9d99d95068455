"""What the changes of indexes look like in files."""

from __future__ import annotations

import ast

from goofer_py.stores.search.changes import Change, Moved, Sent
from goofer_py.stores.search.live import Live
from goofer_py.stores.search.written import code, script

FIELDS = {name * 12: {"type": "text", "index": True, "boost": 1.0} for name in "abc"}
SENT = Change(("a",), (Sent("PUT", "/é/_mapping", {"n": None}),), (Sent("DELETE", "/é"),))
MOVED = Change(("b",), moved=Moved("b", "b_1", Live("b_2", {"properties": FIELDS}, {"index.x": 1})))


class Helpers:
    """Notes what is called."""

    def __init__(self) -> None:
        self.helpers = self
        self.called: list[object] = []

    def call(self, *given: object) -> None:
        self.called.append(given)

    def change_mapping(self, *given: object, **named: object) -> None:
        self.called.append((*given, named))

    def change_back(self, *given: object) -> None:
        self.called.append(given)


def test_both_ways_in_python_do_what_was_to_be_done() -> None:
    text = code([SENT, MOVED])
    assert all(len(line) <= 100 for line in text.splitlines())
    ast.parse(text)
    module: dict[str, object] = {}
    exec(text, module)
    up, down = Helpers(), Helpers()
    module["up"](up)  # type: ignore[operator]
    module["down"](down)  # type: ignore[operator]
    named = {"mappings": {"properties": FIELDS}, "settings": {"index.x": 1}}
    assert up.called == [("PUT", "/é/_mapping", {"n": None}), ("b", "b_2", named)]
    assert down.called == [("b", "b_1", "b_2"), ("DELETE", "/é")]


def test_nothing_to_do_on_the_way_back_is_a_function_too() -> None:
    assert "def down(context: Context) -> None:\n    pass\n" in code([Change(("a",))])


def test_a_move_is_a_comment_in_a_script() -> None:
    up = script([SENT, MOVED], "up")
    assert up.splitlines()[0] == '{"method": "PUT", "path": "/é/_mapping", "body": {"n": null}}'
    assert up.splitlines()[1].startswith("// b_2 takes the place of b_1")
