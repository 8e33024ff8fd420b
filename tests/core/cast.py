"""One small policy and the people in it: health raises with the police, and everybody else stands around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.core.working_time.by_hand import calendar
from wayforward.core import commands as ask
from wayforward.core import conditions as when
from wayforward.core import events as ev
from wayforward.core.escalation import Escalation, Owed, evolve
from wayforward.core.lifecycle import Rulebook, decide, rulebook
from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.elements import Option
from wayforward.core.policy.facts import Fact, FactKind
from wayforward.core.policy.papers import Document, Field, Form, Scope
from wayforward.core.policy.people import Agency, Post
from wayforward.core.policy.routes import Route
from wayforward.core.policy.stages import (
    Decision,
    Ending,
    Move,
    MoveKind,
    Need,
    Needed,
    Panel,
    Power,
    Stage,
    Start,
    Tiers,
)
from wayforward.core.policy.times import Timescale
from wayforward.core.policy.whole import Policy
from wayforward.core.verdict import Refused
from wayforward.core.working_time import Force, Reading, parse_amount

LONDON = ZoneInfo("Europe/London")

HEALTH, POLICE, CARE, SCHOOL = "health:acute", "police", "social-care", "schools:hill"
NURSE = ask.Actor(person="nurse", agency=HEALTH)  # raises
NURSE_LEAD = ask.Actor(person="nurse lead", agency=HEALTH, posts=frozenset({"lead"}))
CONSTABLE = ask.Actor(person="constable", agency=POLICE)  # is challenged
SERGEANT = ask.Actor(person="sergeant", agency=POLICE, posts=frozenset({"line-manager", "executive"}))
CHAIR = ask.Actor(person="chair", agency="independent", posts=frozenset({"chair"}))
OFFICE = ask.Actor(person="manager", agency="office", posts=frozenset({"partnership-manager"}), office=True)
STRANGER = ask.Actor(person="stranger", agency=SCHOOL)
CLOCK = ask.Actor(person="clock", agency="")


def at(text: str) -> datetime:
    """An instant as a person in England would write it: "2025-07-07 10:00", or a day alone for ten o'clock."""
    return datetime.fromisoformat(text if len(text) > 10 else f"{text} 10:00").replace(tzinfo=LONDON)


MONDAY = at("2025-07-07")


def within(amount: str, *starts: str, target: str = "", force: Force = Force.GUIDE, extends: str = "") -> Timescale:
    return Timescale(
        within=parse_amount(amount), target=parse_amount(target) if target else None, starts=starts, force=force,
        extends=extends or "with a reason",
    )  # fmt: skip


def only_if(**facts: str) -> when.Condition:
    tests = (when.Test(name.replace("_", "-"), frozenset(value.split("|"))) for name, value in facts.items())
    return when.Condition(tuple(tests))


def limit_of(stage: str, time: Timescale) -> Duty:
    return Duty(
        id=f"{stage}-limit", kind=DutyKind.RESOLVE, says=f"Settle it at {stage}.", who=("all involved",),
        when=(f"{stage} begins",), done_by=(f"{stage} settled",), until=(f"{stage} ends",), time=time, stage=stage,
    )  # fmt: skip


STAGES = (
    Stage(
        id="talk", label="Stage One", title="Talk", says="The two workers talk.", formal=False, clauses=("T-1",),
        acts={"raising": ("raiser",), "responding": ("counterpart",)},
        moves=(
            Move(id="talk-to-leads", to="leads", kind=MoveKind.NEXT, clauses=("T-2",),
                 needs=(Needed(need=Need.DISCUSSION),)),
            Move(id="talk-to-panel", to="panel", kind=MoveKind.LAST, clauses=("T-3",), when=only_if(significant="yes")),
        ),
    ),
    Stage(
        id="leads", label="Stage Two", title="Leads", says="The leads meet.", clauses=("T-4",), settled_by="both",
        acts={"raising": ("raising lead",), "responding": ("responding lead",)},
        tiers=Tiers(lines=("1", "2", "3"), first="1"),
        produces=(Needed(need=Need.ANSWER, name="agreed-actions", says="Write down what was agreed.",
                         clauses=("T-5",)),),
        moves=(
            Move(id="leads-to-panel", to="panel", kind=MoveKind.NEXT, by=("raising lead", "office"), clauses=("T-6",),
                 needs=(Needed(need=Need.FORM, name="referral"),)),
            Move(id="leads-to-mediation", to="mediation", kind=MoveKind.SIDE),
            Move(id="leads-to-talk", to="talk", kind=MoveKind.BACK),
            Move(id="third-line", to="panel", kind=MoveKind.NEXT, automatic="line 3 of police begins",
                 when=only_if(significant="yes")),
        ),
    ),
    Stage(
        id="mediation", label="Mediation", title="Mediation", says="The chair helps.", beside=True,
        tiers=Tiers(first="1"), decision=Decision(power=Power.MEDIATES, by=("chair",)),
        moves=(
            Move(id="mediation-to-panel", to="panel", kind=MoveKind.NEXT,
                 needs=(Needed(need=Need.DONE, name="ask-the-chair"),)),
            Move(id="silence", to="panel", kind=MoveKind.NEXT, automatic="mediation-limit overdue"),
        ),
    ),
    Stage(
        id="panel", label="Stage Three", title="Panel", says="A panel decides.", settled_by="decider",
        acts={"others": ("chair",)}, skipped_when=only_if(subject="none"),
        decision=Decision(power=Power.DECIDES, by=("chair", "executive"), rule="all", clauses=("T-7",)),
        panel=Panel(size=3, members="executive", includes_parties=True, convened_by="chair", clauses=("T-8",)),
    ),
)  # fmt: skip

