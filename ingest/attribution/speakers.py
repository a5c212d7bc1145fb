"""Who a mention means: names, descriptions and pronouns, by what the document says and never by a guess."""

from __future__ import annotations

import re
from bisect import bisect_left

from ingest.attribution.cast import Cast, Person, bare_name, tidy_role, title_gender
from ingest.attribution.epithets import aged, bodies
from ingest.attribution.lexicon import lexicon
from ingest.attribution.meaning import RELATIVE, Mention, Resolved
from ingest.attribution.pronouns import Antecedents
from ingest.attribution.sides import business_in, side_of
from vectorstore.parties import parties, without_possessive
from vectorstore.records import Entity, Span

_CLAUSE_BEHIND = re.compile(r",\s(?:who|which|whose)\s")
_NO_NAME = re.compile(
    r"(?:an?|another|any|each|every|no|one|other|some|such|the \w+$|his|her|its|their|our|my|your)\b", re.IGNORECASE
)
_NEAREST = 5  # mentions of bodies that are looked at


class Resolver:
    """Resolves mentions in the order of the document and remembers who spoke."""

    def __init__(self, text: str, cast: Cast) -> None:
        self._text = text
        self._cast = cast
        self._antecedents = Antecedents(text, cast)
        self._named_after: dict[str, list[Span]] = {}  # where bodies are named, by such a noun
        self._bodies: dict[str, list[tuple[int, Resolved]]] = {}  # by the noun that names them, in order

    def resolve(
        self,
        mention: Mention,
        *,
        since: int,
        said: Span = (0, 0),
        quoted: bool = False,
        reporter: int | None = None,
    ) -> Resolved | None:
        """Whom ``mention`` means. A pronoun looks back as far as ``since``, the start of the paragraph before.

        ``said`` is what the mention's own cue reports, ``quoted`` whether those are the speaker's own words.
        ``reporter`` is where the speaker of the words stands in which the mention is found, ``None`` outside any.
        """
        if mention.head.lower() in RELATIVE:
            return None  # the parser lost the noun that "who" stands for
        if mention.pronoun:
            return self._antecedents.meant(mention, since=since, said=said, quoted=quoted)
        resolved = self._named(mention)
        pronouns = self._antecedents.note(mention, resolved, reporter=reporter)
        if "it" in pronouns and not _NO_NAME.match(mention.words):
            self._bodies.setdefault(mention.head.casefold(), []).append((mention.start, resolved))
        return resolved

    def _named(self, mention: Mention) -> Resolved:
        words = self._text[mention.start : mention.end]
        entity = self._cast.entity_at(mention.head_start)
        explained = self._cast.entity_at(mention.apposition) if mention.apposition is not None else None
        if explained is not None and (beside := self._beside(mention, explained)) is not None:
            return beside
        titled = title_gender(self._text, mention.start, mention.end)
        if entity is not None and entity.label == "PERSON" and not mention.plural:
            person = self._cast.named(entity.text, before=mention.start, titled=titled)
            if person is not None:
                return self._person(person)
        if mention.proper:
            person = self._cast.named(words, before=mention.start, titled=titled)
            if person is None and _is_surname_alone(mention.head, words if entity is None else entity.text):
                person = self._cast.named(mention.head, before=mention.start, titled=titled)
            if person is not None and not mention.plural and self._may_be(person, words, entity):
                return self._person(person)
            bare = without_possessive(words.strip())
            return _body_called(bare if mention.plural else business_in(bare) or bare, plural=mention.plural)
        if not mention.plural and re.match(r"the\s", words, re.IGNORECASE):
            holder = aged(self._text, self._cast, words, before=mention.start)
            holder = holder or self._cast.holder(words, before=mention.start)
            if holder is not None:
                return self._person(holder)
            body = self._body(mention)
            if body is not None:
                return body
        bare = without_possessive(_CLAUSE_BEHIND.split(words.strip())[0])
        return Resolved(name=bare, party=side_of(bare), plural=mention.plural)

    def _beside(self, mention: Mention, explained: Entity) -> Resolved | None:
        """The one named beside an office: a name of two words there is a person's, whatever its label says."""
        person = self._cast.named(explained.text) if explained.label == "PERSON" else None
        if person is not None:
            return self._person(person)
        if mention.head.casefold() not in lexicon().people and explained.label != "PERSON":
            # "Carrier Lusair said": the noun tells what the one is that is named behind it.
            beside = self._text[mention.end : explained.start] == " "
            return _body_called(explained.text) if beside and not mention.plural else None
        if explained.label == "PERSON" or " " not in explained.text:
            return None
        role = tidy_role(self._text[mention.start : mention.end])
        return Resolved(name=bare_name(explained.text), role=role, party=side_of(role))

    def _body(self, mention: Mention) -> Resolved | None:
        """The body that "the union" means: the only one of that noun in the nearest paragraph that has one."""
        head = mention.head.casefold()
        if self._text[mention.start : mention.end].casefold() != f"the {head}" or head in lexicon().people:
            return None
        known = [*self._named_bodies(head, mention.start), *self._bodies.get(head, [])[-_NEAREST:]]
        if not known:
            return None
        last = max(at for at, _ in known)
        line = self._text.rfind("\n", 0, last)
        nearest = {_without_article(who.name): who for at, who in known if at > line}
        return next(iter(nearest.values())) if len(nearest) == 1 else None

    def _named_bodies(self, noun: str, before: int) -> list[tuple[int, Resolved]]:
        """The last bodies named before a position with a noun in their names, whether they acted or not."""
        if noun not in self._named_after:  # asked for each mention, while the same nouns come back all the time
            self._named_after[noun] = bodies(self._text, noun)
        spans = self._named_after[noun]
        last = bisect_left(spans, before, key=lambda span: span[0])
        return [(start, _body_called(self._text[start:end])) for start, end in spans[max(0, last - _NEAREST) : last]]

    def _may_be(self, person: Person, words: str, entity: Entity | None) -> bool:
        """Whether a proper name means the person: not where it is known to be a party or an organisation."""
        if parties().of_mention(words) is not None:
            return False
        surname_alone = words.casefold() == person.surname and " " in person.name
        return surname_alone or entity is None or entity.label not in ("ORG", "GPE")

    def _person(self, person: Person) -> Resolved:
        return Resolved(name=person.name, role=person.role(), party=person.party(), person=person.name)


def _body_called(name: str, *, plural: bool = False) -> Resolved:
    return Resolved(name=name, party=parties().of_mention(name) or side_of(name), plural=plural)


def _without_article(name: str) -> str:
    return name.casefold().removeprefix("the ")


def _is_surname_alone(head: str, words: str) -> bool:
    """Whether no given name stands before a surname: "Mayor Berg" may be Ann Berg, "Otto Berg" is not."""
    before = words.partition(head)[0].split()
    return (
        not before
        or not before[-1][:1].isupper()
        or before[-1].title() in lexicon().offices
        or not bare_name(before[-1])
    )
