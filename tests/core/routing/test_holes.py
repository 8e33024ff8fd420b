"""Where the policy names nobody the router says so, offers what it can as a suggestion, invents nothing."""

from datetime import datetime

import pytest

from tests.core.routing.by_hand import (
    BANK_HOLIDAY,
    SATURDAY,
    TUESDAY_MORNING,
    facts,
    row,
    table,
    titles,
    town,
)
from tests.core.working_time.by_hand import london
from wayforward.core.conditions import Facts


def posts(answer_to: tuple[str, str, datetime, str | None, Facts]) -> list[str]:
    return titles(table().answer(*answer_to).suggestions)


@pytest.mark.parametrize(
    ("agency", "line", "at", "status", "rule"),
    [
        ("family-services", "2", SATURDAY, "open", "CHK-06a"),
        ("family-services", "2", SATURDAY, None, "CHK-06a"),
        ("family-services", "3", BANK_HOLIDAY, "new", "CHK-06a"),
        ("family-services", "1", TUESDAY_MORNING, "closed", "CHK-08"),
        ("health", "2", TUESDAY_MORNING, None, "CHK-09"),
        ("schools", "S3", TUESDAY_MORNING, None, "CHK-09"),
        ("adult-services", "1", TUESDAY_MORNING, None, "CHK-25"),
        ("other", "1", TUESDAY_MORNING, None, "CHK-25"),
    ],
)
def test_a_hole_is_declared_with_its_rule(agency: str, line: str, at: datetime, status: str | None, rule: str) -> None:
    answer = table().answer(agency, line, at, status)
    assert answer.cards == ()
    assert answer.hole is not None
    assert answer.hole.rule == rule
    assert answer.hole.says.startswith("This policy names no contact here: ")


def test_a_hole_names_the_clauses_of_the_nearest_rows_and_the_hour() -> None:
    hole = table().answer("family-services", "2", SATURDAY, "open").hole
    assert hole is not None
    assert hole.clauses == ("C-family-services-2-head-of-service",)
    assert "Town Family Services, line 2, has a contact at other hours but none on Saturday 23 August" in hole.says
    missing = table().answer("health", "2", SATURDAY).hole
    assert missing is not None
    assert missing.clauses == ("C-health-1-named-nurse",)


def test_at_a_night_time_hole_the_line_below_is_asked_to_reach_the_person_named() -> None:
    lower, own, higher, emergency = table().answer("family-services", "2", SATURDAY, "open").suggestions
    assert lower.post == "Head on duty"
    assert lower.why == "This is the contact of line 1 now. Ask them to reach the Head of service."
    assert (own.post, own.opens_at) == ("Head of service", london("2025-08-26T09:00"))
    assert "Next working day: Tuesday 26 August 2025 from 09:00" in own.why
    assert (higher.post, higher.opens_at) == ("Director", london("2025-08-26T09:00"))
    assert emergency.post == "999"


def test_a_missing_line_leads_to_the_line_below_and_the_line_above() -> None:
    assert posts(("health", "2", SATURDAY, None, {})) == ["Named nurse", "Chief officer", "999"]


def test_an_acute_need_in_office_hours_leads_to_the_ordinary_line_and_the_hospital_door() -> None:
    answer = table().answer("health", "1", TUESDAY_MORNING, facts=facts(acute="yes"))
    assert answer.hole is not None
    assert (answer.line, answer.hole.rule) == ("urgent", "CHK-06a")
    assert titles(answer.suggestions) == ["Named nurse", "Duty doctors", "999 or A&E"]
    assert titles(table().answer("health", "1", SATURDAY, facts=facts(acute="yes")).cards) == ["Duty doctors"]


def test_a_status_without_a_route_leads_to_those_who_answer_for_other_cases() -> None:
    answer = table().answer("family-services", "1", TUESDAY_MORNING, "closed")
    assert answer.hole is not None
    assert "none for one that is closed" in answer.hole.says
    assert {"Team manager", "Front door manager"} <= set(titles(answer.suggestions))


def test_an_agency_without_a_ladder_leads_to_the_partnership_office() -> None:
    assert posts(("adult-services", "1", SATURDAY, None, {})) == ["Independent chair", "999"]


def test_every_hole_ends_with_999_and_every_suggestion_gives_a_reason() -> None:
    for agency in ("police", "schools", "family-services", "health", "adult-services"):
        for line in ("0", "1", "2", "3", "S3", "urgent"):
            answer = table().answer(agency, line, SATURDAY, "open")
            assert bool(answer.hole) is bool(answer.suggestions) is not bool(answer.cards)
            assert all(suggestion.why.endswith(".") for suggestion in answer.suggestions)
            assert answer.hole is None or answer.suggestions[-1].post.startswith("999")


def test_a_post_is_suggested_once_in_the_place_it_was_first_offered() -> None:
    rows = (
        row("health", "1", "named-nurse"),
        row("health", "2", "chief-officer", "named-nurse", hours="office"),
    )
    offered = titles(table(town(rows)).answer("health", "2", SATURDAY).suggestions)
    assert offered == ["Named nurse", "Chief officer", "999"]
