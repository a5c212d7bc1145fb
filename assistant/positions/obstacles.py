"""What is said to be in the way of a deal, read from the sentences of the documents.

A sentence counts when its words say that something hinders (the lexicon's obstacles, or a turn of phrase that a
question asks with as well); who says so is taken from the statements around it. Nothing is inferred from positions
that exclude one another: an obstacle is what somebody calls one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.positions.contested import contested, is_denied, taken_back
from assistant.positions.headed import headed, is_heading
from assistant.positions.hindering import hindering
from assistant.positions.items import LONGEST, counts, each, listed, told_behind, without_end
from assistant.positions.records import Obstacle, Raiser
from assistant.positions.sides import mediates, side_of
from assistant.positions.supposing import SUPPOSED
from assistant.positions.tails import Told, told_at_end
from assistant.understand.cast import Cast
from assistant.understand.lexicon import lexicon
from assistant.understand.question import hindrance
from assistant.understand.words import Word, words_of
from vectorstore import DocumentParts, Span, Statement

# A verb that hinders, and a deal behind it: "is blocking an agreement".
_HINDERS = re.compile(
    r"\b(?:block|stall|hinder|hamper|prevent|imped|delay|thwart|derail|complicat|hold\w* up|h[eo]ld\w* back"
    r"|threaten|jeopardi|endanger|undermin|sink|sank)\w*\b(?P<between>.{0,60})",
    re.IGNORECASE,
)
# What the sides are apart on is in the way, whatever the sentence calls it.
_APART = re.compile(
    r"\b(?:(?:remain|are|were|still|stay)\w* (?:\w+ )?(?:divided|split|apart|at odds|deadlocked|stuck)"
    r"|(?:can|could|did|do|have)(?:not| not|n[’']t) (?:yet )?agreed?|failed to agree|unable to agree"
    r"|talks (?:\w+ ){0,3}(?:stalled|collapsed|broke down|foundered|broken down))"
    r"(?= (?:over|on|about|how|who|what|which|whether|when|where)\b)",
    re.IGNORECASE,
)
_SIDES = re.compile(r"\bbetween (?:\S+ ){0,8}$", re.IGNORECASE)
# These name a state of the talks; what is in the way is what they are over, where the sentence tells.
_STANDING_STILL = frozenset({"impasse", "deadlock", "stalemate", "deadlocked"})
# A document with so many words for a deal or talks is about some.
_OF_TALKS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cue:
    """A sentence with the place, in the document, of the words that say that something is in the way."""

    part: DocumentParts
    sentence: Span
    place: Span
    denied: bool

    @property
    def text(self) -> str:
        """The sentence."""
        return self.part.document.text[slice(*self.sentence)]

    @property
    def inside(self) -> Span:
        """The place of the cue in the sentence."""
        return self.place[0] - self.sentence[0], self.place[1] - self.sentence[0]


def read_obstacles(parts: Mapping[str, DocumentParts], *, cast: Cast) -> list[Obstacle]:
    """Return the obstacles that these documents name, by issue and day, with who contests them.

    Raises:
        LanguageUnavailable: if the language model, which tells what hinders, cannot be loaded.
    """
    found: list[Obstacle] = []
    denials: list[tuple[str | None, str]] = []
    for part in parts.values():
        for item in headed(part, announces=lambda line: _cue(line, cast, talks=True) is not None):
            found.append(_obstacle(part, item.span, item.issue, cue=item.label, cast=cast))
        for cue in _cues(part, cast):
            if cue.denied:
                speaker = _speaker(part, cue.place)
                denials.append((speaker.speaker if speaker else None, cue.text))
            else:
                back = taken_back(cue.part, cue.sentence, cast)
                found += (replace(item, **back) for item in _of_sentence(cue, cast))
    all_of_them = [contested(item, denials) for item in found]
    return sorted(all_of_them, key=lambda item: (item.issue.casefold(), str(item.as_of or ""), item.source, item.start))


def obstacle_sentences(part: DocumentParts, *, cast: Cast) -> Iterator[Span]:
    """Yield the sentences of a document that say that something is in the way."""
    return (cue.sentence for cue in _cues(part, cast) if not cue.denied)


def _cues(part: DocumentParts, cast: Cast) -> Iterator[_Cue]:
    talks = sum(word.stem in lexicon().deal for word in words_of(part.document.text)) >= _OF_TALKS
    for span in part.sentences:
        text = part.document.text[slice(*span)]
        if is_heading(text, span, part):
            continue  # it announces, and says nothing
        cue = _cue(text, cast, talks=talks)
        if cue and not text.rstrip("”’\"' ").endswith("?") and not SUPPOSED.search(text[: cue[0]]):
            place = span[0] + cue[0], span[0] + cue[1]
            yield _Cue(part=part, sentence=span, place=place, denied=is_denied(text, cue))


def _cue(text: str, cast: Cast, *, talks: bool) -> Span | None:
    """The words of a sentence that say that something is in the way, by their place."""
    known = lexicon()
    words = words_of(text)
    # Of an election or a race one says "hurdle" too: the sentence, or the document again and again, is about a deal.
    at_talks = talks or any(word.stem in known.deal for word in words) or len(_between(text, cast)) > 1
    for word in words if at_talks else ():
        if word.stem in known.obstacle and (end := _name_end(word, words, text)):
            return word.start, end
    deals = [word for word in words if word.stem in known.deal]
    for match in _HINDERS.finditer(text):
        if any(match.start("between") <= word.start < match.end() for word in deals):
            return match.start(), match.start("between")
    if re.search(r"\bremains? open to\b", text):
        return None
    apart = _APART.search(text)
    return apart.span() if apart else hindrance(text) if deals or len(_between(text, cast)) > 1 else None


def _name_end(word: Word, words: Sequence[Word], text: str) -> int | None:
    """Where the name of an obstacle ends; ``None`` where the word is none: an "outstanding" athlete."""
    if word.key.startswith(("stick", "stumbl")):
        found = re.match(r"[ -](?:points?|blocks?)", text[word.end :])
    elif word.key in ("outstanding", "thorny", "unresolved", "unsettled"):
        found = re.match(r" (?:\w+ )?(?:issue|question|point|matter|dispute|difference|problem)s?", text[word.end :])
        if found is None and not {"is", "are", "remain", "remains"}.isdisjoint(item.key for item in words):
            return word.end
    else:
        return word.end
    return word.end + found.end() if found else None


def _of_sentence(cue: _Cue, cast: Cast) -> Iterator[Obstacle]:
    part, inside = cue.part, cue.inside
    speaker = _speaker(part, cue.place)
    told = told_at_end(cue.text, cast) if speaker is None else Told(cue.text)
    text = told.text
    # What hinders is in the words of the one who says so, not in those that name them.
    if speaker and speaker.start <= cue.place[0]:
        text = text[min(inside[0], max(0, speaker.start - cue.sentence[0])) :]
        inside = inside[0] - (len(cue.text) - len(text)), inside[1] - (len(cue.text) - len(text))
    several = listed(text, inside) or each(told.text, cue.inside)
    behind = told_behind(part, cue.sentence) if counts(text[: inside[0]]) and not several else ()
    for sentence, issue in behind:
        yield _obstacle(part, sentence, issue, cue=sentence, cast=cast)
    if behind:
        return
    for issue in several or filter(None, [hindering(told.text, cue.inside) or _unnamed(text, inside)]):
        found = _obstacle(part, cue.sentence, issue, cue=cue.place, cast=cast)
        yield replace(found, raiser=told.raiser, raised_by=told.by) if told.by and told.raiser else found


def _unnamed(text: str, cue: Span) -> str | None:
    """What an obstacle goes by that no grammar names: what a colon announces; ``None`` for talks that stand still."""
    _, colon, announced = text[cue[1] :].partition(": ")
    if colon and len(announced) <= LONGEST:
        return without_end(announced)
    words = text[slice(*cue)]
    return None if words.casefold() in _STANDING_STILL else words


def _obstacle(part: DocumentParts, span: Span, issue: str, *, cue: Span, cast: Cast) -> Obstacle:
    document = part.document
    speaker = _speaker(part, cue)
    raiser, name = _raised(speaker, cast, document.text)
    return Obstacle(
        issue=issue,
        between=_between(document.text[slice(*span)], cast),
        raised_by=name,
        raiser=raiser,
        quote=document.text[slice(*span)],
        as_of=(speaker.said_on if speaker else None) or document.published_on,
        document_id=document.document_id,
        start=span[0],
        end=span[1],
        title=document.title,
        source=document.source,
        publisher=document.publisher,
        published_on=document.published_on,
    )


def _between(text: str, cast: Cast) -> tuple[str, ...]:
    mediators = {item.party for item in cast.figures if item.party and item.mediates and item.roles == {"mediator"}}
    sides: dict[str, None] = {}
    for item in cast.mentions(text):
        # A land that nobody speaks for is no side, unless the sentence says that it is one.
        side = item.party and (item.party.casefold() in cast.voices or _SIDES.search(text[: item.start]))
        if side and item.party and item.party in cast.parties and item.party not in mediators:
            sides[item.party] = None
    return tuple(sides)


def _speaker(part: DocumentParts, place: Span) -> Statement | None:
    """The statement that holds the words, the innermost first; ``None`` where the reporter speaks."""
    around = [item for item in part.statements if item.start < place[1] and item.end > place[0] and item.speaker]
    return min(around, key=lambda item: (item.nested_in is not None, item.end - item.start), default=None)


def _raised(speaker: Statement | None, cast: Cast, text: str) -> tuple[Raiser, str | None]:
    if speaker is None:
        return "reporter", None
    if mediates(speaker, cast):
        return "mediator", speaker.speaker
    side = side_of(speaker, cast, text)
    # A person whose side nobody tells speaks for none; a body speaks for itself.
    alone = side == speaker.speaker and any(item.person for item in cast.mentions(side or ""))
    return ("party" if side and not alone else "other"), speaker.speaker
