"""Expectations of whose words an answer cites, and from where."""

from __future__ import annotations

import re

from assistant.records import Citation
from assistant.regression.checks.of_words import shown
from assistant.regression.checks.subject import CannotCheck, Subject, file_name, overlaps
from assistant.regression.expectations import Attribution, GoldPassage, Place, Several
from assistant.regression.wording import plain, unmarked

_MARKER = re.compile(r"\[(\d+)\]")
_WORD = re.compile(r"\w+")
# "- Irena Holt: “..." of the offline reader: who speaks stands before the quotation.
_CREDIT = re.compile(r"^\s*[-•]?\s*([^:“”\[\]]{2,60}):\s*“")
_CHECKED = ("verbatim", "normalised")


def integrity(_: None, subject: Subject) -> str | None:
    """What holds for every answer: quotations that are where they are said to be, and no marker without a source."""
    answer = subject.answer
    for citation in (*answer.citations, *answer.nearest):
        original = subject.original(citation)
        if original != citation.quote:
            place = f"its place in {file_name(citation.source)}"
            return f"“{shown(citation.quote)}” is not at {place}: there is “{shown(original)}”"
        if citation.verdict not in _CHECKED:
            return f"citation {citation.marker} is shown though it is {citation.verdict}"
    if answer.status == "abstained":
        return "cites sources although it does not answer" if answer.citations else None
    if not answer.citations:
        return "cites nothing"
    markers = {item.marker for item in answer.citations}
    text = answer.text
    for citation in answer.citations:  # a document may number its own notes
        text = text.replace(citation.quote, "")
    invented = sorted({int(number) for number in _MARKER.findall(text)} - markers)
    return f"the marker [{invented[0]}] has no source" if invented else None


def quotes(wanted: Several[str], subject: Subject) -> str | None:
    """The words stand letter by letter in the answer and in a document, at a place that is cited."""
    wrong = {item: fault for item in (*wanted.all, *wanted.any) if (fault := _misquoted(item, subject))}
    for item in wanted.all:
        if item in wrong:
            return wrong[item]
    if wanted.any and all(item in wrong for item in wanted.any):
        return "; ".join(wrong[item] for item in wanted.any)
    return None


def attributed_to(wanted: Several[Attribution], subject: Subject) -> str | None:
    """The words of this speaker are cited, and the answer's own line names nobody else for them."""
    wrong = {str(item): fault for item in (*wanted.all, *wanted.any) if (fault := _misattributed(item, subject))}
    for item in wanted.all:
        if str(item) in wrong:
            return wrong[str(item)]
    if wanted.any and all(str(item) in wrong for item in wanted.any):
        return "; ".join(wrong[str(item)] for item in wanted.any)
    return None


def not_attributed_to(wanted: Several[Attribution], subject: Subject) -> str | None:
    """No words of this speaker are cited, and no line names them as the speaker."""
    present = [item for item in (*wanted.any, *wanted.all) if _credited(item, subject)]
    if any(item in present for item in wanted.any) or (wanted.all and all(item in present for item in wanted.all)):
        return f"words are given to {', '.join(map(str, present))}: {shown(subject.answer.text)}"
    return None


def cites(wanted: Several[Place], subject: Subject) -> str | None:
    """The documents are cited, at the place that is named."""
    missing = [item for item in wanted.all if not _is_cited(item, subject)]
    if missing:
        return f"{', '.join(map(str, missing))} not cited{_though_found(missing, subject)}; cited: {subject.sources}"
    if wanted.any and not _some_cited(wanted.any, subject):
        told = ", ".join(map(str, wanted.any))
        return f"none of {told} cited{_though_found(wanted.any, subject)}; cited: {subject.sources}"
    return None


def not_cites(wanted: Several[Place], subject: Subject) -> str | None:
    """The documents are not cited."""
    present = [item for item in (*wanted.any, *wanted.all) if _is_cited(item, subject)]
    if any(item in present for item in wanted.any) or (wanted.all and all(item in present for item in wanted.all)):
        return f"{', '.join(map(str, present))} is cited"
    return None


def retrieves(wanted: Several[GoldPassage], subject: Subject) -> str | None:
    """The passage is among the first that were found."""
    missing = [item for item in wanted.all if not _is_found(item, subject)]
    if not missing and wanted.any and not any(_is_found(item, subject) for item in wanted.any):
        missing = list(wanted.any)
    if not missing:
        return None
    places = ", ".join(f"{item} (first {item.top})" for item in missing)
    found = ", ".join(dict.fromkeys(file_name(item.source) for item in subject.hits)) or "nothing"
    return f"{places} not found; found, best first: {found}"


