"""What a manager sees of the escalations that their agency is in: clocks, counts and who has each, and no story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, NullIf

from wayforward.core.access import Sight, Viewer, may_see
from wayforward.core.commands import Actor
from wayforward.core.escalation import Escalation as State
from wayforward.directory.models import Agency, Holder, Person, Post, Work
from wayforward.directory.seating import current, on, on_shift
from wayforward.escalations import history, read
from wayforward.escalations.models import Conflict, Duty, Entry, Escalation, Grant, Look, Party
from wayforward.escalations.read import Listed

PAGE = 50
BAR = "|"


@dataclass(frozen=True, kw_only=True)
class Having:
    """Who at an agency has an escalation: a post with its holders, first who answers first, or somebody by name."""

    post: str = ""
    people: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Clocked:
    """An escalation as the manager of one of its agencies sees it."""

    listed: Listed
    agency: Agency  # theirs
    having: tuple[Having, ...]
    open_to_me: bool  # whether they may read its story too
    next_is_ours: bool  # whether the next step lies with their agency
    silent: bool  # challenged, and not heard from since the stage began

    @property
    def side(self) -> str | None:
        """Which side their agency is on; None where a post of theirs is called and the agency is no party."""
        return self.listed.state.side(self.agency.key)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many of an agency's are open, how many of those are past a date, and how many ended with something owed."""

    agency: Agency
    open: int
    late: int
    ended: int


def managed(person: Person, at: datetime) -> list[Agency]:
    """The agencies that somebody manages on that day, in every partnership."""
    managing = current(Work.objects.filter(person=person, manages=True), on(at)).select_related("agency__partnership")
    return [w.agency for w in managing.order_by("agency__partnership__key", "agency__key")]


def counted(person: Person, agencies: Iterable[Agency], at: datetime) -> list[Counted]:
    """The figures of each agency. What somebody has a conflict of interest in is not among them."""
    still = Q(state="open")
    return [
        Counted(
            agency=agency,
            **_not_done((agency,), person).aggregate(
                open=Count("pk", filter=still),
                late=Count("pk", filter=still & Q(due_at__lt=at)),
                ended=Count("pk", filter=~still),
            ),
        )
        for agency in agencies
    ]


def clocks(
    person: Person, who: Viewer, agencies: list[Agency], at: datetime, page: int = 1
) -> tuple[list[Clocked], bool]:
    """One page of what their agencies are in and is not done, and whether there are more.

    What lies with them comes first, then by date.
    """
    turns = Q()
    for agency in agencies:
        turns |= Q(partnership_id=agency.partnership_id, turn__contains=_between(agency))
    rank = Case(When(turns, then=Value(0)), default=Value(1)) if agencies else Value(1)
    ordered = _not_done(agencies, person).order_by(rank.asc(), F("due_at").asc(nulls_last=True), "-last_at", "pk")
    first = (page - 1) * PAGE
    found = list(ordered.select_related("raising", "partnership")[first : first + PAGE + 1])
    return _clocked(found[:PAGE], agencies, who, at), len(found) > PAGE


def one(ref: str, person: Person, who: Viewer, at: datetime, agency: str = "") -> Clocked | None:
    """One of them for the manager of `agency`, or of the first of its agencies that they manage.

    None when it is not there, or not their agency's. The look is written down.
    """
    row = Escalation.objects.filter(ref=ref).select_related("raising", "partnership").first()
    if row is None:
        return None
    agencies = managed(person, at)
    found = _of(agencies, person).filter(pk=row.pk).exists()
    Look.objects.create(
        partnership_id=row.partnership_id, escalation=row, person=person, at=at, what="clock", allowed=found
    )
    seen = _clocked([row], agencies, who, at) if found else []
    return next((clocked for clocked in seen if agency in ("", clocked.agency.key)), None)


def bare_state(row: Escalation) -> State:
    """What the history adds up to, without opening anything that is sealed."""
    return history.fold(history.opened(entry, None) for entry in Entry.objects.filter(escalation=row).order_by("seq"))


def acting_for(clocked: Clocked, person: Person) -> Actor:
    """A manager in the name of the agency that they manage."""
    return Actor(person=str(person.pk), agency=clocked.agency.key)


def colleagues(clocked: Clocked, giver: Person, at: datetime, named: str = "", most: int = PAGE) -> list[Work]:
    """Who works at the agency and can be given it: nobody who has a conflict of interest, or was given it before.

    Nor the giver: managing an agency is no way in to what it is in. Whoever raised it is offered like anybody else, so
    that the list does not tell who that was.
    """
    called = Coalesce(NullIf("known_as", Value("")), "person__name")  # as this agency wrote it
    work = _can_have(clocked, giver, at).annotate(called=called)
    return list(work.filter(called__icontains=named.replace("\0", "")).order_by("called", "pk")[:most])


def colleague(clocked: Clocked, giver: Person, at: datetime, key: str) -> Work | None:
    """The one of them with this key."""
    try:
        return _can_have(clocked, giver, at).filter(person_id=UUID(key)).first()
    except ValueError:
        return None


