"""What an answer is made of. Frozen values; ``as_dict`` in ``assistant.rendering`` gives the same fields as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from assistant.rendering import answer_as_html, answer_as_text
from vectorstore import Filters, Hit

if TYPE_CHECKING:
    from assistant.regression.cases import Case

Status = Literal["answered", "abstained"]
Reason = Literal["not_in_documents", "party_not_mentioned", "no_statement_on_issue", "false_premise", "off_topic"]
Verdict = Literal["verbatim", "normalised", "wrong_document", "wrong_speaker", "not_found"]
QuestionKind = Literal["position", "obstacle", "statement", "speaker", "comparison", "fact"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A quotation and its place: ``desk.document(document_id).text[start:end] == quote``.

    ``marker`` is the number shown in the answer (1-based). ``speaker`` is whose words these are as the document
    says it, ``None`` for the reporter's own; ``reported`` tells that the quotation is the document's report of them
    ("Holt said that ..."), not their words from end to end, and ``cue`` the verb of this report ("warned") where it is
    left out of the quotation. ``verdict`` is what the gate found when it compared the quotation with the document.
    """

    marker: int
    quote: str
    document_id: str
    title: str
    source: str
    publisher: str | None
    published_on: date | None
    start: int
    end: int
    speaker: str | None
    verdict: Verdict
    reported: bool = False
    cue: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The receipt of an answer: what was searched."""

    documents_searched: int
    date_from: date | None
    date_to: date | None
    publishers: tuple[str, ...]
    silent_parties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Sources that disagree: the markers of the citations that stand against each other, and over what."""

    about: str
    markers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """How the question was read. Shown to the user as correctable steps.

    ``standalone`` is the question as it was searched; it differs from what was asked in a follow-up. ``filters`` is
    what the search was limited to, by the caller, by ``period``, the words of the question that name a span of days,
    or by ``article``, the title that it names.
    """

    asked: str
    standalone: str
    kind: QuestionKind
    speakers: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)
    period: str | None = None
    article: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to one question, or a reasoned abstention.

    ``timings`` are seconds by step. ``usage`` is token counts of chat models, the making of a standalone question and
    the tries of a model that failed included; empty when none was asked. ``cost`` is their price by
    ``ASSISTANT_PRICES``, ``None`` where that has none.
    ``withheld`` counts a model's claims that no cited sentence supports, ``unknown_numbers`` the sentences that it
    cited and that do not exist; neither is shown. ``offer`` is the question that a bare "yes" asks next, where the
    answer offers one. ``notes`` tell what did not go as set up, for example that a fallback answered. ``nearest``
    holds the closest passages of an abstention: shown as such, never as an answer.
    """

    question: str
    text: str
    status: Status
    reason: Reason | None
    citations: tuple[Citation, ...]
    coverage: Coverage
    understanding: Understanding
    model: str
    prompt_digest: str
    corpus_fingerprint: str
    nearest: tuple[Citation, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    usage: dict[str, int] = field(default_factory=dict)
    timings: dict[str, float] = field(default_factory=dict)
    cost: float | None = None
    withheld: int = 0
    unknown_numbers: int = 0
    notes: tuple[str, ...] = ()
    offer: str | None = None

    def __str__(self) -> str:
        return answer_as_text(self)

    def _repr_html_(self) -> str:
        return answer_as_html(self)

    def to_case(self, name: str | None = None, *, sources: Iterable[str] = ()) -> Case:
        """Return a regression case that expects this answer; ``print`` gives it as it stands in a suite.

        Args:
            name: of the case; without it, the first words of the question.
            sources: the places of all documents (``desk.documents()``), by which the case names those that it means
                as shortly as can be; without them each is named with its folder.
        """
        from assistant.regression.making import case_of

        return case_of(self, name=name, sources=sources)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceEvent:
    """The first event of a stream: how the question was read and which passages were found."""

    understanding: Understanding
    hits: tuple[Hit, ...]
    type: Literal["evidence"] = "evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenEvent:
    """A further piece of the answer's text. The pieces joined are ``Answer.text``."""

    text: str
    type: Literal["token"] = "token"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerEvent:
    """The last event: the whole answer."""

    answer: Answer
    type: Literal["answer"] = "answer"


Event = EvidenceEvent | TokenEvent | AnswerEvent
