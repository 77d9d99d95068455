"""What the settings say of hazards: the names that are wanted, and whose the tables are."""

from __future__ import annotations

from pathlib import Path

import pytest

from goofer_py.config import Settings, load_settings
from goofer_py.config.linting import facts_of, hazard_options
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


PER_PATH = '[lint.per_path]\n"migrations/legacy/*" = ["PG101", "ban-drop-column"]\n'


def test_a_path_has_rules_of_which_it_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "app").mkdir()
    for here, up in ((tmp_path, ""), (tmp_path / "app", "../")):
        monkeypatch.chdir(here)
        paths = facts_of(loaded(tmp_path, PER_PATH), "postgresql").paths

        assert paths.ignored(f"{up}migrations/legacy/1_users.up.sql") == {"PG101", "DS103"}
        assert paths.ignored(str(tmp_path / "migrations/legacy/1.up.sql")) == {"PG101", "DS103"}
        assert paths.ignored(f"{up}migrations/2_users.up.sql") == frozenset()


@pytest.mark.parametrize(
    ("pattern", "asked"),
    [("migrations/*", False), ("*.up.sql", False), ("migrations/1_*", True), ("legacy/*", True)],
)
def test_a_new_migration_is_in_its_folder(tmp_path: Path, pattern: str, asked: bool) -> None:
    settings = loaded(tmp_path, f'[lint.per_path]\n"{pattern}" = ["PG101"]\n')
    rules = {one.rule.id for one in hazard_options(settings, "postgresql").rules}
    assert ("PG101" in rules) is asked


@pytest.mark.parametrize("key", ["ignore = ['PG9']", "per_path = { '*' = ['PG9'] }"])
def test_a_rule_that_there_is_not_cannot_be_left_out(tmp_path: Path, key: str) -> None:
    with pytest.raises(ConfigError, match=r"goofer\.toml:2: there is no rule 'PG9'"):
        hazard_options(loaded(tmp_path, f"[lint]\n{key}\n"), "postgresql")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "[lint]\nfail_on = 'loud'\n",
            "goofer.toml:2: [lint] fail_on must be one of never, info, warning, error, not 'loud'.",
            None,
        ),
        (
            "[lint]\nfail_on = 1\n",
            "goofer.toml:2: [lint] fail_on must be a text, not the number 1.",
            'fail_on = "error"',
        ),
        (
            "[watch]\nevery = 'often'\n",
            "goofer.toml:2: [watch] every must be a number above zero, not the text 'often'.",
            "every = 10",
        ),
        (
            "lint_fail_on = 1\n",
            "goofer.toml:1: lint_fail_on must be a text, not the number 1.",
            'lint_fail_on = "error"',
        ),
        (
            "[lint]\ntarget_version = '${}'\n",
            "goofer.toml:2: [lint] target_version: ",
            "write $${ for a plain ${",
        ),
    ],
)
def test_a_bad_value_is_told_by_the_name_that_the_file_has(
    tmp_path: Path, text: str, message: str, hint: str | None
) -> None:
    with pytest.raises(ConfigError) as wrong:
        loaded(tmp_path, text)
    assert message in wrong.value.message
    assert wrong.value.hint == hint
