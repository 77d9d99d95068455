"""How the linter goes through scripts: transactions, knowledge, severities, allowances."""

from __future__ import annotations

import pytest

from goofer_py.dialects import get_dialect
from goofer_py.hazards.action import Action, SetNotNull, WholeFile
from goofer_py.hazards.catalogue import hazards
from goofer_py.hazards.facts import Facts, Paths, Size
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import Hazard
from goofer_py.hazards.lint import Linter, Report
from goofer_py.hazards.rule import ERROR, INFO, WARNING, On, Rule, Severity
from goofer_py.hazards.timeline import Timeline
from goofer_py.hazards.unit import Unit
from goofer_py.migrate.linting import script_reader
from goofer_py.migrate.script import TextScript
from goofer_py.schema import Column, Name, SchemaObject, Table, Type

READER = script_reader(get_dialect("postgresql"))


def units(*scripts: str) -> list[Unit]:
    return [READER.unit(TextScript(text), f"{n}.up.sql") for n, text in enumerate(scripts, 1)]


def lint(*scripts: str, facts: Facts | None = None) -> Report:
    return Linter(hazards(), facts or Facts("postgresql")).lint(units(*scripts))


def found(report: Report) -> list[str]:
    return [f"{one.source.partition('.')[0]}:{one.step.line} {one.id}" for one in report.findings]


class Spy:
    """A rule that notes what it sees."""

    def __init__(self, on: type[Action]) -> None:
        self.seen: list[tuple[object, ...]] = []
        rule = Rule("XX1", "", WARNING, "", "", new_tables=True)
        self.hazard = Hazard(rule, (on,), self.find)

    def find(self, action: Action, seen: Timeline, facts: Facts) -> Hit | None:  # noqa: ARG002
        self.seen.append(
            (
                len(seen.earlier),
                len(seen.later),
                seen.in_transaction,
                seen.timeout("lock"),
            )
        )
        return None


def spied(on: type[Action], *scripts: str, facts: Facts | None = None) -> list[tuple[object, ...]]:
    spy = Spy(on)
    Linter([spy.hazard], facts or Facts("postgresql")).lint(units(*scripts))
    return spy.seen


NOT_NULL = "ALTER TABLE t ALTER a SET NOT NULL;"


def test_a_script_is_one_transaction() -> None:
    assert spied(SetNotNull, f"SELECT 1; {NOT_NULL} SELECT 2; SELECT 3;") == [(1, 2, True, None)]


def test_without_a_transaction_each_statement_stands_alone() -> None:
    text = f"-- goofer: no-transaction\nSELECT 1; {NOT_NULL} SELECT 2;"
    assert spied(SetNotNull, text) == [(0, 0, False, None)]


def test_a_statement_that_no_transaction_holds_leaves_the_others_alone_too() -> None:
    text = f"CREATE INDEX CONCURRENTLY i ON t (a); {NOT_NULL} SELECT 2;"
    assert spied(SetNotNull, text) == [(0, 0, False, None)]


def test_a_script_may_open_its_own_transaction() -> None:
    text = f"-- goofer: no-transaction\nSELECT 1; BEGIN; {NOT_NULL} SELECT 2; COMMIT; SELECT 3;"
    assert spied(SetNotNull, text) == [(1, 1, True, None)]


def test_scripts_share_a_transaction_where_the_settings_say_so() -> None:
    together = Facts("postgresql", single_transaction=True)
    assert spied(SetNotNull, "SELECT 1;", NOT_NULL, facts=together) == [(1, 0, True, None)]
    assert spied(SetNotNull, "SELECT 1;", NOT_NULL) == [(0, 0, True, None)]


@pytest.mark.parametrize(
    ("text", "settings", "expected"),
    [
        (NOT_NULL, None, None),
        (NOT_NULL, 5_000, 5_000),
        (f"-- goofer: lock-timeout 2s\n\n{NOT_NULL}", 5_000, 2_000),
        (f"SET lock_timeout = '1s'; {NOT_NULL}", 5_000, 1_000),
    ],
    ids=["none", "settings", "directive", "statement"],
)
def test_the_lock_timeout_is_the_nearest_one(
    text: str, settings: int | None, expected: int | None
) -> None:
    facts = Facts("postgresql", lock_timeout=settings)
    assert spied(SetNotNull, text, facts=facts)[0][-1] == expected


def test_a_file_is_asked_about_once_and_at_its_end() -> None:
    assert spied(WholeFile, "SELECT 1; SELECT 2;") == [(2, 0, True, None)]


def test_earlier_scripts_tell_what_a_table_looks_like() -> None:
    made = "CREATE TABLE t (a int NOT NULL);"
    assert "2:1 PG303" not in found(lint(made, NOT_NULL))
    assert "2:1 PG303" in found(lint(made.replace(" NOT NULL", ""), NOT_NULL))


