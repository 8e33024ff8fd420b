"""Every single change of a policy is one sentence about that element and that field; no change is none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.policies.comparing.mutations import Mutation, mutations, whole
from wayforward.core.policy.whole import Policy
from wayforward.policies import shelf
from wayforward.policies.comparing import sentences

HERE = Path(__file__).parent.parent
SAMPLE = str(HERE / "sample")
EVERY = (*shelf.names(), SAMPLE)
NAMELESS = ("accepted", "dropped")  # these have no ids


@pytest.fixture(params=EVERY, ids=lambda name: Path(name).name)
def policy(request: pytest.FixtureRequest) -> Policy:
    return whole(shelf.load(request.param))


def test_a_policy_differs_from_itself_in_nothing(policy: Policy) -> None:
    found = sentences(policy, policy)
    assert found.sentences == ()
    assert len(found.same) > 50


def test_every_change_of_one_field_is_one_sentence_about_that_field(policy: Policy) -> None:
    wrong = [told for mutation in mutations(policy) if (told := _mistold(policy, mutation.after, mutation))]
    assert wrong == []


def test_every_change_is_one_sentence_when_it_is_taken_back_too() -> None:
    policy = whole(shelf.load(SAMPLE))
    wrong = [told for mutation in mutations(policy) if (told := _mistold(mutation.after, policy, mutation))]
    assert wrong == []


def _mistold(before: Policy, after: Policy, mutation: Mutation) -> str | None:
    """What is wrong with what a comparison says of this change; None where it is one sentence about it."""
    found = sentences(before, after).sentences
    if len(found) != 1:
        return f"{mutation.element} {mutation.field}: {[sentence.says for sentence in found]}"
    (sentence,) = found
    named = sentence.group if mutation.element in NAMELESS else sentence.element
    if after is mutation.after and named != mutation.element:
        return f"{mutation.element} {mutation.field}: about {sentence.element}"
    if re.sub(r"\[.*?\](?=\.|$)", "", sentence.field) != mutation.field:
        return f"{mutation.element} {mutation.field}: about the field {sentence.field}"
    return None
