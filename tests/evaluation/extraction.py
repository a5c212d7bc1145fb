"""How fast statements are found, and in how much memory: ``python -m tests.evaluation.extraction [TEXT_FILE ...]``.

Reads the given texts, or the sample documents repeated, in as many processes as there are cores; then one text of half
a million words in this process, of which it prints the peak memory.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from assistant.announced import sample_folder
from ingest.attribution import Analyst
from ingest.sentences import sentence_spans
from tests.evaluation.passages import paragraphs
from vectorstore import SourceDocument

_LEAST_WORDS, _LONG = 60_000, 500_000


def found_in(text: str) -> int:
    """Return how many statements a text has; one analyst a process."""
    spans = [
        span
        for section in paragraphs(text)
        for span in sentence_spans(text[slice(*section.span)], offset=section.span[0])
    ]
    document = SourceDocument(document_id="d", title="", text=text, source="d")
    return len(_analyst().analyse(document, sentences=spans).statements)


_ANALYSTS: list[Analyst] = []


def _analyst() -> Analyst:
    if not _ANALYSTS:
        _ANALYSTS.append(Analyst())
    return _ANALYSTS[0]


def main() -> int:
    paths = [Path(path) for path in sys.argv[1:]] or sorted(sample_folder().rglob("*.md"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    once = sum(len(text.split()) for text in texts)
    texts *= -(-_LEAST_WORDS // once)
    words = sum(len(text.split()) for text in texts)
    cores = os.cpu_count() or 1
    with ProcessPoolExecutor(cores) as pool:
        list(pool.map(found_in, ["Anna Berg said that it rained."] * cores * 4))  # loads the model
        begun = time.perf_counter()
        statements = sum(pool.map(found_in, texts, chunksize=4))
        seconds = time.perf_counter() - begun
    print(f"{words:,} words, {statements:,} statements, {cores} processes: {words / seconds:,.0f} words a second")
    long = "\n\n".join(texts)
    long = "\n\n".join([long] * -(-_LONG // words))
    begun = time.perf_counter()
    found_in(long)
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"one text of {len(long.split()):,} words in {seconds:.0f} s, one process, peak memory {peak:,.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