def test_a_script_that_is_not_told_of_is_known_all_the_same() -> None:
    before, after = units("CREATE TABLE t (a int); DROP TABLE s;", NOT_NULL)
    quiet = Unit(before.source, before.steps, told=False)
    report = Linter(hazards(), Facts("postgresql")).lint([quiet, after])
    assert [one.id for one in report.findings if one.source == quiet.source] == []
    assert "PG303" in {one.id for one in report.findings}


def test_what_was_known_before_counts() -> None:
    table = Table(Name("t"), (Column("a", Type("integer"), nullable=False),))
    report = Linter(hazards(), Facts("postgresql")).lint(units(NOT_NULL), {table.name: table})
    assert "PG303" not in {one.id for one in report.findings}


@pytest.mark.parametrize(
    ("size", "lock", "loss"),
    [
        (None, WARNING, ERROR),
        (Size(0), INFO, INFO),
        (Size(9_999), INFO, ERROR),
        (Size(10_000), WARNING, ERROR),
        (Size(100, 1 << 30), WARNING, ERROR),
    ],
    ids=["unknown", "empty", "small", "large", "wide"],
)
def test_a_small_table_is_milder_and_only_an_empty_one_has_nothing_to_lose(
    size: Size | None, lock: Severity, loss: Severity
) -> None:
    facts = Facts("postgresql", sizes={} if size is None else {Name("t"): size})
    report = lint("CREATE INDEX i ON t (a); DROP TABLE t;", facts=facts)
    severities = {one.id: one.severity for one in report.findings}
    assert (severities["PG101"], severities["DS102"]) == (lock, loss)


@pytest.mark.parametrize(
    ("version", "holds"),
    [(None, True), ((13,), False), ((14,), True), ((14, 9), True), ((17,), True), ((18,), False)],
)
def test_a_rule_is_for_versions(version: tuple[int, ...] | None, holds: bool) -> None:
    rule = Rule("XX1", "", WARNING, "", "", (On("postgresql", (14,), (18,)),))
    assert rule.holds("postgresql", version) is (holds and version is not None)
    assert not rule.holds("mysql", version)


def test_an_unknown_version_is_a_recent_one() -> None:
    assert On("postgresql", (18,)).holds(None)
    assert not On("postgresql", (), (11,)).holds(None)


def test_an_allowance_is_for_its_own_statement() -> None:
    text = "-- goofer: allow DS102 it is a copy\nDROP TABLE a;\nDROP TABLE b;\n"
    report = lint(text)
    assert "1:3 DS102" in found(report)
    assert [(one.finding.step.line, one.by.reason) for one in report.allowed] == [
        (2, "it is a copy")
    ]


def test_other_linters_names_allow_the_same() -> None:
    report = lint("-- squawk-ignore ban-drop-table: it is a copy\nDROP TABLE a;\n")
    assert "1:2 DS102" not in found(report)


def test_what_another_linter_allows_in_vain_is_its_own_affair() -> None:
    assert "OP112" not in {one.id for one in lint("-- atlas:nolint DS102\nSELECT 1;").findings}


@pytest.mark.parametrize(
    ("statement", "rule"),
    [("DROP SCHEMA old CASCADE;", "DS101"), ("DROP TABLE orders CASCADE;", "DS109")],
)
def test_a_contract_is_not_for_what_takes_others_along(statement: str, rule: str) -> None:
    found = lint(f"-- goofer: phase contract\n\n{statement}").findings

    assert [one.severity for one in found if one.id == rule] == [Severity.ERROR]


def test_what_a_contract_is_for_is_no_hazard() -> None:
    drop = "ALTER TABLE users DROP COLUMN email;"
    (expected,) = (
        one for one in lint(f"-- goofer: phase contract\n\n{drop}").findings if one.id == "DS103"
    )
    (other,) = (
        one for one in lint(f"-- goofer: phase expand\n\n{drop}").findings if one.id == "DS103"
    )
    assert (expected.severity, other.severity) == (INFO, ERROR)
    assert expected.because == "this is the phase in which the old goes"


@pytest.mark.parametrize(("phase", "told"), [("contract", INFO), ("expand", WARNING)])
def test_in_a_contract_no_program_of_before_breaks_a_new_constraint(
    phase: str, told: Severity
) -> None:
    script = "ALTER TABLE users ADD CONSTRAINT adult CHECK (age > 17) NOT VALID;"
    found = lint(f"-- goofer: phase {phase}\n\n{script}").findings

    assert [one.severity for one in found if one.id == "BC114"] == [told]


TAKES_THE_NAME = """
ALTER TABLE users DROP COLUMN age;
ALTER TABLE users RENAME COLUMN age_new TO age;
"""


