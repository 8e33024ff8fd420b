"""Going over to another version, in the history's own sentences: both versions, where it goes on, and each date."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.cast import MONDAY, RAISING, RESPONDING, at
from wayforward.core import events as ev
from wayforward.core.rulebook import rulebook
from wayforward.escalations.history import Recorded
from wayforward.policies import shelf
from wayforward.web.timeline import timeline
from wayforward.web.versions import called

CHILDREN, JOINT = shelf.load("barnet-children"), shelf.load("barnet-multi-agency")
BEFORE = rulebook(CHILDREN, shelf.calendar("england"))
AFTER = rulebook(JOINT, shelf.calendar("england")).after(BEFORE)
NAMES = {RAISING: "Northfield Health", RESPONDING: "Family Services", "ann": "Ann Adeyemi"}
TUESDAY = at("2026-11-17")
WENT_OVER = ev.VersionAdopted(
    policy=JOINT.id, digest=JOINT.digest, from_policy=CHILDREN.id, from_digest=CHILDREN.digest, stage="stage-3",
    line=None, formal=True, from_stage="mediation", from_line=None, reason="The boards decided it.",
)  # fmt: skip
CARRIED = ev.DutyCarried(
    key="stage-1-limit#1", duty="stage-1-limit", how="held", was_at=MONDAY, due_at=MONDAY, policy_at=TUESDAY,
    target_at=None, force="should", kind="resolve", who=("raiser",), to=(), because=(),
)  # fmt: skip


def told(*events: ev.Event, whole: bool = True) -> list[dict[str, Any]]:
    items = [
        Recorded(seq=seq, kind="", event=event, recorded_at=MONDAY, occurred_at=None, by="ann", agency=RAISING)
        for seq, event in enumerate(events, start=1)
    ]
    return timeline(items, AFTER, NAMES, whole)


def test_the_decision_names_both_versions_and_where_it_goes_on() -> None:
    (entry,) = told(WENT_OVER)
    assert (entry["title"], entry["words"]) == ("Policy version changed", "The boards decided it.")
    assert entry["lines"] == [
        f"From: {called(CHILDREN)}.", f"To: {called(JOINT)}.",
        "It goes on at Stage Three.", "No date moved later.",
    ]  # fmt: skip


def test_longer_waits_stand_in_the_decision_with_who_judged_them_safe() -> None:
    (entry,) = told(replace(WENT_OVER, longer=True, lengthen="The worker is away.", judged_safe_by="The lead"))
    assert "Dates may move later: The worker is away." in entry["lines"]
    assert "Judged safe by The lead." in entry["lines"]


def test_a_date_that_was_not_taken_is_told_in_the_whole_record_alone() -> None:
    (entry,) = told(CARRIED)
    assert entry["title"].startswith("Goes on: ")
    assert "The version gives a later date. It was not taken: the earlier one stays." in entry["lines"]
    assert told(CARRIED, whole=False) == []


def test_a_date_that_moved_is_told_on_the_page_too() -> None:
    (entry,) = told(replace(CARRIED, how="earlier", was_at=TUESDAY), whole=False)
    assert entry["lines"] == [
        "Before: Tuesday 17 November 2026 at 10am. Now: Monday 16 November 2026 at 10am.", "It is due earlier now.",
    ]  # fmt: skip


def test_what_happened_before_is_told_in_the_words_it_happened_under() -> None:
    first, _, second = told(
        ev.StageEntered(stage="stage-3", formal=True, how="skip"),
        WENT_OVER,
        ev.StageEntered(stage="stage-3", formal=True, how="adopted"),
    )
    stages = {policy.id: next(s for s in policy.stages if s.id == "stage-3") for policy in (CHILDREN, JOINT)}
    assert first["title"] == f"Stage Three: {stages[CHILDREN.id].title}"
    assert second["title"] == f"Stage Three: {stages[JOINT.id].title}"
    assert first["clauses"] != second["clauses"]


def test_a_stage_that_the_version_does_not_have_keeps_its_name() -> None:
    (entry,) = told(ev.StageEntered(stage="mediation", formal=True, how="side"))
    assert entry["title"].startswith("Mediation")


def test_what_fell_away_by_it_says_so() -> None:
    lapsed = ev.DutyLapsed(key="ask-chair-to-mediate#1", duty="ask-chair-to-mediate", because="version adopted")
    (entry,) = told(lapsed)
    assert entry["title"].startswith("No longer owed: ")
    assert "The version of the policy that it stands under does not ask for this." in entry["lines"]
