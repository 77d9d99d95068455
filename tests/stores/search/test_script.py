"""How scripts of calls are cut, what their answers say, and what may be sent again."""

from __future__ import annotations

import re
from typing import Any

import pytest

from goofer_py.dialects.splitter import split
from goofer_py.errors import FileError
from goofer_py.stores.search.calls import Call, fault_of, read, trace_of
from goofer_py.stores.search.script import SEARCH_SYNTAX
from goofer_py.stores.search.wire import Answer


def test_calls_are_cut_with_their_places() -> None:
    script = '// a\n{"method": "GET", "path": "/"}\n\n  {"method": "DELETE",\n "path": "/a"}\n'
    found = list(split(script, SEARCH_SYNTAX))
    assert [(one.line, one.column) for one in found] == [(2, 1), (4, 3)]
    assert read(found[1].text) == Call("DELETE", "/a")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ('{"path": "/a"}', "method of a call is one of"),
        ('{"method": "PATCH", "path": "/a"}', "not 'PATCH'"),
        ('{"method": "PUT", "path": "a"}', "begins with /"),
        ('{"method": "PUT", "path": "/a b"}', "no blanks"),
        ('{"method": "PUT", "path": "/a", "boby": {}}', "no 'boby'"),
        ('{"method": "PUT", "path": "/a", "body": []}', "is an object"),
        ('{"method": "POST", "path": "/a/_bulk?refresh", "body": {}}', "is a list"),
        ('{"method": "PUT", "path": "/a", "body": {"b": NaN}}', "no JSON"),
        ('{"method": "PUT" "path": "/a"}', "no JSON"),
    ],
)
def test_what_is_no_call_is_told_with_its_place(call: str, said: str) -> None:
    with pytest.raises(FileError, match=said) as error:
        list(split(f"\n{call}", SEARCH_SYNTAX))
    assert error.value.line == 2


def test_a_bulk_is_sent_as_lines() -> None:
    call = Call("POST", "/_bulk", [{"index": {"_id": "1"}}, {"a": "é"}])
    assert call.text == '{"index":{"_id":"1"}}\n{"a":"é"}\n'
    assert call.kind == "application/x-ndjson"


@pytest.mark.parametrize(
    ("path", "task"),
    [
        ("/_reindex", "/_reindex?wait_for_completion=false"),
        ("/a/_update_by_query?q=b", "/a/_update_by_query?q=b&wait_for_completion=false"),
        ("/_reindex?wait_for_completion=true", None),
        ("/a/_doc/1", None),
    ],
)
def test_what_takes_long_is_a_task(path: str, task: str | None) -> None:
    found = Call("POST", path, {}).as_task()
    assert (found.target if found else None) == task


@pytest.mark.parametrize(
    ("method", "status", "body", "said"),
    [
        ("PUT", 200, {"acknowledged": True}, None),
        ("PUT", 200, {"acknowledged": False}, "not all nodes"),
        ("DELETE", 404, {"result": "not_found"}, None),
        ("DELETE", 404, {"error": {"type": "index_not_found_exception", "reason": "no a"}}, "no a"),
        ("POST", 200, {"errors": False, "items": []}, None),
        ("POST", 200, {"failures": [{"id": "1"}]}, "1 failures"),
        (
            "POST",
            200,
            {
                "errors": True,
                "items": [
                    {"index": {"_index": "a", "_id": "1", "status": 201}},
                    {
                        "index": {
                            "_index": "a",
                            "_id": "2",
                            "status": 400,
                            "error": {"type": "mapper_parsing_exception", "reason": "not a date"},
                        }
                    },
                ],
            },
            r"item 2 \(index a/2\): mapper_parsing_exception: not a date",
        ),
    ],
)
def test_answers_that_tell_of_failures(
    method: str, status: int, body: dict[str, Any], said: str | None
) -> None:
    fault = fault_of(Call(method, "/a/_doc/1"), Answer(status, body))
    assert (fault is None) is (said is None)
    if fault is not None and said is not None:
        assert re.search(said, fault[0])


@pytest.mark.parametrize(
    ("method", "path", "body", "known"),
    [
        ("PUT", "/a/_doc/1", {}, True),
        ("DELETE", "/a/_doc/1", None, True),
        ("POST", "/a/_doc", {}, False),
        ("PUT", "/a/_doc/1?op_type=create", {}, False),
        ("PUT", "/a/_mapping", {}, True),
        ("POST", "/a/_update/1", {"doc": {}}, True),
        ("POST", "/a/_update/1", {"script": "ctx._source.a += 1"}, False),
        ("POST", "/_bulk", [{"index": {"_id": 1}}, {}, {"delete": {"_id": 1}}], True),
        ("POST", "/_bulk", [{"index": {}}, {}], False),
        ("POST", "/_bulk", [{"update": {"_id": 1}}, {"script": "x"}], False),
        ("POST", "/a/_rollover", {}, False),
        ("PUT", "/_ilm/policy/a", {}, True),
        ("POST", "/_reindex?wait_for_completion=true", {}, True),
        ("POST", "/a/_update_by_query", {}, False),
    ],
)
def test_what_may_be_sent_again(method: str, path: str, body: Any, known: bool) -> None:
    def nobody(asked: str) -> Answer:
        raise AssertionError(asked)

    assert trace_of(Call(method, path, body), nobody) == ("" if known else None)


def test_a_task_is_begun_again_once_nobody_does_it() -> None:
    def nobody(asked: str) -> Answer:
        raise AssertionError(asked)

    assert trace_of(Call("POST", "/_reindex", {}), nobody) == "again:"


def test_an_index_is_known_by_what_it_is_inside_of_the_server() -> None:
    answers = {"a": Answer(200, {"a": {"settings": {"index": {"uuid": "u1"}}}})}

    def ask(path: str) -> Answer:
        return answers.get(path.strip("/").partition("/")[0], Answer(200, {}))

    assert trace_of(Call("PUT", "/a", {}), ask) == "index:u1"
    assert trace_of(Call("DELETE", "/b"), ask) == "index:"


@pytest.mark.parametrize(
    ("call", "asked", "after"),
    [
        (Call("DELETE", "/_index_template/a"), "/_index_template/a", Answer(404, {})),
        (Call("DELETE", "/_ingest/pipeline/a"), "/_ingest/pipeline/a", Answer(404, {})),
        (Call("DELETE", "/a/_alias/b"), "/a/_alias/b", Answer(404, {})),
        (
            Call("PUT", "/_plugins/_ism/policies/a", {}),
            "/_plugins/_ism/policies/a",
            Answer(200, {"_seq_no": 1}),
        ),
        (
            Call("POST", "/_aliases", {"actions": [{"remove": {"index": "a", "alias": "b"}}]}),
            "/_alias/b",
            Answer(404, {}),
        ),
    ],
)
def test_what_stood_there_tells_whether_a_call_was_done(
    call: Call, asked: str, after: Answer
) -> None:
    answers = {asked: Answer(200, {"_seq_no": 0})}
    before = trace_of(call, answers.__getitem__)
    assert before is not None
    answers[asked] = after
    assert trace_of(call, answers.__getitem__) not in (before, "", None)
