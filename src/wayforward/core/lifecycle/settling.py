"""Settling it: proposals and answers, panels and decisions, closing and opening again. Never on one side's word."""

from __future__ import annotations

from wayforward.core import events as ev
from wayforward.core.commands import Answer, Close, ConvenePanel, Decide, Propose, Reopen
from wayforward.core.escalation import Escalation, Proposal
from wayforward.core.lifecycle.needs import ANYWAY, asks, name_of, said, unmet
from wayforward.core.lifecycle.standing import (
    CHALLENGED,
    OUTSIDER,
    PARTIES,
    Decided,
    decider,
    holds_one_of,
    shut,
    standing,
)
from wayforward.core.people import seats
from wayforward.core.policy.stages import Decision, Needed, Panel, Power, Stage
from wayforward.core.rulebook import Rulebook, bare
from wayforward.core.verdict import Refused
from wayforward.core.working_time.dates import listed

OF_ITSELF = (
    "resolved",
    "decided",
)  # endings that follow from agreement or decision, never from being asked for


def propose(rules: Rulebook, escalation: Escalation, command: Propose) -> Decided:
    """Put a resolution on the table. Proposing never settles anything by itself: somebody has to agree (AC9)."""
    if not escalation.open:
        return shut(escalation)
    part = standing(rules, escalation, command.by)
    if part is None:
        return OUTSIDER
    stage = rules.stages.get(escalation.stage)
    given = escalation.answered | said(command.answers)
    reasoned = bool(command.reason.strip())
    lacking = [n for n in (stage.produces if stage else ()) if unmet(rules, escalation, n, given, reasoned)]
    if lacking and not (command.override and reasoned):
        return _lacking(rules, lacking)
    return (
        ev.ResolutionProposed(
            side="decider" if part == "called" else part, agency=command.by.agency,
            outcome=command.outcome, actions=command.actions, outstanding=command.outstanding,
            answers=dict(command.answers), override=tuple(map(name_of, lacking)), reason=command.reason,
        ),
    )  # fmt: skip


def answer(rules: Rulebook, escalation: Escalation, command: Answer) -> Decided:
    """Agree or not to what is on the table. It is resolved once those who settle this stage agree (A-32, A-72)."""
    if not escalation.open:
        return shut(escalation)
    proposal = escalation.proposal
    if proposal is None:
        return Refused("There is no resolution on the table to answer. Propose one first.")
    agency = command.by.agency
    if command.by.office or escalation.side(agency) not in PARTIES:
        return Refused("Only the agencies in the disagreement can agree to its resolution.")
    answered = ev.ResolutionAnswered(agency=agency, agree=command.agree, note=command.note)
    if not command.agree or not _settles(rules, escalation, proposal, agency):
        return (answered,)
    return (answered, ev.Closed(ending="resolved", stage=escalation.stage))


def _settles(rules: Rulebook, escalation: Escalation, proposal: Proposal, agency: str) -> bool:
    stage = rules.stages.get(escalation.stage)
    agreed = proposal.agreed | {agency}
    if escalation.raising not in agreed:
        return False
    if stage is None or stage.settled_by == "raising":
        return True
    decides = stage.decision is not None and stage.decision.power is Power.DECIDES
    if stage.settled_by == "decider" and decides:
        return False
    return agreed >= {escalation.raising, *escalation.responding}


def convene(rules: Rulebook, escalation: Escalation, command: ConvenePanel) -> Decided:
    """Form the panel as the policy composes it, or say why it is composed otherwise (A-41)."""
    if not escalation.open:
        return shut(escalation)
    stage = rules.stages.get(escalation.stage)
    panel = stage.panel if stage else None
    if stage is None or panel is None:
        return Refused("The policy has no panel at this stage.")
    convenes = not panel.convened_by or holds_one_of(rules, escalation, command.by, (panel.convened_by,))
    if not command.by.office and (not convenes or standing(rules, escalation, command.by) is None):
        post = rules.posts.get(panel.convened_by)
        return Refused(f"The policy has this panel convened by: {post.title if post else panel.convened_by}.")
    wrong = _composition(panel, escalation, command)
    if wrong and not command.exception.strip():
        says = " ".join(wrong)
        return Refused(
            f"{says} Record an exception with its reason to go on as it is.", panel.clauses, overridable=True
        )
    return (ev.PanelConvened(members=dict(command.members), exception=command.exception),)


