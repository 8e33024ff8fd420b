"""Raising a disagreement: between two agencies, about somebody the policy covers, at the stage it begins with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from wayforward.core import events as ev
from wayforward.core.commands import Raise
from wayforward.core.conditions import Facts
from wayforward.core.escalation import Escalation
from wayforward.core.lifecycle.needs import ANYWAY
from wayforward.core.lifecycle.standing import Decided
from wayforward.core.lines import first_line
from wayforward.core.policy.facts import FactKind
from wayforward.core.policy.stages import Stage
from wayforward.core.rulebook import Rulebook
from wayforward.core.verdict import Refused
from wayforward.core.working_time import on_the_wall
from wayforward.core.working_time.dates import listed

SUBJECTS = {
    "child": "a child",
    "young-person": "a young person",
    "unborn": "an unborn child",
    "adult": "an adult at risk",
    "none": "a dispute about no one person",
}
KNOWN = frozenset(
    {"stage", "line", "formal", "subject", "raising", "responding", "answered"}
)  # the record knows these itself
ASKED_OF_ALL = frozenset({"status", "topic"})  # asked whether or not a policy declares them


def raise_disagreement(rules: Rulebook, escalation: Escalation, command: Raise, at: datetime) -> Decided:
    """Begin an escalation. It is refused only where the policy is not for it; the sentence says where to go."""
    if escalation.state != "unborn":
        return Refused("This has been raised already. Add to the escalation that is there.")
    if (
        refused := _not_for_this(rules, command, at)
        or unknown_facts(rules, command.facts)
        or _elsewhere(rules, command)
    ):
        return refused
    stage = _start(rules, command)
    if isinstance(stage, Refused):
        return stage
    raised = ev.Raised(
        ref=command.ref, policy=rules.policy.id, digest=rules.policy.digest, raising=command.raising,
        raiser=command.for_person or command.by.person, responding=tuple(dict.fromkeys(command.responding)),
        subject_kinds=_kinds(command), facts=dict(command.facts), concern_raised_at=command.concern_raised_at,
        subjects=command.subjects, answers=dict(command.answers), reason=command.reason,
        received_from=command.received_from,
    )  # fmt: skip
    supporter = (
        (ev.Joined(agency=command.raising, side="supporting", person=command.supporter),) if command.supporter else ()
    )
    entered = ev.StageEntered(
        stage=stage.id, formal=stage.formal, how="start", line=first_line(rules, command.responding, stage),
        reason=command.reason, override=("start",) if command.at_stage else (),
    )  # fmt: skip
    return (raised, *supporter, entered)


def unknown_facts(rules: Rulebook, facts: Mapping[str, tuple[str, ...]]) -> Refused | None:
    """A fact or a value that the policy does not know would steer nothing, and nobody would notice."""
    for name, values in facts.items():
        if name in KNOWN:
            return Refused(f"“{name}” follows from the record itself. Leave it out.")
        fact = rules.facts.get(name)
        if fact is None:
            if name in ASKED_OF_ALL:
                continue
            known = listed(rules.facts, "or") if rules.facts else "none"
            return Refused(f"“{name}” is not a fact that this policy asks for. It asks for: {known}.")
        options = {"yes", "no"} if fact.kind is FactKind.YES_NO else {option.id for option in fact.options}
        if options and not set(values) <= options:
            return Refused(f"Answer “{fact.asks}” with {listed(sorted(options), 'or')}.")
        if fact.kind is not FactKind.MANY and len(values) > 1:
            return Refused(f"“{fact.asks}” has one answer. Choose {listed(sorted(options) or values, 'or')}.")
    return None


def _not_for_this(rules: Rulebook, command: Raise, at: datetime) -> Refused | None:
    policy, actor = rules.policy, command.by
    starts_on = policy.document.in_force_from
    if starts_on is not None and on_the_wall(at).date() < starts_on:
        return Refused(f"{policy.title} is in force from {starts_on:%d %B %Y}. Nothing can be raised under it before.")
    if not rules.in_force:
        status = policy.document.status
        return Refused(
            f"{policy.title} is {status}, so nothing new can be raised under it. You can still read and test it.",
            policy.document.clauses,
        )
    if not actor.office and actor.agency != command.raising:
        return Refused("You can raise a disagreement for your own agency only. Ask a colleague there to raise it.")
    if command.for_person is not None and not actor.office:
        return Refused("Only the partnership's office can raise a disagreement for somebody else.")
    if not command.responding:
        return Refused("Say which agency you disagree with.")
    if command.raising in command.responding:
        return _own_agency(rules)
    return _subjects(rules, command)


def _own_agency(rules: Rulebook) -> Refused | None:
    """Both sides in one agency: not for this policy, unless its scope says so (defaults A-53)."""
    inside: Facts = {"same-agency": frozenset({"yes"})}
    scope = [s for s in rules.policy.scope if "same-agency" in s.when.facts() and s.when.holds(inside)]
    if any(s.applies for s in scope):
        return None
    out = scope or [s for s in rules.policy.scope if not s.applies and s.send_to and not s.when.facts()]
    where = (
        listed((s.send_to.rstrip(".") for s in out if s.send_to), "or")
        or "your own agency's management, or whistleblowing"
    )
    clauses = tuple(dict.fromkeys(clause for s in out for clause in s.clauses))
    return Refused(f"Both sides are in one agency, and this policy is for two. Go instead to: {where}.", clauses)


def _elsewhere(rules: Rulebook, command: Raise) -> Refused | None:
    """What the policy's scope sends elsewhere, by the facts given. A reason goes past it: scope is a judgement."""
    facts = _facts(command)
    out = [s for s in rules.policy.scope if not s.applies and s.when.facts() - KNOWN and s.when.holds(facts)]
    if not out or (command.override and command.reason.strip()):
        return None
    says = " ".join(s.says for s in out)
    where = listed((s.send_to.rstrip(".") for s in out if s.send_to), "or")
    clauses = tuple(dict.fromkeys(clause for s in out for clause in s.clauses))
    return Refused(
        f"{says} Go instead to: {where}. {ANYWAY}" if where else f"{says} {ANYWAY}", clauses, overridable=True
    )


