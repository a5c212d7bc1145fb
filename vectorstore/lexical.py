"""Ranking by words: SQLite's full-text search with Porter's stemmer and BM25."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from functools import cache
from importlib import resources

from vectorstore.limits import conditions
from vectorstore.parties import without_possessive
from vectorstore.records import Filters

# U.S. is one term of two letters; a possessive 's is none.
_TERM = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’][^\W_]+)*")
# A whole page pasted as a question: what it is about shows in its first words, and SQLite's parser has a limit.
_MOST_TERMS = 200


def terms(question: str) -> list[str]:
    """Return the words of ``question`` that are searched for, each once, in order."""
    found: dict[str, None] = {}
    for match in _TERM.finditer(question):
        word = match.group()
        bare = without_possessive(word).replace("’", "'")
        # "US" is a country, "us" a pronoun.
        if bare and (
            bare.casefold() not in _stop_words() or (bare.isupper() and len(bare) > 1 and not question.isupper())
        ):
            found.setdefault(bare.casefold())
        if len(found) == _MOST_TERMS:
            break
    return list(found)


def search(connection: sqlite3.Connection, question: str, *, limit: int, filters: Filters) -> list[tuple[str, float]]:
    """Return (chunk id, BM25 score) of the chunks that share a word with ``question``, best first.

    A chunk's title and heading count like its text. Scores are above 0; higher is better.
    """
    wanted = terms(question)
    if not wanted:
        return []
    limits, values = conditions(filters)
    sql = (
        "SELECT c.chunk_id, -bm25(words) AS score FROM words JOIN chunks c ON c.number = words.rowid"
        " JOIN documents d ON d.document_id = c.document_id"
        f" WHERE {' AND '.join(['words MATCH ?', *limits])} ORDER BY score DESC, c.number LIMIT ?"
    )
    rows = connection.execute(sql, (" OR ".join(map(_quoted, wanted)), *values, limit))
    return [(chunk_id, score) for chunk_id, score in rows]


def shared_words(question: str, texts: Mapping[str, str]) -> list[tuple[str, float]]:
    """Return (key, score) of the texts that share a word with ``question``, best first; a rare word counts for more.

    Made for a few hundred short texts: SQLite ranks them in memory as :func:`search` ranks chunks.
    """
    wanted = terms(question)
    if not wanted or not texts:
        return []
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE said USING fts5 (text, tokenize='porter unicode61 remove_diacritics 2')"
        )
        keys = list(texts)
        connection.executemany("INSERT INTO said (rowid, text) VALUES (?, ?)", enumerate(texts.values()))
        sql = "SELECT rowid, -bm25(said) AS score FROM said WHERE said MATCH ? ORDER BY score DESC, rowid"
        rows = connection.execute(sql, (" OR ".join(map(_quoted, wanted)),)).fetchall()
    return [(keys[number], score) for number, score in rows]


def occurs(connection: sqlite3.Connection, phrase: str) -> bool:
    """Return whether one chunk holds all words of ``phrase`` but stop words, in any inflection."""
    wanted = terms(phrase)
    if not wanted:
        return False
    sql = "SELECT EXISTS (SELECT 1 FROM words WHERE words MATCH ?)"
    return bool(connection.execute(sql, (" AND ".join(map(_quoted, wanted)),)).fetchone()[0])


@cache
def _stop_words() -> frozenset[str]:
    """Words that no search term is made of: closed classes only. What a question leaves out besides them ("thing",
    "gonna") is the reader's matter and has a list of its own there.
    """
    return frozenset(resources.files("vectorstore").joinpath("stop_words.txt").read_text("utf-8").split())


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'
