"""A quotation may leave out part of a sentence, but never the word that turns it round."""

from __future__ import annotations

import pytest

from assistant.verify.polarity import widen

# The part kept stands between the bars. Cut there, the rest would say something else.
TURNED = [
    "Maldora will not |accept the toll|.",
    "Maldora will never |accept the toll|.",
    "Maldora won’t |accept the toll|.",
    "Maldora won't |accept the toll|.",
    "Maldora cannot |accept the toll|.",
    "No minister |has signed the accord|.",
    "Nobody in Brell |believes the figures|.",
    "None of the envoys |signed the accord|.",
    "Nothing in the text |binds Kestria to pay|.",
    "Neither Holt nor Brandel |agreed to the plan|.",
    "Kestria neither |confirmed the visit| nor spoke about it.",
    "|Maldora will sign the accord| unless the tolls stay.",
    "Unless the tolls fall, |Maldora will leave the talks|.",
    "|Maldora will sign the accord| only if the tolls fall.",
    "Only if the tolls fall, |Maldora will sign|.",
    "If the lock is repaired, |Maldora will pay|.",
    "|Kestria will open the canal| if Maldora pays.",
    "|Kestria will open the canal|, provided that Maldora pays.",
    "|Kestria will not open the canal| until Maldora pays.",
    "|Kestria accepts every point| except the tolls.",
    "|Kestria accepts the plan|, but the locks stay closed.",
    "|Kestria accepts the plan|; however, the locks stay closed.",
    "|Kestria signed the accord| without the annex on tolls.",
    "Brandel denies that |Kestria broke the truce|.",
    "Brandel denied that |Kestria broke the truce|.",
    "Denying that |Kestria broke the truce|, Brandel left.",
    "Holt rejected the claim that |Maldora owes ten million crowns|.",
    "Holt refused to say that |Maldora would pay|.",
    "Holt ruled out that |Maldora would pay|.",
    "It is unlikely that |Maldora will pay|.",
    "It is false that |Maldora will pay|.",
    "The barges hardly |use the northern lock|.",
    "Kestria failed to |repair the locks|.",
    "|Holt praised the plan| although she will vote against it.",
    "Instead of joint patrols, |each side sends its own boats|.",
    # Conditions and denials in other words.
    "|Kestria will open the canal| as long as Maldora pays.",
    "|Kestria will open the canal| on condition that Maldora pays.",
    "|Kestria will open the canal|, providing that Maldora pays.",
    "Brandel declined to |sign the accord|.",
    "It is untrue that |Kestria broke the truce|.",
    "Holt dismissed reports that |Maldora had agreed to pay|.",
    "Barges rarely |use the northern lock|.",
    "Holt doubts that |Kestria will open the canal|.",
]

# Here the rest adds a time, a place or a name: the quotation may stay short.
HARMLESS = [
    "On Monday, |Maldora accepted the toll|.",
    "|Maldora accepted the toll| in the town of Brell.",
    "Irena Holt said that |Maldora accepted the toll|, according to a notable of the town.",
    "|Maldora will not accept the toll|, Holt said on Monday.",
    "The knot was tied before |the barges left for the north|.",
]


def parts(marked: str) -> tuple[str, tuple[int, int], tuple[int, int]]:
    """The text with a sentence on either side, the span of the sentence and of the part kept."""
    before, kept, after = marked.split("|")
    opening = "Nobody spoke. "
    sentence = before + kept + after
    text = f"{opening}{sentence} Nothing else happened, unless it did."
    first = len(opening)
    return text, (first, first + len(sentence)), (first + len(before), first + len(before) + len(kept))


def spans(text: str, middle: tuple[int, int]) -> list[tuple[int, int]]:
    return [(0, middle[0] - 1), middle, (middle[1] + 1, len(text))]


@pytest.mark.parametrize("marked", TURNED)
def test_the_word_that_turns_the_sense_is_kept(marked: str) -> None:
    text, sentence, kept = parts(marked)
    start, end = widen(kept, spans(text, sentence), text)
    assert sentence[0] <= start <= kept[0]
    assert kept[1] <= end <= sentence[1]
    before, after = text[sentence[0] : kept[0]], text[kept[1] : sentence[1]]
    # Whichever side held the turning word is whole again; a side with nothing but the full stop never does.
    assert (start == sentence[0] and bool(before)) or (end == sentence[1] and len(after) > 1), text[start:end]


@pytest.mark.parametrize("marked", HARMLESS)
def test_a_harmless_cut_stays(marked: str) -> None:
    text, sentence, kept = parts(marked)
    assert widen(kept, spans(text, sentence), text) == kept


@pytest.mark.parametrize("marked", ["Maldora is un|able to pay|.", "Maldora can|not pay|.", "Maldora |will no|t pay."])
def test_a_cut_never_falls_inside_a_word(marked: str) -> None:
    text, sentence, kept = parts(marked)
    start, end = widen(kept, spans(text, sentence), text)
    assert not (text[start - 1].isalnum() and text[start].isalnum())
    assert not (text[end - 1].isalnum() and text[end].isalnum())


def test_a_span_over_two_sentences_is_widened_at_both_ends() -> None:
    text = "Holt did not agree. Brandel will pay if asked. The end."
    sentences = [(0, 19), (20, 46), (47, 55)]
    kept = (text.index("agree"), text.index(" if asked"))
    assert widen(kept, sentences, text) == (0, 46)


def test_whole_sentences_and_headings_stay_as_they_are() -> None:
    text = "No deal yet\n\nHolt did not agree."
    sentences = [(13, 32)]
    assert widen((13, 32), sentences, text) == (13, 32)
    assert widen((3, 7), sentences, text) == (3, 7)
    assert widen((13, 32), [], text) == (13, 32)


@pytest.mark.parametrize(
    ("sentence", "part", "turn"),
    [
        ("It is a lie that Oskania agreed to the treaty.", "Oskania agreed to the treaty", "lie"),
        ("The claim that Oskania accepted is baseless.", "Oskania accepted", "baseless"),
        ("Oskania opposes any plan that lets inspectors in.", "lets inspectors in", "opposes"),
        ("Wrenn warned against letting inspectors into Kesten.", "letting inspectors into Kesten", "against"),
        ("Oskania will sign once inspectors leave.", "Oskania will sign", "once"),
        ("Holt allegedly took money.", "took money", "allegedly"),
    ],
)
def test_a_part_takes_along_what_turns_it_round_from_outside(sentence: str, part: str, turn: str) -> None:
    start = sentence.index(part)
    first, last = widen((start, start + len(part)), [(0, len(sentence))], sentence)

    assert turn in sentence[first:last]
    assert part in sentence[first:last]
