"""The tracker of a partnership's own office: every escalation of all its agencies, by their clocks, without a story."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import assert_never
from uuid import UUID

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When

from wayforward.core.access import Viewer
from wayforward.core.rulebook import Rulebook
from wayforward.core.working_time import Calendar, OutsideCalendar, instant
from wayforward.directory.models import Adoption, Holder, Partnership, Person, Post
from wayforward.directory.seating import agencies_of, current, on, on_shift
from wayforward.escalations.models import Conflict, Escalation, Grant, Party
from wayforward.escalations.rulebooks import rules_of
from wayforward.escalations.summary import BAR

PAGE = 25
STUCK_AFTER = 3  # working days
SILENT_AFTER = 2  # working days
SOON = 7  # days
LONGEST = 400  # days ahead that anybody may ask about


class Wrong(enum.StrEnum):
    """What can be wrong with an escalation. These words are Wayforward's own, never a policy's."""

    OVERDUE = "overdue"  # a limit or another date of the policy has passed, or one that somebody set
    DUE = "due"  # one falls due within so many days
    STUCK = "stuck"  # overdue, and nobody has recorded anything but a chase for STUCK_AFTER working days
    SILENT = "silent"  # its stage began SILENT_AFTER working days ago, and the challenged side was not heard from since
    MISSING = "missing-record"  # a record that the policy asks for is late: see core/turn.py
    VACANT = "vacant-post"  # a post that it has brought in has nobody in it today


class Sort(enum.StrEnum):
    """What the list can be ordered by."""

    REF = "reference"
    RAISING = "raised-by"
    STAGE = "stage"
    TURN = "next-step"
    DUE = "due"
    SINCE = "since"
    HEARD = "heard"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which escalations somebody asks for, and in which order. What is empty narrows nothing."""

    state: str = "open"  # open, ended or all
    stage: str = ""
    raising: str = ""  # an agency's key
    responding: str = ""
    turn: str = ""  # an agency's key, OFFICE or OUTSIDE
    wrong: Wrong | None = None
    within: int = SOON  # days, for DUE
    ref: str = ""  # a reference, or part of one
    sort: Sort = Sort.DUE
    down: bool = False


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """The instants that tell what is wrong, worked out once for a page. None where no calendar reaches so far back."""

    at: datetime
    stuck: datetime | None  # whatever was last recorded before this is too long ago
    silent: datetime | None
    vacant: frozenset[UUID] = frozenset()  # the posts with nobody in them


@dataclass(frozen=True, kw_only=True)
class Tracked:
    """An escalation in the tracker: who is in it, with whom the next step lies, and what is wrong."""

    row: Escalation
    rules: Rulebook
    raising: str
    responding: tuple[str, ...]
    turn: tuple[str, ...]  # agency keys
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True, kw_only=True)
class Found:
    """One page of what was asked for, and how many there are of it."""

    rows: tuple[Tracked, ...]
    count: int
    page: int
    pages: int


def of_office(who: Viewer, partnership: Partnership) -> QuerySet[Escalation]:
    """Every escalation of a partnership, for somebody who works in its own office: the rule of `may_see` as a query.

    A conflict of interest denies: those are neither in the list nor in any count.
    """
    if str(partnership.pk) not in who.offices & who.partnerships:
        return Escalation.objects.none()
    denied = Conflict.objects.filter(person_id=who.person).values("escalation_id")
    return Escalation.objects.filter(~Q(pk__in=denied), partnership=partnership)


def office_worker(person: Person, at: datetime) -> Viewer:
    """Somebody by where they work alone: which posts they answer for does not bear on the office's own list."""
    works = agencies_of(person, on(at))
    return Viewer(
        person=str(person.pk),
        partnerships=frozenset(str(agency.partnership_id) for agency in works),
        offices=frozenset(str(agency.partnership_id) for agency in works if agency.office),
    )


