"""Worked dates: the same dates that an escalation would get, for any start, without signing in."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.cast import at, found
from tests.web.visiting import clock_at, read
from wayforward.core.deadlines import due_under
from wayforward.policies import shelf
from wayforward.web import words
from wayforward.web.templatetags.wayforward import weekday

INVENTED = str(Path(__file__).parents[2] / "policies" / "invented" / "saltmarsh")


def asked(client: Client, area: str, day: str, time: str = "10:00") -> Any:
    year, month, date = day.split("-")
    typed = {"start-day": date, "start-month": month, "start-year": year, "start-time": time}
    return client.get(f"/policies/{area}/dates", typed)


@pytest.mark.django_db
def test_christmas_is_counted_past_and_named(client: Client) -> None:
    found("newham")
    page = read(asked(client, "newham", "2026-12-24", "16:55"))
    assert "If it starts on Thursday 24 December 2026 at 4:55pm" in page
    assert "Friday 25 December 2026: Christmas Day" in page
    assert "Monday 28 December 2026: Boxing Day (substitute day)" in page
    stage_1 = page.partition("Days off that bear")[2].partition("Stage 1: The professionals meet")[2]
    assert stage_1.startswith(" Printed as “within maximum 3 working days”.")
    assert (
        "By Thursday 31 December 2026 Sooner if the child needs it The policy gives this limit as a guide." in stage_1
    )


@pytest.mark.django_db
@pytest.mark.parametrize("policy", [*shelf.names(), INVENTED], ids=lambda name: Path(name).name)
@pytest.mark.parametrize("start", ["2026-12-24 16:55", "2026-03-28 23:30", "2025-08-21 14:10"])
def test_every_date_is_the_one_that_the_policy_gives_and_every_other_duty_says_why_not(
    client: Client, policy: str, start: str
) -> None:
    town = found(policy, key=Path(policy).name)
    day, time = start.split()
    page = read(asked(client, town.partnership.key, day, time)).replace("&#x27;", "'").replace("&amp;", "&")
    dated, _, undated = page.partition("What has no date, and why")
    for duty in town.policy.duties:
        due = due_under(duty, town.rules.calendar, town.policy.reading, at(start))
        if due.due_at is not None:
            assert weekday(due.due_at) in dated
            assert " ".join(words.bare_title(duty.says).split())[1:] in dated or duty.stage
        elif not duty.system and not duty.stage:
            assert " ".join(duty.says.split()) in undated


@pytest.mark.django_db
def test_no_start_is_now_and_the_boxes_show_it(client: Client) -> None:
    found("havering", adopted_at=at("2020-01-01"))
    with clock_at(at("2026-05-22 16:55")):
        answer = client.get("/policies/havering/dates")
    assert "If it starts on Friday 22 May 2026 at 4:55pm" in read(answer)
    assert 'value="16:55"' in answer.content.decode()


@pytest.mark.django_db
def test_the_last_hour_before_the_next_bank_holiday_is_one_press_away(client: Client) -> None:
    found("havering", adopted_at=at("2020-01-01"))
    with clock_at(at("2026-05-20 09:00")):
        html = client.get("/policies/havering/dates").content.decode()
    assert "Before the next bank holiday: Friday 22 May 2026 at 4:55pm" in html
    link = html.partition('href="?start-day=22')[2].partition('"')[0].replace("&amp;", "&")
    assert "If it starts on Friday 22 May 2026 at 4:55pm" in read(
        client.get(f"/policies/havering/dates?start-day=22{link}")
    )


@pytest.mark.django_db
def test_it_says_that_a_limit_is_no_target(client: Client) -> None:
    found("barnet-multi-agency")
    page = read(client.get("/policies/barnet-multi-agency/dates"))
    assert "A limit is the latest moment, never the target. Act sooner if the person needs it." in page


@pytest.mark.django_db
def test_what_a_person_sets_and_what_has_no_time_say_so(client: Client) -> None:
    found("newham")
    page = read(client.get("/policies/newham/dates")).partition("What has no date, and why")[2]
    assert "The policy gives no time for it." in page
    assert "As soon as possible: there is no date, so do it now." in page
    assert "The time is set by the" in page


@pytest.mark.django_db
def test_the_ladder_in_turn_stops_at_the_first_stage_without_a_time(client: Client) -> None:
    found("newham")
    page = read(asked(client, "newham", "2026-12-24", "16:55"))
    assert "After that no date can be given: the policy sets no time for Stage 4: The Child Protection Manager." in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2026-02-31", "The start must be a real date, like 27 3 2026"),
        ("26-2-3", "The start must have a year of 4 numbers, like 2026"),
        ("2026-x-3", "The start must have a real month, like 3 or March"),
        ("1999-1-1", "The start must be well inside"),
        ("2040-12-30", "The start must be well inside"),
        ("2099-12-30", "The start must be well inside"),
        ("2026-3-", "The start must include a day"),
    ],
)
def test_a_start_that_cannot_be_is_told_in_a_sentence_and_what_was_typed_stays(
    client: Client, day: str, says: str
) -> None:
    found("havering", adopted_at=at("2020-01-01"))
    answer = asked(client, "havering", day)
    assert answer.status_code == 200
    assert f"There is a problem {says}" in read(answer)
    assert f'value="{day.split("-")[0]}"' in answer.content.decode()


@pytest.mark.django_db
def test_an_hour_that_is_no_hour_is_told(client: Client) -> None:
    found("havering", adopted_at=at("2020-01-01"))
    assert "The start must have a real time" in read(asked(client, "havering", "2026-03-02", "25:99"))
    assert "skipped when the clocks went forward" in read(asked(client, "havering", "2026-03-29", "01:30"))


@pytest.mark.django_db
def test_a_clock_beyond_the_calendar_still_has_the_form(client: Client) -> None:
    found("havering", adopted_at=at("2020-01-01"))
    with clock_at(at("2041-05-22 16:55")):
        answer = client.get("/policies/havering/dates")
    assert answer.status_code == 200
    assert "When does it start?" in read(answer)
