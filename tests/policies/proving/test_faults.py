"""Each fault that is put into a policy is found, shown by a case, and gone when it is mended."""

import pytest

from tests.policies.checking.mutants import Edit, mutated, named
from tests.policies.proving.invented import policy
from tests.policies.proving.proofs import ENGLAND, claim, refusals
from wayforward.policies.proving.proof import Holds, Proof, prove


def test_a_stage_without_a_way_out_is_found_and_shown_by_a_case_that_can_only_be_withdrawn() -> None:
    text = """
stages:
  - {id: a, label: A, title: A, says: A., moves: [{to: b, kind: next}, {to: c, kind: skip}]}
  - {id: b, label: B, title: B, says: B.%s}
  - {id: c, label: C, title: C, says: C., settled-by: decider, decision: {power: decides, by: [chair]}}
"""
    stuck = prove(policy(text % ""), ENGLAND, 2026)
    assert claim(stuck, "every-state-ends").holds is Holds.NO
    assert [(end.stage, str(end.how)) for end in stuck.ends] == [("a", "decided"), ("b", "stuck"), ("c", "decided")]
    story = claim(stuck, "every-state-ends").story
    assert [step["close"] for step in story if "close" in step] == ["withdrawn"]
    assert list(refusals(stuck)) == []
    mended = prove(policy(text % ", moves: [{to: c, kind: next}]"), ENGLAND, 2026)
    assert claim(mended, "every-state-ends").holds is Holds.YES


def test_a_last_stage_that_only_advises_is_declared_where_the_policy_has_an_ending_for_it() -> None:
    text = """
stages:
  - {id: a, label: A, title: A, says: A., decision: {power: mediates, by: [chair]}}
"""
    nothing = claim(prove(policy(text), ENGLAND, 2026), "every-state-ends")
    ending = "endings: [{id: no-further-route, title: No further route, who: office, needs: [reason]}]"
    declared = prove(policy(text + ending), ENGLAND, 2026)
    assert nothing.holds is Holds.NO
    assert claim(declared, "every-state-ends").holds is Holds.DECLARED
    assert list(refusals(declared)) == []


BACK_AND_FORTH = """
stages:
  - {id: a, label: A, title: A, says: A.%s, moves: [{to: b, kind: next}]}
  - {id: b, label: B, title: B, says: B., moves: [{to: c, kind: next}, {to: a, kind: back}]}
  - {id: c, label: C, title: C, says: C., settled-by: decider, decision: {power: decides, by: [chair]}}
"""


def test_a_way_back_without_a_maximum_or_a_timescale_is_a_loop_and_is_shown() -> None:
    found = prove(policy(BACK_AND_FORTH % ""), ENGLAND, 2026)
    assert claim(found, "no-endless-loop").holds is Holds.NO
    assert [loop.stages for loop in found.loops] == [("a", "b", "a")]
    assert [step.get("escalate") for step in claim(found, "no-endless-loop").story] == [None, "b", "a"]
    assert list(refusals(found)) == []


@pytest.mark.parametrize(
    ("time", "cap", "holds"),
    [
        (", time: {within: 5 working days}", "", Holds.DECLARED),  # and it begins again with each round
        ("", "caps: [{id: all, says: All., stages: [a, b], within: 20 working days, from: raised}]", Holds.YES),
        ("", "caps: [{id: half, says: Half., stages: [a], within: 20 working days, from: raised}]", Holds.NO),
        (", time: {within: as soon as possible}", "", Holds.NO),
    ],
)
def test_a_loop_ends_by_a_limit_over_all_of_it_alone(time: str, cap: str, holds: Holds) -> None:
    found = claim(prove(policy(BACK_AND_FORTH % time + cap), ENGLAND, 2026), "no-endless-loop")
    assert found.holds is holds


def test_a_longer_way_round_outside_every_limit_is_found_behind_a_shorter_one_inside() -> None:
    it = policy("""
stages:
  - {id: a, label: A, title: A, says: A., moves: [{to: b, kind: next}]}
  - {id: b, label: B, title: B, says: B., moves: [{to: a, kind: back}, {to: c, kind: next}]}
  - {id: c, label: C, title: C, says: C., moves: [{to: b, kind: back}]}
caps:
  - {id: low, says: Low., stages: [a, b], within: 20 working days, from: raised}
  - {id: high, says: High., stages: [b, c], within: 20 working days, from: raised}
""")
    found = prove(it, ENGLAND, 2026)
    assert claim(found, "no-endless-loop").holds is Holds.NO
    endless = next(loop for loop in found.loops if not loop.bounded)
    assert set(endless.stages) == {"a", "b", "c"}
    assert list(refusals(found)) == []


def test_a_climb_without_a_last_line_or_a_time_is_a_loop() -> None:
    text = """
stages:
  - {id: a, label: A, title: A, says: A.%s, tiers: {open: true, first: "1"}}
"""
    free, timed = (prove(policy(text % time), ENGLAND, 2026) for time in ("", ", time: {within: 9 working days}"))
    assert claim(free, "no-endless-loop").holds is Holds.NO
    assert claim(timed, "no-endless-loop").holds is Holds.YES
    assert list(refusals(free)) == []


def test_a_way_back_that_only_another_kind_of_case_has_is_no_loop() -> None:
    it = policy("""
facts: [{id: urgent, asks: Urgent?, kind: yes-no}]
stages:
  - {id: a, label: A, title: A, says: A., moves: [{to: b, kind: next, if: {urgent: yes}}]}
  - {id: b, label: B, title: B, says: B., moves: [{to: a, kind: back, if: {not: {urgent: yes}}}]}
""")
    assert prove(it, ENGLAND, 2026).loops == ()


def panel_of(size: int, also: str = "") -> Proof:
    return prove(
        policy(f"""
stages:
  - id: panel
    label: Panel
    title: Panel
    says: A panel decides.
    settled-by: decider
    panel: {{size: {size}, members: lead{also}}}
    decision: {{power: decides, by: [chair]}}
"""),
        ENGLAND,
        2026,
    )


@pytest.mark.parametrize(
    ("size", "also", "fails_at"),
    [
        (3, "", None),
        (3, ", includes-parties: true", 4),
        (6, ", includes-parties: true", 2),  # three kinds of agency cannot send six members
        (2, ", includes-parties: true", 3),
        (1, ", independent: true", 3),
        (3, ", independent: true", 2),
        (4, "", 2),
    ],
)
def test_a_panel_is_proved_for_two_to_six_agencies_in_dispute(size: int, also: str, fails_at: int | None) -> None:
    found = panel_of(size, also)
    assert [each.fails_at for each in found.panels] == [fails_at]
    assert claim(found, "panel-can-be-formed").holds is (Holds.YES if fails_at is None else Holds.NO)
    assert list(refusals(found)) == []


def test_a_larger_panel_mends_one_that_cannot_hold_its_parties() -> None:
    def sized(size: int) -> Edit:
        return lambda it: named(it, "stages", "panel")["panel"].update(size=size)

    fails = {n: prove(mutated("havering", sized(n)), ENGLAND, 2026).panels[0].fails_at for n in (2, 3, 4)}
    assert fails == {2: 3, 3: 4, 4: 5}
