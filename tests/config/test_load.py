from __future__ import annotations

from pathlib import Path

import pytest

from goofer_py.config import Settings, load_settings
from goofer_py.config.key import KEYS, Kind
from goofer_py.errors import ConfigError


def load(folder: Path, environ: dict[str, str] | None = None, **flags: object) -> Settings:
    return load_settings(None, environ or {}, flags, folder)


def write(folder: Path, text: str, name: str = "goofer.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_every_setting_has_its_default(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.directory == Path("migrations")
    assert settings.answers == Path("goofer.answers.toml")
    assert settings.files == ()
    assert settings.on_drop == "ask"
    assert settings.proof is True


def test_every_setting_can_be_written_in_a_file(tmp_path: Path) -> None:
    examples = "".join(f"{key.name} = {key.example}\n" for key in KEYS)
    write(tmp_path, examples)
    settings = load(tmp_path, {"DATABASE_URL": "sqlite:///a.db"})
    assert settings.url == "sqlite:///a.db"
    assert settings.models == ("app.models",)
    assert settings.templates == tmp_path / "sql_templates"
    assert settings.python_path == (tmp_path,)
    assert set(settings.places) == {key.name for key in KEYS}


def test_every_setting_is_a_field_and_the_examples_are_complete() -> None:
    fields = set(Settings.__dataclass_fields__)
    found = {"files", "places", "without_url", "url_folder", "more_directories"}
    found |= {"database", "databases", "other", "tenant", "tenant_folder"}
    assert {key.name for key in KEYS} == fields - found


@pytest.mark.parametrize(
    ("file", "pyproject", "environ", "flag", "expected"),
    [
        ("a", None, None, None, "a"),
        ("a", "b", None, None, "b"),
        (None, "b", None, None, "b"),
        ("a", "b", "c", None, "c"),
        ("a", "b", "c", "d", "d"),
        ("a", None, "", None, "a"),
        (None, None, None, "d", "d"),
    ],
)
def test_later_places_win(
    tmp_path: Path,
    file: str | None,
    pyproject: str | None,
    environ: str | None,
    flag: str | None,
    expected: str,
) -> None:
    if file is not None:
        write(tmp_path, f'environment = "{file}"')
    if pyproject is not None:
        write(tmp_path, f'[tool.goofer]\nenvironment = "{pyproject}"', "pyproject.toml")
    variables = {} if environ is None else {"GOOFER_ENVIRONMENT": environ}
    assert load(tmp_path, variables, environment=flag).environment == expected


def test_paths_start_at_the_file_that_names_them(tmp_path: Path) -> None:
    write(tmp_path, 'directory = "db/migrations"')
    inner = tmp_path / "app" / "inner"
    inner.mkdir(parents=True)
    settings = load(inner)
    assert settings.directory == tmp_path / "db" / "migrations"
    assert settings.answers == tmp_path / "goofer.answers.toml"
    assert settings.python_path == (tmp_path,)


def test_a_file_in_a_url_starts_where_the_url_is_written(tmp_path: Path) -> None:
    write(tmp_path, 'url = "sqlite:///app.db"')
    assert load(tmp_path).url_folder == tmp_path
    assert load(tmp_path, url="sqlite:///b.db").url_folder == Path()
    assert load(tmp_path, {"GOOFER_URL": "sqlite:///b.db"}).url_folder == Path()


def test_paths_of_flags_and_variables_start_at_the_working_directory(tmp_path: Path) -> None:
    write(tmp_path, 'directory = "db/migrations"')
    assert load(tmp_path, directory=Path("mine")).directory == Path("mine")
    assert load(tmp_path, {"GOOFER_DIRECTORY": "mine"}).directory == Path("mine")


def test_a_file_in_the_working_directory_gives_short_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, 'directory = "db"')
    monkeypatch.chdir(tmp_path)
    settings = load_settings(None, {}, {})
    assert settings.files == (Path("goofer.toml"),)
    assert settings.directory == Path("db")


def test_the_search_for_a_file_ends_at_the_top_of_a_repository(tmp_path: Path) -> None:
    write(tmp_path, 'directory = "db"')
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    assert load(repository).files == ()


