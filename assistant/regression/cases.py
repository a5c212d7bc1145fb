"""A suite of cases, as it stands in a file. ``suite.schema.json`` beside this module is made from these models."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Annotated, Any

import yaml
from pydantic import BeforeValidator, Field, field_validator, model_validator

from assistant.regression.expectations import Expectations
from assistant.regression.wording import Filled, Written

# Of an abstention neither words nor sources say anything about the answer that is wanted.
_OF_AN_ANSWER = frozenset(Expectations.model_fields) - {
    "status", "reason", "retrieves", "max_seconds", "max_cost", "judged",
}  # fmt: skip

# These limit an answer, whatever it says: with nothing beside them, any answer passes.
LIMITS = frozenset({"max_seconds", "max_cost"})

# What somebody writes who takes `known_gap` for a switch.
_SWITCHES = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "t", "f", "none", "null"})

# What a list means where neither `all` nor `any` is written.
_LIST = {"mentions": "all", "quotes": "all", "retrieves": "all"} | dict.fromkeys(
    ("not_mentions", "attributed_to", "not_attributed_to", "cites", "not_cites"), "any"
)


class Expect(Expectations):
    """What one case expects: at least one thing, and nothing that contradicts itself."""

    @model_validator(mode="after")
    def _sensible(self) -> Expect:
        telling = set(self.kinds) - LIMITS - ({"status"} if self.status == "any" else set())
        if not telling:
            alone = f": {' and '.join(self.kinds)} alone would pass with any answer" if self.kinds else ""
            raise ValueError(f"expects nothing{alone}")
        if self.reason is not None and self.status in ("answered", "any"):
            raise ValueError("a reason belongs to status: abstained")
        return self

    @property
    def wanted_status(self) -> str:
        """The status that the answer has to have: ``answered``, ``abstained`` or ``any``."""
        if self.status is not None:
            return self.status
        if self.reason is not None:
            return "abstained"
        return "answered" if _OF_AN_ANSWER & set(self.kinds) else "any"


class Narrowed(Written):
    """The documents that a question is limited to. ``documents`` are named like in ``cites``."""

    documents: tuple[Filled, ...] = ()
    publishers: tuple[Filled, ...] = ()
    date_from: date | None = None
    date_to: date | None = None


_Times = Annotated[int, Field(ge=1, le=100)]


class Repeat(Written):
    """How often a question is asked, and how many of the answers have to pass (without a number: all)."""

    times: _Times
    passing: int | None = Field(default=None, ge=1, alias="pass")

    @model_validator(mode="after")
    def _possible(self) -> Repeat:
        if self.needed > self.times:
            raise ValueError("more passes are asked for than there are times")
        return self

    @property
    def needed(self) -> int:
        """How many answers have to pass."""
        return self.times if self.passing is None else self.passing


def _times(value: Any) -> Any:
    return {"times": value} if isinstance(value, int | str) else value


_Repeat = Annotated[Repeat, BeforeValidator(_times, json_schema_input_type=_Times | Repeat)]


class Case(Written):
    """One question with what is expected of its answer."""

    name: Filled
    question: Filled
    expect: Expect
    history: tuple[Filled, ...] = Field(default=(), description="Earlier questions of the conversation, oldest first.")
    filters: Narrowed | None = None
    tags: tuple[Filled, ...] = ()
    variables: dict[str, str] = Field(default_factory=dict, description="Values for {{name}}, over those of the suite.")
    repeat: _Repeat = Repeat(times=1)
    known_gap: Filled | None = Field(
        default=None, description="Why the case fails today. When it passes, that is a failure: take the line out."
    )

    @field_validator("name")
    @classmethod
    def _one_line(cls, value: str) -> str:
        if len(value.splitlines()) != 1 or value != value.strip():
            raise ValueError("has to be one line without spaces around it")
        return value

    @field_validator("known_gap")
    @classmethod
    def _reason(cls, value: str | None) -> str | None:
        if value is not None and (value.strip().casefold() in _SWITCHES or not any(map(str.isalpha, value))):
            raise ValueError("says why the case fails today, in words; a case that has no gap goes without it")
        return value

    @property
    def digest(self) -> str:
        """12 hexadecimal digits of the SHA-256 over all that decides what is asked and expected."""
        content = self.model_dump(mode="json", exclude={"name", "tags"})
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]

    def to_yaml(self) -> str:
        """Return the case as an item of a suite's ``cases``."""
        content = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        content["expect"] = {
            name: _short(value, list_means=_LIST.get(name)) for name, value in content["expect"].items()
        }
        return yaml.safe_dump([content], allow_unicode=True, sort_keys=False, width=100)

    def __str__(self) -> str:
        return self.to_yaml()


class Defaults(Expectations):
    """What holds for each case of a suite that says nothing else."""

    filters: Narrowed | None = None
    tags: tuple[Filled, ...] = ()
    repeat: _Repeat | None = None


class Suite(Written):
    """The cases of one file."""

    cases: tuple[Case, ...]
    defaults: Defaults = Defaults()
    variables: dict[str, str] = Field(default_factory=dict, description="Values for {{name}} in the cases.")
    documents: tuple[Filled, ...] = Field(
        default=(),
        description="Files and folders beside the suite that are read for it; without them: the store of the settings.",
    )
    schema_: str | None = Field(default=None, alias="$schema", description="For editors.")

    @field_validator("documents")
    @classmethod
    def _some(cls, documents: tuple[str, ...]) -> tuple[str, ...]:
        if not documents:  # what is left out means the store of the settings, and this does not say so
            raise ValueError("names no document: name files and folders, or take the line out to ask the store")
        return documents

    @field_validator("cases")
    @classmethod
    def _unlike(cls, cases: tuple[Case, ...]) -> tuple[Case, ...]:
        if not cases:
            raise ValueError("has no case, so it would check nothing")
        names = [case.name for case in cases]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"several cases are called {', '.join(twice)}")
        return cases


def _short(value: Any, *, list_means: str | None = None) -> Any:
    """The short form of an expectation, where it has one: what a person would write."""
    if isinstance(value, list):
        return [_short(item) for item in value]
    if not isinstance(value, dict):
        return value
    value = {key: _short(item) for key, item in value.items() if item not in (None, [], ())}
    if len(value) == 1:
        ((key, only),) = value.items()
        if key in ("text", "document", "speaker", list_means):
            return only[0] if isinstance(only, list) and len(only) == 1 and list_means == "any" else only
    return value
