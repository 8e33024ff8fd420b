"""What a directory is like after a while: rotas with a gap, second numbers, places, a school's facts, somebody gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from wayforward.cli.demonstration.directory import Town, same_id
from wayforward.core.working_time.london import LONDON
from wayforward.directory import models as directory
from wayforward.directory import people

WEEK = timedelta(weeks=1)
AHEAD = 10  # weeks that are planned
NOBODY_IN = 4  # the week, counted from this one, that nobody filled
ON_A_ROTA = ("emergency-duty-team", "adult-emergency-duty-team", "duty-officer", "duty-inspector")
ON_A_ROTA_ELSE = ("responding-senior-manager", "equivalent-senior-manager", "responding-next-tier")
SECOND = 0.6  # of the posts, that have another number
ADDRESSED = 0.9  # of the posts, that have a shared email address
ALWAYS_ANSWERED = 0.8  # of the agencies, that say which number is
PLACES = {
    "duty-paediatric-team": ("Brookvale Hospital", "St Ebba’s Hospital"),
    "head-of-service": ("North of the area", "South of the area"),
    "child-protection-manager": ("East of the borough", "West of the borough"),
}


def laid(town: Town, at: datetime) -> None:
    """Add all of this to a directory in which the stories have happened. The same instant gives the same."""
    chance = Random(f"{town.partnership.key} rotas")
    today = at.astimezone(LONDON).date()
    agencies = list(directory.Agency.objects.filter(partnership=town.partnership).order_by("key"))
    _numbers(town, chance)
    for number, agency in enumerate(agencies):
        if agency.kind == "schools":
            _school(agency)
        if number == len(agencies) // 2 or chance.random() > ALWAYS_ANSWERED:
            agency.last_resort = ""
        agency.save()
    directory.Shift.objects.bulk_create(_shifts(town, today))
    _places(town)
    _leaver(town, today, at)


def _numbers(town: Town, chance: Random) -> None:
    """A second number for most posts, an email address for nearly all."""
    posts = list(directory.Post.objects.filter(agency__partnership=town.partnership).order_by("agency__key", "key"))
    for number, post in enumerate(posts, start=1):
        post.second_phone = f"07700 900{number:03}" if chance.random() < SECOND else ""
        post.email = post.email if chance.random() < ADDRESSED else ""
    directory.Post.objects.bulk_update(posts, ["second_phone", "email"])


def _school(agency: directory.Agency) -> None:
    jobs = directory.Work.objects.filter(agency=agency, job__startswith="Head teacher").values_list("job", flat=True)
    agency.head_is_lead = any("designated" in job for job in jobs)
    agency.governors = "The chair of governors, through the school office"
    agency.governors_phone = agency.last_resort


def _shifts(town: Town, today: date) -> Iterator[directory.Shift]:
    """A week each in turn, from Monday at nine, with one week that nobody filled."""
    monday = today - timedelta(days=today.weekday())
    for post in _rota_posts(town):
        works = directory.Work.objects.filter(agency=post.agency).select_related("person").order_by("person__name")
        turns = [work.person for work in works][:4]
        for week in range(AHEAD):
            if week == NOBODY_IN:
                continue
            begins = datetime.combine(monday + week * WEEK, time(9), LONDON)
            ends = datetime.combine(monday + (week + 1) * WEEK, time(9), LONDON)
            yield directory.Shift(
                id=same_id(f"{post.pk}/{week}"), post=post, person=turns[week % len(turns)],
                starts_at=begins, ends_at=ends, source="Duty rota", uid=f"{post.key}-{week}",
            )  # fmt: skip


def _rota_posts(town: Town) -> list[directory.Post]:
    posts = directory.Post.objects.filter(agency__partnership=town.partnership).select_related("agency")
    of_duty = list(posts.filter(key__in=ON_A_ROTA).order_by("agency__key", "key"))
    found = of_duty or list(posts.filter(key__in=ON_A_ROTA_ELSE, agency__key="family-services"))
    directory.Post.objects.filter(pk__in=[post.pk for post in found]).update(rota=True)
    return found


def _places(town: Town) -> None:
    posts = directory.Post.objects.filter(agency__partnership=town.partnership, key__in=PLACES)
    for post in posts.order_by("agency__key", "key"):
        works = list(directory.Work.objects.filter(agency=post.agency).select_related("person").order_by("from_on"))
        for number, place in enumerate(PLACES[post.key]):
            directory.ServiceArea.objects.create(
                id=same_id(f"{post.pk}/{place}"), post=post, name=place, phone=f"07700 900{900 + number:03}",
                person=None if "Hospital" in place else works[number % len(works)].person,
            )  # fmt: skip


def _leaver(town: Town, today: date, at: datetime) -> None:
    """Somebody who holds one post and nothing else left on Friday, and nobody has taken over yet."""
    office = directory.Work.objects.filter(agency__partnership=town.partnership, agency__office=True, keeps=True)
    works = directory.Work.objects.filter(agency__partnership=town.partnership, agency__office=False, keeps=False)
    for work in works.select_related("person", "agency").order_by("agency__key", "person__name"):
        held = list(directory.Holder.objects.filter(person=work.person).select_related("post"))
        alone = len(held) == 1 and not held[0].deputy and held[0].post.holders.count() == 1
        if alone and work.person not in town.people.values():
            people.leave(work, today - timedelta(days=3), office[0].person, at, {})
            return
