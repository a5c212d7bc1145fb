"""Settings of answering, from ``ASSISTANT_*`` variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class AssistantSettings(BaseSettings):
    """How questions are answered. Each field is the environment variable ``ASSISTANT_`` + its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", env_ignore_empty=True, extra="ignore", frozen=True)

    # A line here goes when its field is served.
    not_served: ClassVar[Mapping[str, str]] = {
        "chat_model": "a chat model, the offline reader answers; remove it, or leave it empty",
        "deadline_seconds": "a limit of time for an answer; remove it",
    }

    passages: int = Field(default=12, ge=1, le=50, description="Passages that are searched for sentences, best first.")
    question_characters: int = Field(
        default=2000,
        ge=100,
        le=20000,
        description="A longer question is refused: it is a document, not a question.",
    )