def _composition(panel: Panel, escalation: Escalation, command: ConvenePanel) -> list[str]:
    members = set(command.members)
    wrong = []
    if len(members) != panel.size:
        wrong.append(
            f"The policy asks for {panel.size} members from {panel.size} agencies, and this has {len(members)}."
        )
    absent = [agency for agency in (escalation.raising, *escalation.responding) if agency not in members]
    if panel.includes_parties and absent:
        wrong.append(f"It has nobody from {listed(absent)}, which is in the disagreement.")
    strangers = sorted(members - command.full_board) if command.full_board else []
    if strangers:
        wrong.append(f"It has somebody from {listed(strangers)}, which is not a full member of the board.")
    return wrong


def decide_stage(rules: Rulebook, escalation: Escalation, command: Decide) -> Decided:
    """The decision of those with power here. Where they only mediate or advise, it is a proposal to both sides."""
    if not escalation.open:
        return shut(escalation)
    stage = rules.stages.get(escalation.stage)
    decision = stage.decision if stage else None
    if stage is None or decision is None or decision.power is Power.NONE:
        return Refused("The policy gives nobody the power to decide at this stage. Propose a resolution instead.")
    if not command.by.office and not decider(rules, escalation, command.by):
        people = listed(
            (rules.posts[bare(who)].title if bare(who) in rules.posts else who for who in decision.by), "or"
        )
        return Refused(f"At {stage.label} it is for these to decide: {people}.", decision.clauses)
    if not command.by.office and _judges_itself(rules, escalation, decision, command):
        return Refused(
            "An agency that is being challenged cannot record the decision. Ask another of those who decide, or the"
            " partnership's office."
        )
    if decision.power is not Power.DECIDES:
        return (_offer(command),)
    if stage.panel is not None and not escalation.panel:
        return Refused("Convene the panel first. It is the panel that decides here.", stage.panel.clauses)
    if refused := _whose(rules, escalation, stage, command):
        return refused
    made = _made(rules, escalation, stage, command)
    recorded = ev.DecisionRecorded(
        stage=stage.id, decision=command.decision, positions=dict(command.positions), made=made,
        outcome=command.outcome, dissent=command.dissent,
    )  # fmt: skip
    return (recorded, ev.Closed(ending="decided", stage=stage.id)) if made else (recorded,)


def _judges_itself(rules: Rulebook, escalation: Escalation, decision: Decision, command: Decide) -> bool:
    """Whether a challenged agency would decide about itself although somebody else could.

    Where the policy gives the decision to that agency's own posts alone, such as the chair of its conferences, it is
    the policy's choice and stands.
    """
    if escalation.side(command.by.agency) != CHALLENGED:
        return False
    places = {seat.agency for who in decision.by for seat in seats(rules.posts, escalation, who)}
    return bool(places - {agency for agency in places if agency and escalation.side(agency) == CHALLENGED})


def _whose(rules: Rulebook, escalation: Escalation, stage: Stage, command: Decide) -> Refused | None:
    """Positions are those of the people who decide here, by post or by agency; where they are needed, there is one."""
    by = stage.decision.by if stage.decision else ()
    titles = [rules.posts[bare(who)].title for who in by if bare(who) in rules.posts]
    known = listed(sorted(escalation.panel) if stage.panel is not None else titles)
    if not command.positions and _voices(rules, escalation, stage):
        return Refused(f"Say who agrees and who does not, of these: {known}.")
    if stage.panel is None and any(_anybody(rules, who) for who in by):
        return None
    seated = {seat.agency or "" for who in by for seat in seats(rules.posts, escalation, who)}
    voices = set(escalation.panel)
    if stage.panel is None:
        # Where all must agree, so must the agencies themselves; where one is enough, it is one of those named.
        together = stage.decision is not None and stage.decision.rule != "any"
        voices = {*map(bare, by), *seated, *(_voices(rules, escalation, stage) if together else ())}
    strangers = sorted(command.positions.keys() - voices)
    if strangers:
        return Refused(f"This is not for {listed(strangers, 'or')} to decide. These decide: {known}.")
    return None


def _anybody(rules: Rulebook, who: str) -> bool:
    """Whether the deciders may come from beyond the agencies in it: every agency's leader, or the partners."""
    post = rules.posts.get(bare(who))
    return post is not None and bare(who) == who and post.of in ("each", "partnership", "outside")


