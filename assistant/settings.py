"""Settings of answering, from ``ASSISTANT_*`` variables."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class AssistantSettings(BaseSettings):
    """How questions are answered. Each field is the environment variable ``ASSISTANT_`` + its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", extra="ignore", frozen=True)

    passages: int = Field(default=12, ge=1, le=50, description="Passages that are searched for sentences, best first.")
    question_characters: int = Field(
        default=2000,
        ge=100,
        le=20000,
        description="A longer question is refused: it is a document, not a question.",
    )
