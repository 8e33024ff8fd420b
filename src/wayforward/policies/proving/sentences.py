"""The claims of a proof, each in a sentence or two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wayforward.core.policy.whole import Policy
from wayforward.core.working_time.dates import listed
from wayforward.core.working_time.london import moment
from wayforward.policies.proving.clocks import Stay
from wayforward.policies.proving.ends import End, How, Loop
from wayforward.policies.proving.panels import FEWEST, MOST, Formed
from wayforward.policies.proving.waits import Longest, Waits
from wayforward.policies.proving.words import lasting, until, working_days


def labels(policy: Policy, stages: Iterable[str]) -> list[str]:
    """How the policy calls these stages; with the title where two have one label."""
    every = [stage.label for stage in policy.stages]
    called = {
        stage.id: stage.label if every.count(stage.label) == 1 else f"{stage.label} ({stage.title})"
        for stage in policy.stages
    }
    return [called[stage] for stage in stages]


def clauses_of(policy: Policy, stages: Iterable[str]) -> tuple[str, ...]:
    """What these stages rest on, their decisions included."""
    known = {stage.id: stage for stage in policy.stages}
    found: dict[str, None] = {}
    for stage in dict.fromkeys(stages):
        decision = known[stage].decision
        found |= dict.fromkeys((*(decision.clauses if decision else ()), *known[stage].clauses))
    return tuple(found)


def the_waits(policy: Policy, longest: Longest) -> Iterator[str]:
    """The story of a longest wait: when it begins, how long each stage may take, and what that adds up to."""
    walk = longest.walk
    yield f"Raised on {moment(walk.raised_at)}."
    for stay in walk.stays:
        if stay.bound and stay.left_at > stay.entered_at:
            yield f"{labels(policy, [stay.stage])[0]} may last until {until(stay.left_at)} ({_bound(policy, stay)})."
    days = working_days(longest.working_days)
    yield f"That is {days}, and {lasting(longest.lasts)} by the calendar."


def at_most(waited: Waits) -> str:
    """The longest wait in one sentence: how long, and when it would have to be raised."""
    longest, most_days = waited.longest, waited.most_days
    assert longest is not None  # something is timed
    assert most_days is not None
    days = working_days(most_days.working_days)
    when = moment(longest.walk.raised_at)
    return f"At most {days}, and {lasting(longest.lasts)} by the calendar if it is raised on {when}."


def only_capped(policy: Policy, waited: Waits) -> str:
    """A sentence about the stages that have no time of their own, and that only a limit over several stages ends."""
    capped = [stage for stage in waited.stages if stage.within is None and stage.caps]
    if not capped:
        return ""
    have, own = ("has", "its own") if len(capped) == 1 else ("have", "their own")
    rests = _rests(policy, capped[0].caps[0])
    stages = listed(labels(policy, [stage.stage for stage in capped]))
    alone = " The text itself ties that limit to no stage." if capped_by_choice(policy, waited) else ""
    return f" {stages} {have} no time of {own}: only the limit over several stages ends the wait there{rests}.{alone}"


def capped_by_choice(policy: Policy, waited: Waits) -> bool:
    """Whether what ends the wait somewhere is a limit that the partnership chose to lay over the stages."""
    tied = {duty.id for duty in policy.duties if "stages" not in duty.unstated}
    return any(stage.within is None and stage.caps and tied.isdisjoint(stage.caps) for stage in waited.stages)


def _bound(policy: Policy, stay: Stay) -> str:
    duty = next(each for each in policy.duties if each.id == stay.bound)
    assert duty.time is not None  # only what has a time is a limit
    over = f" over several stages{_rests(policy, duty.id)}" if duty.stages else ""
    return f"{duty.time.within}{over}"


def _rests(policy: Policy, cap: str) -> str:
    """What a partnership chose where its policy does not say so itself."""
    duty = next(each for each in policy.duties if each.id == cap)
    chosen = list(dict.fromkeys((*(duty.time.assumptions if duty.time else ()), *duty.assumptions)))
    return f", which rests on {listed(chosen)}" if chosen else ""


def the_ends(policy: Policy, found: tuple[End, ...]) -> str:
    stuck = [end for end in found if end.how is How.STUCK]
    left = [end for end in found if end.how is How.DECLARED]
    if not stuck and not left:
        deciding = dict.fromkeys(stage for end in found for stage in end.deciding)
        return f"From every stage there is a way to somebody who decides, at {listed(labels(policy, deciding))}."
    if not stuck:
        last = dict.fromkeys(stage for end in left for stage in end.last)
        return (
            f"Nobody can decide at the end of the way, at {listed(labels(policy, last))}. A case on which people do not"
            f" come to agree is withdrawn there, or closed as: {' or '.join(_endings(policy, left[0]))}."
        )
    last = dict.fromkeys(stage for end in stuck for stage in end.last)
    return f"At {listed(labels(policy, last))} the way stops: nobody decides, and all that is left is to withdraw."


def _endings(policy: Policy, end: End) -> list[str]:
    return [ending.title for ending in policy.endings if ending.id in end.endings]


def the_loops(policy: Policy, found: tuple[Loop, ...]) -> str:
    endless = [loop for loop in found if not loop.bounded]
    if endless:
        return f"{_round(policy, endless[0])}, with no maximum and no timescale{_others(len(endless) - 1)}."
    if not found:
        return "No way leads back to where a case has been."
    free = next((loop for loop in found if loop.begins_anew), None)
    often = " Nothing says how often it may begin again." if free else ""
    ended = "a limit over all of it ends it" if found[0].caps else "a time limits it"
    if len(found) == 1:
        return f"{_round(policy, found[0])}, and {ended}.{often}"
    shown = f" One of them: {_round(policy, free)}." if free else ""
    return f"A case can go round in {len(found)} ways, and each has a time or a maximum.{shown}{often}"


def _round(policy: Policy, loop: Loop) -> str:
    names = labels(policy, loop.stages)
    if loop.climb:
        return f"{names[0]} climbs from one line to the next"
    return f"The way {' → '.join(names)}"


def _others(more: int) -> str:
    return "" if more < 1 else ", and so does 1 other way" if more == 1 else f", and so do {more} other ways"


def the_panels(policy: Policy, found: tuple[Formed, ...]) -> str:
    if not found:
        return "The policy has no panel."
    failing = next((each for each in found if each.fails_at is not None), None)
    if failing is None:
        return f"It can be formed whenever {FEWEST} to {MOST} agencies are in the dispute."
    where = labels(policy, [failing.stage])[0]
    return f"With {failing.fails_at} agencies in the dispute it cannot be formed at {where}. {failing.why}"
