from __future__ import annotations

import re
from datetime import date
from functools import cache
from itertools import pairwise

import pytest

from ingest.attribution import Analysis, Analyst
from vectorstore.records import SourceDocument, Statement

THURSDAY = date(2025, 3, 13)


@cache
def analyst() -> Analyst:
    return Analyst()


def analyse(text: str, *, published_on: date | None = THURSDAY) -> Analysis:
    document = SourceDocument(document_id="d1", title="t", text=text, source="t.txt", published_on=published_on)
    starts = [0, *(m.end() for m in re.finditer(r"(?<=[.!?])[”\"’]?\s+", text))]
    sentences = list(zip(starts, [*starts[1:], len(text)], strict=True))
    found = analyst().analyse(document, sentences=sentences)
    for statement in found.statements:
        assert text[statement.start : statement.end] == statement.content
        if statement.speaker_start is not None and statement.speaker_end is not None:
            assert 0 <= statement.speaker_start < statement.speaker_end <= len(text)
    for entity in found.entities:
        assert text[entity.start : entity.end] == entity.text
    return found


def said(text: str, words: str, *, published_on: date | None = THURSDAY) -> Statement:
    """The smallest statement that holds ``words``."""
    fitting = [s for s in analyse(text, published_on=published_on).statements if words in s.content]
    assert fitting, f"nothing attributed holds {words!r}"
    return min(fitting, key=lambda s: len(s.content))


@pytest.mark.parametrize(
    ("text", "words", "speaker", "kind"),
    [
        ("“We are ready for talks,” Marta Holm said.", "ready for talks", "Marta Holm", "direct"),
        ('"We are ready for talks," said Marta Holm.', "ready for talks", "Marta Holm", "direct"),
        ("Marta Holm said: “We are ready for talks.”", "ready for talks", "Marta Holm", "direct"),
        ("‘We are ready for talks,’ said Marta Holm.", "ready for talks", "Marta Holm", "direct"),
        ("''We are ready for talks,'' said Marta Holm.", "ready for talks", "Marta Holm", "direct"),
        ("Marta Holm said that her side was ready for talks.", "ready for talks", "Marta Holm", "indirect"),
        ("The army is ready for talks, Marta Holm said.", "ready for talks", "Marta Holm", "indirect"),
        ("The army, Marta Holm said, is ready for talks.", "ready for talks", "Marta Holm", "indirect"),
        ("The army is ready for talks, according to Marta Holm.", "ready for", "Marta Holm", "indirect"),
        ("According to Marta Holm, the army is ready for talks.", "ready for", "Marta Holm", "indirect"),
        ("As Marta Holm put it, the plan is dead.", "the plan is dead", "Marta Holm", "indirect"),
        ("In Marta Holm's view, the plan is dead.", "the plan is dead", "Marta Holm", "indirect"),
        ("Marta Holm said the plan was a “poor joke” of the other side.", "poor joke", "Marta Holm", "mixed"),
        ("Marta Holm called for a ceasefire.", "a ceasefire", "Marta Holm", "indirect"),
        ("Marta Holm vowed to send help.", "to send help", "Marta Holm", "indirect"),
        ("Marta Holm is ready to sign the treaty.", "to sign the treaty", "Marta Holm", "indirect"),
        ("The offer was rejected by Moscow.", "The offer", "Moscow", "indirect"),
        ("Marta Holm called on the army to leave the valley.", "to leave the valley", "Marta Holm", "indirect"),
        ("Marta Holm insisted on a full withdrawal.", "a full withdrawal", "Marta Holm", "indirect"),
        ("Marta Holm continued:\n\n“We are ready for talks.”", "ready for talks", "Marta Holm", "direct"),
        ('Marta Holm continued:\n\n"We are ready for talks."', "ready for talks", "Marta Holm", "direct"),
        ("“They call us ‘hard, slow men,’” Marta Holm told me.", "hard, slow men", "Marta Holm", "direct"),
        ("Moscow's demand that the army leave is new.", "the army leave", "Moscow", "indirect"),
    ],
)
def test_the_forms_of_attribution(text: str, words: str, speaker: str, kind: str) -> None:
    statement = said(text, words)
    assert (statement.speaker, statement.kind) == (speaker, kind)


def test_a_day_is_not_what_somebody_called_on() -> None:
    assert not analyse("Marta Holm called on Tuesday to express regret.").statements


def test_an_interrupted_quotation_is_one_statement_with_its_whole_meaning() -> None:
    statement = said("“We would sign,” Marta Holm said, “only if they leave.”", "We would sign")
    assert "only if they leave" in statement.content
    assert statement.conditional


