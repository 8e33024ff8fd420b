"""Who settles it in the end: last stages without power, and panels that cannot be formed or end (CHK-17, CHK-35)."""

from __future__ import annotations

from collections.abc import Iterator

from wayforward.core.conditions import ALWAYS
from wayforward.core.policy.people import PostKind
from wayforward.core.policy.stages import Decision, Move, MoveKind, Power, Stage
from wayforward.policies.checking import naming
from wayforward.policies.checking.desk import Desk, is_own, states
from wayforward.policies.checking.finding import Finding, Severity

ON = (MoveKind.NEXT, MoveKind.SKIP, MoveKind.LAST)
SMALL_PANEL = 3  # of more agencies than this few cases are
NEVER_TOGETHER = "The last word is nobody's, and the child or adult stays where the disagreement left them."


def last_stages_without_power(desk: Desk) -> Iterator[Finding]:
    """CHK-17: where the ladder ends, nobody may decide, or nothing follows when those who decide do not agree."""
    for stage in desk.ladder:
        if not stage.formal or any(_leads_up(desk, stage, move) for move in stage.moves):
            continue
        beyond = _beyond(desk, stage)
        if not any(_settles(desk, one) for one in (stage, *beyond)):
            yield _nobody_decides(desk, stage, [stage, *beyond])


def _leads_up(desk: Desk, stage: Stage, move: Move) -> bool:
    """A move that the text makes from this stage to another of the ladder, higher up."""
    to = desk.stages.get(move.to)
    return move.kind in ON and to in desk.ladder and to is not stage and _own_move(move)


def _own_move(move: Move) -> bool:
    return is_own(move) and "kind" not in move.unstated


def _beyond(desk: Desk, stage: Stage) -> list[Stage]:
    """Stages beside the ladder to which the last one leads in every case, such as mediation."""
    moves = [move for move in stage.moves if move.kind is not MoveKind.BACK and move.when == ALWAYS and _own_move(move)]
    to = {move.to: desk.stages[move.to] for move in moves if move.to in desk.stages}
    return [one for one in to.values() if one.beside]


def _settles(desk: Desk, stage: Stage) -> bool:
    """Whether somebody here can end it: one who decides, a majority, or several with a way on when they differ."""
    decision = stage.decision
    if decision is None or decision.power is not Power.DECIDES or not states(decision, "power"):
        return False
    if _one_decides(desk, decision):
        return True
    if decision.rule in ("majority", "any") and states(decision, "rule") and not _only_assumed(decision):
        return True
    return any(_by_text(move) for move in stage.moves)


def _by_text(move: Move) -> bool:
    """A way on in every case, that no assumption fills in."""
    return bool(move.clauses) and not move.assumptions and move.when == ALWAYS and _own_move(move)


def _only_assumed(decision: Decision) -> bool:
    return not decision.clauses and bool(decision.assumptions)


def _one_decides(desk: Desk, decision: Decision) -> bool:
    """One person with the last word; not a group, nor a post that each agency has."""
    post = desk.post(decision.by[0]) if len(decision.by) == 1 else None
    if post is None:
        return False
    alone = post.kind is PostKind.PERSON and not decision.by[0].startswith("each ")
    if decision.rule == "all" and (decision.assumptions or not states(decision, "rule")):
        return False
    return alone and post.of != "each"


def _nobody_decides(desk: Desk, stage: Stage, ends: list[Stage]) -> Finding:
    weak = [*ends, *_helpers(desk, stage, ends)]
    said = "; ".join(dict.fromkeys(_what_it_can(desk, one) for one in weak))
    return Finding(
        rule="CHK-17",
        severity=Severity.HIGH,
        elements=naming.named("stage", weak),
        clauses=naming.clauses(*((one.decision.clauses if one.decision else ()) or one.clauses for one in weak)),
        what=naming.first_up(f"{said}."),
        why=NEVER_TOGETHER,
        example=f"On {naming.day(desk.eve)} a case has been through every stage and each side still holds to its view.",
        question="Who has the last word, and by when?",
    )


def _helpers(desk: Desk, last: Stage, ends: list[Stage]) -> list[Stage]:
    """Stages that lead to the last one beside it, where somebody helps and may not decide."""
    return [
        one
        for one in desk.policy.stages
        if one.beside and one not in ends and one.decision and one.decision.power is not Power.DECIDES
        and any(move.to == last.id for move in one.moves)
    ]  # fmt: skip


