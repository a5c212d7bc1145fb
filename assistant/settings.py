"""Settings of answering, from ``ASSISTANT_*`` variables."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

# A price that is no number, or below nothing, would pass every limit.
Price = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class AssistantSettings(BaseSettings):
    """How questions are answered.

    Each field is the environment variable ``ASSISTANT_`` + its name in capitals, except the two of OpenAI, which
    keep their usual names.
    """

    model_config = SettingsConfigDict(
        env_prefix="ASSISTANT_", extra="ignore", frozen=True, validate_by_name=True, validate_by_alias=True
    )

    passages: int = Field(default=12, ge=1, le=50, description="Passages that are searched for sentences, best first.")
    question_characters: int = Field(
        default=2000,
        ge=100,
        le=20000,
        description="A longer question is refused: it is a document, not a question.",
    )
    chat_model: str | None = Field(
        default=None,
        description="Who answers: provider:MODEL; empty for the offline reader; not set: OpenAI if there is a key.",
    )
    chat_fallback: str = Field(
        default="", description="Who answers when the chat model cannot: 'offline' or provider:MODEL; empty for nobody."
    )
    structured_output: bool | None = Field(
        default=None, description="Ask the model for JSON by schema; not set: only OpenAI's own models."
    )
    statements: Literal["rules", "model"] = Field(
        default="rules",
        description="Who finds statements at ingest: 'rules', or 'model' for the chat model, which gets each document.",
    )
    deadline_seconds: float = Field(default=60, gt=0, le=3600, description="Most seconds from question to answer.")
    evidence_tokens: int = Field(
        default=6000, ge=200, le=500_000, description="Most tokens of the documents in one request."
    )
    answer_tokens: int = Field(default=4000, ge=50, le=50_000, description="Most tokens of a model's answer.")
    # Read here and not by the library, for which an empty value is broken JSON.
    prices: Annotated[dict[str, tuple[Price, Price]], NoDecode] = Field(
        default_factory=dict,
        description="Price of a million tokens in and out by model, as JSON; budgets are in the same currency.",
    )
    budget_per_question: float | None = Field(default=None, gt=0, description="Most that one answer may cost.")
    budget_per_day: float | None = Field(default=None, gt=0, description="Most that the answers of a day may cost.")
    tracing: bool = Field(
        default=False,
        description="Let the environment (LANGSMITH_TRACING) have LangChain send questions and documents to LangSmith.",
    )
    openai_api_key: SecretStr | None = Field(
        default=None, validation_alias="OPENAI_API_KEY", description="Key for openai:MODEL."
    )
    openai_base_url: str | None = Field(
        default=None,
        validation_alias="OPENAI_BASE_URL",
        repr=False,  # it may hold a login
        description="Address of an OpenAI-compatible server.",
    )

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, values: Any) -> Any:
        """An empty value means the default, but for the chat model, where it means none."""
        if not isinstance(values, dict):
            return values
        return {name: value for name, value in values.items() if value != "" or name == "chat_model"}

    @field_validator("prices", mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        """JSON as it stands in the environment; ``ValueError`` if it is none."""
        return json.loads(value) if isinstance(value, str) else value