def test_a_pyproject_without_goofer_is_passed_by_even_when_it_is_broken(tmp_path: Path) -> None:
    write(tmp_path, 'directory = "db"')
    inner = tmp_path / "inner"
    inner.mkdir()
    write(inner, "[project\nname = ", "pyproject.toml")
    assert load(inner).directory == tmp_path / "db"


def test_variables_are_lists_with_commas_and_words_for_flags(tmp_path: Path) -> None:
    settings = load(tmp_path, {"GOOFER_MODELS": "app.models, app.other", "GOOFER_PROOF": "off"})
    assert settings.models == ("app.models", "app.other")
    assert settings.proof is False


def test_a_missing_variable_is_told_when_the_url_is_needed_and_not_before(tmp_path: Path) -> None:
    path = write(tmp_path, '# mine\nurl = "${APP_DB}"')
    settings = load(tmp_path)
    with pytest.raises(ConfigError) as caught:
        _ = settings.required_url
    assert str(caught.value) == (
        f"{path}:2: url needs the environment variable APP_DB, which is not set."
    )
    assert load(tmp_path, url="sqlite://").required_url == "sqlite://"


def test_without_a_url_the_message_says_how_to_name_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        _ = load(tmp_path).required_url
    assert "no goofer.toml here" in str(caught.value)
    assert caught.value.hint == "goofer init"
    path = write(tmp_path, "")
    with pytest.raises(ConfigError, match="No database is named") as caught:
        _ = load(tmp_path).required_url
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("\ndirectroy = 'x'", ":2: there is no setting 'directroy'.", "write directory"),
        ("[models]\na = 1", ":1: models must be a list of texts, not a table.", None),
        ("zzzz = 1", ":1: there is no setting 'zzzz'.", "the settings are url"),
        ("[tool.goofer]\nurl = ''", "there is no setting 'tool'.", "without [tool.goofer]"),
        ("[goofer]\nurl = ''", "there is no setting 'goofer'.", "without [goofer]"),
        ("url = 3", ":1: url must be a text, not the number 3.", 'url = "${DATABASE_URL}"'),
        ("proof = 'yes'", ":1: proof must be true or false, not the text 'yes'.", "proof = true"),
        ("models = 'app'", "must be a list of texts, not the text 'app'.", '["app.models"]'),
        ("models = ['a', 1]", "must be a list of texts, not a list with the number 1 in it", None),
        ("models = ['a', 1]", "models must be a list of texts", 'models = ["app.models"]'),
        ("on_drop = 'lose'", "on_drop must be one of ask, keep, discard, not 'lose'.", None),
        ("directory = '${NOPE}'", "directory needs the environment variable NOPE", "set NOPE"),
        ("url = '${A-b}'", "url: ${A-b} is neither ${VARIABLE} nor", "$${"),
        ("url = '${A'", "url: ${A is never closed by }.", None),
        ("\nurl = ", ":2: this is not TOML: Invalid value.", "mend that line"),
        ("\nurl = x\n", ":2:7: this is not TOML: Invalid value.", None),
        ("url = 2024-01-01", "url must be a text, not 2024-01-01.", None),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_place(
    tmp_path: Path, text: str, message: str, hint: str | None
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load(tmp_path)
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(path))
    if hint is not None:
        assert caught.value.hint is not None
        assert hint in caught.value.hint


def test_a_place_in_pyproject_is_one_below_its_own_table(tmp_path: Path) -> None:
    text = "[tool.other]\nproof = 1\n\n[tool.goofer]\n\nproof = 1\n"
    path = write(tmp_path, text, "pyproject.toml")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path)
    assert str(caught.value).startswith(f"{path}:6: proof must be")


@pytest.mark.parametrize(
    ("variable", "hint"),
    [("GOOFER_DIRECTROY", "set GOOFER_DIRECTORY"), ("GOOFER_MODEL", "set GOOFER_MODELS")],
)
def test_a_misspelled_variable_is_refused(tmp_path: Path, variable: str, hint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, {variable: "x"})
    assert caught.value.hint == hint


@pytest.mark.parametrize("variable", ["GOOFER_PORT", "GOOFER_SERVICE_HOST", "GOOFER_DEBUG"])
def test_a_variable_of_somebody_else_is_let_be(tmp_path: Path, variable: str) -> None:
    assert load(tmp_path, {variable: "x"}).places == {}


