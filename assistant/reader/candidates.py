"""Candidate sentences: the sentences of the passages found, with who speaks in them and whom they are about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.understand.bodies import is_paper
from assistant.understand.cast import Cast
from assistant.understand.mention import Mention
from assistant.understand.question import Question
from assistant.understand.words import Word, stem, words_of
from vectorstore import Hit, Span, Statement

# A sentence that opens with one of these goes on about what the one before it named.
_ANAPHOR = re.compile(
    r"^[\"“‘'(]*(?:(?:but|and|yet|so|then|also|still|instead|however|meanwhile|in return|under it|on that"
    r"|for that)[, ]+)?"
    r"(?:he|she|they|it|his|her|their|its|this|that|these|those|such|both|neither|the (?:leader|president"
    r"|minister|premier"
    r"|spokes\w+|envoy|mediator|government|plan|proposal|idea|deal|offer|country|move|step|body|plant|site"
    r"|station|zone))\b",
    re.IGNORECASE,
)
# The days or years of somebody's life behind their name.
_LIFE_DATES = re.compile(r"\([^()]{0,60}?\b1\d{3}\s*[–—-]\s*(?:[^()]{0,30}?\b[12]\d{3}\b[^()]{0,30}|present\s*)?\)")
_LETTERS = re.compile(r"\(\s*(?P<letters>[A-Z][A-Za-z]{1,7})\s*\)")
# A name has at most so many words.
_LONGEST_NAME = 12
_STANDS_FOR = frozenset(
    stem(word) for word in ("stand", "mean", "refer", "abbreviation", "acronym", "initials", "short")
)
_LIFE = frozenset(stem(word) for word in ("born", "birth", "birthday", "died", "death"))
# Two passages of a document that are no further apart than a heading follow on one another.
_GAP = 120
# Who is named in so many characters at the start is most likely the one who acts in the sentence.
OPENING = 40
# "Not so." answers nothing by itself.
_FEWEST_WORDS = 3
_PRONOUN = re.compile(r"\b(?:he|she|they|it|his|her|their|its|him|them|such)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, eq=False)
class Candidate:
    """One sentence that may answer. ``start:end`` is its span in the document.

    ``voices`` are the keys of those whose words it holds (surnames and party names, lower case), ``names`` the keys
    of all that it is about, those of the sentence before included when it opens with a pronoun.
    """

    hit: Hit
    start: int
    end: int
    text: str
    previous: str
    statements: tuple[Statement, ...]
    voices: frozenset[str]
    mentions: tuple[Mention, ...]
    names: frozenset[str]

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """All words of the sentence."""
        return words_of(self.text)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Stems of all words of the sentence."""
        return frozenset(word.stem for word in self.words)

    @cached_property
    def carried(self) -> frozenset[str]:
        """Stems of the sentence before, when this one leans on it with a pronoun; none otherwise."""
        if not (_ANAPHOR.match(self.text) or _PRONOUN.search(self.text)):
            return frozenset()
        return frozenset(word.stem for word in words_of(self.previous) if not word.is_stop)

    @cached_property
    def implied(self) -> frozenset[str]:
        """Stems of what a sentence says by its form.

        "Holt (4 May 1901 – 8 June 1970)" was born and died; "Water Users' Union (WUU)" tells for what the
        letters stand.
        """
        life = _LIFE if _LIFE_DATES.search(self.text) else frozenset()
        letters = any(
            _spelled_out(self.text[: found.start()], found["letters"]) for found in _LETTERS.finditer(self.text)
        )
        return life | (_STANDS_FOR if letters else frozenset())

    @cached_property
    def content_keys(self) -> frozenset[str]:
        """Lower-case content words of the sentence."""
        return frozenset(word.key for word in self.words if not word.is_stop)

    @property
    def acting(self) -> bool:
        """Whether somebody named speaks in the sentence or stands at its opening, and so most likely acts in it."""
        return bool(self.voices) or any(mention.start < OPENING for mention in self.mentions)

    @property
    def document_id(self) -> str:
        """The document that the sentence is of."""
        return self.hit.chunk.document_id

    @property
    def speaker(self) -> str | None:
        """Whose words the sentence holds, as the document says; ``None`` for the reporter's own."""
        spoken = [item for item in self.statements if item.start < self.end and item.end > self.start]
        # What somebody is reported to have said by another speaker is the other's word.
        spoken.sort(key=lambda item: (item.nested_in is not None, item.kind == "indirect", item.start))
        # A pronoun that the document does not resolve names nobody: the quotation itself shows it.
        return next((item.speaker for item in spoken if item.speaker and not _PRONOUN.fullmatch(item.speaker)), None)


