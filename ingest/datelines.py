"""The words before a report: "KYIV, Dec. 29 (Agency) —", "By Ann Berg". They are nobody's statement.

The forms are those of news agencies and newspapers: a place, a date and an agency in any selection, then a dash or a
colon. Whatever could as well open a sentence ("Kyiv — the capital — fell silent.") is left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_LONGEST = 200  # characters

# A full stop ends a short word with a capital only ("St. Petersburg", "Fla."), else it ends a sentence.
_WORD = r"(?:(?:(?-i:[A-Z])[^\W\d_]{0,3}\.)+|[^\W\d_]+(?:['’\-][^\W\d_]+)*)"
_PLACE = rf"{_WORD}(?:(?: | ?/ ?){_WORD}){{0,3}}"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?!\d)"
_WHEN = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
    rf"(?:{MONTH}\.? {_DAY}(?:,? \d{{4}})?|{_DAY} {MONTH}\b\.?(?:,? \d{{4}})?|\d{{4}}-\d\d-\d\d)"
)
_DASH = r"(?:\s?[–—―]\s?|\s?--+\s?|\s-\s)"
_AGENCY = r"[(\[/](?P<agency>[^()\[\]/\n]{2,60})[)\]/]"
_FULL = re.compile(
    rf"(?:(?P<place>{_PLACE})(?:, ?(?!{_WHEN}){_PLACE}){{0,2}})(?:, ?(?P<when>{_WHEN}))?[.,]?"
    rf"(?: ?{_AGENCY})?(?P<stop>{_DASH}|\.?:\s|\.\s)",
    re.IGNORECASE,
)
# In small letters a place shows by its capitals: "The summit in Paris, 3 May 2025: Macron said no" has none in front.
_PLACE_NAME = re.compile(r"[^\W\d_a-z]\S*(?:[ /]+(?:(?:of|and|de|la|le|du|del|upon|on) )*[^\W\d_a-z]\S*)*")
_AGENCY_ALONE = re.compile(rf"\((?P<agency>[A-Z][^()\n]{{1,40}})\){_DASH}(?=[“\"‘'«]?[A-Z])")
_RANGE = re.compile(_WHEN, re.IGNORECASE)
_AGENCY_NAME = re.compile(r"[A-Z][\w.&’'-]*(?: (?:[A-Z][\w.&’'-]*|of|and|the|desk|news|wire|agency|staff))*")
_SPEAKING = re.compile(r"(?:I|We|My|Our)\b")
_SENTENCE = re.compile(r"[^.!?]*")
_NAME = r"[A-Z][^\W\d_]*(?:[.'’\-][^\W\d_]+)*\.?"
_NAMES = rf"{_NAME}(?: (?:(?:van|von|der|den|de|di|da|al|el|bin|la|le) ){{0,2}}{_NAME}){{1,3}}"
_BYLINE = re.compile(rf"B[yY] {_NAMES}(?:(?:, | and |, and ){_NAMES}){{0,4}}(?: in {_NAME}(?: {_NAME}){{0,3}})?")
_SENTENCE_STOP = re.compile(r"[^\W\d_]{3,}\.$")  # "By Any Means Necessary." is a sentence; "By J. Cole Jr." is none
# A place or somebody's office may stand in the same line, so the name has to be that of a newspaper.
_NEWSPAPER = re.compile(
    r"(?:[A-Z][\w.’'&-]* (?:of )?(?:the )?){1,5}"
    r"(?:Ledger|Times|Post|Herald|Tribune|Journal|Gazette|Chronicle|Guardian|Observer|Courier|Dispatch|Register|Telegraph"
    r"|Examiner|Sentinel|Inquirer|Bulletin|Globe|Mirror|Mail|Echo|Star|Sun|Press|Argus|Advertiser|Independent|Mercury)"
)
_BYLINE_REST = re.compile(r"(?:, [^.!?:;]{2,60}| [|–—-] [^.!?:;]{2,60})?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """``end`` is where the report begins in the text that was looked at; ``when`` and ``agency`` as written."""

    end: int
    when: str | None = None
    agency: str | None = None


def find_dateline(text: str) -> Dateline | None:
    """The dateline with which ``text`` opens, when a date or an agency shows that it is one."""
    head = text[:_LONGEST]
    alone = _AGENCY_ALONE.match(head)
    if alone is not None:
        return Dateline(end=alone.end(), agency=alone["agency"])
    match = _FULL.match(head)
    if match is None or not (match["when"] or match["agency"]) or _RANGE.match(head, match.end()):
        return None
    stop = match["stop"].strip()
    # A full stop is not enough: "Kyiv, Dec. 29 (Monday). It rained." Agencies that write one use slashes.
    if stop == "." and f"/{match['agency']}/" not in match[0]:
        return None
    if stop.endswith(":") and not match["when"]:  # "MINISTER (Oskania): No." is a turn of a transcript
        return None
    if not _capitals(match["place"]):
        named = _PLACE_NAME.fullmatch(match["place"]) is not None
        if not (named and _opens_report(text[match.end() :]) and _names_agency(match)):
            return None
    return Dateline(end=match.end(), when=match["when"], agency=match["agency"])


def report_start(text: str, *, opening: bool) -> int:
    """Where the report in the paragraph ``text`` begins: 0, or behind its byline and dateline.

    ``opening`` tells that no sentence stands before it in its document or below its heading; only there does a
    place in capitals with nothing but a dash ("VELTRA — The council") count, which elsewhere may be a speaker.
    The length of ``text`` for a paragraph that is a byline and nothing else.
    """
    byline = _BYLINE.match(text[:_LONGEST])
    if byline is None or _SENTENCE_STOP.search(byline[0]):
        return _dateline_end(text) or (_bare_end(text) if opening else 0)
    if len(text) <= _LONGEST and _BYLINE_REST.fullmatch(text, byline.end()):
        return len(text)
    # The line of the byline was joined to the next one: the dateline must follow at once.
    for cut in _cuts(text, byline.end()):
        if end := _dateline_end(text[cut:]):
            return cut + end
    return 0


def is_byline(line: str) -> bool:
    """Whether a line is a byline and nothing else."""
    byline = _BYLINE.match(line[:_LONGEST])
    return byline is not None and report_start(line, opening=False) == len(line)


def is_newspaper(line: str) -> bool:
    """Whether a line is the name of a newspaper and nothing else."""
    return _NEWSPAPER.fullmatch(line[:_LONGEST]) is not None


def goes_before_report(line: str) -> bool:
    """Whether a line may stand between a title and the report: a byline, a newspaper or a day."""
    return is_byline(line) or is_newspaper(line) or _RANGE.fullmatch(line[:_LONGEST]) is not None


def _cuts(text: str, end: int) -> list[int]:
    """Where a dateline may begin in a byline that ends at ``end``: at its words in capitals, and behind it."""
    capitals = [match.start() for match in re.finditer(r"(?<= )[^\W\d_a-z]{3,}", text[:end])]
    return [*capitals, len(text) - len(text[end:].lstrip(" ,.|–—-"))]


def _dateline_end(text: str) -> int:
    found = find_dateline(text)
    return found.end if found is not None else 0


def _bare_end(text: str) -> int:
    match = re.match(rf"(?P<place>{_PLACE})(?:, ?{_PLACE}){{0,2}}{_DASH}", text[:_LONGEST])
    if match is None or not _capitals(match["place"]) or not _opens_report(text[match.end() :]):
        return 0
    # Dashes in pairs enclose something: "NATO — Europe's shield — is to grow."
    sentence = _SENTENCE.match(text)
    dashes = re.findall(_DASH, sentence[0]) if sentence is not None else []
    return match.end() if len(dashes) % 2 else 0


def _capitals(place: str) -> bool:
    return place == place.upper() and sum(character.isalpha() for character in place) >= 3


def _opens_report(rest: str) -> bool:
    """Whether a report may begin like this: "Cole (Fatherland) — We reject the plan" is a turn of a conversation."""
    if _SPEAKING.match(rest):
        return False
    first = rest.lstrip("“\"‘'«(")[:1]
    return first.isupper() or first.isdigit()


def _names_agency(match: re.Match[str]) -> bool:
    """Whether what stands in brackets can be an agency: "Petrov (the favourite) — Nobody" has none."""
    return match["agency"] is None or _AGENCY_NAME.fullmatch(match["agency"]) is not None
