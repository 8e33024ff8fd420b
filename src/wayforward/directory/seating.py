"""Where a seat of a policy is in the directory today: the post, or the one that answers for it, or nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from wayforward.core.people import OFFICE, Seat
from wayforward.core.working_time.london import on_the_wall
from wayforward.directory.models import Agency, Holder, Person, Post, Shift, Work

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Chair:
    """What stands at a seat: a person, or a post of an agency. `vacant` says in a sentence what is missing."""

    agency: Agency | None = None
    post: Post | None = None
    person: str | None = None
    vacant: str = ""


class Seating:
    """The seats of one partnership, looked up once and remembered: make one for each act."""

    def __init__(self, partnership: UUID) -> None:
        self._agencies = {a.key: a for a in Agency.objects.filter(partnership=partnership).order_by("key")}
        self._partnership = partnership
        self._posts: dict[UUID, list[Post]] | None = None

    def at(self, seat: Seat) -> Chair:
        """The directory's answer for a seat.

        A post that the agency does not list is answered for by the policy's stand-ins for it, in order, and
        then by its front door; a body outside the partnership has no place in the directory.
        """
        if seat.person is not None:
            return Chair(person=seat.person)
        agency = self.agency(seat.agency)
        if agency is None:
            return Chair(vacant=self._nobody(seat.agency))
        posts = self._posts_of(agency)
        by_key = {post.key: post for post in posts}
        exact = next((by_key[key] for key in (seat.post, *seat.stand_ins) if key in by_key), None)
        door = next((post for post in posts if post.receives), None)
        if exact is None and door is None:
            return Chair(agency=agency, vacant=f"{agency.name} lists nobody who receives what is raised with it.")
        return Chair(agency=agency, post=exact or door)

    def agency(self, key: str | None) -> Agency | None:
        """The agency with this key, the only one of this kind, or the partnership's own office.

        None where there are several of the kind: which school is meant is never guessed.
        """
        if key == OFFICE:
            return next((a for a in self._agencies.values() if a.office), None)
        if key is None or key in self._agencies:
            return self._agencies.get(key or "")
        of_kind = [a for a in self._agencies.values() if a.kind == key]
        return of_kind[0] if len(of_kind) == 1 else None

    def listed(self, key: str) -> Agency | None:
        """The agency with exactly this key."""
        return self._agencies.get(key)

    def _nobody(self, key: str | None) -> str:
        several = [a.name for a in self._agencies.values() if a.kind == key]
        if several:
            return f"The policy does not say which of these it means: {', '.join(several)}."
        return f"No {key or 'outside body'} is in this partnership's directory."

    def _posts_of(self, agency: Agency) -> list[Post]:
        if self._posts is None:
            self._posts = {}
            for post in Post.objects.filter(agency__partnership=self._partnership).order_by("key"):
                self._posts.setdefault(post.agency_id, []).append(post)
        return self._posts.get(agency.pk, [])


@dataclass(frozen=True)
class Places:
    """Where somebody works, and the posts they answer for at one instant, in every partnership."""

    works: tuple[Agency, ...]
    posts: tuple[Post, ...]


def places(person: Person, at: datetime) -> Places:
    return Places(tuple(agencies_of(person, on(at))), tuple(posts_of(person, at)))


def on(at: datetime) -> date:
    """The day it is in London at that instant: posts and jobs begin and end by the day."""
    return on_the_wall(at).date()


def answering(post: Post, at: datetime) -> list[Person]:
    """Who answers for the post at that instant, first to last: whoever is on shift, then its holders, then deputies."""
    shifts = on_shift(at).filter(post=post).select_related("person").order_by("starts_at", "person__name")
    people = [*(shift.person for shift in shifts), *holders(post, on(at))]
    return list(dict.fromkeys(people))


def holders(post: Post, on: date) -> list[Person]:
    """Who holds the post on that day: its holders first, then deputies."""
    held = current(Holder.objects.filter(post=post), on)
    return [h.person for h in held.select_related("person").order_by("deputy", "from_on")]


def posts_of(person: Person, at: datetime) -> list[Post]:
    """The posts a person answers for at that instant: as holder or deputy, or because they are on shift."""
    held = current(Holder.objects.filter(person=person), on(at)).values("post_id")
    shifts = on_shift(at).filter(person=person).values("post_id")
    posts = Post.objects.filter(Q(pk__in=held) | Q(pk__in=shifts)).select_related("agency__partnership")
    return list(posts.order_by("agency__key", "key"))


def on_shift(at: datetime) -> QuerySet[Shift]:
    """The shifts that are running. A shift of somebody who no longer works for the agency lets nobody in."""
    works = current(Work.objects.filter(person=OuterRef("person"), agency=OuterRef("post__agency")), on(at))
    return Shift.objects.filter(Exists(works), starts_at__lte=at, ends_at__gt=at)


def agencies_of(person: Person, on: date) -> list[Agency]:
    """Where a person works on that day, in every partnership."""
    working = current(Work.objects.filter(person=person), on).select_related("agency__partnership")
    return [w.agency for w in working.order_by("agency__partnership__key", "agency__key")]


def works_at(person: str, agency: Agency, on: date) -> bool:
    """Whether this is the key of somebody who works or holds a post at that agency on that day."""
    try:
        key = UUID(person)
    except ValueError:
        return False
    if current(Work.objects.filter(person=key, agency=agency), on).exists():
        return True
    return current(Holder.objects.filter(person=key, post__agency=agency), on).exists()


def current(rows: QuerySet[Row], on: date) -> QuerySet[Row]:
    """Those that have begun and not ended: the last day counts."""
    return rows.filter(Q(until_on__isnull=True) | Q(until_on__gte=on), from_on__lte=on)
