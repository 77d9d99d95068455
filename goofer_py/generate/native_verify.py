"""The migrations of a store without SQL, tried from nothing to the end, back, and up again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from goofer_py.migrate.history import TABLE
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.native_schema import NativeSchema, Part


@dataclass(frozen=True, slots=True)
class NativeStops:
    """What a store has at each stop of the way, thing by thing."""

    schema: NativeSchema

    def read(self, migrator: Migrator) -> Mapping[Part, Any]:
        """Return what there is."""
        return self.schema.parts(self.schema.read(migrator.session, (TABLE,)))

    def remaining(self, found: Mapping[Part, Any], wanted: Mapping[Part, Any]) -> list[str]:
        """Return in words what leads from one to the other."""
        parts = dict.fromkeys((*wanted, *found))
        return [
            f"{'drop' if one not in wanted else 'change' if one in found else 'create'} {one}"
            for one in parts
            if found.get(one) != wanted.get(one) or (one in found) != (one in wanted)
        ]

    def count(self, found: Mapping[Part, Any]) -> int:
        """Return how many things there are that are of nothing else."""
        return sum(not one.of for one in found)
