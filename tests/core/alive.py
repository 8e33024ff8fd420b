"""Escalations under the five shipped policies, lived at random, and time passing over them tick by tick."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from hypothesis import strategies as st

from tests.core.cast import CONSTABLE, MONDAY, RULES, a_raise
from wayforward.core import commands as ask
from wayforward.core import events as ev
from wayforward.core.escalation import Escalation, evolve
from wayforward.core.lifecycle import Rulebook, decide, rulebook
from wayforward.core.verdict import Refused
from wayforward.core.waking import next_instant
from wayforward.policies import shelf

POLICIES = ("barnet-children", "barnet-multi-agency", "barnsley", "havering", "newham")
CLOCK = ask.Actor(person="clock", agency="")
RAISER = ask.Actor(person="raiser", agency="health:north")
OFFICE = ask.Actor(person="manager", agency="office", office=True)
MOMENT = timedelta(microseconds=1)  # what comes about at an instant does at any after it


@cache
def rules_of(policy: str) -> Rulebook:
    loaded = shelf.load(policy)
    return rulebook(loaded, shelf.calendar(loaded.nation), in_force=True)


@dataclass
class Life:
    """One escalation as it goes: `asks` does what is taken and passes over what is refused."""

    rules: Rulebook
    at: datetime
    state: Escalation = field(default_factory=Escalation)
    events: list[tuple[datetime, ev.Event]] = field(default_factory=list)

    def asks(self, command: ask.Command, at: datetime | None = None) -> tuple[ev.Event, ...]:
        self.at = at or self.at
        found = decide(self.rules, self.state, command, self.at)
        if isinstance(found, Refused):
            return ()
        for event in found:
            self.state = evolve(self.state, event, self.at, command.occurred_at)
            self.events.append((self.at, event))
        return found

    def does(self, command: ask.Command, at: datetime | None = None) -> tuple[ev.Event, ...]:
        found = self.asks(command, at)
        assert found, f"{command} was not taken"
        return found

    def ticks(self, at: datetime) -> tuple[ev.Event, ...]:
        return self.asks(ask.Tick(by=CLOCK), at)

    def runs(self, until: datetime) -> list[datetime]:
        """A clock that is punctual to the microsecond: when it ticked."""
        ticked = []
        while (due := next_instant(self.rules, self.state)) is not None and due < until:
            ticked.append(due)
            self.ticks(max(due, self.at) + MOMENT)
        return ticked

    def reminded(self, what: str) -> list[datetime]:
        return [at for at, event in self.events if isinstance(event, ev.Reminded) and event.what == what]

    def late(self) -> list[str]:
        return [event.key for _, event in self.events if isinstance(event, ev.DeadlinePassed)]


def raised(policy: str, at: datetime, **changes: object) -> Life:
    life = Life(rules_of(policy), at)
    given: dict[str, object] = {
        "by": RAISER, "ref": "WF-1", "raising": RAISER.agency, "responding": ("police",),
        "subjects": (ask.Subject(kind="child"),),
    }  # fmt: skip
    life.does(ask.Raise(**{**given, **changes}))  # type: ignore[arg-type]  # any part of the command
    return life


def _step(life: Life, which: int, pick: int) -> ask.Command:
    """One of what people ask, by those who may ask it."""
    police = ask.Actor(person="sergeant", agency="police")
    by = (RAISER, police, OFFICE)[pick % 3]
    owed = list(life.state.duties) or ["none"]
    stages = [stage.id for stage in life.rules.policy.stages]
    soon, why = life.at + timedelta(days=1 + pick % 30, hours=pick % 7), "It is needed."
    return (
        ask.RecordDiscussion(by=by, summary="Talked."),
        ask.Escalate(by=OFFICE, to=stages[pick % len(stages)], reason=why, override=True),
        ask.SetDeadline(by=RAISER, due_at=soon, reason=why),
        ask.SetDeadline(by=RAISER, due_at=soon, reason=why, what="target"),
        ask.Extend(by=OFFICE, duty=owed[pick % len(owed)], until_at=soon, reason=why, judged_safe_by="A", agreed=True),
        ask.Acknowledge(by=by),
        ask.Acknowledge(by=by, duty=owed[pick % len(owed)]),
        ask.Acknowledge(by=RAISER, spoken=True, agency="police", name="Sergeant"),
        ask.Discharge(by=OFFICE, duty=owed[pick % len(owed)]),
        ask.Respond(by=police, outcome="upheld", reasons=why),
        ask.Close(by=RAISER, ending="withdrawn", reason=why),
        ask.Tick(by=CLOCK),
    )[which]


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """A history of a few weeks under one of the policies, from some hour of some day on."""
    begins = datetime.fromisoformat("2025-07-01T00:00+00:00") + timedelta(hours=draw(st.integers(0, 24 * 200)))
    urgent = {"immediate-danger": ("yes",)} if draw(st.booleans()) else {}
    policy = draw(st.sampled_from(POLICIES))
    life = raised(policy, begins, facts={k: v for k, v in urgent.items() if k in rules_of(policy).facts})
    for which, pick, hours in draw(
        st.lists(st.tuples(st.integers(0, 11), st.integers(0, 60), st.sampled_from((0, 1, 5, 30, 80, 200))), max_size=8)
    ):
        life.at += timedelta(hours=hours)
        life.asks(_step(life, which, pick))
    return life


# --- the small policy, and what was told ------------------------------------------------------------------------


def begun(rules: Rulebook = RULES, when: datetime = MONDAY) -> Life:
    """Raised with a talk and an answer, so that only the limit of the talk and the cap are dated."""
    life = Life(rules, when)
    life.does(a_raise())
    life.does(ask.Respond(by=CONSTABLE, outcome="upheld", reasons="Looked at again."))
    return life


def told(life: Life, kind: str) -> list[tuple[datetime, str, str | None]]:
    """When which kind of notice was owed to whom."""
    return [(when, e.to, e.agency) for when, e in life.events if isinstance(e, ev.NoticeOwed) and e.kind == kind]


def days(instants: list[datetime]) -> list[str]:
    """As a wall calendar and a clock in England show them."""
    return [f"{instant.astimezone(MONDAY.tzinfo):%a %d %b %H:%M}" for instant in instants]
