"""What can be proved of a policy: over all its states and every minute of a year, each answer with its story."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wayforward.core.policy.whole import Policy
from wayforward.core.routing import RouteTable, routes
from wayforward.core.working_time import Calendar
from wayforward.core.working_time.dates import listed
from wayforward.policies.proving import stories
from wayforward.policies.proving.cases import FEW
from wayforward.policies.proving.ends import End, How, Loop, ends, loops
from wayforward.policies.proving.holes import Gap, Unprinted, gaps, unprinted, unstated
from wayforward.policies.proving.hours import Hours, hours
from wayforward.policies.proving.panels import Formed, panels
from wayforward.policies.proving.sentences import (
    at_most,
    capped_by_choice,
    clauses_of,
    labels,
    only_capped,
    the_ends,
    the_loops,
    the_panels,
    the_waits,
)
from wayforward.policies.proving.telling import UNTOLD, Rehearsal, Story
from wayforward.policies.proving.waits import Longest, StageWait, Waits, waits
from wayforward.policies.proving.words import gap_in_words
from wayforward.policies.proving.years import in_force, whole_year


class Holds(StrEnum):
    YES = "yes"
    DECLARED = "declared"  # not so, and the policy or the router says so at once: an honest answer
    NO = "no"


@dataclass(frozen=True)
class Claim:
    """One thing that ought to be true of any policy, and whether it is true of this one."""

    claim: str
    title: str
    holds: Holds
    what: str  # one sentence or two
    clauses: tuple[str, ...]
    story: Story  # the scenario that shows it; none where there is nothing to show


@dataclass(frozen=True)
class Told:
    """Something that was found, with its sentence and its story."""

    says: str
    story: Story


@dataclass(frozen=True)
class Proof:
    """The proof of one policy for one year."""

    policy: Policy
    table: RouteTable
    year: int
    states: int  # lines that can be asked, agency by agency and case by case
    stretches: int  # spans of the year through which their answers were looked at
    claims: tuple[Claim, ...]
    holes: tuple[tuple[Gap, Told], ...]
    unstated: tuple[tuple[str, str], ...]  # agency and line for which the text states no hours
    unprinted: tuple[Unprinted, ...]
    ends: tuple[End, ...]
    loops: tuple[Loop, ...]
    panels: tuple[Formed, ...]
    waits: Waits
    whole: Told  # the longest wait by calendar time
    most_days: Told  # and by working days
    stages: tuple[tuple[StageWait, Story], ...]


def prove(policy: Policy, calendar: Calendar, year: int) -> Proof:
    """Prove a policy for a year. Reads nothing but the policy and the calendar of its nation.

    Raises OutsideCalendar where the year, or a wait that begins in it, runs past the calendar.
    """
    table = routes(policy, calendar)
    on, from_at = Rehearsal(policy, table, calendar), in_force(policy, *whole_year(calendar, year))
    found, waited = hours(policy, table, year), waits(policy, calendar, year)
    holes = tuple(
        (gap, Told(gap_in_words(policy, table, gap, year), stories.of_gap(on, gap, from_at))) for gap in gaps(found)
    )
    nowhere, silent = unprinted(found), unstated(found)
    last, rounds, formed = ends(policy), loops(policy), panels(policy)
    whole, most_days = _wait(on, waited.longest), _wait(on, waited.most_days)
    claims = (
        _somebody(found, holes, silent),
        _printed(policy, nowhere),
        _ended(on, last, from_at),
        _rounds(on, rounds, from_at),
        _panels(on, formed, from_at),
        _waited(policy, waited, whole),
    )
    return Proof(
        policy=policy, table=table, year=year, states=sum(len(one.cases) for one in found if one.stages),
        stretches=sum(len(one.year.cut(one.agency)) for one in found if one.stages), claims=claims, holes=holes,
        unstated=silent, unprinted=nowhere, ends=last, loops=rounds, panels=formed, waits=waited, whole=whole,
        most_days=most_days,
        stages=tuple((wait, stories.of_stage_wait(on, wait)) for wait in waited.stages),
    )  # fmt: skip


def _wait(on: Rehearsal, longest: Longest | None) -> Told:
    if longest is None:
        return Told("", UNTOLD)
    return Told(" ".join(the_waits(on.policy, longest)), stories.of_wait(on, longest))


def _somebody(
    found: tuple[Hours, ...], holes: tuple[tuple[Gap, Told], ...], silent: tuple[tuple[str, str], ...]
) -> Claim:
    title, lines = "Somebody can be rung, or the hole is declared", len({(e.agency, e.line) for e in found if e.stages})
    open_ended = _open_ended(silent, lines) + _in_part(found)
    if not holes:
        named = "Somebody is named at every hour." if lines else "The policy has no lines to ring, so none is empty."
        return Claim("somebody-to-ring", title, Holds.DECLARED if silent else Holds.YES, named + open_ended, (), UNTOLD)
    worst = max(holes, key=lambda each: (each[0].seconds, -sum(map(len, each[0].cases))))  # the plainest of the longest
    number = "1 hole is" if len(holes) == 1 else f"{len(holes)} holes are"
    what = f"{number} declared. The longest: {worst[1].says}{open_ended}"
    clauses = _once(clause for gap, _ in holes for clause in gap.hole.clauses)
    return Claim("somebody-to-ring", title, Holds.DECLARED, what, clauses, worst[1].story)


def _open_ended(silent: tuple[tuple[str, str], ...], lines: int) -> str:
    """What an answer at every hour rests on, where the text states no hours."""
    if not silent:
        return ""
    which = "its line" if lines == 1 else f"{len(silent)} of {lines} lines"
    return f" The text states no hours for {which}: whoever is named there is taken to answer always."


def _in_part(found: tuple[Hours, ...]) -> str:
    """What was not looked at, where there are more kinds of case than can be."""
    part = len({(one.agency, one.line) for one in found if one.stages and not one.whole})
    which = "For 1 line" if part == 1 else f"For {part} lines"
    return f" {which} only the cases with at most {FEW} of its facts recorded were looked at." if part else ""


def _printed(policy: Policy, nowhere: tuple[Unprinted, ...]) -> Claim:
    titles = {post.id: post.title for post in policy.posts}
    title = "Whoever is named can be reached as printed"
    if not nowhere:
        return Claim("number-printed", title, Holds.YES, "Every post that answers has a number or an address.", (), ())
    names = [titles[each.post] for each in nowhere]
    told = listed([*names[:3], f"{len(names) - 3} more"] if len(names) > 4 else names)
    are = "is" if len(names) == 1 else "are"
    what = f"{len(names)} of the posts that answer {are} named, but no number is printed: {told}."
    clauses = _once(clause for each in nowhere for clause in each.clauses)
    return Claim("number-printed", title, Holds.DECLARED, what, clauses, UNTOLD)


def _ended(on: Rehearsal, found: tuple[End, ...], from_at: datetime) -> Claim:
    worst = max(found, key=lambda end: list(How).index(end.how))
    holds = {How.DECIDED: Holds.YES, How.DECLARED: Holds.DECLARED, How.STUCK: Holds.NO}[worst.how]
    story = UNTOLD if worst.how is How.DECIDED else stories.of_end(on, worst, from_at)
    clauses = clauses_of(on.policy, worst.last or worst.deciding)
    return Claim("every-state-ends", "Every case reaches an end", holds, the_ends(on.policy, found), clauses, story)


def _rounds(on: Rehearsal, found: tuple[Loop, ...], from_at: datetime) -> Claim:
    endless = next((loop for loop in found if not loop.bounded), None)
    story = stories.of_loop(on, endless, from_at) if endless else UNTOLD
    clauses = clauses_of(on.policy, endless.stages) if endless else ()
    holds = Holds.NO if endless else Holds.DECLARED if any(loop.begins_anew for loop in found) else Holds.YES
    return Claim("no-endless-loop", "No way goes round for ever", holds, the_loops(on.policy, found), clauses, story)


def _panels(on: Rehearsal, found: tuple[Formed, ...], from_at: datetime) -> Claim:
    failing = next((each for each in found if each.fails_at is not None), None)
    story = stories.of_panel(on, failing, from_at) if failing else UNTOLD
    clauses = failing.clauses if failing else _once(clause for each in found for clause in each.clauses)
    holds, what = Holds.NO if failing else Holds.YES, the_panels(on.policy, found)
    return Claim("panel-can-be-formed", "The panel can always be formed", holds, what, clauses, story)


def _waited(policy: Policy, waited: Waits, whole: Told) -> Claim:
    title = "The longest wait is limited"
    said = {stage.stage: stage.why for stage in waited.stages}
    limits = [duty for duty in policy.duties if duty.stage or duty.stages]
    clauses = _once(clause for duty in limits for clause in (*(duty.time.clauses if duty.time else ()), *duty.clauses))
    if not waited.unlimited:
        what = f"{at_most(waited)}{only_capped(policy, waited)}"
        holds = Holds.DECLARED if capped_by_choice(policy, waited) else Holds.YES
        return Claim("wait-is-limited", title, holds, what, clauses, whole.story)
    without = f"Nothing limits the stay at {listed(labels(policy, waited.unlimited))}."
    holds = Holds.DECLARED if all(said.get(stage) for stage in waited.unlimited) else Holds.NO
    timed = f" The stages with a time: {at_most(waited)}" if whole.says else " No stage has a time."
    return Claim("wait-is-limited", title, holds, without + timed, clauses, whole.story)


def _once(clauses: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clauses))
