"""People who do anything at all to an escalation, in any order: what the policy offers, and what it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from tests.cast import MONDAY, RESPONDING, Cast
from wayforward.core import commands as cmd
from wayforward.core.escalation import Escalation as State
from wayforward.core.escalation import evolve
from wayforward.core.lifecycle import moves
from wayforward.core.policy.facts import FactKind
from wayforward.core.verdict import Refused
from wayforward.directory.models import Person
from wayforward.directory.seating import places
from wayforward.escalations import acting, history, read, record
from wayforward.escalations.models import Escalation


@dataclass
class Wandering:
    """One escalation and the chance that drives it. `state` is what the answers to our own commands add up to."""

    cast: Cast
    chance: Random
    at: datetime = MONDAY
    state: State = field(default_factory=State)
    row: Escalation = field(default_factory=Escalation)
    taken: int = 0
    refused: int = 0

    def begin(self) -> None:
        responding = self.chance.choice([(RESPONDING,), (RESPONDING, "schools"), ("police", RESPONDING)])
        command = self.cast.a_raise(
            responding=responding, facts=self._facts() if self.chance.random() < 0.5 else {},
            subjects=tuple(cmd.Subject(kind="child", name=f"Child {n}") for n in range(self.chance.randrange(1, 3))),
            concern_raised_at=self.at - timedelta(days=2) if self.chance.random() < 0.5 else None,
            override=True, reason="It will not wait.",
            supporter=str(self.cast.lead.pk) if self.chance.random() < 0.3 else None,
        )  # fmt: skip
        outcome = record.begin(self.cast.adoption, command, self.at)
        assert isinstance(outcome, record.Accepted), outcome.says
        self.row = outcome.escalation
        self._fold(outcome)

    def step(self) -> None:
        """One more command, some time later: taken or refused, never an error."""
        self.at += timedelta(minutes=self.chance.choice([0, 1, 90, 1440, 4000, 9000]))
        command = self._command()
        outcome = record.submit(self.row.pk, command, self.at)
        if isinstance(outcome, record.Accepted):
            self.taken += 1
            self._fold(outcome)
        else:
            assert isinstance(outcome, Refused)
            self.refused += 1
            # What had fallen due by then was recorded all the same.
            self.state = history.fold(read.entries(self.row))

    def _fold(self, outcome: record.Accepted) -> None:
        for item in outcome.added:
            self.state = evolve(self.state, item.event, item.recorded_at, item.occurred_at)

    def _command(self) -> cmd.Command:
        if self.chance.random() < 0.1:
            return cmd.Tick(by=record.CLOCK)
        make = self.chance.choice(COMMANDS)
        command = make(self, self._actor(self.chance.choice(self.cast.everybody)))
        if self.chance.random() < 0.2:
            return _claimed(command, self.at - timedelta(hours=self.chance.randrange(100)))
        return command

    def _actor(self, who: Person) -> cmd.Actor:
        return acting.seated(who, places(who, self.at), self.row, self.state)

    def _facts(self) -> dict[str, tuple[str, ...]]:
        fact = self.chance.choice(list(self.cast.rules.facts.values()))
        options = [option.id for option in fact.options] or ["yes", "no"]
        value = "2026-11-20" if fact.kind is FactKind.DATE else self.chance.choice(options)
        return {fact.id: (value,)}

    def _duty(self) -> str:
        return self.chance.choice([*self.state.duties, "no such duty"])

    def _later(self) -> datetime:
        return self.at + timedelta(hours=self.chance.choice([-1, 1, 30, 200]))

    def _escalate(self, by: cmd.Actor) -> cmd.Command:
        """Where the policy offers a way, or anywhere else."""
        choice = self.chance.choice(moves(self.cast.rules, self.state, by, self.at))
        return cmd.Escalate(
            by=by, to=choice.stage.id, line=choice.line, reason=self._reason(), override=self.chance.random() < 0.7
        )

    def _reason(self) -> str:
        return self.chance.choice(["", "A reason.", "Another reason."])

    def _panel(self, by: cmd.Actor) -> cmd.Command:
        members = dict.fromkeys(self.chance.sample(sorted(self.cast.leads), 3), "Somebody")
        return cmd.ConvenePanel(by=by, members=members, exception=self._reason())

    def _decide(self, by: cmd.Actor) -> cmd.Command:
        voices = [*(self.state.panel or ()), self.state.raising, *self.state.responding]
        agree = self.chance.random() < 0.8
        return cmd.Decide(by=by, decision="So be it.", positions=dict.fromkeys(voices, agree))

    def _close(self, by: cmd.Actor) -> cmd.Command:
        ending = self.chance.choice([*self.cast.rules.endings, "resolved"])
        return cmd.Close(by=by, ending=ending, reason=self._reason(), override=self.chance.random() < 0.5)

    def _join(self, by: cmd.Actor) -> cmd.Command:
        agency = self.chance.choice([*self.cast.agencies, "nowhere"])
        person = self.cast.leads.get(agency) if self.chance.random() < 0.5 else None
        side = self.chance.choice(["raising", "responding", "supporting"])
        return cmd.Join(by=by, agency=agency, side=side, person=str(person.pk) if person else None)

    def _lend(self, by: cmd.Actor) -> cmd.Command:
        """A colleague to act in one's place, for a post of one's own or of somebody else."""
        person = self.cast.workers.get(by.agency, self.cast.manager)
        post = self.chance.choice([*sorted(by.posts), "", "executive"])
        side = self.state.side(by.agency) or "supporting"
        return cmd.Join(by=by, agency=by.agency, side=side, person=str(person.pk), in_place_of=post)

    def _conflict(self, by: cmd.Actor) -> cmd.Command:
        """Of one's own, or of somebody else; of the few, so that the story goes on."""
        few = [self.cast.lead, self.cast.responds, self.cast.workers["schools"], self.cast.leads["police"]]
        person = by.person if self.chance.random() < 0.1 else str(self.chance.choice(few).pk)
        return cmd.DeclareConflict(by=by, person=person, reason=self._reason())

    def _position(self, by: cmd.Actor) -> cmd.Command:
        return cmd.StatePosition(by=by, disputed=self._reason(), evidence=self._reason())

    def _chase(self, by: cmd.Actor) -> cmd.Command:
        duty = self._duty() if self.chance.random() < 0.7 else None
        return cmd.Chase(by=by, duty=duty, agency=self.chance.choice([*self.cast.agencies]), words=self._reason())


