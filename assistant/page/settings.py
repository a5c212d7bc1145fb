"""Settings of the page, from ``PARLEY_UI_*`` variables."""

from __future__ import annotations

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class PageSettings(BaseSettings):
    """Who may see the page. Each field is the environment variable ``PARLEY_UI_`` + its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="PARLEY_UI_", env_ignore_empty=True, extra="ignore", frozen=True)

    # A secret in type, so that neither an error nor a log can show it.
    auth: SecretStr | None = Field(
        default=None,
        description="The login of the page, USER:PASSWORD; --auth wins. On a command line, other users of the machine"
        " can read it.",
    )
