"""The past under another rulebook: what would have been due and late, and where the paths part, each for its reason."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from tests.core.cast import CALENDAR, CONSTABLE, MONDAY, NURSE, NURSE_LEAD, RULES, STAGES, Case, a_raise, at, within
from tests.core.versions import version, with_duty, without
from wayforward.core import commands as ask
from wayforward.core import events as ev
from wayforward.core.policy.stages import Tiers
from wayforward.core.routing import routes
from wayforward.core.rulebook import Rulebook
from wayforward.policies.replaying import Apart, acts, apart, replay

TUESDAY, FRIDAY = at("2025-07-08"), at("2025-07-11")
CLOCK = ask.Actor(person="clock", agency="")


@dataclass(frozen=True)
class Entry:
    event: ev.Event
    recorded_at: datetime
    occurred_at: datetime | None
    by: str
    agency: str


@dataclass
class Kept(Case):
    """A case with the entries of its history."""

    items: list[Entry] = field(default_factory=list)

    def does(self, command: ask.Command, when: datetime = MONDAY) -> None:
        before = len(self.recorded)
        if self.items:
            self.do(ask.Tick(by=CLOCK), when)
        looked = len(self.recorded)
        self.do(command, when)
        for place, (event, recorded_at, occurred_at) in enumerate(self.recorded[before:], start=before):
            by = CLOCK if place < looked else command.by
            self.items.append(Entry(event, recorded_at, occurred_at, by.person, by.agency))

    def under(self, rules: Rulebook, until: datetime = FRIDAY) -> Apart:
        tables = {RULES.policy.digest: routes(RULES.policy, CALENDAR)}
        return apart(self.items, RULES, tables, rules, routes(rules.policy, CALENDAR), until)


def raised() -> Kept:
    case = Kept()
    case.does(a_raise())
    return case


def at_leads() -> Kept:
    case = raised()
    case.does(ask.RecordDiscussion(by=NURSE, summary="We talked."))
    case.does(ask.Escalate(by=NURSE, to="leads"))
    return case


def says(both: Apart) -> str:
    return " ".join(each.says for each in (*both.sayings, *both.partings))


def test_a_shorter_limit_would_have_been_late_and_a_longer_one_not() -> None:
    case = at_leads()
    shorter = version(duties=with_duty("leads-limit", time=within("1 working day", "leads begins")))
    longer = version(duties=with_duty("leads-limit", time=within("9 working days", "leads begins")))
    after = at("2025-07-16")
    assert (case.under(shorter).latest(would=False), case.under(longer, after).latest(would=True)) == (None, None)
    assert case.under(shorter).latest(would=True) == FRIDAY - at("2025-07-08 23:59:59")
    assert case.under(longer, after).latest(would=False) == after - at("2025-07-14 23:59:59")


def test_an_act_that_was_ticked_off_is_told_from_one_that_followed() -> None:
    case = raised()
    case.does(ask.Respond(by=CONSTABLE, outcome="upheld", reasons="We looked."))  # meets "look-again" by itself
    case.does(ask.Escalate(by=NURSE, to="leads", reason="No answer.", override=True), TUESDAY)
    case.does(ask.Discharge(by=NURSE_LEAD, duty="tell-manager#1"), TUESDAY)
    asked = [event for act in acts(case.items, RULES) for event in act.events if isinstance(event, ev.DutyDischarged)]
    assert [event.key for event in asked] == ["tell-manager#1"]


def test_two_things_at_one_instant_are_two_acts() -> None:
    case = at_leads()
    case.does(ask.RecordDiscussion(by=NURSE_LEAD, summary="Again."), TUESDAY)
    case.does(ask.Discharge(by=NURSE_LEAD, duty="tell-manager#1"), TUESDAY)
    done = acts(case.items, RULES)
    assert [type(act.events[0]) for act in done[-2:]] == [ev.DiscussionRecorded, ev.DutyDischarged]


def test_a_step_to_a_stage_that_is_not_there_is_left_out_and_told() -> None:
    case = at_leads()
    both = case.under(version(stages=tuple(s for s in STAGES if s.id != "leads")))
    assert both.would.state.stage == "talk"
    assert "leads" in says(both)


def test_a_line_that_is_not_there_is_left_out_and_told() -> None:
    case = at_leads()
    case.does(ask.Escalate(by=NURSE, to="leads", line="3", reason="Nobody answers."), TUESDAY)
    stages = tuple(replace(s, tiers=Tiers(lines=("1", "2"), first="1")) if s.id == "leads" else s for s in STAGES)
    both = case.under(version(stages=stages))
    assert both.would.state.line == "1"
    assert "has no line 3" in says(both)


def test_a_happening_that_is_not_there_is_left_out_and_told() -> None:
    case = at_leads()
    case.does(ask.RecordEvent(by=NURSE, event="conference-held"), TUESDAY)
    both = case.under(version(events=()))
    assert "conference-held" not in both.would.state.happened
    assert "conference-held" in says(both)


def test_what_is_not_owed_there_is_not_done_there() -> None:
    case = at_leads()
    case.does(ask.Discharge(by=NURSE_LEAD, duty="tell-manager#1"), TUESDAY)
    both = case.under(version(duties=without("tell-manager")))
    (pair,) = (each for each in both.duties if each.key == "tell-manager#1")
    assert pair.was is not None
    assert (pair.was.done, pair.would) == (True, None)


def test_an_extension_that_the_version_does_not_need_changes_nothing() -> None:
    case = at_leads()
    until = at("2025-07-15 12:00")
    case.does(
        ask.Extend(by=NURSE, duty="leads-limit#1", until_at=until, reason="A meeting.", judged_safe_by="Lead"), TUESDAY
    )
    longer = version(duties=with_duty("leads-limit", time=within("9 working days", "leads begins")))
    (pair,) = (each for each in case.under(longer).duties if each.key == "leads-limit#1")
    assert pair.was is not None
    assert pair.would is not None
    assert (pair.was.due_at, pair.would.due_at) == (until, at("2025-07-18 23:59:59"))


def test_an_extension_that_the_version_does_not_allow_is_refused() -> None:
    case = at_leads()
    until = at("2025-07-21 12:00")
    case.does(
        ask.Extend(by=NURSE, duty="leads-limit#1", until_at=until, reason="A meeting.", judged_safe_by="Lead"), TUESDAY
    )
    never = version(duties=with_duty("leads-limit", time=within("5 working days", "leads begins", extends="never")))
    assert "does not let this time be extended" in says(case.under(never))


def test_it_begins_where_the_version_begins_it() -> None:
    later = replace(RULES.policy.starts[1], at="leads")
    both = raised().under(version(starts=(RULES.policy.starts[0], later)))
    assert (both.was.state.stage, both.would.state.stage) == ("talk", "leads")
    assert [place.stage.id for place in both.would.places] == ["leads"]


def test_replayed_under_its_own_rules_nothing_differs() -> None:
    case = at_leads()
    case.does(ask.Escalate(by=NURSE, to="panel", reason="It is grave.", override=True), at("2025-08-11"))
    again = replay(acts(case.items, RULES), RULES, routes(RULES.policy, CALENDAR))
    assert again.state.duties == case.state.duties
    assert not any(pair.differs for pair in case.under(RULES).duties)
    assert case.under(RULES).sayings == case.under(RULES).partings == ()


def test_who_would_have_been_rung_stands_at_each_step() -> None:
    both = at_leads().under(version(routes=()))
    assert [place.stage.id for place in both.was.places] == ["talk", "leads"]
    assert both.was.places[-1].rung[0].titles == ("Line Manager",)
    assert both.would.places[-1].rung[0].titles == ()
    assert both.would.places[-1].rung[0].says
