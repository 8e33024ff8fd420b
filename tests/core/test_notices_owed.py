"""Who is owed a notice, and of what."""

import pytest

from tests.core.cast import (
    CARE,
    CONSTABLE,
    DUTIES,
    HEALTH,
    MONDAY,
    NURSE,
    NURSE_LEAD,
    OFFICE,
    POLICE,
    Case,
    a_raise,
    at_leads,
    at_panel,
    of_kind,
    only_if,
    raised,
    rules_with,
)
from wayforward.core import commands as ask
from wayforward.core import events as ev
from wayforward.core.policy.duties import Duty, DutyKind


def with_duty(duty: Duty) -> Case:
    return Case(rules=rules_with(duties=(*DUTIES, duty)))


def test_a_notice_goes_to_those_it_is_for_and_to_those_who_owe_something() -> None:
    case = at_leads()
    assert ("partnership-manager", "office", "notify") in case.told()
    assert ("lead", HEALTH, "duty") in case.told()
    assert ("each agency", POLICE, "duty") in case.told()


def test_nobody_is_told_of_what_they_have_just_done_themselves() -> None:
    case = raised()
    case.do(ask.RecordDiscussion(by=NURSE_LEAD, summary="s"))
    case.do(ask.Escalate(by=NURSE_LEAD, to="leads"))
    assert ("lead", HEALTH, "duty") not in case.told()
    assert ("lead", POLICE, "stage") in case.told()


def test_those_whom_a_stage_brings_in_are_told_that_it_began() -> None:
    case = at_panel()
    assert ("chair", "office", "stage") in case.told()
    assert ("counterpart", POLICE, "stage") in case.told()
    assert ("raiser", HEALTH, "stage") not in case.told()


def test_a_notice_that_cannot_be_sent_is_owed_all_the_same_and_says_why() -> None:
    case = at_leads()
    case.do(ask.Escalate(by=NURSE, to="leads", line="3"))
    blocked = [e for e in case.events if isinstance(e, ev.NoticeOwed) and e.blocked]
    assert [(e.to, e.blocked) for e in blocked] == [("chair", "The policy prints no address for the chair.")]


def test_an_update_is_told_when_it_is_made_and_not_when_a_step_makes_it_needless() -> None:
    case = at_leads()
    case.do(ask.Escalate(by=NURSE, to="leads"))
    assert ("partnership-manager", "office", "update") not in case.told()
    case.do(ask.Discharge(by=NURSE_LEAD, duty="update-manager#2"))
    assert ("partnership-manager", "office", "update") in case.told()


def test_the_worker_who_raised_it_hears_how_it_ended_whoever_ended_it() -> None:
    case = at_leads()
    case.do(ask.Close(by=NURSE_LEAD, ending="withdrawn", reason="Moved away."))
    assert ("raiser", HEALTH, "closed") in case.told()
    own = at_leads()
    own.do(ask.Close(by=NURSE, ending="withdrawn", reason="Moved away."))
    assert ("raiser", HEALTH, "closed") not in own.told()


def test_a_policy_that_tells_the_raiser_itself_is_enough() -> None:
    tells = Duty(id="outcome", kind=DutyKind.NOTIFY, says="o", who=("raising lead",), to=("raiser",), when=("closed",))
    case = with_duty(tells)
    case.do(a_raise(), MONDAY)
    case.do(ask.Close(by=NURSE_LEAD, ending="withdrawn", reason="r"))
    assert [told for told in case.told() if told[0] == "raiser"] == [("raiser", HEALTH, "notify")]


def test_every_notice_has_a_name_of_its_own() -> None:
    case = at_panel(responding=(POLICE, CARE))
    case.do(ask.Close(by=NURSE, ending="withdrawn", reason="r"))
    case.do(ask.Reopen(by=NURSE, reason="r"))
    keys = [e.key for e in case.events if isinstance(e, ev.NoticeOwed)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("secret", ["Baby Smith", "We talked.", "Everything."])
def test_no_notice_and_no_duty_carries_what_people_wrote(secret: str) -> None:
    case = at_panel(subjects=(ask.Subject(kind="child", name="Baby Smith"),))
    told = of_kind(case.events, ev.NoticeOwed) + of_kind(case.events, ev.DutyArose)
    assert told
    assert secret not in repr(told)


def test_a_duty_whose_owner_nobody_knows_is_shown_and_left_to_the_office() -> None:
    gone = with_duty(Duty(id="odd", kind=DutyKind.NOTIFY, says="o", who=("nobody-known",), when=("raised",),
                          applies=only_if(urgent="no")))  # fmt: skip
    gone.do(a_raise(), MONDAY)
    assert ("nobody-known", None, "duty") in gone.told()
    gone.refused(ask.Discharge(by=NURSE, duty="odd#1"))
    gone.do(ask.Discharge(by=OFFICE, duty="odd#1"))


def test_a_supporter_who_has_only_just_joined_is_told_too() -> None:
    first = Duty(id="first", kind=DutyKind.MEET, says="f", who=("supporter",), when=("raised",))
    second = Duty(id="second", kind=DutyKind.MEET, says="s", who=("supporter",), when=("talk begins",))
    case = Case(rules=rules_with(duties=(*DUTIES, first, second)))
    case.do(a_raise(supporter="a friend"))
    told = [e for e in case.events if isinstance(e, ev.NoticeOwed) and e.about == "second#1"]
    assert [(e.to, e.agency) for e in told] == [("supporter", HEALTH)]


def test_the_worker_who_raised_it_hears_that_the_other_side_has_answered() -> None:
    case = raised()
    case.do(ask.Respond(by=CONSTABLE, outcome="upheld", reasons="We looked again."))
    assert ("raiser", HEALTH, "answered") in case.told()


def test_whoever_has_to_answer_a_proposal_is_told_of_it_and_the_other_side_hears_the_answer() -> None:
    case = at_leads()
    case.do(ask.Propose(by=CONSTABLE, outcome="o", answers={"agreed-actions": "a"}))
    assert ("raiser", HEALTH, "proposed") in case.told()
    case.do(ask.Answer(by=NURSE_LEAD, agree=False))
    assert ("counterpart", POLICE, "proposal-answer") in case.told()
    case.do(ask.Propose(by=NURSE_LEAD, outcome="o", answers={"agreed-actions": "a"}))
    assert ("counterpart", POLICE, "proposed") in case.told()
    case.do(ask.Answer(by=CONSTABLE, agree=False))
    assert ("raiser", HEALTH, "proposal-answer") in case.told()
    case.do(ask.Propose(by=OFFICE, outcome="o", answers={"agreed-actions": "a"}))
    assert [told[:2] for told in case.told()[-2:]] == [("raiser", HEALTH), ("counterpart", POLICE)]


def test_an_answer_that_ends_it_is_told_once_as_the_end() -> None:
    case = at_leads()
    case.do(ask.Propose(by=NURSE_LEAD, outcome="o", answers={"agreed-actions": "a"}))
    case.do(ask.Answer(by=CONSTABLE, agree=True))
    assert not case.state.open
    assert [kind for to, _, kind in case.told() if to == "raiser"] == ["closed"]
