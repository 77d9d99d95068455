from __future__ import annotations

import inspect
import re

import pytest

from goofer_py.hazards.catalogue import hazards
from goofer_py.hazards.hazard import Hazard
from goofer_py.hazards.scale import SCALES
from tests.hazards.case import CASES, Case, by_rule, cases

_OWN = ("OP110", "OP114")


@pytest.mark.parametrize("case", [c for c in cases() if c.kind == "caught"], ids=lambda c: c.id)
def test_a_rule_catches_what_it_is_for(case: Case) -> None:
    found = [one for one in case.report().findings if one.id == case.rule]
    assert found, [one.id for one in case.report().findings]
    first = found[0]
    assert first.severity.word == (case.severity or first.severity.word)
    assert case.message in first.message
    assert case.instead in first.instead
    if case.fix is not None:
        assert first.fix is not None
        assert first.fix.statements == case.fix


@pytest.mark.parametrize("case", [c for c in cases() if c.kind == "passed"], ids=lambda c: c.id)
def test_a_rule_lets_the_safe_way_pass(case: Case) -> None:
    told = {one.id for one in case.report().findings}
    assert case.rule not in told
    assert not told & set(_OWN), "a case that is not read passes whatever the rule says"


@pytest.mark.parametrize("case", cases(), ids=lambda c: c.id)
def test_every_statement_of_a_case_is_read(case: Case) -> None:
    if case.rule not in _OWN:
        assert not {one.id for one in case.report().findings} & set(_OWN)


@pytest.mark.parametrize("rule", by_rule())
def test_every_rule_has_cases_of_both_kinds(rule: str) -> None:
    kinds = {case.kind for case in cases() if case.rule == rule}
    assert kinds == {"caught", "passed"}
    databases = {on.database for on in by_rule()[rule].rule.databases}
    assert {case.database for case in cases() if case.rule == rule} == databases


@pytest.mark.parametrize("path", sorted(CASES.iterdir()), ids=lambda path: path.name)
def test_every_file_of_cases_belongs_to_a_rule(path: object) -> None:
    assert re.fullmatch(r"[A-Z]{2,3}\d{3}\.toml", getattr(path, "name", ""))
    assert getattr(path, "stem", "") in by_rule()


@pytest.mark.parametrize("hazard", hazards(), ids=lambda one: one.rule.id)
def test_a_rule_is_asked_about_what_its_function_takes(hazard: Hazard) -> None:
    annotation = str(inspect.signature(hazard.find).parameters["action"].annotation)
    assert {one.__name__ for one in hazard.on} == set(annotation.split(" | "))


@pytest.mark.parametrize("hazard", hazards(), ids=lambda one: one.rule.id)
def test_what_a_rule_says_are_whole_sentences(hazard: Hazard) -> None:
    rule = hazard.rule
    assert rule.why.endswith(".")
    assert rule.instead.endswith(".")
    assert not rule.title.endswith(".")
    assert rule.lock or not rule.duration.value.startswith("scan")


def test_no_two_rules_share_an_id() -> None:
    ids = [one.rule.id for one in hazards()]
    assert len(ids) == len(set(ids))


def test_no_alias_is_an_id() -> None:
    aliases = {alias for one in hazards() for alias in one.rule.aliases}
    assert not aliases & set(by_rule())


@pytest.mark.parametrize("hazard", hazards(), ids=lambda one: one.rule.id)
def test_a_rule_names_locks_as_each_of_its_databases_does(hazard: Hazard) -> None:
    for on in hazard.rule.databases:
        for version in (None, on.since or (5,)):
            rule = hazard.rule.at(on.database, version)
            assert {rule.lock, rule.elsewhere} <= set(SCALES[on.database].locks), on.database
            assert rule.blocks or not SCALES[on.database].blocks(rule.lock), on.database
