"""The evidence as a model reads it: the sentences of the passages found, numbered, in marked boundaries."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import prompts
from assistant.reader.candidates import Candidate
from vectorstore import count_tokens

# What a document says must not look like a boundary or like the number of a sentence. The model reads these
# look-alikes; what is quoted is copied from the document itself.
_LOOK_ALIKES = str.maketrans("<>[]", "‹›()")
_IN_TITLE = _LOOK_ALIKES | str.maketrans('"', "”")
# The line around a sentence: brackets, its number, the line feed.
_TOKENS_OF_LINE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Numbered sentences. ``sentences`` maps each number, from 1, to its sentence; ``text`` is what is sent."""

    sentences: Mapping[int, Candidate]
    text: str


def numbered(candidates: Sequence[Candidate], *, tokens: int) -> Evidence:
    """Return as many whole passages as fit into ``tokens``, best first, in the order of their documents.

    Where the best passage alone is too long, it is cut at a sentence: some evidence is better than none.
    """
    kept: list[Candidate] = []
    left = tokens
    for _, passage in itertools.groupby(candidates, key=lambda item: item.hit.chunk.chunk_id):
        items = list(passage)
        costs = [count_tokens(item.text) + _TOKENS_OF_LINE for item in items]
        if sum(costs) <= left:
            kept += items
            left -= sum(costs)
        elif not kept:
            sums = itertools.accumulate(costs)
            kept += [item for item, total in zip(items, sums, strict=True) if total <= left]
            break
    best = {document: place for place, document in enumerate(dict.fromkeys(item.document_id for item in kept))}
    kept.sort(key=lambda item: (best[item.document_id], item.start))
    sentences = dict(enumerate(kept, start=1))
    return Evidence(sentences=sentences, text=_written(sentences))


def shown(text: str) -> str:
    """Return a document's words as a model may read them: they cannot look like a boundary or a number."""
    return text.translate(_LOOK_ALIKES)


def shown_title(title: str) -> str:
    """Return what stands in the mark of a document, on one line."""
    return " ".join(title.translate(_IN_TITLE).split())


def _written(sentences: Mapping[int, Candidate]) -> str:
    document = prompts.load("answer/rules/document")
    parts = []
    for _, group in itertools.groupby(sentences.items(), key=lambda pair: pair[1].document_id):
        items = list(group)
        chunk = items[0][1].hit.chunk
        named = [chunk.title, chunk.publisher or "", chunk.published_on.isoformat() if chunk.published_on else ""]
        title = shown_title(", ".join(filter(None, named)))
        lines = [f"[{number}] {shown(' '.join(item.text.split()))}" for number, item in items]
        parts.append(document.fill(title=title, sentences="\n".join(lines)))
    return "\n".join(parts)
