"""What a change does: longer or shorter, firmer or looser, who is new or lost, and which hours are another's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policies.comparing.mutations import whole
from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import Amount, Force, Unit
from wayforward.policies import shelf
from wayforward.policies.comparing import Comparison, Effect, Kind, Sentence, compare, in_short, sentences
from wayforward.policies.comparing.hours import Turn

YEAR = 2026


@cache
def barnet() -> Policy:
    return whole(shelf.load("barnet-children"))


def changed(policy: Policy, group: str, id: str, change: Callable[[Any], Any]) -> Policy:
    """The policy with one of its elements changed."""
    every = getattr(policy, group)
    assert any(each.id == id for each in every)
    return replace(policy, **{group: tuple(change(each) if each.id == id else each for each in every)})


def without(policy: Policy, group: str, *ids: str) -> Policy:
    return replace(policy, **{group: tuple(each for each in getattr(policy, group) if each.id not in ids)})


def only(before: Policy, after: Policy) -> Sentence:
    (sentence,) = sentences(before, after).sentences
    return sentence


def compared(before: Policy, after: Policy) -> Comparison:
    return compare(before, after, shelf.calendar("england"), YEAR)


def timed(amount: Amount | None, force: Force = Force.GUIDE) -> Policy:
    def change(duty: Any) -> Any:
        return replace(duty, time=replace(duty.time, within=amount, force=force, printed="as printed"))

    return changed(barnet(), "duties", "stage-1-limit", change)


@pytest.mark.parametrize(
    ("amount", "effect"),
    [
        (Amount(10, Unit.WORKING_DAYS), Effect.LONGER),
        (Amount(2, Unit.WORKING_DAYS), Effect.SHORTER),
        (Amount(48, Unit.CLOCK_HOURS), Effect.SHORTER),
        (Amount(1, Unit.CALENDAR_MONTHS), Effect.LONGER),
        (None, Effect.LOOSER),
    ],
)
def test_another_time_is_longer_or_shorter_whatever_it_is_counted_in(amount: Amount | None, effect: Effect) -> None:
    sentence = only(timed(Amount(5, Unit.WORKING_DAYS)), timed(amount))
    assert sentence.effect is effect
    assert sentence.says.endswith(f": {effect}.")


@given(st.integers(1, 60), st.integers(1, 60))
def test_what_is_longer_one_way_is_shorter_the_other(one: int, other: int) -> None:
    first, second = timed(Amount(one, Unit.WORKING_DAYS)), timed(Amount(other, Unit.WORKING_DAYS))
    if one == other:
        assert sentences(first, second).sentences == ()
        return
    there, back = only(first, second).effect, only(second, first).effect
    assert (there, back) == ((Effect.LONGER, Effect.SHORTER) if other > one else (Effect.SHORTER, Effect.LONGER))


def test_a_stages_time_is_told_once_although_it_is_printed_otherwise_too() -> None:
    before = timed(Amount(5, Unit.WORKING_DAYS))
    after = changed(
        timed(Amount(3, Unit.WORKING_DAYS)),
        "duties",
        "stage-1-limit",
        lambda duty: replace(duty, time=replace(duty.time, printed="three days")),
    )
    assert only(before, after).says == "Stage One: the time is now 3 working days (was 5 working days): shorter."


def test_a_stage_that_is_new_is_one_sentence_with_its_moves_and_its_limit() -> None:
    after = barnet()
    before = replace(
        without(without(after, "stages", "mediation"), "duties", "mediation-limit"),
        stages=tuple(
            replace(stage, moves=tuple(move for move in stage.moves if move.to != "mediation"))
            for stage in after.stages
            if stage.id != "mediation"
        ),
    )
    sentence = only(before, after)
    assert (sentence.kind, sentence.element, sentence.field) == (Kind.ADDED, "stage mediation", "")
    assert only(after, before).kind is Kind.REMOVED


def test_another_label_of_a_stage_is_told_once_although_its_limit_is_named_after_it() -> None:
    relabelled = changed(barnet(), "stages", "stage-2", lambda stage: replace(stage, label="Step Two"))
    after = changed(relabelled, "duties", "stage-2-limit", lambda duty: replace(duty, says="Settle it at Step Two."))
    assert only(barnet(), after).kind is Kind.RENAMED


def test_office_hours_are_told_once_although_all_other_hours_move_with_them() -> None:
    def widen(window: Any) -> Any:
        return replace(window, spans=tuple(replace(span, until=span.until.replace(hour=18)) for span in window.spans))

    after = changed(changed(barnet(), "windows", "office", widen), "windows", "out-of-office", widen)
    sentence = only(barnet(), after)
    assert (sentence.element, sentence.effect) == ("window office", Effect.LONGER)


def test_a_way_on_that_stands_once_for_several_stages_is_told_once() -> None:
    def say(stage: Any) -> Any:
        moves = (replace(m, says="Ask the Chair.") if m.to == "other-authority" else m for m in stage.moves)
        return replace(stage, moves=tuple(moves))

    after = changed(changed(barnet(), "stages", "stage-1", say), "stages", "stage-2", say)
    assert only(barnet(), after).says.endswith("(from Stage One and Stage Two).")


def test_a_new_row_among_the_contacts_does_not_make_the_rows_after_it_others() -> None:
    rows = barnet().routes
    here = next(i for i, row in enumerate(rows) if row.id == "police-2-1")
    taken_out = rows[:here] + tuple(
        replace(row, id=f"police-2-{int(row.id[-1]) - 1}") if row.id.startswith("police-2-") else row
        for row in rows[here + 1 :]
    )
    sentence = only(replace(barnet(), routes=taken_out), barnet())
    assert (sentence.kind, sentence.element) == (Kind.ADDED, "route police-2-1")


def test_two_rows_that_change_places_are_one_sentence() -> None:
    rows = list(barnet().routes)
    here = next(i for i, row in enumerate(rows) if row.id == "police-2-1")
    rows[here], rows[here + 1] = rows[here + 1], rows[here]
    assert only(barnet(), replace(barnet(), routes=tuple(rows))).kind is Kind.MOVED


def test_who_is_new_and_who_is_lost_among_the_contacts_is_told() -> None:
    def swap(row: Any) -> Any:
        return replace(row, posts=("head-teacher", "chair-of-governors"))

    sentence = only(barnet(), changed(barnet(), "routes", "schools-1-2", swap))
    assert sentence.effect is Effect.REPLACED
    assert "new: the Head Teacher; no longer: the Safeguarding Governor" in sentence.says


def test_a_thing_under_another_name_is_found_by_what_it_means() -> None:
    renamed = changed(barnet(), "posts", "head-teacher", lambda post: replace(post, id="head"))
    after = changed(renamed, "routes", "schools-1-1", lambda row: replace(row, posts=("head",)))
    assert only(barnet(), after).field == "id"
    assert [s.element for s in sentences(barnet(), replace(after, id="other")).sentences] == ["policy"]


def test_a_contact_lost_at_night_opens_a_hole_in_those_hours_alone() -> None:
    after = without(barnet(), "routes", "police-2-3")
    found = compared(barnet(), after)
    (hours,) = [each for each in found.hours if each.turn is Turn.OPENED]
    assert (hours.agencies, hours.lines, hours.after) == (("police",), ("2",), ())
    assert hours.before == ("Night Duty Superintendent (North London)",)
    assert hours.hours == 10 * 365
    assert [(hole.agency, hole.line) for hole in found.holes.opened] == [("police", "2")]
    assert found.holes.closed == ()
    back = compared(after, barnet())
    assert [(hole.agency, hole.line) for hole in back.holes.closed] == [("police", "2")]
    assert [each.turn for each in back.hours] == [Turn.CLOSED]


def test_the_longest_wait_grows_with_the_time_of_the_stage() -> None:
    def both_limits(amount: Amount) -> Policy:
        one = timed(amount)
        return changed(one, "duties", "whole-case", lambda duty: replace(duty, time=replace(duty.time, within=amount)))

    found = compared(both_limits(Amount(5, Unit.WORKING_DAYS)), both_limits(Amount(10, Unit.WORKING_DAYS))).waits
    assert found is not None
    assert found.effect is Effect.LONGER
    assert found.before is not None
    assert found.after is not None
    assert (found.before.working_days, found.after.working_days) == (5, 10)


def test_a_post_with_another_title_is_no_other_contact() -> None:
    after = changed(barnet(), "posts", "head-teacher", lambda post: replace(post, title="Head of the school"))
    assert compared(barnet(), after).hours == ()


def test_findings_that_a_change_opens_and_closes_are_told() -> None:
    after = without(barnet(), "routes", "police-2-3")
    found = compare(barnet(), after, shelf.calendar("england"), YEAR, checked_on=date(2026, 11, 22)).findings
    assert found is not None
    assert any("line 2" in finding.what for finding in found.opened)


def test_one_line_counts_the_differences_by_their_kind() -> None:
    assert in_short(barnet(), timed(Amount(10, Unit.WORKING_DAYS))) == "1 difference: 1 changed."
    assert in_short(barnet(), barnet()) == "Nothing differs."


@pytest.mark.parametrize("names", [("barnsley", "havering"), ("newham", "barnet-multi-agency"), ("havering", "sample")])
def test_no_element_is_matched_twice_and_the_sentences_are_always_the_same(names: tuple[str, str]) -> None:
    before, after = (shelf.load(str(Path(__file__).parent.parent / n) if n == "sample" else n) for n in names)
    first, second = sentences(before, after), sentences(before, after)
    assert first.sentences == second.sentences
    pairs = first.teller.matched.pairs
    for side in ("before", "after"):
        seen = [id(each) for pair in pairs if (each := getattr(pair, side)) is not None]
        assert len(seen) == len(set(seen))


LADDER = """
policy: two-ways
title: Two ways up
partnership: Nowhere
nation: england
subjects: [child]
posts: [{id: lead, title: Lead, of: raising}]
clauses: [{id: "1", says: One.}, {id: "2", says: Two.}]
duties:
  - {id: tell, kind: notify, says: Tell them., who: lead, when: [raised], within: 1 working day, clauses: ["1"]}
