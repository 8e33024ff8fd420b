"""Tells the stories: each step becomes the command that a person would have given, through the one write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from wayforward.cli.demonstration import beside, timetable
from wayforward.cli.demonstration.directory import Town
from wayforward.core import commands as ask
from wayforward.core.escalation import Escalation as State
from wayforward.core.escalation import evolve
from wayforward.core.limits import effective_deadline, overdue
from wayforward.core.people import OFFICE, seats
from wayforward.core.waking import next_instant
from wayforward.directory.models import Person
from wayforward.directory.seating import places
from wayforward.escalations import acting, record
from wayforward.policies import steps

A_MINUTE = timedelta(minutes=1)
LATELY = timedelta(minutes=45)  # before the instant at which a demonstration begins


class Untold(Exception):
    """A step of a story cannot be told: the message says which, and why."""


def tell(town: Town, stories: Sequence[Mapping[str, Any]], at: datetime) -> list[State]:
    """Record what happened in every story before `at`. Returns how each one stands, in the order written."""
    chance = Random(f"{town.rules.policy.id} references")  # the same references every time
    return [_Telling(town, story, at, _reference(chance)).tell() for story in stories]


def _reference(chance: Random) -> str:
    letters = "".join(chance.choice(record.REFERENCE_LETTERS) for _ in range(8))
    return f"WF-{letters[:4]}-{letters[4:]}"


@dataclass
class _Telling:
    town: Town
    story: Mapping[str, Any]
    at: datetime
    ref: str
    state: State = field(default_factory=State)
    row: Any = None  # the summary row of the escalation, once it has begun
    last_at: datetime | None = None

    def tell(self) -> State:
        for step in self.story["do"]:
            try:
                self._step(step)
            except (KeyError, ValueError) as problem:
                raise Untold(f"{self._where(step)}: {problem}") from problem
        self._let_the_clock_look(self.at)
        self._let_the_clock_remind()
        return self.state

    def _step(self, written: Mapping[str, Any]) -> None:
        step = dict(self._timed(written))
        at: datetime = step["at"]
        if at > self.at or (self.last_at is not None and at < self.last_at):
            raise ValueError("it lies before the step above it, or after everything")
        self._let_the_clock_look(at)
        self.last_at = at
        command = beside.command(step, self.state) or steps.command(step, self.state, self.town.rules.policy)
        if command is None:
            raise ValueError("it does nothing")
        self._do(self._in_person(command, step, at), at, written)

    def _do(self, command: ask.Command, at: datetime, written: Mapping[str, Any]) -> None:
        outcome = (
            record.begin(self.town.adoption, command, at)
            if isinstance(command, ask.Raise)
            else record.submit(self.row.pk, command, at)
        )
        if not isinstance(outcome, record.Accepted):
            raise Untold(f"{self._where(written)} was refused: {outcome.says}")
        self.row = outcome.escalation
        for item in outcome.added:
            self.state = evolve(self.state, item.event, item.recorded_at, item.occurred_at)

    def _let_the_clock_look(self, until: datetime) -> None:
        """What the clock would have recorded on its own before `until`: each deadline, the minute after it passed."""
        while True:
            late = [d for d in self.state.duties.values() if d.passed_at is None and overdue(self.state, d, until)]
            passed = [due for d in late if (due := effective_deadline(self.state, d)) and due + A_MINUTE < until]
            if not passed:
                return
            self._let_time_pass(max(min(passed) + A_MINUTE, self.last_at or min(passed)))

    def _let_the_clock_remind(self) -> None:
        """The newest reminders, so that nothing old is left for the clock that begins with the demonstration."""
        while self.state.visits and (due := next_instant(self.town.rules, self.state)) is not None:
            at = max(due + A_MINUTE, self.last_at or due, self.at - LATELY)
            before = self.state.seq
            if at >= self.at:
                return
            self._let_time_pass(at)
            if self.state.seq == before:
                return

    def _let_time_pass(self, at: datetime) -> None:
        self._do(ask.Tick(by=record.CLOCK), at, {"wait": True, "at": at})
        self.last_at = at

    # --- who acts, and when ------------------------------------------------------------------------------

    def _in_person(self, command: ask.Command, step: Mapping[str, Any], at: datetime) -> ask.Command:
        """The command as a real person of the directory gives it."""
        match command:
            case ask.Raise():
                raiser = self._person(f"{command.raising}/{self.story['as']}")
                helper = command.supporter and str(self._person(f"{command.raising}/{command.supporter}").pk)
                return replace(
                    command, ref=self.ref, by=ask.Actor(person=str(raiser.pk), agency=command.raising),
                    subjects=tuple(self._subjects(at)), supporter=helper,
                    received_from=str(step["raise"].get("received-from", "")),
                )  # fmt: skip
            case ask.DeclareConflict(person=who):
                command = replace(command, person=str(self._person(who).pk))
            case ask.Join(person=str(who)):
                command = replace(command, person=str(self._person(f"{command.agency}/{who}").pk))
            case ask.ConvenePanel():
                members = {agency: self._person(f"{agency}/{who}").name for agency, who in command.members.items()}
                command = replace(command, members=members)
            case ask.Tick():
                return command
        person = self._actor(step)
        if person.pk not in self.town.places:
            self.town.places[person.pk] = places(person, at)
        return replace(command, by=acting.seated(person, self.town.places[person.pk], self.row, self.state))

    def _actor(self, step: Mapping[str, Any]) -> Person:
        """`by` a side, the office, a post, or somebody by name: "police/duty-inspector"."""
        by = str(step.get("by", "raising"))
        match by:
            case "raising":
                return self._person(f"{self.state.raising}/{self.story['as']}")
            case "responding":
                against = self.story.get("against")
                return self._person(against) if against else self.town.doors[self.state.responding[0]]
            case "office":
                return self._person(f"{OFFICE}/manager")
        return self._person(by) if "/" in by else self._holder(by)

    def _holder(self, words: str) -> Person:
        for seat in seats(self.town.rules.posts, self.state, words):
            found = self.town.holder.get((seat.agency or "", seat.post or ""))
            if found is not None:
                return found
        raise ValueError(f"nobody holds “{words}”")

    def _person(self, path: str) -> Person:
        """Somebody by agency and the name they are written under, or by the post that they hold there."""
        agency, _, key = path.rpartition("/")
        return self.town.people.get(path) or self.town.holder[agency, key]

    def _subjects(self, at: datetime) -> Iterator[ask.Subject]:
        for who in self.story.get("who", ()):
            born = at - timedelta(days=int(who["age"] * 365.25)) if "age" in who else None
            due = at + timedelta(weeks=who["due-in-weeks"]) if "due-in-weeks" in who else None
            day = born or due
            yield ask.Subject(kind=who["kind"], name=who.get("name", ""), born_on=f"{day:%Y-%m-%d}" if day else "")

    def _timed(self, step: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """The step with every time in it as an instant."""
        calendar = self.town.rules.calendar
        at = timetable.instant(str(step["at"]), self.at, calendar)
        for verb, said in step.items():
            match verb:
                case "at":
                    yield verb, at
                case "occurred":
                    yield verb, timetable.instant(str(said), self.at, calendar)
                case "raise" if "concern-raised" in said:
                    raised = timetable.instant(str(said["concern-raised"]), self.at, calendar)
                    yield verb, {**said, "concern-raised": raised}
                case "raise":
                    yield verb, said
                case "protect":
                    yield verb, timetable.ahead(str(said), at, calendar)
                case "set":
                    yield verb, {what: timetable.ahead(str(due), at, calendar) for what, due in said.items()}
                case "offer":
                    yield verb, {**said, "talk": timetable.ahead(str(said["talk"]), at, calendar)}
                case "extend" | "ask-time":
                    yield verb, {**said, "until": timetable.ahead(str(said["until"]), at, calendar)}
                case _:
                    yield verb, said

    def _where(self, step: Mapping[str, Any]) -> str:
        verb = next((verb for verb in (*beside.VERBS, *steps.VERBS) if verb in step), "nothing")
        return f"{self.town.rules.policy.id}, “{self.story['says']}”, {verb} at {step['at']}"
