"""Finds the speaker of quotations that the grammar leaves alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.attribution.draft import Draft
from ingest.attribution.grammar import circumstances, subject_of
from ingest.attribution.lexicon import Lexicon
from ingest.attribution.meaning import Mention
from ingest.attribution.mentions import mention_of
from ingest.attribution.units import STAND_IN, Unit

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

LABEL_CUE = ":"  # the cue of words behind a name and nothing but a colon
_ASIDE_OPENERS = frozenset({"RB", "RBR", "CC", "IN"})
_LONGEST_HEADING = 80  # characters


def inside_stand_in(unit: Unit, position: int) -> bool:
    """Whether a character of the unit belongs to the stand-in of a quotation."""
    return any(first <= position < first + len(STAND_IN) for first in unit.quoted)


def attach(
    unit: Unit, doc: Doc, left: Sequence[int], drafts: list[Draft], *, number: int, lexicon: Lexicon
) -> list[Draft]:
    """Gives quotations that the grammar left alone to the clause of the same unit that can have said them."""
    first, last = unit.quoted[left[0]], unit.quoted[left[-1]]
    host = next((d for d in drafts if d.direct), None)
    if host is not None:
        joined = replace(
            host,
            start=min(host.start, first.start),
            end=max(host.end, last.end),
            open=host.open or not last.closed,
        )
        return [joined if d is host else d for d in drafts]
    cue = _speaking_verb(unit, doc, left, lexicon)
    mention = None
    words, at = "", first.start
    if cue is not None:
        subject = subject_of(cue) or _inverted(cue)
        mention = mention_of(unit, subject) if subject is not None else None
        words, at = cue.text, unit.starts[cue.idx]
    elif (label := _label(unit, doc, left)) is not None:
        mention = mention_of(unit, label)
        words, at = LABEL_CUE, unit.starts[label.idx]
    alone = _alone(unit) or _is_aside(unit, doc, left)
    if mention is None and (not alone or _is_heading(unit, left)):
        return drafts
    quote = Draft(
        start=first.start,
        end=last.end,
        cue=words,
        mention=mention,
        frame_start=at,
        paragraph=unit.paragraph,
        unit=number,
        negative=False,
        beside=circumstances(cue, outside=(0, 0)) if cue is not None else "",
        direct=True,
        open=not last.closed,
    )
    return [d for d in drafts if not (d.mention is not None and mention is not None and d.frame_start == at)] + [quote]


def _label(unit: Unit, doc: Doc, left: Sequence[int]) -> Token | None:
    """The name that makes up all that stands before the quotations: 'Anna Berg: "No."'."""
    before = unit.text[: left[0] - 1].rstrip()
    name = [token for token in doc if token.idx < len(before) - 1]
    # The tagger errs here, without a verb: capitals tell more, and a label must be somebody's name in the end.
    if not before.endswith(":") or not name or not all(token.text[:1].isupper() for token in name):
        return None
    return name[-1]


def _is_aside(unit: Unit, doc: Doc, left: Sequence[int]) -> bool:
    """Whether an adverb or less stands before quotations: "Then, after a pause: “...”"."""
    before = unit.text[: left[0] - 1].rstrip()
    words = [token for token in doc if token.idx < len(before)]
    if not before.endswith(":") or not words or words[0].tag_ not in _ASIDE_OPENERS:
        return False
    return not any(token.tag_.startswith(("VB", "MD", "NNP", "PRP")) for token in words)


def _inverted(cue: Token) -> Token | None:
    return next((c for c in cue.rights if c.dep_ in ("dobj", "npadvmod", "dep") and c.tag_.startswith("NNP")), None)


def _speaking_verb(unit: Unit, doc: Doc, left: Sequence[int], lexicon: Lexicon) -> Token | None:
    """The verb of saying nearest to the quotations; before a colon any verb with a subject may introduce them."""
    best: tuple[int, Token] | None = None
    for token in doc:
        verb = lexicon.verbs.get(token.lower_)
        colon = any(unit.text[:p].rstrip(' “"')[-1:] == ":" for p in left)
        if not token.tag_.startswith("VB") or inside_stand_in(unit, token.idx) or token.dep_ in ("aux", "auxpass"):
            continue
        adjacent = any(unit.text[p + len(STAND_IN) : p + len(STAND_IN) + 1] in (",", "?", "!") for p in left)
        # "X was guarded: “...”": the parser may make the quotation the main clause.
        main = token.dep_ == "ROOT" or (token.dep_ == "ccomp" and inside_stand_in(unit, token.head.idx))
        if (verb is None or verb.kind != "speech") and not ((colon or adjacent) and main):
            continue
        if subject_of(token) is None and _inverted(token) is None:
            continue
        distance = min(abs(token.idx - p) for p in left)
        if best is None or distance < best[0]:
            best = distance, token
    return best[1] if best is not None else None


def _alone(unit: Unit) -> bool:
    """Whether the unit is nothing but quotation."""
    rest = unit.text
    for position in sorted(unit.quoted, reverse=True):
        rest = rest[: position - 1] + rest[position + len(STAND_IN) :]
    return len([w for w in rest.split() if any(c.isalnum() for c in w)]) <= 1


def _is_heading(unit: Unit, left: Sequence[int]) -> bool:
    """Whether quotations that stand alone end like no sentence: “We will not pay” above a section."""
    ended = unit.text.rstrip()[-1:] in ".?!…" or any(unit.text[p + len(STAND_IN)] in ",.?!" for p in left)
    length = sum(unit.quoted[p].end - unit.quoted[p].start for p in left)
    return not ended and length <= _LONGEST_HEADING and all(unit.quoted[p].closed for p in left)


def beside_quotation(unit: Unit, doc: Doc, position: int) -> Mention | None:
    """The name right behind a quotation, where the parser lost the subject ("..., X, the head of Y, told Z")."""
    behind = next((t for t in doc if t.idx > position + len(STAND_IN) and t.text[0].isalnum()), None)
    if behind is None or behind.tag_ not in ("NNP", "PRP", "DT", "NN"):
        return None
    head = behind
    while (
        head.dep_ in ("compound", "det", "amod", "nmod", "poss")
        and head.head.i > head.i
        and head.head.tag_.startswith("NN")
    ):
        head = head.head
    return mention_of(unit, head) if head.tag_ in ("NNP", "PRP", "NN", "NNS") else None