def _what_it_can(desk: Desk, stage: Stage) -> str:
    name, decision = naming.stage_name(stage), stage.decision
    if decision is None or decision.power is Power.NONE:
        return f"{name} gives nobody the power to decide"
    by = naming.persons(desk.policy, decision.by) or "whoever leads it"
    match decision.power:
        case Power.DECIDES:
            return f"{name}: {by} decide together, and nothing follows when they do not agree"
        case Power.MEDIATES:
            return f"{name}: {by} only mediates"
        case Power.RECOMMENDS:
            return f"{name}: {by} only gives a view, and the outcome is not defined"
        case _:
            return f"{name}: {by} only helps the agencies to agree"


def panels_that_cannot_be(desk: Desk) -> Iterator[Finding]:
    """CHK-35: a panel that cannot be formed for every case, or cannot end when its members differ."""
    for stage in desk.policy.stages:
        if stage.panel is None:
            continue
        agencies = [agency for agency in desk.policy.agencies if agency.told]
        size = stage.panel.size
        if stage.panel.includes_parties and len(agencies) > size and states(stage.panel, "includes-parties"):
            yield _too_small(desk, stage, size)
        elif stage.panel.independent and len(agencies) - 2 < size:
            yield _nobody_independent(desk, stage, size, len(agencies))
        if _can_be_tied(desk, stage):
            yield _no_tie_rule(desk, stage)


def _too_small(desk: Desk, stage: Stage, size: int) -> Finding:
    clauses = stage.panel.clauses if stage.panel and stage.panel.clauses else stage.clauses
    more, only = naming.count(size + 1), naming.count(size)
    return Finding(
        rule="CHK-35",
        severity=Severity.HIGH if size <= SMALL_PANEL else Severity.MEDIUM,
        elements=(f"stage {stage.id}",),
        clauses=clauses,
        what=f"{naming.stage_name(stage)}: a panel of {only} with every agency in the dispute on it cannot be formed"
        " when"
        f" {more} are in dispute, and with {only} nobody on it is independent.",
        why="The most tangled cases, with the most agencies, are the ones that cannot be brought to an end.",
        example=f"On {naming.day(desk.friday)} {naming.all_of(a.title for a in desk.policy.agencies[: size + 1])}"
        " disagree:"
        f" {more} agencies, and {only} seats.",
        question=f"What happens when {more} agencies disagree, and how many members have to be independent?",
        about="size",
    )


def _nobody_independent(desk: Desk, stage: Stage, size: int, agencies: int) -> Finding:
    return Finding(
        rule="CHK-35",
        severity=Severity.HIGH,
        elements=(f"stage {stage.id}",),
        clauses=stage.panel.clauses if stage.panel and stage.panel.clauses else stage.clauses,
        what=f"{naming.stage_name(stage)}: a panel of {naming.count(size)} from agencies that are not in the dispute"
        " cannot"
        f" be formed, because the policy has {naming.count(agencies)} agencies and two of them disagree.",
        why="The last step cannot be taken, and the case ends where it stood.",
        example=f"On {naming.day(desk.friday)} two agencies disagree, and {naming.count(agencies - 2)} are left for"
        f" {naming.count(size)} seats.",
        question="From where do independent members come?",
        about="size",
    )


def _can_be_tied(desk: Desk, stage: Stage) -> bool:
    decision, panel = stage.decision, stage.panel
    if panel is None or decision is None or decision.power is not Power.DECIDES:
        return False
    if any(_by_text(move) for move in stage.moves):
        return False
    if decision.rule == "majority" and states(decision, "rule"):
        return panel.size % 2 == 0
    return decision.rule == "all" or not states(decision, "rule")


def _no_tie_rule(desk: Desk, stage: Stage) -> Finding:
    size = stage.panel.size if stage.panel else 2
    evenly = stage.decision is not None and stage.decision.rule == "majority" and size % 2 == 0
    how = (
        f"a panel of {naming.count(size)} decides by a majority and can be split evenly"
        if evenly
        else "the panel settles it together"
    )
    return Finding(
        rule="CHK-35",
        severity=Severity.MEDIUM if evenly else Severity.HIGH,
        elements=(f"stage {stage.id}",),
        clauses=stage.decision.clauses if stage.decision and stage.decision.clauses else stage.clauses,
        what=f"{naming.stage_name(stage)}: {how}, and no vote, casting vote or next step is given for when it does"
        " not.",
        why=NEVER_TOGETHER,
        example=f"On {naming.day(desk.friday)} "
        + (
            f"{naming.count(size // 2)} members are for it and {naming.count(size // 2)} against."
            if evenly
            else "one member of the panel does not agree."
        ),
        question="How does the panel decide when its members differ, and who has the casting vote?",
        about="tie",
    )


RULES = (
    ("CHK-17", last_stages_without_power),
    ("CHK-35", panels_that_cannot_be),
)