def candidates(hits: Sequence[Hit], statements: Mapping[str, Sequence[Statement]], cast: Cast) -> tuple[Candidate, ...]:
    """Return the sentences of ``hits`` as candidates, each sentence once, best passage first.

    ``statements`` are those of the documents found, by document id.
    """
    found: dict[tuple[str, int], Candidate] = {}
    place = {hit.chunk.chunk_id: rank for rank, hit in enumerate(hits)}
    before: Candidate | None = None
    for hit in sorted(hits, key=lambda hit: (hit.chunk.document_id, hit.chunk.start)):
        chunk = hit.chunk
        said = statements.get(chunk.document_id, ())
        around = " ".join(dict.fromkeys([chunk.title, chunk.text, *(item.speaker or "" for item in said)]))
        if before and not (before.document_id == chunk.document_id and 0 <= chunk.start - before.end <= _GAP):
            before = None
        for order in range(len(chunk.sentences)):
            before = _candidate(hit, order, said, cast, before, around=around)
            found.setdefault((chunk.document_id, before.start), before)
    enough = (item for item in found.values() if len(item.words) >= _FEWEST_WORDS)
    return tuple(sorted(enough, key=lambda item: (place[item.hit.chunk.chunk_id], item.start)))


def about_those_asked(question: Question, found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return the candidates of the documents that name anybody whom the question names; all when none does.

    Two negotiations in one store use the same words for other people.
    """
    asked = {mention.key for mention in question.mentions}
    named = {item.document_id for item in found if item.names & asked}
    return tuple(item for item in found if item.document_id in named or not named)


def _candidate(
    hit: Hit, order: int, statements: Sequence[Statement], cast: Cast, before: Candidate | None, *, around: str
) -> Candidate:
    spans = hit.chunk.sentences
    span = spans[order]
    text = _cut(hit, span)
    touching = tuple(item for item in statements if _touches(item, span))
    mentions = cast.mentions(text, within=around)
    names = frozenset(mention.key for mention in mentions)
    if before and (_ANAPHOR.match(text) or not names):
        names |= before.names
    voices = _voices(touching, cast)
    if before and not voices and any(item.speaker and is_paper(item.speaker) for item in touching):
        voices = before.voices  # "..., the letter says": its writer was named just before
    return Candidate(
        hit=hit,
        start=span[0],
        end=span[1],
        text=text,
        previous=before.text if before else "",
        statements=touching,
        voices=voices,
        mentions=mentions,
        names=names | voices,
    )


def _voices(statements: Iterable[Statement], cast: Cast) -> frozenset[str]:
    spoken = (cast.keys_of(item.speaker, item.party) for item in statements if item.speaker and item.nested_in is None)
    return frozenset[str]().union(*spoken)


def _cut(hit: Hit, span: Span) -> str:
    offset = hit.chunk.start
    return hit.chunk.text[span[0] - offset : span[1] - offset]


def _spelled_out(before: str, letters: str) -> bool:
    """Whether the words before some letters in brackets begin with them: "Water Users' Union" and "WUU"."""
    words = before.replace("-", " ").split()[-_LONGEST_NAME:]
    return "".join(word[0] for word in words if word[0].isupper()).endswith(letters.upper())


def _touches(statement: Statement, span: Span) -> bool:
    return statement.start < span[1] and statement.end > span[0]
