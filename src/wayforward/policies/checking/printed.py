"""Times that one place of the text prints and another does not, in days of no kind, or in two strengths."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wayforward.core.policy.duties import Duty
from wayforward.core.policy.times import Stated, Timescale
from wayforward.core.working_time import Amount, Force, Unit
from wayforward.policies.checking.desk import Desk
from wayforward.policies.checking.finding import Finding, Severity
from wayforward.policies.checking.naming import all_of, clauses
from wayforward.policies.checking.times import LIMITS, element, limited

OUTSIDE_THE_PROSE = frozenset({"diagram", "heading", "example", "footnote", "summary", "form"})
STRENGTH = {Force.INDICATIVE: 0, Force.GUIDE: 0, Force.SHOULD: 1, Force.MUST: 2, Force.MAXIMUM: 2}
_NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen|twenty|thirty)"
_DAYS = re.compile(rf"\b{_NUMBER}(?:\s*\([^)]*\))?[\s-]+days?\b", re.IGNORECASE)
_AN_HOUR = re.compile(rf"\b{_NUMBER}[\s-]+hours?\b", re.IGNORECASE)
_A_DAY = re.compile(rf"\b{_NUMBER}[\s-]+(?:working |calendar |week)?days?\b(?!['’])", re.IGNORECASE)


def _timed(desk: Desk) -> Iterator[tuple[Duty, Timescale]]:
    yield from ((duty, duty.time) for duty in desk.duties if duty.time is not None)


def times_that_differ(desk: Desk) -> Iterator[Finding]:
    """CHK-03: two places of the text that give one rule two times."""
    for duty, time in _timed(desk):
        amounts = {str(one.within): one for one in time.stated if one.within is not None and one.within != time.target}
        if len(amounts) < 2:
            continue
        told = all_of(f"{_place(one)} says “{one.printed}”" for one in amounts.values())
        first, second, *_ = (one.within for one in amounts.values() if one.within)
        yield Finding(
            rule="CHK-03",
            severity=Severity.HIGH if duty.kind in LIMITS else Severity.MEDIUM,
            elements=(element(duty),),
            clauses=clauses(one.clause for one in amounts.values()),
            about="time",
            what=f"{limited(duty, desk)}: {told}.",
            why="Each side can point to a place that proves it right, and the person at risk waits for the later one.",
            example=_two_ends(first, second, desk),
            question="Which of these holds?",
        )


def _place(stated: Stated) -> str:
    return "the prose" if stated.where == "prose" else f"the {stated.where}"


def _two_ends(first: Amount, second: Amount, desk: Desk) -> str:
    ends = (desk.ends(desk.eve, first), desk.ends(desk.eve, second))
    if None in ends:
        return f"Begun on {desk.late}, one side works to “{first}” and the other to “{second}”."
    return f"Begun on {desk.late}, it ends on {ends[0]} by one place and on {ends[1]} by the other."


def times_that_only_a_picture_gives(desk: Desk) -> Iterator[Finding]:
    """CHK-03: a time that stands in a diagram or a heading and nowhere in the prose."""
    for duty, time in _timed(desk):
        places = {one.where for one in time.stated}
        counted = time.within is not None and time.within.unit is not Unit.AS_SOON_AS_POSSIBLE
        if time.within is None or not counted or not places or not places <= OUTSIDE_THE_PROSE:
            continue
        yield Finding(
            rule="CHK-03",
            severity=Severity.MEDIUM,
            elements=(element(duty),),
            clauses=clauses(one.clause for one in time.stated),
            about="prose",
            what=f"{limited(duty, desk)}: {_only(places)} a time, and the prose gives none.",
            why="Whoever reads the text finds no time, and whoever looks at the picture finds one.",
            example=f"Begun on {desk.late}, it is late on {desk.ends(desk.eve, time.within) or 'some day'} for one side"
            " and never for the other.",
            question="Does the prose mean the same time?",
        )


def _only(places: set[str]) -> str:
    named = all_of(f"the {place}" for place in sorted(places))
    return f"only {named} {'give' if places - {min(places)} else 'gives'}"


def days_of_no_kind(desk: Desk) -> Iterator[Finding]:
    """CHK-04: days that may be working days or any days; hours and days in one breath."""
    for duty, time in _timed(desk):
        prints = {(one.printed, one.clause) for one in time.stated} | {(time.printed, "")}
        loose = sorted({(words, clause) for words, clause in prints if _DAYS.search(words) or _is_both(words)})
        if not loose:
            continue
        words = loose[0][0]
        cited = clauses(clause for _, clause in loose if clause) or time.clauses or duty.clauses
        told = any(one.within and not _DAYS.search(one.printed) for one in time.stated)
        yield Finding(
            rule="CHK-04",
            severity=Severity.LOW if told else Severity.MEDIUM,
            elements=(element(duty),),
            clauses=cited,
            what=f"{limited(duty, desk)}: “{words}” {_unsaid(words)}.",
            why="Over a weekend or a bank holiday the two readings are days apart, and one of them is too late.",
            example=_two_readings(words, time, desk),
            question="Are these working days or calendar days?" if not _is_both(words) else "Hours, or working days?",
        )


def _is_both(words: str) -> bool:
    """ "48 hours (two working days)"; not "one working day's hours"."""
    return bool(_AN_HOUR.search(words) and _A_DAY.search(words))


def _unsaid(words: str) -> str:
    return "gives hours and days, which differ over a weekend" if _is_both(words) else "does not say which days"


def _two_readings(words: str, time: Timescale, desk: Desk) -> str:
    number = time.within.number if time.within and time.within.number else 3
    if _is_both(words):
        hours = re.search(r"(\d+)\s*hours?", words)
        hourly = Amount(int(hours[1]) if hours else 48, Unit.CLOCK_HOURS)
        days = Amount(max(1, hourly.number // 24), Unit.WORKING_DAYS)
        first, second = desk.ends(desk.eve, hourly), desk.ends(desk.eve, days)
    else:
        first = desk.ends(desk.eve, Amount(number, Unit.CALENDAR_DAYS))
        second = desk.ends(desk.eve, Amount(number, Unit.WORKING_DAYS))
    return f"Begun on {desk.late}, it ends on {first} by one reading and on {second} by the other."


def times_in_two_strengths(desk: Desk) -> Iterator[Finding]:
    """CHK-05: a guide in one place and a limit in another."""
    for duty, time in _timed(desk):
        forces = {one.force: one for one in reversed(time.stated) if one.force in STRENGTH}
        strengths = {STRENGTH[force] for force in forces if force}
        if len(strengths) < 2:
            continue
        told = all_of(f"{_place(one)} {_meant(one)}" for one in reversed(forces.values()))
        yield Finding(
            rule="CHK-05",
            severity=Severity.MEDIUM if max(strengths) - min(strengths) > 1 else Severity.LOW,
            elements=(element(duty),),
            clauses=clauses(one.clause for one in time.stated if one.force in forces),
            what=f"{limited(duty, desk)}: {told}.",
            why="One side takes it for a limit and the other for an aim, so lateness is argued about and not mended.",
            example=_overrun(time, desk),
            question="May it take longer, and who decides that this is safe?",
        )


def _meant(one: Stated) -> str:
    words = {
        Force.MUST: "says that it must be so",
        Force.MAXIMUM: "calls it a maximum",
        Force.SHOULD: "says that it should be so",
        Force.GUIDE: "calls it a guide",
        Force.INDICATIVE: "calls it indicative",
    }
    assert one.force is not None
    return f"{words[one.force]} (“{one.printed}”)"


def _overrun(time: Timescale, desk: Desk) -> str:
    ends = desk.ends(desk.eve, time.within) if time.within else None
    if ends is None:
        return f"Begun on {desk.late}, it is late for one side and on the way for the other."
    return (
        f"Begun on {desk.late} and not settled by {ends}: late for one side, and still within the guide for the other."
    )


RULES = (
    ("CHK-03", times_that_differ),
    ("CHK-03", times_that_only_a_picture_gives),
    ("CHK-04", days_of_no_kind),
    ("CHK-05", times_in_two_strengths),
)