DUTIES = (
    limit_of("talk", within("5 working days", "concern raised")),
    limit_of("leads", within("5 working days", "leads begins", target="3 working days", force=Force.MUST)),
    limit_of("mediation", within("48 hours", "mediation begins", extends="by agreement")),
    limit_of("panel", Timescale(within=None, set_by="chair")),
    Duty(id="whole-case", kind=DutyKind.CAP, says="Settle it at Stages One and Two.", who=("all involved",),
         when=("raised",), done_by=("settled",), until=("closed",), stages=("talk", "leads"),
         time=within("20 working days", "raised", extends="never")),
    Duty(id="tell-manager", kind=DutyKind.NOTIFY, says="Tell the manager that a formal stage has begun.",
         who=("raising lead",), to=("partnership-manager",), when=("a formal stage begins",),
         time=within("same working day")),
    Duty(id="update-manager", kind=DutyKind.UPDATE, says="Keep the manager up to date.", who=("raising lead",),
         to=("partnership-manager",), when=("a formal stage begins",), every=parse_amount("5 working days"),
         restarts_on=("a stage begins", "a line begins")),
    Duty(id="confirm", kind=DutyKind.CONFIRM, says="Confirm in writing.", who=("responding line-manager",),
         to=("raiser",), when=("settled",), time=within("5 working days", force=Force.MUST)),
    Duty(id="tell-raiser", kind=DutyKind.NOTIFY, says="Tell the raiser.", who=("raising lead",), to=("raiser",),
         when=("confirm done",)),
    Duty(id="tell-chair", kind=DutyKind.NOTIFY, says="Tell the chair.", who=("raising lead",), to=("chair",),
         when=("line 3 begins",), blocked="The policy prints no address for the chair."),
    Duty(id="file-record", kind=DutyKind.RECORD, says="Put a copy on the file.", who=("each agency",), each=True,
         when=("leads begins",), until=("closed as withdrawn",)),
    Duty(id="tell-reviewer", kind=DutyKind.NOTIFY, says="Tell the reviewing officer.", who=("raising lead",),
         to=("reviewer",), when=("leads begins", "plan becomes child-protection"), once=True,
         applies=only_if(plan="child-protection", stage="leads|panel")),
    Duty(id="minutes", kind=DutyKind.RECORD, says="Send the minutes.", who=("raising lead",), when=("leads begins",),
         time=within("2 working days", "conference-held"), until=("leads ends",)),
    Duty(id="ask-the-chair", kind=DutyKind.CONSULT, says="Ask the chair first.", who=("raising lead",),
         to=("chair",), when=("mediation begins",)),
    Duty(id="look-again", kind=DutyKind.MEET, says="Look at it again.", who=("counterpart",), when=("raised",),
         done_by=("response",), time=within("2 working days")),
)  # fmt: skip

