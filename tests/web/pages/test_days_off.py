"""The office declares a day off: it sees first what moves, and then it has moved."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import MONDAY, Cast, at
from tests.web.visiting import clock_at, filled, read, visiting
from wayforward.core import commands as cmd
from wayforward.directory import days_off
from wayforward.directory.days_off import CLOSURE, Change
from wayforward.directory.models import CalendarChange
from wayforward.escalations import adopting
from wayforward.policies import shelf

ENGLAND = shelf.calendar("england")
NOW = at("2026-11-17 11:00")
WEDNESDAY = date(2026, 11, 18)
PAGE, DECLARE = "/days-off/havering", "/days-off/havering/declare"
TYPED = {
    "day-day": "18", "day-month": "11", "day-year": "2026", "kind": "closure", "name": "Office move",
    "because": "The building is closed for the move.",
}  # fmt: skip


def office(cast: Cast) -> Client:
    return visiting(cast.manager)


def posted(client: Client, **changes: Any) -> Any:
    with clock_at(NOW):
        return client.post(DECLARE, {**TYPED, **changes})


def confirmed(client: Client) -> Any:
    checked = posted(client)
    with clock_at(NOW):
        return client.post(DECLARE, {**filled(checked)})


def test_the_check_page_says_what_moves_from_when_to_when_and_saves_nothing(cast: Cast) -> None:
    row = cast.raised(MONDAY)
    first = {duty.key: duty.due_at for duty in row.duties.all()}
    said = read(posted(office(cast)))
    assert "Check what it moves" in said
    assert row.ref in said
    assert "Wednesday 18 November 2026: Office move" in said
    assert "becomes" in said
    assert not CalendarChange.objects.exists()
    assert {duty.key: duty.due_at for duty in row.duties.all()} == first


def test_declaring_it_moves_the_dates_in_the_same_step(cast: Cast) -> None:
    row = cast.raised(MONDAY)
    said = read(confirmed(office(cast)))
    assert "The day is declared" in said
    assert row.ref in said
    assert "and is now due by" in said
    change = CalendarChange.objects.get()
    assert (change.day, change.kind, change.name, change.by) == (
        WEDNESDAY,
        CLOSURE,
        "Office move",
        str(cast.manager.pk),
    )
    row.refresh_from_db()
    assert row.calendar_seq == 1


def test_the_escalation_and_its_record_say_that_the_date_moved_and_why(cast: Cast) -> None:
    row = cast.raised(MONDAY)
    confirmed(office(cast))
    with clock_at(NOW):
        for address in (f"/escalations/{row.ref}", f"/escalations/{row.ref}/record"):
            said = read(visiting(cast.raises).get(address))
            assert "Wednesday 18 November 2026 is a day off in this partnership: “Office move”." in said


def test_what_the_office_may_not_see_moves_and_is_not_named(cast: Cast) -> None:
    hidden, seen = cast.raised(MONDAY), cast.raised(MONDAY)
    cast.does(hidden, cast.manager, MONDAY, cmd.DeclareConflict, person=str(cast.manager.pk), reason="A cousin.")
    client = office(cast)
    for answer in (posted(client), confirmed(client)):
        said = read(answer)
        assert seen.ref in said
        assert hidden.ref not in said
    hidden.refresh_from_db()
    assert hidden.calendar_seq == 1


def test_a_date_that_a_person_extended_is_said_to_stay(cast: Cast) -> None:
    row = cast.raised(MONDAY)
    owed = row.duties.filter(due_at__isnull=False).exclude(duty__contains="remind").order_by("due_at").first()
    assert owed is not None
    cast.does(
        row, cast.manager, MONDAY, cmd.Extend, duty=owed.key, until_at=at("2026-11-27"), reason="Ill.",
        judged_safe_by="Dr A",
    )  # fmt: skip
    assert "A person extended this date, so it stays." in read(posted(office(cast)))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"day-day": "21"}, "Saturday"),
        ({"name": " "}, "Enter what people call the day"),
        ({"because": ""}, "Enter why"),
        ({"kind": "working"}, "is a working day already"),
        ({"day-day": "40"}, "must be a real date"),
    ],
)
def test_what_cannot_be_declared_is_said_and_what_was_typed_stays(
    cast: Cast, changes: dict[str, str], says: str
) -> None:
    answer = posted(office(cast), **changes)
    assert says in read(answer)
    assert "Declare a day" in read(answer)
    assert not CalendarChange.objects.exists()


def test_sending_the_check_page_twice_declares_it_once(cast: Cast) -> None:
    client = office(cast)
    checked = posted(client)
    with clock_at(NOW):
        client.post(DECLARE, filled(checked))
        again = client.post(DECLARE, filled(checked))
    assert "is a day off already: Office move" in read(again)
    assert CalendarChange.objects.count() == 1


def test_the_list_shows_where_each_day_comes_from_and_lets_a_declared_one_be_taken_back(cast: Cast) -> None:
    confirmed(office(cast))
    with clock_at(NOW):
        answer = office(cast).get(PAGE)
        said = read(answer)
        assert "Christmas Day" in said
        assert "Bank holiday in England" in said
        assert "A closure, declared here" in said
        assert "The building is closed for the move." in said
        form = office(cast).get(f"{DECLARE}?day=2026-11-18&kind=undone")
    assert 'value="undone" checked' in form.content.decode()
    assert "0 escalations" not in said


def test_the_tracker_says_that_dates_are_still_to_be_counted_until_the_clock_has_done_it(cast: Cast) -> None:
    cast.raised(MONDAY)
    asked = Change(WEDNESDAY, CLOSURE, "Office move")
    days_off.declare(cast.partnership, asked, "The move.", "operator", NOW, ENGLAND)
    with clock_at(NOW):
        said = read(office(cast).get("/tracker/havering"))
    assert "1 escalation is still being counted anew" in said


def test_opening_one_that_is_still_to_be_counted_shows_its_new_dates(cast: Cast) -> None:
    row = cast.raised(at("2026-11-11"))
    asked = Change(WEDNESDAY, CLOSURE, "Office move")
    days_off.declare(cast.partnership, asked, "The move.", "operator", NOW, ENGLAND)
    with clock_at(at("2026-11-19 09:00")):
        said = read(visiting(cast.raises).get(f"/escalations/{row.ref}"))
    assert "Wednesday 18 November 2026 is a day off" in said


def test_the_public_pages_of_an_area_count_by_its_own_days(cast: Cast) -> None:
    days_off.declare(cast.partnership, Change(WEDNESDAY, CLOSURE, "Office move"), "x", "operator", NOW, ENGLAND)
    with clock_at(NOW):
        said = read(visiting(None).get("/policies/havering/dates"))
    assert "Office move" in said


def test_the_check_page_asks_the_same_of_the_database_however_many_are_open(cast: Cast) -> None:
    counted = []
    for _ in range(2):
        for _ in range(3):
            cast.raised(MONDAY)
        client = office(cast)
        posted(client)
        with CaptureQueriesContext(connection) as asked:
            posted(client)
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_a_text_on_the_desk_is_counted_by_the_days_of_its_partnership(cast: Cast) -> None:
    days_off.declare(cast.partnership, Change(WEDNESDAY, CLOSURE, "Office move"), "x", "operator", NOW, ENGLAND)
    version = adopting.version_from(cast.policy, cast.partnership)
    assert version.rules.calendar.why_not(WEDNESDAY) == "Office move"
    assert version.routes.calendar.why_not(WEDNESDAY) == "Office move"
