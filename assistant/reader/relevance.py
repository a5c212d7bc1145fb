"""How well a sentence answers a question: a few plain measures, and their weighted sum.

Meaning is compared with the embedded encoder. Each passage is encoded once, as a whole; a sentence's vector is the
mean over its word pieces there, so that "it" and "the plan" carry what they stand for (late chunking, Günther et al.
2024). Word by word, each word of the question looks for the nearest word of the sentence (late interaction, as ColBERT
does, Khattab and Zaharia 2020). The other measures are exact: shared words, the asked kind of expression, the speaker.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.reader.candidates import OPENING, Candidate
from assistant.reader.encoding import Encoded, Encoder, Vector
from assistant.understand.answer_type import holds
from assistant.understand.lexicon import lexicon
from assistant.understand.question import Question, in_the_way
from assistant.understand.words import Word, spelled_alike

# Chosen by hand on our own question sets (news articles on several subjects) and left alone when a fit on some
# articles was no better on the others.
_WEIGHTS = {
    "meaning": 1.8,
    "late": 0.8,
    "covered": 0.7,
    "type": 0.35,
    "speaker": 0.15,
    "cue": 0.2,
    "news": 0.3,
    "passage": 0.1,
    "aside": -0.4,
}
_LIKENESS = ("meaning", "late", "covered")
# BERT's vocabulary: after the special tokens and single characters the word pieces stand in order of frequency.
_FIRST_WORD_ID, _LAST_WORD_ID = 1996, 30521
# Similarity of word pieces below the floor is chance; a synonym counts at most as much as _SYNONYM.
_FLOOR, _CEILING, _SYNONYM = 0.35, 0.85, 0.85
# "Belsan reacted cautiously." answers nothing: a sentence should add this many content words to the question's.
_ENOUGH_NEWS = 5
# A word that the sentence leaves to the one before it ("a detailed plan for it") counts for so much.
_CARRIED = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Relevance:
    """The measures of one candidate for one question, each in about [0, 1], and their weighted ``score``.

    ``words`` holds for each content word of the question how well the sentence covers it.
    """

    candidate: Candidate
    score: float
    measures: Mapping[str, float]
    words: tuple[float, ...]

    @property
    def likeness(self) -> float:
        """The part of the score that compares the sentence with the question, in [0, 3.3]."""
        return sum(_WEIGHTS[name] * self.measures[name] for name in _LIKENESS)


def rank(question: Question, candidates: Sequence[Candidate], encoder: Encoder) -> list[Relevance]:
    """Return the candidates with their relevance to ``question``, best first."""
    if not candidates:
        return []
    passages = list(dict.fromkeys(item.hit.chunk.text for item in candidates))
    asked, named, *rest = encoder.encode([question.text, question.named, *passages])
    encoded = dict(zip(passages, rest, strict=True))
    weights = word_weights(question, candidates, asked)
    ranked = []
    for item in candidates:
        pieces = _sentence_pieces(item, encoded[item.hit.chunk.text])
        if not len(pieces):  # past the encoder's window: the sentence by itself
            pieces = encoder.encode([item.text])[0].tokens.vectors
        ranked.append(_relevance(question, item, asked=asked, named=named, pieces=pieces, weights=weights))
    return sorted(ranked, key=lambda item: -item.score)


def _sentence_pieces(item: Candidate, passage: Encoded) -> Vector:
    """The vectors of the sentence's word pieces in its passage, (n, dimension)."""
    first, last = item.start - item.hit.chunk.start, item.end - item.hit.chunk.start
    inside = [index for index, (start, end) in enumerate(passage.tokens.offsets) if start >= first and end <= last]
    return passage.tokens.vectors[inside]


def word_weights(question: Question, candidates: Sequence[Candidate], asked: Encoded) -> Vector:
    """Return the weight of each content word of the question.

    A word weighs more the rarer it is in English (its place in the encoder's vocabulary) and the rarer it is among
    the candidates: in a corpus about the Donbas "Donbas" tells little.
    """
    seen = Counter(stem for item in candidates for stem in item.stems)
    total = len(candidates)
    weights = []
    for word in question.words:
        english = rarity(word, asked)
        here = math.log((total + 1) / (seen[word.stem] + 0.5)) / math.log((total + 1) / 0.5)
        weights.append(english**2 * (0.35 + 0.65 * here))
    return np.asarray(weights, dtype=np.float32)


