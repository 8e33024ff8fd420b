"""Where a seat of a policy is in the directory today: the post, or the one that answers for it, or nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from wayforward.core.people import OFFICE, Seat
from wayforward.directory.models import Agency, Holder, Person, Post


@dataclass(frozen=True)
class Chair:
    """What stands at a seat: a person, or a post of an agency. `vacant` says in a sentence what is missing."""

    agency: Agency | None = None
    post: Post | None = None
    person: str | None = None
    vacant: str = ""


class Seating:
    """The seats of one partnership, looked up as they are asked for and remembered: make one for each act."""

    def __init__(self, partnership: UUID) -> None:
        self._agencies = {a.key: a for a in Agency.objects.filter(partnership=partnership).order_by("key")}
        self._posts: dict[UUID, list[Post]] = {}

    def at(self, seat: Seat) -> Chair:
        """The directory's answer for a seat.

        A post that the agency does not list is answered for by its front door; a body outside the partnership
        has no place in the directory.
        """
        if seat.person is not None:
            return Chair(person=seat.person)
        agency = self.agency(seat.agency)
        if agency is None:
            return Chair(vacant=f"No {seat.agency or 'outside body'} is in this partnership's directory.")
        posts = self._posts_of(agency)
        exact = next((post for post in posts if post.key == seat.post), None)
        door = next((post for post in posts if post.receives), None)
        if exact is None and door is None:
            return Chair(
                agency=agency, vacant=f"{agency.name} lists nobody who receives what is raised with it."
            )
        return Chair(agency=agency, post=exact or door)

    def agency(self, key: str | None) -> Agency | None:
        """The agency with this key, the first of this kind, or the partnership's own office."""
        if key == OFFICE:
            return next((a for a in self._agencies.values() if a.office), None)
        if key is None or key in self._agencies:
            return self._agencies.get(key or "")
        return next((a for a in self._agencies.values() if a.kind == key), None)

    def _posts_of(self, agency: Agency) -> list[Post]:
        if agency.pk not in self._posts:
            self._posts[agency.pk] = list(Post.objects.filter(agency=agency).order_by("key"))
        return self._posts[agency.pk]


def holders(post: Post, on: date) -> list[Person]:
    """Who holds the post on that day: its holders first, then deputies."""
    held = Holder.objects.filter(post=post, from_on__lte=on).filter(
        Q(until_on__isnull=True) | Q(until_on__gte=on)
    )
    return [h.person for h in held.select_related("person").order_by("deputy", "from_on")]


def posts_of(person: Person, on: date) -> list[Post]:
    """The posts a person holds on that day, as holder or deputy."""
    held = Holder.objects.filter(person=person, from_on__lte=on).filter(
        Q(until_on__isnull=True) | Q(until_on__gte=on)
    )
    return [
        h.post
        for h in held.select_related("post__agency__partnership").order_by("post__agency__key", "post__key")
    ]


def agencies_of(person: Person, on: date) -> list[Agency]:
    """Where a person works on that day, in every partnership."""
    working = person.work.filter(from_on__lte=on).filter(Q(until_on__isnull=True) | Q(until_on__gte=on))
    return [
        w.agency
        for w in working.select_related("agency__partnership").order_by(
            "agency__partnership__key", "agency__key"
        )
    ]
