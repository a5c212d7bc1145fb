"""With the passage given: SQuAD 2.0, CLAP NQ, and question sets over one article each."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from tests.evaluation.metrics import contains_any, letters, micro_f1, percent
from tests.evaluation.passages import PassageReader, ask

Rows = list[tuple[str, float | str, str]]


def squad(folder: Path, reader: PassageReader, *, limit: int | None = None) -> Rows:
    """Contains (answerable), and the mean of answering the answerable and abstaining from the rest."""
    contains, answered, abstained = [], [], []
    paragraphs = [item for article in _json(folder / "dev.json")["data"] for item in article["paragraphs"]]
    for paragraph in paragraphs[:limit]:
        chain = reader.open(paragraph["context"])
        for item in paragraph["qas"]:
            state = ask(chain, item["question"])
            if item["answers"]:
                text = " ".join(citation.quote for citation in state.citations) if state.reason is None else ""
                contains.append(contains_any(text, [answer["text"] for answer in item["answers"]]))
                answered.append(state.reason is None)
            else:
                abstained.append(state.reason is not None)
    balanced = round((percent(answered) + percent(abstained)) / 2, 1)
    return [
        ("SQuAD 2.0, contains (answerable)", percent(contains), "82.7"),
        ("SQuAD 2.0, balanced abstention accuracy", balanced, "51"),
        ("SQuAD 2.0, answered / abstained", f"{percent(answered)} / {percent(abstained)}", ""),
    ]


def clapnq(folder: Path, reader: PassageReader) -> Rows:
    """Cited sentences against the annotators', abstention on the unanswerable, answered share of the rest."""
    hits = given = wanted = 0
    answered = []
    for row in _jsonl(folder / "answerable.jsonl"):
        sentences = [letters(sentence) for sentence in row["passages"][0]["sentences"]]
        gold = _selected(row, sentences)
        wanted += len(gold)
        state = ask(reader.open(_passage(row), title=row["passages"][0]["title"]), _as_question(row["input"]))
        answered.append(state.reason is None)
        if state.reason is None:
            cited = _cited([letters(citation.quote) for citation in state.citations], sentences)
            given += len(cited)
            hits += len(cited & gold)
    abstained = [
        ask(reader.open(_passage(row), title=row["passages"][0]["title"]), _as_question(row["input"])).reason
        is not None
        for row in _jsonl(folder / "unanswerable.jsonl")
    ]
    return [
        ("CLAP NQ, citation F1", micro_f1(hits=hits, given=given, wanted=wanted), "56.6"),
        ("CLAP NQ, Unans / answered", f"{percent(abstained)} / {percent(answered)}", "64 / 62"),
    ]


def articles(folder: Path, reader: PassageReader) -> Rows:
    """Question sets over one article each: NAME.txt and NAME.jsonl (q, answerable, gold, facts, kind)."""
    rows: Rows = []
    for file in sorted(folder.glob("*.jsonl")):
        text = file.with_suffix(".txt").read_text(encoding="utf-8")
        title, _, body = text.strip().partition("\n")
        chain = reader.open(body.strip(), title=title)
        counts: Counter[str] = Counter()
        for item in _jsonl(file):
            state = ask(chain, item["q"])
            if not item["answerable"]:
                counts["unanswerable"] += 1
                counts["refused"] += state.reason is not None
                continue
            counts["answerable"] += 1
            cited = [letters(citation.quote) for citation in state.citations] if state.reason is None else []
            gold = [letters(sentence) for sentence in item["gold"]]
            counts["right"] += any(_same(one, sentence) for one in cited for sentence in gold)
            counts["first"] += any(_same(cited[0], sentence) for sentence in gold) if cited else False
        rows.append((f"{file.stem}, right of {counts['answerable']}", counts["right"], "83 %"))
        rows.append((f"{file.stem}, right sentence first", counts["first"], "72 %"))
        rows.append((f"{file.stem}, refused of {counts['unanswerable']}", counts["refused"], "82 %"))
    return rows


def _same(one: str, other: str) -> bool:
    return one in other or other in one


def _cited(quotes: list[str], sentences: list[str]) -> set[int]:
    return {
        index
        for index, sentence in enumerate(sentences)
        if sentence and any(_same(quote, sentence) for quote in quotes)
    }


def _selected(row: dict[str, Any], sentences: list[str]) -> set[int]:
    chosen = {letters(text.rstrip("&")) for output in row["output"] for text in output.get("selected_sentences") or []}
    return {index for index, sentence in enumerate(sentences) if sentence in chosen}


def _passage(row: dict[str, Any]) -> str:
    return " ".join(sentence.strip() for sentence in row["passages"][0]["sentences"])


def _as_question(text: str) -> str:
    """Search queries of the set come without capitals and marks, as people type them."""
    return text


def _json(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def _jsonl(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
