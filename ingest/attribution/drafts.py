"""From frames of the grammar to statements before their speakers are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.attribution.clauses import frames
from ingest.attribution.draft import Draft
from ingest.attribution.edges import condition_before
from ingest.attribution.frame import Frame
from ingest.attribution.grammar import circumstances, in_condition, quoted_by, turns
from ingest.attribution.lexicon import Lexicon, lexicon
from ingest.attribution.loose import attach, beside_quotation, inside_stand_in
from ingest.attribution.meaning import Mention
from ingest.attribution.mentions import mention_of
from ingest.attribution.polarity import is_negated
from ingest.attribution.units import STAND_IN, Unit
from vectorstore.records import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# How a clause hangs on the words that report or judge it.
_INSIDE = frozenset({"ccomp", "xcomp", "csubj", "acl", "dobj", "acomp"})
_FARTHEST = 7  # steps upwards; longer chains are errors of the parser
# What a source begins with that holds the opposite of what is reported: "few parties accepted".
_NOBODY = ("neither", "nobody", "no ", "none", "not ", "few ", "hardly ", "scarcely ", "barely ")


def read_unit(unit: Unit, doc: Doc, *, number: int, lexicon: Lexicon) -> list[Draft]:
    """The drafts of one parsed unit: one for each frame, and one for quotations that no frame claims."""
    drafts: list[Draft] = []
    claimed: set[int] = set()
    covered: set[int] = set()
    for frame in frames(doc, lexicon=lexicon):
        if inside_stand_in(unit, doc[frame.cue_token].idx):
            continue
        draft, positions = draft_of(unit, doc, frame, number=number)
        if draft is None or (positions and positions <= claimed):
            continue
        covered |= positions
        if draft.direct:  # "X recalled that Y had told him: “...”" leaves the quotation to Y
            claimed |= positions
        drafts.append(draft)
    left = [p for p in unit.quoted if p not in covered]
    if left:
        drafts = attach(unit, doc, left, drafts, number=number, lexicon=lexicon)
    return drafts


def draft_of(unit: Unit, doc: Doc, frame: Frame, *, number: int) -> tuple[Draft | None, set[int]]:
    """The draft of one frame, ``None`` where nobody is named who speaks, and the places of the quotations in it."""
    first, last = doc[frame.content[0]], doc[frame.content[1] - 1]
    start, end = _narrowed(unit, first.idx, last.idx + len(last.text), cue_at=doc[frame.cue_token].idx)
    positions = unit.stand_ins(start, end)
    direct = bool(positions) and not _other_words(unit, start, end, positions)
    if direct:
        quotes = [unit.quoted[p] for p in sorted(positions)]
        span = quotes[0].start, quotes[-1].end
    else:
        span = unit.span(start, end)
    cue = doc[frame.cue[0] : frame.cue[1]].text
    mention = _mention(unit, doc, frame)
    if mention is None and direct:
        mention = beside_quotation(unit, doc, max(positions))
    if mention is None and not direct and frame.form != "verb":
        return None, set()
    carriers = _carriers(doc[frame.cue_token])
    supposed = any(in_condition(c) for c in carriers)
    via = quoted_by(doc[frame.head]) if frame.head is not None else None
    beside = circumstances(doc[frame.cue_token], outside=frame.content)
    if frame.form == "verb" and frame.cue_token < frame.content[0] <= frame.cue_token + 3:
        beside += " " + doc[frame.cue_token + 1 : frame.content[0]].text
    return Draft(
        start=span[0],
        end=span[1],
        cue=cue,
        mention=mention,
        frame_start=unit.starts[doc[frame.cue_token].idx],
        paragraph=unit.paragraph,
        unit=number,
        negative=_negative(doc, frame, mention),
        conditional=supposed or any(condition_before(c) is not None for c in carriers),
        supposed=supposed,
        beside=beside,
        direct=direct,
        speech=frame.speech,
        via=mention_of(unit, via) if via is not None else None,
        open=direct and not unit.quoted[max(positions)].closed,
    ), positions


def _negative(doc: Doc, frame: Frame, mention: Mention | None) -> bool:
    """Whether the cue turns its content round: "denied", "did not accept", "neither ... has agreed"."""
    cue = doc[frame.cue_token]
    turned = any(c.dep_ == "neg" for carrier in _carriers(cue) for c in carrier.children)
    turned = turned or is_negated(doc[frame.cue[0] : frame.cue[1]].text)
    if mention is not None:
        source = doc[frame.source[0] : frame.source[1]].text.lower() if frame.source is not None else ""
        turned = turned or source.startswith(_NOBODY)
    return frame.negative or turned or (not _is_of_others(cue, frame) and _denied(cue))


def _is_of_others(noun: Token, frame: Frame) -> bool:
    """Whether a noun with its own speaker is the object of a verb: who rejects X's demand does not deny it was made."""
    return frame.form == "noun" and noun.dep_ == "dobj" and frame.head is not None and frame.head > noun.head.i


def _carriers(cue: Token) -> tuple[Token, ...]:
    """The words on which hangs what turns or binds a cue: of "is not ready" both."""
    return (cue, cue.head) if cue.dep_ in ("acomp", "oprd") else (cue,)


def _denied(cue: Token) -> bool:
    """Whether a verb stands in what another one takes back: "denied that Kyiv had agreed", "not true that ..."."""
    token = cue
    for _ in range(_FARTHEST):
        if token.dep_ not in _INSIDE or token.head.i > token.i:
            return False
        token = token.head
        verb = lexicon().verbs.get(token.lower_)
        near = [token.text, *(c.text for c in token.children if c.dep_ in ("neg", "acomp") or turns(c))]
        if (verb is not None and verb.negative) or is_negated(" ".join(near)):
            return True
    return False


def _narrowed(unit: Unit, start: int, end: int, *, cue_at: int) -> Span:
    """The content without the words that introduce a quotation inside it ("He scolded him: “...,” she said")."""
    inside = sorted(unit.stand_ins(start, end))
    if not inside:
        return start, end
    before = unit.text[start : inside[0] - 1].rstrip()
    if before[-1:] == ":" and cue_at < start and _says(before, lexicon()):
        return start, end  # "X recalled that Y had told him: “...”": the quotation is Y's
    if before[-1:] in (":", ",") or (before and cue_at > inside[-1] and before[-1:] in ".?!"):
        start = inside[0]
    if cue_at >= end and unit.text[inside[-1] + len(STAND_IN) :][:2].strip("”") == ",":
        end = inside[-1] + len(STAND_IN)
    return start, end


def _says(words: str, known: Lexicon) -> bool:
    """Whether the last words before a colon hold a verb of saying."""
    return any(w in known.verbs and known.verbs[w].kind == "speech" for w in words.rstrip(":").lower().split()[-4:])


def _other_words(unit: Unit, start: int, end: int, positions: set[int]) -> bool:
    rest = list(unit.text[start:end])
    for position in positions:
        for i in range(max(0, position - start), min(len(rest), position - start + len(STAND_IN))):
            rest[i] = " "
    return any(c.isalnum() for c in rest)


def _mention(unit: Unit, doc: Doc, frame: Frame) -> Mention | None:
    if frame.source is None or frame.head is None:
        return None
    return mention_of(unit, doc[frame.head], antecedent=doc[frame.antecedent] if frame.antecedent is not None else None)
