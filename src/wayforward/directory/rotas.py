"""The rotas of an agency: who is on for a post and when, where two overlap, and the weeks with nobody on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet

from wayforward.core.verdict import Refused
from wayforward.core.working_time.london import LONDON, moment
from wayforward.directory.keeping import changed, not_for_oneself
from wayforward.directory.models import Holder, Person, Post, Shift, Work
from wayforward.directory.people import known_at, working_at
from wayforward.directory.seating import current, on

WEEKS = 8
LONGEST = timedelta(days=31)
HOUR = timedelta(hours=1)
FEWER = 2  # hours: less of a difference is a change of the clocks


# --- looking ahead -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stretch:
    """A time between two instants."""

    starts_at: datetime
    ends_at: datetime

    @property
    def hours(self) -> int:
        return round((self.ends_at - self.starts_at) / HOUR)


@dataclass(frozen=True, kw_only=True)
class Week:
    """One week of a post's rota, from Monday to Monday in London, or what is left of it."""

    begins_on: date
    hours: int  # that are covered
    of: int  # hours that the week has
    gaps: tuple[Stretch, ...]
    fewer: int = 0  # hours fewer than in the week that is covered best

    @property
    def nobody(self) -> bool:
        return self.hours == 0

    @property
    def hardly(self) -> bool:
        """Whether more than half is missing of what the best week covers."""
        return self.fewer > self.hours


def look_ahead(shifts: Iterable[Shift], at: datetime, weeks: int = WEEKS) -> list[Week]:
    """The next weeks of one post, this one from now on. Covered is covered, by however many."""
    covered = _joined((shift.starts_at, shift.ends_at) for shift in shifts)
    found = [_week(covered, begins, at) for begins in _mondays(on(at), weeks)]
    best = max((week.hours for week in found if week.begins_on > on(at)), default=0)
    return [replace(week, fewer=_fewer(week, best)) if week.begins_on > on(at) else week for week in found]


def _fewer(week: Week, best: int) -> int:
    """How many hours are missing of what the best week covers, as far as this week has as many."""
    missing = min(best, week.of) - week.hours
    return missing if missing >= FEWER else 0


def longest_gap(weeks: Iterable[Week]) -> Stretch | None:
    """The longest time with nobody on, over the weeks that have nobody or are covered less than the best one.

    Hours that no week covers, such as office hours on a rota for the nights, are no gap.
    """
    gaps: list[Stretch] = []
    for gap in (gap for week in weeks if week.nobody or week.fewer for gap in week.gaps):
        if gaps and gaps[-1].ends_at == gap.starts_at:  # midnight on Sunday ends a week, not a gap
            gaps[-1] = Stretch(gaps[-1].starts_at, gap.ends_at)
        else:
            gaps.append(gap)
    return max(gaps, key=lambda gap: gap.ends_at - gap.starts_at, default=None)


def overlaps(shifts: Iterable[Shift]) -> list[tuple[Shift, Shift]]:
    """Shifts of one post that two people do at the same time, each with the one that began before it."""
    found: list[tuple[Shift, Shift]] = []
    last: Shift | None = None
    for shift in sorted(shifts, key=lambda s: (s.starts_at, s.ends_at)):
        if last is not None and shift.starts_at < last.ends_at:
            found.append((last, shift))
        if last is None or shift.ends_at > last.ends_at:
            last = shift
    return found


def _mondays(today: date, weeks: int) -> list[date]:
    first = today - timedelta(days=today.weekday())
    return [first + timedelta(weeks=n) for n in range(weeks)]


def _week(covered: Sequence[tuple[datetime, datetime]], begins: date, at: datetime) -> Week:
    starts = max(_midnight(begins), at)
    ends = _midnight(begins + timedelta(weeks=1))
    gaps, reached = [], starts
    for start, end in covered:
        if end <= reached or start >= ends:
            continue
        if start > reached:
            gaps.append(Stretch(reached, start))
        reached = max(reached, end)
    if reached < ends:
        gaps.append(Stretch(reached, ends))
    open_for = sum(((gap.ends_at - gap.starts_at) for gap in gaps), timedelta())
    whole = ends - starts
    return Week(begins_on=begins, hours=round((whole - open_for) / HOUR), of=round(whole / HOUR), gaps=tuple(gaps))