def test_a_quotation_on_its_own_continues_the_one_before() -> None:
    text = "“He is tired,” Marta Holm said. “He will not sign.”\n\n“Nobody doubts it.”"
    assert said(text, "He will not sign").speaker == "Marta Holm"
    assert said(text, "Nobody doubts it").speaker == "Marta Holm"


def test_a_quotation_over_paragraphs_belongs_to_the_one_who_closes_it() -> None:
    text = (
        "Jan Lind insisted there was no deal.\n\n“We began in the morning and talked all day.\n\n"
        "“We ended at night with nothing,” said Anna Berg."
    )
    statement = said(text, "We began in the morning")
    assert statement.speaker == "Anna Berg"
    assert "nothing" in statement.content


def test_a_name_signs_the_quotations_before_it() -> None:
    text = (
        "“We pay too much. It has to end.” ― Anna Berg “Nobody asked us.” ― Jan P. Lind\n\n"
        "”I will not ride it again.”\n\n— Marta Holm, a nurse\n\nThe council met."
    )
    found = [(item.speaker, item.content) for item in analyse(text).statements]
    assert found == [
        ("Anna Berg", "We pay too much. It has to end"),
        ("Jan P. Lind", "Nobody asked us"),
        ("Marta Holm", "I will not ride it again"),
    ]


def test_a_name_behind_running_text_signs_nothing() -> None:
    statement = said("“We will not sign,” said Holm. “The price is too high.” — Reuters", "We will not sign")
    assert (statement.speaker, "too high" in statement.content) == ("Holm", True)


def test_a_heading_between_quotations_is_nobodys_words() -> None:
    text = "“These are strange days for us,” said Anna Berg.\n\n'Hard Times.'\n\nThe river is long."
    assert all("Hard Times" not in s.content for s in analyse(text).statements)


def test_a_surname_and_a_pronoun_get_the_full_name_the_role_and_the_party() -> None:
    text = "Kremlin spokesman Dmitry Orlov arrived. Orlov said the plan was new. He added that it was good."
    for words in ("the plan was new", "it was good"):
        statement = said(text, words)
        assert statement.speaker == "Dmitry Orlov"
        assert statement.role == "Kremlin spokesman"
        assert statement.party == "Russia"


def test_a_description_resolves_only_when_the_document_supports_it() -> None:
    known = "Ukrainian President Taras Bondar arrived. The Ukrainian leader said that the plan was dead."
    assert said(known, "the plan was dead").speaker == "Taras Bondar"
    other = "Ukrainian President Taras Bondar arrived. The French leader said that the plan was dead."
    assert said(other, "the plan was dead").speaker != "Taras Bondar"


def test_a_pronoun_with_nobody_before_it_stays_a_pronoun() -> None:
    statement = said("She said that the plan was dead.", "the plan was dead")
    assert statement.speaker == "She"
    assert statement.party is None


def test_a_pronoun_does_not_mean_a_person_of_the_other_gender() -> None:
    text = "Mrs. Anna Berg left early. He said that the plan was dead."
    assert said(text, "the plan was dead").speaker == "He"


def test_a_pronoun_never_means_somebody_named_only_in_what_is_said() -> None:
    text = "Spokesman Jan Lind came late. Minister Anton Weller had left the talks, he said."
    assert said(text, "had left the talks").speaker == "Jan Lind"


def test_claims_that_somebody_denies_are_not_his() -> None:
    text = "Colonel Jan Lind denied reports that the army had moved."
    assert all(s.negated for s in analyse(text).statements if s.speaker == "Jan Lind")


def test_two_bearers_of_a_surname_are_not_mixed_up() -> None:
    text = "Anna Berg met Jonas Berg. Berg said that the plan was dead."
    assert said(text, "the plan was dead").speaker == "Berg"


def test_who_passes_words_on_is_kept() -> None:
    text = "Marta Holm, quoted by TASS, said that the army had refused the plan."
    statement = said(text, "had refused the plan")
    assert statement.speaker == "Marta Holm"
    assert statement.nested_in == "TASS"


def test_a_position_inside_a_statement_names_its_reporter() -> None:
    statement = next(s for s in analyse("Dmitry Orlov said Kyiv rejected the offer.").statements if s.speaker == "Kyiv")
    assert statement.nested_in == "Dmitry Orlov"
    assert statement.party == "Ukraine"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Kyiv said it would not accept a truce.", "a truce"),
        ("Kyiv said it would never accept a truce.", "a truce"),
        ("Kyiv refused to sign a truce.", "a truce"),
        ("Kyiv rejected a truce.", "a truce"),
        ("Kyiv denied that it had broken a truce.", "a truce"),
        ("Neither Kyiv nor Moscow has agreed to a truce.", "a truce"),
        ("Kyiv does not want a truce.", "a truce"),
    ],
)
def test_a_refusal_is_marked(text: str, words: str) -> None:
    assert said(text, words).negated


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Kyiv said it would accept a truce unless the army moved.", "unless the army moved"),
        ("Kyiv said it would accept a truce only if the army left.", "only if the army left"),
        ("Kyiv will accept a truce if the army leaves.", "if the army leaves"),
    ],
)
def test_a_condition_stays_in_the_content_and_is_marked(text: str, words: str) -> None:
    statement = said(text, words)
    assert "a truce" in statement.content
    assert statement.conditional


