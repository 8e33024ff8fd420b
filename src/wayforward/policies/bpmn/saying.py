"""What each part of a BPMN chart says in its documentation: who does what by when, and the clauses it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.elements import Element
from wayforward.core.policy.people import Post
from wayforward.core.policy.stages import Ending, Move, Needed, Stage
from wayforward.core.policy.times import Timescale
from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import Amount, Unit
from wayforward.policies.phrases import case, people, time_of, who

CLOCKS = (DutyKind.RESOLVE, DutyKind.CAP)
ISO = {Unit.CLOCK_HOURS: "PT{}H", Unit.CALENDAR_DAYS: "P{}D", Unit.CALENDAR_MONTHS: "P{}M"}
NOT_AN_INSTANT = (Unit.AS_SOON_AS_POSSIBLE, Unit.NONE, Unit.SET_BY_PERSON)
SETTLED_BY = {
    "raising": "Only the side that raised it can say that it is settled.",
    "both": "Both sides have to agree that it is settled.",
    "decider": "The decision settles it.",
}
ENDED_BY = {
    "raising": "The agency that raised it closes it.",
    "either": "Either side closes it.",
    "decider": "Whoever decides closes it.",
    "office": "The partnership’s office closes it.",
}


def whole(policy: Policy) -> str:
    document = policy.document
    return _text(
        f"{policy.title}. {policy.partnership}.",
        f"Version: {document.version or 'not stated'}. Status: {document.status}. Fingerprint: {policy.digest}.",
        "Drawn from the policy as data. If anybody is in immediate danger, ring 999 first.",
        "A time is the latest moment, never the target. The next stage may be taken sooner whenever the person needs"
        " it: no gateway here stops anybody who gives a reason.",
    )


def stage(one: Stage, policy: Policy) -> str:
    posts = {post.id: post for post in policy.posts}
    limit = next((duty for duty in policy.duties if duty.stage == one.id), None)
    owed = [d for d in policy.duties if d.kind not in CLOCKS and any(w.split(" ")[0] == one.id for w in d.when)]
    return _text(
        one.says,
        f"When: {one.enters_when}." if one.enters_when else "",
        f"It may be left out: {one.optional}." if one.optional else "",
        *(f"{_side(side)}: {people(names, posts)}." for side, names in one.acts.items() if names),
        one.tiers.says if one.tiers else "",
        f"By when: {time_of(limit.time, posts)}" if limit and limit.time else one.silent or "",
        *_decision(one, posts),
        SETTLED_BY.get(one.settled_by, ""),
        *_needs("To settle it", one.produces),
        *(f"Owed here: {owes(duty, posts)}" for duty in owed),
        rests_on((one, *((limit,) if limit else ())), policy),
    )


def _decision(one: Stage, posts: dict[str, Post]) -> Iterator[str]:
    if one.decision is not None and one.decision.by:
        yield f"Who settles it: {people(one.decision.by, posts)} ({one.decision.power})."
    if one.panel is not None:
        members = who(one.panel.members, posts).removeprefix("the ")
        yield f"A panel of {one.panel.size}, each a {members}. {one.panel.from_agencies}".strip()


def _side(side: str) -> str:
    return {"raising": "Raising side", "responding": "Challenged side"}.get(side, "Brought in")


def owes(duty: Duty, posts: dict[str, Post]) -> str:
    """A duty in a line: what, who, to whom, by when."""
    by = people(duty.who, posts)
    to = people(duty.to, posts)
    parts = [duty.says, f"By {by}." if by else "", f"To {to}." if to else ""]
    parts += [time_of(duty.time, posts) if duty.time and duty.time.within else ""]
    parts += [f"Every {duty.every}, until it ends." if duty.every else ""]
    parts += ["Added by Wayforward, not in the policy." if duty.system else ""]
    return " ".join(filter(None, parts))


def move(one: Move, policy: Policy) -> str:
    posts = {post.id: post for post in policy.posts}
    return _text(
        _sentence(one.says),
        _sentence(f"only where {case(one.when, policy)}") if one.when.facts() else "",
        f"By {people(one.by, posts)}." if one.by else "",
        *_needs("First", one.needs),
        rests_on((one,), policy),
    )


def condition(one: Move, policy: Policy) -> str:
    """What a move waits for, in words. No condition is empty: what is not settled may always go on."""
    said = one.says.rstrip(".") or "it is not settled"
    return f"{said}; only where {case(one.when, policy)}" if one.when.facts() else said


def ending(one: Ending, policy: Policy) -> str:
    says = _sentence(one.says)
    return _text(says, ENDED_BY.get(one.who, ""), *_needs("First", one.needs), rests_on((one,), policy))


def limit(duty: Duty, policy: Policy) -> str:
    posts = {post.id: post for post in policy.posts}
    time = duty.time
    return _text(
        duty.says,
        time_of(time, posts),
        f"Printed as “{time.printed}”." if time and time.printed else "",
        f"Counted from: {'; or '.join(time.starts)}." if time and time.starts else "",
        "It raises a flag. It moves and closes nothing.",
        rests_on((duty,), policy, time.clauses if time else ()),
    )


def duration(amount: Amount) -> tuple[str, bool]:
    """A time for a timer, and whether it is an ISO 8601 duration. Working days and hours are none: they stay words."""
    if amount.unit in ISO:
        return ISO[amount.unit].format(amount.number), True
    return ("the end of the same working day" if amount.unit is Unit.SAME_WORKING_DAY else str(amount)), False


def is_timed(time: Timescale | None) -> bool:
    """Whether a timer can be set: "as soon as possible" is no instant."""
    return time is not None and time.within is not None and time.within.unit not in NOT_AN_INSTANT


def rests_on(elements: Iterable[Element], policy: Policy, further: Iterable[str] = ()) -> str:
    """The clauses with their words, then the assumptions: never one for the other."""
    found = list(elements)
    clauses = dict.fromkeys([c for element in found for c in element.clauses] + list(further))
    assumed = dict.fromkeys(a for element in found for a in element.assumptions)
    texts = {clause.id: clause.says for clause in policy.clauses}
    chosen = {each.id: f"{each.says} {each.because}" for each in policy.assumptions}
    return _text(
        *(f"Clause {one}: {texts.get(one, '')}" for one in clauses),
        *(f"Not the policy’s words ({one}): {chosen.get(one, '')}" for one in assumed),
    )


def _needs(when: str, needs: Iterable[Needed]) -> Iterator[str]:
    for need in needs:
        if need.says:
            yield f"{when}: {need.says}"


def _sentence(words: str) -> str:
    words = words.strip().rstrip(".")
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def _text(*lines: str) -> str:
    return "\n".join(line for line in (each.strip() for each in lines) if line)
