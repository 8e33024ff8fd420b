"""Going over to another version: who decides it, for which cases, and where each goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core.cast import NURSE, NURSE_LEAD, POLICY, RULES, STAGES, at_leads, at_panel, of_kind
from tests.core.versions import decision, no_text, over, version, without
from wayforward.core import commands as ask
from wayforward.core import events as ev
from wayforward.core.policy.people import Agency
from wayforward.core.policy.stages import Stage, Tiers


def test_an_unchanged_text_moves_nothing_but_the_version() -> None:
    case = at_leads()
    before = case.state
    events = over(case, version())
    assert [type(e) for e in events if not isinstance(e, ev.NoticeOwed)] == [ev.VersionAdopted]
    assert case.state.duties == before.duties
    assert (case.state.digest, case.state.stage, case.state.line) == ("d2", before.stage, before.line)


def test_both_versions_are_named_in_the_decision() -> None:
    (adopted,) = of_kind(over(at_leads(), version()), ev.VersionAdopted)
    assert isinstance(adopted, ev.VersionAdopted)
    assert (adopted.from_digest, adopted.digest, adopted.from_stage, adopted.stage) == ("d1", "d2", "leads", "leads")


def test_everybody_involved_is_owed_a_word_that_it_changed_its_version() -> None:
    events = over(at_leads(), version())
    told = {e.agency for e in events if isinstance(e, ev.NoticeOwed) and e.kind == "version"}
    assert told == {"health:acute", "police"}


@pytest.mark.parametrize("by", [NURSE, NURSE_LEAD])
def test_only_the_partnerships_office_decides_it(by: ask.Actor) -> None:
    assert "Only the partnership's office" in no_text().refused(decision(by=by)).says


def test_a_decision_without_a_reason_is_refused() -> None:
    assert "Give the reason" in no_text().refused(decision(reason=" ")).says


def test_what_has_ended_stays_under_its_version() -> None:
    case = no_text()
    case.do(ask.Close(by=NURSE, ending="withdrawn", reason="Settled by telephone."))
    assert "closed" in case.refused(decision()).says


def test_nobody_goes_over_to_the_version_they_stand_under() -> None:
    case = no_text()
    case.do(decision())
    assert "already" in case.refused(decision()).says


def test_another_text_than_the_one_that_was_chosen_is_refused() -> None:
    assert "not the one that was chosen" in no_text().refused(decision(digest="d3")).says


def test_a_version_that_is_not_for_such_a_subject_is_refused() -> None:
    case = at_leads()
    case.rules = version(subjects=("adult",)).after(RULES)
    assert "does not cover a child" in case.refused(decision()).says


def test_a_version_that_does_not_know_an_agency_in_it_is_refused() -> None:
    case = at_leads()
    case.rules = version(agencies=(Agency(id="health", title="Health"),)).after(RULES)
    assert "no place for “police”" in case.refused(decision()).says


def renamed(old: str, new: str) -> tuple[Stage, ...]:
    return tuple(replace(s, id=new, label="Stage New") if s.id == old else s for s in STAGES)


def test_a_stage_without_a_counterpart_asks_for_a_decision_of_where_it_goes_on() -> None:
    case = at_leads()
    case.rules = version(stages=renamed("leads", "heads")).after(RULES)
    refused = case.refused(decision())
    assert "“Stage Two” is not in Resolving disagreements" in refused.says
    case.do(decision(stage="heads"))
    assert (case.state.stage, case.state.line) == ("heads", "1")
    assert case.state.visits[-1].how == "adopted"


def test_a_chosen_stage_begins_with_its_duties() -> None:
    case = at_leads()
    stages = tuple(s for s in STAGES if s.id != "leads")
    events = over(case, version(stages=stages), stage="panel")
    assert ev.StageEntered(stage="panel", formal=True, how="adopted") in events
    assert case.owed("panel-limit").open


def test_leaving_a_stage_by_going_over_keeps_the_date_of_its_limit() -> None:
    case = at_leads()
    due = case.owed("leads-limit").due_at
    over(case, version(stages=tuple(s for s in STAGES if s.id != "leads"), duties=without("whole-case")), stage="panel")
    assert not case.owed("leads-limit").open
    assert case.state.protective_at == due


def test_a_stage_that_the_version_does_not_have_cannot_be_chosen() -> None:
    assert "is not a stage" in no_text().refused(decision(stage="nowhere")).says


def test_nobody_is_taken_back_down_by_going_over() -> None:
    assert "takes nobody back" in no_text().refused(decision(stage="talk")).says


def test_a_later_stage_can_be_chosen() -> None:
    case = no_text()
    case.do(decision(stage="panel"))
    assert case.state.stage == "panel"


def test_a_line_that_the_stage_does_not_have_cannot_be_chosen() -> None:
    assert "has no line 9" in no_text().refused(decision(stage="leads", line="9")).says


def test_a_line_that_the_challenged_agency_has_no_more_goes_on_at_the_next_stage() -> None:
    case = at_leads()
    case.do(ask.Escalate(by=NURSE, to="leads", line="3", reason="Nobody answers."))
    routes = tuple(route for route in POLICY.routes if route.id != "police-3")
    over(case, version(routes=routes))
    assert (case.state.stage, case.state.line) == ("panel", None)


def test_a_line_that_the_challenged_agency_has_no_more_goes_on_at_its_next_line() -> None:
    case = at_leads()
    assert case.state.line == "1"
    routes = tuple(route for route in POLICY.routes if route.id != "police-1")
    over(case, version(routes=routes))
    assert (case.state.stage, case.state.line) == ("leads", "3")


def test_a_line_that_nobody_had_before_either_is_kept() -> None:
    case = at_leads()
    case.do(ask.Escalate(by=NURSE, to="leads", line="2", reason="They asked for it."))
    over(case, version())
    assert (case.state.stage, case.state.line) == ("leads", "2")


def test_a_stage_that_loses_its_lines_is_stayed_at_without_one() -> None:
    case = at_leads()
    stages = tuple(replace(s, tiers=None, formal=False) if s.id == "leads" else s for s in STAGES)
    events = over(case, version(stages=stages))
    assert (case.state.stage, case.state.line, case.state.formal) == ("leads", None, False)
    assert case.state.facts["formal"] == frozenset({"no"})
    assert not of_kind(events, ev.StageEntered)


def test_a_stage_that_gains_lines_begins_at_its_first() -> None:
    case = at_panel()
    stages = tuple(replace(s, tiers=Tiers(first="1")) if s.id == "panel" else s for s in STAGES)
    over(case, version(stages=stages))
    assert (case.state.stage, case.state.line) == ("panel", "1")


def test_former_versions_still_name_what_the_present_one_does_not_have() -> None:
    rules = version(duties=without("minutes"), stages=renamed("leads", "heads")).after(RULES)
    assert rules.duty("minutes").says == "Send the minutes."
    assert rules.stage("leads").label == "Stage Two"
    assert rules.under("d1") is RULES
    assert rules.under("d9") is None
