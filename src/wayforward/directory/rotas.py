"""The rotas of an agency: who is on for a post and when, where two overlap, and the weeks with nobody on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from wayforward.core.verdict import Refused
from wayforward.core.working_time.london import LONDON, moment
from wayforward.directory.keeping import changed, not_for_oneself
from wayforward.directory.models import Holder, Person, Post, Shift, Work
from wayforward.directory.people import known_at, name_of, working_at
from wayforward.directory.seating import current, on

if TYPE_CHECKING:  # what reads a calendar file takes a while to load, and only the page that takes one needs it
    from wayforward.directory.calendars import Happening

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
    why_not = _unfit(starts_at, ends_at)
    if why_not:
        return Refused(why_not)
    if not _works(working_at(post.agency, on(at)), person, starts_at):
        return Refused(f"{known_at(post, person)} does not work for {post.agency.name} on that day.")
    if why_not := _lets_oneself_in(post, person, by, at):
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


# --- reading a rota in -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LeftOut:
    """What a calendar holds and the rota does not, and why."""

    happening: Happening
    why: str


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of a calendar that was read in. `replaced` shifts of the same rota went first."""

    taken: int
    replaced: int
    left_out: tuple[LeftOut, ...]


@transaction.atomic
def take(post: Post, source: str, happenings: Sequence[Happening], by: Person, at: datetime) -> Taken:
    """Put a calendar in place of what the rota of that name still had to come.

    Somebody is known by their e-mail address, or by their name where the event says it. Whatever is not taken
    is given back with the reason. A calendar of which nothing can be taken changes nothing.
    """
    people = _People(post, at)
    own = _lets_oneself_in(post, by, by, at)
    shifts: dict[tuple[UUID, datetime], Shift] = {}
    left_out = []
    for happening in happenings:
        person, why = people.of(happening)
        why = why or _unfit(happening.starts_at, happening.ends_at)
        if person is not None and person.pk == by.pk:
            why = why or own
        if person is None or why:
            left_out.append(LeftOut(happening, why))
            continue
        shifts[person.pk, happening.starts_at] = Shift(
            id=uuid4(), post=post, person=person, starts_at=happening.starts_at, ends_at=happening.ends_at,
            source=source, uid=happening.uid,
        )  # fmt: skip
    if happenings and not shifts:
        return Taken(taken=0, replaced=0, left_out=tuple(left_out))
    replaced, _ = Shift.objects.filter(post=post, source=source, ends_at__gt=at).delete()
    Shift.objects.bulk_create(shifts.values())
    changed(
        post.agency, by, at, "rota", post.pk, post.title,
        before=f"{source}: {_count(replaced)} to come", after=f"{source}: {_count(len(shifts))}, read from a file",
    )  # fmt: skip
    return Taken(taken=len(shifts), replaced=replaced, left_out=tuple(left_out))


class _People:
    """The people of a post's agency, as a calendar may mean them. Asked for once."""

    def __init__(self, post: Post, at: datetime) -> None:
        self._agency = post.agency.name
        self._works = list(working_at(post.agency, on(at)))
        self._by_address = _by(self._works, lambda work: [work.person.email.lower()])
        self._by_name = _by(self._works, lambda work: {_plain(name_of(work)), _plain(work.person.name)})

    def of(self, happening: Happening) -> tuple[Person | None, str]:
        """Whose shift it is; or nobody, and why."""
        found = {p.pk: p for address in happening.addresses for p in self._by_address.get(address, ())}
        if not found:
            said = f" {_plain(happening.says)} "
            found = {p.pk: p for name, people in self._by_name.items() if f" {name} " in said for p in people}
        if not found:
            return None, f"It names nobody who works for {self._agency}."
        if len(found) > 1:
            return None, "It names more than one person, so it does not say who is on."
        person = next(iter(found.values()))
        if not _works(self._works, person, happening.starts_at):
            name = next(name_of(work) for work in self._works if work.person_id == person.pk)
            return None, f"{name} does not work for {self._agency} on that day."
        return person, ""


def _by(works: Iterable[Work], names: Callable[[Work], Iterable[str]]) -> Mapping[str, list[Person]]:
    found: dict[str, list[Person]] = {}
    for work in works:
        for name in names(work):
            if work.person not in found.setdefault(name, []):
                found[name].append(work.person)
    return found


def _plain(text: str) -> str:
    """Words alone, in small letters, one space between them."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _works(works: Iterable[Work], person: Person, at: datetime) -> bool:
    day = on(at)
    mine = [work for work in works if work.person_id == person.pk]
    return any(work.from_on <= day and (work.until_on is None or work.until_on >= day) for work in mine)


def _unfit(starts_at: datetime, ends_at: datetime) -> str:
    if ends_at <= starts_at:
        return "A shift must end after it begins."
    if ends_at - starts_at > LONGEST:
        return "A shift must be 31 days or shorter."
    return ""


def _lets_oneself_in(post: Post, person: Person, by: Person, at: datetime) -> str:
    """Who holds a post already may put themselves on its rota: that lets them see nothing more."""
    if current(Holder.objects.filter(post=post, person=person), on(at)).exists():
        return ""
    return not_for_oneself(by, person, post.agency, at)


def _says(shift: Shift, name: str) -> str:
    return f"{name}, {moment(shift.starts_at)} to {moment(shift.ends_at)}"


def _count(number: int) -> str:
    return f"{number} shift" if number == 1 else f"{number} shifts"


def of_person(person: Person, at: datetime) -> QuerySet[Shift]:
    """Somebody's own shifts that have not ended, at every agency."""
    return (
        Shift.objects.filter(person=person, ends_at__gt=at)
        .select_related("person", "post__agency")
        .order_by("starts_at")
    )
