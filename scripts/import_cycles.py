"""Finds modules that import each other, also inside functions and for types only."""

from __future__ import annotations

import sys
from graphlib import CycleError, TopologicalSorter

import grimp

PACKAGE = "goofer_py"


def main() -> int:
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    modules = sorted(graph.modules)
    imports = {name: sorted(graph.find_modules_directly_imported_by(name)) for name in modules}
    try:
        order = list(TopologicalSorter(imports).static_order())
    except CycleError as error:
        print("These import each other:", " -> ".join(reversed(error.args[1])))
        return 1
    print(f"No import cycles in {len(order)} modules.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
