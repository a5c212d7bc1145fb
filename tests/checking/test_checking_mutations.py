"""Each kind of expectation can fail: a real answer passes, the same answer broken on purpose does not.

The answers are those of a real assistant over the sample documents; each mutation is made with `dataclasses.replace`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from assistant import Answer, Assistant, Citation, Conflict
from assistant.regression.asking import Interview
from assistant.regression.cases import Case, Expect
from assistant.regression.checks import Subject, check
from assistant.regression.checks.library import Library
from assistant.regression.results import Asked
from assistant.regression.surroundings import embedder
from vectorstore import SourceDocument, Statement

FLORIDA, MOSCOW, OBSTACLES = "ukraine/florida-talks.md", "ukraine/moscow-terms.html", "ukraine/two-obstacles-named.txt"
SPRING = "2026-03-15-ilmenne-herald-spring-circuit.txt"
READY = "How ready did Trump say the security guarantees are?"
TROOPS = "What is Russia's position on foreign troops?"
PESKOV = "What does Peskov think is needed for a deal?"
MACRON = "What did Macron say about the security guarantees?"
UNION = "Does the union reject the Oskanian offer of electricity?"

Mutation = Callable[[Asked], Asked]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """A position, as an assistant that keeps them gives it."""

    party: str
    issue: str
    stance: str
    quote: str
    document_id: str
    published_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithPositions:
    """The sample desk with one position beside."""

    desk: Assistant
    held: Stance

    def documents(self) -> list[SourceDocument]:
        return self.desk.documents()

    def document(self, document_id: str) -> SourceDocument:
        return self.desk.document(document_id)

    def statements(self, *, copies: bool = False) -> list[Statement]:
        return self.desk.statements(copies=copies)

    def positions(self, *, party: str | None = None, issue: str | None = None) -> Sequence[Stance]:
        return [self.held] if (party, issue) == (self.held.party, self.held.issue) else []


def answering(**changes: Any) -> Mutation:
    """The answer with other fields."""
    return lambda asked: replace(asked, answer=replace(asked.answer, **changes))


def by(function: Callable[[Answer], Answer]) -> Mutation:
    return lambda asked: replace(asked, answer=function(asked.answer))


def text(pattern: str, other: str) -> Mutation:
    """The text with words changed, and nothing else."""

    def change(answer: Answer) -> Answer:
        assert re.search(pattern, answer.text), answer.text
        return replace(answer, text=re.sub(pattern, other, answer.text))

    return by(change)


def citations(**changes: Any) -> Mutation:
    """Every citation with other fields."""
    return by(lambda answer: replace(answer, citations=tuple(replace(item, **changes) for item in answer.citations)))


def misquoted(pattern: str, other: str) -> Mutation:
    """Words changed in the text and in the citations: it looks consistent, but the document says something else."""

    def change(answer: Answer) -> Answer:
        changed = tuple(replace(item, quote=re.sub(pattern, other, item.quote)) for item in answer.citations)
        assert changed != answer.citations
        return replace(answer, text=re.sub(pattern, other, answer.text), citations=changed)

    return by(change)


def refused(asked: Asked) -> Asked:
    answer = asked.answer
    return replace(
        asked,
        answer=replace(
            answer, status="abstained", reason="not_in_documents", citations=(), text="The documents do not say."
        ),
    )


def dropped(asked: Asked) -> Asked:
    """The citation that the case is about is gone, and so is its line."""
    answer = asked.answer
    first, *others = answer.citations
    kept = "\n".join(line for line in answer.text.splitlines() if f"[{first.marker}]" not in line)
    return replace(asked, answer=replace(answer, text=kept, citations=tuple(others)))


def moved(asked: Asked) -> Asked:
    """Everything is cited a few characters beside its place."""
    answer = asked.answer
    changed = tuple(replace(item, start=item.start + 3, end=item.end + 3) for item in answer.citations)
    return replace(asked, answer=replace(answer, citations=changed))


def unfound(asked: Asked) -> Asked:
    cited = {item.document_id for item in asked.answer.citations}
    return replace(asked, hits=tuple(hit for hit in asked.hits if hit.document_id not in cited))


def sunk(asked: Asked) -> Asked:
    """The passages in the opposite order."""
    return replace(asked, hits=tuple(reversed(asked.hits)))


def swapped(desk: Assistant) -> Mutation:
    """The words of another document are cited, properly."""
    other = next(item for item in desk.documents() if item.source.endswith(SPRING))
    start, end = 0, len(other.text.split("\n")[0])

    def change(answer: Answer) -> Answer:
        changed = tuple(
            replace(
                item,
                document_id=other.document_id,
                source=other.source,
                title=other.title,
                publisher=other.publisher,
                published_on=other.published_on,
                speaker=None,
                start=start,
                end=end,
                quote=other.text[start:end],
            )
            for item in answer.citations
        )
        return replace(answer, citations=changed)

    return by(change)


def conflicting(*markers: int, about: str = "foreign troops") -> Mutation:
    return answering(conflicts=(Conflict(about=about, markers=markers),))


def shifted(days: int) -> Mutation:
    """Every citation is said to be of another day than its document is."""

    def change(item: Citation) -> Citation:
        return replace(item, published_on=item.published_on and item.published_on + timedelta(days=days))

    return by(lambda answer: replace(answer, citations=tuple(map(change, answer.citations))))


@pytest.fixture(scope="module")
def ask(samples: Assistant) -> Callable[[str], Asked]:
    interview = Interview(desk=samples, library=Library(desk=samples), setting="")

    @cache
    def once(question: str) -> Asked:
        expect = Expect.model_validate({"status": "answered"})
        return interview.ask(Case(name="case", question=question, expect=expect))

    return once


@pytest.fixture(scope="module")
def outcomes(samples: Assistant) -> Callable[..., dict[str, str]]:
    """The outcome of each expectation about an answer, by kind."""
    library, embed = Library(desk=samples), embedder(samples)

    def judge(demand: str, answer: Answer) -> tuple[bool, str]:
        return demand in answer.text, "a judge that looks for the words of the demand"

    def look(asked: Asked, *, with_position: bool = False, **expect: Any) -> dict[str, str]:
        document = library.named(MOSCOW)
        held = Stance(
            party="Russia", issue="foreign troops", stance="rejects",
            quote="rules out foreign troops", document_id=document.document_id,
        )  # fmt: skip
        subject = Subject(
            answer=asked.answer,
            hits=asked.hits,
            seconds=asked.seconds,
            desk=WithPositions(desk=samples, held=held) if with_position else samples,
            library=library,
            embed=embed,
            judge=judge,
        )
        return {item.kind: item.outcome for item in check(Expect.model_validate(expect), subject)}

    return look


SPAN = '"95% ready"'
GOLD = {"document": FLORIDA, "span": SPAN, "top": 3}
SIMILAR = {"text": "Trump described the security guarantees for Ukraine as 95% ready.", "threshold": 0.8}
BOTH = by(lambda answer: replace(answer, conflicts=(Conflict(about="foreign troops", markers=(1, 2)),)))


def same(asked: Asked) -> Asked:
    return asked


# Question, what is expected, what makes the answer right (mostly nothing), the kinds that may catch it, the mutation.
MUTATIONS: dict[str, tuple[str, dict[str, Any], Mutation, set[str], Mutation]] = {
    "status-refused": (READY, {"status": "answered"}, same, {"status"}, refused),
    "status-answered": (MACRON, {"status": "abstained"}, same, {"status"}, answering(status="answered", reason=None)),
    "status-implied": (READY, {"not_mentions": ["50 years"]}, same, {"status"}, refused),
    "reason-other": (MACRON, {"reason": "party_not_mentioned"}, same, {"reason"}, answering(reason="off_topic")),
    "reason-none": (MACRON, {"reason": "party_not_mentioned"}, same, {"reason"}, answering(reason=None)),
    "reason-answered": (MACRON, {"reason": "party_not_mentioned"}, same, {"status"}, answering(status="answered")),
    "mentions-number": (READY, {"mentions": ["95%"]}, same, {"mentions"}, text("95%", "59%")),
    "mentions-dropped-not": (UNION, {"mentions": ["not reject"]}, same,
        {"mentions"}, text("does not reject", "rejects")),
    "mentions-regex": (READY, {"mentions": [{"regex": r"\b9\d%"}]}, same, {"mentions"}, text("95%", "all")),
    "mentions-any": (READY, {"mentions": {"any": ["95%", "ninety-five"]}}, same, {"mentions"}, text("95%", "5%")),
    "mentions-one-of-all": (TROOPS, {"mentions": ["troops", "unacceptable"]}, same, {"mentions"},
                            text("unacceptable", "fine")),
    "not-mentions-added": (READY, {"not_mentions": ["50 years"]}, same, {"not_mentions"}, text("$", " For 50 years.")),
    "not-mentions-regex": (READY, {"not_mentions": [{"regex": r"100\s?%"}]}, same,
        {"not_mentions"}, text("95%", "100 %")),
    "not-mentions-together": (READY, {"not_mentions": {"all": ["Trump", "fully ready"]}}, same, {"not_mentions"},
                              text("95%", "fully ready, 95%")),
    "quotes-altered": (READY, {"quotes": [SPAN]}, same, {"quotes"}, text("95% ready", "95% done")),
    "quotes-altered-everywhere": (READY, {"quotes": [SPAN]}, same, {"quotes", "integrity"},
                                  misquoted("95% ready", "95% done")),
    "quotes-invented": (READY, {"quotes": ["fully settled"]}, text("95% ready", "fully settled"), {"quotes"}, same),
    "quotes-dropped-not": (UNION, {"quotes": ["does not reject"]}, same,
        {"quotes"}, text("does not reject", "does reject")),
    "quotes-from-elsewhere": (READY, {"quotes": [SPAN]}, same, {"quotes", "integrity"},
                              citations(start=0, end=20)),
    "quotes-spacing": (READY, {"quotes": [SPAN]}, same, {"quotes"}, text("95% ready", "95%  ready")),
    "attributed-other": (READY, {"attributed_to": "Trump"}, same,
        {"attributed_to", "integrity"}, citations(speaker="Dmitry Peskov")),
    "attributed-nobody": (READY, {"attributed_to": "Trump"}, same, {"attributed_to"}, citations(speaker=None)),
    "attributed-part-of-a-name": (READY, {"attributed_to": "Trump"}, same, {"attributed_to"},
                                  citations(speaker="Trumpeter")),
    "attributed-in-the-text": (READY, {"attributed_to": "Trump"}, same, {"attributed_to"},
                               text("- “", "- Dmitry Peskov: “")),
    "attributed-other-words": (PESKOV, {"attributed_to": {"speaker": "Peskov", "quote": "withdraw"}}, same,
                               {"attributed_to"}, citations(speaker="Sergei Lavrov")),
    "attributed-by-a-common-word": (UNION, {"attributed_to": "union"}, same, {"attributed_to"},
        text("- “", "- The Kremlin: “")),
    "not-attributed": (READY, {"not_attributed_to": "Zelenskyy"}, same, {"not_attributed_to"},
                       citations(speaker="Volodymyr Zelenskyy")),
    "not-attributed-in-the-text": (READY, {"not_attributed_to": "Zelenskyy"}, same, {"not_attributed_to"},
                                   text("- “", "- Volodymyr Zelenskyy: “")),
    "not-attributed-words": (READY, {"not_attributed_to": {"speaker": "Peskov", "quote": "95%"}}, same,
                             {"not_attributed_to"}, citations(speaker="Dmitry Peskov")),
    "cites-dropped": (READY, {"cites": FLORIDA}, same, {"cites", "integrity"}, dropped),
    "cites-beside": (READY, {"cites": {"document": FLORIDA, "span": SPAN}}, same, {"cites"},
                     citations(start=0, end=20)),
    "cites-all": (TROOPS, {"cites": {"all": [FLORIDA, MOSCOW]}}, same, {"cites"}, dropped),
    "integrity-marker": (READY, {"status": "answered"}, same, {"integrity"}, text("$", " [7]")),
    "integrity-moved": (READY, {"status": "answered"}, same, {"integrity"}, moved),
    "integrity-verdict": (READY, {"status": "answered"}, same, {"integrity"}, citations(verdict="wrong_speaker")),
    "integrity-nothing-cited": (READY, {"status": "answered"}, same, {"integrity"}, answering(citations=())),
    "integrity-other-document": (READY, {"status": "answered"}, same, {"integrity"}, citations(document_id="none")),
    "integrity-altered": (UNION, {"status": "answered"}, same,
        {"integrity"}, misquoted("does not reject", "does reject")),
    "as-of-older": (READY, {"as_of": "2025-12-29"}, same, {"integrity"}, shifted(-30)),
    "as-of-later": (READY, {"as_of": {"until": "2025-12-31"}}, same, {"integrity"}, shifted(30)),
    "as-of-undated": (READY, {"as_of": "2025-12-29"}, same, {"integrity"}, citations(published_on=None)),
    "integrity-title": (READY, {"status": "answered"}, same, {"integrity"}, citations(title="Peace at last")),
    "integrity-publisher": (READY, {"status": "answered"}, same, {"integrity"}, citations(publisher="Another")),
    "integrity-source": (READY, {"status": "answered"}, same, {"integrity"}, citations(source="/another.md")),
    "integrity-unmarked": (READY, {"status": "answered"}, same, {"integrity"}, text(r" \[1\]", "")),
    "conflict-missing": (TROOPS, {"conflict": True}, BOTH, {"conflict"}, answering(conflicts=())),
    "conflict-invented": (TROOPS, {"conflict": False}, same, {"conflict"}, conflicting(1, 2)),
    "conflict-over-something-else": (TROOPS, {"conflict": {"about": "troops"}}, BOTH, {"conflict"},
                                     conflicting(1, 2, about="the ceasefire")),
    "conflict-other-documents": (TROOPS, {"conflict": {"documents": [FLORIDA, MOSCOW]}}, BOTH, {"conflict"},
                                 conflicting(2, 3)),
    "conflict-without-sources": (TROOPS, {"conflict": True}, BOTH, {"conflict"}, conflicting(8, 9)),
    "retrieves-unfound": (READY, {"retrieves": GOLD}, same, {"retrieves"}, unfound),
    "retrieves-sunk": (READY, {"retrieves": GOLD}, same, {"retrieves"}, sunk),
    "retrieves-document": (READY, {"retrieves": FLORIDA}, same, {"retrieves"}, unfound),
    "seconds": (READY, {"status": "answered", "max_seconds": 60}, same, 
        {"max_seconds"}, lambda asked: replace(asked, seconds=61.0)),
    "cost": (READY, {"status": "answered", "max_cost": 0.01}, same, {"max_cost"}, answering(cost=0.02)),
    "similar-other": (READY, {"similar": SIMILAR}, same, {"similar"},
                      answering(text="The Spring Circuit was won on Sunday in fine weather. [1]")),
    "judged": (READY, {"judged": "95% ready"}, same, {"judged"}, text("95% ready", "finished")),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_broken_answer_is_caught(
    name: str, ask: Callable[[str], Asked], outcomes: Callable[..., dict[str, str]]
) -> None:
    question, expect, prepare, catching, mutate = MUTATIONS[name]
    asked = prepare(ask(question))
    if name != "quotes-invented":  # made so that only the document tells
        assert set(outcomes(asked, **expect).values()) == {"passed"}
    found = outcomes(mutate(asked), **expect)
    assert catching <= {kind for kind, outcome in found.items() if outcome == "failed"}


@pytest.mark.parametrize("question", [READY, TROOPS])
def test_a_swapped_document_is_caught(
    question: str, samples: Assistant, ask: Callable[[str], Asked], outcomes: Callable[..., dict[str, str]]
) -> None:
    asked = swapped(samples)(ask(question))
    assert outcomes(ask(question), cites=[FLORIDA, MOSCOW])["cites"] == "passed"
    assert outcomes(asked, cites=[FLORIDA, MOSCOW])["cites"] == "failed"
    assert set(outcomes(ask(question), not_cites=SPRING).values()) == {"passed"}
    assert outcomes(asked, not_cites=SPRING)["not_cites"] == "failed"


@pytest.mark.parametrize("mutate", [dropped, None])
def test_a_position_that_is_not_shown_is_caught(
    mutate: Mutation | None, samples: Assistant, ask: Callable[[str], Asked], outcomes: Callable[..., dict[str, str]]
) -> None:
    position = {"party": "Russia", "issue": "foreign troops", "stance": "rejects"}
    asked = ask(TROOPS)
    assert outcomes(asked, with_position=True, position=position)["position"] == "passed"
    only_first = by(lambda answer: replace(answer, citations=answer.citations[:1]))
    broken = only_first(asked) if mutate is dropped else swapped(samples)(asked)
    assert outcomes(broken, with_position=True, position=position)["position"] == "failed"
    for other in ({"stance": "accepts"}, {"party": "Ukraine"}, {"issue": "the ceasefire"}):
        assert outcomes(asked, with_position=True, position=position | other)["position"] == "failed"


def test_what_cannot_be_checked_is_no_pass(samples: Assistant, ask: Callable[[str], Asked]) -> None:
    asked = ask(READY)
    subject = Subject(
        answer=replace(asked.answer, usage={"input_tokens": 5}),
        hits=asked.hits,
        seconds=asked.seconds,
        desk=WithoutPositions(desk=samples),
        library=Library(desk=samples),
    )
    expect = Expect.model_validate(
        {
            "judged": "anything",
            "similar": SIMILAR,
            "max_cost": 1,
            "position": {"party": "A", "issue": "B", "stance": "open"},
            "not_cites": "no-such-file.txt",
            "retrieves": {"document": FLORIDA, "span": "words that nobody wrote"},
        }
    )
    found = {item.kind: item.outcome for item in check(expect, subject)}
    assert {kind for kind, outcome in found.items() if outcome == "not_run"} == set(expect.kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutPositions:
    desk: Assistant

    def documents(self) -> list[SourceDocument]:
        return self.desk.documents()

    def document(self, document_id: str) -> SourceDocument:
        return self.desk.document(document_id)

    def statements(self, *, copies: bool = False) -> list[Statement]:
        return self.desk.statements(copies=copies)


def test_there_are_enough_mutations_of_every_kind() -> None:
    kinds = {kind for _, expect, _, _, _ in MUTATIONS.values() for kind in expect}
    assert len(MUTATIONS) >= 40
    assert kinds | {"not_cites", "position"} == set(Expect.model_fields)


def test_what_a_copy_of_a_document_says_is_known_too(samples: Assistant) -> None:
    """A citation may be from any of the outlets that print one story."""
    told, once = ({item.document_id for item in samples.statements(copies=copies)} for copies in (True, False))
    assert once < told
    assert all(Library(desk=samples).statements(document_id) for document_id in told)
