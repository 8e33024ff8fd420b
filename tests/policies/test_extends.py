"""A policy may change another: it keeps what it does not mention, replaces by id, and leaves out by name."""

import pytest

from wayforward.core.policy.whole import Policy
from wayforward.policies import shelf
from wayforward.policies.errors import PolicyErrors

REGION = """
policy: region
title: Regional procedure
partnership: The region
nation: wales
subjects: [child]
document: {status: draft, version: "2"}
posts:
  - {id: chair, title: Regional chair, of: partnership}
  - {id: desk, title: Regional desk, of: partnership}
stages:
  - {id: step-1, label: Step One, title: Talk, says: People talk.}
  - {id: step-2, label: Step Two, title: Meet, says: People meet.}
routes:
  - {agency: any, line: "1", post: chair}
duties:
  - {id: tell, kind: notify, says: Tell the desk., who: raiser, to: desk, when: [raised]}
"""
LOCAL = """
policy: local
title: Our procedure
extends: ../region/policy.yaml
leave-out: [tell]
posts:
  - {id: chair, title: Our chair, of: partnership}
  - {id: deputy, title: Our deputy, of: partnership}
routes:
  - {agency: any, line: "1", post: deputy}
"""


def load(local: str = LOCAL, region: str = REGION) -> Policy:
    return shelf.load_text({"policy.yaml": local, "../region/policy.yaml": region}, folder="local")


def test_what_is_not_mentioned_stays() -> None:
    policy = load()
    assert (policy.id, policy.title, policy.nation, policy.partnership) == (
        "local",
        "Our procedure",
        "wales",
        "The region",
    )
    assert policy.document.version == "2"
    assert [stage.id for stage in policy.stages] == ["step-1", "step-2"]


def test_an_element_of_the_same_id_takes_the_place_of_theirs_and_a_new_one_comes_last() -> None:
    assert [(post.id, post.title) for post in load().posts] == [
        ("chair", "Our chair"), ("desk", "Regional desk"), ("deputy", "Our deputy"),
    ]  # fmt: skip


def test_what_is_left_out_is_gone() -> None:
    assert load().duties == ()


def test_rows_without_an_id_are_added() -> None:
    assert [(route.id, route.posts) for route in load().routes] == [("any-1-1", ("chair",)), ("any-1-2", ("deputy",))]


def test_leaving_out_what_something_still_names_is_a_mistake_in_the_file_that_names_it() -> None:
    with pytest.raises(PolicyErrors) as found:
        load(LOCAL.replace("leave-out: [tell]", "leave-out: [desk]"))
    assert str(found.value).startswith("region/policy.yaml:17:69: “desk” is nobody in this policy. Write: ")


def test_two_policies_may_stand_between() -> None:
    texts = {
        "policy.yaml": LOCAL.replace("../region/", "../county/"),
        "../county/policy.yaml": "policy: county\nextends: ../region/policy.yaml\npartnership: The county\n",
        "../region/policy.yaml": REGION,
    }
    assert shelf.load_text(texts).partnership == "The county"


def test_a_policy_kept_as_text_reads_no_file() -> None:
    with pytest.raises(PolicyErrors, match=r"local/policy\.yaml:4:10: there is no file region/policy\.yaml"):
        shelf.load_text({"policy.yaml": LOCAL}, folder="local")
