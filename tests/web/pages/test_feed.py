"""Deadlines in somebody's own calendar: by reference only, behind a key that is nobody else's, and gone with them."""

import re
from datetime import timedelta

import pytest
from icalendar import Calendar, Component

from tests.cast import MONDAY, Cast
from tests.web.visiting import clock_at, evened, read, visiting
from wayforward.core import commands as cmd
from wayforward.directory.models import Person, Work
from wayforward.notices.models import Feed
from wayforward.web.deadlines import deadlines

CANARIES = ("Zebulon Canary", "Quillfeather", "Marmalade Lane", "Ottoline")
KEPT = {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "URL", "TRANSP"}


def made(person: Person) -> str:
    """The path of somebody's new address, from the page that shows it."""
    shown = visiting(person).post("/my-calendar", {"do": "make"})
    found = re.search(r"http://testserver(/calendar/[\w-]{43}\.ics)", shown.content.decode())
    assert found
    return found[1]


def events(path: str) -> list[Component]:
    """What a calendar program reads there, without signing in."""
    answer = visiting(None).get(path)
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_a_calendar_program_reads_each_deadline_by_reference_instant_and_link_alone(cast: Cast) -> None:
    row = cast.raised()
    found = events(made(cast.raises))
    assert found
    due = {one.due_at for one in deadlines(cast.raises, MONDAY)}
    assert {event["DTSTART"].dt for event in found} == due
    for event in found:
        assert set(event.keys()) == KEPT
        assert event["SUMMARY"] == f"{row.ref} due"
        assert event["URL"] == f"http://testserver/escalations/{row.ref}"


def test_it_shows_what_my_work_shows_as_mine(cast: Cast) -> None:
    row = cast.raised()
    for who in (cast.raises, cast.lead, cast.other_lead, cast.manager):
        work = read(visiting(who).get("/my-work")).partition("For you to do")[2].partition("Waiting for")[0]
        dated = {one.ref for one in deadlines(who, MONDAY)}
        assert (row.ref in dated) == ("Next by" in work), who.name


def test_what_is_late_stays_in_the_calendar_at_its_own_instant(cast: Cast) -> None:
    cast.raised()
    path = made(cast.raises)
    before = {event["DTSTART"].dt for event in events(path)}
    with clock_at(MONDAY + timedelta(days=30)):
        assert before <= {event["DTSTART"].dt for event in events(path)}


def test_nothing_that_anybody_wrote_or_that_names_anybody_is_in_it(cast: Cast) -> None:
    zebulon, quill, lane, ottoline = CANARIES
    row = cast.raised(
        subjects=(cmd.Subject(kind="child", name=zebulon, born_on="2015-01-01"),), answers={"decided": quill}
    )
    cast.does(row, cast.raises, MONDAY, cmd.RecordDiscussion, summary=lane, people=ottoline)
    path = made(cast.raises)
    content = visiting(None).get(path).content.decode()
    told = [*CANARIES, "Nurse", "Health", "Family", "Stage", cast.policy.title, cast.partnership.name]
    for secret in told:
        assert secret not in content
    folded = content.replace("\r\n ", "")
    assert set(re.findall(r"(?m)^([A-Z-]+)[:;]", folded)) <= KEPT | {
        "BEGIN", "END", "VERSION", "PRODID", "X-WR-CALNAME", "REFRESH-INTERVAL"
    }  # fmt: skip


def test_of_an_escalation_that_somebody_may_no_longer_see_nothing_is_left_in_it(cast: Cast) -> None:
    row = cast.raised()
    path = made(cast.raises)
    row.conflicts.create(person=cast.raises, declared_at=MONDAY)
    assert events(path) == []


def test_no_copy_is_kept_and_no_session_begun(cast: Cast) -> None:
    cast.raised()
    answer = visiting(None).get(made(cast.raises))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert not answer.cookies


# --- the key --------------------------------------------------------------------------------------------------------


def test_the_key_is_256_bits_and_only_its_hash_is_kept(cast: Cast) -> None:
    key = made(cast.raises).removeprefix("/calendar/").removesuffix(".ics")
    assert len(key) == 43
    assert Feed.objects.get().digest != key
    assert key not in str(vars(Feed.objects.get()))
    assert key != made(cast.lead).removeprefix("/calendar/").removesuffix(".ics")


def test_the_address_is_shown_once(cast: Cast) -> None:
    path = made(cast.raises)
    shown = visiting(cast.raises).get("/my-calendar")
    assert path not in shown.content.decode()
    assert "It cannot be shown again." in read(shown)


def test_a_new_address_ends_the_one_before_it_and_stopping_ends_it_for_good(cast: Cast) -> None:
    first = made(cast.raises)
    second = made(cast.raises)
    assert visiting(None).get(first).status_code == 404
    assert visiting(None).get(second).status_code == 200
    assert visiting(cast.raises).post("/my-calendar", {"do": "stop"}).status_code == 302
    assert visiting(None).get(second).status_code == 404
    assert not Feed.objects.exists()


def test_it_dies_with_the_account(cast: Cast) -> None:
    path, other = made(cast.raises), made(cast.lead)
    Person.objects.filter(pk=cast.raises.pk).update(is_active=False)
    assert visiting(None).get(path).status_code == 404
    Work.objects.filter(person=cast.lead).update(until_on=MONDAY.date() - timedelta(days=1))
    cast.lead.holds.update(until_on=MONDAY.date() - timedelta(days=1))
    assert visiting(None).get(other).status_code == 404


@pytest.mark.parametrize("key", ["x", "A" * 43, "A" * 44, "é" * 43, "A" * 5000])
def test_whatever_is_no_key_gets_the_answer_of_what_is_not_there(cast: Cast, key: str) -> None:
    made(cast.raises)
    nowhere = visiting(None).get("/no-such-page")
    answer = visiting(None).get(f"/calendar/{key}.ics")
    assert (answer.status_code, evened(answer.content)) == (404, evened(nowhere.content))
    assert dict(answer.headers) == dict(nowhere.headers)


def test_reading_it_is_written_down_at_most_once_an_hour(cast: Cast) -> None:
    path = made(cast.raises)
    for minutes, read_at in ((0, 0), (30, 0), (59, 0), (60, 60)):
        with clock_at(MONDAY + timedelta(minutes=minutes)):
            visiting(None).get(path)
        assert Feed.objects.get().read_at == MONDAY + timedelta(minutes=read_at)
    assert "A calendar last read it on Monday 16 November 2026 at 11am" in read(
        visiting(cast.raises).get("/my-calendar")
    )


def test_the_page_says_what_a_calendars_provider_will_see(cast: Cast) -> None:
    shown = read(visiting(cast.raises).get("/my-calendar"))
    assert "whoever provides it" in shown
    assert "They can see how many deadlines you have, and when." in shown
