"""One group of boxes in columns, with lanes between them for the lines that go further."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from goofer_py.diagram.ranks import Pair, crossings, lowered, ranked, without_circles

GAP = 26.0
"""Between two boxes of a column."""
LANE = 9.0
"""The room of a line that passes a column."""
STUB = 18.0
"""How far a line goes straight at its ends, where their signs are."""
_SWEEPS = 16
_STRAIGHT = 6.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of a box."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Link:
    """A line from one box to another; the heights are those of its ends below the boxes' tops."""

    source: int
    target: int
    leaves: float
    enters: float


@dataclass(frozen=True, slots=True)
class Flow:
    """Where the boxes of a group are, and the points that its lines go through from end to end."""

    places: tuple[Point, ...]
    lines: tuple[tuple[Point, ...], ...]
    width: float
    height: float


def flow(shapes: Sequence[Shape], links: Sequence[Link]) -> Flow:
    """Place boxes so that few lines cross, and lines so that none passes behind another box.

    Links from a box to itself have no points.
    """
    return _Flow(shapes, links).laid_out()


class _Flow:
    """Members of a column are boxes, by their numbers, and lanes, by higher ones."""

    def __init__(self, shapes: Sequence[Shape], links: Sequence[Link]) -> None:
        self.shapes = shapes
        self.links = links
        heights = [shape.height + GAP for shape in shapes]
        pairs = without_circles(len(shapes), [(one.source, one.target) for one in links])
        area = sum((shape.width + 110) * (shape.height + GAP) for shape in shapes)
        most = max(area**0.5 * 0.95, *heights)
        self.rank = lowered(ranked(len(shapes), pairs), heights, pairs, most)
        self.heights = [shape.height for shape in shapes]
        self.lanes: dict[tuple[int, int], int] = {}
        """The lane by the box at its left end and its column."""
        self.columns: list[list[int]] = [[] for _ in range(max(self.rank) + 1)]
        for node, column in enumerate(self.rank):
            self.columns[column].append(node)
        self.pulls: dict[Pair, tuple[float, float]] = {}
        """What is joined in neighbouring columns, left and right, with the heights of the ends."""
        for link in links:
            self._connect(link)

    def laid_out(self) -> Flow:
        right: list[dict[int, list[int]]] = [{} for _ in self.columns]
        for left, other in self.pulls:
            right[self._column(left)].setdefault(left, []).append(other)
        self._order(right)
        tops = self._tops()
        lefts, widths = self._lefts()
        places = tuple((lefts[self.rank[n]], tops[n]) for n in range(len(self.shapes)))
        lines = tuple(self._line(link, places, tops, lefts, widths) for link in self.links)
        height = max(top + self.heights[n] for n, top in enumerate(tops))
        return Flow(places, lines, lefts[-1] + widths[-1], height)

    def _connect(self, link: Link) -> None:
        if link.source == link.target:
            return
        left, leaves, right, enters = self._sides(link)
        chain = [left, *self._lanes_of(left, right), right]
        for place, (a, b) in enumerate(pairwise(chain)):
            y_a = leaves if place == 0 else LANE / 2
            y_b = enters if place == len(chain) - 2 else LANE / 2
            self.pulls.setdefault((a, b), (y_a, y_b))

    def _sides(self, link: Link) -> tuple[int, float, int, float]:
        """Return the left end with its height, and the right one."""
        if self.rank[link.source] > self.rank[link.target]:
            return link.target, link.enters, link.source, link.leaves
        return link.source, link.leaves, link.target, link.enters

    def _lanes_of(self, left: int, right: int) -> list[int]:
        """Return the lanes between two boxes; lines from one box share them."""
        found = []
        for column in range(self.rank[left] + 1, self.rank[right]):
            if (left, column) not in self.lanes:
                self.lanes[left, column] = len(self.heights)
                self.heights.append(LANE)
                self.rank.append(column)
                self.columns[column].append(self.lanes[left, column])
            found.append(self.lanes[left, column])
        return found

    def _column(self, member: int) -> int:
        return self.rank[member]

    def _order(self, right: Sequence[Mapping[int, Sequence[int]]]) -> None:
        """Bring each column into the order in which the fewest lines cross."""
        near: tuple[dict[int, list[int]], dict[int, list[int]]] = ({}, {})
        for a, b in self.pulls:
            near[0].setdefault(b, []).append(a)
            near[1].setdefault(a, []).append(b)
        best = [list(column) for column in self.columns]
        fewest = crossings(best, right)
        for sweep in range(_SWEEPS):
            if not fewest:
                break
            way = sweep % 2
            order = (
                range(1, len(self.columns)) if way == 0 else range(len(self.columns) - 2, -1, -1)
            )
            for column in order:
                self._sort(column, near[way], column - 1 if way == 0 else column + 1)
            found = crossings(self.columns, right)
            if found < fewest:
                fewest, best = found, [list(column) for column in self.columns]
        self.columns = best

    def _sort(self, column: int, near: Mapping[int, Sequence[int]], beside: int) -> None:
        place = {member: number for number, member in enumerate(self.columns[beside])}
        own = {member: number for number, member in enumerate(self.columns[column])}
        scale = len(place) / max(1, len(own))

        def middle(member: int) -> tuple[float, int]:
            ends = [place[other] for other in near.get(member, ())]
            found = sum(ends) / len(ends) if ends else own[member] * scale
            return found, own[member]

        self.columns[column].sort(key=middle)

    def _tops(self) -> list[float]:
        """Return how far down each member is: near to what it is joined with."""
        tops = [0.0] * len(self.heights)
        for column in self.columns:
            y = 0.0
            for member in column:
                tops[member] = y
                y += self.heights[member] + self._gap(member)
        wishes: list[list[tuple[int, float, float]]] = [[] for _ in tops]
        for (a, b), (y_a, y_b) in self.pulls.items():
            lanes = (a >= len(self.shapes)) + (b >= len(self.shapes))
            weight = (1.0, 2.0, _STRAIGHT)[lanes]
            wishes[a].append((b, y_b - y_a, weight))
            wishes[b].append((a, y_a - y_b, weight))
        for sweep in range(_SWEEPS):
            columns = self.columns if sweep % 2 else self.columns[::-1]
            for column in columns:
                self._settle(column, tops, wishes)
        highest = min(tops)
        return [round(top - highest, 1) for top in tops]

    def _settle(
        self,
        column: Sequence[int],
        tops: list[float],
        wishes: Sequence[Sequence[tuple[int, float, float]]],
    ) -> None:
        """Move a column's members to where they wish to be, as near as their order allows."""
        offsets, y = [], 0.0
        blocks: list[tuple[float, float, int]] = []
        for member in column:
            offsets.append(y)
            told = wishes[member]
            weight = sum(w for _, _, w in told) or 0.01
            aim = sum((tops[o] + d) * w for o, d, w in told) / weight if told else tops[member]
            value, mass, count = aim - y, weight, 1
            while blocks and blocks[-1][0] >= value:
                other, heavy, more = blocks.pop()
                value = (value * mass + other * heavy) / (mass + heavy)
                mass, count = mass + heavy, count + more
            blocks.append((value, mass, count))
            y += self.heights[member] + self._gap(member)
        bases = [value for value, _, count in blocks for _ in range(count)]
        for member, base, offset in zip(column, bases, offsets, strict=True):
            tops[member] = base + offset

    def _gap(self, member: int) -> float:
        return GAP if member < len(self.shapes) else LANE

    def _lefts(self) -> tuple[list[float], list[float]]:
        """Return where each column begins, and how wide it is; many lines take more room."""
        widths = [
            max((self.shapes[m].width for m in column if m < len(self.shapes)), default=0.0)
            for column in self.columns
        ]
        crossing = [0] * len(self.columns)
        for left, _ in self.pulls:
            crossing[self._column(left)] += 1
        lefts, x = [], 0.0
        for width, lines in zip(widths, crossing, strict=True):
            lefts.append(x)
            x += width + 2 * STUB + 34 + min(70, 3 * lines)
        return lefts, widths

    def _line(
        self,
        link: Link,
        places: Sequence[Point],
        tops: Sequence[float],
        lefts: Sequence[float],
        widths: Sequence[float],
    ) -> tuple[Point, ...]:
        if link.source == link.target:
            return ()
        left, leaves, right, enters = self._sides(link)
        y = places[left][1] + leaves
        column = self.rank[left]
        points = [
            (places[left][0] + self.shapes[left].width, y),
            (lefts[column] + widths[column] + STUB, y),
        ]
        for passed in range(column + 1, self.rank[right]):
            y = tops[self.lanes[left, passed]] + LANE / 2
            points += [(lefts[passed], y), (lefts[passed] + widths[passed], y)]
        x, y = places[right]
        points += [(x - STUB, y + enters), (x, y + enters)]
        return tuple(points if left == link.source else reversed(points))
