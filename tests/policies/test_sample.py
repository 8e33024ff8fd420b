"""The sample policy says everything that the language can say, and each thing means what the guide says it means."""

import typing
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from tests.policies.json_schema import mistakes
from wayforward.core import conditions
from wayforward.core.conditions import Condition
from wayforward.core.policy.duties import DutyKind
from wayforward.core.policy.people import PostKind
from wayforward.core.policy.stages import MoveKind, Need
from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import Amount, Force, Unit
from wayforward.policies import shelf
from wayforward.policies.account import Status, account
from wayforward.policies.compile import compiled
from wayforward.policies.shape import json_schema, whole
from wayforward.policies.shape.mistakes import shape_of
from wayforward.policies.shape.words import Cites, Rests
from wayforward.policies.source import read
from wayforward.policies.sources import gather

SAMPLE = Path(__file__).parent / "sample"
EVERYWHERE = ("unstated", "stated")  # any element may carry them: one that does is enough


@pytest.fixture(scope="module")
def sample() -> Policy:
    return shelf.load(SAMPLE)


def data(name: str) -> Any:
    return read(name, (SAMPLE / name).read_text(encoding="utf-8")).data


def test_the_sample_uses_every_key_of_the_language() -> None:
    used: dict[type[BaseModel], set[str]] = {}
    _use(
        whole.PolicyShape,
        {**data("policy.yaml"), **data("clauses.yaml"), **data("examples.yaml"), **data("accepted.yaml")},
        used,
    )

    unused = {
        f"{shape.__name__} {field.alias}"
        for shape in used
        for name, field in shape.model_fields.items()
        if field.alias not in used[shape] and not (name in EVERYWHERE and issubclass(shape, Cites))
    }
    assert set(EVERYWHERE) <= used[Rests]
    assert unused == set()
    assert len(used) >= 35


def _use(annotation: Any, value: Any, used: dict[type[BaseModel], set[str]]) -> None:
    shape = shape_of(annotation)
    if shape is not None and isinstance(value, dict):
        for same in shape.__mro__:  # a key of the time of a stage is a key of any time
            if issubclass(same, BaseModel) and same.model_fields:
                used.setdefault(same, set()).update(value)
        for name, item in value.items():
            _use(next(f.annotation for f in shape.model_fields.values() if f.alias == name), item, used)
    elif isinstance(value, list):
        for item in value:
            _use((typing.get_args(annotation) or (None,))[-1], item, used)
    elif isinstance(value, dict) and typing.get_origin(annotation) is dict:
        for item in value.values():
            _use(typing.get_args(annotation)[-1], item, used)


def test_the_same_texts_always_give_an_equal_policy() -> None:
    assert compiled(gather(SAMPLE / "policy.yaml")) == compiled(gather(SAMPLE / "policy.yaml"))


def test_nothing_of_its_account_is_missing_or_unknown(sample: Policy) -> None:
    found = account(sample)
    assert found.whole
    assert {entry.clause: entry.status for entry in found.entries}["SP-06"] is Status.NOT_EXECUTABLE


def test_a_version_in_quotation_marks_keeps_its_nought(sample: Policy) -> None:
    assert sample.document.version == "1.10"
    assert sample.document.review_due == date(2027, 5, 31)


def test_the_readings_are_read_and_each_is_an_element(sample: Policy) -> None:
    assert sample.reading.day_ends == time(17, 30)
    assert sample.reading.late_start == time(16)
    assert sample.reading.start_counts is False
    assert sample.reading.hours[4] == (time(8, 30), time(16, 30))
    assert [one.id for one in sample.readings] == [
        "day-ends", "start-day", "working-days", "working-hours", "late-start",
    ]  # fmt: skip


def test_a_stage_s_time_is_a_duty_on_those_who_act_there(sample: Policy) -> None:
    duty = next(duty for duty in sample.duties if duty.id == "step-1-limit")
    assert duty.kind is DutyKind.RESOLVE
    assert duty.who == ("raiser", "counterpart", "responding lead")
    assert (duty.when, duty.done_by, duty.until) == (
        ("step-1 begins",),
        ("step-1 settled", "conference-held"),
        ("step-1 ends",),
    )
    assert duty.stage == "step-1"
    assert duty.time is not None
    assert duty.time.within == Amount(5, Unit.WORKING_DAYS)
    assert duty.time.starts == ("concern raised", "step-1 begins")
    assert duty.time.force is Force.MUST
    assert duty.time.stated[0].printed == "within five working days"


