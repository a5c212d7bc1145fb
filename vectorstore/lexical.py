"""Ranking by words: SQLite's full-text search with Porter's stemmer and BM25."""

from __future__ import annotations

import json
import re
import sqlite3
from typing import Any

from vectorstore.records import Filters

# U.S. is one term of two letters; a possessive 's is none.
_TERM = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
# A whole page pasted as a question: what it is about shows in its first words, and SQLite's parser has a limit.
_MOST_TERMS = 200

# Words that only hold a sentence together. Auxiliaries and question words are among them: every question has one.
_STOP_WORDS = frozenset(
    """
    a about after again against all also am an and any are aren't as at be because been before being between both but by
    can can't could couldn't did didn't do does doesn't doing don't down during each either few for from further had
    hadn't has hasn't have haven't having he her here hers herself him himself his how i i'd i'll i'm i've if in into is
    isn't it it's its itself just let let's many may me might more most much must my myself neither no nor not now of off
    on once one only onto or other ought our ours ourselves out over own per please s same shall she should shouldn't so
    some such t tell than that that's the their theirs them themselves then there there's these they they're this those
    through to too under until up upon us very was wasn't we we're were weren't what what's when where which while who
    who's whom whose why will with within without won't would wouldn't you you're your yours yourself yourselves
    """.split()
)


def terms(question: str) -> list[str]:
    """Return the words of ``question`` that are searched for, each once, in order."""
    found: dict[str, None] = {}
    for match in _TERM.finditer(question):
        word = match.group()
        bare = _POSSESSIVE.sub("", word).replace("’", "'")
        # "US" is a country, "us" a pronoun.
        if bare and (bare.casefold() not in _STOP_WORDS or (bare.isupper() and len(bare) > 1 and not question.isupper())):
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
    conditions, values = _conditions(filters)
    sql = (
        "SELECT c.chunk_id, -bm25(words) AS score FROM words JOIN chunks c ON c.number = words.rowid"
        " JOIN documents d ON d.document_id = c.document_id"
        f" WHERE {' AND '.join(['words MATCH ?', *conditions])} ORDER BY score DESC, c.number LIMIT ?"
    )
    rows = connection.execute(sql, (" OR ".join(map(_quoted, wanted)), *values, limit))
    return [(chunk_id, score) for chunk_id, score in rows]


def occurs(connection: sqlite3.Connection, phrase: str) -> bool:
    """Return whether one chunk holds all words of ``phrase``, in any inflection; stop words are not looked for."""
    wanted = terms(phrase)
    if not wanted:
        return False
    sql = "SELECT EXISTS (SELECT 1 FROM words WHERE words MATCH ?)"
    return bool(connection.execute(sql, (" AND ".join(map(_quoted, wanted)),)).fetchone()[0])


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _conditions(filters: Filters) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    for column, wanted in (("document_id", filters.document_ids), ("publisher", filters.publishers)):
        if wanted:
            conditions.append(f"d.{column} IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(list(wanted)))
    for comparison, day in ((">=", filters.date_from), ("<=", filters.date_to)):
        if day is not None:
            conditions.append(f"d.published_on {comparison} ?")
            values.append(day.isoformat())
    return conditions, values