def test_a_variable_with_a_wrong_value_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, {"GOOFER_PROOF": "perhaps"})
    assert str(caught.value) == "GOOFER_PROOF: proof must be true or false, not the text 'perhaps'."


def test_a_named_file_is_the_only_one_read(tmp_path: Path) -> None:
    write(tmp_path, 'environment = "near"')
    other = write(tmp_path, 'directory = "there"', "other.toml")
    settings = load_settings(other, {}, {}, tmp_path)
    assert settings.files == (other,)
    assert settings.environment is None
    assert settings.directory == tmp_path / "there"


def test_a_named_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"There is no settings file .*nope\.toml\."):
        load_settings(tmp_path / "nope.toml", {}, {})


def test_a_named_pyproject_must_speak_of_goofer(tmp_path: Path) -> None:
    path = write(tmp_path, "[project]\nname = 'x'", "pyproject.toml")
    with pytest.raises(ConfigError, match=r"has no \[tool\.goofer\]"):
        load_settings(path, {}, {})


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    (tmp_path / "goofer.toml").write_bytes(b"url = '\xff'")
    with pytest.raises(ConfigError, match="is not UTF-8"):
        load(tmp_path)


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "goofer.toml").write_bytes(b"\xef\xbb\xbfenvironment = 'x'")
    assert load(tmp_path).environment == "x"


def test_each_kind_of_setting_is_in_use() -> None:
    assert {key.kind for key in KEYS} == set(Kind)


def test_patterns_are_a_table_of_lists(tmp_path: Path) -> None:
    text = '[tool.goofer.ignore]\ntables = ["tmp_*"]\nviews = []\n'
    pyproject = write(tmp_path, text, "pyproject.toml")
    assert load(tmp_path).ignore == {"tables": ("tmp_*",), "views": ()}
    pyproject.unlink()
    write(tmp_path, '[ignore]\ncolumns = ["users.${PREFIX}*"]\n')
    assert load(tmp_path, {"PREFIX": "old_"}).ignore == {"columns": ("users.old_*",)}
    environ = {"GOOFER_IGNORE": "tables=tmp_*, a.*; views=v"}
    expected = {"tables": ("tmp_*", "a.*"), "views": ("v",)}
    assert load(tmp_path, environ | {"PREFIX": ""}).ignore == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('ignore = ["tmp_*"]', "goofer.toml:1: ignore must be a table of lists of texts"),
        ('[ignore]\ntables = "tmp_*"', "ignore must be a table of lists of texts, not the text"),
        (
            "[ignore]\ntables = [1]",
            "ignore must be a table of lists of texts, not a list with the number 1",
        ),
    ],
)
def test_patterns_of_another_form_are_refused(tmp_path: Path, text: str, message: str) -> None:
    write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load(tmp_path)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ('"one"', ["one"]),
        ('["one"]', ["one"]),
        ('["one", "${TWO:-two}"]', ["one", "two"]),
    ],
)
def test_migrations_are_in_one_folder_or_several(
    tmp_path: Path, written: str, names: list[str]
) -> None:
    write(tmp_path, f"directory = {written}\nrecursive = true")

    settings = load(tmp_path)

    folders = [settings.directory, *settings.more_directories]
    assert folders == [tmp_path / name for name in names]
    assert settings.recursive
    assert load(tmp_path, directory="other").more_directories == ()


@pytest.mark.parametrize("written", ["[]", "7", "[7]", "true"])
def test_a_directory_that_is_none_is_refused(tmp_path: Path, written: str) -> None:
    write(tmp_path, f"directory = {written}")

    with pytest.raises(ConfigError, match="directory must be a path or a list of paths"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "written"),
        ({"APP_ENV": "app"}, "app"),
        ({"APP_ENV": "app", "GOOFER_ENV": "goofer"}, "goofer"),
        ({"GOOFER_ENV": "goofer", "GOOFER_ENVIRONMENT": "whole"}, "whole"),
        ({"APP_ENV": ""}, "written"),
    ],
)
def test_the_environment_has_other_names(
    tmp_path: Path, variables: dict[str, str], expected: str
) -> None:
    write(tmp_path, 'environment = "written"')

    assert load(tmp_path, variables).environment == expected
