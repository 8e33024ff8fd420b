"""A keeper of an agency, for the tests of the directory."""

from __future__ import annotations

from datetime import timedelta

from tests.cast import FROM, MONDAY, RAISING, Cast, person
from wayforward.directory.keeping import changed
from wayforward.directory.models import Agency, DirectoryChange, Holder, Person, Post, ServiceArea, Shift, Work

A_SHIFT = timedelta(hours=12)


def keeper(cast: Cast, key: str = RAISING) -> Person:
    """Somebody who keeps the directory of an agency, and does nothing else there."""
    who = person(cast, f"Keeper of {key}", cast.agencies[key])
    Work.objects.filter(person=who).update(keeps=True)
    return who


def a_post(cast: Cast, key: str = "supervisor", agency: str = RAISING) -> Post:
    return Post.objects.select_related("agency").get(agency=cast.agencies[agency], key=key)


def said(agency: Agency) -> list[tuple[str, str, str]]:
    """What was changed, in the order in which it was: about, before, after."""
    rows = DirectoryChange.objects.filter(agency=agency).order_by("id")
    return list(rows.values_list("about", "before", "after"))


def kept(cast: Cast) -> dict[str, str]:
    """One of everything that an agency keeps, by the name it has in an address."""
    agency, post = cast.agencies[RAISING], a_post(cast)
    who = person(cast, "Somebody kept", agency)
    holder = Holder.objects.create(post=post, person=who, from_on=FROM, deputy=True)
    shift = Shift.objects.create(post=post, person=who, starts_at=MONDAY, ends_at=MONDAY + A_SHIFT)
    area = ServiceArea.objects.create(post=post, name="Hill Hospital", person=who)
    return {
        "partnership": str(cast.partnership.pk), "keeps": str(agency.pk), "kept_person": str(who.pk),
        "kept_post": str(post.pk), "holder": str(holder.pk), "shift": str(shift.pk), "place": str(area.pk),
    }  # fmt: skip


def more(cast: Cast, number: int) -> None:
    """One more of everything that an agency keeps."""
    agency, post = cast.agencies[RAISING], a_post(cast)
    who = person(cast, f"Kept {number}", agency)
    another = Post.objects.create(agency=agency, key=f"more-{number}", title=f"Post {number}", rota=True)
    for one in (post, another):
        Holder.objects.create(post=one, person=who, from_on=FROM)
        Shift.objects.create(post=one, person=who, starts_at=MONDAY, ends_at=MONDAY + A_SHIFT)
        ServiceArea.objects.create(post=one, name=f"Place {number}", person=who)
    changed(agency, who, MONDAY, "post", another.pk, another.title, after="Added")