def _joined(times: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    joined: list[tuple[datetime, datetime]] = []
    for start, end in sorted(times):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


# --- what is on the rota -----------------------------------------------------------------------------------------


def coming(posts: Iterable[Post], at: datetime, weeks: int = WEEKS) -> dict[Post, list[Shift]]:
    """The shifts of many posts that have not ended, and begin within those weeks, by post. One query."""
    by_key = {post.pk: post for post in posts}
    until = _midnight(_mondays(on(at), weeks)[-1] + timedelta(weeks=1))
    rows = Shift.objects.filter(post__in=by_key, ends_at__gt=at, starts_at__lt=until)
    found: dict[Post, list[Shift]] = {post: [] for post in by_key.values()}
    for shift in rows.select_related("person").order_by("starts_at", "person__name"):
        found[by_key[shift.post_id]].append(shift)
    return found


def sources(post: Post, at: datetime) -> list[str]:
    """The rotas from which this post has shifts still to come."""
    named = Shift.objects.filter(post=post, ends_at__gt=at).exclude(source="")
    return list(named.order_by("source").values_list("source", flat=True).distinct())


@transaction.atomic
def add(
    post: Post, person: Person, by: Person, at: datetime, starts_at: datetime, ends_at: datetime
) -> Shift | Refused:
    """One shift, written by hand."""
    why_not = unfit(starts_at, ends_at)
    if why_not:
        return Refused(why_not)
    if not works_then(working_at(post.agency, on(at)), person, starts_at):
        return Refused(f"{known_at(post, person)} does not work for {post.agency.name} on that day.")
    if why_not := lets_oneself_in(post, person, by, at):
        return Refused(why_not)
    shift = Shift.objects.create(post=post, person=person, starts_at=starts_at, ends_at=ends_at)
    changed(post.agency, by, at, "rota", post.pk, post.title, after=f"Added: {_says(shift, known_at(post, person))}")
    return shift


@transaction.atomic
def remove(shift: Shift, by: Person, at: datetime) -> None:
    """Take a shift that has not ended out of the rota."""
    post = shift.post
    changed(post.agency, by, at, "rota", post.pk, post.title, before=_says(shift, known_at(post, shift.person)),
            after="Taken out of the rota")  # fmt: skip
    Shift.objects.filter(pk=shift.pk, ends_at__gt=at).delete()


def works_then(works: Iterable[Work], person: Person, at: datetime) -> bool:
    day = on(at)
    mine = [work for work in works if work.person_id == person.pk]
    return any(work.from_on <= day and (work.until_on is None or work.until_on >= day) for work in mine)


def unfit(starts_at: datetime, ends_at: datetime) -> str:
    if ends_at <= starts_at:
        return "A shift must end after it begins."
    if ends_at - starts_at > LONGEST:
        return "A shift must be 31 days or shorter."
    return ""


def lets_oneself_in(post: Post, person: Person, by: Person, at: datetime) -> str:
    """Who holds a post already may put themselves on its rota: that lets them see nothing more."""
    if current(Holder.objects.filter(post=post, person=person), on(at)).exists():
        return ""
    return not_for_oneself(by, person, post.agency, at)


def _says(shift: Shift, name: str) -> str:
    return f"{name}, {moment(shift.starts_at)} to {moment(shift.ends_at)}"


def of_person(person: Person, at: datetime) -> QuerySet[Shift]:
    """Somebody's own shifts that have not ended, at every agency."""
    return (
        Shift.objects.filter(person=person, ends_at__gt=at)
        .select_related("person", "post__agency")
        .order_by("starts_at")
    )