CONTRACT = "-- goofer: phase contract\n\n"


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (f"{CONTRACT}{TAKES_THE_NAME}", []),
        (TAKES_THE_NAME, [WARNING]),
        (f"{CONTRACT}ALTER TABLE users RENAME COLUMN mail TO email;", [WARNING]),
    ],
    ids=["contract", "no phase", "another name"],
)
def test_in_a_contract_the_new_column_may_take_the_name_of_the_old(
    script: str, told: list[Severity]
) -> None:
    renamed = [one.severity for one in lint(script).at_least(WARNING) if one.id == "BC102"]
    assert renamed == told


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (f"{CONTRACT}DROP VIEW people; ALTER TABLE users RENAME TO people;", []),
        ("DROP VIEW people; ALTER TABLE users RENAME TO people;", [WARNING]),
        (f"{CONTRACT}DROP VIEW others; ALTER TABLE users RENAME TO people;", [WARNING]),
    ],
    ids=["contract", "no phase", "another view"],
)
def test_in_a_contract_a_table_may_take_the_name_of_its_view(
    script: str, told: list[Severity]
) -> None:
    renamed = [one.severity for one in lint(script).at_least(WARNING) if one.id == "BC101"]
    assert renamed == told


@pytest.mark.parametrize("own", ["temp.step", "step"])
def test_a_temporary_table_of_the_script_loses_nothing(own: str) -> None:
    reader = script_reader(get_dialect("sqlite"))
    made = f"CREATE TEMP TABLE step (n INTEGER);\nDROP TABLE {own};\n"
    unit = reader.unit(TextScript(made), "1.up.sql")
    assert not found(Linter(hazards(), Facts("sqlite")).lint([unit]))


def test_a_table_of_a_schema_that_is_called_temp_is_a_table() -> None:
    assert "1:1 DS102" in found(lint("DROP TABLE temp.step;"))


def test_a_domain_of_the_database_is_known_by_its_constraint() -> None:
    plain = SchemaObject("domain", Name("plain"), "integer")
    checked = SchemaObject(
        "domain", Name("age"), "integer", details=(("check positive", "CHECK ((VALUE > 0))"),)
    )
    users = Table(Name("users"), (Column("id", Type("integer")),))
    script = "ALTER TABLE users ADD a plain; ALTER TABLE users ALTER id TYPE plain;"
    linter = Linter(hazards(), Facts("postgresql", lock_timeout=2000))
    there = ({users.name: users}, (plain, checked))
    ids = {"PG318", "PG301"}
    assert not ids & {one.id for one in linter.lint(units(script), *there).findings}
    refusing = script.replace("plain", "age")
    assert ids <= {one.id for one in linter.lint(units(refusing), *there).findings}


def test_a_file_is_not_asked_of_the_rules_that_its_path_leaves_out() -> None:
    paths = Paths({"1.*": frozenset({"PG101"})}, "/app", "/app")
    table = "CREATE TABLE t (id int);"
    told = found(lint(table, "CREATE INDEX i ON t (id);", facts=Facts("postgresql", paths=paths)))
    assert "2:1 PG101" in told

    paths = Paths({"2.*": frozenset({"PG101"})}, "/app", "/app")
    told = found(lint(table, "CREATE INDEX i ON t (id);", facts=Facts("postgresql", paths=paths)))
    assert "2:1 PG101" not in told


@pytest.mark.parametrize(
    ("database", "version", "locks"),
    [
        ("postgresql", None, {"DS103": "ACCESS EXCLUSIVE instant", "BC102": "ACCESS EXCLUSIVE"}),
        ("mysql", None, {"DS103": "NONE instant", "BC102": "NONE", "DS102": "EXCLUSIVE"}),
        ("mysql", (8, 0, 28), {"DS103": "NONE rewrite of the table"}),
        ("mariadb", (10, 6), {"DS103": "NONE instant", "DS107": "EXCLUSIVE no lock of its own"}),
        ("sqlite", None, {"DS103": "RESERVED rewrite of the table", "BC102": "RESERVED instant"}),
    ],
)
def test_a_lock_is_that_of_the_database(
    database: str, version: tuple[int, ...] | None, locks: dict[str, str]
) -> None:
    sql = "ALTER TABLE t DROP COLUMN a; ALTER TABLE t RENAME COLUMN b TO c; DROP TABLE u;"
    sql += "TRUNCATE TABLE t;" if database != "sqlite" else ""
    unit = script_reader(get_dialect(database)).unit(TextScript(sql), "1.up.sql")
    report = Linter(hazards(), Facts(database, version)).lint([unit])
    said = {one.id: f"{one.rule.lock} {one.rule.duration.value}" for one in report.findings}
    for rule, lock in locks.items():
        assert said[rule].startswith(lock)