def _can_have(clocked: Clocked, giver: Person, at: datetime) -> QuerySet[Work]:
    row = clocked.listed.row
    conflicted = Conflict.objects.filter(escalation=row).values("person")
    has_it = Grant.objects.filter(escalation=row, person__isnull=False)
    if str(row.raiser_id) not in clocked.listed.joined:
        has_it = has_it.exclude(person=row.raiser_id)
    work = current(Work.objects.filter(agency=clocked.agency, person__is_active=True), on(at))
    work = work.exclude(person__in=conflicted).exclude(person__in=has_it.values("person"))
    return work.exclude(person=giver).select_related("person")


def _not_done(agencies: Iterable[Agency], person: Person) -> QuerySet[Escalation]:
    """Those of theirs that are open, or ended with something still owed by anybody."""
    owing = Duty.objects.filter(done_at__isnull=True, lapsed_at__isnull=True, escalation=OuterRef("pk"))
    return _of(agencies, person).filter(Q(state="open") | Exists(owing))


def _of(agencies: Iterable[Agency], person: Person) -> QuerySet[Escalation]:
    """Those that these agencies are a party to, or that call a post of theirs, without a conflict of the person's."""
    keys = [agency.pk for agency in agencies]
    parties = Party.objects.filter(escalation=OuterRef("pk"), agency__in=keys)
    called = Grant.objects.filter(escalation=OuterRef("pk"), post__agency__in=keys)
    conflicts = Conflict.objects.filter(escalation=OuterRef("pk"), person=person)
    return Escalation.objects.filter(Exists(parties) | Exists(called), ~Exists(conflicts))


def _between(agency: Agency) -> str:
    return f"{BAR}{agency.key}{BAR}"


def _clocked(rows: list[Escalation], agencies: list[Agency], who: Viewer, at: datetime) -> list[Clocked]:
    ready = read.ready(rows)
    grants: dict[UUID, list[Grant]] = {}
    held = current(Holder.objects.select_related("person"), on(at)).order_by("deputy", "from_on")
    shifts = on_shift(at).select_related("person").order_by("starts_at")
    brought = Grant.objects.filter(escalation__in=rows).select_related("person", "post").order_by("given_at", "pk")
    for grant in brought.prefetch_related(
        Prefetch("post__holders", queryset=held), Prefetch("post__shifts", queryset=shifts)
    ):
        grants.setdefault(grant.escalation_id, []).append(grant)
    named = {grant.person_id for several in grants.values() for grant in several if grant.person_id}
    works = set(
        current(Work.objects.filter(person__in=named, agency__in=[a.pk for a in agencies]), on(at)).values_list(
            "person_id", "agency_id"
        )
    )
    return [
        _one(entry, agency, grants.get(entry.row.pk, []), works, who)
        for entry in ready
        for agency in agencies
        if agency.partnership_id == entry.row.partnership_id
        and (entry.state.side(agency.key) is not None or _called(agency, grants.get(entry.row.pk, [])))
    ]


def _called(agency: Agency, grants: list[Grant]) -> bool:
    return any(grant.post is not None and grant.post.agency_id == agency.pk for grant in grants)


def _one(entry: Listed, agency: Agency, grants: list[Grant], works: set[tuple[UUID, UUID]], who: Viewer) -> Clocked:
    row = entry.row
    sight = Sight(  # conflicts of interest were left out before
        partnership=str(row.partnership_id),
        people=frozenset(str(g.person_id) for g in grants if g.person_id),
        posts=frozenset(str(g.post_id) for g in grants if g.post_id),
    )
    challenged = entry.state.side(agency.key) == "responding"
    heard = row.heard_at is not None and (row.entered_at is None or row.heard_at >= row.entered_at)
    return Clocked(
        listed=entry,
        agency=agency,
        having=_having(entry, agency, grants, works),
        open_to_me=may_see(who, sight).allowed,
        next_is_ours=_between(agency) in row.turn,
        silent=entry.state.open and challenged and not heard,
    )


def _having(entry: Listed, agency: Agency, grants: list[Grant], works: set[tuple[UUID, UUID]]) -> tuple[Having, ...]:
    """Those it was handed to by name, then the posts.

    Who raised it is not named for having raised it: they may be in the reader's line. Handed to them, they are.
    """
    raiser = entry.row.raiser_id
    by_name = [
        Having(people=(grant.person.name,))
        for grant in grants
        if grant.person is not None
        and (grant.person_id, agency.pk) in works
        and (grant.person_id != raiser or str(raiser) in entry.joined)
    ]
    by_post = [
        Having(post=grant.post.title, people=_answering(grant.post))
        for grant in grants
        if grant.post is not None and grant.post.agency_id == agency.pk
    ]
    return (*by_name, *by_post)


def _answering(post: Post) -> tuple[str, ...]:
    """Whoever is on shift, then its holders, then deputies: each once."""
    names: Mapping[UUID, str] = {
        **{shift.person_id: shift.person.name for shift in post.shifts.all()},
        **{held.person_id: held.person.name for held in post.holders.all()},
    }
    return tuple(names.values())
