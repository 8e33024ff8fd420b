"""What falls to somebody with a date, over all their areas: on My work, and in their own calendar by reference only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from icalendar import Calendar, Event

from wayforward.core.commands import Actor
from wayforward.core.escalation import Owed
from wayforward.directory.models import Person
from wayforward.directory.seating import Places, places
from wayforward.escalations import read
from wayforward.escalations.acting import seated
from wayforward.escalations.read import Listed
from wayforward.web.owing import mine

MOST = 100  # open ones in one list: more than anybody can work on, and enough that nothing owed is on a second page
ASKED_AGAIN = timedelta(hours=1)  # how often a calendar program is asked to look


@dataclass(frozen=True)
class Deadline:
    """An instant by which somebody owes something in an escalation: which, and nothing of what."""

    escalation: UUID
    ref: str
    due_at: datetime


def falls_to(entry: Listed, me: Actor) -> list[Owed]:
    """What of an escalation's duties falls to me."""
    return [duty for duty in entry.owed if mine(duty, entry.state, entry.rules, me)]


def owing(person: Person, where: Places, at: datetime) -> list[Listed]:
    """The escalations that somebody may see in which anything may still be owed: those that are open, and then some."""
    who = read.viewer_at(person, where)
    still_open = read.listed(who, read.still_open(), most=MOST)
    return [*still_open, *read.listed(who, read.ended_and_owing(), most=MOST)]


def deadlines(person: Person, at: datetime) -> list[Deadline]:
    """Every date by which the policy asks something of somebody, late ones too, earliest first. Ours are left out."""
    where = places(person, at)
    found = {
        Deadline(entry.row.pk, entry.row.ref, duty.due_at)
        for entry in owing(person, where, at)
        for duty in falls_to(entry, seated(person, where, entry.row, entry.state))
        if duty.due_at is not None and not entry.rules.duties[duty.duty].system
    }
    return sorted(found, key=lambda one: (one.due_at, one.ref))


def calendar(found: Iterable[tuple[Deadline, str]], at: datetime) -> bytes:
    """Deadlines with the address of each escalation as a calendar: reference, instant and link, and nothing else."""
    written = Calendar()
    written.add("version", "2.0")
    written.add("prodid", "-//Wayforward//deadlines//EN")
    written.add("x-wr-calname", "Wayforward")
    written.add("refresh-interval", ASKED_AGAIN, parameters={"value": "DURATION"})
    for one, address in found:
        event = Event()
        event.add("uid", f"{uuid5(one.escalation, one.due_at.isoformat())}@wayforward")
        event.add("dtstamp", at)
        event.add("dtstart", one.due_at)
        event.add("summary", f"{one.ref} due")
        event.add("url", address)
        event.add("transp", "TRANSPARENT")  # nobody is busy because something is due
        written.add_component(event)
    content: bytes = written.to_ical()
    return content
