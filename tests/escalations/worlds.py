"""Worlds thrown together by chance, good data or bad, in which the rule of need to know has to hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from tests.cast import MONDAY, RAISING, Cast, person
from wayforward.core.access import may_see
from wayforward.directory.models import Holder, Person, Post, Work
from wayforward.directory.seating import on
from wayforward.escalations import read, record
from wayforward.escalations.models import Conflict, Escalation, Grant

TODAY = on(MONDAY)


@contextmanager
def undone() -> Iterator[None]:
    """A world of one's own, gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class World:
    """People, posts and escalations of two partnerships, thrown together by chance, good data or bad."""

    chance: Random
    casts: list[Cast]
    people: list[Person] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    rows: list[Escalation] = field(default_factory=list)

    def __post_init__(self) -> None:
        agencies = [agency for cast in self.casts for agency in cast.agencies.values()]
        self.people = [person(self.casts[0], f"Somebody {n}") for n in range(6)]
        self.posts = [Post(agency=self.chance.choice(agencies), key=f"p{n}", title=f"Post {n}") for n in range(8)]
        Post.objects.bulk_create(self.posts)
        Work.objects.bulk_create(
            Work(person=who, agency=self.chance.choice(agencies), **self.dates())
            for who in self.people
            for _ in range(2)
        )
        Holder.objects.bulk_create(
            Holder(post=self.chance.choice(self.posts), person=who, deputy=self.chance.random() < 0.3, **self.dates())
            for who in self.people
            for _ in range(self.chance.randrange(4))
        )
        self.rows = [self.row() for _ in range(self.chance.randrange(1, 15))]
        Escalation.objects.bulk_create(self.rows)
        for row in self.rows:
            self.let_in(row)

    def dates(self) -> dict[str, date | None]:
        """In the past, to come, for one day, for ever, or until yesterday, today or tomorrow."""
        begins = TODAY + timedelta(days=self.chance.choice([-900, -1, 0, 0, 1, 30]))
        ends = self.chance.choice([None, None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1)])
        return {"from_on": begins, "until_on": ends if ends is None or ends >= begins else begins}

    def row(self) -> Escalation:
        cast = self.chance.choice(self.casts)
        last = MONDAY - timedelta(days=self.chance.randrange(4))  # few days, so that some are equal
        return Escalation(
            partnership=cast.partnership, adoption=cast.adoption, ref=record.new_reference(), stage="stage-1",
            state=self.chance.choice(["open", "withdrawn"]), raising=cast.agencies[RAISING], raiser=cast.raises,
            raised_at=last, last_at=last, seq=1, head="",
        )  # fmt: skip

    def let_in(self, row: Escalation) -> None:
        few = self.chance.sample(self.people, self.chance.randrange(3))
        posts = self.chance.sample(self.posts, self.chance.randrange(4))
        common: dict[str, Any] = {"escalation": row, "partnership": row.partnership, "why": "x", "given_at": MONDAY}
        Grant.objects.bulk_create(
            [Grant(person=who, **common) for who in few] + [Grant(post=p, **common) for p in posts]
        )
        conflicted = self.chance.sample(self.people, self.chance.randrange(3))
        Conflict.objects.bulk_create(Conflict(escalation=row, person=who, declared_at=MONDAY) for who in conflicted)

    def allowed(self, who: Person, when: datetime) -> list[Escalation]:
        """The plain rule, asked of every row, latest first."""
        rows = [row for row in self.rows if may_see(read.viewer(who, when), read.sight(row)).allowed]
        return sorted(rows, key=lambda row: (row.last_at, row.pk.hex), reverse=True)
