"""What a policy is not for, and where to go instead: from its own scope, and what no escalation policy takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from wayforward.core.policy.facts import FactKind
from wayforward.core.policy.papers import Scope
from wayforward.core.policy.whole import Policy

INSIDE = "same-agency"  # the fact by which a policy sends away what lies inside one agency
ADVICE = "advice-only"  # asked on the first page of raising, as a need of its own
PEOPLE = {"adult": "An adult at risk", "child": "A child", "young-person": "A young person"}


@dataclass(frozen=True)
class Elsewhere:
    """Something that is not taken here. `facts` carry it into an escalation that somebody raises all the same."""

    id: str
    asks: str
    goes: tuple[str, ...]  # where to go, in sentences
    says: str = ""  # the policy's own sentence
    clauses: tuple[str, ...] = ()
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


COMMON = {
    "own-agency": Elsewhere(
        "own-agency",
        "It is about somebody, or a decision, inside my own agency",
        (
            "Use your own agency’s procedure for disagreements inside it.",
            "If somebody who works with children or adults at risk may have harmed one, tell your safeguarding lead"
            " today. The lead tells the local authority’s designated officer.",
        ),
    ),
    "whistleblowing": Elsewhere(
        "whistleblowing",
        "It is wrongdoing at work, or a danger that is being covered up",
        (
            "Use your agency’s whistleblowing policy. You do not have to tell your manager first.",
            "Two charities give free advice that nobody at work hears of: Protect, and the NSPCC’s whistleblowing line."
            " Look up their numbers yourself: we give none that the policy does not.",
        ),
    ),
    "complaint": Elsewhere(
        "complaint",
        "It is a complaint by a family, or about how somebody was treated",
        (
            "Use the complaints procedure of the agency that it is about.",
            "If somebody is not safe meanwhile, that part can still be raised here.",
        ),
    ),
    "another-area": Elsewhere(
        "another-area",
        "Another area is responsible for the child or adult",
        (
            "Use the policy of the area that is responsible for them. Its safeguarding partnership publishes it.",
            "If you are not sure who is responsible, ring both areas’ front doors and say so.",
        ),
    ),
}


def elsewhere(policy: Policy) -> list[Elsewhere]:
    """Everything to ask about before raising: the common four, in the policy’s words first, then what else it says."""
    own = list(_own(policy))
    common = [_with(COMMON[name], found) for name, found in _common(policy)]
    return [*common, *own]


def asked_before(policy: Policy) -> frozenset[str]:
    """The facts that the scope page settles, so that no later page asks them again."""
    return frozenset({INSIDE, ADVICE}) | {fact for item in elsewhere(policy) for fact in item.facts}


def _common(policy: Policy) -> Iterator[tuple[str, list[Scope]]]:
    out = [s for s in policy.scope if not s.applies]
    inside = [s for s in out if s.when.facts() == {INSIDE}]
    area = [s for s in out if _is_area(s)]
    yield "own-agency", inside
    yield "whistleblowing", [s for s in inside if "whistleblow" in s.send_to.lower()]
    yield "complaint", []
    yield "another-area", area


def _with(common: Elsewhere, found: list[Scope]) -> Elsewhere:
    """The policy's own destination before ours, with its clauses."""
    if not found:
        return common
    theirs = tuple(_sentence(s.send_to) for s in found if s.send_to)
    facts = {name: ("yes",) for s in found for name in s.when.facts()}
    clauses = tuple(dict.fromkeys(clause for s in found for clause in s.clauses))
    says = " ".join(s.says for s in found)
    ours = common.goes if common.id == "whistleblowing" else common.goes[1:]  # the first says what the policy says
    return Elsewhere(common.id, common.asks, (*theirs, *ours), says, clauses, facts)


def _own(policy: Policy) -> Iterator[Elsewhere]:
    """What else this policy sends away: by who it is about, or by a yes-or-no fact."""
    facts = {fact.id: fact for fact in policy.facts}
    for scope in policy.scope:
        names = scope.when.facts()
        if scope.applies or not scope.send_to or len(names) != 1 or names & {INSIDE, ADVICE} or _is_area(scope):
            continue
        (name,) = names
        goes = (_sentence(scope.send_to),)
        if name == "subject":
            kinds = [text for kind, text in PEOPLE.items() if scope.when.holds({"subject": frozenset({kind})})]
            asks = f"It is about {' or '.join(kind[:1].lower() + kind[1:] for kind in kinds)}"
            yield Elsewhere(scope.id, asks, goes, scope.says, scope.clauses)
        elif name in facts and facts[name].kind is FactKind.YES_NO:
            yield Elsewhere(scope.id, facts[name].asks, goes, scope.says, scope.clauses, {name: ("yes",)})


def _is_area(scope: Scope) -> bool:
    """A policy's own word for work in another area: a fact such as "outside-barnet"."""
    return any(name.startswith("outside-") for name in scope.when.facts())


def _sentence(text: str) -> str:
    """ "your agency's own procedure" is "Use your agency's own procedure."; whole sentences stay as they are."""
    text = text.strip()
    whole = text[:1].isupper() and not text.startswith(("The ", "Your "))
    said = text if whole else f"Use {text[:1].lower()}{text[1:]}"
    return said if said.endswith(".") else f"{said}."