def _claimed(command: cmd.Command, occurred_at: datetime) -> cmd.Command:
    return type(command)(**{**vars(command), "occurred_at": occurred_at})


Make = Callable[[Wandering, cmd.Actor], cmd.Command]
COMMANDS: tuple[Make, ...] = (
    Wandering._escalate,
    Wandering._escalate,
    Wandering._panel,
    Wandering._decide,
    Wandering._close,
    Wandering._join,
    Wandering._lend,
    Wandering._conflict,
    Wandering._position,
    Wandering._chase,
    lambda w, by: cmd.RecordUrgentAction(by=by, action="Police rung.", by_whom="The nurse", taken_at=w._later()),
    lambda w, by: cmd.OfferTime(by=by, talk_at=w._later(), channel="telephone", note="Ring me."),
    lambda w, by: cmd.AnswerOffer(by=by, accept=w.chance.random() < 0.7),
    lambda w, by: cmd.AskForTime(by=by, duty=w._duty(), until_at=w._later(), reason="Nearly there."),
    lambda w, by: cmd.GiveTime(by=by, agree=w.chance.random() < 0.7, judged_safe_by="The lead"),
    lambda w, by: cmd.ReferOn(by=by, authority="Elsewhere", reason=w._reason()),
    lambda w, by: cmd.ComeIn(by=by, agency=by.agency, invited_by=str(w.cast.raises.pk)),
    lambda w, by: cmd.RecordDiscussion(by=by, summary="We talked.", channel="telephone"),
    lambda w, by: cmd.RecordAttempt(by=by, whom="The worker"),
    lambda w, by: cmd.Respond(by=by, outcome=w.chance.choice(["upheld", "changed"]), reasons="We looked."),
    lambda w, by: cmd.RecordFacts(by=by, facts=w._facts(), answers={"decided": "More."}),
    lambda w, by: cmd.RecordEvent(by=by, event=w.chance.choice([*sorted(w.cast.rules.events), "nothing"])),
    lambda w, by: cmd.Discharge(by=by, duty=w._duty(), note="Done."),
    lambda w, by: cmd.Acknowledge(by=by, duty=w._duty()),
    lambda w, by: cmd.SetDeadline(
        by=by, due_at=w._later(), reason="Sooner.", what=w.chance.choice(["protective", "target"])
    ),
    lambda w, by: cmd.SetDeadline(by=by, due_at=w._later(), reason="Ours to set.", what=w._duty()),
    lambda w, by: cmd.Extend(
        by=by, duty=w._duty(), until_at=w._later(), reason="Nearly there.", judged_safe_by="The lead", agreed=True
    ),
    lambda w, by: cmd.Propose(by=by, outcome="A plan.", override=True, reason="Agreed by word of mouth."),
    lambda w, by: cmd.Answer(by=by, agree=w.chance.random() < 0.7),
    lambda w, by: cmd.Reopen(by=by, reason="Not settled after all."),
)


def wander(cast: Cast, seed: int, steps: int) -> Wandering:
    """A whole history, of `steps` commands tried."""
    wandering = Wandering(cast, Random(seed))
    wandering.begin()
    for _ in range(steps):
        wandering.step()
    return wandering
