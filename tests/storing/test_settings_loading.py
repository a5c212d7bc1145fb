"""Settings: a wrong one is one line with the variable's name, and a secret is never in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from vectorstore import (
    SettingsError,
    VectorstoreSettings,
    environment_names,
    load_settings,
    unknown_settings,
    unreadable_lines,
)


class Sample(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", extra="ignore")

    passages: int = Field(default=3, ge=1, description="How many.")
    api_key: SecretStr | None = Field(default=None, min_length=8, description="A key.")
    server: int = Field(default=1, description="A number.")


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    import os

    for name in list(os.environ):
        if name.startswith(("VECTORSTORE_", "ASSISTANT_", "OPENAI_")):
            monkeypatch.delenv(name)
    return monkeypatch


def test_environment_file_and_overrides_in_rising_order(tmp_path, environment):
    env_file = tmp_path / ".env"
    env_file.write_text("ASSISTANT_PASSAGES=4\nASSISTANT_SERVER=4\nOTHER=1\nOPENAI_API_KEY=sk-from-file\n")
    environment.setenv("ASSISTANT_SERVER", "5")
    loaded = load_settings(Sample, env_file=env_file)
    assert (loaded.passages, loaded.server) == (4, 5)
    assert load_settings(Sample, env_file=env_file, overrides={"assistant_server": 6}).server == 6
    assert load_settings(Sample, env_file=tmp_path / "none", server=7).server == 7
    store = load_settings(VectorstoreSettings, env_file=env_file)
    assert store.openai_api_key is not None
    assert store.openai_api_key.get_secret_value() == "sk-from-file"


def test_one_mapping_serves_several_packages():
    overrides = {"assistant_passages": 2, "vectorstore_path": "talks"}
    assert load_settings(Sample, overrides=overrides).passages == 2
    assert load_settings(VectorstoreSettings, overrides=overrides).path == Path("talks").absolute()
    for wrong in ({"assistant_pasages": 2}, {"passages": 2}, {"vectorstor_path": "x"}):
        with pytest.raises(SettingsError):
            load_settings(Sample, overrides=wrong)
    with pytest.raises(SettingsError, match="passages"):
        load_settings(Sample, pasages=1)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("ASSISTANT_PASSAGES", "many", True),
        ("ASSISTANT_PASSAGES", "0", True),
        ("ASSISTANT_PASSAGES", "x" * 5000, False),
        ("ASSISTANT_API_KEY", "sk-abc", False),
        ("ASSISTANT_SERVER", "https://user:hunter2@host/", False),
        ("ASSISTANT_SERVER", "a\nb", False),
    ],
)
def test_a_wrong_value_is_one_line(environment, name, value, shown):
    environment.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings(Sample)
    line = str(caught.value)
    assert name in line
    assert "\n" not in line
    assert len(line) < 300
    assert (value in line) == shown
    assert "hunter2" not in line
    assert caught.value.__cause__ is None


def test_an_empty_variable_means_the_default(environment):
    environment.setenv("VECTORSTORE_PATH", "")
    environment.setenv("OPENAI_API_KEY", "")
    loaded = load_settings(VectorstoreSettings)
    assert (loaded.path, loaded.openai_api_key) == (Path(".parley").absolute(), None)


def test_an_unreadable_file_is_one_line(tmp_path):
    env_file = tmp_path / ".env"
    env_file.write_bytes(b"ASSISTANT_PASSAGES=\xff\xfe\x00")
    with pytest.raises(SettingsError) as caught:
        load_settings(Sample, env_file=env_file)
    assert str(env_file) in str(caught.value)


def test_misspelt_names_are_reported_wherever_they_stand(tmp_path, environment):
    env_file = tmp_path / ".env"
    env_file.write_text("ASSISTANT_PASAGES=4\nVECTORSTORE_PATH=x\nSOMETHING=1\n")
    environment.setenv("VECTORSTORE_PTH", "y")
    environment.setenv("ASSISTANT_SERVER", "2")
    lines = unknown_settings([VectorstoreSettings, Sample], env_file=env_file)
    assert [line.split()[0] for line in lines] == ["VECTORSTORE_PTH", "ASSISTANT_PASAGES"]
    assert "VECTORSTORE_PATH" in lines[0]
    assert "ASSISTANT_PASSAGES" in lines[1]
    assert unknown_settings([Sample], env_file=tmp_path) == []


def test_every_field_has_a_variable_and_a_description():
    assert environment_names(VectorstoreSettings) == {
        "path": "VECTORSTORE_PATH",
        "embeddings": "VECTORSTORE_EMBEDDINGS",
        "openai_api_key": "OPENAI_API_KEY",
        "openai_base_url": "OPENAI_BASE_URL",
    }
    assert all(field.description for field in VectorstoreSettings.model_fields.values())


@pytest.mark.parametrize(
    ("settings_class", "name", "value"),
    [
        (VectorstoreSettings, "VECTORSTORE_URL", "http://127.0.0.1:8000"),
    ],
)
def test_a_setting_to_come_is_refused_and_never_silently_without_effect(
    tmp_path, environment, settings_class, name, value
):
    env_file = tmp_path / ".env"
    env_file.write_text(f"{name}=\n")
    load_settings(settings_class, env_file=env_file)
    env_file.write_text(f"{name.lower()}={value}\n")
    ways = [lambda: load_settings(settings_class, env_file=env_file)]
    ways += [lambda: load_settings(settings_class, overrides={name.lower(): value})]
    for way in ways:
        with pytest.raises(SettingsError) as caught:
            way()
        assert name in str(caught.value)
        assert "\n" not in str(caught.value)
    environment.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        load_settings(settings_class)
    assert unknown_settings([settings_class]) == []


def test_the_path_is_made_whole_once(environment, tmp_path):
    environment.setenv("HOME", str(tmp_path))
    environment.setenv("USERPROFILE", str(tmp_path))
    environment.chdir(tmp_path)
    for given in ("~/talks", "talks", "./news/../talks", tmp_path / "talks"):
        assert load_settings(VectorstoreSettings, path=given).path == tmp_path / "talks"
    assert load_settings(VectorstoreSettings, path=".").path == tmp_path
    for wrong in ("~no-such-user-here/store", Path(tmp_path.anchor)):
        with pytest.raises(SettingsError, match="VECTORSTORE_PATH"):
            load_settings(VectorstoreSettings, path=wrong)


def test_lines_that_are_no_settings_are_told_once(tmp_path, caplog):
    env_file = tmp_path / ".env"
    env_file.write_text("VECTORSTORE_PATH=talks\nmy key = = x y\nASSISTANT_PASSAGES=4\n'open\n")
    assert load_settings(VectorstoreSettings, env_file=env_file).path.name == "talks"
    assert load_settings(Sample, env_file=env_file).passages == 4
    assert unknown_settings([Sample], env_file=env_file) == []
    assert not caplog.records
    (line,) = unreadable_lines(env_file)
    assert str(env_file) in line
    assert {"2", "4"} <= set(line.replace(",", " ").split())
    env_file.write_text("# a comment\n\nexport ASSISTANT_PASSAGES=4\n")
    assert unreadable_lines(env_file) == unreadable_lines(tmp_path / "none") == unreadable_lines(None) == []


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path):
    env_file = tmp_path / ".env"
    env_file.write_bytes(b"\xef\xbb\xbfASSISTANT_PASSAGES=4\n")
    assert load_settings(Sample, env_file=env_file).passages == 4
