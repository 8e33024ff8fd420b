"""The people and times of a policy in the words of a sentence, for a page, a paper or a terminal alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from wayforward.core.conditions import Condition, Test
from wayforward.core.notices import COLLEAGUE, DOOR, OWN_OFFICE
from wayforward.core.policy.people import Post
from wayforward.core.policy.times import Timescale
from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import Amount, Force, Unit
from wayforward.core.working_time.dates import listed

FORCES = {
    Force.MUST: "with the word “must”",
    Force.SHOULD: "with the word “should”",
    Force.GUIDE: "as a guide",
    Force.INDICATIVE: "as an indication",
    Force.MAXIMUM: "as a maximum",
    Force.NONE: "",
}
SIDES = {"raising": "the raising agency’s", "responding": "the other agency’s", "each": "each agency’s"}
SPECIAL = {
    "raiser": "the worker who raised it",
    "supporter": "the worker’s supporter",
    "counterpart": "the worker who is challenged",
    "all involved": "everyone involved",
    "each agency": "each agency",
    DOOR: "whoever receives what is raised with an agency",
    COLLEAGUE: "the colleague who was brought in",
    OWN_OFFICE: "the partnership’s office",
}
KNOWN = {  # what every case knows without being asked
    "subject": "the person it is about",
    "raising": "the agency that raises it",
    "responding": "the agency that is challenged",
    "stage": "the stage",
    "line": "the line",
    "status": "the case’s status",
    "formal": "a formal stage",
    "answered": "an answer from the other side",
}
_BEFORE = re.compile(r"^(the|your own|your agency's|your)\s+", re.IGNORECASE)
_AFTER = re.compile(r"\s+(in|of) (your own agency|your agency|the other agency)$", re.IGNORECASE)


def who(words: str, posts: Mapping[str, Post], sides: Mapping[str, str] | None = None) -> str:
    """A person string of the policy as people say it: "raising lead" is "the raising agency’s safeguarding lead".

    `sides` gives the agencies their own names where an escalation is known: "Heathmoor School’s safeguarding lead".
    """
    if words in SPECIAL:
        return SPECIAL[words]
    side, _, name = words.rpartition(" ")
    post = posts.get(name)
    title = bare_title(post.title if post else name)
    side = side or (post.of if post and post.of in SIDES else "")
    if side in SIDES:
        agency = (sides or {}).get(side)
        return f"{possessive(agency) if agency else SIDES[side]} {title}"
    return f"the {title}"


def bare_title(title: str) -> str:
    """A post's title as it stands inside a sentence: without an article or a "your", and without a capital of its own.

    "Your line manager" is "line manager", "Senior manager in the other agency" is "senior manager"; "Head of Service"
    and "MASH social worker" stay as they are.
    """
    title = _BEFORE.sub("", title, count=1)
    title = _AFTER.sub("", title, count=1)
    rest = title.partition("(")[0][1:]
    return title[:1].lower() + title[1:] if rest == rest.lower() else title


def possessive(name: str) -> str:
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def people(words: Iterable[str], posts: Mapping[str, Post], sides: Mapping[str, str] | None = None) -> str:
    return listed(who(word, posts, sides) for word in words)


def time_of(time: Timescale | None, posts: Mapping[str, Post]) -> str:
    """A timescale in a sentence, its silence included."""
    if time is None:
        return ""
    if time.within is None:
        if time.set_by:
            return f"Set by {who(time.set_by, posts)}."
        return time.silent or "No time in the policy."
    force = FORCES[time.force]
    ideal = f" Ideally {time.target}." if time.target else ""
    return f"{amount_of(time.within)}{f', {force}' if force else ''}.{ideal}"


def amount_of(amount: Amount) -> str:
    """ "Within 5 working days", "On the same working day", "As soon as possible"."""
    if amount.unit is Unit.SAME_WORKING_DAY:
        return "On the same working day"
    said = str(amount)
    return f"Within {said}" if amount.number else f"{said[:1].upper()}{said[1:]}"


def case(condition: Condition, policy: Policy) -> str:
    """A condition as the answers that make it so: "“Is it urgent?” is answered yes"; empty where it always holds."""
    tests = [_test(test, policy) for test in condition.tests]
    if condition.any_of:
        either = " or ".join(case(option, policy) for option in condition.any_of)
        tests.append(f"({either})" if tests and len(condition.any_of) > 1 else either)
    return " and ".join(tests)


def _test(test: Test, policy: Policy) -> str:
    values = " or ".join(_value(test.fact, value, policy) for value in sorted(test.values))
    is_so = "is not" if test.negated else "is"
    if test.fact in KNOWN:
        return f"{KNOWN[test.fact]} {is_so} {values}"
    asks = next((fact.asks for fact in policy.facts if fact.id == test.fact), test.fact)
    return f"“{asks}” {is_so} answered {values}"


def _value(fact: str, value: str, policy: Policy) -> str:
    named = {agency.id: agency.title for agency in policy.agencies} if fact in ("raising", "responding") else {}
    if fact == "stage":
        named = {stage.id: stage.label for stage in policy.stages}
    if fact == "subject":
        named = {"none": "nobody"}
    own = next((each for each in policy.facts if each.id == fact), None)
    options = {option.id: f"“{option.says.rstrip('.')}”" for option in own.options} if own else {}
    return options.get(value) or named.get(value) or value.replace("-", " ")
