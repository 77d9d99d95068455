"""Which tables belong together: what is joined, and where that is much, its densest parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

N = TypeVar("N", bound=Hashable)
Weights = Mapping[tuple[N, N], float]
"""How strongly two are joined; each pair once."""

_MOST_ROUNDS = 20


def components(nodes: Sequence[N], pairs: Iterable[tuple[N, N]]) -> list[list[N]]:
    """Return what is joined over any number of pairs, in the order of the nodes."""
    near: dict[N, list[N]] = {node: [] for node in nodes}
    for a, b in pairs:
        near[a].append(b)
        near[b].append(a)
    seen: set[N] = set()
    found = []
    for start in nodes:
        if start in seen:
            continue
        seen.add(start)
        reached = [start]
        for node in reached:
            new = [other for other in dict.fromkeys(near[node]) if other not in seen]
            seen.update(new)
            reached += new
        found.append(reached)
    places = {node: place for place, node in enumerate(nodes)}
    return [sorted(one, key=places.__getitem__) for one in found]


def communities(nodes: Sequence[N], weights: Weights[N], most: int) -> list[list[N]]:
    """Cut the nodes into groups of no more than `most` that are joined more within than between.

    Nodes move to the group that gains most by them, then groups to groups, as long as anything
    is gained (the method of Louvain). The same input gives the same groups.
    """
    groups = [[node] for node in nodes]
    while True:
        owner = {node: place for place, group in enumerate(groups) for node in group}
        between: dict[tuple[int, int], float] = defaultdict(float)
        for (a, b), weight in weights.items():
            between[owner[a], owner[b]] += weight
        moved = _moved([len(group) for group in groups], between, most)
        merged: dict[int, list[N]] = {}
        for place, target in enumerate(moved):
            merged.setdefault(target, []).extend(groups[place])
        if len(merged) == len(groups):
            order = {node: place for place, node in enumerate(nodes)}
            return [sorted(group, key=order.__getitem__) for group in groups]
        groups = list(merged.values())


def _moved(sizes: Sequence[int], between: Mapping[tuple[int, int], float], most: int) -> list[int]:
    """Return for each of some groups the number of the one that it joins."""
    near: list[dict[int, float]] = [{} for _ in sizes]
    degree = [0.0] * len(sizes)
    for (a, b), weight in between.items():
        degree[a] += weight
        degree[b] += weight
        if a != b:
            near[a][b] = near[a].get(b, 0.0) + weight
            near[b][a] = near[b].get(a, 0.0) + weight
    total = sum(degree) or 1.0
    owner, size, whole = list(range(len(sizes))), list(sizes), list(degree)
    for _ in range(_MOST_ROUNDS):
        changed = False
        for node, own in enumerate(sizes):
            old = owner[node]
            size[old] -= own
            whole[old] -= degree[node]
            links: dict[int, float] = {old: 0.0}
            for other, weight in near[node].items():
                links[owner[other]] = links.get(owner[other], 0.0) + weight
            best, most_gained = old, links[old] - whole[old] * degree[node] / total
            for group in sorted(links):
                gained = links[group] - whole[group] * degree[node] / total
                if size[group] + own <= most and gained > most_gained + 1e-9:
                    best, most_gained = group, gained
            owner[node] = best
            size[best] += own
            whole[best] += degree[node]
            changed = changed or best != old
        if not changed:
            break
    return owner
