"""Whom somebody can hand an escalation on to: people of their own agency, stand-ins for their posts first."""

from __future__ import annotations

from django.db.models import QuerySet

from wayforward.directory.models import Holder, Work
from wayforward.directory.seating import current, on
from wayforward.web.acts.desk import Desk
from wayforward.web.fields import Option

MOST = 400  # people in one list: a bigger agency keeps those who do such work in its directory first


def colleagues(desk: Desk) -> tuple[Option, ...]:
    """Deputies and other holders of my posts, then everybody else by name. Never me, nor whoever has an interest."""
    here = {"agency__partnership": desk.opened.row.partnership_id, "agency__key": desk.me.agency}
    works: QuerySet[Work] = current(Work.objects.filter(**here), on(desk.at)).select_related("person")
    beside = {
        str(person): "stands in for you" if deputy else "holds your post too"
        for person, deputy in current(
            Holder.objects.filter(
                post__key__in=desk.me.posts, post__agency__key=desk.me.agency,
                post__agency__partnership=desk.opened.row.partnership_id,
            ),
            on(desk.at),
        ).order_by("-deputy").values_list("person", "deputy")
    }  # fmt: skip
    out = {desk.me.person, *desk.state.conflicted}
    people = [w for w in works.order_by("person__name")[:MOST] if str(w.person_id) not in out and w.person.is_active]
    people.sort(key=lambda w: str(w.person_id) not in beside)
    return tuple(Option(str(w.person_id), _called(w, beside.get(str(w.person_id), ""))) for w in people)


def _called(work: Work, why: str) -> str:
    job = f", {work.job}" if work.job else ""
    return f"{work.known_as or work.person.name}{job}{f' ({why})' if why else ''}"
