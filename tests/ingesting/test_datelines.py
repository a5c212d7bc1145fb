"""Where a report begins behind its byline and dateline, and that sentences and statements begin there too."""

from __future__ import annotations

import pytest

from ingest.attribution import Analyst
from ingest.blocks import Block
from ingest.chunks import chunk_document
from ingest.datelines import find_dateline, report_start
from ingest.metadata import is_dateline
from ingest.normalise import normalise
from ingest.sentences import sentence_spans
from ingest.settings import IngestSettings
from vectorstore import SourceDocument

# The bar stands where the report begins.
ALWAYS = (
    "KYIV, 29 December 2025 (Northwind Wire) — |Two questions remain.",
    "LONDON (Agency) - |The talks failed.",
    "GENEVA, Nov. 3 —|The talks failed.",
    "Brussels, 12 May 2026: |The council met.",
    "Brussels, 12 May 2026 — |“No,” he said.",
    "Brussels, May 12, 2026 (Northwind Wire) – |“No,” he said.",
    "WASHINGTON/KYIV, Nov 3 (Agency) - |The talks failed.",
    "ST. PETERSBURG, Russia (AG) — |The talks failed.",
    "PORT-AU-PRINCE, Haiti, March 5, 2025 (AG) -- |The talks failed.",
    "MOSCOW, December 30. /AGENCY/. |The ministry said no.",
    "Kyiv (Agency) – |Two questions remain.",
    "(Agency) - |Two questions remain.",
    "WASHINGTON, D.C. (AG) — |Two questions remain.",
    "By Ann Berg KYIV (Agency) - |Two men came.",
    "By Ann Berg and Jan van der Lind, KYIV, Dec. 29 — |Two men came.",
    "By Ann Berg in Kyiv|",
    "By Ann Berg, Political Correspondent|",
    "By Ann Berg and Jan Lind|",
    "|By Monday the talks were over.",
    "|By Ann Berg's account the talks failed.",
    "|By Friday Ann Berg and Jan Lind had left.",
    "Rio de Janeiro, 3 May 2025: |Two men came.",
    "By Jan Lind Jr.|",
    "|The summit in Paris, 3 May 2025: Holm said no.",
    "|By Any Means Necessary.",
    "|Kyiv — the capital — fell silent.",
    "|Kyiv, the capital, fell silent.",
    "|Kyiv, Dec. 3 – Dec. 5: the talks went on.",
    "|Kyiv (the capital) — the city — fell silent.",
    "|Orlov (the favourite) — Nobody lost.",
    "|NATO (the alliance) is not a place.",
    "|NATO — the alliance — will grow.",
    "|On 12 May 2026: the talks opened.",
    "|May 12, 2026 — Talks opened.",
    "|Monday, 29 December was cold.",
    "|Geneva, Nov. 3 — the day of the vote — was cold.",
    "|Kyiv, Dec. 29 (Monday). It rained.",
    "|ORLOV — We will not go.",
    "|Hannah Cole (Fatherland) — We reject the plan.",
    "|Petrov (Labour) — I will not sign.",
    "|Moscow: No deal.",
    "|MINISTER HOLM: Yes, on 12 May 2026.",
    "|QUESTION (Delta Post): Minister, do you agree?",
    "|LONDON — The talks failed.",
    "|A long, dull day. KYIV, Dec. 3 — It rained.",
    "|",
)
OPENING = (
    "VELTRA — |The council met.",
    "BRUSSELS - |European leaders met.",
    "KYIV, Ukraine — |The talks ended.",
    "LONDON—|The talks ended.",
    "VELTRA — |The minister — a lawyer — resigned.",
    "|NATO — Europe's shield — is to grow.",
    "|Kyiv — The city fell.",
    "|PRESIDENT ORLOV — We will not sign.",
    "|US — Iran talks stalled.",
    "|ONE TWO THREE FOUR FIVE — The end.",
)


@pytest.mark.parametrize(
    ("marked", "opening"), [*((item, False) for item in ALWAYS), *((item, True) for item in OPENING)]
)
def test_a_report_begins_behind_its_dateline_and_nowhere_else(marked: str, opening: bool) -> None:
    lead, report = marked.split("|")

    assert report_start(lead + report, opening=opening) == len(lead)

    spans = sentence_spans(lead + report, opening=opening)
    assert [start for start, _ in spans][:1] == ([len(lead)] if report else [])
    assert all(report.find((lead + report)[start:end]) >= 0 for start, end in spans)


def test_metadata_and_sentences_share_one_definition() -> None:
    for marked in ALWAYS:
        line = marked.replace("|", "")
        assert is_dateline(line) == (find_dateline(line) is not None)
        if is_dateline(line):
            assert report_start(line, opening=False) > 0


@pytest.mark.parametrize("unit", ["a", "a-", "Aa ", "A/", "A, ", "By Aa ", "By Aa Bb, ", "(", "A.A.", "AA AA, ", "– "])
def test_any_head_is_looked_at_once(unit: str) -> None:
    text = unit * 20_000
    assert 0 <= report_start(text, opening=True) <= len(text)


def test_a_place_alone_counts_only_where_a_report_opens() -> None:
    blocks = [
        Block(kind="heading", text="Talks end", level=1),
        Block(kind="paragraph", text="By Ann Berg"),
        Block(kind="paragraph", text="VELTRA — The council met. It failed."),
        Block(kind="paragraph", text="HOLM — We will not go."),
    ]
    normalised = normalise(blocks)
    document = SourceDocument(document_id="d", title="t", text=normalised.text, source="d")

    (chunk,) = chunk_document(document, sections=normalised.sections, settings=IngestSettings())

    assert [document.text[start:end] for start, end in chunk.sentences] == [
        "The council met.",
        "It failed.",
        "HOLM — We will not go.",
    ]
    assert chunk.text.startswith("VELTRA — The council"), "the place can still be searched for"
    assert chunk.text == document.text[chunk.start : chunk.end]


@pytest.mark.parametrize(
    ("lead", "words"),
    [
        ("KYIV, 29 December 2025 (Northwind Wire) — ", "Two questions remain open"),
        ("GENEVA, Nov. 3 — ", "The talks have failed"),
        ("Brussels, 12 May 2026: ", "The army is ready for talks"),
        ("VELTRA — ", "The army is ready for talks"),
    ],
)
def test_a_statement_begins_behind_the_dateline(lead: str, words: str) -> None:
    text = f"{lead}{words}, Marta Holm said."
    document = SourceDocument(document_id="d", title="t", text=text, source="d")

    found = Analyst().analyse(document, sentences=sentence_spans(text, opening=True)).statements

    assert [(item.content, item.speaker, item.start) for item in found] == [(words, "Marta Holm", len(lead))]
