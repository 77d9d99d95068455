from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from goofer_py.cli.history_pictures import history_mermaid, history_svg
from tests.cli.conftest import Goofer, Program
from tests.cli.test_history_graph import ran
from tests.diagram.pictures import HOSTILE

SVG = "{http://www.w3.org/2000/svg}"
HISTORIES = {
    "one": [ran("1", "20 09:00:00"), ran("2", "21 10:00:00", way="down", run=2, took=2.0)],
    "two": [ran("1", "21 10:00:00", run=1), ran("2", "21 11:00:00", run=2, took=None)],
}
# As Mermaid's own grammar has it: colons end things, and a number sign begins a comment.
PERIOD = re.compile(r"        [^#:;\n]+( : [^#:;\n]+)+")


def test_an_svg_has_a_lane_for_each_database_and_a_sign_for_each_record() -> None:
    root = ET.fromstring(history_svg(HISTORIES))
    texts = ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]
    assert texts[:4] == ["one", "two", "2026-11-20 (UTC)", "09:00:00"]
    assert {"2_a", "reverted", "up failed", "jo@pc", "2.0 s", "no such table"} <= {*texts}
    lanes = [one for one in root.iter(f"{SVG}path") if one.get("class") == "lane"]
    signs = [one.get("class") for one in root.iter(f"{SVG}circle")]
    assert len(lanes) == 2
    assert signs == ["sign up", "sign down", "sign up"]
    assert len([one for one in root.iter(f"{SVG}path") if one.get("class") == "sign failed"]) == 1
    widths = [float(one.get("width", "")) for one in root.iter(f"{SVG}rect")][1:]
    assert widths == [30.0, 120.0, 30.0]


def test_a_timeline_has_a_section_for_each_day() -> None:
    assert history_mermaid(HISTORIES) == (
        "timeline\n"
        "    section 2026-11-20 (UTC)\n"
        "        09\u223600\u223600 : one applied 1_a (500 ms) by jo@pc\n"
        "    section 2026-11-21 (UTC)\n"
        "        10\u223600\u223600 : one reverted 2_a (2.0 s) by jo@pc"
        " : two applied 1_a (500 ms) by jo@pc\n"
        "        11\u223600\u223600 : two up failed 2_a by jo@pc\n"
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_break_neither(name: str) -> None:
    histories = {name: [ran("1", "20 09:00:00", of=name)], "two": [ran("1", "20 10:00:00")]}
    root = ET.fromstring(history_svg(histories))
    assert not list(root.iter(f"{SVG}script"))
    assert not list(root.iter(f"{SVG}image"))
    for line in history_mermaid(histories).splitlines()[2:]:
        assert PERIOD.fullmatch(line), line


def test_graphs_are_written_by_the_name_of_the_file(
    goofer: Goofer, sqlite_program: Program
) -> None:
    sqlite_program.has(v1_a="CREATE TABLE a (x int); ---- DROP TABLE a;")
    assert goofer("migrate").code == 0
    for name, start in (("h.svg", "<svg "), ("h.mmd", "timeline"), ("h.txt", "")):
        assert goofer("history", "--graph", "-o", name).stdout == f"Wrote {name}\n"
        text = (sqlite_program.folder / name).read_text(encoding="utf-8")
        assert text.startswith(start)
        assert "1_a" in text
    assert goofer("history", "--graph", "--format", "svg").stdout.startswith("<svg ")
    refused = goofer("history", "--format", "svg")
    assert (refused.code, "add --graph" in refused.stderr) == (2, True)
    nowhere = goofer("history", "--graph", "-o", "none/h.svg")
    assert (nowhere.code, "cannot be written" in nowhere.stderr) == (1, True)
