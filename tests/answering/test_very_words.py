"""Questions that quote words, and questions that name a document by its title."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant

FERRY = """---
title: Ferry talks stall over the northern crossing
---
Union leader Tarek Reik said the crews would stay ashore until the wages were paid.

Minister Ilsa Varden said the budget had no room for another rise.

A leaflet on the quay read: the harbour belongs to all of us and to nobody alone.
"""
DEBATE = """---
title: Parliament debates the harbour dues
---
Minister Ilsa Varden said the dues on fishing boats would fall next year.

"The boats pay for a pier that they never use," Oda Lien said.
"""
STRIKE = """---
title: A long day at the quay
---
Harbour Secretary Nils Aker warned the crews that every lost day would be deducted, but left the door open.

"I will meet them on Friday," Aker said. He denied that the ferries were for sale.

Many Norvians said the crews were right. Norvia's envoy Pia Storm said the crossing had to open.
"""


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("harbour")
    (folder / "ferry.md").write_text(FERRY, encoding="utf-8")
    (folder / "debate.md").write_text(DEBATE, encoding="utf-8")
    (folder / "strike.md").write_text(STRIKE, encoding="utf-8")
    with Assistant.from_settings(env_file=None, vectorstore_path=tmp_path_factory.mktemp("store")) as desk:
        assert desk.ingest([folder]).ok
        yield desk


@pytest.mark.parametrize(
    ("words", "speaker"),
    [
        ("the crews would stay ashore until the wages were paid", "Tarek Reik"),
        ("The boats pay for a pier that they never use", "Oda Lien"),
        ("the dues on fishing boats would fall next year", "Ilsa Varden"),
        ("another rise", "Ilsa Varden"),
    ],
)
def test_who_said_these_words_is_answered_with_their_speaker(harbour: Assistant, words: str, speaker: str) -> None:
    answer = harbour.ask(f'Who said this: "{words}"?')

    (citation,) = answer.citations
    assert citation.speaker == speaker
    assert words in citation.quote


def test_words_that_nobody_is_named_for_are_given_to_nobody(harbour: Assistant) -> None:
    answer = harbour.ask('Who said "the harbour belongs to all of us and to nobody alone"?')

    assert answer.status == "answered"
    assert {item.speaker for item in answer.citations} <= {None, "A leaflet on the quay"}


def test_words_that_no_document_has_are_not_given_to_anybody(harbour: Assistant) -> None:
    answer = harbour.ask('Who said "we will paint every lighthouse in the colours of the crown"?')

    assert not any("lighthouse" in item.quote for item in answer.citations)


def test_a_title_in_the_question_limits_the_search_to_its_document(harbour: Assistant) -> None:
    answer = harbour.ask('What did Varden say in the article "Parliament debates the harbour dues"?')

    assert answer.understanding.article == "Parliament debates the harbour dues"
    assert {Path(item.source).name for item in answer.citations} == {"debate.md"}
    assert answer.coverage.documents_searched == 1


def test_who_is_silent_in_that_document_is_not_quoted_from_another(harbour: Assistant) -> None:
    answer = harbour.ask('What did Reik say in the article "Parliament debates the harbour dues"?')

    assert answer.status == "abstained"


def test_a_quoted_phrase_that_is_no_title_limits_nothing(harbour: Assistant) -> None:
    answer = harbour.ask('What did Varden say in "a speech that nobody reported on"?')

    assert answer.understanding.article is None


def test_all_that_somebody_said_is_shown_in_the_words_reported_with_the_verb_beside_them(harbour: Assistant) -> None:
    answer = harbour.ask("What did Harbour Secretary Nils Aker say?")

    found = {item.quote: item for item in answer.citations}
    warning = next(item for quote, item in found.items() if "deducted" in quote)
    assert (warning.speaker, warning.cue, "left the door" in warning.quote) == ("Nils Aker", "warned", False)
    assert any("Friday" in quote and not found[quote].reported for quote in found)
    # A denial is never shown without the word that makes it one.
    assert all("denied" in quote for quote in found if "for sale" in quote)


def test_some_of_a_people_are_not_their_state(harbour: Assistant) -> None:
    assert all(item.speaker != "Pia Storm" for item in harbour.ask("What did many Norvians say?").citations)
    assert any(item.speaker == "Pia Storm" for item in harbour.ask("What did Norvia say?").citations)
