"""The check as a whole: what it promises of every policy, and how an acceptance holds and lapses."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policies.checking.mutants import ON, SOUND, fires, found, mutated, named
from wayforward.core.policy.readers import Accepted
from wayforward.core.policy.whole import Policy
from wayforward.policies import shelf
from wayforward.policies.checking import RULES, Severity, check

INVENTED = sorted(Path(__file__).parents[1].glob("invented/*/policy.yaml"))
POLICIES = [*shelf.names(), *(str(file.parent) for file in INVENTED)]
OF_THE_LIST = {f"CHK-{number:02}" for number in range(1, 41)} - {"CHK-06"} | {"CHK-06a", "CHK-06b"}


def checked(policy: Policy, on: date = ON) -> tuple[str, ...]:
    return tuple(finding.key for finding in check(policy, shelf.calendar(policy.nation), on))


def test_a_sound_policy_has_no_findings() -> None:
    assert checked(shelf.load(SOUND)) == ()


def test_every_rule_of_the_list_is_looked_at() -> None:
    assert {rule for rule, _ in RULES} - {"noted"} == OF_THE_LIST


@pytest.mark.parametrize("name", POLICIES, ids=lambda name: Path(name).name)
def test_no_two_findings_of_a_policy_have_one_name(name: str) -> None:
    assert [key for key, times in Counter(checked(shelf.load(name))).items() if times > 1] == []


@pytest.mark.parametrize("name", POLICIES, ids=lambda name: Path(name).name)
def test_every_finding_says_what_why_when_and_asks_something_about_what_is_there(name: str) -> None:
    policy = shelf.load(name)
    clauses = {clause.id for clause in policy.clauses}
    for finding in check(policy, shelf.calendar(policy.nation), ON):
        texts = (finding.what, finding.why, finding.example, finding.question)
        assert all(text.rstrip("”")[-1] in ".?" and text[0] == text[0].upper() for text in texts), finding
        assert "20" in finding.example, finding  # a day of a year
        assert finding.question.rstrip("”)").endswith(("?", ".")), finding
        assert set(finding.clauses) <= clauses, finding
        assert finding.elements or finding.about, finding
        assert finding.key == " ".join(finding.key.split())  # so that it can be typed
        assert len(finding.mark) == 10


@pytest.mark.parametrize("name", POLICIES, ids=lambda name: Path(name).name)
def test_findings_come_gravest_first_and_the_same_every_time(name: str) -> None:
    policy = shelf.load(name)
    calendar = shelf.calendar(policy.nation)
    findings = check(policy, calendar, ON)
    ranks = [finding.severity.rank for finding in findings]
    assert ranks == sorted(ranks)
    assert findings == check(policy, calendar, ON)


def test_an_accepted_finding_says_who_when_and_why_and_is_still_told() -> None:
    policy = mutated(SOUND, lambda data: named(data, "stages", "stage-2").pop("time"))
    finding = found(policy, "CHK-01")[0]
    acceptance = Accepted(finding=finding.key, mark=finding.mark, by="The manager", on=ON, because="We know.")
    again = found(replace(policy, accepted=(acceptance,)), "CHK-01")[0]
    assert (again.accepted, again.lapsed) == (acceptance, None)


def test_an_acceptance_lapses_when_what_it_rests_on_changes() -> None:
    policy = mutated(SOUND, lambda data: named(data, "stages", "stage-2").pop("time"))
    finding = found(policy, "CHK-01")[0]
    acceptance = Accepted(finding=finding.key, mark=finding.mark, by="The manager", on=ON, because="We know.")
    changed = replace(policy.stages[1], says="The two managers write to each other.")
    stages = (policy.stages[0], changed, *policy.stages[2:])
    again = found(replace(policy, stages=stages, accepted=(acceptance,)), "CHK-01")[0]
    assert (again.accepted, again.lapsed) == (None, acceptance)


def test_an_acceptance_holds_when_something_else_changes() -> None:
    policy = mutated(SOUND, lambda data: named(data, "stages", "stage-2").pop("time"))
    finding = found(policy, "CHK-01")[0]
    acceptance = Accepted(finding=finding.key, mark=finding.mark, by="The manager", on=ON, because="We know.")
    changed = replace(policy.stages[0], says="The two workers meet.")
    again = found(replace(policy, stages=(changed, *policy.stages[1:]), accepted=(acceptance,)), "CHK-01")[0]
    assert again.accepted == acceptance


@given(st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 12, 31)))
def test_an_acceptance_does_not_lapse_because_a_day_has_passed(on: date) -> None:
    policy = shelf.load("havering")
    calendar = shelf.calendar(policy.nation)
    assert {one.key: one.mark for one in check(policy, calendar, on)} == MARKS


MARKS = {
    one.key: one.mark for one in check(shelf.load("havering"), shelf.calendar("england"), ON)
}  # what each finding of one policy rests on


def test_something_graver_is_not_covered_by_an_acceptance_of_something_less_grave() -> None:
    policy = mutated(SOUND, lambda data: named(data, "stages", "stage-2").pop("time"))
    grave = found(policy, "CHK-01")[0]
    assert grave.severity is Severity.HIGH
    informal = mutated(
        SOUND,
        lambda data: named(data, "stages", "stage-2").pop("time"),
        lambda data: named(data, "stages", "stage-2").update(formal=False),
    )
    assert found(informal, "CHK-01")[0].mark != grave.mark


LISTS = (
    "duties",
    "routes",
    "forms",
    "guidance",
    "scope",
    "reports",
    "endings",
    "facts",
    "terms",
    "references",
    "clauses",
)


@given(st.sampled_from(POLICIES), st.data())
@settings(max_examples=60, deadline=None)
def test_the_check_stumbles_over_no_policy_however_much_is_missing_from_it(name: str, data: st.DataObject) -> None:
    policy = shelf.load(name)
    for key in LISTS:
        items = getattr(policy, key)
        kept = data.draw(st.sets(st.integers(0, max(0, len(items) - 1))), label=key)
        policy = replace(policy, **{key: tuple(item for i, item in enumerate(items) if i in kept)})
    before = shelf.load(data.draw(st.sampled_from(POLICIES)))
    keys = [finding.key for finding in check(policy, shelf.calendar(policy.nation), ON, before)]
    assert len(keys) == len(set(keys))


def test_a_finding_begins_with_a_capital_where_a_title_begins_with_a_small_letter() -> None:
    def small(data: dict[str, Any]) -> None:
        named(data, "agencies", "health")["title"] = "the health trust"
        data["routes"] = [row for row in data["routes"] if (row["agency"], row["line"]) != ("health", "3")]

    assert fires(mutated(SOUND, small), "CHK-09", "agency health").what.startswith("The health trust: two lines")


def test_one_agency_without_a_leader_is_spoken_of_as_one() -> None:
    def one(data: dict[str, Any]) -> None:
        named(data, "stages", "stage-3")["line"] = "S3"
        data["routes"].append({"agency": "health", "line": "S3", "post": "director"})

    finding = fires(mutated(SOUND, one), "CHK-09", "stage stage-3")
    assert "for this agency there is nobody" in finding.why
    assert finding.question == "Who answers for Social care at Stage 3?"
