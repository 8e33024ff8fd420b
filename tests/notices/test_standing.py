"""How a message stands: what happened, each with its instant and reader. Nothing is claimed that did not happen."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import MONDAY
from wayforward.directory.models import Agency, Person, Post
from wayforward.jobs import looking, reporting, sending, staleness
from wayforward.notices.models import Delivery, Notice
from wayforward.notices.standing import SAYS, Fact, says, stands

MINUTE = timedelta(minutes=1)
HOLLY, DEE = Person(name="Holly"), Person(name="Dee")


def notice(**given: Any) -> Notice:
    return Notice(**{"owed_at": MONDAY, "kind": "duty", **given})


def tried(person: Person = HOLLY, after: int = 1, **given: Any) -> Delivery:
    return Delivery(person=person, queued_at=MONDAY + after * MINUTE, attempts=1, **given)


def test_what_is_owed_is_queued_and_nothing_else() -> None:
    found = stands(notice(), [])
    assert [(step.fact, step.at) for step in found.steps] == [(Fact.QUEUED, MONDAY)]


def test_handed_over_is_never_called_delivered_nor_delivered_acknowledged() -> None:
    handed = stands(notice(), [tried(handed_over_at=MONDAY + 2 * MINUTE)])
    assert handed.now.fact is Fact.HANDED_OVER
    assert Fact.DELIVERED not in [step.fact for step in handed.steps]
    arrived = stands(notice(), [tried(handed_over_at=MONDAY + 2 * MINUTE, delivered_at=MONDAY + 3 * MINUTE)])
    assert arrived.now.fact is Fact.DELIVERED
    assert Fact.ACKNOWLEDGED not in [step.fact for step in arrived.steps]


def test_a_failure_and_the_deputy_who_has_it_stand_beside_one_another() -> None:
    back = tried(HOLLY, 1, handed_over_at=MONDAY + 2 * MINUTE, failed_at=MONDAY + 4 * MINUTE, why="mailbox-full")
    found = stands(notice(), [tried(DEE, 5, handed_over_at=MONDAY + 5 * MINUTE), back])
    assert [(step.fact, step.to) for step in found.steps] == [
        (Fact.QUEUED, ""), (Fact.HANDED_OVER, "Holly"), (Fact.FAILED, "Holly"), (Fact.HANDED_OVER, "Dee"),
    ]  # fmt: skip
    assert found.now.to == "Dee"
    assert not found.needs_ringing
    assert "mailbox is full" in found.steps[2].why


@pytest.mark.parametrize(
    ("row", "tries", "fact"),
    [
        (notice(), [tried(failed_at=MONDAY, why="refused")], Fact.FAILED),
        (notice(failed_at=MONDAY, failed_because="nobody-holds"), [], Fact.NOBODY),
        (notice(blocked="The policy gives no address."), [], Fact.CANNOT_BE_SENT),
    ],
)
def test_what_reached_nobody_has_to_be_rung(row: Notice, tries: list[Delivery], fact: Fact) -> None:
    found = stands(row, tries)
    assert found.now.fact is fact
    assert found.needs_ringing
    assert found.now.why.endswith(".")


def test_somebody_who_said_that_they_saw_it_counts_for_more_than_a_bounce() -> None:
    row = notice(acknowledged_at=MONDAY + 9 * MINUTE)
    found = stands(row, [tried(failed_at=MONDAY + 3 * MINUTE, why="bounced")])
    assert found.now.fact is Fact.ACKNOWLEDGED
    assert not found.needs_ringing
    assert stands(row, [], acted_at=MONDAY + 20 * MINUTE).now.fact is Fact.ACTED


def test_what_is_still_tried_says_since_when() -> None:
    found = stands(notice(), [tried(why="unreachable")])
    assert (found.now.fact, found.now.at) == (Fact.TRYING, MONDAY + MINUTE)


def test_what_goes_with_others_and_what_was_dropped_say_so() -> None:
    digest = Notice(owed_at=MONDAY + MINUTE, kind="digest")
    assert stands(notice(digest=digest), []).now.fact is Fact.GATHERED
    dropped = stands(notice(dropped_at=MONDAY + MINUTE, dropped_because="done"), [])
    assert (dropped.now.fact, dropped.now.why) == (Fact.DROPPED, "What it asked for was done meanwhile.")


def test_a_mailbox_is_named_by_its_post() -> None:
    post = Post(title="Front door", agency=Agency(name="Family Services"))
    found = stands(notice(), [Delivery(post=post, queued_at=MONDAY, handed_over_at=MONDAY)])
    assert found.now.to == "the mailbox of Front door, Family Services"


def test_every_word_that_is_stored_has_a_sentence() -> None:
    stored = {
        staleness.DONE, staleness.LAPSED, staleness.CLOSED, staleness.ANSWERED, staleness.SUPERSEDED,
        staleness.ACKNOWLEDGED, staleness.MOVED_ON, looking.NOTHING_LEFT, looking.CANNOT_BE_SENT, looking.REPLACED,
        looking.NO_ACCESS, sending.COULD_NOT_BE_MADE, "nobody-holds", "left", "domain", "refused", "no-address",
        "unreachable", "not-now", "no-answer", "bounced", "mailbox-full", "rejected", "gave-up",
    }  # fmt: skip
    for word, ending in product(stored, ("", reporting.NEXT)):
        assert says(f"{word}{ending}").endswith("."), word
        assert word not in ("", says(word))
    assert says("refused-next").startswith(SAYS["refused"])
    assert says("What a policy says.") == "What a policy says."


STAMPS = st.none() | st.integers(2, 60).map(lambda minutes: MONDAY + minutes * MINUTE)
TRIES = st.builds(
    tried, st.sampled_from([HOLLY, DEE]), st.integers(1, 9), handed_over_at=STAMPS, delivered_at=STAMPS,
    failed_at=STAMPS,
)  # fmt: skip


@given(tries=st.lists(TRIES, max_size=4), seen=STAMPS, acted=STAMPS, dropped=STAMPS, failed=STAMPS)
def test_every_step_is_a_stamp_that_stands_and_in_the_order_in_which_it_happened(
    tries: list[Delivery], seen: Any, acted: Any, dropped: Any, failed: Any
) -> None:
    found = stands(notice(acknowledged_at=seen, dropped_at=dropped, failed_at=failed), tries, acted)
    instants = [step.at for step in found.steps]
    assert instants == sorted(instants)
    facts = [step.fact for step in found.steps]
    assert facts.count(Fact.DELIVERED) == sum(one.delivered_at is not None for one in tries)
    assert facts.count(Fact.HANDED_OVER) == sum(one.handed_over_at is not None for one in tries)
    assert facts.count(Fact.FAILED) == sum(one.failed_at is not None for one in tries)
    assert (Fact.ACKNOWLEDGED in facts, Fact.ACTED in facts) == (seen is not None, acted is not None)
    assert found.now in found.steps
    if found.needs_ringing:
        assert seen is None
        assert acted is None
        assert all(one.failed_at is not None for one in tries) or not tries
