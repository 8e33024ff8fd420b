"""Telling what was proved as a story: the steps of a scenario, each tried on the policy as it is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from wayforward.core.conditions import Facts
from wayforward.core.policy.stages import Need, Needed
from wayforward.core.policy.whole import Policy
from wayforward.core.routing import RouteTable
from wayforward.core.rulebook import Rulebook, bare, rulebook
from wayforward.core.working_time import Calendar
from wayforward.policies.proving.clocks import A_MOMENT
from wayforward.policies.proving.ways import Way, reached, start, ways
from wayforward.policies.rehearse import Run

Step = dict[str, Any]
Story = tuple[Step, ...]  # the steps of a scenario; every instant in them is aware
UNTOLD: Story = ()  # where the rehearsal would not take it, which nothing here should ever claim
OF_THE_RECORD = frozenset({"stage", "line", "formal", "subject", "raising", "responding", "answered"})
WORDS = "Written down."
WHY = "It cannot be settled here."


class Rehearsal:
    """Where stories about one policy are tried: its rulebook and its routing table, made once."""

    def __init__(self, policy: Policy, table: RouteTable, calendar: Calendar) -> None:
        self.policy, self.table, self.calendar = policy, table, calendar
        self.rules: Rulebook = rulebook(policy, calendar, in_force=True)


class Telling:
    """A story as it is told. `fails` says why the policy would not take it, and is empty while it does."""

    def __init__(self, on: Rehearsal) -> None:
        self.policy, self.rules = on.policy, on.rules
        self.going = Run(on.rules, on.table, on.calendar)
        self.steps: list[Step] = []
        self.fails = ""

    @property
    def story(self) -> Story:
        return UNTOLD if self.fails else tuple(self.steps)

    @property
    def here(self) -> str:
        return self.going.state.stage

    def raised(self, at: datetime, facts: Facts, about: Iterable[str] = (), at_stage: str = "") -> None:
        """Somebody raises a case of this kind; about these agencies, or the first that fits."""
        agencies = [agency.id for agency in self.policy.agencies if agency.told] or ["police", "health"]
        responding = [*about] or sorted(facts.get("responding", ())) or agencies[1:2] or agencies[:1]
        others = [agency for agency in agencies if agency not in responding]
        raising = next(iter(sorted(facts.get("raising", ()))), None) or next(iter(others), agencies[0])
        if raising in responding:  # two of one kind
            raising = f"{raising}:another"
        said: dict[str, Any] = {"agency": raising, "about": responding}
        said["subject"] = sorted(facts.get("subject", ())) or [self.policy.subjects[0]]
        if known := dict(_recorded(facts)):
            said["facts"] = known
        if at_stage:
            said |= {"at-stage": at_stage, "reason": WHY}
        self._do({"at": at, "raise": said})

    def goes(self, at: datetime, way: Way) -> None:
        """The move is made: by people, with all that it asks for, or by the policy itself."""
        if self.fails:
            return
        if way.move.automatic and self._happens(at, way.move.automatic) and self.here == way.end:
            return
        by = [bare(who) if " " in who else who for who in way.move.by if who != "either"]
        self._try({"at": at, "escalate": way.end}, at, [None, *by, "office"])

    def line(self, at: datetime, line: str) -> None:
        """On to a line of the present stage, where it is not there already."""
        if not self.fails and self.going.state.line != line:
            self._try({"at": at, "line": line}, at, [None, "office"])

    def provoked(self, at: datetime, name: str) -> None:
        """Something that a clock waits for happens."""
        if not self.fails and name not in self.going.state.happened and not self._happens(at, name):
            self.fails = f"nothing brings about “{name}”"

    def closes(self, at: datetime, ending: str, who: str) -> None:
        by: list[str | None] = ["office"] if who in ("office", "decider") else [None, "office"]
        self._try({"at": at, "close": ending, "reason": WHY}, at, by)

    def looks(self, at: datetime, then: Mapping[str, Any]) -> None:
        """The clock looks, and this is so."""
        self._do({"at": at, "wait": True, **({"then": dict(then)} if then else {})})

    def refused(self, step: Step, says: str) -> None:
        """Somebody tries what the policy does not take."""
        self.going.step(step)
        if self.going.refused is None:
            self.fails = "it was taken"
        self.steps.append({**step, "then": {"refused": says}})

    def expects(self, **then: Any) -> None:
        """What is so after the last step."""
        if self.steps:
            self.steps[-1].setdefault("then", {}).update(then)

    def _do(self, step: Step) -> bool:
        if self.fails:
            return False
        self.going.step(step)
        if self.going.refused is not None:
            self.fails = self.going.refused.says
            return False
        self.steps.append(step)
        return True

    def _try(self, step: Step, at: datetime, by: list[str | None]) -> None:
        """Do it with what it asks for, by the first who may; past the text with a reason where nobody else may."""
        for who in by:
            asked = {**step, "by": who} if who else dict(step)
            if self._given(asked, at):
                return
        self._do({**step, "override": True, "reason": WHY})

    def _given(self, step: Step, at: datetime) -> bool:
        """Try a step, and give what the refusal asks for, until it is taken or nothing more can be given."""
        for _ in range(4):
            self.going.step(step)
            if self.going.refused is None:
                self.steps.append(step)
                return True
            needs = self.going.refused.needs
            if not needs:
                return False
            for need in needs:
                self._give(step, at, need)
        return False

    def _give(self, step: Step, at: datetime, need: Needed) -> None:
        match need.need:
            case Need.REASON:
                step["reason"] = WHY
            case Need.ANSWER:
                step["answers"] = {**step.get("answers", {}), need.name: WORDS}
            case Need.FORM:
                fields = self.rules.forms[need.name].fields
                asked = {f.id: WORDS for f in fields if f.required or f.required_when is not None}
                step["answers"] = {**step.get("answers", {}), **asked}
            case Need.DISCUSSION:
                self._aside({"at": at, "discuss": "They talked."})
            case Need.DONE:
                self._done(at, need.name)

    def _happens(self, at: datetime, name: str) -> bool:
        """Bring an occurrence about, if people or the clock can; whether it happened."""
        fact, becomes, value = name.partition(" becomes ")
        words = name.split(" ")
        if name in self.rules.events:
            return self._aside({"at": at, "event": name})
        if becomes:
            return self._aside({"at": at, "facts": {fact: value}})
        if words[0] in ("discussion", "response"):
            done = {"discuss": "They talked."} if words[0] == "discussion" else {"respond": {"outcome": "upheld"}}
            return self._aside({"at": at, **done, **({} if "discuss" in done else {"by": "responding"})})
        if words[-1] == "overdue":
            return self._aside({"at": at, "wait": True})
        if words[-1] == "done":
            return self._done(at, words[0])
        if words[-1] == "begins" and "line" in words:
            return self._aside({"at": at, "line": words[words.index("line") + 1], "reason": WHY})
        return False

    def _done(self, at: datetime, duty: str) -> bool:
        while any(owed.duty == duty and owed.open for owed in self.going.state.duties.values()):
            if not any(
                self._aside({"at": at, "done": duty, **by}) for by in ({}, {"by": "responding"}, {"by": "office"})
            ):
                return False
        return f"{duty} done" in self.going.state.happened

    def _aside(self, step: Step) -> bool:
        self.going.step(step)
        if self.going.refused is not None:
            return False
        self.steps.append(step)
        return True


def to_stage(policy: Policy, facts: Facts, stage: str) -> tuple[Way, ...] | None:
    """The shortest way from raising to a stage in this kind of case; None where the text gives none."""
    first, found = start(policy, facts), ways(policy, facts)
    routes: dict[str, tuple[Way, ...]] = {first: ()}
    for here in reached(first, found):
        for way in found:
            if way.start == here and way.end not in routes:
                routes[way.end] = (*routes[here], way)
    return routes.get(stage)


def brought_to(told: Telling, at: datetime, facts: Facts, stage: str, about: Iterable[str] = ()) -> None:
    """Raise a case of this kind and take it to a stage, all in one moment; straight there where no way leads."""
    taken = to_stage(told.policy, facts, stage)
    told.raised(at, facts, about, at_stage="" if taken is not None else stage)
    for way in taken or ():
        told.goes(at, way)
    if not told.fails and told.here != stage:
        told.fails = f"it came to {told.here} and not to {stage}"


def overdue_after(told: Telling, duty: str, due_at: datetime) -> None:
    """The limit ran to its last instant and has passed a moment later, whatever the policy then does by itself."""
    told.expects(duty={duty: {"due": due_at}})
    told.looks(due_at + A_MOMENT, {})
    passed = [owed for owed in told.going.state.duties.values() if owed.duty == duty and owed.passed_at is not None]
    if not passed and not told.fails:
        told.fails = f"{duty} did not pass"
    told.expects(duty={duty: {"overdue": True} if passed and passed[-1].open else {"lapsed": True}})


def _recorded(facts: Facts) -> Iterator[tuple[str, Any]]:
    for fact, values in facts.items():
        told = sorted(value for value in values if value != "no")
        if fact not in OF_THE_RECORD and told:
            yield fact, told if len(told) > 1 else told[0]
