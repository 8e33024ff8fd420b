"""What follows from what happened: duties that arise, start their clock, are met or lapse, and who must be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from wayforward.core import events as ev
from wayforward.core.clocks import Reckoned, reckon
from wayforward.core.commands import Actor
from wayforward.core.escalation import Escalation, Owed, apply
from wayforward.core.limits import CLOCKS
from wayforward.core.lines import first_line
from wayforward.core.notices import TOLD, beside, notices
from wayforward.core.occurrences import occurrences
from wayforward.core.people import Seat, seats
from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.stages import Move, Stage
from wayforward.core.rulebook import Bearing, Rulebook
from wayforward.core.telling import OF_TIME, told_by_time
from wayforward.core.working_time import Force

UNNAMED = (ev.DutyArose, ev.DutyLapsed)  # consequences that nothing can be tied to
TOLD_WHEN_DONE = (DutyKind.UPDATE, DutyKind.CONFIRM)
ANEW = "Counted from the day the version was adopted: by what happened before, its date had passed."


def follow(
    rules: Rulebook,
    escalation: Escalation,
    asked: Iterable[ev.Event],
    by: Actor,
    at: datetime,
    occurred_at: datetime | None = None,
) -> tuple[ev.Event, ...]:
    """The events asked for, each followed by what it causes, in the order they are to be recorded.

    A consequence may cause another. It ends because each duty is met, and each automatic move made, at most once.
    """
    course = _Course(rules, escalation, by, at, occurred_at or at)
    events = tuple(asked)
    ends = any(isinstance(event, ev.Closed) for event in events)
    for event in events:
        course.run(event, ends)
    course.move()
    return tuple(course.events)


class _Course:
    """One command's events as they unfold, with the escalation kept up to date beside them."""

    def __init__(self, rules: Rulebook, escalation: Escalation, by: Actor, at: datetime, when: datetime) -> None:
        self.rules, self.state, self.by, self.at, self.when = rules, escalation, by, at, when
        self.events: list[ev.Event] = []
        self.met: set[str] = set()
        self.quiet: set[str] = set()  # met by starting again: the step that did it does the telling
        self.ended: set[str] = set()  # met for the last time
        self.fresh: set[str] = set()  # what has only just arisen does not start again at once
        self.moved: set[str] = set()
        self.waiting: list[tuple[str, Move]] = []
        self.anew = False  # what arises now does not begin late
        self.seated: dict[tuple[str, str | None], tuple[Seat, ...]] = {}

    def run(self, event: ev.Event, ends: bool = False) -> None:
        """Record an event and what follows from it. `ends`: the same command closes it, which says more."""
        before = self.state
        names = () if type(event) in UNNAMED else occurrences(event, before)
        self.state = apply(before, event, names, self.at, self.when)
        self.events.append(event)
        if self.state.parties is not before.parties or self.state.conflicted is not before.conflicted:
            self.seated.clear()
        if type(event) in TOLD and not (ends and self._told_by_the_end(event)):
            self.events.extend(beside(self.rules, self.state, event, self.by))
        if isinstance(event, OF_TIME):
            self.events.extend(told_by_time(self.rules, self.state, event, self.by))
        if not names:
            if isinstance(event, ev.Joined):
                self._joined(event.agency)
            elif isinstance(event, ev.VersionAdopted):
                self._newly_asked(event)
            return
        rules = self.rules
        found = [bearing for name in names if (bearing := rules.bearings.get(name))]
        if found:
            self._bear(found, names)
        if rules.automatic:
            for name in names:
                self.waiting.extend(rules.automatic.get(name, ()))
        if isinstance(event, ev.DutyDischarged):
            self.met.add(event.key)
            self._discharged(event, before.duties[event.key].agency if event.key in before.duties else None)
        elif isinstance(event, ev.StageEntered):
            self._call(rules.stages.get(event.stage))
        elif isinstance(event, ev.Closed):
            self._tell_the_raiser()

    def move(self) -> None:
        """Make the moves that the policy itself makes on what has happened, once all that was asked is recorded."""
        while self.waiting:
            source, move = self.waiting.pop(0)
            stage = self.rules.stages.get(move.to)
            here = self.state.open and self.state.stage == source
            if stage is None or not here or f"{source} {move.id}" in self.moved:
                continue
            if move.when.holds(self.state.facts):
                self.moved.add(f"{source} {move.id}")
                line = first_line(self.rules, self.state.responding, stage)
                self.run(ev.StageEntered(stage=stage.id, formal=stage.formal, how="automatic", line=line))

    def _bear(self, found: list[Bearing], names: tuple[str, ...]) -> None:
        """Meet, restart, end and time the duties that are open, then let new ones arise."""
        state = self.state
        touched = set().union(*(b.met | b.restarted | b.lapsed | b.timed for b in found))
        if touched:
            for owed in [d for d in state.duties.values() if d.duty in touched and d.open]:
                if self.state.duties[owed.key].open:
                    self._touch(owed, found, names)
        arising: dict[str, Duty] = {}
        for bearing in found:
            for duty in bearing.arise:
                arising[duty.id] = duty
        for duty in arising.values():
            self._arise(duty)

    def _touch(self, owed: Owed, found: list[Bearing], names: tuple[str, ...]) -> None:
        key, name = owed.key, owed.duty
        if key not in self.met and any(name in b.met for b in found):
            self._meet(owed, told=True, ended=any(name in b.lapsed for b in found))
        elif key not in self.met | self.fresh and any(name in b.restarted for b in found):
            self._meet(owed, told=False, ended=any(name in b.lapsed for b in found))
        elif any(name in b.lapsed for b in found):
            because = next((n for n in names if name in self.rules.bearings.get(n, _NOTHING).lapsed), names[0])
            self.run(ev.DutyLapsed(key=key, duty=name, because=because))
        elif owed.waiting_for and not set(names).isdisjoint(owed.waiting_for):
            due = self._clock(self.rules.duties[name])
            self.run(
                ev.DutyTimed(
                    key=key, due_at=due.due_at, target_at=due.target_at, how="started", because=due.because,
                    from_at=due.from_at,
                )
            )  # fmt: skip

    def _meet(self, owed: Owed, *, told: bool, ended: bool) -> None:
        self.quiet.update(() if told else (owed.key,))
        self.ended.update((owed.key,) if ended else ())
        self.run(ev.DutyDischarged(key=owed.key, duty=owed.duty))

    def _discharged(self, event: ev.DutyDischarged, agency: str | None) -> None:
        """Tell those it was owed to, and let the next arise where it repeats."""
        duty = self.rules.duties.get(event.duty)
        if duty is None:
            return
        if duty.kind in TOLD_WHEN_DONE and event.key not in self.quiet:
            people = (*duty.to, *duty.copies)
            self._tell(f"{event.key} done", event.key, duty.kind.value, people, blocked=duty.blocked, ours=duty.system)
        if duty.every and event.key not in self.ended:
            self._arise(duty, again=True, agency=agency)
            duties = self.state.duties.values()
            self.met.update(d.key for d in duties if d.duty == event.duty and d.open)  # once in one command

    def _arise(self, duty: Duty, *, again: bool = False, agency: str | None = None) -> None:
        if not duty.applies.holds(self.state.facts):
            return
        if not duty.each:
            self._owe(duty, duty.id, None, again)
        else:
            for each in (agency,) if agency else _parties(self.state):
                self._owe(duty, f"{duty.id}@{each}", each, again)

    def _owe(self, duty: Duty, stem: str, agency: str | None, again: bool) -> None:
        duties, n = self.state.duties, 1
        while f"{stem}#{n}" in duties:
            n += 1
        if n > 1 and (duty.once or (duty.every and duties[f"{stem}#{n - 1}"].open)):
            return
        key = f"{stem}#{n}"
        self.fresh.add(key)
        due = self._clock(duty, again)
        self.run(
            ev.DutyArose(
                key=key, duty=duty.id, who=duty.who, to=duty.to, due_at=due.due_at, target_at=due.target_at,
                force=str(duty.time.force if duty.time else Force.NONE), because=due.because, kind=duty.kind.value,
                stage=duty.stage or self.state.stage or None, agency=agency or self._only_agency(duty),
                waiting_for=due.waiting_for, from_at=due.from_at,
            )
        )  # fmt: skip
        if duty.kind not in CLOCKS and not (duty.kind is DutyKind.PROMPT and duty.every):  # that comes in its time
            self._tell(key, key, "duty", duty.who, agency, ours=duty.system, due_at=due.due_at)
        if duty.kind is DutyKind.NOTIFY:
            self._tell(key, key, "notify", (*duty.to, *duty.copies), blocked=duty.blocked, ours=duty.system)

    def _only_agency(self, duty: Duty) -> str | None:
        """The agency that owes it, where the policy's words for its owner mean exactly one that is a party."""
        found = {seat.agency for who in duty.who for seat in self._seats(who)}
        agency = found.pop() if len(found) == 1 else None
        return agency if agency and self.state.side(agency) else None

    def _clock(self, duty: Duty, again: bool = False) -> Reckoned:
        """When it is due. What a version newly asks for is late at once only where whoever adopted it said so."""
        happened = self.state.happened
        found = reckon(self.rules, happened, duty, self.when, again=again)
        if self.anew and found.due_at is not None and found.due_at <= self.at:
            found = reckon(self.rules, happened, duty, self.at, anew=True)
            return replace(found, because=(*found.because, ANEW))
        return found

    def _newly_asked(self, adopted: ev.VersionAdopted) -> None:
        """What the version asks for, and the one before it did not."""
        self.anew = not adopted.backdate
        for name in adopted.arises:
            self._arise(self.rules.duties[name])
        self.anew = False

    def _joined(self, agency: str) -> None:
        """What every agency owes, a new agency owes too."""
        if agency not in _parties(self.state):
            return
        owed = dict.fromkeys(duty.duty for duty in self.state.duties.values() if duty.open)
        for duty in [found for name in owed if (found := self.rules.duties.get(name))]:
            if duty.each and f"{duty.id}@{agency}#1" not in self.state.duties:
                self._arise(duty, agency=agency)

    def _call(self, stage: Stage | None) -> None:
        """Tell those whom a stage brings in, other than whoever has just brought them in."""
        if stage is not None:
            words = [who for people in stage.acts.values() for who in people]
            self._tell(f"{stage.id} visit {len(self.state.visits)}", stage.id, "stage", words)

    def _told_by_the_end(self, event: ev.Event) -> bool:
        """Whether those who would hear of this hear in the same breath how it ended."""
        return isinstance(event, ev.ResolutionAnswered) and event.agency != self.state.raising

    def _tell_the_raiser(self) -> None:
        """The person who raised it hears how it ended, whoever ended it (H-15)."""
        if not any(isinstance(event, ev.NoticeOwed) and event.to == "raiser" for event in self.events):
            self._tell(f"closed {self.state.seq}", "closed", "closed", ("raiser",), ours=True)

    def _tell(
        self,
        stem: str,
        about: str,
        kind: str,
        words: Iterable[str],
        agency: str | None = None,
        blocked: str | None = None,
        ours: bool = False,
        due_at: datetime | None = None,
    ) -> None:
        seated = ((who, seat) for who in dict.fromkeys(words) for seat in self._seats(who, agency) or (Seat(),))
        self.events.extend(notices(self.rules, self.by, stem, about, kind, seated, blocked, ours, due_at))

    def _seats(self, words: str, agency: str | None = None) -> tuple[Seat, ...]:
        """Whom the words mean here. One command asks it of the same few words again and again."""
        found = self.seated.get((words, agency))
        if found is None:
            found = self.seated[words, agency] = seats(self.rules.posts, self.state, words, agency)
        return found


def _parties(escalation: Escalation) -> tuple[str, ...]:
    """The agencies in the disagreement, once each."""
    return tuple(dict.fromkeys(p.agency for p in escalation.parties if p.side != "supporting"))


_NOTHING = Bearing()
