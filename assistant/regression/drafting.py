"""Proposing cases from what the documents say, for a person to review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, zip_longest
from textwrap import indent
from typing import TYPE_CHECKING, Any

from assistant.answering import OFFLINE
from assistant.regression.cases import Case, Suite
from assistant.regression.checks.library import short_names
from assistant.regression.runner import run
from assistant.regression.surroundings import model_of
from assistant.understand.words import Word, words_of
from vectorstore import Statement

if TYPE_CHECKING:
    from assistant.desk import Assistant

_HEADER = """\
# Proposed from the documents' statements. Review each case: would a reader ask this, and is the answer right?
"""
# From fewer words nobody can tell what a statement is about; so many topics of each are tried.
_FEWEST_WORDS, _TOPICS = 5, 3
# How many statements are tried for one proposal, at most.
_TRIED_EACH = 6


def draft(desk: Assistant, many: int) -> str:
    """Return a suite of at most ``many`` cases as YAML, from statements of as many speakers as there are.

    Where the offline reader answers, each case is tried, and one that fails is proposed as a known gap; a chat model
    is asked nothing.

    Raises:
        StoreError: if there are no documents to propose from.
    """
    statements = list(_by_turns(item for item in desk.statements() if _is_telling(item)))
    documents = desk.documents()
    corpus = " ".join(" ".join(item.text.casefold().split()) for item in documents)
    sources = {item.document_id: item.source for item in documents}
    names = short_names(sources.values())
    is_tried = model_of(desk) == OFFLINE
    passing: list[Case] = []
    failing: list[Case] = []
    for statement in statements[: many * _TRIED_EACH]:
        if len(passing) == many:
            break
        place = names[sources[statement.document_id]]
        proposals = _proposals(statement, place, corpus, number=len(passing) + len(failing) + 1)
        case = _first_passing(desk, proposals) if is_tried else proposals[0]
        (failing if case.known_gap else passing).append(case)
    cases = [*passing, *failing][:many]
    if not cases:
        return f"{_HEADER}# No statement of a named speaker is long enough to ask about.\ncases: []\n"
    return f"{_HEADER}cases:\n" + "\n".join(indent(case.to_yaml(), "  ") for case in cases)


def _is_telling(item: Statement) -> bool:
    """Whether it is somebody's by name, and long enough."""
    name = item.speaker or ""
    return name[:1].isupper() and not item.nested_in and len(_content(item)) >= _FEWEST_WORDS


def _by_turns(statements: Iterable[Statement]) -> Iterator[Statement]:
    """One statement of each speaker, then the next of each: the proposals are to be of many voices."""
    speakers: defaultdict[str, list[Statement]] = defaultdict(list)
    for item in statements:
        speakers[item.speaker or ""].append(item)
    for turn in zip_longest(*speakers.values()):
        yield from (item for item in turn if item is not None)


def _proposals(statement: Statement, place: str, corpus: str, *, number: int) -> list[Case]:
    """The statement as cases, each with another topic in its question."""
    words = " ".join(statement.content.split()).strip(" ,;.“”\"'")
    surname = (statement.speaker or "").split()[-1]
    expect: dict[str, Any] = {
        "status": "answered",
        "attributed_to": surname,
        "cites": {"document": place, "span": words},
        "retrieves": {"document": place, "span": words, "top": 5},
    }
    slug = "-".join("".join(filter(str.isalnum, part)) for part in surname.casefold().split())
    return [
        Case.model_validate(
            {
                "name": f"draft-{number}-{slug}",
                "question": f"What did {statement.speaker} say about {topic}?",
                "tags": ["draft"],
                "expect": expect,
            }
        )
        for topic in _topics(statement, corpus)
    ]


def _first_passing(desk: Assistant, proposals: Sequence[Case]) -> Case:
    """The first case that passes; else the first one, marked as a gap."""
    done = run(Suite(cases=tuple(_numbered(proposals))), desk, jobs=1)
    for case, result in zip(proposals, done.results, strict=True):
        if result.verdict == "passed":
            return case
    why = done.results[0].summary
    return proposals[0].model_copy(update={"known_gap": f"drafted, and failed at once: {why}"})


def _numbered(cases: Sequence[Case]) -> Iterator[Case]:
    return (case.model_copy(update={"name": f"{case.name}-{number}"}) for number, case in enumerate(cases, start=1))


def _topics(statement: Statement, corpus: str) -> list[str]:
    """What the statement may be about: pairs of words that the documents use again, then a name, then a long word.

    Words that stand together more than once are mostly one thing ("security guarantees"); without a grammar at hand
    that tells more than where a word stands.
    """
    content = _content(statement)
    pairs = [
        statement.content[one.start : other.end]
        for one, other in pairwise(content)
        if statement.content[one.end : other.start] == " " and not other.key.endswith("ing")
    ]
    used = {pair: corpus.count(pair.casefold()) for pair in pairs}
    found = sorted((pair for pair in used if used[pair] > 1), key=lambda pair: -used[pair])
    names = [statement.content[word.start : word.end] for word in content if word.capital and word.start]
    longest = max(content, key=lambda word: len(word.key))
    topics = [*found, *names, statement.content[longest.start : longest.end]]
    return list(dict.fromkeys(topics))[:_TOPICS]


def _content(statement: Statement) -> list[Word]:
    names = {word.key for word in words_of(statement.speaker or "")}
    return [word for word in words_of(statement.content) if not word.is_stop and word.key not in names]
