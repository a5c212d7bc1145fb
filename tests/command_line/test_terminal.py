"""Nothing in a document is obeyed by the terminal, whatever form it is printed in."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.commands.terminal import log_told, neutral
from vectorstore import Chunk, SourceDocument, Statement, VectorStore, VectorstoreSettings

EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\r\u202e\u2066[red]tolls[/red]"
TEXT = f"Maldora wants the canal tolls {EVIL} to be halved."


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evil") / "store"
    document = SourceDocument(
        document_id="evil", title=f"Talks {EVIL}", text=TEXT, source="evil.txt", publisher=f"Wire {EVIL}"
    )
    chunk = Chunk(chunk_id="evil/0", document_id="evil", text=TEXT, start=0, end=len(TEXT), sentences=((0, len(TEXT)),))
    statement = Statement(
        statement_id="evil/0",
        document_id="evil",
        content=TEXT[14:],
        start=14,
        end=len(TEXT),
        kind="direct",
        speaker=f"Maldora{EVIL}",
    )
    with VectorStore.open(VectorstoreSettings(path=folder), create=True) as store:
        store.put(document, chunks=[chunk], statements=[statement])
    return folder


@pytest.fixture
def evil(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VECTORSTORE_PATH", str(made))


def obeyed(text: str) -> list[str]:
    """The characters of ``text`` that a terminal does something about, or that change the direction of writing."""
    direction = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    return [
        item
        for item in text
        if (unicodedata.category(item) in ("Cc", "Zl", "Zp") and item not in "\n\t")
        or unicodedata.bidirectional(item) in direction
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "What does Maldora want?"],
        ["ask", "What does Maldora want?", "--json"],
        ["ask", f"What does {EVIL} want?"],
        ["statements"],
        ["statements", "--json"],
        ["statements", "--csv"],
        ["statements", "--speaker", EVIL],
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("evil")
def test_no_control_character_comes_out(parley: Callable[..., Any], arguments: list[str]) -> None:
    done = parley(*arguments)
    assert done.code == 0
    assert done.out or done.err
    assert obeyed(done.out + done.err) == []


@pytest.mark.usefixtures("evil")
def test_a_quotation_stays_on_its_line_and_its_brackets_stay_brackets(parley: Callable[..., Any]) -> None:
    (line,) = [line for line in parley("ask", "What does Maldora want?").out.splitlines() if "halved" in line]
    assert "[red]tolls[/red]" in line
    assert re.search(r"Maldora wants .* halved\.", line)


@pytest.mark.usefixtures("evil")
def test_json_keeps_each_character(parley: Callable[..., Any]) -> None:
    (told,) = json.loads(parley("statements", "--json").out)
    assert told["content"] == TEXT[14:]


@pytest.mark.usefixtures("evil")
def test_csv_has_one_row_for_a_statement(parley: Callable[..., Any]) -> None:
    rows = list(csv.DictReader(io.StringIO(parley("statements", "--csv").out, newline="")))
    assert [row["content"] for row in rows] == [neutral(TEXT[14:])]


@pytest.mark.parametrize("number", [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, 0x202E, 0x2067])
def test_each_control_character_is_replaced(number: int) -> None:
    assert obeyed(neutral(f"a{chr(number)}b")) == []


def test_a_logged_fault_keeps_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    with log_told():
        try:
            raise ValueError(EVIL)
        except ValueError:
            logging.getLogger("parley.page").exception("a failure of %s", "the page")
    told = capsys.readouterr().err
    assert told.startswith("parley: a failure of the page\n")
    assert "Traceback" in told
    assert obeyed(told) == []


def test_other_text_is_left_as_it_is() -> None:
    text = "“Ünïcode” — 中文, עברית, 👍\n\tindented [1]"
    assert neutral(text) == text
