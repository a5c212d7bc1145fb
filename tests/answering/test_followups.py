"""What a follow-up leaves out is put back; a question that leaves nothing out stays as it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant import Assistant
from assistant.errors import QuestionError
from assistant.understand.cast import Cast
from assistant.understand.followup import Exchange, standalone
from assistant.understand.question import read_question


def anything(word: str) -> bool:
    return bool(word)


def ask(
    cast: Cast,
    question: str,
    *before: str,
    speakers: tuple[str, ...] = (),
    occurs: Callable[[str], bool] = anything,
) -> str:
    history = [Exchange(question=item, speakers=speakers) for item in before]
    return standalone(question, history, cast, occurs=occurs)


@pytest.mark.parametrize(
    ("before", "question", "subject"),
    [
        ("What did Brandel say about the accord?", "How long does he want it to last?", "Tomas Brandel"),
        ("What did Holt say about the tolls?", "What did she say about the quota?", "Irena Holt"),
        ("What did Holt say about the tolls?", "What is her demand?", "Irena Holt"),
        ("What did Kestria's mouthpiece say?", "What did he reject?", "Pavo Lindqvist"),
        ("Who is Brandel?", "and what did he say on the locks", "Tomas Brandel"),
    ],
)
def test_a_pronoun_means_the_person_before(cast: Cast, before: str, question: str, subject: str) -> None:
    read = read_question(ask(cast, question, before), cast)
    assert read.subject is not None
    assert read.subject.name == subject


def test_a_pronoun_may_mean_who_spoke_in_the_answer(cast: Cast) -> None:
    asked = ask(cast, "Did he reject it?", "Who rejected the demand?", speakers=("Tomas Brandel",))
    assert "Tomas Brandel" in asked


def test_a_pronoun_reaches_back_over_a_question_that_names_nobody(cast: Cast) -> None:
    asked = ask(cast, "What did he want?", "What did Brandel say?", "How many barges wait at the lock?")
    assert "Brandel" in asked


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("What does Maldora want?", "And Kestria?", "What does Kestria want?"),
        ("What does Maldora want?", "what about Kestria", "What does Kestria want?"),
        ("What does Maldora want?", "How about Kestria?", "What does Kestria want?"),
        ("What does Maldora want?", "Kestria?", "What does Kestria want?"),
        ("What did Holt say about the tolls?", "And Brandel?", "What did Brandel say about the tolls?"),
        ("What did Brandel say about Maldora?", "How about Holt?", "What did Holt say about Maldora?"),
        (
            "What is the position of Maldora on tolls?",
            "and what about the Kestria",
            "What is the position of Kestria on tolls?",
        ),
    ],
)
def test_a_bare_name_asks_the_same_of_another(cast: Cast, before: str, question: str, expected: str) -> None:
    assert ask(cast, question, before) == expected


@pytest.mark.parametrize(
    ("before", "question", "subject", "topic", "gone"),
    [
        (
            "What is Maldora's position on the tolls?",
            "And what does Kestria want instead?",
            "Kestria",
            "tolls",
            "Maldora",
        ),
        (
            "What does Maldora want on the tolls?",
            "What does Kestria offer instead?",
            "Kestria",
            "tolls",
            "Maldora",
        ),
        (
            "What did Holt say about the herring quota?",
            "Does Brandel say so too?",
            "Tomas Brandel",
            "herring",
            "Holt",
        ),
    ],
)
def test_instead_goes_on_about_the_same(
    cast: Cast, before: str, question: str, subject: str, topic: str, gone: str
) -> None:
    asked = ask(cast, question, before)
    assert topic in asked
    assert gone not in asked
    read = read_question(asked, cast)
    assert read.subject is not None
    assert read.subject.name == subject


@pytest.mark.parametrize(
    ("before", "question", "topic"),
    [
        ("Why did Holt accept the plan for patrols?", "Why?", "patrols"),
        ("How long would the fishing accord last?", "When would it end?", "accord"),
        ("Is a compromise on the herring close?", "Who said that?", "herring"),
        ("Who pays for the dredging?", "since when", "dredging"),
    ],
)
def test_a_short_question_takes_the_topic_along(cast: Cast, before: str, question: str, topic: str) -> None:
    assert topic in ask(cast, question, before)


@pytest.mark.parametrize(
    "question",
    [
        "What does Kestria's spokesman say about the herring quota?",
        "How many barges wait at the northern lock each day?",
        "What stands in the way of a fishing accord?",
        "What did Brandel say about the locks?",
        "Does Brandel think he can repair the locks?",
        "What did Holt say about her visit to Brell?",
        "Who said that the herring quota could wait?",
        "What does Kestria say about its patrol boats near the herring grounds?",
    ],
)
def test_an_independent_question_is_left_alone(cast: Cast, question: str) -> None:
    assert ask(cast, question, "What does Maldora want on the tolls?") == question


@pytest.mark.parametrize("question", ["And Kestria?", "Why did they leave the talks?", "What did he say on tolls?"])
def test_without_a_conversation_nothing_changes(cast: Cast, question: str) -> None:
    assert ask(cast, question) == question


def test_a_pronoun_without_anybody_stays(cast: Cast) -> None:
    assert ask(cast, "What did he say of the locks?", "How many barges wait?").startswith("What did he say of")
    with pytest.raises(QuestionError):
        ask(cast, "What did he say?", "How many barges wait?")


def test_a_chain_of_follow_ups(cast: Cast) -> None:
    first = "What did Holt say about the tolls?"
    second = ask(cast, "And Brandel?", first)
    third = ask(cast, "What did he say about the locks?", first, second)
    assert read_question(third, cast).speakers == ("Tomas Brandel",)
    assert "locks" in third


@pytest.mark.parametrize("question", ["How do I bake bread?", "bake bread?", "Can you help me with my taxes?"])
def test_another_matter_takes_nothing_along(cast: Cast, question: str) -> None:
    asked = ask(cast, question, "What does Holt want on the tolls?", occurs=lambda word: word in {"tolls", "want"})
    assert asked == question


@pytest.mark.parametrize("question", ["Thanks!", "ok thank you very much", "hello", "Great, thanks for that"])
def test_a_courtesy_is_no_question_with_or_without_a_conversation(cast: Cast, question: str) -> None:
    with pytest.raises(QuestionError):
        ask(cast, question)
    with pytest.raises(QuestionError):
        ask(cast, question, "What does Holt want on the tolls?")


@pytest.mark.parametrize("question", ["Why?", "And then?", "What about it?", "who"])
def test_a_question_that_only_leans_back_needs_something_before_it(cast: Cast, question: str) -> None:
    with pytest.raises(QuestionError):
        ask(cast, question)
    assert "tolls" in ask(cast, question, "What does Holt want on the tolls?")


@pytest.mark.parametrize("yes", ["yes", "Yes, please.", "ok", "go ahead!", "Sure"])
def test_a_bare_yes_takes_the_offer(desk: Assistant, yes: str) -> None:
    refused = desk.ask("What did Brandel say about the herring?")
    assert refused.status == "abstained"
    assert refused.offer
    answer = desk.ask(yes, history=[refused])
    assert answer.understanding.standalone == refused.offer
    assert answer.status == "answered"
    assert "Tomas Brandel" in {item.speaker for item in answer.citations}
    assert answer.offer is None


def test_a_yes_to_nothing_asks_for_nothing(desk: Assistant) -> None:
    answered = desk.ask("What did Brandel say about the locks?")
    assert answered.offer is None
    with pytest.raises(QuestionError):
        desk.ask("yes", history=[answered])


def test_no_offer_of_words_that_are_not_there(desk: Assistant) -> None:
    assert desk.ask("What does Zorvania want?").offer is None
