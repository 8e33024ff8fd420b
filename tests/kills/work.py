"""What the writers do: mostly what people do every day, and sometimes anything at all."""

from __future__ import annotations

from tests.escalations.wandering import COMMANDS, Wandering
from wayforward.core import commands as cmd
from wayforward.directory.models import Person


def command(been: Wandering) -> cmd.Command:
    """One act on one escalation by somebody, as chance has it."""
    chance, cast, state = been.chance, been.cast, been.state
    if chance.random() < 0.2:
        return chance.choice(COMMANDS)(been, been._actor(chance.choice(cast.everybody)))
    raising, responding, office = (_one(been, *who) for who in (
        (cast.raises, cast.lead), (cast.responds, cast.other_lead), (cast.manager,),
    ))  # fmt: skip
    open_duties = [duty for duty in state.duties.values() if duty.done_at is None and duty.lapsed_at is None]
    anyway = {"override": True, "reason": "It will not wait."}
    likely: list[cmd.Command] = [
        cmd.RecordDiscussion(by=raising, summary="We talked.", channel="telephone"),
        cmd.Respond(by=responding, outcome=chance.choice(["upheld", "changed"]), reasons="We looked."),
        cmd.Propose(by=responding, outcome="A plan.", **anyway),
        cmd.Answer(by=raising, agree=chance.random() < 0.3),
        cmd.Escalate(by=raising, to=chance.choice(cast.policy.stages).id, **anyway),
        cmd.StatePosition(by=responding, disputed="The plan.", evidence="The record."),
        cmd.Acknowledge(by=responding),
        *(cmd.Discharge(by=office, duty=duty.key, note="Done.") for duty in open_duties[:1]),
        *(cmd.Discharge(by=raising, duty=duty.key, note="Done.") for duty in open_duties[-1:]),
    ]
    if state.state != "open":
        return cmd.Reopen(by=raising, reason="Not settled after all.")
    return chance.choice(likely)


def _one(been: Wandering, *who: Person) -> cmd.Actor:
    return been._actor(been.chance.choice(who))