def _relevance(
    question: Question, item: Candidate, *, asked: Encoded, named: Encoded, pieces: Vector, weights: Vector
) -> Relevance:
    mean = pieces.mean(axis=0)
    nearest = (asked.tokens.vectors @ pieces.T).max(axis=1)
    near = np.asarray(
        [float(nearest[found].mean()) if (found := _pieces(asked, word)) else 0.0 for word in question.words]
    )
    words = tuple(_cover(word, item, question, float(value)) for word, value in zip(question.words, near, strict=True))
    total = float(weights.sum()) or 1.0
    measures = {
        "meaning": float(named.sentence @ mean) / (float(np.linalg.norm(mean)) or 1.0),
        "late": float(np.dot(weights, near)) / total,
        "covered": float(np.dot(weights, words)) / total,
        "type": float(type_held(question, item)),
        "speaker": speaker_match(question, item),
        "cue": shows_kind(question, item),
        "news": min(1.0, len(item.content_keys - {word.key for word in question.words}) / _ENOUGH_NEWS),
        "passage": item.hit.score,
        "aside": float(item.text.rstrip("\"”’')").endswith("?")),
    }
    score = sum(_WEIGHTS[name] * value for name, value in measures.items())
    return Relevance(candidate=item, score=score, measures=measures, words=words)


def type_held(question: Question, item: Candidate) -> bool:
    """Whether the sentence holds an expression of the kind that the question asks for."""
    return holds(question.answer_type, item.text)


def shows_kind(question: Question, item: Candidate) -> float:
    """How plainly the sentence has a cue of the kind asked: 0 not, 1 as well as many, 3 beyond doubt.

    A stance for a position, somebody's voice for a statement; for an obstacle a refusal, and beyond doubt a word for
    one ("sticking point").
    """
    known = lexicon()
    stems = item.stems
    match question.kind:
        case "position":
            return float(bool(item.voices) or any(stems & group for group in known.stance.values()))
        case "obstacle":
            return (
                3.0
                if stems & known.obstacle or in_the_way(item.text)
                else 1.0
                if stems & (known.trouble | known.stance["reject"])
                else 0.0
            )
        case "statement" | "speaker":
            return float(bool(item.voices))
        case _:
            return 0.0


def speaker_match(question: Question, item: Candidate) -> float:
    """How far the sentence is the words or doings of the one asked about: 1 their words, 0 nothing of theirs.

    0 as well when the question asks about nobody in particular.
    """
    subject = question.subject
    if subject is None:
        return 0.0
    keys = {subject.key} | ({subject.party.lower()} if subject.party and not subject.person else set())
    if keys & item.voices:
        return 1.0
    first = item.mentions[0] if item.mentions else None
    if first and first.key in keys and first.start < OPENING and not item.voices:
        return 0.8
    if keys & item.names:
        return 0.5
    if subject.person and subject.party and subject.party.lower() in item.voices | item.names:
        return 0.3
    return 0.0


def _cover(word: Word, item: Candidate, question: Question, nearest: float) -> float:
    if word.stem in item.stems or word.stem in item.implied:
        return 1.0
    mention = next((found for found in question.mentions if found.start <= word.start < found.end), None)
    if mention and mention.key in item.names:
        return 0.8
    if any(spelled_alike(word.key, key) for key in item.content_keys):
        return 0.95
    if word.stem in item.carried:
        return _CARRIED
    return min(_SYNONYM, max(0.0, (nearest - _FLOOR) / (_CEILING - _FLOOR)))


def _pieces(encoded: Encoded, word: Word) -> list[int]:
    return [
        index
        for index, (start, end) in enumerate(encoded.tokens.offsets)
        if start >= word.start and end <= word.end and end > start
    ]


def rarity(word: Word, encoded: Encoded) -> float:
    """Return how rare a word of an encoded text is in English, in [0.3, 1]; 1 for a word of several pieces."""
    pieces = _pieces(encoded, word)
    if len(pieces) != 1:
        return 1.0
    place = max(encoded.tokens.ids[pieces[0]] - _FIRST_WORD_ID, 2)
    return max(0.3, math.log(place) / math.log(_LAST_WORD_ID - _FIRST_WORD_ID))
