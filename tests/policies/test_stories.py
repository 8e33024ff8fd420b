"""Worked examples and scenarios are read with real instants, and each name in them is known to the policy."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from wayforward.core.working_time import LONDON
from wayforward.policies import shelf
from wayforward.policies.errors import PolicyErrors
from wayforward.policies.scenario import Example
from wayforward.policies.stories.keys import ASKED, EVERY_STEP, THEN, VERBS, WITH

SAMPLE = Path(__file__).parent / "sample"
POLICY = shelf.load(SAMPLE)
EXAMPLES = shelf.examples(SAMPLE)
STORY = EXAMPLES[0]


def scenario(tmp_path: Path, text: str) -> Example:
    file = tmp_path / "story.yaml"
    file.write_text(text, encoding="utf-8")
    return shelf.scenario(file, POLICY)


def test_the_sample_s_examples_use_every_verb_every_expectation_and_every_question() -> None:
    used = {key for step in STORY.do for key in step}
    assert used >= {*VERBS, *EVERY_STEP, *(key for keys in WITH.values() for key in keys)}
    assert set(STORY.then) | {"overdue", "duty"} == set(THEN)
    asked = [example for example in EXAMPLES if example.ask]
    assert {what for example in asked for what in example.ask or ()} == set(ASKED)
    assert {key for example in asked for key in example.then} == {key for kind in ASKED.values() for key in kind.then}


def test_an_instant_without_an_offset_is_on_london_s_clocks() -> None:
    assert STORY.do[0]["at"] == datetime(2025, 8, 21, 13, 10, tzinfo=UTC)
    assert STORY.do[2]["at"] == datetime(2025, 8, 21, 14, 10, tzinfo=UTC)
    assert all(step["at"].tzinfo is not None for step in STORY.do)


def test_a_concern_raised_on_a_day_was_raised_at_its_first_moment() -> None:
    assert STORY.do[0]["raise"]["concern-raised"] == datetime(2025, 8, 21, tzinfo=LONDON)


def test_a_day_that_is_expected_stays_a_day_and_null_stays_nothing() -> None:
    assert STORY.then["target"] == date(2025, 8, 26)
    assert STORY.then["due"] is None
    assert STORY.then["effective"] == datetime(2025, 8, 23, 10, tzinfo=LONDON)
    assert STORY.do[-1]["then"]["duty"]["step-1-limit"] == {"due": date(2025, 8, 29), "done": False}


def test_one_name_may_stand_for_a_list_of_one() -> None:
    assert STORY.do[0]["raise"]["subject"] == ("child",)
    assert STORY.then["not-duties"] == ("weekly-word",)


def test_an_example_knows_the_line_it_begins_on() -> None:
    lines = (SAMPLE / "examples.yaml").read_text(encoding="utf-8").splitlines()
    assert [lines[example.line - 1].strip() for example in EXAMPLES] == [f"- says: {one.says}" for one in EXAMPLES]


def test_a_scenario_is_an_example_in_a_file_of_its_own(tmp_path: Path) -> None:
    text = 'says: A wait.\ndo: [{at: "2025-08-21T14:10", wait: true}]\nthen: {state: open}\n'
    alone = scenario(tmp_path, text)
    listed = scenario(tmp_path, "examples:\n  - " + text.replace("\n", "\n    ").rstrip() + "\n")
    assert alone.do == listed.do == ({"at": datetime(2025, 8, 21, 14, 10, tzinfo=LONDON), "wait": True},)
    assert alone.says == "A wait."


def test_a_scenario_is_one_story(tmp_path: Path) -> None:
    one = '  - {says: A wait., do: [{at: "2025-08-21T14:10", wait: true}]}\n'
    with pytest.raises(PolicyErrors, match="a scenario is one story, and this file has 2"):
        scenario(tmp_path, f"examples:\n{one}{one}")


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (
            "raise: {agency: health, about: police, facts: {urgnet: yes}}",
            "“urgnet” is no fact of this policy. Write: urgent",
        ),
        ("raise: {agency: health, about: police, facts: {topic: [pln]}}", "“pln” is no value of “topic”. Write: plan"),
        ("raise: {agency: health, about: police, subject: teenager}", "“teenager” is no kind of subject"),
        ("raise: {agency: health, about: police, answers: {tried: no}}", "“tried” is no form field"),
        ("raise: {agency: health, about: police, colour: blue}", "“colour” is not a key of this"),
        ("respond: {outcome: agreed}", "“agreed” is no outcome of a response. Write: "),
        ("extend: {until: 2025-08-30T10:00}", "“duty” is missing. Write: duty: and a value"),
        ("set: {soon: 2025-08-30T10:00}", "“soon” is no duty of this policy"),
        ("line: 2", '2 stands outside quotation marks, so it is not a text. Write: "2"'),
        ("agree: maybe", "“maybe” is neither true nor false. Write: true or false"),
        ("close: resolvd", "“resolvd” is no ending of this policy"),
        ("join: {agency: health, side: left}", "“left” is no side. Write: "),
        ("panel: {members: {helth: Nurse}}", "“helth” is no agency of this policy. Write: health"),
        ("decide: {decision: Yes., positions: {polise: true}}", "“polise” is no actor of this policy. Write: police"),
        ("wait: true, then: {duty: {whole-case: {late: true}}}", "“late” is not a key of this"),
        ("wait: true, then: {notices: [chiar]}", "“chiar” is no person or post of this policy. Write: chair"),
        ("wait: true, then: {state: opn}", "“opn” is no state of this policy. Write: open"),
    ],
)
def test_a_mistake_in_a_step_is_told_with_what_to_write(tmp_path: Path, step: str, says: str) -> None:
    with pytest.raises(PolicyErrors) as found:
        scenario(tmp_path, f'says: One step.\ndo:\n  - {{at: "2025-08-21T14:10", {step}}}\n')
    (error,) = found.value.errors
    assert says in str(error)
    assert str(error).startswith(f"{tmp_path.name}/story.yaml:3:")


def test_the_examples_of_a_scenario_file_are_a_list(tmp_path: Path) -> None:
    with pytest.raises(PolicyErrors, match=r"story\.yaml:1:11: the examples are a list"):
        scenario(tmp_path, "examples: {says: One sentence.}\n")
