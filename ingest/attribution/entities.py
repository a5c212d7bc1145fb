"""Named things of a document: what the recogniser finds, tidied, and names that it overlooks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from string import ascii_lowercase
from typing import TYPE_CHECKING

from ingest.attribution.lexicon import lexicon
from ingest.attribution.persons import misread_people, opens_with_person, surnames_of
from vectorstore.parties import parties, without_possessive
from vectorstore.records import Entity, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

_NAMED = frozenset({"PERSON", "ORG", "GPE", "NORP", "LOC", "FAC", "EVENT", "LAW", "PRODUCT", "WORK_OF_ART"})
_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Col|Lt|Prof|Sir)\.?\s+")
_MULTIWORD = re.compile(
    # No word of a name is longer; without the bound a line of hyphens would be read once for each of them.
    r"(?<![\w’'])[A-Z][\w’'\-]{0,60}\w"
    r"(?:[ \xa0](?:(?:of|the|and|for|de|von|van|al|bin|el) ){0,2}[A-Z][\w’'\-]{0,60}\w){1,5}"
)
_LONGEST = 2000  # characters at a time: the recogniser's memory grows with the length
_DETERMINED = re.compile(r"(?:^|\W)(?:the|an?|this|that|his|her|its|their|our|my|your) $", re.IGNORECASE)
_LONGEST_ARTICLE = 7  # characters: " their "
_LONGEST_LEAD = 20  # characters: "van den " and the like
_HEADING = 200  # characters: no heading is longer
_EDGE = " \t\n\xa0,;:.!?\"“”‘’'()[]—–-"


def pieces(text: str, paragraph: Span) -> list[Span]:
    """A paragraph in pieces that the recogniser can take, cut at blanks; mostly the paragraph itself."""
    start, end = paragraph
    cut = []
    while end - start > _LONGEST:
        blank = text.rfind(" ", start, start + _LONGEST)
        middle = blank + 1 if blank > start else start + _LONGEST
        cut.append((start, middle))
        start = middle
    return [*cut, (start, end)]


def entities(text: str, *, document_id: str, read: Iterable[tuple[Span, Doc]]) -> list[Entity]:
    """The entities of ``text`` in order, without overlaps.

    ``read`` gives the span of each piece of text with its parsed document. A name that the recogniser labels
    in two ways gets the label that it has more often.
    """
    found: dict[Span, str] = {}
    for (start, _), doc in read:
        for ent in doc.ents:
            span = _tidied(text, start + ent.start_char, start + ent.end_char, label=ent.label_)
            if span is not None:
                found[span] = ent.label_
    _complete(text, found)
    _unify(text, found)
    labels = {text[start:end]: label for (start, end), label in found.items()}
    for start, end in _overlooked(text, sorted(found), surnames=surnames_of(text, found)):
        found[start, end] = labels.get(text[start:end]) or _guessed_label(text[start:end])
    return [
        Entity(document_id=document_id, text=text[s:e], start=s, end=e, label=label)
        for (s, e), label in sorted(found.items())
        if label
    ]


def _tidied(text: str, start: int, end: int, *, label: str) -> Span | None:
    line = text.find("\n", start, end)
    if line >= 0:
        end = line
    if label in _NAMED:
        if text[start : start + 4].lower() == "the ":
            start += 4
        end -= len(text[start:end]) - len(without_possessive(text[start:end]))
        title = _TITLE.match(text, start, end) if label == "PERSON" else None
        start = title.end() if title is not None else start
        first, _, rest = text[start:end].partition(" ")
        if label == "PERSON" and rest and first.endswith("ing") and first.lower() in lexicon().verbs:
            start += len(first) + 1  # "Citing Ann Berg, the paper ..."
    while start < end and text[start] in _EDGE and label not in ("MONEY", "CARDINAL"):
        start += 1
    while start < end and text[end - 1] in _EDGE and not (text[end - 1] == "." and "." in text[start : end - 1]):
        end -= 1
    if label in _NAMED and not any(c.isupper() or c.isdigit() for c in text[start:end]):
        return None
    return (start, end) if end > start else None


def _complete(text: str, found: dict[Span, str]) -> None:
    """Gives the people the small words of their surnames, which the recogniser cuts at: "Anke van der" + "Velde"."""
    behind, before = _particles()
    spans = sorted(found)
    for number, (start, end) in enumerate(spans):
        if found.get((start, end)) != "PERSON":
            continue
        rest = behind.match(text, end)
        small = text[start:end].split()[-1].casefold() in lexicon().name_particles
        last = rest.end() if rest is not None and (small or rest["small"]) else end
        lead = before.search(text, max(0, start - _LONGEST_LEAD), start)
        first = lead.start() if lead is not None else start
        # "the van Petrov drove": a thing stands before the name and is no part of it.
        if _DETERMINED.search(text, max(0, first - _LONGEST_ARTICLE), first):
            first = start + len(text[start:end]) - len(text[start:end].lstrip(f"{ascii_lowercase} "))
        if (first, last) != (start, end):
            for span in spans[max(0, number - 3) : number + 4]:  # a name touches no more than its neighbours
                if span[0] < last and span[1] > first:
                    found.pop(span, None)
            found[first, last] = "PERSON"


@cache
def _particles() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may follow the first part of a name, and what may stand before the last."""
    names = sorted(lexicon().name_particles)
    small, capital = "|".join(names), "|".join(name.title() for name in names)
    behind = rf"(?P<small>(?:[ \xa0](?:{small}))*)[ \xa0](?=[^\W\d_a-z])\w[\w’'\-]*\w"
    before = rf"(?<![\w’'\-])(?:(?:{small}|{capital})[ \xa0])+$"
    return re.compile(behind), re.compile(before)