def _offer(command: Decide) -> ev.ResolutionProposed:
    outcome = command.outcome or command.decision
    return ev.ResolutionProposed(side="decider", agency=command.by.agency, outcome=outcome, outstanding=command.dissent)


def _made(rules: Rulebook, escalation: Escalation, stage: Stage, command: Decide) -> bool:
    """Whether the positions add up to a decision. A panel decides together unless the policy says less (A-42)."""
    given = command.positions
    voices = _voices(rules, escalation, stage)
    agreed = sum(given.values())
    match stage.decision.rule if stage.decision else "all":
        case "any":
            return agreed > 0 or (not given and not voices)
        case "majority":
            return agreed * 2 > max(len(given), len(voices))
        case _:
            return voices <= given.keys() and agreed == len(given)


def _voices(rules: Rulebook, escalation: Escalation, stage: Stage) -> frozenset[str]:
    """Whose positions have to be known: the panel's, or the disputing agencies' where their own leaders decide.

    Nobody's where the deciders stand outside the agencies, such as an independent chair, who decide themselves.
    """
    if stage.panel is not None:
        return frozenset(escalation.panel)
    by = stage.decision.by if stage.decision else ()
    places = {post.of for who in by if (post := rules.posts.get(who.rpartition(" ")[2]))}
    if places <= {"partnership", "outside"}:
        return frozenset()
    return frozenset({escalation.raising, *escalation.responding})


def close(rules: Rulebook, escalation: Escalation, command: Close) -> Decided:
    """Close by one of the policy's endings. Withdrawing is always possible for the side that raised it."""
    if not escalation.open:
        return shut(escalation)
    if command.ending in OF_ITSELF:
        return Refused("It closes as resolved when both sides' words allow it, or as decided. Propose, or decide.")
    ending = rules.endings.get(command.ending)
    if ending is None:
        return Refused(f"“{command.ending}” is not an ending of this policy. Choose {listed(rules.endings, 'or')}.")
    if refused := _may_close(rules, escalation, command, ending.who):
        return refused
    if not command.reason.strip():
        return Refused("Give the reason for closing.")
    given = escalation.answered | said(command.answers)
    lacking = [n for n in ending.needs if unmet(rules, escalation, n, given, reasoned=True)]
    if lacking and not command.override:
        return _lacking(rules, lacking)
    answers = (ev.FactsRecorded(facts={}, answers=command.answers),) if command.answers else ()
    return (
        *answers,
        ev.Closed(
            ending=ending.id, stage=escalation.stage, reason=command.reason, outstanding=command.outstanding,
            override=tuple(map(name_of, lacking)),
        ),
    )  # fmt: skip


def _may_close(rules: Rulebook, escalation: Escalation, command: Close, who: str) -> Refused | None:
    part = standing(rules, escalation, command.by)
    if part is None:
        return OUTSIDER
    if part == CHALLENGED:
        return Refused("An agency that is being challenged cannot close the escalation. Propose a resolution instead.")
    match who:
        case "raising":
            allowed, says = part == "raising", "the agency that raised it"
        case "office":
            allowed, says = part == "office", "the partnership's office"
        case "decider":
            allowed = part == "office" or decider(rules, escalation, command.by)
            says = "those who decide at this stage"
        case _:
            allowed, says = (
                part in ("raising", "office"),
                "the agency that raised it, or the partnership's office",
            )
    return None if allowed else Refused(f"Only {says} can close it this way.")


def reopen(rules: Rulebook, escalation: Escalation, command: Reopen) -> Decided:
    """Open it again at the stage where it ended, with that stage's duties. Anybody in it may, with a reason."""
    if escalation.open:
        return Refused("This escalation is open already.")
    if standing(rules, escalation, command.by) is None:
        return OUTSIDER
    if not command.reason.strip():
        return Refused("Give the reason for opening it again.")
    again = ev.StageEntered(
        stage=escalation.stage,
        formal=escalation.formal,
        how="reopened",
        line=escalation.line,
        reason=command.reason,
    )
    return (ev.Reopened(stage=escalation.stage, reason=command.reason), again)


def _lacking(rules: Rulebook, needs: list[Needed]) -> Refused:
    says = " ".join(asks(rules, need) for need in needs)
    clauses = tuple(dict.fromkeys(clause for need in needs for clause in need.clauses))
    return Refused(f"{says} {ANYWAY}", clauses, overridable=True, needs=tuple(needs))
