"""Who comes in and who is kept out."""

from __future__ import annotations

from dataclasses import replace

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
    RULES,
    SCHOOL,
    STRANGER,
    Case,
    at_leads,
    at_panel,
    raised,
)
from wayforward.core import commands as ask
from wayforward.core import events as ev
from wayforward.core.lifecycle import may
from wayforward.core.lifecycle.standing import standing
from wayforward.core.people import OFFICE as THE_OFFICE
from wayforward.core.people import Seat, seats

DEPUTY = ask.Actor(person="deputy chair", agency=CHAIR.agency)


def test_whoever_is_seated_brings_in_a_colleague_who_is_told_by_name() -> None:
    case = raised()
    case.do(ask.Join(by=CONSTABLE, agency=POLICE, side="responding", person="inspector", reason="I am on leave."))
    told = [e for e in case.events if isinstance(e, ev.NoticeOwed)][-1]
    assert (told.kind, told.agency, told.person) == ("joined", POLICE, "inspector")
    assert case.state.responding == (POLICE,), "an agency is not in it twice"


def test_an_agency_that_is_brought_in_is_told_at_its_front_door() -> None:
    case = raised()
    case.do(ask.Join(by=NURSE, agency=CARE, side="responding"))
    assert ("front door", CARE, "joined") in case.told()


def test_nobody_is_told_that_they_came_in_themselves() -> None:
    case = raised()
    case.do(ask.ComeIn(by=replace(STRANGER, agency=POLICE), agency=POLICE, invited_by="nurse"))
    assert "joined" not in [kind for _, _, kind in case.told()]


def test_whoever_a_stage_calls_brings_in_a_colleague_to_act_in_their_place() -> None:
    case = at_panel()
    assert standing(RULES, case.state, CHAIR) == "called"
    lend = ask.Join(by=CHAIR, agency=CHAIR.agency, side="supporting", person="deputy chair", in_place_of="chair")
    case.do(lend)
    assert ("colleague who joined", CHAIR.agency, "joined") in case.told()
    acting = replace(DEPUTY, posts=frozenset({case.state.parties[-1].in_place_of}))
    assert standing(RULES, case.state, acting) == "called"
    case.do(ask.ConvenePanel(by=acting, members={HEALTH: "A", POLICE: "B", CARE: "C"}))
    assert standing(RULES, case.state, CHAIR) == "called", "the chair loses nothing by it"


@pytest.mark.parametrize(
    "changes",
    [
        {"person": None, "in_place_of": ""},
        {"agency": CARE},
        {"side": "responding"},
        {"agency": HEALTH, "side": "raising"},
    ],
    ids=str,
)
def test_whoever_a_stage_calls_brings_in_nobody_else(changes: dict[str, object]) -> None:
    lend = ask.Join(by=CHAIR, agency=CHAIR.agency, side="supporting", person="deputy chair")
    assert "colleague of your own" in at_panel().refused(replace(lend, **changes)).says  # type: ignore[arg-type]  # any part


@pytest.mark.parametrize(
    "command",
    [
        ask.Join(by=NURSE, agency=HEALTH, side="raising", person="friend", in_place_of="lead"),
        ask.Join(by=NURSE_LEAD, agency=POLICE, side="responding", person="friend", in_place_of="lead"),
        ask.Join(by=NURSE_LEAD, agency=HEALTH, side="raising", in_place_of="lead"),
    ],
)
def test_nobody_lends_a_post_that_is_not_theirs_or_to_nobody_or_to_another_agency(command: ask.Join) -> None:
    assert "only where you hold the post" in raised().refused(command).says


def test_nobody_joins_twice() -> None:
    case = raised()
    once = ask.Join(by=CONSTABLE, agency=POLICE, side="responding", person="inspector")
    case.do(once)
    assert "already" in case.refused(once).says
    assert "already" in case.refused(ask.Join(by=NURSE, agency=POLICE, side="responding")).says