def test_a_stage_s_time_without_a_start_runs_from_the_beginning_of_the_stage(sample: Policy) -> None:
    duty = next(duty for duty in sample.duties if duty.id == "step-2-limit")
    assert duty.time is not None
    assert (duty.time.within, duty.time.set_by, duty.time.starts) == (None, "chair", ("step-2 begins",))


def test_a_cap_lapses_when_another_rung_begins_but_not_when_one_beside_the_ladder_does(sample: Policy) -> None:
    cap = next(duty for duty in sample.duties if duty.id == "whole-case")
    assert cap.kind is DutyKind.CAP
    assert cap.until == ("closed", "climb begins")
    assert cap.done_by == ("settled",)
    assert cap.when == ("step-1 begins", "step-2 begins")
    assert cap.time is not None
    assert cap.time.starts == ("raised",)
    assert cap.stages == ("step-1", "step-2")


def test_a_time_on_the_duty_itself_means_what_a_time_of_its_own_would(sample: Policy) -> None:
    duty = next(duty for duty in sample.duties if duty.id == "weekly-word")
    assert duty.time is not None
    assert duty.time.within == Amount(5, Unit.WORKING_DAYS)
    assert duty.time.force is Force.SHOULD
    assert duty.time.printed == "weekly"
    assert duty.every == Amount(5, Unit.WORKING_DAYS)


def test_moves_from_any_stage_lead_out_of_every_other_one(sample: Policy) -> None:
    leads = {stage.id: [move.id for move in stage.moves] for stage in sample.stages}
    assert leads == {
        "panel": [],
        "step-1": ["up", "to-the-panel-from-step-1", "past"],
        "step-2": ["step-2-to-panel", "to-the-panel-from-step-2"],
        "climb": ["climb-to-panel", "to-the-panel-from-climb"],
    }


def test_the_ladder_shows_what_kind_of_move_it_is(sample: Policy) -> None:
    moves = {move.id: move.kind for stage in sample.stages for move in stage.moves}
    assert moves["step-2-to-panel"] is MoveKind.SIDE
    assert moves["past"] is MoveKind.LAST


def test_every_kind_of_need_is_read(sample: Policy) -> None:
    up = next(move for stage in sample.stages for move in stage.moves if move.id == "up")
    assert [(need.need, need.name) for need in up.needs] == [
        (Need.REASON, ""), (Need.DISCUSSION, ""), (Need.ANSWER, "what-was-tried"), (Need.FORM, "record"),
        (Need.DONE, "tell-the-office"),
    ]  # fmt: skip


def test_a_condition_is_all_of_these_any_of_those_and_none_of_that(sample: Policy) -> None:
    up = next(move for stage in sample.stages for move in stage.moves if move.id == "up")
    assert up.when == Condition(
        (conditions.Test("formal", frozenset({"no"})),),
        (
            Condition((conditions.Test("urgent", frozenset({"yes"})),)),
            Condition((conditions.Test("topic", frozenset({"threshold", "plan"})),)),
        ),
    )
    assert conditions.Test("subject", frozenset({"none"}), negated=True) in sample.starts[0].when.tests


def test_the_last_start_always_holds(sample: Policy) -> None:
    assert [start.at for start in sample.starts] == ["step-2", "step-1"]
    bare = {name: text for name, text in shelf.texts(SAMPLE).items() if name != "examples.yaml"}
    without = bare["policy.yaml"].replace("  - {at: step-1}\n", "")
    assert [start.at for start in shelf.load_text({**bare, "policy.yaml": without}).starts] == ["step-2", "step-1"]


def test_a_row_without_a_name_is_called_by_its_agency_its_line_and_its_place(sample: Policy) -> None:
    assert [route.id for route in sample.routes] == ["any-1-1", "the-night", "police-urgent-1"]


