"""Checking a draft: every quotation, every marker, every speaker, against the documents themselves.

What does not pass loses its quotation marks (not word for word), its name (not the speaker's words) or its
place in the answer (not found, or cited from the wrong document). A draft with no checked citation left is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.reader.compose import Draft, Quoted
from assistant.records import Citation, Verdict
from assistant.understand.words import spelled_alike, words_of
from assistant.verify.polarity import widen
from assistant.verify.quotations import locate
from vectorstore import SourceDocument, Span, Statement

_MARKER = re.compile(r"\[(\d+)\]")
_LINE = re.compile(r"^(?:- )?(?:(?P<speaker>[^“\n]{1,120}): )?“(?P<quote>.+)” \[(?P<marker>\d+)\]$")


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
    for quoted in draft.quotes:
        source = document(quoted.document_id)
        citation = _checked(quoted, source, sentences(source.document_id), statements(source.document_id))
        if citation is not None:
            passed[quoted.marker] = citation
    lines = [line for line in (_served(line, passed) for line in draft.text.splitlines()) if line is not None]
    used = {int(number) for line in lines for number in _MARKER.findall(line)}
    citations = tuple(citation for marker, citation in sorted(passed.items()) if marker in used)
    return ("\n".join(lines), citations) if citations else ("", ())


def _checked(
    quoted: Quoted, source: SourceDocument, sentences: Sequence[Span], statements: Sequence[Statement]
) -> Citation | None:
    located = locate(quoted.quote, source.text, near=quoted.start)
    if located is None:
        return None
    start, end = widen(located.span, sentences, source.text)
    verdict: Verdict = located.verdict
    speaker = quoted.speaker
    if speaker is not None and not _speaks(speaker, (start, end), statements):
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
    )


def _served(line: str, passed: dict[int, Citation]) -> str | None:
    """One line of the draft as it may be shown: rebuilt from the citation, or dropped when its quotation failed."""
    match = _LINE.match(line)
    if match is None:
        return _MARKER.sub(lambda found: found.group() if int(found[1]) in passed else "", line)
    citation = passed.get(int(match["marker"]))
    if citation is None:
        return None
    bullet = "- " if line.startswith("- ") else ""
    named = f"{citation.speaker}: " if match["speaker"] and citation.speaker else ""
    return f"{bullet}{named}“{citation.quote}” [{citation.marker}]"


def _speaks(name: str, span: Span, statements: Sequence[Statement]) -> bool:
    """Whether the document holds words of ``name`` inside ``span``."""
    said = (item.speaker for item in statements if item.start < span[1] and item.end > span[0])
    last = [word.key for word in words_of(name)][-1:]
    return any(speaker and (speaker == name or _surname_matches(last, speaker)) for speaker in said)


def _surname_matches(last: Sequence[str], speaker: str) -> bool:
    words = [word.key for word in words_of(speaker)]
    return bool(last and words) and spelled_alike(last[0], words[-1])