# --- one-time passes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("agency", "side"), [(POLICE, "responding"), (HEALTH, "raising"), (SCHOOL, "supporting")])
def test_whoever_comes_in_by_a_pass_is_on_the_side_of_their_agency(agency: str, side: str) -> None:
    case = raised()
    case.do(ask.ComeIn(by=replace(STRANGER, agency=agency), agency=agency, invited_by="nurse"))
    joined = case.events[-1]
    assert isinstance(joined, ev.Joined)
    assert (joined.side, joined.person, joined.invited_by) == (side, "stranger", "nurse")
    assert standing(RULES, case.state, replace(STRANGER, agency=agency)) == side


def test_nobody_comes_in_twice_or_once_it_has_ended() -> None:
    case = raised()
    comes = ask.ComeIn(by=STRANGER, agency=SCHOOL, invited_by="nurse")
    case.do(comes)
    assert "already" in case.refused(comes).says
    case.do(ask.Close(by=NURSE, ending="withdrawn", reason="r"))
    assert "closed" in case.refused(replace(comes, by=replace(STRANGER, person="another"))).says


# --- conflicts of interest ---------------------------------------------------------------------------------------


def in_conflict(case: Case, by: ask.Actor, person: str) -> Case:
    case.do(ask.DeclareConflict(by=by, person=person, reason="My sister works on it."))
    return case


def test_somebody_with_a_conflict_of_interest_can_do_nothing_whatever_they_hold() -> None:
    case = in_conflict(at_leads(), NURSE_LEAD, NURSE_LEAD.person)
    assert case.state.conflicted == {"nurse lead": MONDAY}
    for command in (
        ask.RecordDiscussion(by=NURSE_LEAD, summary="s"),
        ask.Discharge(by=NURSE_LEAD, duty="tell-manager#1"),
        ask.Close(by=NURSE_LEAD, ending="withdrawn", reason="r"),
        ask.StatePosition(by=NURSE_LEAD, agreed="a"),
    ):
        assert "conflict of interest" in case.refused(command).says
        assert "conflict of interest" in may(RULES, case.state, command, case.at).says
    case.do(ask.Discharge(by=NURSE, duty="tell-manager#1"))


def test_the_office_declares_it_for_somebody_and_hears_of_every_other() -> None:
    case = in_conflict(raised(), OFFICE, CONSTABLE.person)
    assert case.told()[-1][2] != "conflict"
    in_conflict(case, NURSE_LEAD, NURSE_LEAD.person)
    assert case.told()[-1] == ("partnership office", THE_OFFICE, "conflict")


def test_nobody_shuts_somebody_else_out() -> None:
    case = raised()
    for by, person in ((CONSTABLE, "nurse"), (NURSE, "constable"), (OFFICE, "nurse")):
        case.refused(ask.DeclareConflict(by=by, person=person, reason="r"))
    assert "reason" in case.refused(ask.DeclareConflict(by=NURSE, person="nurse", reason=" ")).says
    in_conflict(case, NURSE, "nurse")
    assert "already" in case.refused(ask.DeclareConflict(by=OFFICE, person="nurse", reason="r")).says


def test_what_would_go_to_somebody_in_conflict_goes_to_their_agency() -> None:
    case = at_leads(supporter="a friend")
    assert seats(RULES.posts, case.state, "raiser") == (Seat(agency=HEALTH, person="nurse"),)
    in_conflict(in_conflict(case, NURSE, "nurse"), OFFICE, "a friend")
    assert seats(RULES.posts, case.state, "raiser") == (Seat(agency=HEALTH),)
    assert seats(RULES.posts, case.state, "all involved")[0] == Seat(agency=HEALTH)
    assert seats(RULES.posts, case.state, "supporter") == ()
    case.do(ask.Close(by=OFFICE, ending="no-further-route", reason="r"))
    assert ("raiser", HEALTH, "closed") in case.told()


def test_nobody_in_conflict_is_brought_in() -> None:
    case = in_conflict(raised(), OFFICE, "inspector")
    refused = case.refused(ask.Join(by=CONSTABLE, agency=POLICE, side="responding", person="inspector"))
    assert "conflict of interest" in refused.says


def test_a_conflict_can_be_declared_after_the_end() -> None:
    case = raised()
    case.do(ask.Close(by=NURSE, ending="withdrawn", reason="r"))
    in_conflict(case, CONSTABLE, "constable")
