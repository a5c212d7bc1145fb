"""The roles that a document gives to people: "Kremlin spokesman X", "X, the foreign minister,"."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ingest.attribution.cast import Cast
from ingest.attribution.lexicon import lexicon
from ingest.attribution.units import Unit
from vectorstore.records import Entity

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


def introductions(cast: Cast, unit: Unit, doc: Doc) -> None:
    """Notes the roles that one unit gives: "Kremlin spokesman X", "X, the foreign minister,", "the minister, X,"."""
    for token in doc:
        if token.tag_ not in ("NNP", "NNPS"):
            continue
        position = unit.starts[token.idx]
        entity = cast.entity_at(position)
        if entity is None or entity.label != "PERSON" or unit.ends[token.idx + len(token) - 1] != entity.end:
            continue
        person = cast.named(entity.text)
        if person is None:
            continue
        for role in _roles(token, unit, entity):
            cast.introduce(person, role, at=position)


def _roles(token: Token, unit: Unit, entity: Entity) -> list[str]:
    found = []
    first = token.left_edge
    before = unit.text[first.idx : token.idx]
    # What stands before the name in its own noun phrase, as far as the name itself begins.
    name_at = token.idx - (unit.starts[token.idx] - entity.start)
    if name_at >= 0 and first.idx < name_at:
        before = unit.text[first.idx : name_at]
        if _is_role(before):
            found.append(before)
    for child in token.rights:
        if child.dep_ == "appos" and child.tag_ in ("NN", "NNP", "NNS") and child.i > token.i:
            last = child.right_edge
            words = unit.text[child.left_edge.idx : last.idx + len(last)]
            if _is_role(words):
                found.append(_until_clause(words))
    if (headed := _headed().match(unit.text, token.idx + len(token))) is not None:
        found.append(f"{lexicon().heading[headed['verb']]} of {headed['body']}")
    if not found and first.i and first.nbor(-1).lower_ in lexicon().people and first.nbor(-1).tag_ == "NN":
        found.append(first.nbor(-1).text)  # "..., mediator X said": the parser may part the office from the name
    if token.dep_ == "appos" and token.head.tag_ == "NN":
        words = unit.text[token.head.left_edge.idx : token.left_edge.idx]
        if _is_role(words):
            found.append(words)
    return found


@cache
def _headed() -> re.Pattern[str]:
    """The clause that gives an office, "X, who heads the union and ...": head of the union."""
    verbs = "|".join(lexicon().heading)
    return re.compile(rf",\swho\s(?P<verb>{verbs})\s(?P<body>[^,.;\n]{{2,80}}?)(?=[,.;]|$|\sand\s[a-z]+s\b)")


def _is_role(words: str) -> bool:
    return any(w.islower() and len(w) > 3 for w in words.split()) or any(
        w in lexicon().offices for w in re.split(r"[\s,-]+", words)
    )


def _until_clause(words: str) -> str:
    return re.split(r",\s|\s(?:who|which|that|whose)\s", words)[0]
