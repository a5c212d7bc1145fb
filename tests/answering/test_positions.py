"""Positions: stance by rules, whose it is, on what, what it changes, and that its evidence is the document's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Position, QuestionError
from assistant.positions.matters import Matter, Said, matches, matters, merged
from assistant.positions.stance import stance_of
from assistant.understand.cast import Cast
from vectorstore import VectorStore, VectorstoreSettings

NOBODY = Cast((), frozenset(), party_of=lambda _: None)

# The cue of a statement, its words, the stance they take when every verb is the speaker's own.
STANCES = [
    ("demands", "a withdrawal", "demands"),
    ("wants", "the tolls to be halved", "demands"),
    ("does not want", "a truce", "rejects"),
    ("calls for", "a truce", "demands"),
    ("called", "the step a mistake", None),
    ("did not insist", "on a truce", "open"),
    ("does not need", "a truce", None),
    ("offered", "a truce", "offers"),
    ("has not offered", "a truce", "rejects"),
    ("promised", "to pay", "offers"),
    ("promised", "not to pay", "rejects"),
    ("accepted", "the plan", "accepts"),
    ("has not accepted", "the plan", "rejects"),
    ("accepts", "no plan of this kind", "rejects"),
    ("agreed", "to the plan", "accepts"),
    ("rejected", "the plan", "rejects"),
    ("rejected", "rumours of a plan", None),
    ("dismissed", "the coverage as gossip", None),
    ("said", "we could live with a levy", "open"),
    ("rejected rumours", "in the delta that one of the units had been sent", None),
    ("rules out", "the plan", "rejects"),
    ("ruled", "that the sale was legal", None),
    ("did not rule out", "the plan", "open"),
    ("refused", "to accept the plan", "rejects"),
    ("refused", "to rule out the plan", "open"),
    ("declined", "the plan", "rejects"),
    ("is willing", "to be paid in stages", "open"),
    ("is ready", "to accept the plan", "accepts"),
    ("is not ready", "to accept the plan", "rejects"),
    ("denied", "it had accepted the plan", "rejects"),
    ("denied", "the sun is hot", None),
    ("said", "we accept the plan", "accepts"),
    ("said", "we will accept the plan", "accepts"),
    ("said", "we will not accept the plan", "rejects"),
    ("said", "we won't accept the plan", "rejects"),
    ("said", "we might accept the plan", "open"),
    ("said", "we would accept the plan if the tolls were halved", "conditions"),
    ("said", "we will not sign unless the bridge is opened", "conditions"),
    ("said", "we would sign nothing", "rejects"),
    ("said", "we will never pay for the weather", "rejects"),
    ("said", "we do not know the plan", None),
    ("said", "the quota must stay as it is", "demands"),
    ("said", "how long the treaty should last was not discussed", None),
    ("said", "the plan is unacceptable", "rejects"),
    ("said", "the plan is not unacceptable", "open"),
    ("said", "a withdrawal is out of the question", "rejects"),
    ("said", "we are open to a truce", "open"),
    ("said", "not only we accept the plan", "accepts"),
    ("said", "the weather was fine", None),
    ("", "we reject the plan", "rejects"),
    ("asked", "whether we know it", None),
    ("said", "we will wait until the autumn", None),
    ("agreed", "to wait until 2028", "accepts"),
    ("said", "we will strike until they pay", "conditions"),
    ("wants", "a fee if the sale fails", "demands"),
    ("urged", "them not to pay", "demands"),
    ("declined", "to comment", None),
    ("declined", "to say whether we would agree", None),
    ("dropped", "its demand for a truce", "open"),
    ("has not dropped", "its demand for a truce", "demands"),
    ("withdrew", "its objection to the plan", "open"),
    ("withdrew", "its troops", None),
    ("said", "we will not withdraw our earlier bid", "offers"),
    ("said", "we have withdrawn our bid", "open"),
    # Behind these nothing is held.
    ("has not said", "whether it would accept the plan", None),
    ("has not said", "that it accepts the plan", None),
    ("asked", "if we would accept the plan", None),
    ("said", "we shall see whether we accept the plan", None),
    ("said", "if they accept the tolls, we will accept the plan", "conditions"),
    # What was held once is open, and only a yes is a no now.
    ("no longer asks", "for a truce", "open"),
    ("is no longer asking", "for a truce", "open"),
    ("said", "we are no longer asking for a truce", "open"),
    ("no longer opposes", "a truce", "open"),
    ("no longer accepts", "the plan", "rejects"),
    ("does not offer", "a truce any more", "rejects"),
    # Neither thanks nor a purpose nor a want of means are a yes or a no.
    ("welcomed", "the proposal", "open"),
    ("welcomed", "the king", None),
    ("said", "we accept the plan, but it does not go far enough", "open"),
    ("said", "we did not travel so far to sign the treaty", None),
    ("said", "we will not sign away our cod", "rejects"),
    ("said", "we have decided to sign the treaty", "accepts"),
    ("said", "we cannot feed a crew with a speech", None),
    ("said", "we cannot eat promises", None),
    ("said", "we will not take sides", None),
]


@pytest.mark.parametrize(("cue", "content", "stance"), STANCES)
def test_a_negation_and_a_condition_count(cue: str, content: str, stance: str | None) -> None:
    taken = stance_of(cue, content, own=lambda _: "own")
    assert (taken.stance if taken else None) == stance


def test_somebody_elses_yes_is_no_stance_of_the_speaker() -> None:
    assert stance_of("said", "Kestria will accept the plan", own=lambda _: "other") is None


@pytest.fixture(scope="module")
def found(desk: Assistant) -> list[Position]:
    return desk.positions()


def test_every_position_shows_the_words_of_its_document(desk: Assistant, found: list[Position]) -> None:
    assert found
    for item in found:
        assert desk.document(item.document_id).text[item.start : item.end] == item.quote
        assert item.statement_id in {one.statement_id for one in desk.statements()}
        assert item.as_of == item.published_on


def test_who_holds_what(found: list[Position]) -> None:
    held = {(item.party, item.stance) for item in found}
    assert ("Maldora", "rejects") in held  # "We will not pay more than ..."
    assert ("Kestria", "demands") in held  # "Kestria needs the tolls ..."
    assert ("Kestria", "conditions") in held  # "would open the canal at night if ..."
    assert ("Maldora", "conditions") in held  # "would sign only if ..."


def test_a_mediator_has_no_position(found: list[Position]) -> None:
    assert "Ruth Amsel" not in {item.speaker for item in found}


def test_a_party_is_named_by_itself_or_by_who_speaks_for_it(desk: Assistant) -> None:
    assert {item.party for item in desk.positions(party="Kestria")} == {"Kestria"}
    assert {item.speaker for item in desk.positions(party="brandel")} >= {"Tomas Brandel"}
    assert desk.positions(party="Atlantis") == []


def test_a_body_is_found_by_what_documents_call_it(
    tmp_path: Path, make_paper: Callable[..., Any], say: Callable[..., Any]
) -> None:
    text = [
        ["Porters left Corran Medical Center.", "Irena Holt, Corran's director, said the hospital rejects the tolls."]
    ]
    said = [say(speaker="Irena Holt", content="the hospital rejects the tolls")]
    paper = make_paper("p", "p", "Gazette", date(2031, 3, 4), text, said)
    statement = replace(paper.statements[0], speaker="The hospital", role=None, party=None)
    with VectorStore.open(VectorstoreSettings(path=tmp_path / "store"), create=True) as store:
        replace(paper, statements=(statement,)).put(store)
    with Assistant.from_settings(env_file=None, vectorstore_path=tmp_path / "store") as desk:
        for name in ("hospital", "the hospital", "Corran", "Corran Medical Center"):
            assert {item.party for item in desk.positions(party=name)} == {"Corran Medical Center"}, name
        assert desk.positions(party="airline") == []


def test_an_issue_named_by_the_user_is_matched_in_any_inflection(desk: Assistant) -> None:
    named = desk.positions(issue="toll")
    assert named
    assert {item.issue for item in named} == {"toll"}
    assert all("toll" in item.quote for item in named)
    assert desk.positions(issue="zeppelin") == []


def test_days_limit_positions(desk: Assistant, found: list[Position]) -> None:
    later = desk.positions(since="2031-05-01")
    assert later
    assert len(later) + len(desk.positions(until=date(2031, 4, 30))) == len(found)
    with pytest.raises(QuestionError):
        desk.positions(until="soon")


@pytest.fixture
def turning(tmp_path: Path, make_paper: Callable[..., Any], say: Callable[..., Any]) -> Path:
    """A store where Kestria first accepts joint patrols and later rejects them, and a copy of the second story."""
    folder = tmp_path / "store"
    first, second = "Kestria accepts the joint patrols", "Kestria will not accept the joint patrols"
    with VectorStore.open(VectorstoreSettings(path=folder), create=True) as store:
        for name, day, words in (
            ("march", date(2031, 3, 4), first),
            ("may", date(2031, 5, 4), second),
            ("copy", date(2031, 5, 4), second),
        ):
            sentence = f"Tomas Brandel, the foreign minister of Kestria, said that {words}."
            spoken = [say(speaker="Tomas Brandel", content=words)]
            make_paper(name, name, "Gazette", day, [[sentence]], spoken).put(store)
        store.set_duplicates({"copy": "may"})
    return folder


def test_a_later_position_stands_beside_the_earlier_and_says_what_it_changes(turning: Path) -> None:
    with Assistant.from_settings(env_file=None, vectorstore_path=turning) as desk:
        entries = [(item.stance, item.document_id, item.changed) for item in desk.positions(party="Kestria")]
        new = desk.positions(since="2031-04-01")
    assert entries == [("accepts", "march", None), ("rejects", "may", "accepts")]
    assert [(item.changed, item.changed_since) for item in new] == [("accepts", date(2031, 3, 4))]


# A sentence, the words that were said, the verb of its own that takes the stance (none: the words outside), the matter.
MATTERS = [
    ("Kestria accepts the joint gauge on the border.", "the joint gauge on the border", None, "joint gauge"),
    (
        "Kestria wants Maldora to drop a planned 5 percent levy on salt.",
        "Maldora to drop a planned 5 percent levy on salt",
        None,
        "levy",
    ),
    ("Maldora ruled out any delay of the levy.", "any delay of the levy", None, "levy"),
    ("Maldora insists on keeping the diesel subsidy.", "keeping the diesel subsidy", None, "diesel subsidy"),
    ("Kestria offered 12 billion crowns for dredging.", "12 billion crowns for dredging", None, "dredging"),
    ("Kestria offered 6 percent and a retraining fund.", "6 percent and a retraining fund", None, "retraining fund"),
    ("Kestria accepted a proposal to open the canal.", "a proposal to open the canal", None, "canal"),
    ("She asked for a pledge, which Holt refused to give.", "refused to give", "give", "pledge"),
    ("Holt said that the levy has to go before the talks.", "the levy has to go before the talks", "go", "levy"),
    ("Holt said she was open to the idea.", "she was open to the idea", "open", "idea"),
    ("Holt is willing to look at a higher figure.", "to look at a higher figure", "look", "higher figure"),
    ("Kestria demanded that the crews be released.", "the crews be released", None, "crews"),
    ("Maldora said it would not sign.", "it would not sign", "sign", None),
    ("Maldora wants ninety.", "ninety", None, None),
    ("Maldora demands an end to weekend ferries.", "an end to weekend ferries", None, "end to weekend ferries"),
    (
        "The guild wants the town to compensate drivers if the depot is closed.",
        "the town to compensate drivers if the depot is closed",
        None,
        "compensate drivers",
    ),
    ("Maldora resisted calls to intervene.", "calls to intervene", None, "calls to intervene"),
    ("Maldora rejected the demand on Monday.", "the demand on Monday", None, None),
    ("Maldora rejected the demand for a levy.", "the demand for a levy", None, "levy"),
    ("Holt said she would not share the position of the fleet.", "the position of the fleet", None, "fleet"),
    ("Kestria offered a cut of 25%.", "a cut of 25%", None, "cut"),
    ("Kestria asked for one pilot to six barges.", "one pilot to six barges", None, "one pilot to six barges"),
    ("Maldora said it could accept that.", "it could accept that", "accept", None),
]


@pytest.mark.parametrize(("sentence", "words", "verb", "matter"), MATTERS)
def test_a_stance_is_about_what_its_verb_acts_upon(
    sentence: str, words: str, verb: str | None, matter: str | None
) -> None:
    start = sentence.index(words)
    at = sentence.index(verb, start) + len(verb) if verb else None
    (found,) = matters([Said(sentence=sentence, span=(start, start + len(words)), at=at)], cast=NOBODY)
    assert (found.text if found else None) == matter


def test_matters_are_merged_by_the_noun_that_heads_them() -> None:
    found = [
        Matter(text=text, head=head)
        for text, head in (("joint gauge", "gaug"), ("gauges", "gaug"), ("gauges", "gaug"), ("moon", "moon"))
    ]
    assert merged(found) == {"gaug": "gauges", "moon": "moon"}


def test_words_that_name_no_matter_are_a_position_all_the_same(
    tmp_path: Path, make_paper: Callable[..., Any], say: Callable[..., Any]
) -> None:
    folder = tmp_path / "store"
    with VectorStore.open(VectorstoreSettings(path=folder), create=True) as store:
        spoken = [say(speaker="Tomas Brandel", content="We will not sign", kind="direct")]
        make_paper(
            "p", "p", "Gazette", date(2031, 3, 4), [["“We will not sign,” said Tomas Brandel of Kestria."]], spoken
        ).put(store)
    with Assistant.from_settings(env_file=None, vectorstore_path=folder) as desk:
        assert [(item.issue, item.stance) for item in desk.positions()] == [("", "rejects")]


@pytest.mark.parametrize(
    ("issue", "text", "same"),
    [
        ("Donbas", "the parts of the Donbas", True),
        ("troops", "a foreign troop", True),
        ("foreign troops", "troops of our own", False),
        ("the", "a text", False),
    ],
)
def test_an_issue_matches_all_its_words(issue: str, text: str, same: bool) -> None:
    assert matches(issue, text) is same
