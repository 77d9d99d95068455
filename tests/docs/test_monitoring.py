"""What the page on monitoring shows: its examples run, and its metrics and labels are there."""

from __future__ import annotations

import json
import logging
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from goofer_py.errors import MigrationFailed
from goofer_py.observe.metrics import Metrics
from tests.migrate.conftest import Folder
from tests.observe.test_metrics import samples

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "monitoring"
TEST = Path(__file__).with_name("alerts_test.yml")
PAGE = ROOT / "docs" / "monitoring.md"
SUFFIXES = {
    "counter": ("_total",),
    "histogram": ("_bucket", "_sum", "_count"),
    "info": ("_info",),
    "gauge": ("",),
}
FUNCTIONS = {"changes", "histogram_quantile", "increase", "label_values", "rate", "time"}
FUNCTIONS |= {"max", "min", "sum"}
WORDS = {"by", "on", "or", "and", "unless", "le"}


def blocks(kind: str) -> list[str]:
    """Return what the first section of the page shows in one language."""
    section = PAGE.read_text(encoding="utf-8").partition("## In a program")[2].partition("\n## ")[0]
    return re.findall(rf"```{kind}\n(.*?)```", section, re.DOTALL)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Give the migrations that the examples of the page run."""
    monkeypatch.chdir(tmp_path)
    folder = Folder(tmp_path / "migrations")
    folder.table("1", "customers")
    folder.table("2", "orders")
    return folder


def test_three_lines_record_what_became_of_each_migration(shop: Folder) -> None:
    code = blocks("python")[0]
    imports, _, three = code.partition("\n\n")
    assert all(line.startswith("from ") for line in imports.splitlines())
    assert len(three.splitlines()) == 3

    known: dict[str, Any] = {}
    exec(code, known)
    found = samples(known["metrics"].exposition())
    for version in ("1", "2"):
        assert found["goofer_migrations_applied_total", "up", version] == 1
    shop.add("3_bad", "SELEC;")
    with pytest.raises(MigrationFailed):
        exec(code, known)
    assert samples(known["metrics"].exposition())["goofer_migrations_failed_total", "up", "3"] == 1


@pytest.mark.usefixtures("shop")
def test_the_journal_writes_what_the_page_shows(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO, logger="goofer")
    known: dict[str, Any] = {"Metrics": Metrics}
    for code in blocks("python")[1:]:
        exec(code, known)
    said = [f"{one.levelname} {one.getMessage()}" for one in caplog.records]
    lines = [*said, *capsys.readouterr().out.splitlines()]
    seconds = re.compile(r"\d+\.\d{3} s")
    assert seconds.sub("", blocks("text")[0]).splitlines() == [seconds.sub("", x) for x in lines]
    assert callable(known["observer"])


def labels_by_metric() -> dict[str, set[str]]:
    """Return the labels of each series that there can be, by its name."""
    found: dict[str, set[str]] = {}
    metrics = Metrics()
    for collector in metrics.registry._collector_to_names:
        (family,) = collector.collect()
        metric = getattr(collector, "_metric", collector)
        own = set(getattr(metric, "_labelnames", ())) or set(getattr(metric, "labels", ()))
        for suffix in SUFFIXES[family.type]:
            more = {"le"} if suffix == "_bucket" else {"version"} if suffix == "_info" else set()
            found[f"{family.name}{suffix}"] = own | more
    return found


def rules() -> list[dict[str, Any]]:
    document = yaml.safe_load((FOLDER / "alerts.yml").read_text())
    return [rule for group in document["groups"] for rule in group["rules"]]


def dashboard() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "dashboard.json").read_text())
    return found


def expressions() -> Iterator[tuple[str, str]]:
    """Yield what each alert and panel asks, by its name."""
    for rule in rules():
        yield rule["alert"], rule["expr"]
    shown = dashboard()
    for panel in shown["panels"]:
        for target in panel["targets"]:
            yield f"{panel['title']} {target['refId']}", target["expr"]
    for one in shown["templating"]["list"][1:]:
        yield one["name"], one["query"]["query"]
    for one in shown["annotations"]["list"]:
        yield one["name"], one["expr"]


CASES = [pytest.param(expression, id=name) for name, expression in expressions()]


@pytest.mark.parametrize("expression", CASES)
def test_what_is_asked_for_is_there(expression: str) -> None:
    known = labels_by_metric()
    plain = re.sub(r'"[^"]*"', "", expression)
    words = set(re.findall(r"(?<![$\d.])\b[a-z_]+\b", re.sub(r"\[[^]]*\]", "", plain)))
    asked = words & {word for word in words if word.startswith("goofer_")}

    assert asked
    assert asked <= known.keys()
    labels = set[str]().union(*(known[name] for name in asked))
    assert words - asked - FUNCTIONS - WORDS <= labels
    for opening, closing in ("()", "[]", "{}"):
        assert plain.count(opening) == plain.count(closing)


def test_legends_name_labels_that_there_are() -> None:
    known = labels_by_metric()
    every = set[str]().union(*known.values())
    for panel in dashboard()["panels"]:
        for target in panel["targets"]:
            assert set(re.findall(r"{{(\w+)}}", target["legendFormat"])) <= every, target


def test_each_alert_says_what_to_do() -> None:
    for rule in rules():
        assert rule["labels"]["severity"] in ("critical", "warning", "info")
        assert "{{ $labels.database }}" in rule["annotations"]["summary"]
        assert rule["annotations"]["action"]


def test_panels_do_not_overlap_and_have_ids_of_their_own() -> None:
    panels = dashboard()["panels"]
    cells: set[tuple[int, int]] = set()
    for panel in panels:
        at = panel["gridPos"]
        own = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert not own & cells, panel["title"]
        assert max(x for x, _ in own) < 24
        cells |= own
    assert len({panel["id"] for panel in panels}) == len(panels)


def test_the_page_tells_of_every_metric_and_every_alert() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name in labels_by_metric():
        base = re.sub(r"_(bucket|sum|count)$", "", name)
        assert f"`{base}`" in page, base
    for rule in rules():
        assert f"`{rule['alert']}`" in page, rule["alert"]


def test_promtool_reads_and_fires_them_where_it_is_installed(tmp_path: Path) -> None:
    alerts = (FOLDER / "alerts.yml").read_text()
    (tmp_path / "alerts.yml").write_text(alerts)
    (tmp_path / "alerts_test.yml").write_text(TEST.read_text())
    panels = [
        {"record": f"panel:{number}", "expr": target["expr"].replace("$__rate_interval", "5m")}
        for panel in dashboard()["panels"]
        for number, target in enumerate(panel["targets"])
    ]
    document = {"groups": [{"name": "panels", "rules": panels}]}
    (tmp_path / "panels.yml").write_text(yaml.safe_dump(document))
    fired = {
        one["alertname"] for one in yaml.safe_load(TEST.read_text())["tests"][0]["alert_rule_test"]
    }
    assert fired <= {rule["alert"] for rule in rules()}

    if promtool := shutil.which("promtool"):
        for command in (("check", "rules", "panels.yml"), ("test", "rules", "alerts_test.yml")):
            done = subprocess.run(
                [promtool, *command], cwd=tmp_path, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stdout + done.stderr
