"""A policy may change another: it keeps what it does not mention, replaces by id, and leaves out by name."""

from pathlib import Path

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


def test_leaving_out_what_something_still_names_is_told_at_both_places() -> None:
    with pytest.raises(PolicyErrors) as found:
        load(LOCAL.replace("leave-out: [tell]", "leave-out: [desk]"))
    left_out, naming = str(found.value).splitlines()
    assert left_out.startswith(
        "local/policy.yaml:5:13: leaving out “desk” leaves line 17 of region/policy.yaml naming nothing. Write: "
    )
    assert naming.startswith("region/policy.yaml:17:69: “desk” is nobody in this policy. Write: ")


@pytest.mark.parametrize("left_out", ["step-2", "late", "tell"])
def test_leaving_out_a_stage_a_fact_or_a_duty_that_is_still_named_is_told_where_it_is_left_out(left_out: str) -> None:
    region = REGION.replace("says: People talk.", "says: People talk., moves: [{to: step-2, if: {late: yes}}]")
    region += (
        "  - {id: tell-again, kind: notify, says: Tell., who: raiser, to: desk, when: [tell done, step-2 begins]}\n"
    )
    region += "facts: [{id: late, asks: Late?, kind: yes-no}]\n"
    with pytest.raises(PolicyErrors, match=f"local/policy.yaml:5:13: leaving out “{left_out}” leaves line "):
        load(LOCAL.replace("leave-out: [tell]", f"leave-out: [{left_out}]"), region)


@pytest.mark.parametrize("named", ["../region", "../region/", "../region/policy.yaml"])
def test_a_policy_may_be_named_by_its_folder(named: str, tmp_path: Path) -> None:
    for folder, text in (("region", REGION), ("local", LOCAL.replace("../region/policy.yaml", named))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "policy.yaml").write_text(text, encoding="utf-8")
    assert shelf.load(tmp_path / "local").nation == "wales"
    assert load(LOCAL.replace("../region/policy.yaml", named)).nation == "wales"


def test_it_says_what_it_was_taken_from_and_whose_numbers_it_still_has() -> None:
    region = REGION.replace(
        "title: Regional chair, of: partnership",
        "title: Regional chair, of: partnership, contact: {phone: 01632 960001}",
    )
    region = region.replace(
        "title: Regional desk, of: partnership",
        "title: Regional desk, of: partnership, contact: {email: desk@region.example}",
    )
    policy = load(region=region)
    assert policy.extends == ("Regional procedure",)
    assert policy.inherited_contacts == ("desk",)  # the chair is our own by now


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


def test_terms_references_and_notes_are_inherited_by_id_and_may_be_left_out() -> None:
    region = (
        REGION
        + """
terms:
  - {id: soon, term: soon}
  - {id: urgent, term: urgent, means: Tonight.}
references:
  - {id: act, says: The Act, kind: law}
noted:
  - {id: odd, rule: CHK-39, severity: low, what: Odd., why: It is odd., question: Why?}
"""
    )
    local = (
        LOCAL.replace("leave-out: [tell]", "leave-out: [tell, odd]")
        + "terms:\n  - {id: soon, term: soon, means: Today.}\n"
    )
    policy = load(local, region)
    assert [(term.id, term.means) for term in policy.terms] == [("soon", "Today."), ("urgent", "Tonight.")]
    assert [reference.id for reference in policy.references] == ["act"]
    assert policy.noted == ()


def test_what_another_policy_replaces_drops_and_accepts_is_not_inherited() -> None:
    region = (
        REGION
        + """
replaces: the-first
dropped:
  - {what: the bell, because: Nobody heard it.}
accepted:
  - {finding: CHK-01 stage step-1, mark: abc, by: The region, on: 2026-11-20, because: We know.}
"""
    )
    policy = load(LOCAL, region)
    assert (policy.replaces, policy.dropped, policy.accepted) == (None, (), ())
