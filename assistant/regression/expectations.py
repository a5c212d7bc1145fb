"""What a case may expect of an answer. Pydantic models, because a suite is written by hand.

Most expectations have a short form (a text, a list) beside the full one; both are in the JSON schema.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BeforeValidator, Field, model_validator

from assistant.records import Reason
from assistant.regression.wording import Filled, Named, Words, Written, plain

T = TypeVar("T")
Stance = Literal["demands", "offers", "accepts", "rejects", "conditions", "open"]


def _span(value: Any) -> Any:
    """Words, or two offsets: checked here, because of two forms neither alone can say what to write."""
    if isinstance(value, str) and plain(value):
        return value
    try:
        start, end = map(int, value)
    except (TypeError, ValueError):
        raise ValueError("has to be words of the document, or two offsets [START, END]") from None
    if not 0 <= start < end:
        raise ValueError(f"[{start}, {end}] holds nothing: offsets count from 0, and the end is behind the last letter")
    return start, end


_Span = Annotated[Filled | tuple[int, int], BeforeValidator(_span, json_schema_input_type=Filled | tuple[int, int])]


class Place(Written):
    """A document by the end of its path, its title or its id; ``span`` are words in it or two offsets."""

    document: Filled
    span: _Span | None = None

    def __str__(self) -> str:
        return self.document if self.span is None else f"{self.document} at {self.span!r}"


class GoldPassage(Place):
    """A place that has to be among the first ``top`` passages found."""

    top: int = Field(default=10, ge=1)


class Attribution(Written):
    """Whose words the answer cites; with ``quote`` only the citation that holds these words counts."""

    speaker: Named
    quote: Filled | None = None

    def __str__(self) -> str:
        return self.speaker if self.quote is None else f"{self.speaker} (“{self.quote}”)"


class ExpectedPosition(Written):
    """A party's stance on an issue, which the answer has to show."""

    party: Named
    issue: Named
    stance: Stance


class Days(Written):
    """The days between which the newest cited document was published; one alone bounds one side."""

    since: date | None = None
    until: date | None = None

    @model_validator(mode="after")
    def _bounded(self) -> Days:
        if self.since is None and self.until is None:
            raise ValueError("bounds no day, so it would check nothing: write since, until or both")
        if self.since is not None and self.until is not None and self.since > self.until:
            raise ValueError(f"no day is from {self.since} on and up to {self.until}")
        return self


class ExpectedConflict(Written):
    """Sources that disagree: over what, and which documents."""

    about: Named | None = None
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


_Words = Annotated[Words, BeforeValidator(_as("text"), json_schema_input_type=Filled | Words)]
_Place = Annotated[Place, BeforeValidator(_as("document"), json_schema_input_type=Filled | Place)]
_Gold = Annotated[GoldPassage, BeforeValidator(_as("document"), json_schema_input_type=Filled | GoldPassage)]
_Speaker = Annotated[Attribution, BeforeValidator(_as("speaker"), json_schema_input_type=Filled | Attribution)]
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
    max_seconds: float | None = Field(
        default=None, gt=0, allow_inf_nan=False, description="Most seconds that the answer takes."
    )
    max_cost: float | None = Field(
        default=None, ge=0, allow_inf_nan=False, description="Most that the answer costs, by ASSISTANT_PRICES."
    )
    similar: Similar | None = Field(default=None, description="A text that means about the same.")
    judged: Filled | None = Field(
        default=None, description="What a chat model has to confirm; without a model the case is not run."
    )

    @property
    def kinds(self) -> tuple[str, ...]:
        """The names of the expectations that are there."""
        return tuple(name for name in Expectations.model_fields if getattr(self, name) is not None)
