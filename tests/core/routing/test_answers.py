"""Whom to ring: for every agency, line, status, fact and hour, the rows of the policy and nothing else."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from tests.core.routing.by_hand import (
    BANK_HOLIDAY,
    POSTS,
    ROUTES,
    SATURDAY,
    TUESDAY_EVENING,
    TUESDAY_MORNING,
    TUESDAY_NIGHT,
    facts,
    row,
    scan,
    table,
    titles,
    town,
    yes,
)
from tests.core.working_time.by_hand import calendar, london
from wayforward.core import conditions
from wayforward.core.policy.people import Contact
from wayforward.core.routing import BadQuestion, StatusNeeded, given
from wayforward.core.working_time import OutsideCalendar, instant

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("agency", "line", "at", "status", "expected"),
    [
        ("police", "1", TUESDAY_NIGHT, None, ["Duty inspector"]),
        ("police", "2", TUESDAY_MORNING, None, ["Superintendent", "Safeguarding lead"]),
        ("police", "2", SATURDAY, None, ["Superintendent"]),
        ("police", "2", BANK_HOLIDAY, None, ["Superintendent"]),
        ("police", "2", TUESDAY_NIGHT, None, ["Night superintendent"]),
        ("family-services", "0", TUESDAY_MORNING, "open", ["Social worker"]),
        ("family-services", "0", TUESDAY_EVENING, "open", ["Emergency team"]),
        ("family-services", "1", TUESDAY_MORNING, "new", ["Front door manager"]),
        ("family-services", "1", BANK_HOLIDAY, "new", ["Head on duty"]),
        ("health", "1", SATURDAY, None, ["Named nurse"]),
        ("schools", "1", SATURDAY, None, ["Head"]),
    ],
)
def test_the_contact_depends_on_agency_line_hour_and_status(
    agency: str, line: str, at: datetime, status: str | None, expected: list[str]
) -> None:
    assert titles(table().answer(agency, line, at, status).cards) == expected


@pytest.mark.parametrize(
    ("at", "day", "night"),
    [
        ("2025-08-19T06:59:59", False, True),
        ("2025-08-19T07:00:00", True, False),
        ("2025-08-19T20:59:59", True, False),
        ("2025-08-19T21:00:00", False, True),
    ],
)
def test_the_day_contact_hands_over_to_the_night_contact_on_the_second(at: str, day: bool, night: bool) -> None:
    ring = titles(table().answer("police", "2", london(at)).cards)
    assert ("Superintendent" in ring, "Night superintendent" in ring) == (day, night)


@pytest.mark.parametrize(
    ("at", "in_hours"),
    [
        ("2025-08-22T16:59:59", True),  # Friday
        ("2025-08-22T17:00:00", False),
        ("2025-08-18T08:59:59", False),  # Monday
        ("2025-08-18T09:00:00", True),
        ("2025-08-25T11:00:00", False),  # bank holiday
        ("2025-08-26T08:30:00", False),
        ("2025-08-26T09:00:00", True),
        ("2025-08-23T10:00:00", False),  # Saturday
    ],
)
def test_office_hours_begin_and_end_on_the_second_and_stop_on_bank_holidays(at: str, in_hours: bool) -> None:
    (card,) = table().answer("family-services", "1", london(at), "open").cards
    assert card.title == ("Team manager" if in_hours else "Head on duty")


def test_through_both_clock_change_nights_somebody_always_answers_and_never_two() -> None:
    for night in (datetime(2025, 3, 30, tzinfo=UTC), datetime(2025, 10, 26, tzinfo=UTC)):
        for minutes in range(-180, 600, 10):
            cards = table().answer("police", "2", night + timedelta(minutes=minutes)).cards
            assert len([card for card in cards if card.choice != "option"]) == 1


def test_a_fact_of_the_case_chooses_between_contacts() -> None:
    answer = table().answer("schools", "1", SATURDAY, facts=facts(head_is_lead="yes"))
    assert titles(answer.cards) == ["Governor", "Chair of governors"]
    assert {card.choice for card in answer.cards} == {"either"}


def test_a_side_line_takes_over_whatever_line_is_asked_while_its_condition_holds() -> None:
    urgent = table().answer("schools", "1", SATURDAY, facts=facts(urgent="yes"))
    assert (urgent.line, titles(urgent.cards)) == ("urgent", ["Schools officer"])
    assert table().answer("police", "1", SATURDAY, facts=facts(urgent="yes")).line == "1"
    assert titles(table().answer("schools", "urgent", SATURDAY).cards) == ["Schools officer"]  # asked by name


def test_a_row_for_any_agency_answers_for_every_agency() -> None:
    for agency in ("police", "schools", "other", "adult-services"):
        (card,) = table().answer(agency, "chair", SATURDAY).cards
        assert card.row == "any-chair-independent-chair"


def test_a_card_carries_what_the_policy_prints_and_nothing_more() -> None:
    (card,) = table().answer("family-services", "1", TUESDAY_MORNING, "new").cards
    assert card.how == Contact(phone="020 7946 0002")
    assert (card.hours_stated, card.statuses) == (True, ("A new referral",))
    assert card.clauses == ("C-family-services-1-front-door-manager",)
    (nurse,) = table().answer("health", "1", TUESDAY_MORNING).cards
    assert (nurse.how.phone, nurse.hours_stated, nurse.via) == ("020 7946 0001", False, None)
    assert table().answer("police", "2", SATURDAY).cards[0].via == "Duty inspector"


def test_an_equivalent_is_called_by_its_own_title_and_says_who_lends_it() -> None:
    (card,) = table().answer("schools:oakfield", "chair", SATURDAY).cards
    assert (card.title, card.note) == ("Chair of the schools forum", "Lent by Town Family Services.")


def test_a_status_is_asked_for_only_where_the_answer_depends_on_it() -> None:
    assert titles(table().answer("family-services", "1", SATURDAY).cards) == ["Head on duty"]
    with pytest.raises(StatusNeeded, match=r"open \(Open to a worker\), new \(A new referral\), closed") as error:
        table().answer("family-services", "1", TUESDAY_MORNING)
    assert list(error.value.statuses) == ["open", "new", "closed"]


def test_a_status_may_come_with_the_other_facts() -> None:
    answer = table().answer("family-services", "1", TUESDAY_MORNING, facts=facts(status="new"))
    assert titles(answer.cards) == ["Front door manager"]


def test_an_answer_says_until_when_it_holds() -> None:
    assert table().answer("police", "2", SATURDAY).until_at == london("2025-08-23T21:00")
    assert table().answer("family-services", "1", SATURDAY, "open").until_at == london("2025-08-26T09:00")
    ends = instant(calendar().last, time(23, 59, 59))
    assert table().answer("police", "1", SATURDAY).until_at == ends  # nothing on that line ever changes


def test_out_of_hours_the_day_contact_is_shown_for_the_next_working_day() -> None:
    later = table().answer("family-services", "1", SATURDAY, "open").later
    assert later[0].says == "Next working day: Tuesday 26 August 2025 from 09:00"
    assert (titles(later[0].cards), later[0].opens_at) == (["Team manager"], london("2025-08-26T09:00"))


def test_the_same_evening_is_called_today() -> None:
    later = table().answer("family-services", "1", TUESDAY_MORNING, "open").later
    assert later[0].says == "Today, Tuesday 19 August 2025 from 17:00"


def test_the_next_line_is_offered_for_when_nobody_answers() -> None:
    later = table().answer("police", "1", SATURDAY).later
    assert [(each.line, titles(each.cards)) for each in later] == [("2", ["Superintendent"])]
    assert table().answer("schools", "urgent", SATURDAY).later[0].line == "1"  # after a side line, the first


def test_a_contact_already_challenged_is_marked_and_others_are_offered_first() -> None:
    answer = table().answer("schools", "1", SATURDAY, avoid=["head"])
    assert "already been challenged" in answer.cards[0].warning
    assert titles(answer.later[0].cards) == ["Governor", "Chair of governors"]
    assert table().answer("schools", "1", SATURDAY, avoid=["governor"]).cards[0].warning == ""


@pytest.mark.parametrize(
    ("agency", "line", "status", "says"),
    [
        (
            "fire",
            "1",
            None,
            "“fire” is not an agency in this policy. Write one of: police (Town Police), schools",
        ),
        (
            "police",
            "9",
            None,
            "“9” is not a line in this policy. Write one of: 1, 2, urgent, 0, 3, S3, chair.",
        ),
        (
            "family-services",
            "1",
            "opne",
            "“opne” is not a status of a case with Town Family Services in this policy. Write",
        ),
        (
            "police",
            "1",
            "opne",
            "“opne” is not a status of a case with Town Police in this policy. Write one of: closed, new,",
        ),
    ],
)
def test_a_word_the_policy_does_not_use_is_answered_with_those_it_does(
    agency: str, line: str, status: str | None, says: str
) -> None:
    with pytest.raises(BadQuestion) as error:
        table().answer(agency, line, SATURDAY, status)
    assert str(error.value).startswith(says)


def test_an_agency_without_statuses_takes_a_status_that_another_agency_uses() -> None:
    assert table().answer("police", "1", SATURDAY, "open").cards


def test_an_instant_without_bank_holidays_is_refused() -> None:
    with pytest.raises(OutsideCalendar):
        table().answer("police", "2", london("2099-01-01T10:00"))


def test_facts_are_read_as_a_person_writes_them() -> None:
    assert given(town(), ["urgent", "plan=protection", "subject=child"]) == {
        "urgent": frozenset({"yes"}),
        "plan": frozenset({"protection"}),
        "subject": frozenset({"child"}),
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("urgnet", "“urgnet” is not a fact in this policy. Write one of: urgent, acute, head-is-lead, plan."),
        ("plan=prot", "“prot” is not a value of “plan”. Write plan= and one of: none, protection."),
        ("urgent=maybe", "“maybe” is not a value of “urgent”. Write urgent= and one of: yes, no."),
    ],
)
def test_a_fact_the_policy_does_not_use_is_refused(text: str, says: str) -> None:
    with pytest.raises(BadQuestion) as error:
        given(town(), [text])
    assert str(error.value) == says


AGENCIES = st.sampled_from(["a", "b", "any"])
FACTS = st.sampled_from(["urgent", "plan", "status", "line"])
CONDITIONS = st.builds(
    conditions.Condition,
    st.lists(
        st.builds(
            conditions.Test,
            FACTS,
            st.frozensets(st.sampled_from(["yes", "no", "open", "1"]), min_size=1),
            st.booleans(),
        ),
        max_size=2,
    ).map(tuple),
    st.lists(st.sampled_from([yes("urgent"), yes("plan")]), max_size=2).map(tuple),
)
ROWS = st.builds(
    lambda agency, line, post, **rest: row(agency, line, post, **rest),
    AGENCIES,
    st.sampled_from(["1", "2", "urgent"]),
    st.sampled_from([post.id for post in POSTS]),
    status=st.sampled_from([(), ("open",), ("new", "open")]),
    when=CONDITIONS,
    hours=st.sampled_from([None, "office", "out-of-office", "day", "night"]),
    takes_over=st.none() | CONDITIONS,
)
KNOWN = st.dictionaries(st.sampled_from(["urgent", "plan"]), st.frozensets(st.sampled_from(["yes", "no"]), max_size=2))
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))


@over(st.lists(ROWS, min_size=1, max_size=12), st.lists(st.tuples(INSTANTS, KNOWN), min_size=1, max_size=4))
def test_the_compiled_table_answers_as_a_scan_of_its_rows_does(rows: list, asked: list) -> None:  # type: ignore[type-arg]
    numbered = tuple(row_ if False else type(row_)(**{**vars(row_), "id": str(i)}) for i, row_ in enumerate(rows))
    policy = town(numbered)
    compiled = table(policy)
    for at, known in asked:
        for agency in ("a", "b"):
            hours = compiled.open_windows(agency, at)
            for line in ("1", "2", "urgent"):
                for status in (None, "open", "new", "closed"):
                    found = compiled.rows.decide(agency, line, status, hours, known)
                    ids = [numbered[i].id for i in found.rows]
                    assert (found.line, ids) == scan(policy, agency, line, at, status, known)
                    assert (found.rule is None) == bool(ids)


def test_the_whole_domain_of_the_town_agrees_with_a_scan_of_its_rows() -> None:
    policy, compiled = town(), table()
    questions = [
        (agency, line, at, status, known)
        for agency in ("police", "schools", "family-services", "health", "other", "adult-services")
        for line in dict.fromkeys(route.line for route in ROUTES)
        for at in (TUESDAY_MORNING, TUESDAY_EVENING, TUESDAY_NIGHT, SATURDAY, BANK_HOLIDAY)
        for status in (None, "open", "new", "closed")
        for known in (facts(), facts(urgent="yes"), facts(acute="yes"), facts(head_is_lead="yes"))
    ]
    for agency, line, at, status, known in questions:
        found = compiled.rows.decide(agency, line, status, compiled.open_windows(agency, at), known)
        ids = [ROUTES[i].id for i in found.rows]
        assert (found.line, ids) == scan(policy, agency, line, at, status, known)
