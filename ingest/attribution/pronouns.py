"""Whom a pronoun means: somebody who was a subject before, and never a guess."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ingest.attribution.cast import Cast, Gender, is_part_of
from ingest.attribution.grammar import ASKED
from ingest.attribution.lexicon import lexicon
from ingest.attribution.meaning import Mention, Resolved
from vectorstore.records import Span

GENDERED: dict[str, Gender] = {"he": "he", "his": "he", "him": "he", "she": "she", "her": "she"}
_MEANS: dict[str, str] = {**GENDERED, "they": "they", "their": "they", "it": "it", "its": "it"}
_ASKED = re.compile(rf"(?<!\w)(?:{'|'.join(word.title() for word in sorted(ASKED))})\b[^.!?“”\"]*,\s*$")
_SENTENCE_END = re.compile(r"[.!?][”\"]?\s|\n")
_LONGEST_QUESTION = 300  # characters
_TITLE_BEFORE = re.compile(r"(?:Mr|Mrs|Ms|Dr)\.?\s$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """Somebody whom a pronoun can mean; ``reporter`` is where the one stands in whose words they are named."""

    at: int
    who: Resolved
    reporter: int | None
    proper: bool


class Antecedents:
    """Remembers the subjects of a document in its order, and finds among them whom a pronoun means."""

    def __init__(self, text: str, cast: Cast) -> None:
        self._text = text
        self._cast = cast
        # By the pronoun that can mean them, so that looking back costs the same in a text of any length.
        self._subjects: dict[str, list[_Subject]] = {}
        self._main: dict[str, list[_Subject]] = {}  # those that stand in nobody's reported words
        self._meant: dict[str, Gender] = {}  # by a person, the pronoun first found to mean them
        self._unknown: list[int] = []  # where names stand of which nothing tells what they name

    def note(self, mention: Mention, who: Resolved, *, reporter: int | None) -> Sequence[str]:
        """Remember a subject; the pronouns that can mean it. Positions never go back."""
        subject = _Subject(at=mention.start, who=who, reporter=reporter, proper=mention.proper)
        pronouns = self._pronouns(mention, who)
        known = who.person or who.party or self._cast.entity_at(mention.head_start)
        if mention.proper and not mention.plural and not known:
            self._unknown.append(mention.start)
        for pronoun in pronouns:
            self._subjects.setdefault(pronoun, []).append(subject)
            if reporter is None:
                self._main.setdefault(pronoun, []).append(subject)
        return pronouns

    def meant(self, mention: Mention, *, since: int, said: Span, quoted: bool) -> Resolved:
        """Whom a pronoun means, or the pronoun alone; the parameters are those of ``Resolver.resolve``."""
        word = self._text[mention.start : mention.end]
        pronoun = _MEANS.get(word.casefold(), "")
        before = mention.start
        known = self._subjects.get(pronoun, [])
        named = self._others(said if quoted else (0, 0), before=before)
        last = self._last(known, pronoun, since=since, before=before, named=named)
        if last is not None and said[0] <= last.at < said[1]:  # in "X has left, he said", X is not the speaker
            before = said[0]
            last = self._last(known, pronoun, since=since, before=before, named=named)
        if last is not None and last.reporter is not None:
            # "Y said X had left. He added ...": Y goes on, or nobody can tell who is meant.
            main = self._last(self._main.get(pronoun, []), pronoun, since=since, before=before, named=named)
            last = main if main is not None and main.at == last.reporter else None
        if last is None or self._names_another(pronoun, last, before=before) or self._in_clause(pronoun, last, mention):
            return Resolved(name=word)
        if pronoun in ("he", "she") and self._somebody_else(pronoun, last, before=min(before, said[0] or before)):
            return Resolved(name=word)
        if last.who.person is not None and pronoun in GENDERED:
            self._meant.setdefault(last.who.person, GENDERED[pronoun])
        return last.who

    def _others(self, quoted: Span, *, before: int) -> Collection[str]:
        """The names of people whom a pronoun does not mean because of the words around it.

        Whoever a quotation names does not speak it (“Ann was thinking out loud,” he replied), and whoever a question
        is about does not answer it ("Asked whether Ann had agreed, he said ...").
        """
        about = self._cast.people_between(self._asked(before), before)
        return [*self._cast.people_between(*quoted), *about]

    def _asked(self, before: int) -> int:
        """Where "Asked whether X had agreed," begins right in front of a position, else that position."""
        line = self._text.rfind("\n", 0, before) + 1
        asked = _ASKED.search(self._text, max(line, before - _LONGEST_QUESTION), before)
        return asked.start() if asked is not None else before

    def _last(
        self,
        subjects: Sequence[_Subject],
        pronoun: str,
        *,
        since: int,
        before: int,
        named: Collection[str] = (),
    ) -> _Subject | None:
        """The last subject between two positions that a pronoun can mean: whom "she" has meant, "he" does not.

        Whoever is ``named`` in the words beside it, it cannot mean.
        """
        wanted = GENDERED.get(pronoun)
        for index in range(bisect_left(subjects, before, key=lambda subject: subject.at) - 1, -1, -1):
            if subjects[index].at < since:
                break
            person = subjects[index].who.person
            if person is not None and any(is_part_of(name, person) for name in named):
                continue
            if wanted is None or person is None or self._meant.get(person, wanted) == wanted:
                return subjects[index]
        return None

    def _in_clause(self, pronoun: str, subject: _Subject, mention: Mention) -> bool:
        """Whether a name that may be a person's stands between a subject and "he" in the sentence of "he".

        In "Renaud, a dealer, was sure that he ..." he is hardly somebody of the sentence before.
        """
        at = self._unknown[-1] if self._unknown else -1
        inside = pronoun in GENDERED.values() and subject.at < at < mention.start
        return inside and _SENTENCE_END.search(self._text, at, mention.start) is None

    def _names_another(self, pronoun: str, subject: _Subject, *, before: int) -> bool:
        """Whether "she" is known to fit somebody named since, and not known to fit the subject."""
        person = self._cast.named(subject.who.person) if subject.who.person is not None else None
        if person is None or person.genders or pronoun not in ("he", "she"):
            return False
        others = (self._cast.named(name) for name in self._cast.people_between(subject.at, before))
        return any(other is not None and other is not person and pronoun in other.genders for other in others)

    def _somebody_else(self, pronoun: str, subject: _Subject, *, before: int) -> bool:
        """Whether the paragraph, of which the subject is not a part, has told of others before the pronoun."""
        paragraph = self._text.rfind("\n", 0, before) + 1
        # "Asked whether X had agreed, he said": what somebody is asked about does not bring X in.
        before = self._asked(before)
        if subject.at >= paragraph or not self._text[paragraph:before].strip():
            return False
        named = (self._cast.named(name) for name in self._cast.people_between(paragraph, before))
        others = [person for person in named if person is None or person.name != subject.who.person]
        if any(person is None or not person.genders or pronoun in person.genders for person in others):
            return True
        own = self._cast.named(subject.who.person) if subject.who.person is not None else None
        if own is not None and own.genders:
            return False
        # "Norvia was more guarded. “...,” he said.": he speaks for Norvia. "The union agrees" means no such person.
        side = self._last(self._main.get("it", []), "it", since=paragraph, before=before)
        return side is not None and side.proper

    def _pronouns(self, mention: Mention, resolved: Resolved) -> Sequence[str]:
        if resolved.person is not None:
            person = self._cast.named(resolved.person)
            return () if person is None else sorted(person.genders) or ("he", "she")
        if mention.head.casefold() in lexicon().askers:
            return ()  # "..., a reporter asked. ..., he said": the one who answers goes on
        if resolved.plural:
            return ("they",)
        titled = _TITLE_BEFORE.search(self._text, max(0, mention.start - 5), mention.start) is not None
        human = titled or mention.head.casefold() in lexicon().people
        return ("he", "she") if human and resolved.party != resolved.name else ("it",)
