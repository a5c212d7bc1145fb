"""Who a mention means: names, descriptions and pronouns, by what the document says and never by a guess."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.attribution.cast import Cast, Gender, Person, bare_name, tidy_role
from ingest.attribution.lexicon import lexicon
from vectorstore.parties import parties, without_possessive
from vectorstore.records import Entity, Span

_CLAUSE_BEHIND = re.compile(r",\s(?:who|which|whose)\s")
_INDEFINITE = re.compile(r"(?:an?|another|any|each|every|no|one|other|some|such)\b", re.IGNORECASE)
RELATIVE = frozenset({"who", "which", "that", "whom"})
GENDERED: dict[str, Gender] = {"he": "he", "his": "he", "him": "he", "she": "she", "her": "she"}
_MEANS: dict[str, str] = {**GENDERED, "they": "they", "their": "they", "it": "it", "its": "it"}
_TITLE_BEFORE = re.compile(r"(?:Mr|Mrs|Ms|Dr)\.?\s$")
PRONOUNS = frozenset(
    {
        "i",
        "we",
        "you",
        "he",
        "she",
        "it",
        "they",
        "one",
        "his",
        "her",
        "their",
        "its",
        "my",
        "our",
        "him",
        "them",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A speaker's mention as the grammar shows it; ``reach`` is its end with a relative pronoun
    behind it, ``apposition`` the position of a name that explains it ("the minister, X,")."""

    start: int
    end: int
    reach: int
    head_start: int
    head: str
    words: str
    pronoun: bool
    plural: bool
    proper: bool
    apposition: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """Whom a mention means; ``person`` is set when it is one."""

    name: str
    role: str | None = None
    party: str | None = None
    person: str | None = None
    plural: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """Somebody whom a pronoun can mean; ``reporter`` is where the one stands in whose words they are named."""

    at: int
    who: Resolved
    reporter: int | None
    proper: bool


