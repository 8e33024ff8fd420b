"""The guide on one page: danger first, each stage in a line, and nothing that its policy does not say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.policies.proving import invented
from wayforward.core.policy.stages import Power
from wayforward.core.policy.whole import Policy
from wayforward.policies import shelf
from wayforward.policies.guide import DANGER, EVERYWHERE, MOST, Guide, guide, text

HERE = Path(__file__).parent
OTHERS = ("sample", "sample-region", "invented/northmoor", "invented/saltmarsh")
EVERY = (*shelf.names(), *(str(HERE / name) for name in OTHERS))


@pytest.fixture(params=EVERY, ids=lambda name: Path(name).name)
def policy(request: pytest.FixtureRequest) -> Policy:
    return shelf.load(request.param)


@pytest.fixture
def page(policy: Policy) -> Guide:
    return guide(policy)


def test_danger_comes_before_everything_and_what_holds_everywhere_before_the_policys_own(page: Guide) -> None:
    assert page.danger == DANGER
    assert "999" in text(page)[0]
    assert page.rights[:2] == EVERYWHERE


def test_each_stage_has_its_line_in_the_order_of_the_ladder_with_a_time_or_that_there_is_none(
    policy: Policy, page: Guide
) -> None:
    ladder = [*(s for s in policy.stages if not s.beside), *(s for s in policy.stages if s.beside)]
    assert [step.name for step in page.steps] == [f"{s.label}: {s.title}" for s in ladder]
    limits = {duty.stage: duty.time for duty in policy.duties if duty.stage}
    for stage, step in zip(ladder, page.steps, strict=True):
        time = limits.get(stage.id)
        if time and time.within and time.within.number:
            assert str(time.within) in step.when
        elif not (time and (time.within or time.set_by)):
            assert step.when in ("No time of its own.", "The policy gives no time.")


def test_it_says_whom_it_is_about_and_that_a_time_is_never_the_target(policy: Policy, page: Guide) -> None:
    person = "person" if "adult" in policy.subjects else "child"
    assert page.person == person
    assert f"sooner whenever the {person} needs it" in page.sooner


def test_no_part_is_longer_than_can_be_read_at_once(page: Guide) -> None:
    assert max(map(len, (page.covers, page.sends_on, page.jumps, page.rights))) <= MOST
    assert len(page.write_down) <= MOST + 1
    assert len(" ".join(text(page)).split()) < 800


def test_whoever_decides_is_named_and_where_nobody_does_it_says_so(policy: Policy, page: Guide) -> None:
    deciders = [s for s in policy.stages if s.decision and s.decision.power is Power.DECIDES and s.decision.by]
    assert page.decides.startswith("Nobody: ") == (not deciders)
    assert all(f"At {stage.label}, " in page.decides for stage in deciders)
    assert (page.decides.count("That is final.")) == sum(bool(s.decision and s.decision.final) for s in deciders)


def test_where_both_sides_must_agree_it_does_not_say_that_one_is_enough() -> None:
    policy = shelf.load("newham")
    assert "It is settled when your side says so." in guide(policy).decides
    both = replace(policy, stages=tuple(replace(stage, settled_by="both") for stage in policy.stages))
    assert "It is settled when both sides agree." in guide(both).decides


def test_every_stage_without_a_time_is_told_as_left_open(policy: Policy, page: Guide) -> None:
    timed = {d.stage for d in policy.duties if d.stage and d.time and (d.time.within or d.time.set_by)}
    for stage in policy.stages:
        if stage.id not in timed:
            assert stage.label in page.leaves_open


def test_one_silence_is_one_point() -> None:
    talk = "{id: one, label: One, title: Talk, says: They talk.%s}"
    it = invented.policy(f"stages: [{talk % ', silent: Who meets is not said.'}]\n")
    assert any("silent on 1 point in all" in line for line in text(guide(it), ()))


def test_it_carries_the_edition_so_that_an_old_sheet_can_be_known(policy: Policy, page: Guide) -> None:
    assert policy.digest[:12] in page.edition
    assert (policy.document.version or "prints no version") in page.edition


def test_the_sides_are_yours_and_theirs_and_a_long_title_is_not_owned() -> None:
    barnsley = {step.name.partition(":")[0]: step.who for step in guide(shelf.load("barnsley")).steps}
    assert barnsley["Stage One"] == "Your safeguarding lead or manager with their safeguarding lead or manager."
    assert barnsley["Professional to Professional"].endswith("with the other practitioner.")
    protocol = guide(shelf.load("barnet-multi-agency")).steps[2].who
    assert protocol.startswith("The manager of the practitioner who raised it on your side with the manager of the ")


def test_limits_over_several_stages_and_the_ways_past_them_are_told() -> None:
    page = guide(shelf.load("havering"))
    assert page.together == ("All stages together: within 5 working days.",)
    assert "Straight to the Chair, where waiting does not protect the child." in page.jumps


def test_the_way_to_the_last_stage_is_told_before_a_shorter_one() -> None:
    assert guide(shelf.load("barnet-multi-agency")).jumps == (
        "Go straight to senior leaders where the person cannot wait.",
        "Go straight to the two managers where the person cannot wait.",
    )


def test_what_is_not_for_this_policy_is_sent_on() -> None:
    page = guide(shelf.load("barnsley"))
    assert page.sends_on[1].endswith("Instead: the safeguarding adults procedure for the area.")


def test_as_lines_it_has_every_part_once_with_where_to_find_whom_to_ring(page: Guide) -> None:
    lines = text(page, ring=["Open the contact page."])
    for heading in ("Stage by stage", "Who to ring now", "What to write down", "Who decides in the end"):
        assert lines.count(heading) == 1
    assert "- Open the contact page." in lines
    assert "Who to ring now" not in text(page)
    assert lines[-1] == page.edition
