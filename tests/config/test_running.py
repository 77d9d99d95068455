"""What the settings say of how runs go: locks, limits and hooks."""

from __future__ import annotations

from pathlib import Path

import pytest

from goofer_py.config import Settings, load_settings
from goofer_py.config.running import hooks_of, patience_of
from goofer_py.errors import ConfigError
from goofer_py.migrate.hooks import Hooks
from goofer_py.migrate.patience import Patience
from goofer_py.project import Project


def loaded(tmp_path: Path, text: str, **environ: str) -> Settings:
    file = tmp_path / "goofer.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file, environ, {})


@pytest.mark.parametrize(
    ("text", "patience"),
    [
        ("", Patience(None, None, 0)),
        ("lock_timeout = 2", Patience(None, 2, 5)),
        ("lock_timeout = 0.5\nlock_retries = 0", Patience(None, 0.5, 0)),
        ("lock_retries = 3", Patience(None, None, 3)),
        ("statement_timeout = 30", Patience(30, None, 0)),
    ],
)
def test_locks_are_tried_for_again_where_they_are_not_waited_for(
    tmp_path: Path, text: str, patience: Patience
) -> None:
    assert patience_of(loaded(tmp_path, text)) == patience


def test_a_variable_sets_how_often(tmp_path: Path) -> None:
    found = loaded(tmp_path, "", GOOFER_LOCK_RETRIES="7", GOOFER_LOCK_TIMEOUT="1.5")
    assert patience_of(found) == Patience(None, 1.5, 7)


@pytest.mark.parametrize("given", ["-1", "1.5", '"often"', "true"])
def test_how_often_is_a_whole_number(tmp_path: Path, given: str) -> None:
    with pytest.raises(ConfigError, match="lock_retries must be a whole number from zero on"):
        loaded(tmp_path, f"lock_retries = {given}")


def test_what_a_call_says_comes_before_the_settings(tmp_path: Path) -> None:
    project = Project(loaded(tmp_path, "lock_timeout = 2\nstatement_timeout = 9"))
    limited = project.limited(None, 4, 1)
    assert patience_of(limited.settings) == Patience(9, 4, 1)
    assert project.limited(None, None, None) is project


def test_hooks_start_in_the_folder_of_the_settings(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        '[hooks]\nbefore_run = ["a.sql", "echo ${NOT_SET} $HOME, or so"]\nafter_run = "b:c"\n',
    )
    hooks = hooks_of(settings)
    assert hooks == Hooks(
        before_run=("a.sql", "echo ${NOT_SET} $HOME, or so"),
        after_run=("b:c",),
        folder=tmp_path,
        python_path=(tmp_path,),
    )
    assert hooks_of(loaded(tmp_path, "")) is None


@pytest.mark.parametrize("given", ['"echo"', "{ before_run = [1] }", "{ before_run = 1 }", "[]"])
def test_hooks_are_lists_of_commands(tmp_path: Path, given: str) -> None:
    with pytest.raises(ConfigError, match="hooks must be a table of lists of commands"):
        loaded(tmp_path, f"hooks = {given}")
