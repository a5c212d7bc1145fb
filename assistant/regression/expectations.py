"""What a case may expect of an answer. Pydantic models, because a suite is written by hand.

Most expectations have a short form (a text, a list) beside the full one; both are in the JSON schema.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from assistant.records import Reason

T = TypeVar("T")
Stance = Literal["demands", "offers", "accepts", "rejects", "conditions", "open"]
Filled = Annotated[str, Field(min_length=1)]


class Written(BaseModel):
    """Something that stands in a suite: unknown keys are errors, and nothing changes after it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Written):
    """Words to look for: ``text`` without regard to case and white space, or a regular expression."""

    text: Filled | None = None
    regex: Filled | None = Field(default=None, description="Python's syntax; searched, not matched as a whole.")

    @field_validator("regex")
    @classmethod
    def _compiles(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                re.compile(value)
            except re.error as error:
                raise ValueError(f"is no regular expression: {error}") from None
        return value

    @model_validator(mode="after")
    def _one(self) -> Words:
        if (self.text is None) == (self.regex is None):
            raise ValueError("needs either text or regex")
        return self

    def found_in(self, text: str) -> bool:
        """Whether ``text`` holds these words."""
        if self.regex is not None:
            return re.search(self.regex, text) is not None
        return says(text, self.text or "")

    def __str__(self) -> str:
        return f"“{self.text}”" if self.text is not None else f"/{self.regex}/"


class Place(Written):
    """A document by the end of its path, its title or its id; ``span`` are words in it or two offsets."""

    document: Filled
    span: Filled | tuple[int, int] | None = None

    def __str__(self) -> str:
        return self.document if self.span is None else f"{self.document} at {self.span!r}"


class GoldPassage(Place):
    """A place that has to be among the first ``top`` passages found."""

    top: int = Field(default=10, ge=1)


class Attribution(Written):
    """Whose words the answer cites; with ``quote`` only the citation that holds these words counts."""

    speaker: Filled
    quote: Filled | None = None

    def __str__(self) -> str:
        return self.speaker if self.quote is None else f"{self.speaker} (“{self.quote}”)"


class ExpectedPosition(Written):
    """A party's stance on an issue, which the answer has to show."""

    party: Filled
    issue: Filled
    stance: Stance


class Days(Written):
    """The days between which the newest cited document was published; one alone bounds one side."""

    since: date | None = None
    until: date | None = None


class ExpectedConflict(Written):
    """Sources that disagree: over what, and which documents."""

    about: Filled | None = None
    documents: tuple[Filled, ...] = ()


class Similar(Written):
    """A text that means about the same: cosine of the embeddings at or above ``threshold``."""

    text: Filled
    threshold: float = Field(default=0.6, gt=0, le=1)


class Several(Written, Generic[T]):
    """Some things of which all, or at least one, are asked about."""

    all: tuple[T, ...] = ()
    any: tuple[T, ...] = ()

    @model_validator(mode="after")
    def _something(self) -> Several[T]:
        if not (self.all or self.any):
            raise ValueError("names nothing, so it would check nothing")
        return self


def _as(key: str) -> Callable[[Any], Any]:
    """Make the full form of a text: ``"x"`` is ``{key: "x"}``."""
    return lambda value: {key: value} if isinstance(value, str) else value


def _several(key: str) -> Callable[[Any], Any]:
    """Make the full form of a list, of which ``key`` says what it means: all of them, or any."""

    def full(value: Any) -> Any:
        if isinstance(value, dict) and value.keys() & {"all", "any"}:
            return value
        return {key: value if isinstance(value, list | tuple) else [value]}

    return full


def _days(value: Any) -> Any:
    return {"since": value, "until": value} if isinstance(value, str | date) else value


_Words = Annotated[Words, BeforeValidator(_as("text"), json_schema_input_type=str | Words)]
_Place = Annotated[Place, BeforeValidator(_as("document"), json_schema_input_type=str | Place)]
_Gold = Annotated[GoldPassage, BeforeValidator(_as("document"), json_schema_input_type=str | GoldPassage)]
_Speaker = Annotated[Attribution, BeforeValidator(_as("speaker"), json_schema_input_type=str | Attribution)]
_Days = Annotated[Days, BeforeValidator(_days, json_schema_input_type=date | Days)]

_AllWords = Annotated[
    Several[_Words],
    BeforeValidator(_several("all"), json_schema_input_type=_Words | list[_Words] | Several[_Words]),
]
_NoneOfWords = Annotated[
    Several[_Words],
    BeforeValidator(_several("any"), json_schema_input_type=_Words | list[_Words] | Several[_Words]),
]
_Quotes = Annotated[
    Several[Filled], BeforeValidator(_several("all"), json_schema_input_type=Filled | list[Filled] | Several[Filled])
]
_Places = Annotated[
    Several[_Place],
    BeforeValidator(_several("any"), json_schema_input_type=_Place | list[_Place] | Several[_Place]),
]
_Golds = Annotated[
    Several[_Gold],
    BeforeValidator(_several("all"), json_schema_input_type=_Gold | list[_Gold] | Several[_Gold]),
]
_Speakers = Annotated[
    Several[_Speaker],
    BeforeValidator(_several("any"), json_schema_input_type=_Speaker | list[_Speaker] | Several[_Speaker]),
]


class Expectations(Written):
    """Every kind of expectation; what is left out is not checked."""

    status: Literal["answered", "abstained", "any"] | None = Field(
        default=None,
        description="Without it: 'answered' where something is expected of the answer's words or sources.",
    )
    reason: Reason | None = Field(default=None, description="Why it is not answered.")
    mentions: _AllWords | None = Field(default=None, description="Words in the answer; a list: all of them.")
    not_mentions: _NoneOfWords | None = Field(
        default=None, description="Words that must not be there; a list: none of them; all: not all together."
    )
    quotes: _Quotes | None = Field(
        default=None, description="Letter by letter in the answer and in a document at the place cited."
    )
    attributed_to: _Speakers | None = Field(default=None, description="Whose words are cited; a list: one of them.")
    not_attributed_to: _Speakers | None = Field(default=None, description="Whose words are not cited.")
    cites: _Places | None = Field(default=None, description="What is cited; a list: one of them.")
    not_cites: _Places | None = Field(default=None, description="What must not be cited.")
    position: ExpectedPosition | None = Field(default=None, description="A party's stance that the answer shows.")
    as_of: _Days | None = Field(default=None, description="The day of the newest document cited.")
    conflict: bool | ExpectedConflict | None = Field(default=None, description="Whether sources are told to disagree.")
    retrieves: _Golds | None = Field(default=None, description="Passages found, before anything is answered.")
    max_seconds: float | None = Field(default=None, gt=0, description="Most seconds that the answer takes.")
    max_cost: float | None = Field(default=None, ge=0, description="Most that the answer costs, by ASSISTANT_PRICES.")
    similar: Similar | None = Field(default=None, description="A text that means about the same.")
    judged: Filled | None = Field(
        default=None, description="What a chat model has to confirm; without a model the case is not run."
    )

    @property
    def kinds(self) -> tuple[str, ...]:
        """The names of the expectations that are there."""
        return tuple(name for name in Expectations.model_fields if getattr(self, name) is not None)


def plain(text: str) -> str:
    """Return ``text`` in small letters, with single spaces."""
    return " ".join(text.casefold().split())


def says(text: str, words: str) -> bool:
    """Whether ``text`` holds ``words``, whatever the case and the white space."""
    return finder(plain(words)).search(plain(text)) is not None


def finder(words: str) -> re.Pattern[str]:
    """Return what finds ``words`` in a text, whatever white space is between them.

    A number is found as a whole: "12 crowns" is neither in "112 crowns" nor in "0.12 crowns", "40" not in "40,000".
    """
    pattern = r"\s+".join(map(re.escape, words.split()))
    before = r"(?<!\d)(?<!\d[.,])" if re.match(r"\d", words.lstrip()) else ""
    after = r"(?!\d)(?![.,]\d)" if re.search(r"\d$", words.rstrip()) else ""
    return re.compile(before + pattern + after)