def _unify(text: str, found: dict[Span, str]) -> None:
    votes: dict[str, Counter[str]] = {}
    for (start, end), label in found.items():
        if label in _NAMED:
            votes.setdefault(text[start:end], Counter())[label] += 1
    for (start, end), label in found.items():
        if label in _NAMED:
            best, count = votes[text[start:end]].most_common(1)[0]
            if count > votes[text[start:end]][label]:
                found[start, end] = best
    # What the whole document knows is better than one guess: a capital is a place, a known surname a person.
    surnames = {text[s:e].split()[-1] for (s, e), label in found.items() if label == "PERSON" and " " in text[s:e]}
    for (start, end), label in found.items():
        words = text[start:end]
        if label in _NAMED and words in surnames:
            found[start, end] = "PERSON"
        elif label == "PERSON" and parties().of_mention(words) is not None:
            found[start, end] = "GPE"
    for span in misread_people(text, found):
        found[span] = "PERSON"


def _overlooked(text: str, taken: Sequence[Span], *, surnames: Collection[str]) -> list[Span]:
    """Capitalised names of several words that no entity touches; the first word of a sentence proves little."""
    covered = bytearray(len(text) + 1)
    for start, end in taken:
        covered[start:end] = b"\x01" * (end - start)
    spans = []
    for match in _MULTIWORD.finditer(text):
        start, end = match.span()
        if any(covered[start:end]) or _is_heading(text, start, end):
            continue
        end -= len(match.group()) - len(without_possessive(match.group()))
        if _starts_sentence(text, start) and not opens_with_person(text, (start, end), surnames):
            continue
        spans.append((start, end))
    return spans


def _starts_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start].rstrip(" “\"‘'(")
    return before == "" or before[-1] in ".!?\n:"


def _is_heading(text: str, start: int, end: int) -> bool:
    """Whether the line is in title case, where capitals mean nothing."""
    first = text.rfind("\n", max(0, start - _HEADING), start) + 1
    last = text.find("\n", end, end + _HEADING)
    if (first == 0 and start > _HEADING) or (last < 0 and end + _HEADING < len(text)):
        return False
    words = [w for w in text[first : last if last >= 0 else len(text)].split() if len(w) > 3]
    return len(words) > 2 and sum(w[0].isupper() for w in words) > 0.7 * len(words)


def _guessed_label(words: str) -> str:
    """``PERSON`` for two capitalised words, ``ORG`` for longer names and those with a connective."""
    return "PERSON" if len(words.split()) == 2 else "ORG"
