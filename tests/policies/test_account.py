"""Every clause of a policy is accounted for: carried, shown, or listed as what no software can carry."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayforward.core.policy.elements import Statement
from wayforward.core.policy.papers import Clause, Guidance, Reference, Term
from wayforward.core.policy.readers import Noted
from wayforward.core.policy.whole import Policy
from wayforward.policies import shelf
from wayforward.policies.account import Status, account

SAMPLE = shelf.load(Path(__file__).parent / "sample")


def status(policy: Policy, clause: str) -> Status:
    return next(entry.status for entry in account(policy).entries if entry.clause == clause)


def with_clauses(*clauses: Clause, guidance: tuple[Guidance, ...] = ()) -> Policy:
    return replace(SAMPLE, clauses=(*SAMPLE.clauses, *clauses), guidance=(*SAMPLE.guidance, *guidance))


def test_a_clause_that_nothing_rests_on_is_missing() -> None:
    found = account(with_clauses(Clause(id="NEW", says="Something new.")))
    assert found.missing == ("NEW",)
    assert not found.whole


def test_a_clause_that_is_named_and_not_declared_is_unknown() -> None:
    found = account(replace(SAMPLE, clauses=SAMPLE.clauses[:-1]))
    assert found.unknown == (SAMPLE.clauses[-1].id,)
    assert not found.whole


def test_a_clause_that_only_guidance_names_is_shown() -> None:
    tip = Guidance(id="tip", says="Be brief.", clauses=("NEW",))
    assert status(with_clauses(Clause(id="NEW", says="Be brief."), guidance=(tip,)), "NEW") is Status.SHOWN


def test_a_clause_that_a_window_rests_on_is_carried() -> None:
    note = Guidance(id="window-day", says="Day.", kind="window", clauses=("NEW",))
    assert status(with_clauses(Clause(id="NEW", says="By day."), guidance=(note,)), "NEW") is Status.CARRIED


def test_a_clause_that_no_software_can_carry_says_why() -> None:
    policy = with_clauses(Clause(id="NEW", says="Be wise.", not_executable="Wisdom is for people."))
    entry = account(policy).entries[-1]
    assert (entry.status, entry.why, entry.by) == (Status.NOT_EXECUTABLE, "Wisdom is for people.", ())


def test_an_entry_names_what_carries_it() -> None:
    by = {entry.clause: entry.by for entry in account(SAMPLE).entries}
    assert "duty tell-the-office" in by["SP-07"]
    assert "form record, field what-was-tried" in by["SP-07"]
    assert "duty step-1-limit, time as stated" in by["SP-03"]
    assert "stage step-1, move up" in by["SP-02"]
    assert "stage step-1, move up, need discussion" in by["SP-02"]
    assert "stage panel, decision" in by["SP-04"]
    assert "stage panel, panel" in by["SP-04"]
    assert "stage step-2, tiers" in by["SP-05"]
    assert "fact topic, option threshold" in by["SP-02"]
    assert "event conference-held" in by["SP-02"]
    assert "document" in by["SP-01"]


@pytest.mark.parametrize("policy", shelf.names())
def test_every_clause_of_every_shipped_policy_is_accounted_for(policy: str) -> None:
    found = account(shelf.load(policy))
    assert (found.missing, found.unknown) == ((), ())
    assert all(entry.by or entry.why for entry in found.entries)


@given(st.sets(st.sampled_from([clause.id for clause in SAMPLE.clauses])))
def test_dropping_clauses_from_the_account_makes_exactly_those_unknown(dropped: set[str]) -> None:
    kept = tuple(clause for clause in SAMPLE.clauses if clause.id not in dropped)
    assert set(account(replace(SAMPLE, clauses=kept)).unknown) == dropped


def test_a_clause_that_only_a_reader_names_is_shown_at_most() -> None:
    new = Clause(id="NEW", says="Something new.")
    term = Term(id="soon", term="soon", clauses=("NEW",))
    reference = Reference(id="act", says="The Act", kind="law", clauses=("NEW",))
    noted = Noted(
        id="odd", rule="CHK-39", severity="low", what="Odd.", why="It is odd.", question="Why?", clauses=("NEW",)
    )
    policy = with_clauses(new)
    assert status(policy, "NEW") is Status.MISSING
    assert status(replace(policy, terms=(term,)), "NEW") is Status.SHOWN
    assert status(replace(policy, references=(reference,)), "NEW") is Status.SHOWN
    assert status(replace(policy, noted=(noted,)), "NEW") is Status.SHOWN


def test_what_one_place_says_about_an_element_is_shown_and_another_name_of_a_post_is_carried() -> None:
    by = {entry.clause: entry.by for entry in account(SAMPLE).entries}
    assert "post chair, as stated" in by["SP-07"]
    assert "post chair, also called the Safeguarding Chair" in by["SP-07"]
    stated = Statement(clause="NEW", where="diagram", about="who", says="nobody")
    post = replace(SAMPLE.posts[0], stated=(stated,))
    policy = replace(with_clauses(Clause(id="NEW", says="New.")), posts=(post,))
    assert status(policy, "NEW") is Status.SHOWN
