"""The gate for a model's claims: each is shown with the sentences that support it, or withheld and counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date

from assistant.reader.candidates import Candidate
from assistant.reader.compose import Quoted
from assistant.records import Citation
from assistant.understand.cast import Cast
from assistant.verify.gate import checked, own_words, quoted_line
from assistant.verify.support import states_nothing, support
from assistant.verify.wording import plain, same_words
from vectorstore import DocumentParts

_LONGEST = 600  # characters
# Kinds of quotation marks that the gate does not know, as models write them. A straight ' is one at the edge of a word.
_OTHER_MARKS = re.compile(
    r"''([^'\n]+)''|[`´]+([^`´'\n]+)[`´']+|(?<!\w)'([^\n]+?)(?<!\s)'(?!\w)|‚([^‚‘’\n]+)[‘’]|‘([^‘’\n]+)‘"
    r"|[‹›]([^‹›\n]+)[‹›]|[「『〝]([^「」『』〝〞〟\n]+)[」』〞〟]|＂([^＂\n]+)＂|[”‟]([^“”‟\n]+)”"
)
# A pair that the gate left, or a mark without a partner.
_PAIR_OR_MARK = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|»[^«»]*«|„[^„“”]*[“”]|[“”\"«»„‟‹›「」『』〝〞〟＂]")


class ClaimGate:
    """Lets claims through one by one and numbers their citations; ``sentences`` are what the model was given.

    ``withheld`` counts the claims that no cited sentence supports, by what they lacked; ``passed_over`` are the
    sentences that they are nearest to. ``unknown`` counts the numbers of sentences that do not exist.
    """

    def __init__(
        self,
        sentences: Mapping[int, Candidate],
        *,
        parts: Callable[[str], DocumentParts],
        cast: Cast,
    ) -> None:
        self._sentences = sentences
        self._parts = parts
        self._cast = cast
        self._cited: dict[tuple[str, int, int], Citation] = {}
        self.withheld: Counter[str] = Counter()
        self.passed_over: list[Candidate] = []
        self.unknown = 0

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The checked citations of the claims that passed, by marker."""
        return tuple(self._cited.values())

    def admit(self, text: str, numbers: tuple[int, ...]) -> str | None:
        """Return the line to show for a claim, with markers, or ``None`` when it is withheld."""
        text = _with_known_marks(text)
        self.unknown += sum(number not in self._sentences for number in numbers)
        cited = [self._sentences[number] for number in dict.fromkeys(numbers) if number in self._sentences]
        chunks = [item.hit.chunk for item in cited]
        titles = [f"{chunk.title} {chunk.publisher or ''} {_day(chunk.published_on)}" for chunk in chunks]
        copied = next((item for item in cited if same_words(text, item.text) and not states_nothing(item.text)), None)
        if copied is not None and (citation := self._citation(copied)) is not None:
            return quoted_line(citation)
        # A claim is a short sentence; to take a page apart would take the page's time.
        found = support(text[:_LONGEST], cited if len(text) <= _LONGEST else [], cast=self._cast, titles=titles)
        citations = [citation for item in found.by if (citation := self._citation(item)) is not None]
        if not citations:
            self.withheld[found.lack or "no_sentence"] += 1
            self.passed_over += [found.nearest] if found.nearest is not None else []
            return None
        markers = {citation.marker: citation for citation in citations}
        shown = own_words(plain(text).replace("[", "(").replace("]", ")"), markers)
        shown = _PAIR_OR_MARK.sub(lambda pair: pair.group() if pair.group()[1:] else "", shown)
        return f"- {shown} {''.join(f'[{marker}]' for marker in markers)}"

    def quotations(self, answering: Collection[tuple[str, int]]) -> Iterator[str]:
        """Yield the sentences that withheld claims rest on, in their own words: those ``answering``, each once.

        ``answering`` are the documents and places of the sentences that answer the question.
        """
        for item in self.passed_over:
            place = (item.document_id, item.start)
            if place not in answering or any(place == (key[0], key[1]) for key in self._cited):
                continue
            citation = self._citation(item)
            if citation is not None:
                yield quoted_line(citation)

    def _citation(self, item: Candidate) -> Citation | None:
        """The checked citation of a sentence; one that was cited before keeps its marker."""
        source = self._parts(item.document_id)
        quoted = Quoted(
            marker=len(self._cited) + 1,
            document_id=item.document_id,
            start=item.start,
            end=item.end,
            quote=item.text,
            speaker=item.speaker,
        )
        citation = checked(quoted, source.document, source.sentences, source.statements)
        if citation is None:
            return None
        key = (citation.document_id, citation.start, citation.end)
        return self._cited.setdefault(key, replace(citation, marker=len(self._cited) + 1))


def _with_known_marks(text: str) -> str:
    """A model's words with one kind of quotation marks, so that each quotation is checked as one."""
    return _OTHER_MARKS.sub(lambda pair: f"“{next(words for words in pair.groups() if words is not None)}”", text)


def _day(day: date | None) -> str:
    """A date in the words in which a claim may name it."""
    return f"{day:%A %B} {day.day} {day.year} {day.isoformat()}" if day else ""