def test_plain_consent_is_neither_negated_nor_conditional() -> None:
    statement = said("Kyiv said it would accept a truce.", "a truce")
    assert not statement.negated
    assert not statement.conditional


def test_the_day_of_the_cue_and_no_other_day_is_the_day_of_the_statement() -> None:
    assert said("Anna Berg said on Tuesday it was over.", "over").said_on == date(2025, 3, 11)
    assert said("Anna Berg, who left on Monday, said it was over.", "over").said_on is None
    assert said("Anna Berg said the army would leave on Tuesday.", "leave").said_on is None
    assert said("Anna Berg said on Tuesday it was over.", "over", published_on=None).said_on is None


def test_turns_of_a_transcript_have_their_speakers() -> None:
    text = (
        "Foreign Minister Dmitry Orlov spoke to the press.\n\nQ: Will you meet?\n\n"
        "ORLOV: It depends.\n\nOn them.\n\nQ: Thank you."
    )
    # Who asks is nobody in particular, and a question states nothing.
    assert not any("Will you meet" in statement.content for statement in analyse(text).statements)
    answer = said(text, "It depends")
    assert answer.speaker == "Dmitry Orlov"
    assert "On them" in answer.content


def test_an_article_with_two_labelled_lines_is_no_transcript() -> None:
    story = "\n\n".join(f"“Line {n} is closed,” Marta Holm said." for n in range(30))
    text = f"ORLOV: It depends.\n\n{story}\n\nORLOV: Thank you."
    assert said(text, "Line 7 is closed").speaker == "Marta Holm"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Orlov: No troops in the east\n\nForeign Minister Dmitry Orlov came home.", "Dmitry Orlov"),
        ("No troops in the east - Ukrainian minister\n\nThe river is long.", "Ukrainian minister"),
    ],
)
def test_headlines_name_their_speaker(text: str, speaker: str) -> None:
    assert said(text, "No troops in the east").speaker == speaker


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n ",
        '"',
        "”“",
        "The river is long. It flows past the town.",
        "Summary: a short text\n\nNothing.",
    ],
)
def test_nothing_to_attribute_gives_no_statements(text: str) -> None:
    assert analyse(text).statements == ()


def test_text_that_cannot_be_encoded_is_read() -> None:
    assert said("Anna Berg said \ud800 that the plan was dead.", "the plan was dead").speaker == "Anna Berg"


def test_a_long_line_that_counts_as_one_sentence_is_read() -> None:
    text = " ".join(["Kyiv rejected the plan."] * 200)
    document = SourceDocument(document_id="d", title="t", text=text, source="s")
    assert len(analyst().analyse(document, sentences=[(0, len(text))]).statements) == 200


def test_statements_are_the_same_every_time_and_their_ids_differ() -> None:
    text = "Kyiv rejected the plan. Moscow rejected the plan. “It is over for all of us,” Anna Berg said."
    first, second = analyse(text), analyse(text)
    assert first == second
    ids = [s.statement_id for s in first.statements]
    assert len(ids) == 3
    assert len(set(ids)) == 3


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ivan Petrov was late. Police searched the van Ivan Petrov had rented in Kyiv.", "Ivan Petrov"),
        ("Ivan Petrov said the van Petrov's brother drove was white.", "Petrov"),
        ("Anke van der Velde came. Van der Velde was late.", "Van der Velde"),
    ],
)
def test_a_thing_before_a_name_is_no_part_of_it(text: str, name: str) -> None:
    people = [entity.text for entity in analyse(text).entities if entity.label == "PERSON"]
    assert people[1:] == [name]


def test_entities_are_tidy_and_do_not_overlap() -> None:
    found = analyse("Anna Berg's envoy met Jan Lind in Kyiv on Tuesday. Berg left Kyiv.").entities
    texts = [entity.text for entity in found]
    assert "Anna Berg" in texts
    assert all(not text.endswith(("'s", "’s")) for text in texts)
    assert all(one.end <= other.start for one, other in pairwise(found))
    labels = {entity.text: entity.label for entity in found}
    assert labels["Kyiv"] == "GPE"
    assert labels["Berg"] == "PERSON"
