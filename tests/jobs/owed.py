"""Messages that are owed, for tests of delivery: of any kind, to whom a test likes, caused by an entry that stands."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from tests.cast import DOOR, FROM, MONDAY, RAISING, RESPONDING, Cast
from wayforward.core import events as ev
from wayforward.directory.models import Agency, Holder, Person, Post, Work
from wayforward.escalations import read
from wayforward.escalations.models import Escalation, Grant
from wayforward.jobs.delivering import Delivered, deliver
from wayforward.notices.models import Notice
from wayforward.notices.standing import stands

_numbers = count(1)


def quiet(cast: Cast, **given: Any) -> Escalation:
    """An escalation whose own messages are out of the way, so that a test's are the only ones."""
    row = cast.raised(**given)
    Notice.objects.filter(escalation_id=row.pk).update(next_at=None)
    return row


def owed(row: Escalation, kind: str, at: datetime = MONDAY, **given: Any) -> Notice:
    """A message of this kind about the escalation: to the raiser where a test names nobody else."""
    told: dict[str, Any] = {
        "partnership_id": row.partnership_id, "escalation_id": row.pk, "entry_seq": 1, "key": f"test {next(_numbers)}",
        "to": "raiser", "about": "what it is about", "kind": kind, "owed_at": at, "next_at": at,
    }  # fmt: skip
    if "post" in given:
        given.setdefault("agency", given["post"].agency)
        given.setdefault("to", given["post"].key)
    elif "person" not in given:
        given |= {"person_id": row.raiser_id, "agency": row.raising}
    return Notice.objects.create(**{**told, **given})


def a_post(cast: Cast, row: Escalation, key: str = "advocate", kind: str = RESPONDING) -> Post:
    """A post that the escalation has brought in, that nobody holds and that has no mailbox yet."""
    post = Post.objects.create(agency=cast.agencies[kind], key=key, title="Advocate")
    Grant.objects.create(escalation=row, partnership=cast.partnership, post=post, why="called", given_at=MONDAY)
    return post


def holds(post: Post, name: str, *, deputy: bool = False) -> Person:
    person = Person.objects.create(name=name, email=f"{name.lower()}@agency.example.org")
    Work.objects.create(person=person, agency=post.agency, from_on=FROM)
    Holder.objects.create(post=post, person=person, deputy=deputy, from_on=FROM)
    return person


def no_door(agency: Agency) -> None:
    Post.objects.filter(agency=agency, key=DOOR).update(receives=False)


__all__ = ["RAISING", "RESPONDING", "a_post", "holds", "no_door", "owed", "quiet"]


def until_done(at: datetime, name: str = "here:1") -> Delivered:
    came = deliver(at, name)
    for _ in range(30):
        if not came.more:
            break
        came = deliver(at, name)
    return came


def happened(row: Escalation, kind: type[ev.Event]) -> list[ev.Event]:
    return [item.event for item in read.entries(row) if isinstance(item.event, kind)]


def facts(notice: Notice) -> list[str]:
    notice.refresh_from_db()
    return [str(step.fact) for step in stands(notice, notice.deliveries.all()).steps]
