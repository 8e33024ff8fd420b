"""My work: what falls to you first, also what the other side waits for, and what is owed when it is closed."""

from datetime import timedelta

import pytest

from tests.cast import MONDAY, Cast
from tests.web.visiting import clock_at, read, visiting
from wayforward.core import commands as cmd
from wayforward.directory.models import Person


def for_me(person: Person) -> str:
    """What stands under "For you to do"."""
    return read(visiting(person).get("/my-work")).partition("For you to do")[2].partition("Waiting for others")[0]


def test_a_challenge_waits_for_the_agency_that_is_challenged_until_it_answers(cast: Cast) -> None:
    row = cast.raised()
    assert "Answer the challenge." in for_me(cast.other_lead)
    assert "Answer the challenge." not in for_me(cast.raises)

    cast.does(row, cast.other_lead, MONDAY, cmd.Respond, outcome="upheld", reasons="We looked again.")
    assert "Answer the challenge." not in for_me(cast.other_lead)


def test_the_next_stage_is_another_challenge_to_answer(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.other_lead, MONDAY, cmd.Respond, outcome="upheld", reasons="We looked again.")
    cast.does(row, cast.raises, MONDAY, cmd.Escalate, to="stage-2", reason="No.", override=True)
    assert "Answer the challenge." in for_me(cast.other_lead)


def test_a_proposal_waits_for_the_side_that_has_not_answered_it(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.other_lead, MONDAY, cmd.Propose, outcome="A visit.")
    assert "A proposal waits for your answer." in for_me(cast.raises)
    assert "waits for your answer" not in for_me(cast.other_lead)
    assert "Answer the challenge." not in for_me(cast.other_lead)

    cast.does(row, cast.raises, MONDAY, cmd.Answer, agree=False)
    assert "waits for your answer" not in for_me(cast.raises)


def test_a_proposal_that_a_stage_left_behind_waits_for_nobody(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.other_lead, MONDAY, cmd.Propose, outcome="A visit.")
    cast.does(row, cast.raises, MONDAY, cmd.Escalate, to="stage-2", reason="No.", override=True)
    assert "waits for your answer" not in for_me(cast.raises)


def test_what_is_owed_after_it_closed_is_still_for_you_to_do(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.other_lead, MONDAY, cmd.Propose, outcome="A visit.")
    cast.does(row, cast.raises, MONDAY, cmd.Answer, agree=True)
    people = [person for person in cast.everybody if row.ref in for_me(person)]

    assert people
    for person in people:
        assert row.ref not in read(visiting(person).get("/my-work")).partition("Closed")[2]


def test_what_is_late_comes_first_with_its_date(cast: Cast) -> None:
    late = cast.raised()
    new = MONDAY + timedelta(days=9)
    fresh = cast.raised(new)
    with clock_at(new):
        words = for_me(cast.other_lead)
    assert words.index(late.ref) < words.index(fresh.ref)
    assert "Was due by" in words[: words.index(fresh.ref)]


KEY = "5c5b7d2e-8f0b-4f7a-9c4f-0f6a2c1d3e4f"


@pytest.mark.parametrize(
    "instant",
    ["0001-01-01T00:00:00+23:59", "2026-11-18T09:00:00+23:59", "9999-12-31T23:59:59-23:59", "x", "2" * 5000, ""],
)
def test_a_place_in_the_list_that_is_none_is_its_beginning(cast: Cast, instant: str) -> None:
    cast.raised()
    assert visiting(cast.raises).get("/my-work", {"after": f"{instant},{KEY}"}).status_code == 200
