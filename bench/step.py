"""One whole step of an escalation beside a bare state machine (transitions) and a workflow engine (SpiffWorkflow).

    python bench/step.py

The same four stages in each: raised, escalated three times, then settled. Each of our steps has in it the guards, the
rules that follow (a limit that lapses, the next one with its deadline and the reasons for it), whom to ring at the new
stage, the fold, and an entry for each event in the history: the very bytes that are stored, chained by hash. Nothing
is sealed, as there is no story in these entries, and nothing is written to disk. transitions changes one attribute
behind one condition; SpiffWorkflow runs a user task with a timer on it.
"""

import json
import logging
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import django
from common import compare, goal
from peers.steps import LIFE, SPIFF_STORED, STAGES, bare_life, spiff_life, spiff_load_step_save

from wayforward.core import codec
from wayforward.core import commands as ask
from wayforward.core.escalation import Escalation, evolve
from wayforward.core.lifecycle import decide, effective_deadline, limit, rulebook
from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.papers import Document
from wayforward.core.policy.people import Agency, Post
from wayforward.core.policy.routes import Route
from wayforward.core.policy.stages import Move, MoveKind, Stage
from wayforward.core.policy.times import Timescale
from wayforward.core.policy.whole import Policy
from wayforward.core.routing import Card, routes
from wayforward.core.routing.table import Question
from wayforward.core.verdict import Refused
from wayforward.core.working_time import WEEKDAYS_ONLY, Calendar, Force, Reading, Span, Window, parse_amount

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wayforward.project.settings")
os.environ.setdefault("WAYFORWARD_DEMO", "1")
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
django.setup()

from wayforward.escalations import history  # noqa: E402 -- its tables need the settings above

logging.disable(logging.WARNING)  # the peers write a line for every step

RAISED_AT = datetime(2025, 7, 7, 9, tzinfo=UTC)
NURSE = ask.Actor(person="b6a7", agency="health:acute")
SERGEANT = ask.Actor(person="c1d2", agency="police")
OFFICE = Window("office", (Span(WEEKDAYS_ONLY, datetime.min.time().replace(9), datetime.min.time().replace(17)),))
FROZEN = json.loads((Path(__file__).parent.parent / "policies" / "bank-holidays.json").read_text(encoding="utf-8"))
ENGLAND = Calendar.of(
    "england",
    {date.fromisoformat(day): name for day, name in FROZEN["nations"]["england"].items()},
    first=date.fromisoformat(FROZEN["first"]),
    last=date.fromisoformat(FROZEN["last"]),
)


# --- ours ------------------------------------------------------------------------------------------------


def stage(n: int) -> Stage:
    ways = tuple(Move(id=f"to-{to}", to=to, kind=MoveKind.NEXT) for to in STAGES[n + 1 : n + 2])
    return Stage(id=STAGES[n], label=f"Stage {n + 1}", title="Meet", says="People meet.", line=str(n + 1), moves=ways)


def limit_of(name: str) -> Duty:
    return Duty(
        id=f"{name}-limit", kind=DutyKind.RESOLVE, says="Settle it.", who=("all involved",), stage=name,
        when=(f"{name} begins",), done_by=(f"{name} settled",), until=(f"{name} ends",),
        time=Timescale(within=parse_amount("10 working days"), force=Force.GUIDE, printed="10 days"),
    )  # fmt: skip


POLICY = Policy(
    id="bench", title="Bench", partnership="Bench", nation="england", digest="0", subjects=("child",),
    document=Document(id="document", owner="Bench", status="live"), reading=Reading(),
    agencies=(Agency(id="health", title="Health"), Agency(id="police", title="Police")),
    posts=tuple(Post(id=f"post-{n}", title=f"Post {n}", of="police") for n in range(1, 5)), windows=(OFFICE,),
    routes=tuple(
        Route(id=f"route-{n}", agency="police", line=str(n), posts=(f"post-{n}",), hours="office") for n in range(1, 5)
    ),
    stages=tuple(stage(n) for n in range(4)), duties=tuple(map(limit_of, STAGES)),
)  # fmt: skip
RULES, TABLE = rulebook(POLICY, ENGLAND), routes(POLICY, ENGLAND)
ROW = SimpleNamespace(id="0197f5a0-7d8e-7c3b-9a55-0c2f1f6b7a10", partnership_id="0197f5a0-7d8e-7c3b-9a55-0c2f1f6b7a11")
COMMANDS: tuple[ask.Command, ...] = (
    ask.Raise(
        by=NURSE,
        ref="WF-4K7P-9TQ2",
        raising="health:acute",
        responding=("police",),
        subjects=(ask.Subject(kind="child"),),
    ),
    *(ask.Escalate(by=NURSE, to=to) for to in STAGES[1:]),
    ask.Propose(by=NURSE, outcome="Agreed."),
    ask.Answer(by=SERGEANT, agree=True),
)  # to settle takes two people, so a life is six commands; each is counted as a step
Entry = tuple[str, bytes, bytes, str]  # kind, plain, sealed, digest


def whom_to_ring(state: Escalation, at: datetime) -> tuple[Card, ...]:
    """The contact cards of the stage's line at this instant, each with its row and clauses."""
    question = Question("police", state.stage[-1], at, None, state.facts, TABLE.open_windows("police", at))
    return TABLE.cards("police", TABLE.decide(question).rows)