def bounds(partnership: Partnership, rules: Rulebook, at: datetime) -> Bounds:
    """What counts as stuck, silent and vacant at that instant, by the working days of the policy in force."""
    return Bounds(
        at=at,
        stuck=quiet_since(rules.calendar, at, STUCK_AFTER),
        silent=quiet_since(rules.calendar, at, SILENT_AFTER),
        vacant=_vacant(partnership, rules, at),
    )


def quiet_since(calendar: Calendar, at: datetime, days: int) -> datetime | None:
    """What happened before this instant was followed by so many whole working days in which nothing happened.

    Today is not over, so it does not count: on a Monday, 2 reaches back to before the Thursday.
    """
    day = on(at)
    try:
        for _ in range(days):
            day = calendar.previous_working_day(day)
    except OutsideCalendar:
        return None
    return instant(day, time(0))


def find(everything: QuerySet[Escalation], asked: Asked, by: Bounds, ladder: Mapping[str, int], page: int) -> Found:
    """One page of what is asked for: the same number of queries however many there are.

    `ladder` says how far up each stage is. A page that is not there is the last one.
    """
    wanted = narrowed(everything, asked, by)
    count = wanted.count()
    pages = max(1, -(-count // PAGE))
    page = min(max(1, page), pages)
    first = (page - 1) * PAGE
    keys = list(ordered(wanted, asked, ladder).values_list("pk", flat=True)[first : first + PAGE])
    whole = {row.pk: _tracked(row, by) for row in _whole(keys, by)}
    return Found(rows=tuple(whole[key] for key in keys if key in whole), count=count, page=page, pages=pages)


def _whole(keys: list[UUID], by: Bounds) -> QuerySet[Escalation]:
    """The rows of one page with all that it shows. Put in order before this, by their keys alone: a database that
    sorts ten thousand should not carry every column of them along."""
    parties = Party.objects.filter(side="responding").select_related("agency").order_by("agency__name")
    return (
        Escalation.objects.filter(pk__in=keys)
        .select_related("raising")
        .prefetch_related(
            Prefetch("adoption", queryset=Adoption.objects.select_related("partnership").defer("sources")),
            Prefetch("parties", queryset=parties),
            Prefetch("grants", queryset=Grant.objects.filter(post__in=by.vacant)),
        )
    )


def narrowed(everything: QuerySet[Escalation], asked: Asked, by: Bounds) -> QuerySet[Escalation]:
    wanted = everything
    match asked.state:
        case "open":
            wanted = wanted.filter(state="open")
        case "ended":
            wanted = wanted.exclude(state="open")
    if asked.stage:
        wanted = wanted.filter(stage=asked.stage)
    if asked.raising:
        wanted = wanted.filter(raising__key=asked.raising)
    if asked.responding:
        challenged = Party.objects.filter(side="responding", agency__key=asked.responding).values("escalation_id")
        wanted = wanted.filter(pk__in=challenged)
    if asked.turn:
        wanted = wanted.filter(turn__contains=f"{BAR}{asked.turn}{BAR}")
    if asked.ref:
        wanted = wanted.filter(ref__icontains=asked.ref)
    return wanted.filter(is_wrong(asked.wrong, by, asked.within)) if asked.wrong else wanted


def is_wrong(wrong: Wrong, by: Bounds, within: int = SOON) -> Q:
    """What is wrong, as a condition for the database. `wrong_with` says the same of one row."""
    still_open, nothing = Q(state="open"), Q(pk__in=())
    match wrong:
        case Wrong.OVERDUE:
            return still_open & Q(due_at__lt=by.at)
        case Wrong.DUE:
            return still_open & Q(due_at__gte=by.at, due_at__lte=by.at + timedelta(days=within))
        case Wrong.STUCK:
            return still_open & Q(due_at__lt=by.at, acted_at__lt=by.stuck) if by.stuck else nothing
        case Wrong.SILENT:
            unheard = Q(heard_at__isnull=True) | Q(heard_at__lt=F("entered_at"))
            return still_open & Q(entered_at__lt=by.silent) & unheard if by.silent else nothing
        case Wrong.MISSING:
            return Q(record_missing_at__lt=by.at)
        case Wrong.VACANT:
            brought_in = Grant.objects.filter(post__in=by.vacant).values("escalation_id")
            return still_open & Q(pk__in=brought_in)
        case _:
            assert_never(wrong)


def wrong_with(row: Escalation, by: Bounds, within: int = SOON) -> tuple[Wrong, ...]:
    """What is wrong with one escalation. Its `grants` are those to vacant posts."""
    is_open = row.state == "open"
    late = is_open and row.due_at is not None and row.due_at < by.at
    soon = is_open and row.due_at is not None and by.at <= row.due_at <= by.at + timedelta(days=within)
    idle = by.stuck is not None and row.acted_at is not None and row.acted_at < by.stuck
    long_here = by.silent is not None and row.entered_at is not None and row.entered_at < by.silent
    unheard = row.heard_at is None or (row.entered_at is not None and row.heard_at < row.entered_at)
    found = {
        Wrong.OVERDUE: late,
        Wrong.DUE: soon,
        Wrong.STUCK: late and idle,
        Wrong.SILENT: is_open and long_here and unheard,
        Wrong.MISSING: row.record_missing_at is not None and row.record_missing_at < by.at,
        Wrong.VACANT: is_open and any(grant.post_id in by.vacant for grant in row.grants.all()),
    }
    return tuple(wrong for wrong, so in found.items() if so)


def counts(everything: QuerySet[Escalation], by: Bounds) -> dict[str, int]:
    """How many are open, and how many there are of each thing that can be wrong, in one query."""
    each = {wrong.value.replace("-", "_"): Count("pk", filter=is_wrong(wrong, by)) for wrong in Wrong}
    told = everything.filter(Q(state="open") | Q(record_missing_at__lt=by.at)).aggregate(
        open=Count("pk", filter=Q(state="open")), **each
    )
    return {name.replace("_", "-"): number for name, number in told.items()}


def _tracked(row: Escalation, by: Bounds) -> Tracked:
    return Tracked(
        row=row,
        rules=rules_of(row.adoption),
        raising=row.raising.name,
        responding=tuple(party.agency.name for party in row.parties.all()),
        turn=tuple(filter(None, row.turn.split(BAR))),
        wrong=wrong_with(row, by),
    )


def ordered(wanted: QuerySet[Escalation], asked: Asked, ladder: Mapping[str, int]) -> QuerySet[Escalation]:
    """What has no such instant comes last, whichever way round; the reference settles what is equal."""
    by = _column(asked.sort, ladder)
    key = by.desc(nulls_last=True) if asked.down else by.asc(nulls_last=True)
    return wanted.order_by(key, "ref")


def _column(sort: Sort, ladder: Mapping[str, int]) -> F | Case:
    match sort:
        case Sort.REF:
            return F("ref")
        case Sort.RAISING:
            return F("raising__name")
        case Sort.STAGE:
            rungs = (When(stage=stage, then=Value(rung)) for stage, rung in ladder.items())
            return Case(*rungs, default=Value(len(ladder)), output_field=IntegerField())
        case Sort.TURN:
            return F("turn")
        case Sort.DUE:
            return F("due_at")
        case Sort.SINCE:
            return F("entered_at")
        case Sort.HEARD:
            return F("heard_at")
        case _:
            assert_never(sort)


def _vacant(partnership: Partnership, rules: Rulebook, at: datetime) -> frozenset[UUID]:
    """The posts with nobody in them or on shift. What the policy lists as a post and is no role, such as a meeting
    or a telephone, is never vacant."""
    held = current(Holder.objects.filter(post=OuterRef("pk")), on(at))
    empty = Post.objects.filter(~Exists(held), ~Exists(on_shift(at).filter(post=OuterRef("pk"))))
    posts = empty.filter(agency__partnership=partnership).values_list("pk", "key")
    return frozenset(pk for pk, key in posts if key not in rules.posts or rules.posts[key].role is not None)
