"""Settings of ingest, from ``INGEST_*`` variables."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class IngestSettings(BaseSettings):
    """How documents are read and split. Each field is the variable ``INGEST_`` + its name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix="INGEST_",
        # `INGEST_CHUNK_TOKENS=` means the default.
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    chunk_tokens: int = Field(
        default=200,
        ge=40,
        le=230,
        description="Most tokens in a chunk; the embedded encoder reads up to 256 of its own.",
    )
    max_file_bytes: int = Field(default=20_000_000, ge=1_000, description="A larger file is refused.")
    parse_seconds: float = Field(
        default=10, gt=0, le=3600, description="Seconds after which the parsing of one file is given up."
    )
    parse_memory_bytes: int = Field(
        default=1_000_000_000, ge=200_000_000, description="Memory that the parser of one file may use."
    )
