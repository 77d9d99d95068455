"""What servers tell of things of the whole cluster."""

from __future__ import annotations

from typing import Any

import pytest

from goofer_py.stores.search.live import Live
from goofer_py.stores.search.served import Served
from goofer_py.stores.search.snapshot import (
    COMPONENT,
    LIFECYCLE,
    SEARCH_READER,
    STATES,
    Catalog,
    Found,
    Kind,
)
from goofer_py.stores.search.wire import Answer


class Told:
    """A session whose cluster tells one thing only."""

    def __init__(self, path: str, told: dict[str, Any], name: str) -> None:
        self.server = Served(name, "8.1.2-SNAPSHOT")
        self._path, self._told = path, told

    def named(self, name: str) -> str:
        return name

    def call(self, _: str, target: str, *, fine: Any) -> Answer:
        known = target.partition("?")[0] == self._path
        return Answer(200, self._told) if known else Answer(fine[-1], {"error": "no handler"})


@pytest.mark.parametrize(
    ("server", "kind", "told", "expected"),
    [
        (
            "Elasticsearch",
            LIFECYCLE,
            {
                "mine": {"version": 3, "modified_date": "x", "policy": {"phases": {}}},
                "theirs": {"policy": {"phases": {}, "_meta": {"managed": True}}},
                ".hidden": {"policy": {"phases": {}}},
            },
            {"mine": {"phases": {}}},
        ),
        (
            "OpenSearch",
            STATES,
            {
                "policies": [
                    {
                        "_id": "mine",
                        "_seq_no": 1,
                        "policy": {"policy_id": "mine", "last_updated_time": 1, "states": []},
                    }
                ],
                "total_policies": 1,
            },
            {"mine": {"states": []}},
        ),
        (
            "OpenSearch",
            COMPONENT,
            {"component_templates": [{"name": "a", "component_template": {"template": {}}}]},
            {"a": {"template": {}}},
        ),
    ],
)
def test_things_of_the_cluster_are_read_without_what_is_the_servers(
    server: str, kind: Kind, told: dict[str, Any], expected: dict[str, Any]
) -> None:
    session: Any = Told(kind.path, told, server)
    found = SEARCH_READER.read(session, ("goofer_history",))
    assert found.common[kind] == expected
    assert SEARCH_READER.version(session) == (8, 1, 2)


def test_goofers_books_are_not_there() -> None:
    told: dict[str, Any] = {"goofer_history": {}, ".tasks": {}, "mine": {"mappings": {}}}
    session: Any = Told("/_all", told, "Elasticsearch")
    assert list(SEARCH_READER.read(session, ("goofer_history",)).indexes) == ["mine"]


def test_a_policy_is_made_in_its_words() -> None:
    one = Catalog({LIFECYCLE: {"a b": {"phases": {}}}}, {"i": Found(Live("i"), {})})
    assert SEARCH_READER.script(one).splitlines() == [
        '{"method": "PUT", "path": "/_ilm/policy/a%20b", "body": {"policy": {"phases": {}}}}',
        '{"method": "PUT", "path": "/i", "body": {"settings": {}, "mappings": {}}}',
    ]
