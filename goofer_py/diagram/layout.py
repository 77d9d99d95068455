"""Where everything in a picture is: groups of boxes, boxes, and the lines between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from goofer_py.diagram.clusters import communities, components
from goofer_py.diagram.flow import STUB, Link, Point, Shape, flow
from goofer_py.diagram.measure import Measured, measured
from goofer_py.diagram.picture import Box, Picture, Relation
from goofer_py.diagram.text import cells
from goofer_py.schema import Name

MARGIN = 28.0
TITLE = 16.0
"""The size of a group's title; of so many groups that they are looked at from afar, three times."""
_INSIDE = 22.0
_APART = 44.0
_MOST = 28
"""So many tables of a group can be looked at as one."""
_FEW = 36
"""Up to so many tables, groups need no frame and no name."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A box and where it is."""

    box: Box
    size: Measured
    x: float
    y: float

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + self.size.width

    @property
    def bottom(self) -> float:
        """Where it ends below."""
        return self.y + self.size.height


@dataclass(frozen=True, slots=True)
class Line:
    """A relation and the points it goes through, its ends included; `far` joins two groups."""

    relation: Relation
    points: tuple[Point, ...]
    far: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """A group of boxes that belong together."""

    title: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A picture with its places; `frames` is empty where all can be seen at once."""

    picture: Picture
    placed: tuple[Placed, ...]
    lines: tuple[Line, ...]
    frames: tuple[Frame, ...]
    width: float
    height: float
    title_size: float = TITLE


@dataclass(frozen=True, slots=True)
class _Group:
    """Boxes with their places within the group, by their numbers."""

    title: str
    places: tuple[tuple[int, float, float], ...]
    lines: tuple[tuple[int, tuple[Point, ...]], ...]
    width: float
    height: float


def laid_out(picture: Picture) -> Layout:
    """Return where everything of `picture` is drawn; the same for the same picture."""
    return _Layouter(picture).layout()


class _Layouter:
    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.sizes = [measured(box, signs=picture.is_change) for box in picture.boxes]
        self.number = {box.name: number for number, box in enumerate(picture.boxes)}
        self.ends = [(self.number[r.source], self.number[r.target]) for r in picture.relations]
        self.framed = len(picture.boxes) > _FEW
        self.title = TITLE * (3 if len(picture.boxes) > 4 * _FEW else 1)

    def layout(self) -> Layout:
        groups = self._groups()
        spots, width, height = _packed([self._outer(group) for group in groups])
        placed: dict[int, Placed] = {}
        lines: dict[int, Line] = {}
        frames = []
        for group, (x, y) in zip(groups, spots, strict=True):
            inner_x, inner_y = x, y
            if self.framed:
                frames.append(Frame(group.title, x, y, *self._outer(group)))
                inner_x, inner_y = x + _INSIDE, y + 2.2 * self.title
            for number, left, top in group.places:
                at = (round(inner_x + left, 1), round(inner_y + top, 1))
                placed[number] = Placed(self.picture.boxes[number], self.sizes[number], *at)
            for number, points in group.lines:
                moved = tuple((round(inner_x + a, 1), round(inner_y + b, 1)) for a, b in points)
                lines[number] = Line(self.picture.relations[number], moved)
        for number, (source, target) in enumerate(self.ends):
            if number not in lines:
                lines[number] = self._between(number, placed[source], placed[target])
        return Layout(
            self.picture,
            tuple(placed[number] for number in range(len(self.sizes))),
            tuple(lines[number] for number in range(len(self.ends))),
            tuple(frames),
            width,
            height,
            self.title,
        )

    def _outer(self, group: _Group) -> tuple[float, float]:
        if not self.framed:
            return group.width, group.height
        title = cells(group.title) * self.title * 0.62
        height = group.height + 2.2 * self.title + _INSIDE
        return max(group.width, title) + 2 * _INSIDE, height

    def _groups(self) -> list[_Group]:
        lone, found = [], []
        for members in components(range(len(self.sizes)), self.ends):
            if len(members) == 1 and not any(a == members[0] for a, _ in self.ends):
                lone += members
            elif len(members) <= _MOST:
                found.append(self._group(members))
            else:
                found += map(self._group, communities(members, self._weights(members), _MOST))
        if lone:
            found.append(self._grid(lone))
        return found

    def _weights(self, members: Sequence[int]) -> dict[tuple[int, int], float]:
        """Return how strongly boxes are joined; a schema or a first word in common counts too."""
        wanted = frozenset(members)
        used = Counter(target for _, target in self.ends)
        weights: dict[tuple[int, int], float] = {}
        for source, target in self.ends:
            if source == target or source not in wanted:
                continue
            a, b = self.picture.boxes[source].name, self.picture.boxes[target].name
            weight = 2.0 if a.schema == b.schema else 1.0
            weight *= 2.0 if _stem(a) == _stem(b) else 1.0
            # What everything refers to says little about what belongs together.
            weight /= max(1.0, used[target] / 6)
            weights[source, target] = weights.get((source, target), 0.0) + weight
        return weights

    def _group(self, members: Sequence[int]) -> _Group:
        place = {number: own for own, number in enumerate(members)}
        inner = [n for n, (a, b) in enumerate(self.ends) if a in place and b in place]
        links = [self._link(number, place) for number in inner]
        found = flow([Shape(self.sizes[n].width, self.sizes[n].height) for n in members], links)
        places = tuple((n, *found.places[own]) for own, n in enumerate(members))
        lines = tuple((n, p) for n, p in zip(inner, found.lines, strict=True) if p)
        # A line from a box to itself goes around at its right.
        width = found.width + (STUB * 2 if any(not p for p in found.lines) else 0)
        return _Group(self._title(members), places, lines, width, found.height)

    def _link(self, number: int, place: dict[int, int]) -> Link:
        relation, (source, target) = self.picture.relations[number], self.ends[number]
        leaves = self.sizes[source].height_of(relation.columns)
        enters = self.sizes[target].height_of(relation.target_columns)
        return Link(place[source], place[target], leaves, enters)

    def _title(self, members: Sequence[int]) -> str:
        names = [self.picture.boxes[number].name for number in members]
        inside = frozenset(members)
        used = Counter(b for a, b in self.ends if a in inside and b in inside and a != b)
        first = max(members, key=lambda number: (used[number], -number))
        schemas = {name.schema for name in names}
        every = {box.name.schema for box in self.picture.boxes}
        about = f"around {self.picture.boxes[first].name}" if len(names) > 1 else str(names[0])
        if len(schemas) == 1 and len(every) > 1 and len(names) > 1:
            about = f"{next(iter(schemas)) or 'default schema'}, {about}"
        return f"{about} ({len(names)})" if len(names) > 1 else about

    def _grid(self, members: Sequence[int]) -> _Group:
        """Return boxes without relations in rows."""
        sizes = [(self.sizes[n].width, self.sizes[n].height) for n in members]
        spots, width, height = _packed(sizes, margin=0.0, apart=26.0, ordered=True)
        places = tuple((n, x, y) for n, (x, y) in zip(members, spots, strict=True))
        return _Group(f"no relations ({len(members)})", places, (), width, height)

    def _between(self, number: int, source: Placed, target: Placed) -> Line:
        """Return the line of a relation between two groups, or from a box to itself."""
        relation = self.picture.relations[number]
        y1 = round(source.y + source.size.height_of(relation.columns), 1)
        y2 = round(target.y + target.size.height_of(relation.target_columns), 1)
        if source is target:
            x = round(source.right + STUB * 1.5, 1)
            y2 = y2 if y2 != y1 else round(y1 - 8, 1)
            return Line(relation, ((source.right, y1), (x, y1), (x, y2), (source.right, y2)))
        if source.right + 2 * STUB <= target.x:
            ends = (source.right, STUB, target.x, -STUB)
        elif target.right + 2 * STUB <= source.x:
            ends = (source.x, -STUB, target.right, STUB)
        else:
            ends = (source.right, STUB, target.right, STUB)
        x1, out, x2, back = ends
        inner = ((round(x1 + out, 1), y1), (round(x2 + back, 1), y2))
        return Line(relation, ((x1, y1), *inner, (x2, y2)), far=True)


def _stem(name: Name) -> str:
    return name.name.partition("_")[0].rstrip("s").lower()


def _packed(
    sizes: Sequence[tuple[float, float]],
    *,
    margin: float = MARGIN,
    apart: float = _APART,
    ordered: bool = False,
) -> tuple[list[Point], float, float]:
    """Place rectangles in rows, the highest first unless `ordered`; return the whole size too."""
    area = sum((width + apart) * (height + apart) for width, height in sizes)
    most = max([(area * 1.5) ** 0.5, *(width for width, _ in sizes)], default=0.0)
    order = list(range(len(sizes)))
    if not ordered:
        order.sort(key=lambda number: (-sizes[number][1], number))
    spots = [(0.0, 0.0)] * len(sizes)
    x, y, row, right = margin, margin, 0.0, margin
    for number in order:
        width, height = sizes[number]
        if x > margin and x + width > margin + most:
            x, y, row = margin, y + row + apart, 0.0
        spots[number] = (x, y)
        x, row = x + width + apart, max(row, height)
        right = max(right, x - apart)
    return spots, round(right + margin, 1), round(y + row + margin, 1)