def is_named(wanted: str, name: str | None) -> bool:
    """Whether all words of the name that is wanted are in a name: a surname is enough, a part of one is not."""
    words, needed = (set(_WORD.findall(plain(text))) for text in (name or "", wanted))
    return bool(needed) and needed <= words


def _misquoted(words: str, subject: Subject) -> str | None:
    if words not in subject.answer.text:
        near = _nearly(words, [subject.answer.text])
        return f"“{words}” is not in the answer{near}: {shown(subject.answer.text)}"
    cited = [subject.original(item) for item in subject.answer.citations]
    if any(words in text for text in cited):
        return None
    return f"“{words}” is at no place that the answer cites{_nearly(words, cited)}; cited: {subject.sources}"


def _nearly(words: str, texts: list[str]) -> str:
    """What alone differs, where that is little: a person who compares the two by eye would not see it."""
    if any(unmarked(words) in unmarked(text) for text in texts):
        return " (only a mark differs: quotation marks, dashes, spaces or the form of a letter)"
    return " (only capitals differ)" if any(plain(words) in plain(text) for text in texts) else ""


def _misattributed(wanted: Attribution, subject: Subject) -> str | None:
    holding = [
        item
        for item in subject.answer.citations
        if wanted.quote is None or plain(wanted.quote) in plain(subject.original(item))
    ]
    if not holding:
        return f"no citation holds “{wanted.quote}”; cited: {subject.sources}"
    theirs = [item for item in holding if is_named(wanted.speaker, item.speaker)]
    if not theirs:
        names = ", ".join(dict.fromkeys(item.speaker or "nobody named" for item in holding))
        return f"expected {wanted.speaker}, the words cited are those of {names}"
    others = [_credit(item, subject) for item in theirs]
    if all(others):
        return f"expected {wanted.speaker}, the answer's line names {others[0]}"
    return None


def _credit(citation: Citation, subject: Subject) -> str | None:
    """The name that the answer's line puts before this citation, if it is another one than the citation's speaker."""
    for line in subject.answer.text.splitlines():
        credit = _CREDIT.match(line)
        if credit and f"[{citation.marker}]" in line and not _share(credit[1], citation.speaker or ""):
            return credit[1].strip()
    return None


def _credited(item: Attribution, subject: Subject) -> bool:
    if any(
        is_named(item.speaker, citation.speaker)
        and (item.quote is None or plain(item.quote) in plain(subject.original(citation)))
        for citation in subject.answer.citations
    ):
        return True
    lines = [(_CREDIT.match(line), line) for line in subject.answer.text.splitlines()]
    return any(
        credit and is_named(item.speaker, credit[1]) and (item.quote is None or plain(item.quote) in plain(line))
        for credit, line in lines
    )


def _share(one: str, other: str) -> bool:
    return bool(_name_words(one) & _name_words(other))


def _name_words(name: str) -> set[str]:
    """The words that tell a name from others: "the Kremlin" and "the union" have none in common."""
    words = set(_WORD.findall(plain(name)))
    return {word for word in words if len(word) > 3} or words


def _is_cited(place: Place, subject: Subject) -> bool:
    return any(
        overlaps(span, item.document_id, item.start, item.end)
        for span in subject.library.spans(place)
        for item in subject.answer.citations
    )


def _some_cited(places: tuple[Place, ...], subject: Subject) -> bool:
    """Whether one is cited; a name that is nobody's is only told when no other one is."""
    unknown: CannotCheck | None = None
    for place in places:
        try:
            if _is_cited(place, subject):
                return True
        except CannotCheck as error:
            unknown = error
    if unknown:
        raise unknown
    return False


def _is_found(place: GoldPassage, subject: Subject) -> bool:
    return any(
        overlaps(span, hit.document_id, hit.start, hit.end)
        for span in subject.library.spans(place)
        for hit in subject.hits[: place.top]
    )


def _though_found(places: list[Place] | tuple[Place, ...], subject: Subject) -> str:
    """Whether the search had it, so that a person sees which step to look at."""
    ranks = [
        hit.rank
        for place in places
        for span in subject.library.spans(place)
        for hit in subject.hits
        if overlaps(span, hit.document_id, hit.start, hit.end)
    ]
    return f", though found (rank {min(ranks)})" if ranks else " and not found by the search"
