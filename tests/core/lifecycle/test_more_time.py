"""More time is asked of the other side, and only its yes moves a date. Asking stops nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.core.cast import CONSTABLE, HEALTH, MONDAY, NURSE, NURSE_LEAD, OFFICE, POLICE, Case, at_leads, raised
from wayforward.core import commands as ask
from wayforward.core import events as ev
from wayforward.core.escalation import AskedTime

LIMIT = "leads-limit#1"
LATER = MONDAY + timedelta(days=14)
ASKS = ask.AskForTime(by=CONSTABLE, duty=LIMIT, until_at=LATER, reason="Two of us are ill.")
GIVES = ask.GiveTime(by=NURSE, agree=True, note="It can wait.", judged_safe_by="The lead")


def asked() -> Case:
    case = at_leads()
    case.do(ASKS)
    return case


def test_asking_moves_nothing_and_tells_the_other_side() -> None:
    case = at_leads()
    before = case.owed("leads-limit")
    case.do(ASKS)
    assert case.owed("leads-limit") == before
    assert case.state.asked_time == AskedTime(key=LIMIT, until_at=LATER, agency=POLICE)
    assert case.told()[-1] == ("raiser", HEALTH, "time-asked")
    case.do(ask.Escalate(by=NURSE, to="panel", reason="It will not wait.", override=True))


def test_the_other_sides_yes_moves_the_date_with_who_judged_it_safe() -> None:
    case = asked()
    case.do(GIVES)
    assert case.owed("leads-limit").due_at == LATER
    assert case.owed("leads-limit").because[-1] == "Extended by agreement between both sides."
    moved = [e for e in case.events if isinstance(e, ev.DutyTimed)][-1]
    assert (moved.how, moved.judged_safe_by, moved.reason) == ("extended", "The lead", "It can wait.")
    assert case.state.asked_time is not None
    assert case.state.asked_time.agreed is True
    assert ("counterpart", POLICE, "time-answer") in case.told()


def test_the_other_sides_no_moves_nothing() -> None:
    case = asked()
    before = case.owed("leads-limit")
    case.do(ask.GiveTime(by=NURSE, agree=False, note="It cannot wait."))
    assert case.owed("leads-limit") == before
    assert case.state.asked_time is not None
    assert case.state.asked_time.agreed is False
    assert "Nobody is waiting" in case.refused(GIVES).says


def test_the_side_that_raised_it_asks_too_and_the_other_answers() -> None:
    case = at_leads()
    case.do(replace(ASKS, by=NURSE))
    assert case.told()[-1] == ("counterpart", POLICE, "time-asked")
    case.do(replace(GIVES, by=CONSTABLE))
    assert case.owed("leads-limit").due_at == LATER
    assert ("raiser", HEALTH, "time-answer") in case.told()


@pytest.mark.parametrize("by", [CONSTABLE, replace(CONSTABLE, person="inspector"), OFFICE])
def test_whoever_asks_cannot_give_it_to_themselves_nor_can_the_office(by: ask.Actor) -> None:
    assert "Only the other side" in asked().refused(replace(GIVES, by=by)).says


def test_nobody_is_answered_who_has_not_asked() -> None:
    assert "Nobody is waiting" in at_leads().refused(GIVES).says


def test_a_yes_names_who_judged_that_waiting_is_safe() -> None:
    assert "judged that waiting is safe" in asked().refused(replace(GIVES, judged_safe_by=" ")).says


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"by": OFFICE}, "Only an agency in the disagreement"),
        ({"duty": "gone#1"}, "There is no duty"),
        ({"duty": "talk-limit#1"}, "not owed"),
        ({"duty": "tell-manager#1"}, "what you owe yourself"),
        ({"duty": "whole-case#1"}, "does not let this time be extended"),
        ({"reason": " "}, "Give the reason"),
        ({"until_at": MONDAY}, "in the future"),
        ({"until_at": MONDAY + timedelta(days=1)}, "later than the present deadline"),
        ({"until_at": LATER.replace(year=2062)}, "Check the year"),
    ],
    ids=str,
)
def test_what_cannot_be_put_back_is_not_asked_for(changes: dict[str, object], says: str) -> None:
    assert says in at_leads().refused(replace(ASKS, **changes)).says  # type: ignore[arg-type]  # any part of it


def test_a_date_that_only_agreement_extends_is_extended_by_agreement() -> None:
    case = at_leads()
    case.do(ask.Escalate(by=NURSE_LEAD, to="mediation", reason="r", override=True))
    case.do(replace(ASKS, duty="mediation-limit#1"))
    case.do(GIVES)
    assert case.owed("mediation-limit").due_at == LATER


def test_a_yes_that_comes_too_late_moves_nothing() -> None:
    case = asked()
    assert "in the future" in case.refused(GIVES, LATER).says
    over = asked()
    over.do(ask.Close(by=NURSE, ending="withdrawn", reason="r"))
    assert "not owed" in over.refused(GIVES).says
    moved = asked()
    moved.do(
        ask.Extend(by=NURSE, duty=LIMIT, until_at=LATER + timedelta(days=1), reason="r", judged_safe_by="The lead")
    )
    assert "later than the present deadline" in moved.refused(GIVES).says


def test_a_later_wish_replaces_the_one_before() -> None:
    case = asked()
    case.do(replace(ASKS, until_at=LATER + timedelta(days=1)))
    case.do(GIVES)
    assert case.owed("leads-limit").due_at == LATER + timedelta(days=1)


def test_an_asker_who_owes_it_themselves_asks_for_it() -> None:
    case = raised()
    case.do(replace(ASKS, duty="look-again#1", until_at=LATER))
    case.do(GIVES)
    assert case.owed("look-again").due_at == LATER
