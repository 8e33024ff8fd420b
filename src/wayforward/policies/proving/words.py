"""What was proved, in short sentences: hours of the week, kinds of case, and how long a wait is."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

from wayforward.core.lifecycle.raising import SUBJECTS
from wayforward.core.policy.whole import Policy
from wayforward.core.routing import RouteTable
from wayforward.core.routing.words import line_name
from wayforward.core.working_time import Amount, Unit, on_the_wall
from wayforward.core.working_time.dates import WEEKDAYS, listed
from wayforward.core.working_time.london import DAY, moment
from wayforward.policies.proving.holes import Answers, Case, Gap
from wayforward.policies.proving.hours import Open

Spans = tuple[tuple[int, int], ...]  # seconds of a day, from one up to and not including another
WHOLE_DAY: Spans = ((0, DAY),)


def week(table: RouteTable, agency: str, windows: frozenset[Open]) -> dict[str, Spans]:
    """The hours of an ordinary week in which exactly these windows hold, and of bank holidays where they differ.

    By day of the week; "bank holidays" stands for one on any weekday, and "bank holiday on a ..." for one day's.
    """
    found = {name: _spans(table, agency, windows, number * 4) for number, name in enumerate(WEEKDAYS)}
    off = {name: _spans(table, agency, windows, number * 4 + 1) for number, name in enumerate(WEEKDAYS)}
    differ = {name: spans for name, spans in off.items() if spans != found[name]}
    at_work = WEEKDAYS[:5]
    if differ and len({off[name] for name in at_work}) == 1:
        found["bank holidays"] = off[at_work[0]]
        differ = {name: spans for name, spans in differ.items() if name not in at_work}
        differ = {name: spans for name, spans in differ.items() if spans != found["bank holidays"]}
    return found | {f"bank holiday on a {name}": spans for name, spans in differ.items()}


def in_words(hours: dict[str, Spans]) -> str:
    """ "Monday to Friday before 09:00 and from 17:00; Saturday and Sunday all day; bank holidays all day"."""
    if all(spans == WHOLE_DAY for spans in hours.values()):
        return "at every hour"
    alike: dict[Spans, list[str]] = {}
    for day, spans in hours.items():
        alike.setdefault(spans, []).append(day)
    parts = [
        f"{_days(named)} {listed([_span(*span) for span in spans])}"
        for spans, days in alike.items()
        if spans
        for named in ([day for day in days if day in WEEKDAYS], [day for day in days if day not in WEEKDAYS])
        if named
    ]
    return "; ".join(parts) or "on a few days of the year only"


def _days(named: list[str]) -> str:
    """ "Monday to Friday", "Monday and Wednesday"."""
    places = [WEEKDAYS.index(day) for day in named if day in WEEKDAYS]
    run = len(places) > 2 and places[-1] - places[0] == len(places) - 1
    return f"{named[0]} to {named[-1]}" if run else listed(named)


def clock(second: int) -> str:
    return f"{second // 3600:02}:{second % 3600 // 60:02}" + (f":{second % 60:02}" if second % 60 else "")


def _span(begins: int, until: int) -> str:
    if (begins, until) == WHOLE_DAY[0]:
        return "all day"
    if begins == 0:
        return f"before {clock(until)}"
    return f"from {clock(begins)}" if until == DAY else f"from {clock(begins)} to {clock(until)}"


def _spans(table: RouteTable, agency: str, windows: frozenset[Open], kind: int) -> Spans:
    """The spans of one kind of day (see the calendar's table) in which exactly these windows hold."""
    known = [table.windows[name] for name in sorted(table.rows.hours(agency))]
    edges = sorted({0, DAY, *(turn for window in known for turn in window.patterns[kind].turns)})
    found: list[tuple[int, int]] = []
    for begins, until in itertools.pairwise(edges):
        if frozenset(window.id for window in known if window.patterns[kind].is_open(begins)) in windows:
            joined = bool(found) and found[-1][1] == begins
            found = [*found[:-1], (found[-1][0], until)] if joined else [*found, (begins, until)]
    return tuple(found)


def case_in_words(policy: Policy, table: RouteTable, agency: str, case: Case) -> str:
    """ "the case is “Open” and “Is it urgent?” is answered yes"; nothing where every case is meant."""
    told = [_told(policy, table, agency, fact, answers) for fact, answers in case]
    return listed(told) if told else ""


def _told(policy: Policy, table: RouteTable, agency: str, name: str, alternatives: tuple[Answers, ...]) -> str:
    """One fact and the answers, any of which it has, in the policy's own words."""
    if name == "status":
        titles = table.statuses_of(agency)
        return (
            f"the case is {' or '.join(f'“{titles.get(each) or each}”' for answer in alternatives for each in answer)}"
        )
    if name == "subject":
        people = (listed([SUBJECTS.get(each, each) for each in answer]) for answer in alternatives)
        return f"it is about {', or about '.join(people)}"
    fact = next((each for each in policy.facts if each.id == name), None)
    if fact is None:
        return f"{name} is {' or '.join(listed(list(answer)) for answer in alternatives)}"
    says = {option.id: option.says for option in fact.options}
    chosen = [listed([says.get(each) or each for each in answer]) for answer in alternatives]
    if fact.options:  # "no" stands for nothing chosen
        nothing = "nothing is chosen at" if alternatives[0] == ("no",) else ""
        chosen = chosen[1:] if nothing else chosen
        said = f"“{fact.asks}” is answered {' or '.join(chosen)}" if chosen else ""
        return " or ".join(filter(None, (f"{nothing} “{fact.asks}”" if nothing else "", said)))
    return f"“{fact.asks}” is answered {' or '.join(chosen)}"


def gap_in_words(policy: Policy, table: RouteTable, gap: Gap, year: int) -> str:
    """One hole as a sentence: who, which line, which cases, which hours, how many hours of the year."""
    cases = [case_in_words(policy, table, gap.agency, case) for case in gap.cases]
    where = f" where {'; or '.join(cases)}" if all(cases) else ""
    hours = in_words(week(table, gap.agency, gap.windows))
    return (
        f"{table.title(gap.agency)}, {where_asked(policy, gap)}: nobody is named {hours}{where}."
        f" That is {gap.hours:,.0f} hours of {year}, first on {moment(gap.first_at)}."
    )


def where_asked(policy: Policy, gap: Gap) -> str:
    """ "line 2", "Stage Three" where a line is one stage's own, or the side route that the facts lead to."""
    if gap.line.isdecimal() or gap.line not in gap.asked:
        return line_name(gap.line)
    return listed([stage.label for stage in policy.stages if stage.id in gap.stages])


def working_days(count: int) -> str:
    """ "1 working day", "15 working days"."""
    return str(Amount(count, Unit.WORKING_DAYS))


def lasting(lasts: timedelta) -> str:
    """ "26 days and 3 hours", to the nearest minute: a day that ends at 23:59:59 is a whole day."""
    minutes = round(lasts / timedelta(minutes=1))
    counts = (minutes // 1440, "day"), (minutes % 1440 // 60, "hour"), (minutes % 60, "minute")
    return listed([f"{n} {what}{'' if n == 1 else 's'}" for n, what in counts if n]) or "no time"


def until(at: datetime) -> str:
    """ "the end of Monday 4 January 2027", or the day and the hour."""
    wall = on_the_wall(at)
    said = moment(at)
    return f"the end of {said.partition(' at ')[0]}" if (wall.hour, wall.minute, wall.second) == (23, 59, 59) else said
