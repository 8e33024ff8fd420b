"""Two deliverers beside one another, in any order of their steps and as real threads: each message goes once."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import MONDAY, Cast, found
from tests.jobs.owed import owed, quiet
from tests.notices.mailbox import a_mail_server, free_port, sent_to
from wayforward.escalations.models import Escalation
from wayforward.jobs import digests, looking, sending
from wayforward.jobs.delivering import deliver
from wayforward.notices.channels import Outcome, Said
from wayforward.notices.models import Delivery, Notice

SECOND = timedelta(seconds=1)
STEPS = st.lists(
    st.tuples(st.sampled_from("AB"), st.sampled_from(["look", "lease", "send", "mark", "die"])), min_size=5, max_size=40
)  # fmt: skip
_numbers = count()


class Deliverer:
    """One process, a step at a time: what it has in hand is lost when it dies, and nothing else is."""

    def __init__(self, name: str, keys: list[int], left: Counter[str]) -> None:
        self.name, self.keys, self.left = name, keys, left
        self.leased: sending.Leased | None = None
        self.said: Said | None = None
        self.deaths = 0

    def step(self, what: str, at: datetime) -> None:
        match what:
            case "look":
                for key in self.keys:
                    looking.look(key, at)
            case "lease" if self.leased is None:
                key = sending._next(at, ())
                self.leased = sending._leased(key, at, self.name) if key else None
            case "send" if self.leased is not None and self.said is None:
                self.left[str(self.leased.delivery.pk)] += 1
                self.said = Said(Outcome.TOOK)
            case "mark" if self.leased is not None and self.said is not None:
                sending._mark(self.leased.delivery, self.said, at, self.name)
                self.leased = self.said = None
            case "die":
                self.deaths += self.leased is not None
                self.leased = self.said = None


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_in_whatever_order_two_deliverers_take_their_steps_each_message_goes_once_but_for_who_dies(
    cast: Cast, steps: list[tuple[str, str]]
) -> None:
    row = _row(cast)
    keys = [owed(row, "overdue", about=f"duty {next(_numbers)}").pk for _ in range(2)]
    left: Counter[str] = Counter()
    two = {name: Deliverer(name, keys, left) for name in "AB"}
    at = MONDAY
    for who, what in steps:
        at += SECOND
        two[who].step(what, at)
    for deliverer in two.values():
        deliverer.step("send", at)
        deliverer.step("mark", at)
    for _ in range(12):  # whatever was leased by somebody who died is free again by now
        at += sending.LEASE
        if not Notice.objects.filter(pk__in=keys, handed_over_at=None).exists():
            break
        for what in ("look", "lease", "send", "mark"):
            two["A"].step(what, at)
    tries = Delivery.objects.filter(notice__in=keys)
    assert tries.count() == len(keys)
    assert not tries.filter(handed_over_at=None).exists()
    deaths = sum(deliverer.deaths for deliverer in two.values())
    twice = sum(left.values()) - len(keys)
    assert set(left) == {str(key) for key in tries.values_list("pk", flat=True)}, "none is never sent"
    assert 0 <= twice <= deaths
    Notice.objects.filter(pk__in=keys).update(next_at=None)


def _row(cast: Cast) -> Escalation:
    found = Escalation.objects.filter(partnership=cast.partnership).first()
    return found or quiet(cast)


@pytest.fixture
def owing(cast: Cast) -> int:
    row = quiet(cast)
    for number in range(12):
        owed(row, "overdue", about=f"duty {number}")
    return 12


def _race(deliverers: int, at: datetime) -> None:
    """As many deliverers as there are, at one instant, until nothing is left for any of them."""
    start = threading.Barrier(deliverers)

    def works(name: str) -> None:
        start.wait()
        try:
            for _ in range(4):
                deliver(at, name)
        finally:
            connection.close()

    threads = [threading.Thread(target=works, args=(f"here:{number}",)) for number in range(deliverers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_two_deliverers_that_race_send_each_message_once(owing: int) -> None:
    with a_mail_server() as box:
        _race(2, MONDAY)
    assert Counter(Counter(mail["Message-ID"] for mail in box.mails).values()) == {1: owing}
    assert not Notice.objects.filter(kind="overdue", handed_over_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_two_deliverers_that_race_while_the_server_is_down_lose_nothing(owing: int) -> None:
    with sent_to(free_port()):
        _race(2, MONDAY)
    with a_mail_server() as box:
        for minute in range(1, 20):
            deliver(MONDAY + minute * 60 * SECOND, "here:1")
    assert Counter(Counter(mail["Message-ID"] for mail in box.mails).values()) == {1: owing}


@pytest.mark.django_db(transaction=True)
def test_nothing_is_gathered_into_a_message_that_another_is_just_dropping(sealing_key: Path) -> None:
    """A process that holds the digest has looked at what is in it already, and would not see what comes later."""
    cast = found("havering")
    with transaction.atomic():
        digests.gather(owed(_row(cast), "half-way", ours=True), cast.raises, MONDAY, MONDAY)
    digest = Notice.objects.get(kind="digest")
    held, gathered = threading.Event(), threading.Event()

    def drops() -> None:
        try:
            with transaction.atomic():
                looking.hold(digest.pk)
                held.set()
                gathered.wait(1)  # SQLite lets nobody gather meanwhile
                Notice.objects.filter(pk=digest.pk).update(dropped_at=MONDAY, next_at=None)
        finally:
            connection.close()

    other = threading.Thread(target=drops)
    other.start()
    held.wait(5)
    late = owed(Escalation.objects.get(), "target", ours=True)
    with transaction.atomic():
        digests.gather(late, cast.raises, MONDAY, MONDAY)
    gathered.set()
    other.join()
    late.refresh_from_db()
    assert late.digest is not None
    assert late.digest.dropped_at is None
