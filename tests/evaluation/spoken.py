"""Who said what over annotated articles, as files for a scorer: ``python -m tests.evaluation.spoken ARTICLES OUT``.

ARTICLES has one on each line: ``doc``, ``text``, ``title``, ``publisher``, ``date``. Without ``--questions`` OUT gets
the spans of the statements of each article. With it, each question of that file (``id``, ``question``) is put to the
whole assistant, offline, over a store of all the articles; OUT gets its answers and the article that each cites first.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from assistant import Assistant
from ingest.attribution import Analyst
from tests.evaluation.proposals import Article


def attributions(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Return the statements of each article as spans of content and speaker."""
    analyst = Analyst()
    for row in rows:
        found = [
            {
                "content": [item.start, item.end],
                "source": [item.speaker_start, item.speaker_end] if item.speaker_start is not None else None,
            }
            for item in Article({**row, "attributions": []}, analyst).statements
        ]
        yield {"doc": row["doc"], "attributions": found}


def answers(rows: Iterable[dict[str, Any]], questions: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Return the assistant's answer to each question over the articles."""
    with tempfile.TemporaryDirectory() as folder:
        news = Path(folder) / "news"
        news.mkdir()
        for row in rows:
            (news / f"{row['doc']}.txt").write_text(row["text"], encoding="utf-8")
            fields = {"title": row["title"], "publisher": row["publisher"], "published_on": row["date"]}
            (news / f"{row['doc']}.txt.meta.yaml").write_text(yaml.safe_dump(fields), encoding="utf-8")
        desk = Assistant.from_settings(env_file=None, vectorstore_path=Path(folder) / "store", assistant_chat_model="")
        desk.ingest([str(news)])
        for question in questions:
            answer = desk.ask(question["question"])
            cited = Path(answer.citations[0].source).stem if answer.citations else None
            abstained = answer.status == "abstained"
            yield {"id": question["id"], "answer": answer.text, "abstained": abstained, "doc": cited}
        desk.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.spoken", description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--questions", type=Path)
    arguments = parser.parse_args()
    rows = _lines(arguments.articles)
    found = answers(rows, _lines(arguments.questions)) if arguments.questions else attributions(rows)
    arguments.out.write_text("".join(f"{json.dumps(row)}\n" for row in found), encoding="utf-8")
    return 0


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    sys.exit(main())
