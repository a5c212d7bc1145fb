"""The tables of records that the page shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

from assistant import Assistant
from assistant.page.tables import record_tables
from vectorstore import VectorStore, VectorstoreSettings

HOSTILE = "we will not accept <script>alert(1)</script> tolls"


def test_each_record_of_the_desk_is_a_row_that_opens_its_evidence(desk: Assistant) -> None:
    records = [*desk.positions(), *desk.obstacles()]
    shown = re.findall(r'data-document="([^"]+)" data-start="(\d+)" data-end="(\d+)">“(.*?)”</button>', page(desk))
    assert [(name, int(start), int(end), unescape(words)) for name, start, end, words in shown] == [
        (item.document_id, item.start, item.end, item.quote) for item in records
    ]


def test_a_documents_markup_is_shown_and_not_run(
    tmp_path: Path, make_paper: Callable[..., Any], say: Callable[..., Any]
) -> None:
    said = [say(speaker="Tomas Brandel", content=HOSTILE)]
    text = [[f"Tomas Brandel said that {HOSTILE}."]]
    with VectorStore.open(VectorstoreSettings(path=tmp_path / "store"), create=True) as store:
        make_paper("d", "d", "Gazette", date(2031, 3, 4), text, said).put(store)
    with Assistant.from_settings(env_file=None, vectorstore_path=tmp_path / "store") as desk:
        assert desk.positions()
        assert "<script>" not in page(desk)
        assert HOSTILE in unescape(page(desk))


def test_without_a_store_there_is_a_line_and_no_error(tmp_path: Path) -> None:
    with Assistant.from_settings(env_file=None, vectorstore_path=tmp_path / "none") as desk:
        assert "<table" not in page(desk)


def page(desk: Assistant) -> str:
    return record_tables(desk)
