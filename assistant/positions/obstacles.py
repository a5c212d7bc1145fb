"""What is said to be in the way of a deal, read from the sentences of the documents.

A sentence counts when its words say that something hinders (the lexicon's obstacles, or a turn of phrase that a
question asks with as well); who says so is taken from the statements around it. Nothing is inferred from positions
that exclude one another: an obstacle is what somebody calls one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.positions.issues import Issues, phrases
from assistant.positions.records import Obstacle, Raiser
from assistant.positions.subject import mediates, party_of
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
_DENIED = re.compile(
    r"\b(?:not?|never|hardly|no longer|isn[’']t|aren[’']t|wasn[’']t|neither|nothing|without|ceased to be|removed"
    r"|overcome|cleared|resolved|settled)\b[^.;]{0,40}$|^[^.;]{0,40}\b(?:(?:has|have|had|was|were|is|are)"
    r" (?:been |now )?(?:removed|overcome|cleared|resolved|settled)|no longer|is over|behind (?:us|them))\b",
    re.IGNORECASE,
)
# "The main obstacle is who pays": what hinders stands behind; "control of the dam is an obstacle": before.
_BEHIND = re.compile(
    r"[^.;:]{0,60}?\b(?:is|are|was|were|remain(?:s|ed)?|over|on|about|concern(?:s|ed|ing)?)\s+(?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)
_BEFORE = re.compile(
    r"(?P<rest>.{3,90}?)\s+(?:(?:is|was|are|were|remain(?:s|ed)?|has been|have been)"
    r"(?:\s+[\w’'-]+){0,5}|had|ha[sv]e)\s*",
    re.IGNORECASE | re.DOTALL,
)
_ITEMS = re.compile(r"\s*;\s*|,?\s+and\s+|,\s+(?=(?:who|what|how|whether|the)\b)", re.IGNORECASE)
# "He named two obstacles. One is ...; the other is ...": the sentences behind the number say which.
_COUNTED = re.compile(r"\b(?:two|three|four|five|several|some|many|\d+)\s+(?:\w+\s+)?$", re.IGNORECASE)
_ONE_OF_THEM = re.compile(
    r"(?:(?:the )?(?:one|first|second|third|fourth|other|last|next)|another)(?: one)?\s+"
    r"(?:is|was|concerns?|concerned)\s+(?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)
_SEVERAL = re.compile(
    r"\b(?:two|three|four|five|several|\d+|obstacles|hurdles|issues|points|questions|problems|differences|matters|snags"
    r"|barriers|disputes|blocks|disagreements|these|following)\b",
    re.IGNORECASE,
)
# What hinders has a name: "the price", "who pays", "control of the dam"; "left to settle" and "still open" are none.
_NAMED = re.compile(
    r"[“\"‘]?(?:the|an?|its|their|his|her|our|this|these|any|no|who|how|what|whether|when|where|which|[A-Z]|[a-z]+ing\b"
    r"|[a-z]+ (?:of|over|on|for)\b|[a-z]+s?$|[a-z]+ [a-z]+s?$)",
)
_ASIDE = re.compile(r",? (?:but|because|since|although|though|while|whereas|as)\b.*$", re.DOTALL)
_BE = frozenset({"is", "are", "was", "were", "remain", "remains", "remained"})
_STATE = frozenset(
    {"left", "still", "not", "yet", "so", "now", "very", "as", "far", "more", "too", "also", "open", "there"}
)
_END = re.compile(r"[.”\"’,;]+\s*$|,\s(?=he |she |it |they |who |[A-Z])[^,]*\b(?:said|says|added|told)\b.*$", re.DOTALL)
_SIDES = re.compile(r"\bbetween (?:\S+ ){0,8}$", re.IGNORECASE)
_LONGEST, _MOST_WORDS = 90, 14
# A document with so many words for a deal or talks is about some.
_OF_TALKS = 3


def read_obstacles(parts: Mapping[str, DocumentParts], *, cast: Cast, issues: Issues) -> list[Obstacle]:
    """Return the obstacles that these documents name, by issue and day, with who contests them."""
    found: list[Obstacle] = []
    denials: list[tuple[str | None, str]] = []
    for part in parts.values():
        talks = sum(word.stem in lexicon().deal for word in words_of(part.document.text)) >= _OF_TALKS
        for span in part.sentences:
            text = part.document.text[slice(*span)]
            cue = _cue(text, cast, talks=talks)
            if cue is None or text.rstrip("”’\"' ").endswith("?"):
                continue
            if _is_denied(text, cue):
                speaker = _speaker(part, (span[0] + cue[0], span[0] + cue[1]))
                denials.append((speaker.speaker if speaker else None, text))
            else:
                found += _of_sentence(part, span, cue, cast=cast, issues=issues)
    contested = [_contested(item, denials, cast) for item in found]
    return sorted(contested, key=lambda item: (item.issue.casefold(), str(item.as_of or ""), item.source, item.start))


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
    return hindrance(text) if deals or len(_between(text, cast)) > 1 else None


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


def _is_denied(text: str, cue: Span) -> bool:
    return any(_DENIED.search(side) for side in (text[: cue[0]], text[cue[1] :]))


def _of_sentence(part: DocumentParts, span: Span, cue: Span, *, cast: Cast, issues: Issues) -> Iterator[Obstacle]:
    speaker = _speaker(part, (span[0] + cue[0], span[0] + cue[1]))
    # What hinders is in the words of the one who says so, not in those that name them.
    if speaker and speaker.start <= span[0] + cue[0] and (cut := max(0, speaker.start - span[0])):
        text, cue, skipped = part.document.text[span[0] + cut : span[1]], (cue[0] - cut, cue[1] - cut), cut
    else:
        text, skipped = part.document.text[slice(*span)], 0
    place = (span[0] + skipped + cue[0], span[0] + skipped + cue[1])
    listed = _listed(text, cue)
    told = _told_behind(part, span) if _COUNTED.search(text[: cue[0]]) and not listed else ()
    for sentence, issue in told:
        yield _obstacle(part, sentence, issue, cue=sentence, cast=cast)
    for issue in () if told else listed or _issues(text, cue, cast, issues):
        yield _obstacle(part, span, issue, cue=place, cast=cast)


def _obstacle(part: DocumentParts, span: Span, issue: str, *, cue: Span, cast: Cast) -> Obstacle:
    document = part.document
    speaker = _speaker(part, cue)
    raiser, name = _raised(speaker, cast)
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


def _listed(text: str, cue: Span) -> list[str]:
    """The items of a list behind a colon, as written."""
    head, colon, rest = text[cue[1] :].partition(":")
    if not _SEVERAL.search(text[: cue[1]] + head):
        return []  # "Veto impedes peace: ..." is a heading and no list
    items = [_END.sub("", item).strip(' “"') for item in _ITEMS.split(rest)] if colon else []
    return list(dict.fromkeys(item for item in items if 2 < len(item) <= _LONGEST))


def _told_behind(part: DocumentParts, span: Span) -> list[tuple[Span, str]]:
    """The sentences behind one that only counts obstacles, each with the one that it tells."""
    told: list[tuple[Span, str]] = []
    for place in part.sentences[part.sentences.index(span) + 1 :]:
        match = _ONE_OF_THEM.match(part.document.text[slice(*place)])
        if match is None:
            break
        told.append((place, _END.sub("", match["rest"])[:_LONGEST]))
    return told


def _issues(text: str, cue: Span, cast: Cast, issues: Issues) -> list[str]:
    """What hinders: what the sentence says it is, as written where that is short, else the phrase nearest to it."""
    for match in (_BEFORE.fullmatch(text[: cue[0]]), _BEHIND.match(text, cue[1])):
        said = _ASIDE.sub("", _END.sub("", match["rest"])).strip() if match else ""
        if said.split()[:1] and said.split()[0].lower() in _STATE:
            continue
        named = len(said.split()) > 1 or (match and re.search(r"\b(?:on|over|about) \S+$", match[0]))
        if named and _NAMED.match(said) and len(said.split()) <= _MOST_WORDS and len(said) <= _LONGEST:
            return [said]
        if len(said.split()) > 1 and match and (name := issues.of_words(match["rest"])):
            return [name]
    before = phrases(text[: cue[0]], cast) if text[cue[1] :].strip(' .”"') else []
    behind = phrases(text[cue[1] :], cast)
    plural = text[slice(*cue)].endswith("s") and any(word in text[cue[1] :].split()[:1] for word in _BE)
    if plural:  # "Thorny issues were left": which, nobody says
        return [text[slice(*cue)]]
    return [next((item.text for item in (*before[-1:], *behind)), text[slice(*cue)])]


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


def _raised(speaker: Statement | None, cast: Cast) -> tuple[Raiser, str | None]:
    if speaker is None:
        return "reporter", None
    if mediates(speaker, cast):
        return "mediator", speaker.speaker
    side = party_of(speaker, cast)
    # A person whose side nobody tells speaks for none; a body speaks for itself.
    alone = side == speaker.speaker and any(item.person for item in cast.mentions(side or ""))
    return ("party" if side and not alone else "other"), speaker.speaker


def _contested(item: Obstacle, denials: Sequence[tuple[str | None, str]], cast: Cast) -> Obstacle:
    """An obstacle with the first sentence of somebody else that says of the same issue that it is none."""
    heads = {phrase.head for phrase in phrases(f"the {item.issue}", cast)}
    for speaker, text in denials:
        if speaker != item.raised_by and heads & {word.stem for word in words_of(text)}:
            return replace(item, contested=True, contested_by=speaker, contest=text)
    return item