class Resolver:
    """Resolves mentions in the order of the document and remembers who spoke."""

    def __init__(self, text: str, cast: Cast) -> None:
        self._text = text
        self._cast = cast
        # By the pronoun that can mean them, so that looking back costs the same in a text of any length.
        self._subjects: dict[str, list[_Subject]] = {}
        self._main: dict[str, list[_Subject]] = {}  # those that stand in nobody's reported words
        self._bodies: dict[str, set[Resolved]] = {}  # by the noun that names them
        self._meant: dict[str, Gender] = {}  # by a person, the pronoun first found to mean them

    def resolve(
        self, mention: Mention, *, since: int, said: Span = (0, 0), reporter: int | None = None
    ) -> Resolved | None:
        """Whom ``mention`` means. A pronoun looks back as far as ``since``, the start of the paragraph before.

        ``said`` is what the mention's own cue reports. ``reporter`` is where the speaker of the words stands in
        which the mention is found, ``None`` outside such words.
        """
        if mention.head.lower() in RELATIVE:
            return None  # the parser lost the noun that "who" stands for
        if mention.pronoun:
            return self._pronoun(mention, since=since, said=said)
        resolved = self._named(mention)
        # Noted as a subject, so that a pronoun behind it can mean it. Positions never go back.
        subject = _Subject(at=mention.start, who=resolved, reporter=reporter, proper=mention.proper)
        pronouns = self._pronouns(mention, resolved)
        if "it" in pronouns and not _INDEFINITE.match(mention.words):
            self._bodies.setdefault(mention.head.casefold(), set()).add(resolved)
        for pronoun in pronouns:
            known = self._subjects.setdefault(pronoun, [])
            known.append(subject)
            if reporter is None:
                self._main.setdefault(pronoun, []).append(subject)
        return resolved

    def _pronouns(self, mention: Mention, resolved: Resolved) -> Sequence[str]:
        if resolved.person is not None:
            person = self._cast.named(resolved.person)
            return () if person is None else [*person.genders] or ("he", "she")
        if mention.head.casefold() in lexicon().askers:
            return ()  # "..., a reporter asked. ..., he said": the one who answers goes on
        if resolved.plural:
            return ("they",)
        titled = _TITLE_BEFORE.search(self._text, max(0, mention.start - 5), mention.start) is not None
        human = titled or mention.head.casefold() in lexicon().people
        return ("he", "she") if human and resolved.party != resolved.name else ("it",)

    def _named(self, mention: Mention) -> Resolved:
        words = self._text[mention.start : mention.end]
        entity = self._cast.entity_at(mention.head_start)
        explained = self._cast.entity_at(mention.apposition) if mention.apposition is not None else None
        if explained is not None and (beside := self._beside(mention, explained)) is not None:
            return beside
        if entity is not None and entity.label == "PERSON" and not mention.plural:
            person = self._cast.named(entity.text, before=mention.start)
            if person is not None:
                return self._person(person)
        if mention.proper:
            person = self._cast.named(words, before=mention.start) or self._cast.named(
                mention.head, before=mention.start
            )
            if person is not None and not mention.plural and self._may_be(person, words, entity):
                return self._person(person)
            bare = without_possessive(words.strip())
            return Resolved(
                name=bare, party=parties().of_mention(bare) or parties().of_role(bare), plural=mention.plural
            )
        if not mention.plural and re.match(r"the\s", words, re.IGNORECASE):
            holder = self._cast.holder(words, before=mention.start)
            if holder is not None:
                return self._person(holder)
            body = self._body(mention)
            if body is not None:
                return body
        bare = without_possessive(_CLAUSE_BEHIND.split(words.strip())[0])
        return Resolved(name=bare, party=parties().of_role(bare), plural=mention.plural)

    def _beside(self, mention: Mention, explained: Entity) -> Resolved | None:
        """The one named beside an office: a name of two words there is a person's, whatever its label says."""
        person = self._cast.named(explained.text) if explained.label == "PERSON" else None
        if person is not None:
            return self._person(person)
        if explained.label == "PERSON" or " " not in explained.text or mention.head.casefold() not in lexicon().people:
            return None
        role = tidy_role(self._text[mention.start : mention.end])
        return Resolved(name=bare_name(explained.text), role=role, party=parties().of_role(role))

    def _body(self, mention: Mention) -> Resolved | None:
        """The only body named before that "the ministry" can mean: "the defence ministry of Norvia"."""
        head = mention.head.casefold()
        if self._text[mention.start : mention.end].casefold() != f"the {head}" or head in lexicon().people:
            return None
        same = self._bodies.get(head, set())
        return next(iter(same)) if len(same) == 1 else None

    def _may_be(self, person: Person, words: str, entity: Entity | None) -> bool:
        """Whether a proper name means the person: not where it is known to be a party or an organisation."""
        if parties().of_mention(words) is not None:
            return False
        surname_alone = words.casefold() == person.surname and " " in person.name
        return surname_alone or entity is None or entity.label not in ("ORG", "GPE")

    def _person(self, person: Person) -> Resolved:
        return Resolved(name=person.name, role=person.role(), party=person.party(), person=person.name)

    def _pronoun(self, mention: Mention, *, since: int, said: Span) -> Resolved:
        word = self._text[mention.start : mention.end]
        pronoun = _MEANS.get(word.casefold(), "")
        before = mention.start
        known = self._subjects.get(pronoun, [])
        last = self._last(known, pronoun, since=since, before=before)
        if last is not None and said[0] <= last.at < said[1]:  # in "X has left, he said", X is not the speaker
            before = said[0]
            last = self._last(known, pronoun, since=since, before=before)
        if last is not None and last.reporter is not None:
            # "Y said X had left. He added ...": Y goes on, or nobody can tell who is meant.
            main = self._last(self._main.get(pronoun, []), pronoun, since=since, before=before)
            last = main if main is not None and main.at == last.reporter else None
        if last is None or self._names_another(pronoun, last, before=before):
            return Resolved(name=word)
        if pronoun in ("he", "she") and self._somebody_else(last, before=min(before, said[0] or before)):
            return Resolved(name=word)
        if last.who.person is not None and pronoun in GENDERED:
            self._meant.setdefault(last.who.person, GENDERED[pronoun])
        return last.who

    def _last(self, subjects: Sequence[_Subject], pronoun: str, *, since: int, before: int) -> _Subject | None:
        """The last subject between two positions that a pronoun can mean: whom "she" has meant, "he" does not."""
        wanted = GENDERED.get(pronoun)
        for index in range(bisect_left(subjects, before, key=lambda subject: subject.at) - 1, -1, -1):
            if subjects[index].at < since:
                break
            person = subjects[index].who.person
            if wanted is None or person is None or self._meant.get(person, wanted) == wanted:
                return subjects[index]
        return None

    def _names_another(self, pronoun: str, subject: _Subject, *, before: int) -> bool:
        """Whether "she" is known to fit somebody named since, and not known to fit the subject."""
        person = self._cast.named(subject.who.person) if subject.who.person is not None else None
        if person is None or person.genders or pronoun not in ("he", "she"):
            return False
        others = (self._cast.named(name) for name in self._cast.people_between(subject.at, before))
        return any(other is not None and other is not person and pronoun in other.genders for other in others)

    def _somebody_else(self, subject: _Subject, *, before: int) -> bool:
        """Whether the paragraph, of which the subject is not a part, has told of others before the pronoun."""
        paragraph = self._text.rfind("\n", 0, before) + 1
        if subject.at >= paragraph or not self._text[paragraph:before].strip():
            return False
        named = (self._cast.named(name) for name in self._cast.people_between(paragraph, before))
        if any(person is None or person.name != subject.who.person for person in named):
            return True
        own = self._cast.named(subject.who.person) if subject.who.person is not None else None
        if own is not None and own.genders:
            return False
        # "Norvia was more guarded. “...,” he said.": he speaks for Norvia. "The union agrees" means no such person.
        side = self._last(self._main.get("it", []), "it", since=paragraph, before=before)
        return side is not None and side.proper


def plural_tag(tag: str) -> bool:
    """Whether a part-of-speech tag of the Penn set marks a plural noun."""
    return tag in ("NNS", "NNPS")
