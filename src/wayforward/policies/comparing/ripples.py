"""Differences that only follow from another one, which is told already: a stage's time is also the limit it sets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wayforward.core.policy.duties import DutyKind
from wayforward.core.working_time import Window
from wayforward.policies.comparing.matching import Matched
from wayforward.policies.comparing.meanings import is_default
from wayforward.policies.comparing.pairing import Pair
from wayforward.policies.comparing.references import OCCURRENCES, Renames
from wayforward.policies.comparing.walking import Difference

LISTS_STAGES = frozenset({("Guidance", "shown"), ("Duty", "stages")})  # what says where, and asks for nothing
FROM_TIME = frozenset({"clauses", "assumptions", "silent"})  # a limit takes them from its time


def follows(pair: Pair, matched: Matched) -> bool:
    """Whether an element is new, or lost, only because another one is."""
    one = pair.either
    new_stages, gone = matched.renames.new, matched.renames.gone
    stages = new_stages if pair.before is None else gone
    match pair.kind:
        case "duty":
            return one.kind is DutyKind.RESOLVE and one.stage in stages
        case "move":
            owner = pair.owner_after if pair.before is None else pair.owner_before
            return owner.id in stages or one.to in stages
        case "field":
            owner = pair.owner_after if pair.before is None else pair.owner_before
            return any(form.either is owner and None in (form.before, form.after) for form in matched.of("form"))
        case "guidance" if one.kind == "window":
            return _is_of_one(one.id.removeprefix("window-"), pair, matched)
        case "printed-window":
            return _is_of_one(one.id, pair, matched)
    return False


def _is_of_one(window: str, pair: Pair, matched: Matched) -> bool:
    """Whether the window is new where this is new, or lost where this is lost."""
    return any(
        each.either.id == window and (each.before is None) == (pair.before is None)
        for each in matched.of("window")
        if None in (each.before, each.after)
    )


def without_ripples(pair: Pair, found: Sequence[Difference], matched: Matched) -> list[Difference]:
    """The differences of one element that follow from no other."""
    kept = [each for each in found if not _is_ripple(pair, each, found, matched)]
    within = {each.path[:-1] for each in kept if each.field in ("within", "target")}
    return [
        each
        for each in kept
        if not (each.field == "printed" and each.owner == "Timescale" and each.path[:-1] in within)
    ]


def _is_ripple(pair: Pair, each: Difference, found: Sequence[Difference], matched: Matched) -> bool:
    if each.path == ("id",):
        if not matched.renames.one_policy and pair.kind != "policy":
            return True
        owners = (pair.owner_before, pair.owner_after)
        both = [(each, owner) for each, owner in zip((pair.before, pair.after), owners, strict=True)]
        if pair.kind == "move" and len({each.id.removesuffix(f"-from-{owner.id}") for each, owner in both}) == 1:
            return True  # one way on from several stages
        return all(is_default(pair.kind, each, owner) for each, owner in both)
    if (each.owner, each.field) in LISTS_STAGES and not each.part:
        return _only_stages_come_and_go(each, matched.renames)
    match pair.kind:
        case "duty" if pair.either.kind is DutyKind.RESOLVE:
            return _is_of_its_stage(pair, each, found, matched)
        case "duty" if pair.either.kind is DutyKind.CAP and each.field in ("when", "until"):
            covers = any(other.field == "stages" for other in found)
            return covers or _only_stages_come_and_go(each, matched.renames)
        case "guidance" if pair.either.kind == "window" and each.field == "says":
            return any(
                _differ(window) for window in matched.of("window") if f"window-{window.either.id}" == pair.after.id
            )
        case "window" if pair.after.complement and each.field == "spans":
            return any(_is_around(pair, other) for other in matched.of("window"))
    return False


def _is_of_its_stage(pair: Pair, each: Difference, found: Sequence[Difference], matched: Matched) -> bool:
    """A limit is written as the time of its stage, and takes its people, occasions and words from there."""
    stage = next(
        (one for one in matched.of("stage") if one.after is not None and one.after.id == pair.after.stage), None
    )
    if each.path == ("who",) and stage is not None and stage.before is not None:
        return bool(stage.before.acts != stage.after.acts)
    if each.path == ("says",) and stage is not None and stage.before is not None:
        texts = [f"Settle it at {one.label}." for one in (stage.before, stage.after)]
        return texts == [pair.before.says, pair.after.says]
    if len(each.path) == 1 and each.field in FROM_TIME:
        return any(other.path == ("time", each.field) for other in found)
    return False


def _only_stages_come_and_go(each: Difference, renames: Renames) -> bool:
    """Whether two lists agree once the stages are left out that only one of the policies has."""
    kinds = (*OCCURRENCES, "stage", "fact")

    def known(value: Any, missing: frozenset[str]) -> frozenset[str]:
        return frozenset(one for one in value if not missing & set(one.split(" ")))

    before, after = known(each.before, renames.gone), known(each.after, renames.new)
    return bool(
        (before, after) != (frozenset(each.before), frozenset(each.after))
        and frozenset(renames.earlier(kinds, tuple(before))) == frozenset(renames.later(kinds, tuple(after)))
    )


def _differ(pair: Pair) -> bool:
    return pair.before is not None and pair.after is not None and pair.before != pair.after


def _is_around(pair: Pair, other: Pair) -> bool:
    """Whether a window is all the hours outside another, which differs in the same way."""
    if other.before is None or other.after is None or other.after.complement:
        return False
    one: Window = other.before
    return _differ(other) and one.spans == pair.before.spans and other.after.spans == pair.after.spans
