"""Settings of the store, and how every package reads its settings."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableSettings

from vectorstore.env_file import ENCODING, unreadable, values_in, without_parser_warnings
from vectorstore.errors import SettingsError

# The prefixes of all packages. Overrides of one package pass through the others' settings unread.
PREFIXES = ("VECTORSTORE_", "INGEST_", "ASSISTANT_")

# Settings that several packages read under their usual names.
_SHARED = ("openai_api_key", "openai_base_url")
_SECRET = re.compile(r"key|token|secret|password", re.IGNORECASE)
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]*@")
_LONGEST_VALUE = 60

S = TypeVar("S", bound=BaseSettings)


class VectorstoreSettings(BaseSettings):
    """Where the store is and what makes its vectors.

    Each field is the environment variable ``VECTORSTORE_`` + its name in capitals, except the two of OpenAI,
    which keep their usual names.
    """

    model_config = SettingsConfigDict(
        env_prefix="VECTORSTORE_",
        # `VECTORSTORE_PATH=` means the default, not the folder that one happens to stand in.
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        validate_by_name=True,
        validate_by_alias=True,
    )

    not_served: ClassVar[Mapping[str, str]] = {
        "url": "a store on a Chroma server; remove it and name a folder in VECTORSTORE_PATH",
    }
    """Settings to come, each with what it would mean: to set one is an error, never silently without effect."""

    path: Path = Field(default=Path(".parley"), validate_default=True, description="Folder of the embedded store.")
    embeddings: str = Field(
        default="embedded",
        min_length=1,
        description="What makes the vectors: 'embedded', 'openai:MODEL', or a folder with model.onnx and"
        " tokenizer.json.",
    )
    openai_api_key: SecretStr | None = Field(
        default=None, validation_alias="OPENAI_API_KEY", description="Key for 'openai:MODEL'."
    )
    openai_base_url: str | None = Field(
        default=None,
        validation_alias="OPENAI_BASE_URL",
        repr=False,  # it may hold a login
        description="Address of an OpenAI-compatible server.",
    )

    @field_validator("path")
    @classmethod
    def _whole(cls, path: Path) -> Path:
        """Make the path whole once, so that everything that lies beside the store is found beside it."""
        try:
            whole = Path(os.path.abspath(path.expanduser()))
        except RuntimeError as error:  # "~somebody" without such a user
            raise ValueError(str(error)) from None
        if not whole.name:
            raise ValueError("the root of a disk is no folder for a store")
        return whole


def load_settings(
    settings_class: type[S],
    *,
    env_file: str | Path | None = None,
    overrides: Mapping[str, Any] | None = None,
    **fields: Any,
) -> S:
    """Return the settings of one package from the environment and ``env_file``.

    Args:
        settings_class: the package's settings.
        env_file: a file of ``NAME=value`` lines, read if it exists; ``None`` reads none.
        overrides: values that win, by variable name in lower case (``vectorstore_path``). One mapping may
            serve several packages: names of another package are left to it.
        fields: values that win, by field name (``path``).

    Raises:
        SettingsError: if a value cannot be used, a name is no setting, or the file cannot be read. One line.
    """
    _check_served(settings_class, {**_given(env_file), **(overrides or {})})
    values = {**_own(settings_class, overrides or {}), **fields}
    for name in fields.keys() - settings_class.model_fields.keys():
        raise SettingsError(_unknown(name, settings_class.model_fields))
    try:
        with without_parser_warnings():
            return settings_class(_env_file=env_file, _env_file_encoding=ENCODING, **values)
    except ValidationError as error:
        trouble = _explained(settings_class, error, env_file)
    except UnreadableSettings as error:
        trouble = f"A setting cannot be read: {error}. Write it as JSON."
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(env_file, error) from error
    # Outside the block above, so that it is no cause and no context: pydantic's text repeats the raw values, which may
    # be secrets.
    raise SettingsError(trouble)


def environment_names(settings_class: type[BaseSettings]) -> dict[str, str]:
    """Return the environment variable of each field."""
    prefix = settings_class.model_config.get("env_prefix", "")
    return {
        name: field.validation_alias if isinstance(field.validation_alias, str) else f"{prefix}{name}".upper()
        for name, field in settings_class.model_fields.items()
    }


def unknown_settings(
    settings_classes: Sequence[type[BaseSettings]], *, env_file: str | Path | None = None
) -> list[str]:
    """Return a line for each variable that looks like a setting of these classes and is none, e.g. misspelt.

    The environment and ``env_file`` are searched for names that begin with a class's prefix.

    Raises:
        SettingsError: if the file cannot be read.
    """
    found = _given(env_file)
    lines = []
    for settings_class in settings_classes:
        prefix = _prefix(settings_class)
        known = list(environment_names(settings_class).values())
        told = {*known, *_not_served(settings_class)}
        strangers = {name for name in found if prefix and name.upper().startswith(prefix) and name.upper() not in told}
        lines += [_unknown(name, known) for name in sorted(strangers)]
    return lines


def _given(env_file: str | Path | None) -> dict[str, str | None]:
    return {**values_in(env_file), **os.environ}


def _prefix(settings_class: type[BaseSettings]) -> str:
    return str(settings_class.model_config.get("env_prefix", "")).upper()


def _not_served(settings_class: type[BaseSettings]) -> dict[str, str]:
    """Return the variables that a class knows of and does not serve yet, each with what it would mean."""
    meanings: Mapping[str, str] = getattr(settings_class, "not_served", {})
    return {f"{_prefix(settings_class)}{name}".upper(): meaning for name, meaning in meanings.items()}


def _check_served(settings_class: type[BaseSettings], given: Mapping[str, object]) -> None:
    present = {name.upper() for name, value in given.items() if value not in (None, "")}
    for variable, meaning in _not_served(settings_class).items():
        if variable in present:
            raise SettingsError(f"{variable} cannot be used yet: this version does not have {meaning}.")


def _own(settings_class: type[BaseSettings], overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Return the overrides that belong to ``settings_class`` by field name."""
    names = {variable.lower(): field for field, variable in environment_names(settings_class).items()}
    others = tuple(item.lower() for item in PREFIXES if item != _prefix(settings_class))
    own = {}
    for name, value in overrides.items():
        if name in names:
            own[names[name]] = value
        elif not (name.startswith(others) or name in _SHARED):
            raise SettingsError(_unknown(name, names))
    return own