class Case:
    """An escalation in memory: its state, its history as it is stored, and whom to ring now."""

    def __init__(self) -> None:
        self.state, self.entries, self.head = Escalation(), list[Entry](), history.first_link(ROW.id)
        self.cards: tuple[Card, ...] = ()

    def step(self, command: ask.Command, at: datetime) -> None:
        events = decide(RULES, self.state, command, at)
        assert not isinstance(events, Refused), events
        for event in events:
            kind, fields, compartments = codec.dismantle(event)
            item = history.Recorded(
                seq=self.state.seq + 1, kind=kind, event=event, recorded_at=at, occurred_at=None,
                by=command.by.person, agency=command.by.agency,
            )  # fmt: skip
            plain, sealed = history._bytes(history._envelope(ROW, item, kind, fields)), history._bytes(compartments)
            self.head = history.link(self.head, plain, sealed)
            self.entries.append((kind, plain, sealed, self.head))
            self.state = evolve(self.state, event, at)
        if self.state.open:
            self.cards = whom_to_ring(self.state, at)


def our_life(steps: int = len(COMMANDS)) -> Case:
    case, at = Case(), RAISED_AT
    for command in COMMANDS[:steps]:
        case.step(command, at)
        at += timedelta(days=3)
    return case


WAITING = our_life(2)  # at stage 2, with its limit running
STORED = tuple(WAITING.entries)


def our_load_step_save() -> Case:
    """From the stored bytes to the state, one step on, and the bytes of what it added."""
    case = Case()
    for kind, plain, sealed, digest in STORED:
        envelope = json.loads(plain)
        event = codec.assemble(kind, envelope["event"], json.loads(sealed))
        case.state = evolve(case.state, event, datetime.fromisoformat(envelope["recorded_at"]))
        case.head = digest
    case.step(COMMANDS[2], RAISED_AT + timedelta(days=6))
    return case


# --- all of them -----------------------------------------------------------------------------------------


def check() -> None:
    """Each has been through every stage and is closed; our deadlines, contacts and chain are right."""
    case = our_life()
    assert [visit.stage for visit in case.state.visits] == list(STAGES)
    assert (case.state.state, bare_life().state, spiff_life().is_completed()) == ("resolved", "closed", True)
    head = history.first_link(ROW.id)
    for _, plain, sealed, digest in case.entries:
        head = history.link(head, plain, sealed)
        assert head == digest
    assert json.loads(case.entries[0][1])["kind"] == "raised"
    owed = limit(WAITING.state)
    due_at = owed and effective_deadline(WAITING.state, owed)
    assert due_at is not None
    assert due_at.date() == ENGLAND.add_working_days(date(2025, 7, 10), 10)
    assert WAITING.cards[0].title == "Post 2"
    again = our_load_step_save()
    assert again.state == our_life(3).state
    assert [entry[1:] for entry in again.entries] == [entry[1:] for entry in our_life(3).entries[len(STORED) :]]
    refused = decide(RULES, WAITING.state, ask.Escalate(by=SERGEANT, to="stage1"), RAISED_AT)
    assert isinstance(refused, Refused)


def parts() -> dict[str, tuple[Callable[[], object], int]]:
    """What one escalation from stage 2 to stage 3 is made of."""
    at, state = RAISED_AT + timedelta(days=6), WAITING.state
    events = decide(RULES, state, COMMANDS[2], at)
    assert not isinstance(events, Refused)

    def fold() -> None:
        now = state
        for event in events:
            now = evolve(now, event, at)

    def chain() -> None:
        head = WAITING.head
        for seq, event in enumerate(events):
            kind, fields, compartments = codec.dismantle(event)
            item = history.Recorded(
                seq=seq, kind=kind, event=event, recorded_at=at, occurred_at=None, by="b6a7", agency="health:acute"
            )
            plain = history._bytes(history._envelope(ROW, item, kind, fields))
            head = history.link(head, plain, history._bytes(compartments))

    return {
        f"guards and rules, {len(events)} events": (lambda: decide(RULES, state, COMMANDS[2], at), 1),
        "the fold": (fold, 1),
        "entries, as bytes and chained": (chain, 1),
        "whom to ring": (lambda: whom_to_ring(state, at), 1),
    }


def main() -> None:
    check()
    ours, bare, spiff = "ours, complete", "transitions, a bare state change", "SpiffWorkflow, with timers"
    found = compare({ours: (our_life, len(COMMANDS)), bare: (bare_life, LIFE), spiff: (spiff_life, LIFE), **parts()})
    found.table("One step; and the parts of ours, for one escalation to the next stage", bare)
    stored = compare({ours: (our_load_step_save, 1), spiff: (spiff_load_step_save, 1)})
    stored.table("Load, step, save", spiff)
    plain = sum(len(plain) + len(sealed) for _, plain, sealed, _ in STORED)
    print(f"\n  Stored, waiting at stage 2: {plain:,} bytes of history in {len(STORED)} entries;"
          f" SpiffWorkflow's {len(SPIFF_STORED):,} bytes.\n")  # fmt: skip
    goal("P4 a complete step against a bare one in transitions", found.ratio(ours, bare), 1)
    goal("P4 a complete step against SpiffWorkflow with timers", found.ratio(ours, spiff), 1 / 30)
    goal("P4 load, step, save against SpiffWorkflow", stored.ratio(ours, spiff), 1 / 50)
    goal("P4 stored state against SpiffWorkflow", plain / len(SPIFF_STORED), 1 / 15)


if __name__ == "__main__":
    main()
