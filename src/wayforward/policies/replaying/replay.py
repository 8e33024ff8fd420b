"""An escalation's acts decided again under a rulebook: where it would have stood, what would have been due and rung."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from wayforward.core import events as ev
from wayforward.core.commands import Tick
from wayforward.core.duties import follow
from wayforward.core.escalation import Escalation, Owed, evolve
from wayforward.core.lifecycle import decide
from wayforward.core.lifecycle.raising import begins_at
from wayforward.core.lines import first_line
from wayforward.core.policy.stages import Stage
from wayforward.core.routing import RouteTable
from wayforward.core.rulebook import Rulebook
from wayforward.core.verdict import Refused
from wayforward.policies.replaying.acts import CLOCK, Act, Item
from wayforward.policies.replaying.judging import TAKEN, Judged, judged
from wayforward.policies.ringing import Rung, rung

Tables = Mapping[str, RouteTable]


@dataclass(frozen=True)
class Parting:
    """Where the path under these rules is another than the one that was taken, and why."""

    at: datetime
    says: str


@dataclass(frozen=True)
class Place:
    """From when on it stood at a stage and line, and whom people would have rung there then."""

    at: datetime
    stage: Stage
    line: str | None
    rung: tuple[Rung, ...]


@dataclass(frozen=True)
class Replay:
    """How it would have gone. `judged` has one word for each act: what the rules say of it."""

    rules: Rulebook
    state: Escalation
    places: tuple[Place, ...]
    judged: tuple[Judged, ...]
    partings: tuple[Parting, ...]


def recorded(history: Iterable[Item], acts: Sequence[Act], rules: Rulebook, tables: Tables) -> Replay:
    """What was: the record itself, with what the rules of each moment say of each act.

    `tables` are the routing tables of the versions that it stood under, by digest.
    """
    state, places = Escalation(), list[Place]()
    for item in history:
        state = evolve(state, item.event, item.recorded_at, item.occurred_at)
        under = rules.under(state.digest) or rules
        _placed(places, under, tables[under.policy.digest], state, item.recorded_at)
    words = tuple(judged(rules.under(act.before.digest) or rules, act.before, act) for act in acts)
    return Replay(rules, state, tuple(places), words, ())


def replay(acts: Sequence[Act], rules: Rulebook, table: RouteTable, was: Sequence[Judged] = ()) -> Replay:
    """The same acts, at their own instants, under these rules.

    `was` is what the rules it happened under say of each act: what they take for refused, because the record does not
    keep which posts somebody held, was taken all the same. Under its own rules the outcome is what was recorded.
    """
    going = _Going(rules, table, was)
    for number, act in enumerate(acts):
        going.step(number, act)
    return Replay(rules, going.state, tuple(going.places), tuple(going.judged), tuple(going.partings))


def _placed(places: list[Place], rules: Rulebook, table: RouteTable, state: Escalation, at: datetime) -> None:
    """One place more, where it is at another than the last."""
    last = places[-1] if places else None
    if state.stage in rules.stages and (last is None or (last.stage.id, last.line) != (state.stage, state.line)):
        places.append(Place(at, rules.stages[state.stage], state.line, rung(rules, table, state, at)))


@dataclass
class _Going:
    rules: Rulebook
    table: RouteTable
    was: Sequence[Judged]
    state: Escalation = field(default_factory=Escalation)
    places: list[Place] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)
    partings: list[Parting] = field(default_factory=list)

    def step(self, number: int, act: Act) -> None:
        if self.state.state != "unborn":
            passed = decide(self.rules, self.state, Tick(by=CLOCK, reminders=act.reminded), act.at)
            self._take((() if isinstance(passed, Refused) else passed), act.at, None)
        elif not any(isinstance(event, ev.Raised) for event in act.events):
            self.judged.append(TAKEN)  # it could not be raised under these rules, so nothing more was asked of them
            return
        word = judged(self.rules, self.state, act)
        self.judged.append(word)
        before = self.was[number] if self.was else word
        if word.refused and not before.refused:
            self.partings.append(Parting(act.at, word.says))
            if not any(isinstance(event, ev.Closed) for event in act.events):
                return  # what ended has ended, by whichever name: nobody waits for it any longer
        asked = tuple(self._asked(act))
        if asked:
            self._take(follow(self.rules, self.state, asked, act.by, act.at, act.occurred_at), act.at, act.occurred_at)

    def _take(self, events: Iterable[ev.Event], at: datetime, occurred_at: datetime | None) -> None:
        for event in events:
            self.state = evolve(self.state, event, at, occurred_at)
            _placed(self.places, self.rules, self.table, self.state, at)

    def _asked(self, act: Act) -> Iterator[ev.Event]:
        """The act's own events, as these rules know their stages, lines and duties. Going over is left out."""
        if act.events and isinstance(act.events[0], ev.VersionAdopted):
            return
        raised = next((event for event in act.events if isinstance(event, ev.Raised)), None)
        for event in act.events:
            told = self._known(event, raised)
            if isinstance(told, str):
                self.partings.append(Parting(act.at, told))
            elif told is not None:
                yield told

    def _known(self, event: ev.Event, raised: ev.Raised | None) -> ev.Event | str | None:
        """An event as it would be under these rules; a sentence where they do not have it; None where it is moot."""
        match event:
            case ev.Raised():
                return replace(event, policy=self.rules.policy.id, digest=self.rules.policy.digest)
            case ev.StageEntered():
                return self._stage(event, raised)
            case ev.LineEntered():
                return self._line(event)
            case ev.DiscussionRecorded() | ev.AttemptRecorded() | ev.DecisionRecorded() | ev.Closed():
                return replace(event, stage=self.state.stage)
            case ev.EventRecorded():
                known = event.event in self.rules.events
                return event if known else f"“{event.event}” is nothing that this version lets people record."
            case ev.DutyDischarged() | ev.DutyTimed() | ev.MoreTimeAsked() | ev.MoreTimeAnswered() | ev.Chased():
                return self._of_a_duty(event)
            case ev.Acknowledged() if event.duty is not None and event.duty not in self.state.duties:
                return None
            case _:
                return event

    def _stage(self, event: ev.StageEntered, raised: ev.Raised | None) -> ev.StageEntered | str | None:
        responding = raised.responding if raised else self.state.responding
        if event.how == "reopened":
            return replace(event, stage=self.state.stage, line=self.state.line, formal=self.state.formal)
        if event.how == "start" and raised and not (event.override and event.stage in self.rules.stages):
            stage: Stage | None = begins_at(self.rules, raised.facts, raised.subject_kinds, raised.raising, responding)
        else:
            stage = self.rules.stages.get(event.stage)
        if stage is None:
            return f"It went to “{event.stage}”, which this version does not have, so here it stays where it was."
        if stage.id == self.state.stage:
            return None
        tiers = stage.tiers
        kept = tiers is not None and event.line is not None and event.line in (tiers.lines or (event.line,))
        line = event.line if kept else first_line(self.rules, responding, stage)
        return replace(event, stage=stage.id, formal=stage.formal, line=line)

    def _line(self, event: ev.LineEntered) -> ev.LineEntered | str:
        stage = self.rules.stages[self.state.stage]
        if stage.tiers is None or event.line not in (stage.tiers.lines or (event.line,)):
            return f"It went to line {event.line}, which {stage.label} of this version does not have."
        return replace(event, stage=stage.id)

    def _of_a_duty(
        self, event: ev.DutyDischarged | ev.DutyTimed | ev.MoreTimeAsked | ev.MoreTimeAnswered | ev.Chased
    ) -> ev.Event | None:
        """The same about the duty as it is owed here. Where it is not, there was nothing to be done about it."""
        if event.key is None:
            return event
        owed = self._owed(event.key)
        if owed is None:
            return None
        if isinstance(event, ev.DutyTimed) and event.how == "extended":
            until_at, due_at = event.due_at, owed.due_at
            if due_at is not None and until_at is not None and until_at <= due_at:
                return None  # it already has longer here
        return replace(event, key=owed.key)

    def _owed(self, key: str) -> Owed | None:
        exact = self.state.duties.get(key)
        if exact is not None and exact.open:
            return exact
        stem = key.partition("#")[0]
        return next((owed for owed in reversed(self.state.owed()) if owed.key.partition("#")[0] == stem), None)
