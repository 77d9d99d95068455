from __future__ import annotations

import time
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings

from goofer_py.diagram.clusters import communities, components
from goofer_py.diagram.flow import Link, Shape, flow
from goofer_py.diagram.layout import Layout, Placed, laid_out
from goofer_py.diagram.picture import Picture
from goofer_py.diagram.ranks import crossings, ranked, without_circles
from tests.diagram.pictures import crowd, pictures


def overlap(one: Placed, other: Placed) -> bool:
    return (
        one.x < other.right
        and other.x < one.right
        and one.y < other.bottom
        and other.y < one.bottom
    )


def at_border(point: tuple[float, float], placed: Placed) -> bool:
    x, y = point
    beside = min(abs(x - placed.x), abs(x - placed.right)) < 0.2
    return beside and placed.y <= y <= placed.bottom


def inside(point: tuple[float, float], placed: Placed) -> bool:
    x, y = point
    return placed.x < x < placed.right and placed.y < y < placed.bottom


def check(layout: Layout) -> None:
    """Check what holds of every layout."""
    for one, other in combinations(layout.placed, 2):
        assert not overlap(one, other), (one, other)
    places = {placed.box.name: placed for placed in layout.placed}
    for line in layout.lines:
        assert at_border(line.points[0], places[line.relation.source])
        assert at_border(line.points[-1], places[line.relation.target])
        if not line.far:
            for placed in layout.placed:
                assert not any(inside(point, placed) for point in line.points[1:-1])
    for placed in layout.placed:
        assert placed.x >= 0
        assert placed.y >= 0
        assert placed.right <= layout.width
        assert placed.bottom <= layout.height


@given(pictures(most=10))
@settings(max_examples=50, deadline=None)
def test_no_boxes_overlap_and_every_line_ends_at_its_tables(picture: Picture) -> None:
    layout = laid_out(picture)
    check(layout)
    assert [placed.box for placed in layout.placed] == list(picture.boxes)
    assert [line.relation for line in layout.lines] == list(picture.relations)


@given(pictures(most=8))
@settings(max_examples=20, deadline=None)
def test_the_same_picture_is_always_laid_out_alike(picture: Picture) -> None:
    assert laid_out(picture) == laid_out(picture)


def test_a_crowd_has_a_frame_for_each_group_and_is_laid_out_soon() -> None:
    picture = crowd(500)
    begun = time.process_time()
    layout = laid_out(picture)
    assert time.process_time() - begun < 5
    check(layout)
    assert 18 <= len(layout.frames) <= 80
    for one, other in combinations(layout.frames, 2):
        assert (
            one.x + one.width <= other.x
            or other.x + other.width <= one.x
            or one.y + one.height <= other.y
            or other.y + other.height <= one.y
        )
    for placed in layout.placed:
        within = [
            frame
            for frame in layout.frames
            if frame.x <= placed.x
            and placed.right <= frame.x + frame.width
            and frame.y <= placed.y
            and placed.bottom <= frame.y + frame.height
        ]
        assert len(within) == 1
    titles = [frame.title for frame in layout.frames]
    assert "alone" in titles[-1] or "no relations (1)" in titles
    assert "around area0_table0 (23)" in titles


def test_what_is_referred_to_stands_left_of_what_refers_to_it() -> None:
    shapes = [Shape(100, 60)] * 4
    found = flow(shapes, [Link(1, 0, 30, 30), Link(2, 1, 30, 30), Link(3, 0, 30, 30)])
    lefts = [x for x, _ in found.places]
    assert lefts[0] < lefts[1] < lefts[2]
    assert lefts[0] < lefts[3]


def test_lines_that_need_not_cross_do_not() -> None:
    # Two fans whose members come in the wrong order.
    links = [Link(n, n % 2, 30, 30) for n in range(2, 10)]
    found = flow([Shape(100, 60)] * 10, links)
    tops = [y for _, y in found.places]
    by_column: dict[float, list[tuple[float, int]]] = {}
    for number in range(2, 10):
        by_column.setdefault(found.places[number][0], []).append((tops[number], number % 2))
    for column in by_column.values():
        sides = [side for _, side in sorted(column)]
        assert sum(a != b for a, b in pairwise(sides)) <= 1


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(0, 1), (1, 0)], {(0, 1)}),
        ([(0, 1), (1, 2), (2, 0)], {(0, 1), (1, 2), (0, 2)}),
        ([(0, 0), (1, 0)], {(1, 0)}),
        ([(2, 1), (2, 1), (1, 0)], {(2, 1), (1, 0)}),
    ],
)
def test_circles_are_opened(pairs: list[tuple[int, int]], expected: set[tuple[int, int]]) -> None:
    assert set(without_circles(3, pairs)) == expected


def test_a_column_is_right_of_all_that_its_tables_refer_to() -> None:
    pairs = [(1, 0), (2, 1), (3, 2), (3, 4)]
    rank = ranked(5, pairs)
    assert all(rank[source] > rank[target] for source, target in pairs)
    # What only the last one refers to stands next to it.
    assert rank[4] == rank[3] - 1


@pytest.mark.parametrize(
    ("right", "expected"),
    [({0: [2], 1: [3]}, 0), ({0: [3], 1: [2]}, 1), ({0: [2, 3], 1: [2, 3]}, 1)],
)
def test_crossings_are_counted(right: dict[int, list[int]], expected: int) -> None:
    assert crossings([[0, 1], [2, 3]], [right, {}]) == expected


def test_what_is_joined_belongs_together() -> None:
    assert components([0, 1, 2, 3, 4], [(3, 0), (4, 2)]) == [[0, 3], [1], [2, 4]]


def test_two_dense_parts_with_one_link_between_them_are_two_groups() -> None:
    first = {(a, b): 1.0 for a in range(5) for b in range(a)}
    second = {(a + 5, b + 5): 1.0 for a, b in first}
    groups = communities(range(10), {**first, **second, (5, 4): 1.0}, 8)
    assert groups == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]]


def test_no_group_is_larger_than_the_most() -> None:
    weights = {(a, b): 1.0 for a in range(30) for b in range(a)}
    groups = communities(range(30), weights, 7)
    assert max(map(len, groups)) <= 7
    assert sorted(node for group in groups for node in group) == list(range(30))
