"""Checking a draft: every quotation, every marker, every speaker, against the documents themselves.

What does not pass loses its quotation marks (not word for word), its name (not the speaker's words) or its
place in the answer (not found, or cited from the wrong document). A draft with no checked citation left is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from assistant.reader.compose import Draft, Quoted
from assistant.records import Citation, Verdict
from assistant.rendering import long_date
from assistant.understand.lexicon import lexicon
from assistant.understand.words import spelled_alike, words_of
from assistant.verify.polarity import widen
from assistant.verify.quotations import locate
from vectorstore import SourceDocument, Span, Statement

_MARKER = re.compile(r"\s?\[(\d+)\]")
# Characters beside a quotation in which stands who said it, or denied it.
_FRAME = 40
_PAIRS = (('"', '"'), ("“", "”"), ("«", "»"), ("„", "“"))
# A closing ’ inside a word is an apostrophe.
_MARKED = re.compile(r"[“„\"]([^“”„\"]*)[”“\"]|[«»]([^«»]*)[«»]|(?<!\w)‘([^‘]*?)’(?!\w)")


def check(
    draft: Draft,
    *,
    document: Callable[[str], SourceDocument],
    sentences: Callable[[str], Sequence[Span]],
    statements: Callable[[str], Sequence[Statement]],
) -> tuple[str, tuple[Citation, ...]]:
    """Return the text that may be served and its checked citations; ``("", ())`` when none passed.

    The three callables give a document, its sentence spans and its statements by document id.
    """
    passed: dict[int, Citation] = {}
    shown: dict[int, Quoted] = {}
    for quoted in draft.quotes:
        if quoted.marker in shown:  # a marker stands for one quotation, the first
            continue
        source = document(quoted.document_id)
        citation = checked(quoted, source, sentences(source.document_id), statements(source.document_id))
        if citation is not None:
            passed[quoted.marker] = citation
            shown[quoted.marker] = quoted
    citations = tuple(passed.values())
    if not citations:
        return "", ()
    failed = {id(line) for line in draft.quotes if shown.get(line.marker) is not line}
    dated = len({item.published_on for item in citations}) > 1
    lines = [
        "" if id(line) in failed else _served(line, passed, under=draft.speaker, dated=dated) for line in draft.lines
    ]
    return "\n".join(line for line in lines if line), citations


def checked(
    quoted: Quoted, source: SourceDocument, sentences: Sequence[Span], statements: Sequence[Statement]
) -> Citation | None:
    """Return the citation of a quotation as its document has it, or ``None`` when the words are not there.

    ``sentences`` and ``statements`` are those of ``source``; a speaker without words inside the quotation is dropped.
    """
    located = locate(quoted.quote, source.text, near=quoted.start)
    if located is None:
        return None
    reports = [item for item in statements if (item.start, item.end) == located.span]
    quoted_words = bool(reports) and all(item.kind == "direct" for item in reports)
    near = _FRAME if quoted_words else None
    span = widen(located.span, sentences, source.text, reported=bool(reports), near=near)
    start, end = _balanced(span, source.text)
    verdict: Verdict = located.verdict
    speaker = quoted.speaker
    theirs = said_by(speaker, (start, end), statements) if speaker else []
    if speaker is not None and not theirs:
        speaker, verdict = None, "wrong_speaker"
    return Citation(
        marker=quoted.marker,
        quote=source.text[start:end],
        document_id=source.document_id,
        title=source.title,
        source=source.source,
        publisher=source.publisher,
        published_on=source.published_on,
        start=start,
        end=end,
        speaker=speaker,
        verdict=verdict,
        reported=speaker is not None and not _throughout((start, end), theirs, source.text),
        cue=quoted.cue if span == located.span and any(item.cue == quoted.cue for item in reports) else None,
    )


def _balanced(span: Span, text: str) -> Span:
    """The span without a mark at its edge whose partner is outside: the line puts marks of its own around it."""
    start, end = span
    inside = text[start:end]
    for opening, closing in _PAIRS:
        odd = inside.count(opening) != inside.count(closing) if opening != closing else inside.count(opening) % 2
        if odd and inside.startswith(opening):
            return start + 1, end
        if odd and (found := re.match(rf"[.,!?…]?{closing}", text[end : end + 2])):  # just behind the words
            return start, end + found.end()
        if odd and inside.endswith(closing):
            return start, end - 1
    return start, end


def _served(line: str | Quoted, passed: Mapping[int, Citation], *, under: str | None, dated: bool) -> str:
    """One line as it may be shown: a quotation rebuilt from its citation, or nothing when it failed."""
    if isinstance(line, str):
        return own_words(line, passed)
    citation = passed.get(line.marker)
    return quoted_line(citation, under=under, dated=dated) if citation is not None else ""


def quoted_line(citation: Citation, *, under: str | None = None, dated: bool = False) -> str:
    """Return the line that shows a checked quotation, with its speaker, marker and, where wanted, its document's day.

    ``under`` is a speaker whom a line above names for all that follows: that name is not repeated.
    """
    shown = citation.quote if _is_marked(citation.quote) else f"“{citation.quote}”"
    same = under and citation.speaker and (_is_same(under, citation.speaker) or _is_same(citation.speaker, under))
    speaker = None if same else citation.speaker
    name = f"{speaker}: " if speaker and not citation.reported else ""
    notes = [_reported(citation, speaker)] if citation.reported else []
    notes += [long_date(citation.published_on)] if dated and citation.published_on else []
    told = ", ".join(note for note in notes if note)
    return f"- {name}{shown}{f' ({told})' if told else ''} [{citation.marker}]"


def _reported(citation: Citation, speaker: str | None) -> str:
    """What is said beside a report of somebody's words: not all between the marks are theirs."""
    if citation.cue:
        gap = " " if citation.cue[0].isalpha() else ""  # "Holt’s claiming"
        return f"{speaker}{gap}{citation.cue}" if speaker else citation.cue
    if citation.speaker and _names(citation.quote, citation.speaker):
        return ""
    return f"reporting {speaker}" if speaker else "reported"


