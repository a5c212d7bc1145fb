"""What a question asks for, of whom: in plain words and in the words people type."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
import yaml

from assistant.understand.answer_type import asked_type, holds, number_of
from assistant.understand.cast import Cast
from assistant.understand.question import read_question
from assistant.understand.words import content_words, spelled_alike, stem, words_of
from vectorstore import Entity, Statement, parties

KINDS = {
    "position": [
        "What does Maldora want?",
        "what's kestria's position on the tolls",
        "wat does kestria want",
        "what do the maldorans demand",
        "What are Kestria's demands?",
        "What is Maldora's stance on the quota?",
        "What does Maldora think about Kestria?",
        "Where does Maldora stand on the tolls?",
        "where do the kestrians stand",
    ],
    "statement": [
        "What did Holt say about the quota?",
        "what has holt been saying about tolls",
        "What did Irena Holt tell reporters?",
        "according to Brandel, what happens to the locks?",
        "What are the words of Brandel on tolls?",
        "Has Holt commented on the herring?",
        "How did Kestria respond?",
        "what did Brandel really have to say about it",
    ],
    "obstacle": [
        "What blocks a deal?",
        "What stands in the way of an agreement?",
        "what are the sticking points",
        "whats holding things up",
        "why is there no deal yet?",
        "what's left to be agreed",
        "which issues remain before a treaty",
        "What keeps Maldora and Kestria from a deal?",
    ],
    "speaker": [
        "Who rejected the demand?",
        "who said a compromise is close",
        "Who wants the tolls halved?",
        "which country demands lower tolls",
        "whose idea was it to open the canal at night?",
        "Who is asking for a higher quota?",
    ],
    "comparison": [
        "Compare Maldora and Kestria on the tolls.",
        "How do the positions of Maldora and Kestria differ?",
        "maldora vs kestria on tolls",
        "What do both sides want?",
        "What does each side say about tolls?",
        "What do Maldora and Kestria want?",
        "where do holt and brandel stand on the tolls",
        "How do the two sides differ on dredging?",
    ],
    "fact": [
        "How many barges wait at the lock?",
        "When did the delegations meet?",
        "where did they meet",
        "how long would the accord last",
        "How much does Maldora want to pay?",
        "Why did Holt accept the plan?",
        "What is the Oster Canal?",
        "Which state controls the locks?",
        "Who attended the talks?",
        "Which report did the delegations read?",
        "What do Maldora and Kestria export?",
    ],
}
TYPES = {
    "person": [
        "Who spoke first?",
        "whos in charge",
        "Which minister resigned?",
        "whose plan is it",
        "Which side left?",
        "Which state controls the locks?",
    ],
    "place": [
        "Where did they meet?",
        "In which city were the talks?",
        "at what hotel do they stay",
        "Which capital hosts them?",
        "whereabouts was it",
    ],
    "time": [
        "When did it begin?",
        "what day do they meet",
        "How soon will it start?",
        "In what year was it signed?",
        "since when... by what date",
        "Since they left, when did they meet?",
        "by what date must it leave",
    ],
    "duration": [
        "How long will it last?",
        "how many more weeks",
        "For what period is it valid?",
        "How many years would it hold?",
    ],
    "quantity": [
        "How many barges wait?",
        "how much money is at stake",
        "What percentage of the deal is ready?",
        "how old is the mine",
    ],
    "reason": [
        "Why did he leave?",
        "how come they left",
        "What are the reasons for the delay?",
        "For what reason did she refuse?",
        "What is the money for?",
    ],
    "yes_no": ["Did Holt agree?", "is it over", "so will they sign?", "Hasn't Kestria paid?"],
    "other": [
        "What does Maldora want?",
        "Tell me about the canal.",
        "tolls",
        "When they met, what did Maldora offer?",
        "What happens when it ends?",
        "What did he ask for?",
        "What is Holt asking for?",
        "By what means would they pay?",
        "How close is a deal?",
        "how far apart are they",
    ],
}


@pytest.mark.parametrize(("kind", "question"), [(kind, item) for kind, items in KINDS.items() for item in items])
def test_kind_of_question(cast: Cast, kind: str, question: str) -> None:
    assert read_question(question, cast).kind == kind


@pytest.mark.parametrize(("name", "question"), [(name, item) for name, items in TYPES.items() for item in items])
def test_what_is_asked_for(name: str, question: str) -> None:
    assert asked_type(question) == name


@pytest.mark.parametrize(
    ("name", "sentence", "held"),
    [
        ("quantity", "About 40 barges wait.", True),
        ("quantity", "Nine boats came.", True),
        ("quantity", "The barges wait.", False),
        ("duration", "It would last for ten years.", True),
        ("duration", "They leave on Monday.", False),
        ("time", "They met on Monday.", True),
        ("time", "They met in the old hall.", False),
        ("reason", "She left because smuggling hurts.", True),
        ("place", "They met in Brell.", True),
        ("place", "They met on Monday.", False),
        ("place", "They never met.", False),
        ("yes_no", "Anything.", True),
        ("other", "Anything.", True),
    ],
)
def test_whether_a_sentence_holds_it(name: Any, sentence: str, held: bool) -> None:
    assert holds(name, sentence) is held


@pytest.mark.parametrize(
    ("question", "sentence", "counted"),
    [
        ("How many inspectors came?", "Nine inspectors came.", True),
        ("How many inspectors came?", "Inspectors have come since 2022.", False),
        ("How many inspectors came?", "Inspectors came on 4 March.", False),
        ("How many inspectors came?", "The inspectors came.", False),
        ("How much does the toll cost?", "The toll costs two crowns.", True),
        ("How much does the toll cost?", "The toll has 12 clauses.", False),
        ("Who came?", "Inspectors came.", True),
    ],
)
def test_a_count_is_of_the_thing_counted(question: str, sentence: str, counted: bool) -> None:
    assert number_of(question, sentence) is counted


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What did Maldora's president say?", "Irena Holt"),
        ("what did maldora's head say about tolls", "Irena Holt"),
        ("What did Kestria's mouthpiece say about herring?", "Pavo Lindqvist"),
        ("What did the Kestrian spokesman say?", "Pavo Lindqvist"),
        ("What did Kestria's foreign minister say?", "Tomas Brandel"),
        ("What did Sandrel's go-between say?", "Ruth Amsel"),
        ("What did the president of Maldora say?", "Irena Holt"),
        ("What did the spokesman of Kestria say?", "Pavo Lindqvist"),
    ],
)
def test_a_description_means_a_figure(cast: Cast, question: str, name: str) -> None:
    read = read_question(question, cast)
    assert read.subject is not None
    assert (read.subject.name, read.subject.person) == (name, True)
    assert read.speakers == (name,)
    assert name in read.named
    assert read.text == question


@pytest.mark.parametrize("question", ["What did Maldora's spokesman say?", "What did Zorvania's president say?"])
def test_a_description_of_nobody_means_nobody(cast: Cast, question: str) -> None:
    read = read_question(question, cast)
    assert not any(item.person for item in read.mentions)
    assert read.named == question


def test_a_title_that_two_hold_means_neither() -> None:
    said = [
        Statement(
            statement_id=name,
            document_id="d",
            content="x",
            start=0,
            end=1,
            kind="indirect",
            speaker=name,
            role="minister of Kestria",
            party="Kestria",
        )
        for name in ("Tomas Brandel", "Oda Wirth")
    ]
    seen = [Entity(document_id="d", text="Kestria", start=0, end=7, label="GPE")]
    two = Cast.of(said, seen, party_of=parties().of_typed)
    assert [item.name for item in two.mentions("What did Kestria's minister say?")] == ["Kestria"]
    one = Cast.of(said[:1], seen, party_of=parties().of_typed)
    assert [item.name for item in one.mentions("What did Kestria's minister say?")] == ["Tomas Brandel"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Brandell", "Tomas Brandel"),
        ("brandle", "Tomas Brandel"),
        ("Lindquist", "Pavo Lindqvist"),
        ("lindqvists", "Pavo Lindqvist"),
        ("Lindqvist’s", "Pavo Lindqvist"),
        ("Maldora's", "Maldora"),
        ("maldorans", "Maldora"),
        ("Kestrian", "Kestria"),
        ("KESTRIA", "Kestria"),
    ],
)
def test_spelling_variants(cast: Cast, text: str, name: str) -> None:
    assert [item.name for item in cast.mentions(f"the word of {text}?")] == [name]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("zelensky", "zelenskyy", True),
        ("brandel", "brandle", True),
        ("iran", "iraq", False),
        ("slovakia", "slovenia", False),
        ("holt", "colt", False),
        ("brandel", "brandenburg", False),
    ],
)
def test_how_alike_names_have_to_be(one: str, other: str, alike: bool) -> None:
    assert spelled_alike(one, other) is alike
    assert spelled_alike(other, one) is alike


@pytest.mark.parametrize("text", ["the old branch of the candle", "a mandolin", "crest and keystone", ""])
def test_ordinary_words_are_nobody(cast: Cast, text: str) -> None:
    assert cast.mentions(text) == ()


@pytest.mark.parametrize(
    ("question", "subject", "speakers"),
    [
        ("What did Brandel say about Holt?", "Tomas Brandel", ("Tomas Brandel",)),
        ("What did Holt say about Brandel?", "Irena Holt", ("Irena Holt",)),
        ("What did Holt tell Brandel?", "Irena Holt", ("Irena Holt",)),
        ("What does Kestria think of what Holt said?", "Kestria", ("Kestria",)),
        ("Regarding Kestria, what did Holt say?", "Irena Holt", ("Irena Holt",)),
        ("What is the position of Kestria on Maldora?", "Kestria", ("Kestria",)),
        ("According to Holt, what does Kestria want?", "Irena Holt", ("Irena Holt",)),
        ("What was said to Holt about the tolls?", None, ()),
        ("What is known about Maldora?", None, ()),
        ("Who spoke with Brandel?", None, ()),
        ("How many boats has Kestria sent?", "Kestria", ()),
    ],
)
def test_who_speaks_and_who_is_spoken_about(
    cast: Cast, question: str, subject: str | None, speakers: tuple[str, ...]
) -> None:
    read = read_question(question, cast)
    assert (read.subject and read.subject.name) == subject
    assert read.speakers == speakers


def test_the_topic_leaves_out_the_speaker_and_the_verb_of_saying(cast: Cast) -> None:
    read = read_question("What did Brandel claim about the locks in Maldora?", cast)
    assert [word.key for word in read.topic] == ["locks", "maldora"]


@pytest.mark.parametrize(
    "text", ["", "?", "What?", "what what what", "😀😀", "من قال ذلك؟", "ok " * 500, "{}[]()\\", "I " * 3]
)
def test_any_text_can_be_read(cast: Cast, text: str) -> None:
    read = read_question(text, cast)
    assert read.text == text
    assert read.speakers == ()


def test_words_keep_their_places() -> None:
    text = "The U.S. offered 95% (“one-fifth”) of Holt’s plan. 🎉 Élan!"
    found = words_of(text)
    assert [word.key for word in found] == [
        "the",
        "u.s",
        "offered",
        "95%",
        "one",
        "fifth",
        "of",
        "holt",
        "plan",
        "élan",
    ]
    assert [text[word.start : word.end] for word in found][-3:] == ["Holt’s", "plan", "Élan"]
    assert [word.key for word in content_words("what is it")] == ["what", "is", "it"], "better all words than none"


@pytest.mark.parametrize(
    ("question", "sides", "topic"),
    [
        ("Compare the positions of Maldora and Kestria on the tolls.", ["Maldora", "Kestria"], ["tolls"]),
        ("Where do Holt and Brandel stand on the locks?", ["Irena Holt", "Tomas Brandel"], ["locks"]),
        ("What do Maldora and Kestria want over Brell?", ["Maldora", "Kestria"], ["brell"]),
        ("Maldora versus Kestria", ["Maldora", "Kestria"], []),
        ("What does each side want on the tolls?", [], ["tolls"]),
        ("What does Maldora want from Kestria?", [], ["kestria"]),
    ],
)
def test_who_is_compared_and_about_what(cast: Cast, question: str, sides: list[str], topic: list[str]) -> None:
    read = read_question(question, cast)
    assert [side.name for side in read.sides] == sides
    assert [word.key for word in read.topic if word.key != "compare"] == topic


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("Which list did the management accuse Holt of drawing up?", None),
        ("Who will follow Holt's successor?", None),
        ("What did foreign minister Brandel say?", "Tomas Brandel"),
        ("What does Maldora's latest offer say?", "Maldora"),
        ("What did Kestria demand from Maldora?", "Kestria"),
        ("What are the demands of Maldora?", "Maldora"),
    ],
)
def test_who_acts_in_the_question(cast: Cast, question: str, subject: str | None) -> None:
    read = read_question(question, cast)
    assert (read.subject.name if read.subject else None) == subject


def test_what_is_done_at_the_negotiating_table_is_no_negotiator(cast: Cast) -> None:
    assert read_question("What was disputed at the negotiating table?", cast).mentions == ()
    assert [item.name for item in read_question("What did the mediator say?", cast).mentions] == ["Ruth Amsel"]


def test_no_entry_of_the_lexicon_is_idle() -> None:
    raw = yaml.safe_load(files("assistant.understand").joinpath("lexicon.yaml").read_text(encoding="utf-8"))
    lists = [raw[name] for name in ("speech", "nouns", "view", "obstacle", "trouble", "deal")]
    lists += [*raw["stance"].values(), *(side for pair in raw["opposites"] for side in pair)]
    for words in lists:
        split = words.split()
        assert [word for word in split if len(words_of(word)) != 1] == [], "compared word by word"
        assert len({stem(word) for word in split}) == len(split), "an inflected form more changes nothing"
    assert set(raw["nouns"].split()) <= set(raw["speech"].split())
