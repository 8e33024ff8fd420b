"""The first text of a policy loads and can be run; a copy of another's has none of its numbers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wayforward.core.routing import routes
from wayforward.core.rulebook import rulebook
from wayforward.policies import shelf
from wayforward.policies.rehearse import rehearse
from wayforward.policies.writing.beginning import Begun, blank, copied
from wayforward.policies.writing.faults import reading

# No text may hold what nobody can see: controls, marks that turn the order of letters, half characters.
TITLE = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=30)
STAGE = st.tuples(TITLE.filter(str.strip), st.sampled_from([None, "5 working days", "48 hours", "as soon as possible"]))


@given(
    title=TITLE.filter(str.strip), agencies=st.lists(TITLE.filter(str.strip), min_size=1, max_size=4, unique=True),
    stages=st.lists(STAGE, min_size=1, max_size=6), decider=st.sampled_from(["", "Independent chair"]),
)  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_whatever_is_answered_at_the_beginning_makes_a_policy_that_loads(
    title: str, agencies: list[str], stages: list[tuple[str, str | None]], decider: str
) -> None:
    plain = [" ".join(agency.split()) for agency in agencies]
    texts = blank(Begun(policy="new", title=title, partnership="P", agencies=plain, stages=stages, decider=decider))
    read = reading(texts)
    assert read.faults == ()
    assert read.policy is not None
    assert len(read.policy.stages) == len(stages)
    assert (read.policy.stages[-1].decision is not None) == bool(decider)


STORY = """
examples:
  - says: It goes from the first stage to the second.
    do:
      - {at: "2026-09-07T09:00", raise: {agency: police, about: [health]}, then: {stage: stage-1}}
      - {at: "2026-09-08T09:00", escalate: stage-2}
    then: {stage: stage-2, due: 2026-09-15}
"""


def test_what_begins_from_a_blank_page_can_be_simulated() -> None:
    texts = blank(Begun(
        policy="new", title="New", partnership="P", agencies=["Police", "Health"],
        stages=[("Stage 1", "1 working day"), ("Stage 2", "5 working days")],
    ))  # fmt: skip
    assert runs(texts)
    assert runs(texts | {"examples.yaml": STORY})


@pytest.mark.parametrize("subject", ["adult", "none", "unborn"])
def test_the_first_example_comes_true_whoever_it_is_about(subject: str) -> None:
    assert runs(blank(Begun(
        policy="new", title="New", partnership="P", agencies=["Police", "Health"], subjects=[subject],
        stages=[("Stage 1", None)], decider="Independent chair",
    )))  # fmt: skip


def runs(texts: dict[str, str]) -> bool:
    """Whether the one worked example of these texts comes true."""
    policy = shelf.load_text(texts)
    (example,) = shelf.examples_text(texts)
    calendar = shelf.calendar("england")
    rules = rulebook(policy, calendar, in_force=True)
    return rehearse(example, rules, routes(policy, calendar), calendar).passed


@pytest.mark.parametrize("name", shelf.names())
def test_a_copy_has_no_number_and_no_address_of_the_other_partnership(name: str) -> None:
    texts = copied(shelf.texts(name), "mine", "My partnership")
    found = reading(texts)
    assert found.faults == ()
    assert found.policy is not None
    assert (found.policy.id, found.policy.partnership) == ("mine", "My partnership")
    for text in texts.values():
        assert not re.search(r"\b0\d{2,4}[ -]?\d{3}[ -]?\d{3}", text)
        assert not re.search(r"[\w.]+@[\w-]+\.", text)
    before = shelf.load(name)
    assert len(found.policy.clauses) == len(before.clauses)
    assert [stage.id for stage in found.policy.stages] == [stage.id for stage in before.stages]
    assert found.policy.replaces is None