stages:
  - id: one
    label: Level One
    title: Talk
    says: They talk.
    time: {within: 2 working days}
    moves:
      - {to: two, says: No agreement}
      - {id: silence, to: two, automatic: one-limit overdue}
  - {id: two, label: Level Two, title: Decide, says: They decide.}
"""


def test_a_way_on_that_the_policy_takes_by_itself_is_told_apart_from_the_one_that_people_take() -> None:
    def ladder(text: str) -> Policy:
        return shelf.load_text({"policy.yaml": text}, folder="two-ways")

    after = LADDER.replace("      - {id: silence, to: two, automatic: one-limit overdue}\n", "")
    assert only(ladder(LADDER), ladder(after)).says == (
        "Lost way on: from Level One to Level Two: by itself, when this has happened: the time of Level One overdue."
    )


def test_a_duty_that_rests_on_another_clause_is_told_once_although_its_time_rests_on_it_too() -> None:
    one, other = (
        shelf.load_text({"policy.yaml": text}, folder="two-ways")
        for text in (LADDER, LADDER.replace('clauses: ["1"]', 'clauses: ["2"]'))
    )
    assert "the clauses it rests on are now 2 (was 1)" in only(one, other).says


def test_what_the_text_leaves_unsaid_is_none_now_where_it_says_it_all() -> None:
    before = LADDER.replace("within: 2 working days", "within: 2 working days, unstated: [from]")
    one, other = (shelf.load_text({"policy.yaml": text}, folder="two-ways") for text in (before, LADDER))
    assert only(one, other).says == "Level One: the keys the text does not state are none now (was from)."
