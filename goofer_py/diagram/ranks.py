"""In which column each box of a group stands: what others refer to, left of what refers to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Pair = tuple[int, int]
"""The number of what refers, and of what it refers to."""


def without_circles(count: int, pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs, each once, with those turned around that would close a circle."""
    targets: list[list[int]] = [[] for _ in range(count)]
    for source, target in dict.fromkeys(pairs):
        if source != target:
            targets[source].append(target)
    found: dict[Pair, None] = {}
    state = [0] * count
    for start in range(count):
        if state[start]:
            continue
        state[start] = 1
        stack = [(start, iter(targets[start]))]
        while stack:
            node, rest = stack[-1]
            for target in rest:
                if state[target] == 1:
                    found[target, node] = None
                    continue
                found[node, target] = None
                if state[target] == 0:
                    state[target] = 1
                    stack.append((target, iter(targets[target])))
                    break
            else:
                state[node] = 2
                stack.pop()
    return list(found)


def ranked(count: int, pairs: Sequence[Pair]) -> list[int]:
    """Return the column of each: as far left as what it refers to allows, lone ends near others.

    `pairs` make no circle.
    """
    targets, sources = _neighbours(count, pairs)
    order = _order(count, targets, sources)
    rank = [0] * count
    for node in order:
        rank[node] = max((rank[target] + 1 for target in targets[node]), default=0)
    for node in reversed(order):
        if sources[node] and len(targets[node]) < len(sources[node]):
            rank[node] = max(rank[node], min(rank[source] for source in sources[node]) - 1)
    return rank


def lowered(
    rank: Sequence[int], heights: Sequence[float], pairs: Sequence[Pair], most: float
) -> list[int]:
    """Cut columns that are higher than `most` into several beside each other.

    What refers to more comes first, nearer to what it refers to.
    """
    targets, sources = _neighbours(len(rank), pairs)
    columns: dict[int, list[int]] = {}
    for node, column in enumerate(rank):
        columns.setdefault(column, []).append(node)
    found = [0] * len(rank)
    place = 0
    for column in sorted(columns):
        nodes = sorted(columns[column], key=lambda n: (len(sources[n]) - len(targets[n]), n))
        whole = sum(heights[node] for node in nodes)
        parts = max(1, round(whole / most))
        height = 0.0
        for node in nodes:
            if height and height + heights[node] / 2 > whole / parts:
                place += 1
                height = 0.0
            found[node] = place
            height += heights[node]
        place += 1
    return found


def _neighbours(count: int, pairs: Sequence[Pair]) -> tuple[list[list[int]], list[list[int]]]:
    targets: list[list[int]] = [[] for _ in range(count)]
    sources: list[list[int]] = [[] for _ in range(count)]
    for source, target in pairs:
        targets[source].append(target)
        sources[target].append(source)
    return targets, sources


def _order(
    count: int, targets: Sequence[Sequence[int]], sources: Sequence[Sequence[int]]
) -> list[int]:
    """Return the nodes, each behind all that it refers to."""
    waiting = [len(one) for one in targets]
    ready = [node for node in range(count) if not waiting[node]]
    for node in ready:
        for source in sources[node]:
            waiting[source] -= 1
            if not waiting[source]:
                ready.append(source)
    return ready


def crossings(orders: Sequence[Sequence[int]], links: Sequence[Mapping[int, Sequence[int]]]) -> int:
    """Count where lines between neighbouring columns cross.

    `links` give, for each column but the last, what its members are joined with in the next.
    """
    found = 0
    for column, following in enumerate(orders[1:]):
        place = {node: number for number, node in enumerate(following)}
        ends = [
            end
            for node in orders[column]
            for end in sorted(place[other] for other in links[column].get(node, ()))
        ]
        found += _inversions(ends, len(following))
    return found


def _inversions(ends: Sequence[int], count: int) -> int:
    tree = [0] * (count + 1)
    found = 0
    for seen, end in enumerate(ends):
        found += seen
        place = end + 1
        while place:
            found -= tree[place]
            place &= place - 1
        place = end + 1
        while place <= count:
            tree[place] += 1
            place += place & -place
    return found