POLICY = Policy(
    id="testshire", title="Resolving disagreements", partnership="Testshire", nation="england", digest="d1",
    document=Document(id="document", owner="The partnership", status="live", clauses=("T-0",)),
    subjects=("child", "unborn", "none"), reading=Reading(),
    agencies=tuple(Agency(id=a, title=a) for a in ("health", "police", "social-care", "schools")),
    posts=(
        Post(id="lead", title="Safeguarding Lead", of="each"),
        Post(id="line-manager", title="Line Manager", of="each"),
        Post(id="executive", title="Executive", of="each"),
        Post(id="partnership-manager", title="Partnership Manager", of="partnership"),
        Post(id="chair", title="Independent Chair", of="partnership"),
        Post(id="reviewer", title="Reviewing Officer", of="outside"),
    ),
    facts=(
        Fact(id="significant", asks="Is the concern significant?", kind=FactKind.YES_NO),
        Fact(id="urgent", asks="Is it urgent?", kind=FactKind.YES_NO),
        Fact(id="plan", asks="Is there a plan?", kind=FactKind.CHOICE,
             options=(Option(id="none", says="None"), Option(id="child-protection", says="Child protection plan"))),
    ),
    events=(Option(id="conference-held", says="The conference was held."),),
    starts=(Start(id="urgent", at="leads", when=only_if(urgent="yes")), Start(id="usual", at="talk")),
    stages=STAGES, duties=DUTIES,
    routes=(
        *(Route(id=f"police-{n}", agency="police", line=n, posts=("line-manager",)) for n in ("1", "3")),
        *(Route(id=f"care-{n}", agency="social-care", line=n, posts=("line-manager",)) for n in ("2", "3")),
    ),
    forms=(
        Form(id="referral", title="Referral form", fields=(
            Field(id="agreed-actions", label="Agreed actions"),
            Field(id="tried", label="What was tried", required=True),
            Field(id="why-not", label="Why it was not tried", required_when=only_if(significant="yes"), unless="tried"),
            Field(id="raiser-name", label="Who raised it", required=True, source="raiser"),
        )),
    ),
    scope=(
        Scope(id="same-agency", says="Not inside one agency.", applies=False, when=only_if(same_agency="yes"),
              send_to="your own agency's policy.", clauses=("T-9",)),
        Scope(id="adults", says="Not adults.", applies=False, when=only_if(subject="adult"),
              send_to="the adults board", clauses=("T-10",)),
    ),
    endings=(
        Ending(id="no-further-route", title="No further route", who="office"),
        Ending(id="referred-on", title="Referred on", who="either",
               needs=(Needed(need=Need.ANSWER, name="tried"),)),
        Ending(id="advised", title="Advised", who="decider"),
    ),
)  # fmt: skip

CALENDAR = calendar("england")
RULES = rulebook(POLICY, CALENDAR)


def rules_with(**changes: object) -> Rulebook:
    return rulebook(replace(POLICY, **changes), CALENDAR)  # type: ignore[arg-type]  # any part of a policy


def a_raise(by: ask.Actor = NURSE, **changes: object) -> ask.Raise:
    given: dict[str, object] = {
        "by": by, "ref": "WF-1", "raising": HEALTH, "responding": (POLICE,), "subjects": (ask.Subject(kind="child"),),
    }  # fmt: skip
    return ask.Raise(**{**given, **changes})  # type: ignore[arg-type]  # any part of the command


@dataclass
class Case:
    """An escalation as it goes, with every event so far. `do` insists; `refused` expects the no."""

    rules: Rulebook = RULES
    state: Escalation = field(default_factory=Escalation)
    at: datetime = MONDAY
    events: list[ev.Event] = field(default_factory=list)
    recorded: list[tuple[ev.Event, datetime, datetime | None]] = field(default_factory=list)

    def ask(self, command: ask.Command, when: datetime | None = None) -> tuple[ev.Event, ...] | Refused:
        self.at = when or self.at
        outcome = decide(self.rules, self.state, command, self.at)
        if not isinstance(outcome, Refused):
            for event in outcome:
                self.state = evolve(self.state, event, self.at, command.occurred_at)
                self.recorded.append((event, self.at, command.occurred_at))
            self.events.extend(outcome)
        return outcome

    def do(self, command: ask.Command, when: datetime | None = None) -> tuple[ev.Event, ...]:
        outcome = self.ask(command, when)
        assert not isinstance(outcome, Refused), outcome.says
        return outcome

    def refused(self, command: ask.Command, when: datetime | None = None) -> Refused:
        outcome = self.ask(command, when)
        assert isinstance(outcome, Refused), f"it was taken: {outcome}"
        return outcome

    def owed(self, duty: str) -> Owed:
        """The last instance of a duty."""
        return [owed for owed in self.state.duties.values() if owed.duty == duty][-1]

    def all_owed(self, duty: str) -> list[Owed]:
        return [owed for owed in self.state.duties.values() if owed.duty == duty]

    def told(self) -> list[tuple[str, str | None, str]]:
        """Everybody who has been owed a notice: who, at which agency, about what kind of thing."""
        return [(e.to, e.agency, e.kind) for e in self.events if isinstance(e, ev.NoticeOwed)]


def raised(rules: Rulebook = RULES, when: datetime = MONDAY, **changes: object) -> Case:
    case = Case(rules=rules)
    case.do(a_raise(**changes), when)
    return case


def at_leads(**changes: object) -> Case:
    case = raised(**changes)
    case.do(ask.RecordDiscussion(by=NURSE, summary="We talked."))
    case.do(ask.Escalate(by=NURSE, to="leads"))
    return case


def at_panel(**changes: object) -> Case:
    case = at_leads(**changes)
    case.do(ask.Escalate(by=NURSE_LEAD, to="panel", answers={"tried": "Everything."}))
    return case


def of_kind(events: Iterable[ev.Event], kind: type[ev.Event]) -> list[ev.Event]:
    return [event for event in events if isinstance(event, kind)]


def yes(**facts: str) -> Mapping[str, tuple[str, ...]]:
    return {name: (value,) for name, value in facts.items()}
