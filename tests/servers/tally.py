"""Which databases the tests of a run had, and which they did without, and why."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from typing import NoReturn

import pytest

from tests.servers.postgresql import Answer

REQUIRE_VARIABLE = "GOOFER_TEST_REQUIRE"
_PROPERTY = "database"


def note(request: pytest.FixtureRequest, database: str) -> None:
    """Remember that this test wants `database`."""
    request.node.user_properties.append((_PROPERTY, database))


def required(database: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Say whether this run must have `database`: `all` of them, or those the variable lists."""
    wanted = {name.strip() for name in environment.get(REQUIRE_VARIABLE, "").split(",")}
    return bool(wanted & {"all", database})


def give_up(database: str, reason: str) -> NoReturn:
    """End a test that cannot have `database`: a failure where it is required, else a skip."""
    if required(database):
        pytest.fail(f"{database} is required by {REQUIRE_VARIABLE}: {reason}", pytrace=False)
    pytest.skip(f"{database} did not run: {reason}")


def refuse_skip(report: pytest.TestReport) -> None:
    """Make a skipped test a failure, with the same reason, in a run that must have everything."""
    if report.skipped and not hasattr(report, "wasxfail") and required("all"):
        *_, reason = report.longrepr if isinstance(report.longrepr, tuple) else (report.longrepr,)
        report.outcome = "failed"
        report.longrepr = f"{REQUIRE_VARIABLE}=all lets no test be left out. {reason}"


class Tally:
    """Counts the tests per database as their reports come in, and says so at the end."""

    def __init__(self, servers: Mapping[str, Callable[[], Answer | None]]) -> None:
        self._servers = servers
        self._ran: Counter[str] = Counter()
        self._without: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test once: when it was called, or when it could not be."""
        for name, value in report.user_properties:
            if name != _PROPERTY:
                continue
            if report.skipped or (report.when == "setup" and not report.passed):
                self._without[str(value)] += 1
            elif report.when == "call":
                self._ran[str(value)] += 1

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Write one line for each database."""
        terminalreporter.section("databases", sep="-")
        terminalreporter.line(f"sqlite {sqlite3.sqlite_version}: {self._tests('sqlite')}")
        for name, answer in self._servers.items():
            terminalreporter.line(self._line(name, answer()))
        for name in sorted({*self._ran, *self._without} - {"sqlite", *self._servers}):
            terminalreporter.line(f"{name}: {self._tests(name)}")

    def _line(self, name: str, answer: Answer | None) -> str:
        if answer is None:
            return f"{name}: no test wanted it"
        if answer.reason:
            return f"{name} DID NOT RUN ({self._tests(name)}): {answer.reason}"
        return f"{name} {answer.version} from {answer.origin}: {self._tests(name)}"

    def _tests(self, database: str) -> str:
        count = self._ran[database]
        ran = f"{count} test" if count == 1 else f"{count} tests"
        without = self._without[database]
        return f"{ran}, {without} without it" if without else ran