def test_a_window_s_clauses_are_kept_beside_it(sample: Policy) -> None:
    note = next(one for one in sample.guidance if one.id == "window-office-hours")
    assert (note.kind, note.clauses, note.assumptions) == ("window", ("SP-05",), ("A-01",))


def test_an_equivalent_may_be_lent_by_another_agency(sample: Policy) -> None:
    lead = next(post for post in sample.posts if post.id == "lead")
    assert lead.equivalents["health"].of == "police"
    assert lead.equivalents["police"].title == "Detective sergeant"


@pytest.mark.parametrize("policy", [str(SAMPLE), *shelf.names()], ids=lambda name: Path(name).name)
def test_an_editor_is_told_the_same_by_the_json_schema(policy: str) -> None:
    text = shelf.find(policy).read_text(encoding="utf-8")
    assert list(mistakes(json_schema(), read("policy.yaml", text).data)) == []


def test_the_json_schema_refuses_what_the_loader_refuses() -> None:
    found = list(mistakes(json_schema(), {"policy": "x", "titel": "y", "stages": [{"id": "A b", "formal": "no"}]}))
    assert len(found) == 6  # the misspelt key, the id, the truth, and three keys of the stage that are missing


def test_every_key_in_the_json_schema_has_a_sentence_of_help() -> None:
    schema = json_schema()
    parts = [schema, *schema["$defs"].values()]
    bare = [f"{part['title']} {key}" for part in parts for key, rule in part.get("properties", {}).items()
            if not rule.get("description")]  # fmt: skip
    assert bare == []


def test_what_the_text_does_not_state_is_kept_on_each_part(sample: Policy) -> None:
    limit = next(duty for duty in sample.duties if duty.id == "step-1-limit")
    assert limit.time is not None
    assert limit.time.unstated == ("from", "force")
    stages = {stage.id: stage for stage in sample.stages}
    tiers, climb = stages["step-2"].tiers, stages["climb"].tiers
    decision, panel = stages["panel"].decision, stages["panel"].panel
    assert [part.unstated for part in (tiers, climb, decision, panel) if part] == [
        ("from",), ("warn-after",), ("rule",), ("members",),
    ]  # fmt: skip
    assert next(duty for duty in sample.duties if duty.id == "tell-the-office").unstated == ("who", "how")


def test_what_each_place_of_the_source_says_is_kept(sample: Policy) -> None:
    assert [(one.clause, one.where, one.about, one.says) for one in sample.posts[0].stated] == [
        ("SP-04", "prose", "who settles it", "the chair"),
        ("SP-07", "diagram", "who settles it", "the office"),
    ]


def test_what_readers_leave_beside_the_policy_is_kept(sample: Policy) -> None:
    assert [(term.term, term.means) for term in sample.terms] == [
        ("unresolved", "One side still disagrees."), ("promptly", ""),
    ]  # fmt: skip
    assert (sample.references[0].kind, sample.references[0].edition) == ("guidance", "4")
    assert (sample.noted[0].rule, sample.noted[0].elements) == (
        "CHK-39",
        ("stage step-1", "route the-night", "document"),
    )
    assert sample.replaces == "../sample-region"
    assert sample.dropped[0].what == "tell-the-region"
    assert (sample.accepted[0].finding, sample.accepted[0].on) == ("CHK-01 stage step-2", date(2026, 11, 20))


def test_a_window_that_is_read_more_widely_keeps_the_printed_hours(sample: Policy) -> None:
    printed = {window.id: window for window in sample.printed_windows}
    assert set(printed) == {"office-hours"}
    assert printed["office-hours"] != next(window for window in sample.windows if window.id == "office-hours")


def test_a_post_says_what_stands_behind_it_and_what_else_it_is_called(sample: Policy) -> None:
    chair = sample.posts[0]
    assert chair.kind is PostKind.PERSON
    assert [other.says for other in chair.also_called] == ["the Safeguarding Chair"]
    assert (chair.contact.printed, chair.contact.one_person) == ("chair @example.org", True)
