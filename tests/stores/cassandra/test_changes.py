"""What no statement of Cassandra changes, and what is declared so that nothing can come of it."""

from __future__ import annotations

import re
import sys
from types import ModuleType

import pytest

from goofer_py.errors import EntityError
from goofer_py.stores.cassandra.changes import changes
from goofer_py.stores.cassandra.declared import declared_in
from goofer_py.stores.cassandra.goal import goal_of
from goofer_py.stores.cassandra.wanted import wanted
from tests.stores.cassandra.models import MODELS


def found(text: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what leads from what MODELS declares to what this text does."""
    declared = []
    for one in (MODELS, text):
        module = ModuleType("models_of_cassandra")
        # Dataclasses look for their module there.
        monkeypatch.setitem(sys.modules, module.__name__, module)
        exec(one, vars(module))
        declared.append(declared_in([module]))
    current = wanted(declared[0])
    goal = goal_of(current, wanted(declared[1]), declared[1], drop=False)
    renamed = {name: one.renamed for name, one in declared[1].types.items()}
    renamed |= {name: one.renamed for name, one in declared[1].tables.items()}
    return [one.about for one in changes(current, goal, renamed, {})]


REFUSED = {
    ('clustering=["-at"]', 'clustering=["at"]'): "The primary key of the table visits cannot",
    ('partition="visitor"', 'partition=["visitor", "page"]'): "The primary key of the table visits",
    ("visitor: uuid.UUID", "visitor: str"): "visits.visitor has the type uuid and cannot be text",
    ("    tag: str", "    tag: int"): "visits.tag has the type text and cannot be bigint",
    ('static=["name"]', 'static=["name", "tag"]'): "visits.tag is regular and cannot be static",
    ("    city: str", "    city: int"): "field place.city has the type text and cannot be bigint",
    (
        "static=",
        'renamed={"sum": "size"}, static=',
    ): "visits.size is not in the primary key and cannot",
    ("city: str", "city: object"): "Place.city has the type object, which has no column type",
    ('partition="visitor"', 'partition="nobody"'): "The table visits has no column nobody",
    ("pages =", "visits = Table('visits', {'a': 'int'}, ['a'])\npages ="): "is declared twice",
}


@pytest.mark.parametrize("changed", REFUSED)
def test_what_cannot_be_is_refused_by_name(
    changed: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = MODELS.replace(*changed)
    assert text != MODELS
    if "sum" in changed[1]:
        text = text.replace("    size: Ann", "    sum: Ann")
    with pytest.raises(EntityError, match=re.escape(REFUSED[changed])):
        found(text, monkeypatch)


def test_the_same_is_no_change(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(MODELS, monkeypatch) == []
