"""A desk over four short papers with what is said in them: checks are tested without a model or a store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from assistant import Answer, AnswerEvent, Assistant, Citation, Event, Filters
from assistant.records import Coverage, Understanding
from assistant.regression.cases import Expect
from assistant.regression.checks import Subject, check
from assistant.regression.checks.library import Library
from assistant.regression.checks.subject import PositionLike
from assistant.regression.results import Check, Found
from assistant.settings import AssistantSettings
from assistant.status import Status
from vectorstore import Receipt, SourceDocument, Statement

REJECTS = "Maldora rejects any toll on ships, President Irena Holt said on Monday."
PAY = "“We will not pay for water that is ours,” Holt said."
FAIR = "Foreign Minister Tomas Brandel of Kestria said that a toll of 12 crowns a ship was fair."
COSTS = "The repair of the locks costs 40 million crowns, the canal authority said."
CLOSED = "Two of the five locks are closed since the flood in May."
LATER = "Holt said that a toll of 9 crowns was possible."


def _paper(name: str, title: str, text: str, day: date | None, publisher: str | None = "Gazette") -> SourceDocument:
    return SourceDocument(
        document_id=f"id-{name}",
        title=title,
        text=text,
        source=f"/papers/{name}",
        publisher=publisher,
        published_on=day,
    )


TOLLS = _paper("north/tolls.md", "Tolls divide the two", f"{REJECTS} {PAY} {FAIR}", date(2031, 3, 4))
REPAIRS = _paper("south/repairs.md", "Repairs", f"{COSTS}\n\n{CLOSED}", date(2031, 2, 11), "Courier")
MORE = _paper("south/mytolls.md", "More on tolls", LATER, date(2031, 3, 9))
UNDATED = _paper("south/undated.md", "No day", "Holt said nothing. Maldora said so.", None, None)
PAPERS = (TOLLS, REPAIRS, MORE, UNDATED)


def _said(document: SourceDocument, words: str, speaker: str, **more: Any) -> Statement:
    start = document.text.index(words)
    return Statement(
        statement_id=f"{document.document_id}-{start}", document_id=document.document_id, content=words, start=start,
        end=start + len(words), kind="indirect", speaker=speaker, **more,
    )  # fmt: skip


STATEMENTS = (
    _said(TOLLS, "Maldora rejects any toll on ships", "Irena Holt", party="Maldora", cue="said"),
    _said(TOLLS, "We will not pay for water that is ours", "Irena Holt", cue="said"),
    _said(TOLLS, "a toll of 12 crowns a ship was fair", "Tomas Brandel", party="Kestria", cue="said"),
    _said(REPAIRS, "The repair of the locks costs 40 million crowns", "the canal authority", cue="said"),
    _said(MORE, "a toll of 9 crowns was possible", "Irena Holt", cue="said"),
    _said(UNDATED, "so", "Maldora", cue="said"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """A position, as an assistant that keeps them gives it."""

    party: str
    issue: str
    stance: str
    quote: str
    document_id: str
    published_on: date | None = None


HELD = Stance(party="Maldora", issue="toll", stance="rejects", quote="rejects any toll", document_id=TOLLS.document_id)


class Papers:
    """The four papers with what is said in them."""

    def __init__(self, documents: Sequence[SourceDocument] = PAPERS) -> None:
        self._documents = {item.document_id: item for item in documents}

    def documents(self) -> list[SourceDocument]:
        return list(self._documents.values())

    def document(self, document_id: str) -> SourceDocument:
        return self._documents[document_id]

    def statements(self, *, copies: bool = False) -> list[Statement]:
        return list(STATEMENTS)


class PapersWithPositions(Papers):
    """The same, and one position that is held in them."""

    def __init__(self, held: Stance = HELD) -> None:
        super().__init__()
        self._held = held

    def positions(self, *, party: str | None = None, issue: str | None = None) -> Sequence[PositionLike]:
        return [self._held] if (party, issue) == (self._held.party, self._held.issue) else []


def cited(document: SourceDocument, words: str, speaker: str | None = None, *, marker: int = 1) -> Citation:
    """Cite words of a document at their place."""
    start = document.text.index(words)
    return Citation(
        marker=marker, quote=words, document_id=document.document_id, title=document.title, source=document.source,
        publisher=document.publisher, published_on=document.published_on, start=start, end=start + len(words),
        speaker=speaker, verdict="verbatim",
    )  # fmt: skip


HOLT = cited(TOLLS, REJECTS, "Irena Holt")
BRANDEL = cited(TOLLS, FAIR, "Tomas Brandel")
LOCKS = cited(REPAIRS, COSTS, "the canal authority")
SHUT = cited(REPAIRS, CLOSED)


def answer(*citations: Citation, text: str | None = None, **changes: Any) -> Answer:
    """Answer with these citations, numbered in order; ``text`` in place of the lines that quote them."""
    numbered = tuple(replace(item, marker=number) for number, item in enumerate(citations, start=1))
    lines = [f"- {item.quote if item.quote[0] == '“' else f'“{item.quote}”'} [{item.marker}]" for item in numbered]
    made = Answer(
        question="What did Holt say about the toll?",
        text="\n".join(["In the words of the documents:", *lines]) if text is None else text,
        status="answered",
        reason=None,
        citations=numbered,
        coverage=Coverage(documents_searched=4, date_from=None, date_to=None, publishers=()),
        understanding=Understanding(asked="", standalone="", kind="fact"),
        model="offline",
        prompt_digest="",
        corpus_fingerprint="",
    )
    return replace(made, **changes)


REFUSED = answer(text="The documents do not say.", status="abstained", reason="not_in_documents")


def found(*places: Citation) -> tuple[Found, ...]:
    """What a search found, best first."""
    return tuple(
        Found(
            rank=rank, document_id=item.document_id, source=item.source, title=item.title, start=item.start,
            end=item.end, score=1.0, text=item.quote,
        )
        for rank, item in enumerate(places, start=1)
    )  # fmt: skip


def axes(texts: Sequence[str]) -> list[list[float]]:
    """Embed texts as counts of a few words."""
    return [[float(text.count(word)) for word in ("toll", "locks", "crowns")] for text in texts]


def agreeable(demand: str, given: Answer) -> tuple[bool, str]:
    """Judge by whether the words of the demand are in the answer."""
    return demand in given.text, "a judge that looks for words"


def checked(given: Answer, expect: Mapping[str, Any], **other: Any) -> dict[str, Check]:
    """Check an answer over the papers; what comes of each kind."""
    desk = other.pop("desk", None) or Papers()
    about = {"hits": (), "seconds": 1.0, "embed": lambda: axes, "judge": agreeable, **other}
    subject = Subject(answer=given, desk=desk, library=Library(desk=desk), **about)
    return {item.kind: item for item in check(Expect.model_validate(expect), subject)}


class Beside:
    """What a run uses of an assistant, given on by another one; a test's own desk changes a part of it."""

    def __init__(self, desk: Assistant, *, settings: AssistantSettings | None = None) -> None:
        self.desk = desk
        self.settings = settings or desk.settings
        self.store_settings, self.models, self.budget = desk.store_settings, desk.models, desk.budget

    def status(self) -> Status:
        return self.desk.status()

    def receipt(self) -> Receipt:
        return self.desk.receipt()

    def documents(self) -> list[SourceDocument]:
        return self.desk.documents()

    def document(self, document_id: str) -> SourceDocument:
        return self.desk.document(document_id)

    def statements(self, *, copies: bool = False) -> list[Statement]:
        return self.desk.statements(copies=copies)

    def stream(
        self, question: str, *, history: Sequence[Answer] = (), filters: Filters | None = None
    ) -> Iterator[Event]:
        return self.desk.stream(question, history=history, filters=filters)


class Altered(Beside):
    """Gives each answer with fields of one's own, and remembers what it was asked."""

    def __init__(self, desk: Assistant, **changes: Any) -> None:
        super().__init__(desk)
        self.asked: list[str] = []
        self._changes = changes

    def stream(
        self, question: str, *, history: Sequence[Answer] = (), filters: Filters | None = None
    ) -> Iterator[Event]:
        self.asked.append(question)
        for event in super().stream(question, history=history, filters=filters):
            is_answer = isinstance(event, AnswerEvent)
            yield replace(event, answer=replace(event.answer, **self._changes)) if is_answer else event
