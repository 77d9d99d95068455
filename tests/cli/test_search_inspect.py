"""What a cluster of Elasticsearch or OpenSearch has, shown; its migrations are tried nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goofer_py.stores.registry import open_store
from tests.cli.conftest import Goofer
from tests.servers.search import SearchServer


def put(path: str, **body: Any) -> str:
    return json.dumps({"method": "PUT", "path": path, "body": body}) + "\n"


def made(space: str) -> str:
    """Return a script that makes one thing of each kind that the servers of the tests have."""
    fields = {"properties": {"at": {"type": "date"}, "name": {"type": "keyword"}}}
    return "".join(
        (
            put(f"/_ingest/pipeline/{space}-lower", description="does nothing", processors=[]),
            put(f"/_component_template/{space}-base", template={"mappings": fields}),
            put(
                f"/_index_template/{space}-notes",
                index_patterns=[f"{space}-notes-*"],
                composed_of=[f"{space}-base"],
                priority=7,
            ),
            put(
                f"/{space}-plans-1",
                settings={"number_of_replicas": 0},
                mappings={"properties": {"maker": {"properties": {"name": {"type": "text"}}}}},
                aliases={f"{space}-plans": {"is_write_index": True}},
            ),
            put(f"/{space}-notes-1"),
        )
    )


def away(space: str) -> list[str]:
    return [
        f"/{space}-plans-1",
        f"/{space}-notes-1",
        f"/_index_template/{space}-notes",
        f"/_component_template/{space}-base",
        f"/_ingest/pipeline/{space}-lower",
    ]


def documents(text: str) -> Iterator[dict[str, Any]]:
    decoder, at = json.JSONDecoder(), 0
    while at < len(text.rstrip()):
        found, at = decoder.raw_decode(text, at)
        yield found
        at += 1


@pytest.mark.parametrize(
    "kind", ["opensearch", pytest.param("newest_elasticsearch", marks=pytest.mark.long)]
)
def test_what_is_there_is_shown_and_can_be_made_again(
    goofer: Goofer, folder: Path, request: pytest.FixtureRequest, kind: str
) -> None:
    server: SearchServer = request.getfixturevalue(f"{kind}_server")
    space = server.space()
    url = server.url(space)
    (folder / "goofer.toml").write_text(f'url = "{url}"\n')
    (folder / "migrations").mkdir(exist_ok=True)
    script = folder / "migrations" / "1_all.up.search.json"
    script.write_text(made(space))

    def run(*words: str, code: int = 0) -> Any:
        result = goofer(*words)
        assert result.code == code, (result.stderr, result.stdout)
        return result

    run("migrate")
    session: Any = open_store(url).connect()
    session.call("PUT", f"/{space}-plans-1/_doc/1?refresh=true", {"maker": {"name": "x"}})

    def parts() -> list[dict[str, Any]]:
        """Return what is of this test alone."""
        found = json.loads(run("inspect", "--json").stdout)
        return [one for one in found["schema"]["parts"] if one["name"].startswith(space)]

    there = parts()
    named = [(one["kind"], one["name"].removeprefix(f"{space}-"), one["of"]) for one in there]
    assert named == [
        ("pipeline", "lower", None),
        ("component template", "base", None),
        ("template", "notes", None),
        ("index", "notes-1", None),
        ("mapping", "notes-1", f"{space}-notes-1"),
        ("index", "plans-1", None),
        ("mapping", "plans-1", f"{space}-plans-1"),
        ("alias", "plans", f"{space}-plans-1"),
    ]
    shown = run("inspect").stdout
    assert f'alias {space}-plans {{"is_write_index": true}}' in shown
    assert '"name": {"type": "keyword"}' in shown
    commands = [one for one in documents(run("inspect", "--sql").stdout) if space in one["path"]]
    for path in away(space):
        session.call("DELETE", path)
    assert parts() == []
    (folder / "migrations" / "2_again.up.search.json").write_text(json.dumps(commands))
    run("migrate")
    assert parts() == there
    for command in ("drift", "verify"):
        assert "are tried in no database beside the real one" in run(command, code=2).stderr
    for path in (*away(space), session.index_of("goofer_history")):
        session.call("DELETE", path)
    session.close()
