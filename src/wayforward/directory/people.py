"""The people of an agency: they come, change what they do, and leave. Nobody is ever deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from wayforward.core.verdict import Refused
from wayforward.core.working_time.london import LONDON
from wayforward.directory.keeping import changed, keepers, not_for_oneself
from wayforward.directory.models import Agency, Holder, Person, Post, Shift, Work
from wayforward.directory.seating import current, on

A_DAY = timedelta(days=1)


def working_at(agency: Agency, today: date) -> QuerySet[Work]:
    """Who works there, or will: everybody whose last day has not passed."""
    still = Q(until_on__isnull=True) | Q(until_on__gte=today)
    return Work.objects.filter(still, agency=agency).select_related("person").order_by("person__name", "from_on")


def name_of(work: Work) -> str:
    """Somebody's name as this agency wrote it, which says nothing of where else they may be known."""
    return work.known_as or work.person.name


@dataclass(frozen=True, kw_only=True)
class Described:
    """What a keeper says of somebody at their agency."""

    name: str
    job: str
    manages: bool = False
    keeps: bool = False

    def says(self) -> str:
        may = [word for word, so in (("manages", self.manages), ("keeps the directory", self.keeps)) if so]
        return ", ".join([self.name, self.job or "no job written", *may])


@transaction.atomic
def add(agency: Agency, by: Person, at: datetime, email: str, told: Described, from_on: date) -> Work | Refused:
    """Somebody begins to work here. An address that is known already gets this work too, and nothing says so:

    whether somebody is known to another agency is not for this one to learn.
    """
    email = email.strip().lower()
    if working_at(agency, on(at)).filter(person__email__iexact=email).exists():
        return Refused("Somebody with this email address works here already. Look for them in the list.")
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        person = Person(name=told.name, email=email)
        person.set_unusable_password()  # until whoever runs the service sets one
        person.save(force_insert=True)
    work = Work.objects.create(
        person=person, agency=agency, known_as=told.name, job=told.job, from_on=from_on,
        manages=told.manages, keeps=told.keeps,
    )  # fmt: skip
    changed(agency, by, at, "person", person.pk, told.name, after=f"{told.says()}. From {_day(from_on)}.")
    return work


@transaction.atomic
def describe(work: Work, by: Person, at: datetime, told: Described, reason: str = "") -> Work | Refused:
    """Change what is said of somebody. Taking the last keeper away needs a reason, and gets one line in the record."""
    before = described(work)
    if before == told:
        return work
    if told.manages and not work.manages and (why := not_for_oneself(by, work.person, work.agency, at)):
        return Refused(why)
    if work.keeps and not told.keeps and _is_last_keeper(work, on(at)) and not reason:
        return Refused(
            f"{before.name} is the only one who keeps the directory of {work.agency.name}. Make somebody else a keeper "
            "first, or say why nobody is to be. The partnership’s own office then keeps it.",
            overridable=True,
        )
    Work.objects.filter(pk=work.pk).update(known_as=told.name, job=told.job, manages=told.manages, keeps=told.keeps)
    if not _is_known_elsewhere(work):  # a name is mended everywhere by the only agency that knows its owner
        Person.objects.filter(pk=work.person_id).update(name=told.name)
    why = f". Why: {reason}" if reason else ""
    changed(work.agency, by, at, "person", work.person_id, told.name, before=before.says(), after=f"{told.says()}{why}")
    work.refresh_from_db()
    return work


def _is_known_elsewhere(work: Work) -> bool:
    """Whether somebody has, or had, work or a post at another agency: a chair may hold a post and work for nobody."""
    works = Work.objects.filter(person=work.person_id).exclude(agency=work.agency_id)
    return works.exists() or Holder.objects.filter(person=work.person_id).exclude(post__agency=work.agency_id).exists()


def described(work: Work) -> Described:
    return Described(name=name_of(work), job=work.job, manages=work.manages, keeps=work.keeps)


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """What somebody leaves behind at an agency: the posts they hold after a day, and the shifts they were to do."""

    holds: tuple[Holder, ...]
    shifts: int
    last_keeper: bool


