"""The hour of the morning at which people are told of a day: the next one, and the one a time of days ends on."""

from __future__ import annotations

from datetime import date, datetime, time

from wayforward.core.rulebook import Rulebook
from wayforward.core.working_time import Amount, OutsideCalendar, Unit, deadline, instant, on_the_wall

MORNING = time(9)
HOURS = (Unit.CLOCK_HOURS, Unit.WORKING_HOURS)


def morning(rules: Rulebook, day: date) -> datetime:
    """The instant of a day at which people are told of it: the policy's hour, or 09:00 where it has none (A-04)."""
    return instant(day, rules.policy.reminders.due_today or MORNING)


def morning_of(rules: Rulebook, at: datetime) -> datetime:
    """The morning of the London day on which an instant falls."""
    return morning(rules, on_the_wall(at).date())


def working_morning(rules: Rulebook, at: datetime) -> datetime | None:
    """The first morning of a working day that is not before `at`; None where no calendar reaches."""
    day = on_the_wall(at).date()
    try:
        if rules.calendar.is_working_day(day) and morning(rules, day) >= at:
            return morning(rules, day)
        return morning(rules, rules.calendar.next_working_day(day))
    except OutsideCalendar:
        return None


def nth_working_morning(rules: Rulebook, after: datetime, n: int) -> datetime | None:
    """The morning of the nth working day after the day of an instant; None where no calendar reaches."""
    try:
        return morning(rules, rules.calendar.add_working_days(on_the_wall(after).date(), n))
    except OutsideCalendar:
        return None


def working_days_since(rules: Rulebook, start: datetime, end: datetime) -> int:
    """The working days after the day of one instant, up to and including that of the other; 0 where unknown."""
    try:
        return rules.calendar.working_days_between(on_the_wall(start).date(), on_the_wall(end).date())
    except OutsideCalendar:
        return 0


def ends(rules: Rulebook, start: datetime, amount: Amount) -> datetime | None:
    """When somebody is told that an amount of time from `start` has gone: hours to the minute, days in the morning.

    A time of days that would end on the morning of a day that has begun already ends on the next.
    """
    try:
        due_at = deadline(start, amount, rules.calendar, rules.policy.reading).due_at
    except OutsideCalendar:
        return None
    if due_at is None or amount.unit in HOURS:
        return due_at
    told = morning_of(rules, due_at)
    return told if told > start else due_at
