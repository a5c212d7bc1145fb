"""One pass over one document: names, units, grammar, drafts, speakers, statements."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingest.attribution.admission import Admitted, Gate, Reason
from ingest.attribution.cast import Cast
from ingest.attribution.draft import Draft, Reporters
from ingest.attribution.drafts import read_unit
from ingest.attribution.entities import entities, pieces
from ingest.attribution.floating import Sequel
from ingest.attribution.introductions import introductions
from ingest.attribution.lexicon import lexicon
from ingest.attribution.listed import introduce_listed, listed, with_listed
from ingest.attribution.loose import LABEL_CUE
from ingest.attribution.meaning import Mention, Resolved
from ingest.attribution.mentions import label_mention, subject_mentions
from ingest.attribution.parse import Parser
from ingest.attribution.quotes import paragraphs, quotations
from ingest.attribution.signed import signed, signed_drafts, touches_signed
from ingest.attribution.speakers import Resolver
from ingest.attribution.statements import build, without_doubles, worth_keeping
from ingest.attribution.turns import entry_label, headline, labelled_people, transcript_turns, turn_drafts
from ingest.attribution.units import Unit, units
from ingest.attribution.voices import Voices, speaking
from vectorstore.parties import parties
from vectorstore.records import Entity, Proposal, SourceDocument, Span, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_ANNOUNCED = 4000  # characters of both paragraphs
_REPLIES = frozenset({"reply", "answer", "respond", "retort", "counter"})
# Somebody else may have asked, without being named: then the one who spoke before does reply.
_QUESTION = re.compile(r"\?|\b(?:ask|press|question|quiz)(?:s|ed|ing)?\b", re.IGNORECASE)


class Reading:
    """The state of one analysis; used once. Trees are read one by one and not kept, whatever the length."""

    def __init__(self, document: SourceDocument, *, sentences: Sequence[Span], parser: Parser) -> None:
        self._document = document
        self._text = document.text
        self._sentences = sorted(sentences)
        self._parser = parser
        self._paragraphs = paragraphs(document.text)
        self._starts = [start for start, _ in self._paragraphs]
        self._subjects: list[Mention] = []
        self._units_read: list[Span] = []
        self._found: list[Entity] = []
        self._cast = Cast(self._text, [])

    def run(self) -> tuple[list[Statement], list[Entity]]:
        """The statements and entities of the document."""
        return self._statements(self._read()), self._found

    def judged(self, proposals: Sequence[Proposal]) -> tuple[list[Statement], Counter[Reason], list[Statement]]:
        """The statements that come of the proposals, why the others do not, and the statements by the rules.

        The entities are those of :meth:`run`.
        """
        bare: list[Draft] = []
        drafts = self._read(aside=bare)
        voices = Voices(drafts, bare=bare, units=self._units_read)
        gate = Gate(self._text, voices=voices, sentences=self._sentences, paragraph_at=self._paragraph_at)
        judged = [gate.admit(proposal) for proposal in proposals]
        admitted = [item for item in judged if isinstance(item, Admitted)]
        dropped = Counter(item for item in judged if not isinstance(item, Admitted))
        speakers = self._resolve([item.draft for item in admitted])
        meant = [
            item.draft
            for item, who in zip(admitted, speakers, strict=True)
            if item.named is None or (who is not None and self._is(who, item.named))
        ]
        dropped["speaker"] += len(admitted) - len(meant)
        statements = self._statements(without_doubles(sorted(meant, key=lambda d: (d.frame_start, d.start))))
        dropped["repeated"] += len(meant) - len(statements)
        return statements, +dropped, self._statements(drafts)

    @property
    def entities(self) -> list[Entity]:
        """The names in the document, after :meth:`run` or :meth:`judged`."""
        return self._found

    def _is(self, who: Resolved, name: str) -> bool:
        """Whether a name means whom the rules mean, or is a longer form of theirs: "Ann Berg" for "Berg"."""
        person = self._cast.named(name)
        return (person is not None and person.name == who.person) or f" {name}".casefold().endswith(
            f" {who.name}".casefold()
        )

    def _read(self, aside: list[Draft] | None = None) -> list[Draft]:
        """The drafts of the document; with ``aside`` those of verbs without content are put there."""
        turns = transcript_turns(self._text, paragraphs=self._paragraphs)
        taken = {n for turn in turns for n in range(turn.first_paragraph, turn.last_paragraph + 1)}
        people = listed(self._text, turns, before=turns[0].speaker[0]) if turns else []
        found = labelled_people(self._text, turns, self._entities(), document_id=self._document.document_id)
        self._found = with_listed(self._text, people, found, document_id=self._document.document_id)
        self._cast = Cast(self._text, self._found)
        introduce_listed(self._cast, self._text, turns, people)
        names = signed(self._text, paragraphs=self._paragraphs)
        read = (draft for draft in self._drafts(taken, aside) if not touches_signed(draft, names))
        drafts = [*read, *signed_drafts(self._text, names)]
        heading = self._headline(taken)
        if heading is not None:
            drafts = [heading, *(d for d in drafts if d.paragraph != heading.paragraph)]
        return without_doubles(
            sorted([*drafts, *turn_drafts(self._text, turns)], key=lambda d: (d.frame_start, d.start))
        )

    def _statements(self, drafts: Sequence[Draft]) -> list[Statement]:
        return build(self._document, worth_keeping(drafts, self._resolve(drafts)))

    def _entities(self) -> list[Entity]:
        spans = [piece for paragraph in self._paragraphs for piece in pieces(self._text, paragraph)]
        read = self._parser.names(self._text[start:end] for start, end in spans)
        return entities(self._text, document_id=self._document.document_id, read=zip(spans, read, strict=True))

    def _units(self, taken: set[int]) -> Iterator[Unit]:
        for number, (start, end) in enumerate(self._paragraphs):
            if number and number - 1 not in taken and self._announces(number - 1):
                start = self._paragraphs[number - 1][0]
            elif self._announces(number):
                continue  # read with the quotation below it
            inside = self._sentences[
                bisect_left(self._sentences, (start, start)) : bisect_left(self._sentences, (end, end))
            ]
            if number not in taken and inside:  # bylines, datelines and rows of stars are in no sentence
                first = self._behind_label((inside[0][0], end))
                yield from units(self._text, paragraph=(first, end), number=number, sentences=inside)

    def _behind_label(self, paragraph: Span) -> int:
        """Where a paragraph goes on behind a time or a topic; a label that is somebody's name stays."""
        at, topic = entry_label(self._text, paragraph=paragraph)
        if topic is not None and _is_somebody(self._text[slice(*topic)], self._cast):
            return topic[0]
        return at

    def _announces(self, number: int) -> bool:
        """Whether a paragraph ends in a colon before one that is a quotation: "Berg continued:"."""
        before, after = self._paragraphs[number], self._paragraphs[number + 1 : number + 2]
        if (
            not after
            or after[0][1] - before[0] > _LONGEST_ANNOUNCED
            or not self._text[slice(*before)].rstrip().endswith(":")
        ):
            return False
        found = quotations(self._text, start=after[0][0], end=after[0][1])
        return bool(found) and not self._text[after[0][0] : found[0].start].strip()

    def _drafts(self, taken: set[int], aside: list[Draft] | None) -> list[Draft]:
        sequel = Sequel()
        for number, (unit, doc) in enumerate(self._parser.grammar(self._units(taken))):
            introductions(self._cast, unit, doc)
            self._subjects += subject_mentions(unit, doc)
            read = read_unit(unit, doc, number=number, lexicon=lexicon())
            drafts = [item for item in read if item.cue != LABEL_CUE or _is_labelled(item.mention, self._cast)]
            for draft in drafts:
                sequel.add(draft)
            if aside is not None:
                aside += speaking(unit, doc, known=drafts, number=number, lexicon=lexicon())
                self._units_read.append((unit.start, unit.end))
        return sequel.finish()

    def _headline(self, taken: set[int]) -> Draft | None:
        """The statement of a headline, when its label is somebody: "Ukraine war: ..." has no speaker."""
        if not self._paragraphs or 0 in taken:
            return None
        found = headline(self._text, paragraph=self._paragraphs[0])
        if found is None:
            return None
        speaker, (start, end) = found
        words = self._text[speaker[0] : speaker[1]]
        if not _is_somebody(words, self._cast) and words.split()[-1].lower() not in lexicon().holders:
            return None
        return Draft(
            start=start,
            end=end,
            cue=self._text[speaker[1] : speaker[1] + 1].strip(" .\n") or "-",
            mention=label_mention(self._text, speaker),
            frame_start=self._paragraphs[0][0],
            paragraph=0,
            unit=-1,
            negative=False,
        )

    def _resolve(self, drafts: Sequence[Draft]) -> list[Resolved | None]:
        """The speaker of each draft, found in the order of the text: a pronoun means somebody before it."""
        subjects = sorted(self._subjects, key=lambda m: m.start)
        resolver = Resolver(self._text, self._cast)
        order = sorted(range(len(drafts)), key=lambda i: m.start if (m := drafts[i].mention) else 0)
        speakers: list[Resolved | None] = [None] * len(drafts)
        reporters = Reporters(drafts)
        following, previous = 0, None
        for index in order:
            mention = drafts[index].mention
            if mention is None:
                continue
            while following < len(subjects) and subjects[following].start < mention.start:
                subject = subjects[following]
                resolver.resolve(subject, since=self._since(subject.start), reporter=reporters.of(subject.start))
                following += 1
            draft = drafts[index]
            said = (draft.start, draft.end)
            who = resolver.resolve(
                mention,
                since=self._since(mention.start),
                said=said,
                quoted=draft.direct,
                reporter=reporters.of(mention.start),
            )
            if who is not None and previous is not None and who == speakers[previous]:
                who = self._not_oneself(drafts[previous], draft, who)
            speakers[index], previous = who, index
        return speakers

    def _not_oneself(self, before: Draft, draft: Draft, who: Resolved) -> Resolved:
        """``who``, or the pronoun alone in "X told Y ... He replied ...": nobody replies to oneself."""
        mention = draft.mention
        if mention is None or before.mention is None or not mention.pronoun:
            return who
        answered = lexicon().verbs.get(draft.cue.split()[-1].lower() if draft.cue else "")
        between = self._text[before.mention.start : mention.start]
        if answered is None or answered.lemma not in _REPLIES or _QUESTION.search(between):
            return who
        return Resolved(name=self._text[mention.start : mention.end])

    def _paragraph_at(self, position: int) -> Span:
        return self._paragraphs[max(0, bisect_right(self._starts, position) - 1)]

    def _since(self, position: int) -> int:
        """The start of the paragraph before the one that holds ``position``."""
        number = bisect_right(self._starts, position) - 1
        return self._starts[max(0, number - 1)]


def _is_labelled(mention: Mention | None, cast: Cast) -> bool:
    """Whether the label of a quotation is somebody; of "Ann Berg" the surname may be all that was recognised."""
    return mention is not None and any(_is_somebody(words, cast) for words in (mention.words, mention.head))


def _is_somebody(words: str, cast: Cast) -> bool:
    """Whether a label names a person of the document or a party."""
    return cast.named(words) is not None or parties().of_mention(words) is not None
