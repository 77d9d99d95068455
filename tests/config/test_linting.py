"""What the settings say of hazards: the names that are wanted, and whose the tables are."""

from __future__ import annotations

from pathlib import Path

import pytest

from goofer_py.config import Settings, load_settings
from goofer_py.config.linting import facts_of
from goofer_py.errors import ConfigError


def loaded(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / "goofer.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file, {}, {})


def test_names_and_owned_tables_are_patterns(tmp_path: Path) -> None:
    text = "[lint]\nnames = { tables = ['[a-z_]+s$'], checks = ['ck_.*'] }\nowned = ['shop.*']\n"
    facts = facts_of(loaded(tmp_path, text), "postgresql")
    assert facts.names == {"tables": ("[a-z_]+s$",), "checks": ("ck_.*",)}
    assert facts.owned == ("shop.*",)


def test_without_patterns_any_name_will_do(tmp_path: Path) -> None:
    facts = facts_of(loaded(tmp_path, ""), "postgresql")
    assert (facts.names, facts.owned) == ({}, ())


@pytest.mark.parametrize(
    ("names", "message", "hint"),
    [
        ("{ table = ['a'] }", "there is no kind 'table'", "schemas, tables, columns"),
        ("{ tables = ['[a-z'] }", "'[a-z' is no regular expression", "names = { tables ="),
    ],
)
def test_patterns_that_nobody_can_match_are_refused(
    tmp_path: Path, names: str, message: str, hint: str
) -> None:
    settings = loaded(tmp_path, f"[lint]\nnames = {names}\n")
    with pytest.raises(ConfigError) as wrong:
        facts_of(settings, "postgresql")
    assert message in wrong.value.message
    assert "goofer.toml" in wrong.value.message
    assert hint in (wrong.value.hint or "")