def _unknown(name: str, known: Sequence[str] | Mapping[str, Any]) -> str:
    close = difflib.get_close_matches(name.casefold(), [item.casefold() for item in known], n=1)
    near = next((item for item in known if close and item.casefold() == close[0]), None)
    cure = f"did you mean {near}?" if near else f"the settings are {', '.join(known)}."
    return f"{name} is not a setting: {cure}"


def _explained(settings_class: type[BaseSettings], error: ValidationError, env_file: str | Path | None) -> str:
    variables = environment_names(settings_class)
    parts = []
    for item in error.errors(include_url=False, include_context=False):
        # The location starts with the field's name or, where it has one, with its alias.
        place = str(item["loc"][0]) if item["loc"] else settings_class.__name__
        variable = variables.get(place, place)
        parts.append(f"{variable}{_shown(variable, item['input'])} cannot be used: {item['msg']}")
    where = "in the environment" if env_file is None else f"in the environment or {env_file}"
    return " ".join("; ".join(parts).split()) + f". Correct it {where}."


def _shown(variable: str, value: Any) -> str:
    """Return the value for a message, or nothing where it may be a secret."""
    if _SECRET.search(variable):
        return ""
    text = _CREDENTIALS.sub("***@", str(value))
    return f"={text[:_LONGEST_VALUE]!r}" + ("..." if len(text) > _LONGEST_VALUE else "")
