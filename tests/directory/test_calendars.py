"""Calendar files in, whatever they contain, and out: what goes out can be read back in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cast import MONDAY, at
from wayforward.core.verdict import Refused
from wayforward.directory import calendars
from wayforward.directory.models import Agency, Person, Post, Shift

LONDON = ZoneInfo("Europe/London")


def calendar(*events: str, before: str = "") -> bytes:
    """A calendar of these events, each of its lines apart."""
    inside = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{before}{inside}END:VCALENDAR\r\n".encode()


def event(*lines: str, starts: str = ";TZID=Europe/London:20261120T170000", lasts: str = "PT16H") -> str:
    return "\r\n".join(["UID:1", f"DTSTART{starts}", f"DURATION:{lasts}", "SUMMARY:Ann Ash", *lines])


def taken(data: bytes) -> list[calendars.Happening]:
    found = calendars.read(data, MONDAY)
    assert not isinstance(found, Refused), found.says
    return found


def refused(data: bytes) -> str:
    found = calendars.read(data, MONDAY)
    assert isinstance(found, Refused)
    return found.says


def starts(data: bytes) -> list[str]:
    return [f"{h.starts_at.astimezone(LONDON):%Y-%m-%d %H:%M}" for h in taken(data)]


def test_an_event_is_a_shift_with_its_name_and_who_attends() -> None:
    (found,) = taken(calendar(event("ATTENDEE;CN=Ann:mailto:Ann.Ash@Example.org")))
    assert (found.says, found.addresses) == ("Ann Ash", ("ann.ash@example.org",))
    assert (found.starts_at, found.ends_at) == (at("2026-11-20 17:00"), at("2026-11-21 09:00"))


def test_what_repeats_is_at_five_in_the_evening_before_and_after_the_clocks_change() -> None:
    found = starts(calendar(event("RRULE:FREQ=WEEKLY;BYDAY=FR,SA;UNTIL=20270403T000000Z")))
    assert {day[-5:] for day in found} == {"17:00"}
    assert {"2027-03-27 17:00", "2027-04-02 17:00"} <= set(found)


def test_a_day_that_is_left_out_or_moved_in_the_calendar_is_left_out_or_moved_here() -> None:
    weekly = event("RRULE:FREQ=WEEKLY", "EXDATE;TZID=Europe/London:20261127T170000")
    moved = event("RECURRENCE-ID;TZID=Europe/London:20261204T170000", starts=";TZID=Europe/London:20261205T180000")
    found = starts(calendar(weekly, moved))
    assert found[:3] == ["2026-11-20 17:00", "2026-12-05 18:00", "2026-12-11 17:00"]


def test_only_the_next_26_weeks_are_read_and_nothing_that_has_ended() -> None:
    found = taken(calendar(event("RRULE:FREQ=WEEKLY", starts=":20260105T110000")))
    assert len(found) == 26
    assert all(happening.ends_at > MONDAY for happening in found)


def test_a_cancelled_event_is_no_shift() -> None:
    assert taken(calendar(event("STATUS:CANCELLED"))) == []


def test_a_day_alone_lasts_from_midnight_to_midnight_in_london() -> None:
    (found,) = taken(calendar("UID:1\r\nSUMMARY:Ann\r\nDTSTART;VALUE=DATE:20261120"))
    assert (found.starts_at, found.ends_at) == (at("2026-11-20 00:00"), at("2026-11-21 00:00"))


def test_the_zone_that_outlook_writes_is_london() -> None:
    assert starts(calendar(event(starts=";TZID=GMT Standard Time:20261120T170000"))) == ["2026-11-20 17:00"]


def test_a_time_zone_that_nobody_knows_is_said_and_never_guessed() -> None:
    says = refused(calendar(event(starts=";TZID=Customised:20261120T170000")))
    assert says.startswith("The event “Ann Ash” is in a time zone that nobody else knows: Customised.")


def test_what_an_event_says_beside_who_and_when_is_never_looked_at() -> None:
    story = event("DESCRIPTION:Child A is at risk", "LOCATION:12 High Street", "X-ANYTHING:more")
    assert "Child A" not in repr(taken(calendar(story)))


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY", "FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2", "FREQ=YEARLY",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;INTERVAL=7;BYDAY=TU", "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=4", "FREQ=DAILY;FREQ=WEEKLY", "FREQ=DAILY;INTERVAL=99999",
        "FREQ=DAILY;INTERVAL=0", "FREQ=MONTHLY;INTERVAL=00", "NONSENSE", "",
    ],
)  # fmt: skip
def test_a_rule_that_could_be_counted_for_ever_is_refused_before_anything_counts(rule: str) -> None:
    assert "repeats in a way that rotas do not" in refused(calendar(event(f"RRULE:{rule}")))


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY", "FREQ=DAILY;INTERVAL=4", "FREQ=DAILY;BYDAY=MO,TU;COUNT=9", "INTERVAL=2;FREQ=WEEKLY;BYDAY=FR",
        "FREQ=WEEKLY;WKST=MO;INTERVAL=1;UNTIL=20270101T000000Z", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1",
        "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYMONTHDAY=28",
    ],
)  # fmt: skip
def test_every_rule_that_rotas_use_is_read(rule: str) -> None:
    assert taken(calendar(event(f"RRULE:{rule}")))


daily = event("RRULE:FREQ=DAILY")
HOSTILE = {
    "nothing": (b"", "not a calendar"),
    "a page": (b"<html><script>", "not a calendar"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), "not a calendar"),
    "a zero byte": (calendar(event().replace("UID:1", "UID:1\0")), "not a calendar"),
    "too large": (b"BEGIN:VCALENDAR\r\n" + b"X" * 1_000_000, "larger than 1 MB"),
    "nested": (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 60_000, "more than a rota does"),
    "too many": (calendar(*[event()] * 2_001), "more than a rota does"),
    "repeating": (calendar(*[event("RRULE:FREQ=DAILY")] * 101), "101 events that repeat"),
    "shifts": (calendar(*[daily.replace("UID:1", f"UID:{n}") for n in range(60)]), "more than 3,000 shifts"),
    "since 1905": (calendar(event("RRULE:FREQ=DAILY", starts=":19050120T170000")), "for more than 3 years"),
    "for ever": (calendar(event("RRULE:FREQ=DAILY", lasts="P9000D")), "cannot be read"),
    "dates": (calendar(event("RDATE:" + ",".join(["20261121T170000"] * 2_001))), "lists 2,001 dates"),
    "no start": (calendar("UID:1\r\nSUMMARY:Ann"), "does not say when it begins"),
    "two starts": (calendar(event("DTSTART:20261120T170000")), "does not say when it begins"),
    "no date": (calendar(event(starts=":2026-11-20")), "cannot be read"),
    "year 0": (calendar(event(starts=":00000000T170000")), "cannot be read"),
    "too long": (calendar(event(lasts="P9999999D")), "cannot be read"),
    "empty": (calendar(), "no events"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_no_rota_gets_a_sentence(name: str) -> None:
    data, says = HOSTILE[name]
    assert says in refused(data)


def test_a_time_zone_written_to_be_counted_for_ever_is_never_looked_at() -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Europe/London\r\nBEGIN:STANDARD\r\nDTSTART:19000101T000000\r\n"
        "RRULE:FREQ=SECONDLY\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    assert starts(calendar(event(), before=zone)) == ["2026-11-20 17:00"]


@settings(max_examples=60)
@given(st.binary(max_size=300), st.text(max_size=120))
def test_no_file_at_all_is_an_error(noise: bytes, text: str) -> None:
    for data in (
        noise,
        b"BEGIN:VCALENDAR\r\n" + noise,
        calendar(event(text)),
        calendar(text),
        calendar(event(f"RRULE:{text}")),
    ):
        found = calendars.read(data, MONDAY)
        assert isinstance(found, (list, Refused))


instants = st.datetimes(datetime(2026, 11, 17), datetime(2027, 5, 1), timezones=st.just(UTC))


@settings(max_examples=50)
@given(st.lists(st.tuples(instants, st.integers(1, 72)), max_size=8))
def test_what_is_written_can_be_read_back_in(times: list[tuple[datetime, int]]) -> None:
    post = Post(title="Duty; “desk”, nights\nand days", agency=Agency(name="Health"))
    who = Person(name="Ann Ash", email="ann@example.org")
    shifts = [
        Shift(
            post=post,
            person=who,
            starts_at=begin.replace(microsecond=0),
            ends_at=begin.replace(microsecond=0) + timedelta(hours=hours),
        )
        for begin, hours in times
    ]
    data = calendars.write(shifts, "Rota", MONDAY, {who.pk: "Ann Ash"})
    if not shifts:
        assert "no events" in refused(data)
        return
    read = sorted((h.starts_at, h.ends_at, h.addresses) for h in taken(data))
    assert read == sorted((s.starts_at, s.ends_at, ("ann@example.org",)) for s in shifts)


def test_ones_own_calendar_names_the_post_and_nobody() -> None:
    post = Post(title="Duty desk", agency=Agency(name="Health"))
    shift = Shift(
        post=post, person=Person(name="Ann Ash", email="ann@example.org"), starts_at=MONDAY, ends_at=at("2026-11-17")
    )
    written = calendars.write([shift], "My shifts", MONDAY).decode()
    assert "Duty desk" in written
    assert "Ann" not in written
    assert "ann@" not in written
