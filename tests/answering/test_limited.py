"""Questions that name a span of days search only the documents of these days, and the answer says so."""

from __future__ import annotations

from datetime import date

from assistant import Assistant, Filters


def test_a_day_in_the_question_limits_what_is_searched(samples: Assistant) -> None:
    answer = samples.ask("What has Wrenn said since 10 March?")

    assert answer.status == "answered"
    assert answer.understanding.filters.date_from == date(2026, 3, 10)
    assert all(item.published_on and item.published_on >= date(2026, 3, 10) for item in answer.citations)
    assert answer.coverage.documents_searched < samples.ask("What has Wrenn said?").coverage.documents_searched
    assert answer.understanding.period in str(answer)
    assert answer.understanding.period in answer.understanding.standalone


def test_days_in_which_nothing_was_published_hold_no_answer(samples: Assistant) -> None:
    answer = samples.ask("What has Wrenn said since 1 June 2031?")

    assert (answer.status, answer.coverage.documents_searched, answer.nearest) == ("abstained", 0, ())


def test_days_limit_what_is_said_by_anybody(samples: Assistant) -> None:
    answer = samples.ask("What has been said about compensation since 14 March?")

    assert all(item.published_on and item.published_on >= date(2026, 3, 14) for item in answer.citations)
    assert answer.understanding.period


def test_a_question_of_its_own_is_not_the_one_before_with_another_name(samples: Assistant) -> None:
    first = samples.ask("What did Veltria say about the dam?")
    for asked in ("Who is Oskania?", "Where is Oskania?"):
        assert samples.ask(asked, history=[first]).understanding.standalone == asked
    assert "Oskania" in samples.ask("And Oskania?", history=[first]).understanding.standalone != "And Oskania?"


def test_nothing_is_offered_that_the_filters_leave_out(samples: Assistant) -> None:
    answer = samples.ask("What does Ukraine want?", filters=Filters(publishers=("Tarrow Observer",)))

    assert (answer.status, answer.offer) == ("abstained", None)


def test_days_that_hold_everything_limit_nothing(samples: Assistant) -> None:
    answer = samples.ask("What has Wrenn said since 1 June 2011?")

    assert answer.understanding.period is None
    assert answer.status == "answered"


def test_the_callers_days_count_more_than_those_of_the_question(samples: Assistant) -> None:
    given = Filters(date_from=date(2026, 3, 2))
    answer = samples.ask("What has Wrenn said since 10 March?", filters=given)

    assert answer.understanding.filters == given
    assert answer.understanding.period is None


def test_a_follow_up_keeps_the_days_it_names(samples: Assistant) -> None:
    first = samples.ask("What does Wrenn say about the dam?")
    second = samples.ask("And what has she said since 10 March?", history=[first])

    assert second.understanding.filters.date_from == date(2026, 3, 10)
    assert {item.speaker for item in second.citations} <= {"Sabela Wrenn", "Wrenn"}