def _subjects(rules: Rulebook, command: Raise) -> Refused | None:
    for kind in _kinds(command) or ("none",):
        if kind in rules.policy.subjects:
            continue
        facts: Facts = {"subject": frozenset({kind})}
        out = [s for s in rules.policy.scope if not s.applies and "subject" in s.when.facts() and s.when.holds(facts)]
        covers = listed(SUBJECTS.get(s, s) for s in rules.policy.subjects)
        says = f"{rules.policy.title} covers {covers}. It does not cover {SUBJECTS.get(kind, kind)}."
        where = listed((s.send_to.rstrip(".") for s in out if s.send_to), "or")
        return Refused(f"{says} Go instead to: {where}." if where else says, tuple(c for s in out for c in s.clauses))
    return None


def _start(rules: Rulebook, command: Raise) -> Stage | Refused:
    if command.at_stage is None:
        return begins_at(rules, command.facts, _kinds(command), command.raising, command.responding)
    if command.at_stage not in rules.stages:
        return Refused(f"“{command.at_stage}” is not a stage of this policy. Choose {listed(rules.stages, 'or')}.")
    if not command.reason.strip():
        return Refused("Give the reason for starting at a stage of your choice.", overridable=True)
    return rules.stages[command.at_stage]


def begins_at(
    rules: Rulebook,
    facts: Mapping[str, tuple[str, ...]],
    subjects: tuple[str, ...],
    raising: str,
    responding: tuple[str, ...],
) -> Stage:
    """The stage at which the policy has such a disagreement begin: by the first of its starts that holds."""
    known = _known(facts, subjects, raising, responding)
    start = next((s.at for s in rules.policy.starts if s.when.holds(known)), None)
    return rules.stages.get(start or "") or rules.policy.stages[0]


def _facts(command: Raise) -> Facts:
    return _known(command.facts, _kinds(command), command.raising, command.responding)


def _known(
    facts: Mapping[str, tuple[str, ...]], subjects: tuple[str, ...], raising: str, responding: tuple[str, ...]
) -> Facts:
    """The facts as they will stand once it is raised."""
    return {
        **{name: frozenset(values) for name, values in facts.items()},
        "subject": frozenset(subjects or ("none",)),
        "raising": frozenset({raising.partition(":")[0]}),
        "responding": frozenset(agency.partition(":")[0] for agency in responding),
    }


def _kinds(command: Raise) -> tuple[str, ...]:
    return tuple(dict.fromkeys(subject.kind for subject in command.subjects))
