"""Rehearsing a policy: worked examples and dry runs, step by step with dates, and nothing stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from wayforward.core import events as ev
from wayforward.core.codec import kind_of
from wayforward.core.commands import Actor, Tick
from wayforward.core.escalation import Escalation, evolve
from wayforward.core.lifecycle import decide, next_deadline
from wayforward.core.policy.whole import Policy
from wayforward.core.routing import BadQuestion, RouteTable, routes
from wayforward.core.rulebook import Rulebook, rulebook
from wayforward.core.verdict import Refused
from wayforward.core.working_time import Calendar
from wayforward.policies import shelf
from wayforward.policies.expectations import Moment, unmet
from wayforward.policies.scenario import Example
from wayforward.policies.steps import command

REFERENCE = "REHEARSAL"
CLOCK = Actor(person="clock", agency="")
A_MOMENT = timedelta(seconds=1)  # a duty is late from the instant after its deadline

Happened = tuple[datetime, ev.Event]


@dataclass(frozen=True)
class Result:
    """Whether one worked example came out as it says, and each way in which it did not."""

    says: str
    line: int
    failures: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.failures


@dataclass
class Run:
    """A rehearsal in progress: the escalation as it stands and all that has happened to it so far."""

    rules: Rulebook
    table: RouteTable
    calendar: Calendar
    state: Escalation = field(default_factory=Escalation)
    log: list[Happened] = field(default_factory=list)
    refused: Refused | None = None
    at: datetime | None = None

    def step(self, step: Mapping[str, Any]) -> tuple[Happened, ...]:
        """Do one step. A refusal changes nothing and is kept for the expectations to look at."""
        at: datetime = step["at"]
        passed = self._watch(at)
        asked = command(step, self.state, self.rules.policy)
        self.at, self.refused = at, None
        if asked is None:
            return passed
        outcome = decide(self.rules, self.state, asked, at)
        if isinstance(outcome, Refused):
            self.refused = outcome
            return passed
        return (*passed, *self._take(outcome, at, asked.occurred_at))

    def _watch(self, until: datetime) -> tuple[Happened, ...]:
        """The clock, attentive: each deadline that passes before the next step is recorded as it passes."""
        seen: list[Happened] = []
        while (due_at := next_deadline(self.state, until)) is not None:
            at = due_at + A_MOMENT
            outcome = decide(self.rules, self.state, Tick(by=CLOCK), at)
            if isinstance(outcome, Refused) or not outcome:
                break
            seen += self._take(outcome, at, None)
        return tuple(seen)

    def _take(self, events: tuple[ev.Event, ...], at: datetime, occurred_at: datetime | None) -> tuple[Happened, ...]:
        for event in events:
            self.state = evolve(self.state, event, at, occurred_at)
        taken = tuple((at, event) for event in events)
        self.log.extend(taken)
        return taken


def run(name: str) -> Iterator[Result]:
    """Run every worked example of a policy: a shipped id, a folder or a file."""
    policy = shelf.load(name)
    calendar = shelf.calendar(policy.nation)
    rules = rulebook(policy, calendar, in_force=True)
    table = routes(policy, calendar)
    for example in shelf.examples(name):
        yield rehearse(example, rules, table, calendar)


def rehearse(example: Example, rules: Rulebook, table: RouteTable, calendar: Calendar) -> Result:
    """One worked example. A step that is refused without the example saying so is a failure of its own."""
    going = Run(rules, table, calendar)
    failures: list[str] = []
    for number, step in enumerate(example.do, start=1):
        going.step(step)
        expected = step.get("then", {})
        # The closing expectations may be about the last step, a refusal included.
        about_last = number == len(example.do) and "refused" in example.then
        if going.refused and "refused" not in expected and not about_last:
            failures.append(f"Step {number} was refused: {going.refused.says}")
        failures += [f"After step {number}: {problem}" for problem in unmet(expected, _moment(going))]
    failures += unmet(example.then, _moment(going), example.ask)
    return Result(example.says, example.line, tuple(failures))


def _moment(going: Run) -> Moment:
    return Moment(
        rules=going.rules, table=going.table, calendar=going.calendar, state=going.state,
        events=tuple(event for _, event in going.log), refused=going.refused, at=going.at,
    )  # fmt: skip


def simulate(name: str, path: str) -> Iterator[dict[str, Any]]:
    """A dry run of a scenario file: every duty, deadline, contact and notice in order. Nothing is stored."""
    policy: Policy = shelf.load(name)
    calendar = shelf.calendar(policy.nation)
    going = Run(rulebook(policy, calendar, in_force=True), routes(policy, calendar), calendar)
    for step in shelf.scenario(path, policy).do:
        yield from _told(going, step)


def _told(going: Run, step: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    from_line = (going.state.stage, going.state.line)
    happened = going.step(step)
    for at, event in happened:
        line = _event_line(going, event)
        if line:
            yield {"at": at.isoformat(), **line}
    if going.refused:
        refused = {"says": going.refused.says, "clauses": list(going.refused.clauses)}
        expected = "refused" in step.get("then", {})
        yield {"at": step["at"].isoformat(), "what": "refused", **refused, "expected": expected}
    elif "wait" in step and not happened:
        yield {"at": step["at"].isoformat(), "what": "wait", "says": "The clock looks, and nothing has fallen due."}
    if happened and (going.state.stage, going.state.line) != from_line:
        yield from _contact_lines(going, going.state.visits[-1].at)


def _event_line(going: Run, event: ev.Event) -> dict[str, Any] | None:
    """One event as a line: what it is, whose id it carries, and a sentence."""
    rules = going.rules
    match event:
        case ev.StageEntered():
            stage = rules.stages[event.stage]
            says = f"{stage.label}: {stage.title}" + (f" (line {event.line})" if event.line else "")
            return {"what": "stage", "id": event.stage, "how": event.how, "says": says, "clauses": list(stage.clauses)}
        case ev.LineEntered():
            return {"what": "line", "id": event.line, "says": f"Line {event.line} of {event.stage}", "clauses": []}
        case ev.DutyArose() | ev.DutyTimed() | ev.DutyDischarged() | ev.DutyLapsed() | ev.DeadlinePassed():
            return _duty_line(rules, event)
        case ev.NoticeOwed():
            side = going.state.side(event.agency) if event.agency else None
            told = {"to": event.to, "agency": event.agency, "side": side}
            return {"what": "notice", "id": event.key, **told, "says": event.kind, "blocked": event.blocked}
        case ev.Closed():
            return {"what": "closed", "id": event.ending, "says": event.ending}
        case _:
            kind = kind_of(event)
            return {"what": "recorded", "id": kind, "says": kind.replace("-", " ").capitalize()}


def _duty_line(rules: Rulebook, event: ev.Event) -> dict[str, Any] | None:
    match event:
        case ev.DutyArose():
            duty = rules.duties[event.duty]
            return {
                "what": "duty", "id": event.key, "says": duty.says, "who": list(event.who), "to": list(event.to),
                "due_at": _iso(event.due_at), "target_at": _iso(event.target_at), "because": list(event.because),
                "clauses": list(duty.clauses), "system": duty.system,
            }  # fmt: skip
        case ev.DutyTimed():
            because = list(event.because)
            return {
                "what": "deadline",
                "id": event.key,
                "says": event.how,
                "due_at": _iso(event.due_at),
                "because": because,
            }
        case ev.DutyDischarged():
            return {"what": "done", "id": event.key, "says": rules.duties[event.duty].says}
        case ev.DutyLapsed():
            return {"what": "lapsed", "id": event.key, "says": rules.duties[event.duty].says}
        case ev.DeadlinePassed():
            return {"what": "overdue", "id": event.key, "says": f"Overdue: {rules.duties[event.duty].says}"}
        case _:
            return None


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _contact_lines(going: Run, at: datetime) -> Iterator[dict[str, Any]]:
    stage = going.rules.stages[going.state.stage]
    line = going.state.line if stage.tiers and stage.tiers.lines else stage.line
    if line is None:
        return
    for agency in going.state.responding:
        kind = agency.partition(":")[0]
        try:
            answer = going.table.answer(kind, line, at, going.rules.status(going.state), going.state.facts)
        except BadQuestion as error:  # the story does not give the case's status, or the policy knows no such agency
            yield {"at": at.isoformat(), "what": "contact", "id": agency, "says": str(error)}
            continue
        yield {
            "at": at.isoformat(), "what": "contact", "id": agency, "until": answer.until_at.isoformat(),
            "says": ", ".join(card.title for card in answer.cards) if answer.cards else "",
            "hole": answer.hole.says if answer.hole else None,
            "suggestions": [s.post for s in answer.suggestions] if answer.hole else [],
        }  # fmt: skip