def _is_marked(quote: str) -> bool:
    """Whether words stand in one pair of quotation marks already, and need no second one."""
    return len(quote) > 1 and quote[0] == "“" and quote[-1] == "”" and not {"“", "”"} & set(quote[1:-1])


def own_words(line: str, passed: Mapping[int, Citation]) -> str:
    """Return a line of our own or of a model's words, without empty markers and marks around what nobody said."""
    quotes = [citation.quote for citation in passed.values()]

    def unmark(found: re.Match[str]) -> str:
        words = found[1] or found[2] or found[3] or ""
        return found.group() if any(_stands_alone(words, quote) for quote in quotes) else words

    line = _MARKED.sub(unmark, line)
    return _MARKER.sub(lambda found: found.group() if int(found[1]) in passed else "", line)


def _stands_alone(words: str, quote: str) -> bool:
    """Whether a part of a quotation may be quoted without the rest: it leaves out nothing that turns it round."""
    start = quote.find(words) if words else -1
    span = (start, start + len(words))
    return start >= 0 and widen(span, [(0, len(quote))], quote) == span


def said_by(name: str, span: Span, statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements by ``name`` that have a part inside ``span``."""
    return [
        item
        for item in statements
        if item.start < span[1] and item.end > span[0] and item.speaker and _is_same(name, item.speaker)
    ]


def _throughout(span: Span, statements: Sequence[Statement], text: str) -> bool:
    """Whether every word inside ``span`` is inside a direct quotation of ``statements``."""
    direct = [part for item in statements if item.kind == "direct" for part in _said(item)]
    return all(
        any(start <= span[0] + word.start and span[0] + word.end <= end for start, end in direct)
        for word in words_of(text[span[0] : span[1]])
    )


def _said(statement: Statement) -> list[Span]:
    """The words between the marks, where a statement holds marks: what stands outside them is the reporter's."""
    marked = [match.span() for match in _MARKED.finditer(statement.content)]
    return [(statement.start + start, statement.start + end) for start, end in marked or [(0, len(statement.content))]]


def _names(quote: str, speaker: str) -> bool:
    """Whether a quotation has the speaker's name in it."""
    if re.search(rf"\b{re.escape(speaker)}\b", quote, re.IGNORECASE):  # "the union" has no capital to show it
        return True
    surname = words_of(speaker)[-1:]
    return any(word.capital and word.key == item.key for word in words_of(quote) for item in surname)


def _is_same(name: str, speaker: str) -> bool:
    return speaker == name or _same_person(name, speaker)


def _same_person(name: str, speaker: str) -> bool:
    """Whether ``name`` is the speaker's surname, with nothing but given names of theirs or a title before it."""
    named, spoken = words_of(name), words_of(speaker)
    if not named or not spoken or not spelled_alike(named[-1].key, spoken[-1].key):
        return False
    given = {word.key for word in spoken}
    return all(word.key in given or lexicon().role_of(word.key) for word in named[:-1])
