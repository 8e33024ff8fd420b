"""Rotas as calendar files (iCalendar): shifts out of a file, whatever it contains, and shifts into one.

A file comes from outside, so it is read in two steps. First as lines: only the events and the few things that
we ask of each are kept, so that no description, alarm or home-made time zone is ever looked at, and what repeats
must be of a kind that ends soon. Only then is it given to the library.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

import recurring_ical_events
from icalendar import Calendar, Event
from icalendar.prop import vCalAddress, vText
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from wayforward.core.verdict import Refused
from wayforward.core.working_time.london import LONDON
from wayforward.directory.models import Shift

MOST_BYTES = 1_000_000
MOST_EVENTS = 2_000
MOST_REPEATING = 100
MOST_SHIFTS = 3_000
MOST_DATES = 2_000  # of one event: dates listed one by one
AHEAD = timedelta(weeks=26)
BACK = timedelta(days=3 * 365)  # when something that repeats may have begun
LONGEST = timedelta(days=31)  # nobody is on for longer without a break
KEPT = {
    "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "UID", "SUMMARY", "ATTENDEE",
    "STATUS", "SEQUENCE",
}  # fmt: skip
IN_LISTS = ("RDATE", "EXDATE")
DATED = ("DTSTART", "DTEND", *IN_LISTS, "RECURRENCE-ID")
_ZONE = re.compile(r";TZID=(\"[^\"]*\"|[^;:]*)", re.IGNORECASE)
HOW_OFTEN, UNTIL = ("FREQ", "INTERVAL", "BYDAY", "BYSETPOS", "BYMONTHDAY"), ("UNTIL", "COUNT", "WKST")
_NAME = re.compile(r"[A-Za-z0-9-]+")
_DAY, _EVERY = "(MO|TU|WE|TH|FR|SA|SU)", r"(;INTERVAL=[1-9]\d?)?"  # every 0 days would never end
_DAYS = f"{_DAY}(,{_DAY})*"
# What always comes again soon. A rule that never can, such as 30 February, would be looked for until the year 9999.
_RULE = re.compile(
    rf"FREQ=DAILY{_EVERY}|FREQ=DAILY;BYDAY={_DAYS}|FREQ=WEEKLY{_EVERY}(;BYDAY={_DAYS})?"
    rf"|FREQ=MONTHLY{_EVERY}(;BYDAY=-?[1-4]{_DAY}(,-?[1-4]{_DAY})*|;BYDAY={_DAYS}(;BYSETPOS=-?[1-4])?"
    r"|;BYMONTHDAY=(-1|[1-9]|1\d|2[0-8]))?"
)


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One event of a calendar, at one time: a shift, once it is known whose."""

    uid: str
    says: str  # its summary
    addresses: tuple[str, ...]  # who attends, in small letters
    starts_at: datetime
    ends_at: datetime


