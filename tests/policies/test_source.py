"""A text is read as its author meant it: YAML 1.2, every value with its place, nothing converted in silence."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayforward.policies import shelf
from wayforward.policies.compile.whole import MOST_STAGES
from wayforward.policies.errors import PolicyError, PolicyErrors, nearest, quoted
from wayforward.policies.source import DEEPEST, LONGEST, MOST, read


def data(text: str) -> Any:
    return read("a/policy.yaml", text).data


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "NO", "y"])
def test_a_word_that_older_yaml_takes_for_a_truth_stays_a_word(word: str) -> None:
    assert data(f"answer: {word}\n") == {"answer": word}


def test_true_and_false_are_truths() -> None:
    assert data("a: true\nb: false\n") == {"a": True, "b": False}


def test_a_date_stays_as_it_is_written() -> None:
    assert data("on: 2025-08-29\n") == {"on": "2025-08-29"}


def test_an_hour_in_quotation_marks_stays_as_it_is_written() -> None:
    assert data('at: "17:00"\n') == {"at": "17:00"}


def test_a_number_remembers_how_it_was_written() -> None:
    source = read("a", "version: 1.10\nphone: 0208\n")
    assert source.written == {("version",): "1.10", ("phone",): "0208"}


def test_every_value_knows_its_line_and_column() -> None:
    place = data("stages:\n  - {id: one, moves: [{to: two}]}\n")["stages"][0].place / "moves" / 0 / "to"
    assert (place.line, place.column) == (2, 28)


def test_a_place_that_is_not_written_stands_for_the_nearest_one_that_is() -> None:
    place = data("stages:\n  - {id: one}\n")["stages"][0].place / "moves" / 0
    assert (place.line, place.column) == (2, 5)


def test_a_value_written_once_may_be_used_again_by_its_name() -> None:
    assert data("a: &all [b, c]\nd: *all\n") == {"a": ["b", "c"], "d": ["b", "c"]}


def test_a_value_that_holds_itself_is_refused() -> None:
    with pytest.raises(PolicyErrors, match="levels deep"):
        data("a: &a [*a]\n")


@pytest.mark.parametrize("depth", [DEEPEST + 5, 20_000])
def test_a_text_nested_without_end_is_refused(depth: int) -> None:
    with pytest.raises(PolicyErrors, match="levels deep"):
        data("a: " + "[" * depth + "]" * depth)


def test_a_text_longer_than_any_policy_is_refused_before_it_is_read() -> None:
    with pytest.raises(PolicyErrors, match="which is no policy"):
        data("a" * (LONGEST + 1))


@pytest.mark.parametrize("text", ["a: [" + "x," * MOST + "]\n", "".join(f"k{i}: 1\n" for i in range(MOST))])
def test_a_text_with_more_values_than_any_policy_is_refused_where_they_are_too_many(text: str) -> None:
    with pytest.raises(PolicyErrors, match="more than 40,000 values"):
        data(text)


def test_names_that_stand_for_more_than_any_policy_says_are_refused() -> None:
    again = "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in pairwise("abcdefghi"))
    with pytest.raises(PolicyErrors, match="stand for more"):
        data(f"a: &a [x, x, x, x, x, x, x, x, x]\n{again}")


@pytest.mark.parametrize("escaped", [r"\0", r"\x1b", r"\x7f", r"\u202e", r"\u2066", r"\ud800", r"\uffff"])
@pytest.mark.parametrize("where", ["{}: x", "a: {}", "a: [b, {}]"])
def test_a_character_that_nobody_can_see_is_refused_wherever_it_stands(escaped: str, where: str) -> None:
    with pytest.raises(PolicyErrors, match="nobody can see"):
        data(where.format(f'"one{escaped}two"') + "\n")


def test_a_character_that_yaml_cannot_hold_is_told() -> None:
    with pytest.raises(PolicyErrors, match=r"^a/policy\.yaml:1:1: this is not YAML"):
        data("a: \x07\n")


@given(st.text(max_size=200))
def test_any_text_at_all_is_read_or_refused_with_its_place(text: str) -> None:
    told: tuple[str, ...] = ()
    kept: Any = {}
    try:
        kept = data(text)
    except PolicyErrors as found:
        told = tuple(map(str, found.errors))
    assert isinstance(kept, dict)
    assert all(line.startswith("a/policy.yaml:") and ". Write: " in line for line in told)


def test_an_error_is_one_line_that_an_editor_can_follow() -> None:
    error = PolicyError("barnsley/policy.yaml", 16, 11, "the stage is unknown", "stage-2")
    assert str(error) == "barnsley/policy.yaml:16:11: the stage is unknown. Write: stage-2"


def test_errors_stand_in_the_order_of_the_file_and_once_each() -> None:
    late, early = PolicyError("f", 9, 1, "late", "x"), PolicyError("f", 2, 5, "early", "y")
    assert [error.what for error in PolicyErrors([late, early, late]).errors] == ["early", "late"]


def test_the_name_that_is_nearest_is_suggested_else_those_there_are() -> None:
    assert nearest("stpe-2", ["step-1", "step-2"]) == "step-2"
    assert nearest("zebra", ["one", "two", "three"]) == "one, three or two"
    assert nearest("zebra", ["one"]) == "one"
    assert nearest("zebra", []) == "the name of one that is declared: so far none is"
    assert nearest("zebra", [f"n{i}" for i in range(40)]).endswith("or another of the 40")


@given(st.text(alphabet=st.characters(exclude_categories=["C"]), max_size=40))
def test_a_quoted_text_reads_as_itself(text: str) -> None:
    assert data(f"a: {quoted(text)}\n") == {"a": text}


def test_a_ladder_longer_than_anybody_could_climb_is_refused_with_the_number_that_is_not() -> None:
    many = "".join(f"  - {{id: s{n}, label: S, title: T, says: They talk.}}\n" for n in range(MOST_STAGES + 1))
    head = "policy: a\ntitle: A\npartnership: P\nnation: england\nsubjects: [child]\n"
    with pytest.raises(PolicyErrors, match="41 stages, which is no policy"):
        shelf.load_text({"policy.yaml": f"{head}stages:\n{many}"})
