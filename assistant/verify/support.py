"""Whether the sentences that a claim cites support it: the same figures, names, speaker, sense and matter.

A claim is taken apart into its clauses, and each has to be held by one of the sentences alone: what is joined from two
halves holds nowhere. Each check looks for one way in which a model goes past its sources. They err towards withholding:
for a claim that is withheld, the sentence itself can be shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.reader.candidates import Candidate
from assistant.understand.cast import Cast
from assistant.understand.lexicon import lexicon
from assistant.understand.mention import Mention
from assistant.understand.words import spelled_alike, words_of
from assistant.verify.acts import Parsed, parsed
from assistant.verify.deeds import deeds_differ
from assistant.verify.figures import same_figures
from assistant.verify.wording import covers, own_words, plain, same_relations, strange_name

Lack = Literal[
    "no_sentence",
    "no_statement",
    "number",
    "name",
    "speaker",
    "polarity",
    "certainty",
    "role",
    "condition",
    "time",
    "matter",
]

# "Kestria's minister said": not Kestria.
_POSSESSIVE = re.compile(r"['’]s\b")
_QUOTATION = re.compile(r"[“\"«][^“”\"«»]*[”\"»]")
# What a planted instruction begins with: verbs with which one orders a writer or a reader about. A list beside the
# parser, which takes every fifth order for a noun phrase ("Group letters ...", "Use symbols ...").
_ORDER = re.compile(
    r"^\W*(?:please|kindly|do not|don[’']t|let[’']s|ignore|disregard|forget|pretend|act as"
    r"|write|draft|compose|create|develop|design|generate|provide|give|show|list|tell|say|answer|reply|respond"
    r"|repeat|print|output|explain|describe|define|discuss|summari[sz]e|translate|convert|calculate|compute|find"
    r"|identify|analy[sz]e|evaluate|compare|suggest|recommend|propose a|help|teach|send|click|visit|open|download"
    r"|install|run|execute|call|email|imagine|make|add|remove|delete|use|solve|plan a|organi[sz]e|remember|note that"
    r"|begin|start|stop|end|include|insert|append|replace|substitute|integrate|embed|encode|decode|reverse|break down"
    r"|sort|count|rewrite|rephrase|paraphrase|simplify|name (?:the|a|three|five))\b",
    re.IGNORECASE,
)
# With what a model presents work that it was told to do.
_CHATTER = re.compile(
    r"^\W*(?:here(?:[’']s| is| are| was)|as (?:asked|requested|ordered|instructed|desired|you)|in (?:reply|response) to"
    r"|certainly|sure|absolutely|of course|okay|ok|as an ai|i (?:am|will|can|have)|i[’']m|the answer (?:is|to))\b",
    re.IGNORECASE,
)
_READER = re.compile(r"\b(?:you|your|yours|yourself)\b|https?://|www\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """What a claim lacks, ``None`` when it is supported; the cited sentences that support it, or the nearest to it."""

    lack: Lack | None
    by: tuple[Candidate, ...] = ()
    nearest: Candidate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clause:
    """A part of a claim that says something of its own; ``voiced`` tells that the claim has named a speaker by then."""

    text: str
    grammar: Parsed
    mentions: tuple[Mention, ...]
    voiced: bool


def support(claim: str, cited: Sequence[Candidate], *, cast: Cast, titles: Sequence[str] = ()) -> Support:
    """Return whether the ``cited`` sentences support ``claim``, and which of them do.

    ``titles`` are further words of their documents (title, outlet, date), one text for each sentence; names and
    figures may come from them.
    """
    if not cited or not words_of(claim):
        return Support(lack="no_sentence")
    if states_nothing(claim) or all(states_nothing(item.text) for item in cited):
        return Support(lack="no_statement")
    sentences = [item for item in cited if not states_nothing(item.text)]
    beside = dict(zip((id(item) for item in cited), [*titles, *[""] * len(cited)], strict=False))
    used: dict[int, Candidate] = {}
    for clause in _clauses(plain(claim), cast):
        lacks = [(_lack(clause, item, cast=cast, titles=beside[id(item)]), item) for item in sentences]
        holding = [item for lack, item in lacks if lack is None]
        if not holding:
            nearest = _nearest(clause.text, sentences)
            return Support(lack=next(lack for lack, item in lacks if item is nearest), nearest=nearest)
        used |= {id(item): item for item in holding}
    return Support(lack=None, by=tuple(item for item in cited if id(item) in used))


def _clauses(claim: str, cast: Cast) -> list[_Clause]:
    found: list[_Clause] = []
    for start, end in parsed(claim).clauses:
        text = claim[start:end].strip(" ,;:")
        if not words_of(text):
            continue
        grammar = parsed(text)
        voiced = any(item.voiced for item in found) or _names_a_voice(text, grammar)
        found.append(_Clause(text=text, grammar=grammar, mentions=tuple(cast.mentions(text)), voiced=voiced))
    return found


def _lack(clause: _Clause, item: Candidate, *, cast: Cast, titles: str) -> Lack | None:
    """What one clause has that one sentence does not give it."""
    said = plain(item.text)
    # The sentence before counts only where this one leans on it ("He said the plan ...").
    previous = item.previous if item.carried else ""
    speakers = " ".join(found.speaker or "" for found in item.statements)
    around = f"{said} {previous} {speakers} {titles}"
    source = parsed(said)
    if not same_figures(clause.text, clause.grammar, said, source, titles):
        return "number"
    if strange_name(clause.text, item, clause.mentions, around, clause.grammar, cast):
        return "name"
    if _wrong_speaker(clause, item) or _unattributed(clause, item, cast):
        return "speaker"
    named = [found for found in clause.mentions if found.key in item.names]
    strange = own_words(clause.text, clause.grammar, around, said, source, named)
    if not (covers(clause.text, clause.grammar, strange) and same_relations(clause.text, said)):
        return "matter"
    # "We will sign" is said of the speaker's side.
    sides = " ".join(found.party or "" for found in item.statements)
    allowed = {word.stem for word in words_of(f"{previous} {speakers} {sides}")}
    return deeds_differ(clause.text, clause.grammar, said, source, cast=cast, meant=allowed)


def states_nothing(text: str) -> bool:
    """Whether a text asks, orders or addresses its reader: what somebody is quoted with is not meant for the reader."""
    own = _QUOTATION.sub(" ", text).strip(" .")
    return (
        _CHATTER.match(own) is not None
        or own.endswith("?")
        or _ORDER.match(own) is not None
        or _READER.search(own) is not None
    )


def _names_a_voice(text: str, grammar: Parsed) -> bool:
    """Whether a clause says that somebody says or holds it."""
    known = lexicon()
    voices = known.speech | known.view | known.stances
    return "according to" in text.lower() or any(act.key in voices for act in grammar.acts)


def _wrong_speaker(clause: _Clause, item: Candidate) -> bool:
    """Whether "X said ..." puts words into the mouth of a person who does not speak in the sentence."""
    named = [words_of(found.speaker)[-1:] for found in item.statements if found.speaker]
    spoken = {word.key for last in named for word in last} | item.voices
    for act in clause.grammar.acts:
        if act.key not in lexicon().speech:
            continue
        persons = [found for found in clause.mentions if found.person and _is_among(found, act.subjects, clause.text)]
        if persons and not any(spelled_alike(person.key, key) for person in persons for key in spoken):
            return True
    return False


def _is_among(mention: Mention, stems: frozenset[str], text: str) -> bool:
    """Whether somebody is the subject; in "Kestria's minister said" that is not Kestria."""
    inside = words_of(text[mention.start : mention.end])
    return any(word.stem in stems for word in inside) and not _POSSESSIVE.search(text, mention.start, mention.end + 2)


def _unattributed(clause: _Clause, item: Candidate, cast: Cast) -> bool:
    """Whether the clause tells as a fact what the sentence only reports as the words of a person or a side."""
    if clause.voiced:
        return False
    own = {word.stem for word in words_of(clause.text)}
    keys = {word.key for word in words_of(clause.text)} | {one.key.casefold() for one in clause.mentions}
    for found in item.statements:
        persons = [one for one in item.mentions if one.person and one.end <= found.start]
        inside = {word.stem for word in words_of(found.content) if not word.is_stop}
        named = {word.key for word in words_of(f"{found.speaker} {found.party or ''}")}
        sided = any(one.person or one.name in cast.parties for one in cast.mentions(found.speaker or ""))
        # Critics "claim", whoever they are; what a report "says" is told as so.
        claims = bool({word.stem for word in words_of(found.cue or "")} & lexicon().claiming)
        reported = found.speaker and (persons or sided or claims or found.kind != "indirect")
        if reported and not named & keys and len(own & inside) > len(inside) // 2:
            return True
    return False


def _nearest(claim: str, cited: Sequence[Candidate]) -> Candidate:
    """The sentence that shares most of the claim's words."""
    asked = {word.stem for word in words_of(claim) if not word.is_stop}
    return max(cited, key=lambda item: len(asked & item.stems))
