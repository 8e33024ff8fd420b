"""The names under which a policy may refer to what has happened."""

from datetime import UTC, datetime

import pytest

from tests.core.cast import HEALTH, POLICE, at_leads, raised
from wayforward.core import events as ev
from wayforward.core.escalation import Escalation, evolve
from wayforward.core.occurrences import STANDARD, occurrences

AT = datetime(2025, 7, 7, 9, tzinfo=UTC)


def names(event: ev.Event, before: Escalation | None = None) -> set[str]:
    return set(occurrences(event, before or raised().state))


def test_a_stage_that_begins_ends_the_one_before() -> None:
    entered = ev.StageEntered(stage="leads", formal=True, how="next")
    assert names(entered) == {
        "talk ends", "a stage ends", "leads begins", "a stage begins", "a formal stage begins",
    }  # fmt: skip


def test_an_informal_stage_is_not_a_formal_one() -> None:
    assert "a formal stage begins" not in names(ev.StageEntered(stage="talk", formal=False, how="back"))


def test_opening_a_stage_again_does_not_end_it_first() -> None:
    again = ev.StageEntered(stage="talk", formal=False, how="reopened")
    assert "talk ends" not in names(again)
    assert "talk begins" in names(again)


def test_a_line_is_known_by_its_number_its_stage_and_whose_ladder_it_is_on() -> None:
    entered = ev.LineEntered(stage="leads", line="3", agencies=(POLICE, HEALTH))
    assert names(entered) == {
        "line 3 begins", "a line begins", "leads line 3 begins", "line 3 of police begins", "line 3 of health begins",
    }  # fmt: skip


def test_a_fact_becomes_a_value_only_when_it_was_not_so_before() -> None:
    state = evolve(raised().state, ev.FactsRecorded(facts={"plan": ("child-protection",)}), AT)
    assert names(ev.FactsRecorded(facts={"plan": ("child-protection",)}), state) == set()
    assert names(ev.FactsRecorded(facts={"plan": ("none",)}), state) == {"plan becomes none"}


def test_facts_given_at_the_start_become_so_then() -> None:
    case = raised(facts={"significant": ("yes",)})
    assert "significant becomes yes" in case.state.happened


def test_a_resolution_settles_and_a_withdrawal_does_not() -> None:
    state = at_leads().state
    resolved = names(ev.Closed(ending="resolved", stage="leads"), state)
    assert {"closed", "settled", "leads settled", "resolved", "leads resolved", "leads ends"} <= resolved
    decided = names(ev.Closed(ending="decided", stage="leads"), state)
    assert "settled" in decided
    assert "resolved" not in decided
    assert "settled" not in names(ev.Closed(ending="withdrawn", stage="leads"), state)
    assert "closed as withdrawn" in names(ev.Closed(ending="withdrawn", stage="leads"), state)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (ev.AttemptRecorded(stage="talk", channel="", whom="them"), {"no reply", "no reply at talk"}),
        (ev.DiscussionRecorded(stage="talk", channel="", summary=""), {"discussion", "discussion at talk"}),
        (ev.Responded(agency=POLICE, outcome="partly", reasons="r"), {"response", "response partly"}),
        (ev.EventRecorded(event="conference-held"), {"conference-held"}),
        (ev.ResolutionProposed(side="raising", agency=HEALTH, outcome="o"), {"resolution proposed"}),
        (ev.ResolutionAnswered(agency=POLICE, agree=True), {"resolution agreed"}),
        (ev.ResolutionAnswered(agency=POLICE, agree=False), {"resolution refused"}),
        (ev.PanelConvened(members={}), {"panel convened"}),
        (ev.DecisionRecorded(stage="p", decision="d", positions={}, made=True), {"decided", "p decided"}),
        (ev.DecisionRecorded(stage="p", decision="d", positions={}, made=False), {"not decided"}),
        (ev.DutyDischarged(key="k#1", duty="k"), {"k done"}),
        (ev.DeadlinePassed(key="k#1", duty="k", due_at=AT), {"k overdue"}),
        (ev.Reopened(stage="talk", reason="r"), {"reopened"}),
        (ev.NoticeOwed(key="n", to="chair", agency=None, about="k", kind="notify"), set()),
    ],
)
def test_each_event_has_its_own_names(event: ev.Event, expected: set[str]) -> None:
    assert names(event) == expected


def test_the_words_a_policy_may_use_without_naming_a_stage_are_the_ones_that_happen() -> None:
    case = at_leads()
    happen = {*case.state.happened, *names(ev.LineEntered(stage="leads", line="2"), case.state)}
    for event in (
        ev.AttemptRecorded(stage="talk", channel="", whom="w"),
        *(ev.Responded(agency=POLICE, outcome=o, reasons="r") for o in ("upheld", "changed", "partly")),
        *(ev.ResolutionAnswered(agency=POLICE, agree=agree) for agree in (True, False)),
        ev.ResolutionProposed(side="raising", agency=HEALTH, outcome="o"),
        ev.PanelConvened(members={}),
        *(ev.DecisionRecorded(stage="p", decision="d", positions={}, made=made) for made in (True, False)),
        ev.Closed(ending="resolved", stage="leads"),
        ev.Reopened(stage="leads", reason="r"),
    ):
        happen |= names(event, case.state)
    assert happen >= STANDARD