def read(data: bytes, at: datetime) -> list[Happening] | Refused:
    """What happens in a calendar from an instant on and for 26 weeks, in order; or why the file is not taken."""
    if len(data) > MOST_BYTES:
        return Refused("The file is larger than 1 MB. Export the rota alone, for the next 26 weeks.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Refused("The file is not a calendar. Choose a file that your calendar exported, which ends in .ics.")
    if "\0" in text or not text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        return Refused("The file is not a calendar. Choose a file that your calendar exported, which ends in .ics.")
    events = _events(text)
    if isinstance(events, Refused):
        return events
    refused = next(filter(None, (_refuses(event, at) for event in events)), None)
    repeating = sum(1 for event in events if "RRULE" in event)
    if refused is None and repeating > MOST_REPEATING:
        refused = f"The file has {repeating:,} events that repeat. {MOST_REPEATING} are the most."
    if refused:
        return Refused(refused)
    try:
        found = list(islice(_expanded(events, at), MOST_SHIFTS + 1))
    except (ValueError, TypeError, KeyError, OverflowError, AttributeError, IndexError):  # whatever the library meets
        return Refused("A date or a time in the file cannot be read. Export it from your calendar again.")
    if len(found) > MOST_SHIFTS:
        return Refused(f"The file has more than {MOST_SHIFTS:,} shifts in 26 weeks. Export one rota at a time.")
    return sorted(found, key=lambda h: (h.starts_at, h.says, h.uid))


Lines = dict[str, list[str]]  # name of a property -> its lines, whole


def _events(text: str) -> list[Lines] | Refused:
    """The events of a calendar with what we ask of each. Folded lines are joined; all else is let go here."""
    events: list[Lines] = []
    inside: list[str] = []
    for line in re.sub(r"\r?\n[ \t]", "", text).splitlines():
        name = (_NAME.match(line) or [""])[0].upper()
        value = line.partition(":")[2].strip().upper()
        if name == "BEGIN":
            inside.append(value)
            if inside == ["VCALENDAR", "VEVENT"]:
                events.append({})
            if len(inside) > 4 or len(events) > MOST_EVENTS:
                return Refused(f"The file holds more than a rota does. {MOST_EVENTS:,} events are the most.")
        elif name == "END":
            inside = inside[:-1] if inside else []
        elif inside == ["VCALENDAR", "VEVENT"] and name in KEPT:
            events[-1].setdefault(name, []).append(line)
    if not events:
        return Refused("The calendar has no events in it.")
    return events


def _refuses(event: Lines, at: datetime) -> str:
    """Why an event would cost more than a rota may, or cannot be placed in time; nothing if it is well."""
    named = f"The event “{_text(event)}”"
    if len(event.get("DTSTART", ())) != 1:
        return f"{named} does not say when it begins. Mend it in your calendar and export again."
    dates = sum(line.count(",") + 1 for name in IN_LISTS for line in event.get(name, ()))
    if dates > MOST_DATES:
        return f"{named} lists {dates:,} dates. {MOST_DATES:,} are the most."
    zones = {
        z.strip('"') for name in DATED for line in event.get(name, ()) for z in _ZONE.findall(line.partition(":")[0])
    }
    unknown = sorted(zone for zone in zones if zone not in available_timezones() and zone not in WINDOWS_TO_OLSON)
    if unknown:
        return (
            f"{named} is in a time zone that nobody else knows: {unknown[0][:40]}. Set it to London, and export again."
        )
    rules = [line.partition(":")[2].strip().upper() for line in event.get("RRULE", ())]
    if not rules:
        return ""
    if len(rules) > 1 or not _RULE.fullmatch(_plain(rules[0])):
        return f"{named} repeats in a way that rotas do not. Let it repeat by the day, the week or the month."
    began = re.search(r":(\d{8})", event["DTSTART"][0])
    if began is None or began[1] < f"{at - BACK:%Y%m%d}":
        return f"{named} has repeated for more than 3 years. Let it begin anew in your calendar, and export again."
    return ""


def _plain(rule: str) -> str:
    """A rule's parts that say how often, in one order, without those that only say until when. Empty: not for us."""
    parts = [part.partition("=")[::2] for part in rule.split(";") if part]
    how = dict(parts)
    if len(how) != len(parts) or set(how) - {*HOW_OFTEN, *UNTIL}:
        return ""
    if how.get("INTERVAL") == "1":
        del how["INTERVAL"]
    return ";".join(f"{name}={how[name]}" for name in HOW_OFTEN if name in how)


def _text(event: Lines) -> str:
    said = (event.get("SUMMARY") or [":without a name"])[0].partition(":")[2]
    return said[:60]


def _expanded(events: Iterable[Lines], at: datetime) -> Iterator[Happening]:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Wayforward//rota//EN"]
    for event in events:
        lines += ["BEGIN:VEVENT", *(line for kept in event.values() for line in kept), "END:VEVENT"]
    calendar = Calendar.from_ical("\r\n".join([*lines, "END:VCALENDAR", ""]))
    for event in calendar.events:
        if "RRULE" in event and event.end - event.start > LONGEST:
            raise ValueError("it would be on for ever")
    for found in recurring_ical_events.of(calendar).between(at, at + AHEAD):
        if str(found.get("STATUS", "")).upper() == "CANCELLED":
            continue
        starts_at, ends_at = _instant(found.start), _instant(found.end)
        if ends_at > at and ends_at > starts_at:
            yield Happening(
                uid=str(found.get("UID", ""))[:255], says=str(found.get("SUMMARY", "")).strip()[:200],
                addresses=_addresses(found.get("ATTENDEE")), starts_at=starts_at, ends_at=ends_at,
            )  # fmt: skip


def _instant(when: date) -> datetime:
    """A day alone begins at midnight in London, and a time without a zone is on London's clocks."""
    if not isinstance(when, datetime):
        return datetime(when.year, when.month, when.day, tzinfo=LONDON)
    return when if when.tzinfo else when.replace(tzinfo=LONDON)


def _addresses(attend: Any) -> tuple[str, ...]:
    several = attend if isinstance(attend, list) else [attend] if attend else []
    return tuple(str(one).strip().lower().removeprefix("mailto:") for one in several)


def write(shifts: Iterable[Shift], title: str, at: datetime, names: Mapping[UUID, str] | None = None) -> bytes:
    """A calendar of shifts: whose, as what and when, and nothing of any case. Post and person must be loaded.

    With `names`, what the agency calls each person, it says by email address who is on, and can be read back in.
    """
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Wayforward//rota//EN")
    calendar.add("x-wr-calname", title)
    for shift in shifts:
        event = Event()
        event.add("uid", f"{shift.pk}@wayforward")
        event.add("dtstamp", at)
        event.add("dtstart", shift.starts_at)
        event.add("dtend", shift.ends_at)
        event.add("summary", shift.post.title)
        if names is not None:
            name = names.get(shift.person_id, shift.person.name)
            event["summary"] = vText(f"{name}: {shift.post.title}")
            event.add("attendee", _attends(shift, name))
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _attends(shift: Shift, name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{shift.person.email}")
    address.params["cn"] = vText(name)
    return address
