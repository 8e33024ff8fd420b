"""A chase in one act: the right words and clause are there, who is told is there, and it is recorded once."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from tests.cast import MONDAY, RESPONDING, Cast, at
from tests.web.visiting import clock_at, read, visiting
from wayforward.core import commands as cmd
from wayforward.core import events as ev
from wayforward.directory.models import Person
from wayforward.escalations import read as reading
from wayforward.escalations.models import Escalation
from wayforward.notices.models import Notice

LATE = at("2026-12-01 08:30")


def address(row: Escalation, asks: str = "") -> str:
    return f"/escalations/{row.ref}/chase{asks}"


def ready(answer: object) -> str:
    """The words that stand ready to be sent."""
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", answer.content.decode(), re.DOTALL)  # type: ignore[attr-defined]  # a page
    assert found
    return html.unescape(found[1])


def chased(row: Escalation) -> list[ev.Chased]:
    return [item.event for item in reading.entries(row) if isinstance(item.event, ev.Chased)]


def test_the_words_stand_ready_with_who_owes_what_by_which_clause_since_when(cast: Cast) -> None:
    row = cast.raised()
    with clock_at(LATE):
        answer = visiting(cast.manager).get(address(row))
    words = ready(answer)
    assert f"Escalation {row.ref}, Stage One" in words
    assert "The policy asks this of the worker who raised it and Family Services’ other worker" in words
    assert "It was due by Monday 23 November 2026 (overdue by 6 working days)." in words
    assert "Clause HV-12: As a guide, settle by talking inside one working week" in words
    assert "Child A" not in answer.content.decode()


def test_it_says_who_is_told_their_numbers_and_where_to_see_whether_it_got_through(cast: Cast) -> None:
    row = cast.raised()
    words = read(visiting(cast.manager).get(address(row)))
    told = words.partition("Who is told")[2]
    assert "Family Services. Ring 01632 960001" in told or "Family Services. Ring 01632 960002" in told
    assert "is then under “Who has been told”. If it cannot wait, ring them as well." in told


def test_it_is_recorded_in_one_act_and_leads_back_to_the_list_as_it_was(cast: Cast) -> None:
    row = cast.raised()
    asks = "?wrong=overdue&sort=-stage"
    with clock_at(LATE):
        browser = visiting(cast.manager)
        answer = browser.post(address(row, asks), {"words": "Please ring them today."})
        assert answer.headers["Location"] == f"/tracker/havering{asks}"
        assert f"The chase of {row.ref} is recorded." in read(browser.get(answer.headers["Location"]))
    assert [event.words for event in chased(row)] == ["Please ring them today."]
    assert Notice.objects.filter(escalation_id=row.pk, kind="chase").exists()
    assert Escalation.objects.get(pk=row.pk).chased_at == LATE


def test_something_else_can_be_chased_and_an_agency_that_has_gone_quiet(cast: Cast) -> None:
    row = cast.raised()
    browser = visiting(cast.manager)
    links = re.findall(r'<li><a class="govuk-link" href="(\?[^"]+)"', browser.get(address(row)).content.decode())
    assert links
    for link in links:
        assert browser.get(address(row, html.unescape(link))).status_code == 200
    quiet = browser.get(address(row, f"?agency={RESPONDING}"))
    assert "We have not heard from Family Services" in ready(quiet)
    browser.post(address(row, f"?agency={RESPONDING}"), {"words": "Where do you stand?"})
    assert [(event.key, event.agency) for event in chased(row)] == [(None, RESPONDING)]


def test_what_was_typed_is_kept_when_it_is_refused(cast: Cast) -> None:
    row = cast.raised()
    answer = visiting(cast.manager).post(address(row), {"words": ""})
    assert "Enter what to say" in read(answer)
    assert chased(row) == []
    long = visiting(cast.manager).post(address(row), {"words": "x" * 4001})
    assert "must be 4,000 characters or fewer" in read(long)


def test_whoever_may_not_chase_reads_why_and_an_outsider_finds_nothing(cast: Cast) -> None:
    row = cast.raised()
    for somebody in (cast.outside, cast.workers["schools"]):
        assert visiting(somebody).get(address(row)).status_code == 404
    refused = visiting(cast.other_lead).post(address(row, "?agency=health"), {"words": "Well?"})
    assert "You can chase what is owed to you." in read(refused)
    assert chased(row) == []


def test_the_side_that_raised_it_chases_too_and_comes_back_to_the_escalation(cast: Cast) -> None:
    row = cast.raised()
    answer = visiting(cast.raises).post(address(row, f"?agency={RESPONDING}"), {"words": "Please answer."})
    assert answer.headers["Location"] == f"/escalations/{row.ref}"


@pytest.mark.parametrize("who", ["manager", "raises"])
def test_nothing_owed_is_nothing_to_chase(cast: Cast, who: str) -> None:
    row = cast.raised()
    cast.does(row, cast.raises, MONDAY, cmd.Close, ending="withdrawn", reason="Settled.", override=True)
    person: Person = getattr(cast, who)
    for owed in list(reading.open_escalation(row.ref, person, MONDAY, "page").state.owed()):  # type: ignore[union-attr]  # theirs to see
        cast.does(row, cast.manager, MONDAY, cmd.Discharge, duty=owed.key, note="Done.")
    assert "Nothing is owed here, so there is nothing to chase." in read(visiting(person).get(address(row)))


def test_the_matter_itself_is_chased_before_telling_others_of_it(neighbours: Cast) -> None:
    raised = neighbours.raised(at_stage="stage-1", reason="It will not wait.")
    with clock_at(MONDAY + timedelta(days=14)):
        words = ready(visiting(neighbours.manager).get(address(raised)))
    assert "Tell the Safeguarding Partnership Manager" not in words


def test_words_that_were_typed_and_never_sent_are_there_again(cast: Cast) -> None:
    row = cast.raised()
    browser = visiting(cast.manager)
    ticket = re.search(r'name="ticket" value="([^"]+)"', browser.get(address(row)).content.decode())
    assert ticket
    browser.logout()
    browser.post(address(row), {"words": "Half a sentence", "ticket": ticket[1]})
    browser.force_login(cast.manager)
    again = browser.get(address(row))
    assert ready(again) == "Half a sentence"
    assert "What you typed here before is kept below." in read(again)


def test_whoever_may_chase_nothing_reads_why_in_place_of_the_form(cast: Cast) -> None:
    row = cast.raised()
    answer = visiting(cast.other_lead).get(address(row, "?agency=health"))
    assert "You can chase what is owed to you." in read(answer)
    assert b"There is a problem" not in answer.content
    assert b"<textarea" not in answer.content


def test_nobody_is_asked_to_remind_themselves(neighbours: Cast) -> None:
    row = neighbours.raised(at_stage="stage-1", reason="It will not wait.")
    own = neighbours.rules.duties["enter-on-tracker"].says  # owed by the partnership's manager
    assert own in html.unescape(visiting(neighbours.raises).get(address(row)).content.decode())
    assert own not in html.unescape(visiting(neighbours.manager).get(address(row)).content.decode())
