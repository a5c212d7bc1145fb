"""Each kind of expectation: in each form it holds where it should and fails where it should, at each bound."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assistant import Answer, Conflict
from assistant.regression.cases import Expect
from tests.checking.desks import (
    BRANDEL,
    CLOSED,
    COSTS,
    FAIR,
    HOLT,
    LATER,
    LOCKS,
    MORE,
    PAPERS,
    PAY,
    REFUSED,
    REJECTS,
    SHUT,
    TOLLS,
    UNDATED,
    Papers,
    PapersWithPositions,
    answer,
    checked,
    cited,
    found,
)

PASS, FAIL, UNRUN = "passed", "failed", "not_run"
BOTH = answer(HOLT, BRANDEL)
HITS = {"hits": found(HOLT, LOCKS, SHUT)}


def said(text: str) -> Answer:
    """The words of Holt as a model tells them."""
    return answer(HOLT, text=text)


def told(text: str) -> Answer:
    """The words of both as a model tells them."""
    return answer(HOLT, BRANDEL, text=text)


def conflict(*markers: int, about: str = "the toll") -> Answer:
    return answer(HOLT, BRANDEL, LOCKS, conflicts=(Conflict(about=about, markers=markers),))


def span(words: Any, document: str = "north/tolls.md") -> dict[str, Any]:
    return {"document": document, "span": words}


# The answer, what is expected of it, what comes of it, and what else is known.
Row = tuple[Answer, Any, str] | tuple[Answer, Any, str, dict[str, Any]]
ROWS: dict[str, list[Row]] = {
    "status": [
        (BOTH, "answered", PASS),
        (BOTH, "abstained", FAIL),
        (REFUSED, "abstained", PASS),
        (REFUSED, "answered", FAIL),
    ],
    "reason": [
        (REFUSED, "not_in_documents", PASS),
        (REFUSED, "off_topic", FAIL),
        (replace(REFUSED, reason="off_topic"), "not_in_documents", FAIL),
        (replace(REFUSED, reason="off_topic"), "off_topic", PASS),
        (replace(REFUSED, reason=None), "off_topic", FAIL),
    ],
    "mentions": [
        (BOTH, "rejects ANY  toll", PASS),
        (BOTH, "accepts", FAIL),
        (BOTH, ["rejects", "fair"], PASS),
        (BOTH, ["rejects", "unfair"], FAIL),
        (BOTH, {"all": ["rejects", "fair"]}, PASS),
        (BOTH, {"all": ["rejects", "unfair"]}, FAIL),
        (BOTH, {"any": ["accepts", "fair"]}, PASS),
        (BOTH, {"any": ["accepts", "unfair"]}, FAIL),
        (BOTH, {"all": ["rejects"], "any": ["unfair"]}, FAIL),
        (BOTH, {"all": ["accepts"], "any": ["fair"]}, FAIL),
        (BOTH, {"regex": r"1\d crowns"}, PASS),
        (BOTH, {"regex": r"2\d crowns"}, FAIL),
        (BOTH, "12 crowns", PASS),
        *((said(f"It is {number} [1]"), "12 crowns", FAIL) for number in ("112 crowns", "0.12 crowns", "1,12 crowns")),
        (said("It is 195% ready [1]"), "95%", FAIL),
        (said("It is 95% ready [1]"), "95%", PASS),
        (said("It is 0.95% ready [1]"), "95%", FAIL),
        *((said(f"It costs {number} crowns [1]"), "costs 40", FAIL) for number in ("400", "40.5", "40,000")),
        (said("It costs 40, Holt said, or 41. [1]"), "costs 40", PASS),
        (said("In 2031, 12 crowns [1]"), "12 crowns", PASS),
    ],
    "not_mentions": [
        (BOTH, "accepts", PASS),
        (BOTH, "rejects", FAIL),
        (BOTH, ["accepts", "unfair"], PASS),
        (BOTH, ["accepts", "fair"], FAIL),
        (BOTH, {"any": ["accepts", "fair"]}, FAIL),
        (BOTH, {"all": ["rejects", "unfair"]}, PASS),
        (BOTH, {"all": ["rejects", "fair"]}, FAIL),
        (BOTH, {"all": ["rejects", "unfair"], "any": ["fair"]}, FAIL),
        (BOTH, {"regex": r"\bfair"}, FAIL),
        (said("It is 112 crowns [1]"), "12 crowns", PASS),
    ],
    "quotes": [
        (BOTH, "rejects any toll", PASS),
        (BOTH, "rejects any tolls", FAIL),
        (BOTH, "rejects  any toll", FAIL),
        (BOTH, ["rejects any toll", "was fair"], PASS),
        (BOTH, ["rejects any toll", "was unfair"], FAIL),
        (BOTH, {"all": ["rejects any toll", "was unfair"]}, FAIL),
        (BOTH, {"any": ["was unfair", "was fair"]}, PASS),
        (BOTH, {"any": ["was unfair", "was foul"]}, FAIL),
        (said(f"She said “{CLOSED}” [1]"), CLOSED, FAIL),  # in a document, and not at a place that is cited
        (said("She “accepts tolls” [1]"), "accepts tolls", FAIL),
        (answer(replace(HOLT, quote="accepts tolls")), "accepts tolls", FAIL),  # the citation says so, not the document
    ],
    "attributed_to": [
        (answer(HOLT), "Holt", PASS),
        (answer(HOLT), "Brandel", FAIL),
        (answer(HOLT), "Hol", FAIL),
        (answer(HOLT), ["Brandel", "Holt"], PASS),
        (answer(HOLT), {"any": ["Brandel", "Irena Holt"]}, PASS),
        (answer(HOLT), {"any": ["Brandel", "Anna Holt"]}, FAIL),
        (BOTH, {"all": ["Brandel", "Holt"]}, PASS),
        (answer(HOLT), {"all": ["Brandel", "Holt"]}, FAIL),
        (answer(HOLT), {"all": ["Holt", "Brandel"]}, FAIL),
        (BOTH, {"speaker": "Brandel", "quote": "was fair"}, PASS),
        (BOTH, {"speaker": "Brandel", "quote": "rejects any toll"}, FAIL),
        (BOTH, {"speaker": "Brandel", "quote": "nobody wrote this"}, FAIL),
        (answer(SHUT), "Holt", FAIL),
        *(
            (said(text), "Holt", FAIL)
            for text in (
                "Tomas Brandel said that he rejects any toll [1].",
                "Any toll is rejected, Brandel said. [1]",
                "Any toll is rejected, said Foreign Minister Brandel [1]",
                "According to Tomas Brandel, any toll is rejected [1].",
                "Brandel has since said that Holt rejects any toll [1]",
                f"- Tomas Brandel: “{REJECTS}” [1]",
                f"- “{REJECTS}” (Tomas Brandel warned) [1]",
                f"- “{REJECTS}” (reporting Tomas Brandel) [1]",
                f"- the canal authority: “{REJECTS}” [1]",
                "The canal authority said that any toll is rejected [1]",
            )
        ),
        *(
            (said(text), "Holt", PASS)
            for text in (
                "Holt said that Maldora rejects any toll [1].",
                "President Irena Holt said that Brandel has reported a toll [1]",
                "Maldora said that it rejects any toll [1].",  # hers is the party that speaks there
                f"- Irena Holt: “{REJECTS}” [1]",
                "Any toll is rejected; Brandel was not there [1]",
                "She said that Brandel had a toll in mind [1]",
                "Any toll is rejected in the Brandel report [1]",
                "“Brandel said so,” Holt said. [1]",
                "Brandel said that it rains.\nHolt said that Maldora rejects any toll [1]",
            )
        ),
        (told("Holt said no [1] Brandel said it was fair [2]"), {"all": ["Holt", "Brandel"]}, PASS),
        (told("Brandel said no [1] Holt said it was fair [2]"), {"any": ["Holt", "Brandel"]}, FAIL),
        # One of two citations of hers is given to somebody else: the other one is still hers.
        (
            answer(HOLT, cited(TOLLS, PAY, "Irena Holt"), text="Brandel said no [1]\nHolt said “We will not pay” [2]"),
            "Holt",
            PASS,
        ),
        # "the" is no word that tells two names apart.
        (answer(LOCKS, text=f"- the union: “{COSTS}” [1]"), "the canal authority", FAIL),
        (answer(replace(SHUT, speaker="Xi")), "Xi", PASS),
        (answer(replace(SHUT, speaker="Xi"), text=f"- Xi: “{CLOSED}” [1]"), "Xi", PASS),
    ],
    "not_attributed_to": [
        (answer(HOLT), "Brandel", PASS),
        (answer(HOLT), "Holt", FAIL),
        (answer(HOLT), ["Brandel", "Holt"], FAIL),
        (answer(HOLT), {"any": ["Brandel", "Zelenskyy"]}, PASS),
        (answer(HOLT), {"all": ["Brandel", "Holt"]}, PASS),
        (BOTH, {"all": ["Brandel", "Holt"]}, FAIL),
        (BOTH, {"speaker": "Brandel", "quote": "rejects any toll"}, PASS),
        (BOTH, {"speaker": "Brandel", "quote": "was fair"}, FAIL),
        (said("Tomas Brandel said that he rejects any toll [1]"), "Brandel", FAIL),
        (said("Tomas Brandel said that he rejects any toll [1]"), "Tomas Brandel", FAIL),
        (said("Brandel said that he rejects any toll [1]"), "Tomas Brandel", FAIL),
        (said("Olena Zelenskyy said that she rejects any toll [1]"), "Zelenskyy", FAIL),
        (said("Holt said that Brandel has reported a toll [1]"), "Brandel", PASS),
        (said(f"- Tomas Brandel: “{REJECTS}” [1]"), {"speaker": "Brandel", "quote": "rejects any toll"}, FAIL),
        (said("Brandel said this [1]"), {"speaker": "Brandel", "quote": "rejects any toll"}, FAIL),
        (said("Brandel said that any toll is bad [1]"), {"speaker": "Brandel", "quote": "any toll is bad"}, FAIL),
        (said("Brandel said this [1]"), {"speaker": "Brandel", "quote": "was fair"}, PASS),
        # The document's own words, without marks: whoever reads them has it from Brandel.
        (answer(replace(BRANDEL, speaker=None), text=f"{FAIR} [1]"), "Brandel", FAIL),
    ],
    "cites": [
        (BOTH, "north/tolls.md", PASS),
        (BOTH, "/papers/north/tolls.md", PASS),
        (BOTH, "./tolls.md", PASS),
        (BOTH, "Tolls divide the two", PASS),
        (BOTH, "id-north/tolls.md", PASS),
        (BOTH, "repairs.md", FAIL),
        (answer(cited(MORE, LATER)), "tolls.md", FAIL),  # mytolls.md is another paper
        (BOTH, "olls.md", UNRUN),
        (BOTH, "none.md", UNRUN),
        (BOTH, ["none.md", "tolls.md"], PASS),
        (BOTH, ["repairs.md", "tolls.md"], PASS),
        (BOTH, ["repairs.md", "none.md"], UNRUN),
        (BOTH, {"any": ["repairs.md", "undated.md"]}, FAIL),
        (BOTH, {"all": ["repairs.md", "tolls.md"]}, FAIL),
        (BOTH, {"all": ["repairs.md", "none.md"]}, FAIL),
        (BOTH, {"all": ["tolls.md", "none.md"]}, UNRUN),
        (answer(HOLT, LOCKS), {"all": ["repairs.md", "tolls.md"]}, PASS),
        (BOTH, span("rejects  any toll"), PASS),
        (BOTH, span("a toll that nobody wrote of"), UNRUN),
        (answer(BRANDEL), span("12 crowns"), PASS),
        (answer(BRANDEL), span("2 crowns"), UNRUN),  # no such number stands there
        (answer(BRANDEL), span([0, 10]), FAIL),
        (answer(HOLT), span([0, 10]), PASS),
        (answer(HOLT), span([0, 100_000]), UNRUN),
        (answer(cited(TOLLS, "Maldora rejects any toll")), span("Maldora rejects any toll on ships"), FAIL),
        (answer(cited(TOLLS, "rejects any toll on ships")), span("Maldora rejects any toll on ships"), FAIL),
        (answer(cited(TOLLS, "Maldora rejects any toll on ships")), span("Maldora rejects any toll on ships,"), PASS),
        (answer(HOLT), span(f"{REJECTS} {PAY}"), FAIL),
        (answer(HOLT, cited(TOLLS, PAY)), span(f"{REJECTS} {PAY}"), PASS),
        (answer(cited(TOLLS, PAY), HOLT), span(f"{REJECTS} {PAY}"), PASS),
        (answer(HOLT, BRANDEL), span(f"{REJECTS} {PAY} {FAIR}"), FAIL),
        (answer(HOLT, cited(TOLLS, "rejects any toll")), span(REJECTS), PASS),
        (answer(replace(HOLT, document_id=MORE.document_id)), span("rejects any toll"), FAIL),
    ],
    "not_cites": [
        (BOTH, "repairs.md", PASS),
        (BOTH, "tolls.md", FAIL),
        (BOTH, ["repairs.md", "tolls.md"], FAIL),
        (BOTH, ["tolls.md", "none.md"], FAIL),
        (BOTH, ["none.md", "tolls.md"], FAIL),
        (BOTH, ["none.md", "repairs.md"], UNRUN),
        (BOTH, {"all": ["tolls.md", "repairs.md"]}, PASS),
        (BOTH, {"all": ["none.md", "repairs.md"]}, PASS),
        (BOTH, {"all": ["tolls.md", "none.md"]}, UNRUN),
        (answer(HOLT, LOCKS), {"all": ["tolls.md", "repairs.md"]}, FAIL),
        (answer(BRANDEL), span("rejects any toll"), PASS),
        (answer(HOLT), span("rejects any toll"), FAIL),
        (answer(cited(TOLLS, "Maldora rejects any")), span("Maldora rejects any toll on ships"), FAIL),
        # Half of the shorter one is enough, and less is not.
        (answer(cited(TOLLS, "We will not pay for")), span(TOLLS.text[: TOLLS.text.index("will not pay for")]), PASS),
        (answer(cited(TOLLS, "We will not pay for")), span(TOLLS.text[: TOLLS.text.index(" pay for")]), FAIL),
    ],
    "retrieves": [
        (BOTH, "tolls.md", PASS, HITS),
        (BOTH, "mytolls.md", FAIL, HITS),
        (BOTH, ["tolls.md", "repairs.md"], PASS, HITS),
        (BOTH, ["tolls.md", "undated.md"], FAIL, HITS),
        (BOTH, {"all": ["tolls.md", "undated.md"]}, FAIL, HITS),
        (BOTH, {"any": ["undated.md", "tolls.md"]}, PASS, HITS),
        (BOTH, {"any": ["undated.md", "mytolls.md"]}, FAIL, HITS),
        (BOTH, span(COSTS, "repairs.md") | {"top": 2}, PASS, HITS),
        (BOTH, span(COSTS, "repairs.md") | {"top": 1}, FAIL, HITS),
        (BOTH, span("nobody wrote this", "repairs.md"), UNRUN, HITS),
        (REFUSED, "tolls.md", PASS, HITS),
        (REFUSED, "tolls.md", FAIL),
    ],
    "position": [
        (answer(HOLT), {}, PASS),
        (answer(HOLT), {"stance": "accepts"}, FAIL),
        (answer(HOLT), {"party": "Kestria"}, FAIL),
        (answer(HOLT), {"issue": "locks"}, FAIL),
        (answer(BRANDEL), {}, FAIL),
        (answer(cited(TOLLS, "any toll")), {}, PASS),  # a part of the words that show it
        (answer(cited(MORE, "toll")), {}, FAIL),  # the words of another document
        (answer(replace(HOLT, start=0, end=0)), {}, FAIL),
        (answer(HOLT), {}, UNRUN, {"desk": None}),
    ],
    "as_of": [
        (answer(HOLT), "2031-03-04", PASS),
        (answer(HOLT), "2031-03-03", FAIL),
        (answer(HOLT), "2031-03-05", FAIL),
        (answer(HOLT), {"since": "2031-03-04"}, PASS),
        (answer(HOLT), {"since": "2031-03-05"}, FAIL),
        (answer(HOLT), {"until": "2031-03-04"}, PASS),
        (answer(HOLT), {"until": "2031-03-03"}, FAIL),
        (answer(LOCKS, HOLT), "2031-03-04", PASS),  # the newest counts
        (answer(HOLT, LOCKS), "2031-03-04", PASS),
        (answer(LOCKS), "2031-03-04", FAIL),
        (answer(cited(UNDATED, "Holt said nothing.")), {"since": "2031-03-04"}, FAIL),
        # What the answer says of its documents counts for nothing.
        (answer(replace(HOLT, published_on=date(2040, 1, 1))), "2040-01-01", FAIL),
        (answer(replace(HOLT, published_on=None)), "2031-03-04", PASS),
    ],
    "conflict": [
        (conflict(1, 2), True, PASS),
        (BOTH, True, FAIL),
        (BOTH, False, PASS),
        (conflict(1, 2), False, FAIL),
        (conflict(1), True, FAIL),
        (conflict(1, 1), True, FAIL),
        (conflict(1, 9), True, FAIL),
        (conflict(1, 2), {"about": "toll"}, PASS),
        (conflict(1, 2), {"about": "locks"}, FAIL),
        (conflict(1, 3), {"documents": ["tolls.md", "repairs.md"]}, PASS),
        (conflict(1, 2), {"documents": ["tolls.md", "repairs.md"]}, FAIL),
        (conflict(1, 3), {"about": "locks", "documents": ["tolls.md", "repairs.md"]}, FAIL),
        (conflict(1, 2), {"documents": ["none.md"]}, UNRUN),
    ],
    "max_seconds": [
        (BOTH, 1.0, PASS),
        (BOTH, 0.99, FAIL),
        (REFUSED, 0.99, FAIL),
    ],
    "max_cost": [
        (replace(BOTH, cost=0.01), 0.01, PASS),
        (replace(BOTH, cost=0.011), 0.01, FAIL),
        (replace(REFUSED, cost=0.011), 0.01, FAIL),
        (BOTH, 0, PASS),
        (replace(BOTH, usage={"input_tokens": 5}), 1, UNRUN),
    ],
    "similar": [
        (said("A toll is bad."), {"text": "toll", "threshold": 1.0}, PASS),
        (said("A toll, some crowns."), {"text": "toll", "threshold": 0.7}, PASS),
        (said("A toll, some crowns."), {"text": "toll", "threshold": 0.72}, FAIL),
        (said("The locks.\nThe locks.\nA toll."), {"text": "toll", "threshold": 0.9}, PASS),  # one line is enough
        (said("The locks."), {"text": "toll", "threshold": 0.1}, FAIL),
        (said("A toll."), {"text": "toll"}, UNRUN, {"embed": None}),
    ],
    "judged": [
        (BOTH, "rejects", PASS),
        (BOTH, "accepts", FAIL),
        (BOTH, "rejects", UNRUN, {"judge": None}),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "number"), [(kind, number) for kind in ROWS for number in range(len(ROWS[kind]))])
def test_a_kind_holds_where_it_should_and_fails_where_it_should(kind: str, number: int) -> None:
    given, wanted, outcome, *more = ROWS[kind][number]
    about: dict[str, Any] = dict(*more)
    if kind == "position":
        wanted = {"party": "Maldora", "issue": "toll", "stance": "rejects"} | wanted
        about = {"desk": PapersWithPositions()} | about
    expect = {kind: wanted} if kind == "reason" else {"status": given.status, kind: wanted}
    check = checked(given, expect, **about)[kind]
    assert check.outcome == outcome, check.message
    assert bool(check.message) is (outcome != PASS)


def test_every_kind_is_in_the_table() -> None:
    assert set(ROWS) == set(Expect.model_fields)
    assert all({row[2] for row in rows} >= {PASS, FAIL} for rows in ROWS.values())


OTHER_PLACE = {"start": HOLT.start + 3, "end": HOLT.end + 3}
SOUND = {
    "as it is": BOTH,
    "normalised": answer(replace(HOLT, verdict="normalised")),
    "told in words": said("Holt said that Maldora rejects any toll. [1]"),
    "two in one": answer(HOLT, BRANDEL, text="They differ over the toll [1] [2]"),
    "by surname": answer(replace(HOLT, speaker="Holt")),
    "by nobody": answer(replace(HOLT, speaker=None)),
    "quoted as it stands": answer(cited(TOLLS, "“We will not pay for water that is ours,”", "Irena Holt")),
    "refused": REFUSED,
    "refused beside": replace(REFUSED, nearest=(HOLT,)),
}
UNSOUND = {
    "moved": answer(replace(HOLT, **OTHER_PLACE)),
    "altered": answer(replace(HOLT, quote="Maldora accepts any toll")),
    "no document": answer(replace(HOLT, document_id="none")),
    "other document": answer(replace(HOLT, document_id=MORE.document_id)),
    "other title": answer(replace(HOLT, title="Peace")),
    "other source": answer(replace(HOLT, source="/papers/peace.md")),
    "other publisher": answer(replace(HOLT, publisher="Courier")),
    "no publisher": answer(replace(HOLT, publisher=None)),
    "other day": answer(replace(HOLT, published_on=date(2040, 1, 1))),
    "no day": answer(replace(HOLT, published_on=None)),
    "other speaker": answer(replace(HOLT, speaker="Tomas Brandel")),
    "a speaker where none is": answer(replace(SHUT, speaker="Irena Holt")),
    "unchecked": answer(replace(HOLT, verdict="wrong_speaker")),
    "nothing cited": answer(text="Maldora rejects any toll."),
    "a marker without a source": said("Holt said no [1] [2]"),
    "a source without a marker": said("Holt accepts every toll."),
    "one of two without a marker": answer(HOLT, BRANDEL, text="Holt said no [1]"),
    "a quoting line without a marker": said("Holt said no [1]\n- “Every toll is fine.”"),
    "a straight quotation without a marker": said('Holt said no [1]\nShe said "every toll is fine".'),
    "a quotation of its own without a marker": said(f"Holt said no [1]\n- “{REJECTS}”"),
    "refused and cites": replace(REFUSED, citations=(HOLT,)),
    "refused beside what is nowhere": replace(REFUSED, nearest=(replace(HOLT, quote="nobody wrote this"),)),
}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_answer_is_sound(name: str) -> None:
    check = checked(SOUND[name], {"status": SOUND[name].status})["integrity"]
    assert check.outcome == PASS, check.message


@pytest.mark.parametrize("name", UNSOUND)
def test_an_answer_that_misstates_its_sources_fails(name: str) -> None:
    assert checked(UNSOUND[name], {"status": UNSOUND[name].status})["integrity"].outcome == FAIL


def test_the_numbers_of_a_documents_own_notes_are_no_markers() -> None:
    noted = replace(TOLLS, text="Maldora rejects any toll. [7] Holt said so.")
    expect, given = {"status": "answered"}, answer(cited(noted, "Maldora rejects any toll. [7]"))
    desk = Papers([noted, *PAPERS[1:]])
    assert checked(given, expect, desk=desk)["integrity"].outcome == PASS
    spoilt = replace(given, text=given.text + " [7]")
    assert checked(spoilt, expect, desk=desk)["integrity"].outcome == FAIL


def test_with_another_status_only_what_does_not_depend_on_it_is_checked() -> None:
    expect = {"mentions": "rejects", "retrieves": "tolls.md", "max_seconds": 1, "max_cost": 1, "cites": "tolls.md"}
    looked = checked(REFUSED, expect)
    assert set(looked) == {"status", "integrity", "retrieves", "max_seconds", "max_cost"}
    assert looked["status"].outcome == FAIL
