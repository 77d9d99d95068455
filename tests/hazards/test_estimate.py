"""How long what is found takes, by the size of its table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goofer_py.dialects import get_dialect
from goofer_py.hazards.catalogue import hazards
from goofer_py.hazards.estimate import as_text, estimated, in_bytes, in_time
from goofer_py.hazards.facts import Facts, Size
from goofer_py.hazards.finding import Estimate
from goofer_py.hazards.rates import Rates
from goofer_py.hazards.rule import Duration
from goofer_py.migrate.linting import Asked, linted, script_reader
from goofer_py.migrate.script import TextScript
from goofer_py.schema import Name

GB = 1_000_000_000
LARGE = Size(80_000_000, 12 * GB, 9 * GB)
FIFTY = Rates(dict.fromkeys(Duration, 50000000.0), "measured")
CHANGE = "ALTER TABLE users ALTER COLUMN id TYPE bigint"


def estimates(
    database: str, sql: str, size: Size = LARGE, rates: Rates | None = FIFTY
) -> dict[str, Estimate | None]:
    """Return what is estimated of each finding, by its rule."""
    facts = Facts(database, sizes={Name("users"): size}, rates=rates)
    script = Asked(TextScript(sql), "1.up.sql")
    report = linted(script_reader(get_dialect(database)), [script], hazards(), facts, {})
    return {one.id: one.estimate for one in report.findings}


@pytest.mark.parametrize(
    ("database", "sql", "rule", "text"),
    [
        ("postgresql", CHANGE, "PG301", "writes anew 12 GB: about 4 min under ACCESS EXCLUSIVE"),
        (
            "postgresql",
            "ALTER TABLE users ALTER COLUMN id SET NOT NULL",
            "PG303",
            "reads 9.0 GB: about 3 min under ACCESS EXCLUSIVE",
        ),
        (
            "postgresql",
            "CREATE INDEX i ON users (id)",
            "PG101",
            "builds an index from 9.0 GB: about 3 min under SHARE",
        ),
        (
            "mysql",
            "ALTER TABLE users ADD PRIMARY KEY (id)",
            "MY132",
            "writes anew 12 GB: about 4 min while others read and write",
        ),
        (
            "sqlite",
            "ALTER TABLE users DROP COLUMN id",
            "DS103",
            "writes anew 12 GB: about 4 min under RESERVED",
        ),
    ],
)
def test_work_on_a_known_table_is_estimated(database: str, sql: str, rule: str, text: str) -> None:
    estimate = estimates(database, sql)[rule]
    assert estimate is not None
    said = text.replace("GB", "GB / 80,000,000 rows")
    assert as_text(estimate) == f"{said} (estimate at 50 MB/s, measured)"


def test_what_takes_an_instant_is_not_estimated() -> None:
    sql = "ALTER TABLE users DROP COLUMN id"
    assert estimates("postgresql", sql)["DS103"] is None


@pytest.mark.parametrize("size", [Size(0, 0, 0), Size(5), Size(5, 0)])
def test_without_a_size_nothing_is_estimated(size: Size) -> None:
    assert estimates("postgresql", CHANGE, size)["PG301"] is None


@pytest.mark.parametrize("database", ["postgresql", "mysql", "mariadb", "sqlite"])
def test_without_a_measured_server_the_usual_figures_count(database: str) -> None:
    usual = Rates.usual(database)
    assert "usual" in usual.source
    # To read takes no longer than to write the same, or to sort it.
    assert usual.of(Duration.SCAN) >= usual.of(Duration.REWRITE) > 0
    assert usual.of(Duration.SCAN) >= usual.of(Duration.BUILD) > 0


def test_the_rates_of_a_server_take_the_place_of_the_usual_ones() -> None:
    facts = Facts("postgresql", sizes={Name("users"): LARGE})
    script = Asked(TextScript(CHANGE), "1.up.sql")
    report = linted(script_reader(get_dialect("postgresql")), [script], hazards(), facts, {})
    told = {one.id: one.estimate for one in estimated(report, replace(facts, rates=FIFTY)).findings}
    estimate = told["PG301"]
    assert estimate is not None
    assert (estimate.seconds, estimate.source) == (240, "measured")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (12_345_678, "12 MB"),
        (9.5e12, "9.5 TB"),
        (4e16, "40000 TB"),
    ],
)
def test_bytes_are_told_in_a_unit_that_suits_them(number: float, text: str) -> None:
    assert in_bytes(number) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.2, "less than 1 s"),
        (90, "about 90 s"),
        (240, "about 4 min"),
        (7100, "about 118 min"),
        (10_000, "about 3 h"),
        (400_000, "about 5 days"),
    ],
)
def test_a_time_is_told_as_roughly_as_it_is_known(seconds: float, text: str) -> None:
    assert in_time(seconds) == text
