"""What a cluster has besides its documents: read, and told thing by thing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from goofer_py.stores.native_schema import Part
from goofer_py.stores.search.live import Live, live
from goofer_py.stores.search.served import ELASTICSEARCH

if TYPE_CHECKING:
    from goofer_py.stores.search.session import SearchSession

Body = Mapping[str, Any]

_LINE = 100
_REFUSED = (400, 403, 404, 405)
"""What is said of what is not there, and of what the user may not see."""
_WRITTEN = (
    *("last_updated_time", "schema_version", "policy_id", "error_notification"),
    *("created_date", "modified_date", "created_date_millis", "modified_date_millis"),
)
"""What a server writes into policies and templates by itself."""


@dataclass(frozen=True, slots=True)
class Found:
    """An index, with its aliases by name."""

    index: Live
    aliases: Mapping[str, Body]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of things that belong to the whole cluster, and the path of each but for its name."""

    name: str
    path: str


PIPELINE = Kind("pipeline", "/_ingest/pipeline")
LIFECYCLE = Kind("policy", "/_ilm/policy")
STATES = Kind("policy", "/_plugins/_ism/policies")
COMPONENT = Kind("component template", "/_component_template")
TEMPLATE = Kind("template", "/_index_template")


@dataclass(frozen=True, slots=True)
class Catalog:
    """What there is: things of the whole cluster by kind and name, and the indexes by name."""

    common: Mapping[Kind, Mapping[str, Body]]
    indexes: Mapping[str, Found]


class SearchReader:
    """Reads the indexes, templates, pipelines and policies of a cluster."""

    def read(self, session: SearchSession, own: Sequence[str]) -> Catalog:
        """Return all that there is but documents, hidden indexes and goofer's books `own`.

        A cluster has things of other programs, too. What the user may not see is not there, and
        what the server has by itself is not either.
        """
        books = {session.named(name) for name in own}

        def is_meant(name: str) -> bool:
            return name[:1] != "." and name not in books

        common = {
            kind: {name: one for name, one in _of(session, kind) if is_meant(name)}
            for kind in _kinds(session)
        }
        told = session.call("GET", "/_all?flat_settings=true", fine=_REFUSED).told
        indexes = {
            name: Found(live(name, one), dict(sorted(one.get("aliases", {}).items())))
            for name, one in sorted(told.items())
            if is_meant(name) and isinstance(one, Mapping)
        }
        return Catalog(common, indexes)

    def parts(self, found: Catalog) -> Mapping[Part, Any]:
        """Return what was read thing by thing, as JSON has it."""
        return dict(_parts(found))

    def script(self, found: Catalog) -> str:
        """Return the calls that make it; what is named in others comes before them."""
        return "".join(_line(target, body) for target, body in _calls(found))

    def version(self, session: SearchSession) -> tuple[int, ...]:
        """Return the version of the server."""
        return tuple(int(one) for one in re.findall(r"\d+", session.server.version)[:3])


SEARCH_READER = SearchReader()


def _kinds(session: SearchSession) -> Sequence[Kind]:
    policies = LIFECYCLE if session.server.name == ELASTICSEARCH else STATES
    return PIPELINE, policies, COMPONENT, TEMPLATE


def _of(session: SearchSession, kind: Kind) -> Iterator[tuple[str, Body]]:
    answer = session.call("GET", kind.path, fine=_REFUSED)
    if answer.status in _REFUSED:
        return
    for name, one in sorted(_named(answer.told), key=lambda found: found[0]):
        body = {key: value for key, value in one.items() if key not in _WRITTEN}
        if not body.get("_meta", {}).get("managed"):
            yield name, body


def _named(told: Body) -> Iterator[tuple[str, Body]]:
    """Yield what is told of each thing, by its name."""
    for key, one in told.items():
        if isinstance(one, Mapping):
            yield key, one.get("policy", one)
        elif isinstance(one, list):
            for each in one:
                name = str(each.get("name", each.get("_id", "")))
                inner = (each.get(word) for word in ("index_template", "component_template"))
                yield name, next(filter(None, inner), each.get("policy", {}))


def _parts(found: Catalog) -> Iterator[tuple[Part, Any]]:
    for kind, named in found.common.items():
        for name, body in named.items():
            yield Part(kind.name, name), body
    for name, one in found.indexes.items():
        yield Part("index", name), dict(sorted(one.index.settings.items()))
        yield Part("mapping", name, name), one.index.mappings
        for alias, body in one.aliases.items():
            yield Part("alias", alias, name), body


def _calls(found: Catalog) -> Iterator[tuple[str, Body]]:
    for kind, named in found.common.items():
        for name, body in named.items():
            whole = {"policy": body} if kind in (LIFECYCLE, STATES) else body
            yield f"{kind.path}/{quote(name, safe='')}", whole
    for name, one in found.indexes.items():
        made = {"settings": one.index.settings, "mappings": one.index.mappings}
        aliases = {"aliases": one.aliases} if one.aliases else {}
        yield f"/{quote(name, safe='')}", {**made, **aliases}


def _line(target: str, body: Body) -> str:
    document = {"method": "PUT", "path": target, "body": body}
    text = json.dumps(document, ensure_ascii=False)
    if len(text) > _LINE:
        text = json.dumps(document, ensure_ascii=False, indent=2)
    return f"{text}\n"
