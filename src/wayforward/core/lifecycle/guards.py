"""What stands in the way of a move: who may make it, its condition and its needs. A reason goes past all of it."""

from __future__ import annotations

from dataclasses import dataclass

from wayforward.core.commands import Actor
from wayforward.core.conditions import Condition, Facts, Test
from wayforward.core.escalation import Escalation
from wayforward.core.lifecycle.needs import ANYWAY, GIVEN_WITH_IT, REASON, asks, name_of, unmet
from wayforward.core.lifecycle.standing import CHALLENGED, OUTSIDER, decider, holds_one_of, standing
from wayforward.core.policy.stages import Move, MoveKind, Need, Needed, Stage
from wayforward.core.rulebook import Rulebook, bare
from wayforward.core.verdict import Refused, Verdict
from wayforward.core.working_time.dates import listed

DELIBERATE = (MoveKind.SKIP, MoveKind.LAST, MoveKind.BACK)  # always with a reason (H-23)
OUTSIDE = "outside the text"


@dataclass(frozen=True, slots=True)
class Guard:
    """One thing that stands in the way of a move. `name` is what the record calls it when it is overridden."""

    name: str
    says: str
    clauses: tuple[str, ...] = ()
    need: Needed | None = None
    final: bool = False  # not to be overridden by this person; somebody else may still go on

    @property
    def hard(self) -> bool:
        """Whether it cannot be met by what is given with the command."""
        return self.need is None or self.need.need not in GIVEN_WITH_IT


def best_way(
    rules: Rulebook, escalation: Escalation, actor: Actor, stage: Stage, given: frozenset[str], reasoned: bool
) -> tuple[Move | None, list[Guard]]:
    """The way to a stage with the least in its way, and what that is. The policy's own order settles a tie."""
    ways = rules.moves.get(escalation.stage, {}).get(stage.id, ())
    if not ways:
        return None, [*_who(rules, escalation, actor, stage, None), *_outside(stage, reasoned)]
    best: tuple[Move, list[Guard]] | None = None
    for move in ways:
        guards = _guards(rules, escalation, actor, stage, move, given, reasoned)
        if not guards:
            return move, guards
        if best is None or _weight(guards) < _weight(best[1]):
            best = move, guards
    return best or (None, [])


def stopped(guards: list[Guard], reason: str, override: bool) -> Refused | None:
    """The refusal, unless nothing is in the way or somebody has overridden it with a reason.

    A way outside the text takes a reason and no more: skipping is deliberate, and recorded as what it is.
    """
    final = next((guard for guard in guards if guard.final), None)
    if final is not None:
        return Refused(final.says, final.clauses)
    reasoned = bool(reason.strip())
    if reasoned and (override or all(guard.name == OUTSIDE for guard in guards)):
        return None
    if not guards:
        return None
    says = " ".join(guard.says for guard in guards)
    if not any(guard.need is REASON for guard in guards):
        says = f"{says} {ANYWAY}"
    return Refused(says, _clauses(guards), overridable=True, needs=_needs(guards))


def verdict(guards: list[Guard], where: str, clauses: tuple[str, ...]) -> Verdict:
    """What the page shows beside a way on: open, open once something is given with it, or not without a reason."""
    final = next((guard for guard in guards if guard.final), None)
    if final is not None:
        return Verdict(False, final.says, final.clauses)
    hard = " ".join(guard.says for guard in guards if guard.hard)
    if hard:
        return Verdict(False, f"{hard} {ANYWAY}", _clauses(guards) or clauses, True, _needs(guards))
    says = " ".join([f"You can go to {where} now.", *(guard.says for guard in guards)])
    return Verdict(True, says, clauses, needs=_needs(guards))


def _needs(guards: list[Guard]) -> tuple[Needed, ...]:
    return tuple(guard.need for guard in guards if guard.need)


def _clauses(guards: list[Guard]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clause for guard in guards for clause in guard.clauses))


def _guards(
    rules: Rulebook,
    escalation: Escalation,
    actor: Actor,
    stage: Stage,
    move: Move,
    given: frozenset[str],
    reasoned: bool,
) -> list[Guard]:
    guards = _who(rules, escalation, actor, stage, move)
    if not move.when.holds(escalation.facts):
        words = _condition(rules, move.when, escalation.facts)
        guards.append(Guard("condition", f"The policy gives this way only where {words}.", move.clauses))
    if stage.skipped_when is not None and stage.skipped_when.holds(escalation.facts):
        guards.append(Guard("skipped", f"The policy leaves {stage.label} out of a case like this.", stage.clauses))
    needs = move.needs
    if move.kind in DELIBERATE and not any(need.need is Need.REASON for need in needs):
        needs = (*needs, REASON)
    for need in needs:
        if unmet(rules, escalation, need, given, reasoned):
            guards.append(Guard(name_of(need), asks(rules, need), need.clauses or move.clauses, need))
    return guards


def _who(rules: Rulebook, escalation: Escalation, actor: Actor, stage: Stage, move: Move | None) -> list[Guard]:
    """Who may make the move. The agency being challenged may take it further, never back or off the ladder."""
    part = standing(rules, escalation, actor)
    if part is None:
        return [Guard("by", OUTSIDER.says, final=True)]
    if part == CHALLENGED and not _onward(rules, escalation, stage, move):
        says = "An agency that is being challenged cannot take an escalation back, or off the policy's ladder."
        return [Guard("by", says, final=True)]
    if move is None or not move.by or part in move.by or "either" in move.by:
        return []
    if "decider" in move.by and decider(rules, escalation, actor):
        return []
    if holds_one_of(rules, escalation, actor, move.by):
        return []
    people = listed((_title(rules, who) for who in move.by), "or")
    return [Guard("by", f"The policy gives this move to: {people}.", move.clauses)]


def _onward(rules: Rulebook, escalation: Escalation, stage: Stage, move: Move | None) -> bool:
    if move is not None:
        return move.kind is not MoveKind.BACK
    here, there = rules.rung.get(escalation.stage), rules.rung.get(stage.id)
    return there is not None and (here is None or there > here)


def _outside(stage: Stage, reasoned: bool) -> list[Guard]:
    says = f"The policy's text gives no way to {stage.label} from here. Going there is outside the text."
    outside = Guard(OUTSIDE, says, stage.clauses)
    return [outside] if reasoned else [outside, Guard("reason", REASON.says, need=REASON)]


def _weight(guards: list[Guard]) -> tuple[bool, int, int]:
    return any(guard.final for guard in guards), sum(guard.hard for guard in guards), len(guards)


def _condition(rules: Rulebook, condition: Condition, facts: Facts) -> str:
    """The part of a condition that does not hold, in words."""
    wanting = [_test(rules, test) for test in condition.tests if not test.holds(facts)]
    if condition.any_of and not any(option.holds(facts) for option in condition.any_of):
        wanting.append(" or ".join(_condition(rules, option, facts) for option in condition.any_of))
    return ", and ".join(wanting)


def _test(rules: Rulebook, test: Test) -> str:
    fact = rules.facts.get(test.fact)
    says = {option.id: option.says for option in fact.options} if fact else {}
    values = listed((says.get(value, value) for value in sorted(test.values)), "or")
    return f"“{fact.asks if fact else test.fact}” is {'not ' if test.negated else ''}answered {values}"


def _title(rules: Rulebook, who: str) -> str:
    post = rules.posts.get(bare(who))
    return post.title if post else who
