"""A named nurse keeps her trust's directory: somebody new, a rota from a calendar, its gap, and somebody who leaves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.test_other_ways import enters, tabs_to, types
from tests.journeys.visitor import Town, Visitor

NURSE = ("Named nurse", "Fernhill Community Health Trust")
POST = "Safeguarding lead or manager"
ROTA = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:nights
DTSTART;TZID=Europe/London:20250901T090000
DTEND;TZID=Europe/London:20250908T090000
RRULE:FREQ=WEEKLY
EXDATE;TZID=Europe/London:20250922T090000
SUMMARY:{name}
END:VEVENT
BEGIN:VEVENT
UID:agency
DTSTART;TZID=Europe/London:20250922T090000
DTEND;TZID=Europe/London:20250929T090000
SUMMARY:Agency nurse, to be found
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.parametrize(("width", "scripts"), [(1100, True), (320, False)])
def test_a_nurse_keeps_the_directory_of_her_trust(
    town: Town, visitor: Callable[..., Visitor], width: int, scripts: bool
) -> None:
    town.it_is("2025-09-01 10:00")
    name = f"Wren Narrowboat {width}"
    who = visitor(width=width, scripts=scripts)
    who.signs_in_as(*NURSE)
    who.follows("Directory", within="header")
    assert "Is this agency ready?" in who.reads

    adds_somebody(who, name)
    makes_them_deputy(who, name)
    reads_a_rota_in(who, name)
    rings_the_number(who)
    records_that_they_leave(who, name)

    who.follows("What changed")
    assert f"{name}, deputy from 1 September 2025" in who.reads
    assert "Rung on 1 September 2025: it works" in who.reads
    assert "Last day 5 September 2025." in who.reads


def adds_somebody(who: Visitor, name: str) -> None:
    who.follows("People")
    who.follows("Add somebody")
    who.presses("Add them")
    assert "Enter their full name" in who.reads
    who.writes("Full name", name)
    who.writes("Work email address", f"{name.replace(' ', '.')}@example.org")
    who.writes("Job", "Duty nurse")
    who.presses("Add them")
    assert f"{name} is in the directory." in who.reads


def makes_them_deputy(who: Visitor, name: str) -> None:
    who.follows("Posts")
    who.follows(POST)
    who.follows("Put somebody in this post")
    who.page.get_by_label("Who?").select_option(label=name)
    who.chooses("What are they to be?", "A deputy")
    who.presses("Put them in this post")
    assert "They are in this post." in who.reads
    assert name in who.reads


def reads_a_rota_in(who: Visitor, name: str) -> None:
    """A calendar with one week that nobody fills, which the board then says."""
    who.follows("Change how it is reached")
    who.ticks("It needs a rota")
    who.presses("Save")
    who.follows("See the rota")
    who.follows("Read in a calendar file")
    calendar = ROTA.format(name=name).replace("\n", "\r\n").encode()
    who.page.get_by_label("Calendar file").set_input_files(
        {"name": "rota.ics", "mimeType": "text/calendar", "buffer": calendar}
    )
    who.presses("Read it in")
    assert "shifts read in" in who.reads
    assert "Agency nurse, to be found" in who.reads
    assert "It names nobody who works for Fernhill Community Health Trust." in who.reads
    who.follows("See the rota")
    assert "159 hours missing" in who.reads
    who.follows("Readiness")
    assert "Nobody is on for 168 hours from Monday 22 September 2025 at 09:00." in who.reads


def rings_the_number(who: Visitor) -> None:
    who.follows("Posts")
    who.follows(POST)
    assert "On now" in who.reads
    who.presses("I rang it today: it works")
    assert "rung today, and it works" in who.reads


def records_that_they_leave(who: Visitor, name: str) -> None:
    who.follows("People")
    who.follows(name)
    who.follows(f"Record that {name} is leaving")
    who.dates("What is their last day?", 5, 9, 2025)
    who.presses("Continue")
    assert "No open escalation that you can see and that names them" in who.reads
    assert "later shifts, which will be taken out of the rota" in who.reads
    who.page.get_by_label(f"Who takes over: {POST}, as deputy?").select_option(label="Nobody yet")
    who.presses("Record that they leave")
    assert f"{name} leaves on 5 September 2025." in who.reads


def test_somebody_is_added_by_keyboard_alone(town: Town, visitor: Callable[..., Visitor]) -> None:
    town.it_is("2025-09-01 10:00")
    who = visitor()
    page = who.page
    who.signs_in_as(*NURSE)
    enters(page, "Directory")
    enters(page, "People")
    enters(page, "Add somebody")
    types(page, "Full name", "Rook Towpath")
    types(page, "Work email address", "rook.towpath@example.org")
    types(page, "Job", "Ward clerk")
    tabs_to(page, "A manager here")
    page.keyboard.press("Space")
    enters(page, "Add them")
    assert "Rook Towpath is in the directory." in who.reads


def test_the_office_sees_what_is_not_ready_over_all_agencies_and_nobody_else_does(
    town: Town, visitor: Callable[..., Visitor]
) -> None:
    town.it_is("2025-09-01 10:00")
    who = visitor()
    who.signs_in_as("Partnership manager", "Barnsley partnership office")
    who.follows("Directory", within="header")
    who.follows("See what is not ready in all of Barnsley")
    assert "Whoever rings gets no answer." in who.reads
    where = who.address
    who.signs_in_as(*NURSE)
    who.goes_to(where)
    assert "Page not found" in who.reads