def leaving(work: Work, last_on: date) -> Leaving:
    held = current_or_later(work, last_on).select_related("post").order_by("post__title", "deputy")
    return Leaving(
        holds=tuple(held), shifts=_shifts_after(work, last_on).count(), last_keeper=_is_last_keeper(work, last_on)
    )


@transaction.atomic
def leave(
    work: Work, last_on: date, by: Person, at: datetime, successors: Mapping[int, Person | None]
) -> Work | Refused:
    """Somebody's last day: their work and holdings here end with it, and whoever takes over begins the day after.

    `successors` says who takes over each holding; nobody is an answer. What they have elsewhere is not touched.
    """
    name = name_of(work)
    if last_on < work.from_on:
        return Refused(f"{name} began on {_day(work.from_on)}, so they cannot leave before that day.")
    holds = leaving(work, last_on).holds
    if why_not := next(filter(None, (_takes_it(h, successors.get(h.pk), by, at) for h in holds)), ""):
        return Refused(why_not)
    for holder in holds:
        _hand_over(holder, last_on, by, at, successors.get(holder.pk), name)
    dropped, _ = _shifts_after(work, last_on).delete()
    Work.objects.filter(pk=work.pk).update(until_on=last_on)
    shifts = f" {dropped} later shifts taken out of the rota." if dropped else ""
    changed(
        work.agency, by, at, "person", work.person_id, name,
        before=f"Works here from {_day(work.from_on)}", after=f"Last day {_day(last_on)}.{shifts}",
    )  # fmt: skip
    work.refresh_from_db()
    return work


def current_or_later(work: Work, last_on: date) -> QuerySet[Holder]:
    """What somebody would still hold at the agency after that day."""
    still = Q(until_on__isnull=True) | Q(until_on__gt=last_on)
    return Holder.objects.filter(still, person=work.person_id, post__agency=work.agency_id)


def _takes_it(holder: Holder, successor: Person | None, by: Person, at: datetime) -> str:
    """Why whoever records the leaving may not take this post over themselves; nothing where they hold it already."""
    if successor is None or current(Holder.objects.filter(post=holder.post, person=successor), on(at)).exists():
        return ""
    return not_for_oneself(by, successor, holder.post.agency, at)


def _hand_over(holder: Holder, last_on: date, by: Person, at: datetime, successor: Person | None, name: str) -> None:
    post, part = holder.post, "deputy" if holder.deputy else "holder"
    before = f"{name}, {part} from {_day(holder.from_on)}"
    if holder.from_on > last_on:
        Holder.objects.filter(pk=holder.pk).delete()  # it was never held
    else:
        Holder.objects.filter(pk=holder.pk).update(until_on=last_on)
    after = f"{name} until {_day(last_on)}. Nobody after that."
    if successor is not None:
        begins = max(last_on + A_DAY, holder.from_on)
        if not current(Holder.objects.filter(post=post, person=successor, deputy=holder.deputy), begins).exists():
            Holder.objects.create(post=post, person=successor, deputy=holder.deputy, from_on=begins)
        after = f"{name} until {_day(last_on)}, then {known_at(post, successor)} as {part}"
    changed(post.agency, by, at, "holder", post.pk, post.title, before=before, after=after)


def known_at(post: Post, person: Person) -> str:
    """Somebody's name as the agency of a post wrote it."""
    work = Work.objects.filter(person=person, agency=post.agency_id).exclude(known_as="").order_by("-from_on").first()
    return work.known_as if work else person.name


def people_of(agency: Agency, today: date, person: UUID) -> Work | None:
    """This person's work at an agency: what goes on now or will, else the latest that ended."""
    work = Work.objects.filter(agency=agency, person=person).select_related("person", "agency")
    return working_at(agency, today).filter(person=person).select_related("agency").first() or (
        work.order_by("-from_on").first()
    )


def _shifts_after(work: Work, last_on: date) -> QuerySet[Shift]:
    end = datetime.combine(last_on + A_DAY, datetime.min.time(), LONDON)
    return Shift.objects.filter(person=work.person_id, post__agency=work.agency_id, starts_at__gte=end)


def _is_last_keeper(work: Work, today: date) -> bool:
    return work.keeps and not keepers(work.agency, today).exclude(pk=work.pk).exists()


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
