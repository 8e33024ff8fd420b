"""What goes on beside the stages: it is recorded, it moves nothing, and nobody has to wait for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.core.cast import (
    CARE,
    CHAIR,
    CONSTABLE,
    HEALTH,
    MONDAY,
    NURSE,
    NURSE_LEAD,
    OFFICE,
    POLICE,
    SERGEANT,
    STRANGER,
    Case,
    at_leads,
    of_kind,
    raised,
)
from wayforward.core import commands as ask
from wayforward.core import events as ev
from wayforward.core.escalation import Offer

TOMORROW = MONDAY + timedelta(days=1)
BESIDE = (
    ask.StatePosition(by=NURSE, disputed="The risk."),
    ask.RecordUrgentAction(by=NURSE, action="Police called.", by_whom="The nurse", taken_at=MONDAY),
    ask.OfferTime(by=NURSE, talk_at=TOMORROW),
    ask.ReferOn(by=NURSE, authority="Elsewhere", reason="They live there."),
    ask.Chase(by=NURSE, agency=POLICE),
)


def closed() -> Case:
    case = at_leads()
    case.do(ask.Close(by=NURSE, ending="withdrawn", reason="Moved away."))
    return case


@pytest.mark.parametrize("command", BESIDE)
def test_nothing_beside_the_stages_moves_them_or_what_is_owed(command: ask.Command) -> None:
    case = at_leads()
    before = case.state
    case.do(command)
    after = case.state
    assert (after.state, after.stage, after.line, after.duties) == (
        before.state, before.stage, before.line, before.duties,
    )  # fmt: skip
    assert (after.facts, after.proposal, after.visits) == (before.facts, before.proposal, before.visits)


@pytest.mark.parametrize("command", BESIDE)
def test_somebody_who_is_no_part_of_it_can_do_nothing_beside_it(command: ask.Command) -> None:
    raised().refused(type(command)(**{**vars(command), "by": STRANGER}))


@pytest.mark.parametrize(
    "command", [c for c in BESIDE if not isinstance(c, ask.ReferOn)], ids=lambda c: type(c).__name__
)
def test_what_has_ended_is_opened_again_before_anything_goes_on_beside_it(command: ask.Command) -> None:
    assert "closed" in closed().refused(command).says


# --- positions ---------------------------------------------------------------------------------------------------


def test_each_side_says_where_it_stands_and_its_latest_word_counts_beside_the_earlier_ones() -> None:
    case = raised()
    case.do(ask.StatePosition(by=NURSE, disputed="The risk.", evidence="Three visits."))
    case.do(ask.StatePosition(by=CONSTABLE, disputed="Nothing new."), TOMORROW)
    case.do(ask.StatePosition(by=NURSE, disputed="The risk, and the plan."), TOMORROW)
    said = [(e.agency, e.side, e.disputed) for e in case.events if isinstance(e, ev.PositionStated)]
    assert said == [
        (HEALTH, "raising", "The risk."),
        (POLICE, "responding", "Nothing new."),
        (HEALTH, "raising", "The risk, and the plan."),
    ]
    assert case.state.stated == {HEALTH: TOMORROW, POLICE: TOMORROW}


@pytest.mark.parametrize("part", ["agreed", "disputed", "evidence", "wanted", "risk", "meanwhile"])
def test_a_position_says_at_least_one_thing(part: str) -> None:
    case = raised()
    case.do(ask.StatePosition(by=NURSE, **{part: "Something."}))
    assert getattr(case.events[-1], part) == "Something."
    case.refused(ask.StatePosition(by=NURSE, **{part: "  "}))


def test_the_office_and_those_who_are_called_state_nobodys_position() -> None:
    case = at_leads()
    case.do(ask.Escalate(by=OFFICE, to="panel", reason="r", override=True))
    for actor in (OFFICE, CHAIR):
        assert "Only the agencies" in case.refused(ask.StatePosition(by=actor, agreed="a")).says


# --- urgent action -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("actor", [NURSE, CONSTABLE, OFFICE])
def test_anybody_in_it_records_urgent_action_apart_from_the_stages(actor: ask.Actor) -> None:
    case = raised()
    earlier = MONDAY - timedelta(hours=3)
    case.do(ask.RecordUrgentAction(by=actor, action="Moved to safety.", by_whom="Social care", taken_at=MONDAY))
    case.do(ask.RecordUrgentAction(by=actor, action="999 rung.", by_whom="The nurse", taken_at=earlier))
    assert case.state.urgent_at == MONDAY
    assert len(of_kind(case.events, ev.UrgentActionRecorded)) == 2


@pytest.mark.parametrize(
    "wrong", [{"action": " "}, {"by_whom": ""}, {"taken_at": MONDAY + timedelta(minutes=1)}], ids=str
)
def test_urgent_action_says_what_was_done_by_whom_and_when(wrong: dict[str, object]) -> None:
    given = {"action": "Police called.", "by_whom": "The nurse", "taken_at": MONDAY}
    raised().refused(ask.RecordUrgentAction(by=NURSE, **{**given, **wrong}))  # type: ignore[arg-type]  # any part


# --- a time to talk ----------------------------------------------------------------------------------------------


def test_one_side_offers_a_time_to_talk_and_the_other_accepts_it() -> None:
    case = raised()
    case.do(ask.OfferTime(by=NURSE, talk_at=TOMORROW, channel="telephone", note="Ring me.", family_present=True))
    assert case.state.offer == Offer(agency=HEALTH, talk_at=TOMORROW)
    assert case.told()[-1] == ("counterpart", POLICE, "offer")
    case.do(ask.AnswerOffer(by=CONSTABLE, accept=True))
    assert case.state.offer == Offer(agency=HEALTH, talk_at=TOMORROW, accepted=True)
    assert case.told()[-1] == ("raiser", HEALTH, "offer-answer")


def test_the_challenged_side_offers_too_and_hears_that_the_time_does_not_suit() -> None:
    case = raised(responding=(POLICE, CARE))
    case.do(ask.OfferTime(by=CONSTABLE, talk_at=TOMORROW))
    assert case.told()[-1] == ("raiser", HEALTH, "offer")
    case.do(ask.AnswerOffer(by=NURSE, accept=False, note="I am away."))
    assert case.state.offer == Offer(agency=POLICE, talk_at=TOMORROW, accepted=False)
    assert case.told()[-1] == ("counterpart", POLICE, "offer-answer")


def test_a_later_offer_replaces_the_one_before() -> None:
    case = raised()
    case.do(ask.OfferTime(by=NURSE, talk_at=TOMORROW))
    case.do(ask.AnswerOffer(by=CONSTABLE, accept=False))
    case.do(ask.OfferTime(by=CONSTABLE, talk_at=TOMORROW + timedelta(hours=2)))
    assert case.state.offer == Offer(agency=POLICE, talk_at=TOMORROW + timedelta(hours=2))


@pytest.mark.parametrize("talk_at", [MONDAY, MONDAY - timedelta(days=1), MONDAY.replace(year=2062)])
def test_a_time_that_has_passed_or_that_nobody_means_is_not_offered(talk_at: object) -> None:
    raised().refused(ask.OfferTime(by=NURSE, talk_at=talk_at))  # type: ignore[arg-type]  # an instant


def test_only_the_other_side_answers_an_offer_once_and_in_time() -> None:
    case = raised()
    case.refused(ask.AnswerOffer(by=CONSTABLE, accept=True))
    case.do(ask.OfferTime(by=NURSE, talk_at=TOMORROW))
    for actor in (NURSE, NURSE_LEAD, OFFICE):
        assert "Only the other side" in case.refused(ask.AnswerOffer(by=actor, accept=True)).says
    assert "has passed" in case.refused(ask.AnswerOffer(by=CONSTABLE, accept=True), TOMORROW).says
    case.do(ask.AnswerOffer(by=CONSTABLE, accept=True), TOMORROW - timedelta(minutes=1))
    case.refused(ask.AnswerOffer(by=SERGEANT, accept=False))


def test_the_office_offers_nobody_a_time() -> None:
    raised().refused(ask.OfferTime(by=OFFICE, talk_at=TOMORROW))


# --- another authority -------------------------------------------------------------------------------------------


def test_it_is_referred_to_another_authority_and_stays_open_here() -> None:
    case = at_leads()
    case.do(ask.ReferOn(by=NURSE, authority="Elsewhere", to_whom="Their chair", reason="They live there."))
    assert case.state.open
    assert case.state.referred_to == ("Elsewhere",)
    over = closed()
    over.do(ask.ReferOn(by=OFFICE, authority="Elsewhere", reason="Nobody here could settle it."))
    assert over.state.referred_to == ("Elsewhere",)


@pytest.mark.parametrize(
    ("by", "authority", "reason"), [(CONSTABLE, "Elsewhere", "r"), (NURSE, " ", "r"), (NURSE, "Elsewhere", " ")]
)
def test_a_referral_names_an_authority_and_a_reason_and_is_not_for_those_who_are_challenged(
    by: ask.Actor, authority: str, reason: str
) -> None:
    raised().refused(ask.ReferOn(by=by, authority=authority, reason=reason))


# --- chasing -----------------------------------------------------------------------------------------------------


def test_those_who_owe_something_are_chased_and_told() -> None:
    case = raised()
    case.do(ask.Chase(by=NURSE, duty="look-again#1", words="Please ring me."))
    assert case.told()[-1] == ("counterpart", POLICE, "chase")
    last = [e for e in case.events if isinstance(e, ev.NoticeOwed)][-1]
    assert last.about == "look-again#1"
    assert "Please" not in repr(last)


def test_an_agency_that_has_gone_quiet_is_chased_at_its_front_door() -> None:
    case = raised(responding=(POLICE, CARE))
    case.do(ask.Chase(by=NURSE, agency=CARE))
    assert case.told()[-1] == ("front door", CARE, "chase")
    for agency in (HEALTH, "schools:hill", ""):
        case.refused(ask.Chase(by=NURSE, agency=agency))


def test_a_duty_of_each_agency_is_chased_at_the_one_that_owes_it() -> None:
    case = at_leads()
    case.do(ask.Chase(by=NURSE, duty=f"file-record@{POLICE}#1"))
    assert [told for told in case.told() if told[2] == "chase"] == [("each agency", POLICE, "chase")]


def test_those_who_are_challenged_chase_what_is_owed_to_them_and_nothing_else() -> None:
    case = at_leads(responding=(POLICE, CARE))
    case.do(ask.Escalate(by=NURSE_LEAD, to="mediation", reason="r", override=True))
    for wrong in (ask.Chase(by=CONSTABLE, duty="tell-manager#1"), ask.Chase(by=CONSTABLE, agency=HEALTH)):
        assert "owed to you" in case.refused(wrong).says
    case.do(ask.Chase(by=CHAIR, duty="ask-the-chair#1"))
    assert case.told()[-1] == ("lead", HEALTH, "chase")


def test_what_is_not_owed_is_not_chased() -> None:
    case = raised()
    case.refused(ask.Chase(by=NURSE, duty="gone#1"))
    case.do(ask.Respond(by=CONSTABLE, outcome="upheld", reasons="r"))
    assert "not owed" in case.refused(ask.Chase(by=NURSE, duty="look-again#1")).says


def test_what_is_owed_after_the_end_is_chased_after_the_end() -> None:
    case = closed()
    case.do(ask.Reopen(by=NURSE, reason="r"))
    case.do(ask.Propose(by=CONSTABLE, outcome="o", answers={"agreed-actions": "a"}))
    case.do(ask.Answer(by=NURSE, agree=True))
    assert not case.state.open
    case.do(ask.Chase(by=NURSE, duty="confirm#1"))
    assert case.told()[-1] == ("line-manager", POLICE, "chase")


def test_an_agency_chases_one_thing_once_an_hour_and_the_office_as_often_as_it_must() -> None:
    case = raised()
    one = ask.Chase(by=NURSE, duty="look-again#1")
    case.do(one)
    again = ask.Chase(by=NURSE_LEAD, duty="look-again#1")
    assert "less than an hour" in case.refused(again, MONDAY + timedelta(minutes=59)).says
    case.do(ask.Chase(by=OFFICE, duty="look-again#1"))
    case.do(ask.Chase(by=OFFICE, duty="look-again#1"))
    case.do(ask.Chase(by=NURSE, agency=POLICE))
    case.refused(ask.Chase(by=NURSE, agency=POLICE))
    case.do(again, MONDAY + timedelta(hours=1))
    keys = [e.key for e in case.events if isinstance(e, ev.NoticeOwed)]
    assert len(keys) == len(set(keys))


def test_a_chase_stops_nobody_from_going_on() -> None:
    case = raised()
    case.do(ask.Chase(by=NURSE, agency=POLICE))
    case.do(ask.OfferTime(by=CONSTABLE, talk_at=TOMORROW))
    case.do(ask.Escalate(by=NURSE, to="leads", reason="It will not wait.", override=True))
    assert case.state.stage == "leads"
