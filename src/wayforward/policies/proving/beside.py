"""The longest wait that a policy permits, in one line, alone or beside that of another version."""

from __future__ import annotations

from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import Calendar
from wayforward.core.working_time.dates import listed
from wayforward.policies.proving.sentences import capped_by_choice, labels
from wayforward.policies.proving.waits import Longest, Waits, waits
from wayforward.policies.proving.words import lasting, working_days


def in_one_line(policy: Policy, calendar: Calendar, year: int) -> str:
    """ "The longest wait that is permitted is 15 working days, at most 27 days by the calendar."

    Raises OutsideCalendar past the calendar's end.
    """
    return _line(policy, waits(policy, calendar, year))


def in_one_line_beside(before: Policy, after: Policy, calendar: Calendar, year: int) -> str:
    """The same for a version that takes the place of another, and whether the wait is longer or shorter than it was."""
    was, now = waits(before, calendar, year), waits(after, calendar, year)
    if was.longest is None or now.longest is None or was.most_days is None or now.most_days is None:
        same = was.longest is None and now.longest is None
        return f"{_line(after, now)}{' As before.' if same else f' Before: {_line(before, was)}'}"
    ordered = (now.most_days.working_days, now.longest.lasts), (was.most_days.working_days, was.longest.lasts)
    if ordered[0] == ordered[1] and was.unlimited == now.unlimited:
        return f"{_line(after, now)} As before."
    change = "longer than" if ordered[0] > ordered[1] else "shorter than" if ordered[0] < ordered[1] else "as long as"
    return f"{_line(after, now)} That is {change} before. Before: {_line(before, was)}"


def _line(policy: Policy, waited: Waits) -> str:
    if waited.longest is None or waited.most_days is None:
        return "The policy limits no wait: no stage has a time."
    days = working_days(waited.most_days.working_days)
    line = f"{days}, at most {_calendar(waited.longest)} by the calendar"
    if capped_by_choice(policy, waited):
        return f"The longest wait is {line}, by a limit that the text itself ties to no stage."
    if waited.limited:
        return f"The longest wait that is permitted is {line}."
    return f"The stages with a time take {line}; nothing limits {listed(labels(policy, waited.unlimited))}."


def _calendar(longest: Longest) -> str:
    return lasting(longest.lasts)
