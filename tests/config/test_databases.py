from __future__ import annotations

from pathlib import Path

import pytest

from goofer_py.config import Settings, load_all_settings, load_settings
from goofer_py.errors import ConfigError

TWO = """\
directory = "shared"
models = ["app.models"]

[databases.core]
url = "${CORE_URL}"

[databases.kyc]
url = "sqlite:///kyc.db"
directory = ["kyc", "more"]
models = ["app.kyc"]
history_table = "kyc_history"
history_schema = "ops"
environments = ["staging", "production"]
"""


def write(folder: Path, text: str, name: str = "goofer.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def load(
    folder: Path, name: str | None = None, environ: dict[str, str] | None = None, **flags: object
) -> Settings:
    return load_settings(None, environ or {}, flags, folder, name)


def refused(folder: Path, name: str | None = None) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load(folder, name)
    return caught.value


def test_what_stands_at_the_top_holds_for_a_database_that_does_not_say_it(tmp_path: Path) -> None:
    write(tmp_path, TWO)
    core = load(tmp_path, "core", {"CORE_URL": "sqlite:///core.db"})
    assert (core.database, core.databases) == ("core", ("core", "kyc"))
    assert core.url == "sqlite:///core.db"
    assert core.directory == tmp_path / "shared"
    assert core.models == ("app.models",)
    assert core.history == "goofer_history"


def test_the_table_of_a_database_wins_over_the_top(tmp_path: Path) -> None:
    write(tmp_path, TWO)
    kyc = load(tmp_path, "kyc")
    assert kyc.directory == tmp_path / "kyc"
    assert kyc.more_directories == (tmp_path / "more",)
    assert kyc.models == ("app.kyc",)
    assert kyc.history == '"ops".kyc_history'


def test_variables_speak_of_all_databases_and_options_of_the_one_that_is_meant(
    tmp_path: Path,
) -> None:
    write(tmp_path, TWO)
    environ = {"GOOFER_URL": "sqlite:///v.db", "GOOFER_ON_DROP": "keep", "CORE_URL": "sqlite://"}
    kyc = load(tmp_path, "kyc", environ)
    assert (kyc.url, kyc.on_drop) == ("sqlite:///kyc.db", "keep")
    assert load(tmp_path, "kyc", environ, url="sqlite:///o.db").url == "sqlite:///o.db"


def test_the_only_database_needs_no_name(tmp_path: Path) -> None:
    write(tmp_path, '[databases.main]\nurl = "sqlite:///a.db"')
    settings = load(tmp_path)
    assert (settings.database, settings.url) == ("main", "sqlite:///a.db")


def test_a_pyproject_says_more_of_the_same_databases(tmp_path: Path) -> None:
    write(tmp_path, '[databases.a]\nurl = "sqlite:///a.db"\non_drop = "keep"\n[databases.b]\n')
    more = '[tool.goofer.databases.a]\non_drop = "discard"\n[tool.goofer.databases.c]\n'
    write(tmp_path, more, "pyproject.toml")
    settings = load(tmp_path, "a")
    assert settings.databases == ("a", "b", "c")
    assert (settings.url, settings.on_drop) == ("sqlite:///a.db", "discard")


def test_several_databases_and_no_name_is_an_error_that_names_them(tmp_path: Path) -> None:
    path = write(tmp_path, TWO)
    error = refused(tmp_path)
    assert str(error) == f"{path} has several databases: core, kyc. Nothing was done."
    assert error.hint == "--db core, or --db all where a command takes it"


@pytest.mark.parametrize(
    ("name", "text", "message", "hint"),
    [
        ("cor", TWO, "has no database 'cor'. It has core, kyc.", "--db core"),
        ("zzz", TWO, "has no database 'zzz'. It has core, kyc.", "--db core"),
        ("all", TWO, "This is done for one database at a time; there are core, kyc.", "--db core"),
        ("core", "proof = true", "names no databases, so there is no --db core.", "[databases."),
        ("a", "\n[databases.a]\nurll = ''", ":3: there is no setting 'urll'.", "write url"),
        ("a", "[databases.a]\nproof = 1", ":2: proof must be true or false", "proof = true"),
        (None, "\n[databases.all]\nurl = ''", ":2: a database cannot be called 'all'.", "letters"),
        (None, "[databases.'a b']\nurl = ''", "a database cannot be called 'a b'.", "letters"),
        (None, "databases = 'core'", ":1: databases must be tables.", "write [databases.NAME]"),
        (None, "\n[databases]\ncore = 'x'", ":3: databases.core must be a table of", "[databases."),
        (None, "[databases.a.databases.b]", "there is no setting 'databases'.", "the settings"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    tmp_path: Path, name: str | None, text: str, message: str, hint: str
) -> None:
    write(tmp_path, text)
    error = refused(tmp_path, name)
    assert message in str(error)
    assert error.hint is not None
    assert hint in error.hint


def test_a_place_in_pyproject_is_one_below_the_database(tmp_path: Path) -> None:
    text = "[tool.goofer.databases.a]\n\n[tool.goofer.databases.b]\n\nproof = 1\n"
    path = write(tmp_path, text, "pyproject.toml")
    assert str(refused(tmp_path, "b")).startswith(f"{path}:5: proof must be")


def test_all_databases_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    write(tmp_path, TWO)
    found = load_all_settings(None, {"CORE_URL": "sqlite://"}, {}, tmp_path)
    assert [one.database for one in found] == ["core", "kyc"]
    assert found[1].directory == tmp_path / "kyc"


def test_all_databases_of_a_file_that_names_none_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, 'url = "sqlite:///a.db"')
    with pytest.raises(ConfigError, match="names no databases, so there is no --db all"):
        load_all_settings(None, {}, {}, tmp_path)


def test_two_databases_with_one_history_are_refused(tmp_path: Path) -> None:
    same = 'url = "sqlite:///a.db"\n[databases.a]\n[databases.b]\n'
    path = write(tmp_path, same)
    with pytest.raises(ConfigError) as caught:
        load_all_settings(None, {}, {}, tmp_path)
    assert f"{path}:1: a and b are one database with one history" in str(caught.value)
    assert caught.value.hint == 'history_table = "b_history"'
    write(tmp_path, same + 'history_table = "b_history"')
    assert len(load_all_settings(None, {}, {}, tmp_path)) == 2


@pytest.mark.parametrize(("environment", "there"), [("production", True), ("dev", False)])
def test_a_database_is_there_in_its_environments_alone(
    tmp_path: Path, environment: str, there: bool
) -> None:
    write(tmp_path, TWO)
    kyc = load(tmp_path, "kyc", {"GOOFER_ENV": environment})
    assert bool(kyc.absent) is not there
    if there:
        assert kyc.required_url == "sqlite:///kyc.db"
        return
    with pytest.raises(ConfigError) as caught:
        _ = kyc.required_url
    assert str(caught.value) == (
        "kyc is there in staging and production, and this is dev. Nothing was changed."
    )
    assert caught.value.hint == "--env staging"


def test_a_database_without_a_url_is_named_when_it_is_needed(tmp_path: Path) -> None:
    path = write(tmp_path, "[databases.a]\nproof = true\n[databases.b]\n")
    with pytest.raises(ConfigError, match="there is no url in") as caught:
        _ = load(tmp_path, "a").required_url
    assert f"[databases.a] of {path}" in str(caught.value)
