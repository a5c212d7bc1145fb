"""Settings: a wrong one is one line with the variable's name, and a secret is never in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from vectorstore import SettingsError, VectorstoreSettings, environment_names, load_settings, unknown_settings


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
    assert load_settings(VectorstoreSettings, overrides=overrides).path == Path("talks")
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
    assert (loaded.path, loaded.openai_api_key) == (Path(".parley"), None)


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
