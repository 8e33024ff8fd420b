"""Every read of escalations, already narrowed to those who need to know, and logged before anything leaves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, UUIDField, Value, prefetch_related_objects
from django.db.models.functions import Cast

from wayforward.core.access import Sight, Viewer, may_see
from wayforward.core.commands import Actor
from wayforward.core.escalation import Escalation as State
from wayforward.core.escalation import Owed, apply
from wayforward.core.escalation import Party as InIt
from wayforward.core.events import Joined
from wayforward.core.routing import RouteTable
from wayforward.core.rulebook import Rulebook
from wayforward.core.verdict import Verdict
from wayforward.directory.models import Adoption, Person
from wayforward.directory.seating import Places, places
from wayforward.escalations import history, keys, rebasing, record
from wayforward.escalations.acting import seated
from wayforward.escalations.history import Recorded
from wayforward.escalations.models import Conflict, Duty, Entry, Escalation, Grant, Look, Party
from wayforward.escalations.rulebooks import routes_of, rules_for, rules_of

PAGE = 25
CLOCK = "clock"  # who records what time alone brings about
SAID = (
    "stage-entered", "responded", "resolution-proposed", "resolution-answered", "closed", "reopened",
    "time-offered", "offer-answered", "more-time-asked", "more-time-answered", "joined",
)  # fmt: skip
Position = tuple[datetime, UUID]  # where a page ended: `last_at` and key of its last escalation


@dataclass(frozen=True, kw_only=True)
class Opened:
    """An escalation as somebody entitled sees it: its summary row, its history and what that adds up to."""

    row: Escalation
    rules: Rulebook
    routes: RouteTable
    state: State
    me: Actor  # in whose name the reader would act in it
    history: tuple[Recorded, ...]
    people: dict[str, str]  # person id -> name, for those named in the history


def viewer(person: Person, at: datetime) -> Viewer:
    """Who somebody is to the rule of need to know, as things stand at that instant."""
    return viewer_at(person, places(person, at))


def viewer_at(person: Person, where: Places) -> Viewer:
    """`viewer`, for a caller that already knows where somebody works: it asks the database nothing."""
    agencies = (*where.works, *(post.agency for post in where.posts))
    return Viewer(
        person=str(person.pk),
        partnerships=frozenset(str(a.partnership_id) for a in agencies),
        posts=frozenset(str(post.pk) for post in where.posts),
        offices=frozenset(str(a.partnership_id) for a in where.works if a.office),
    )


def sight(row: Escalation) -> Sight:
    """What decides who may see this escalation."""
    nobody = Cast(Value(None), UUIDField())
    granted = Grant.objects.filter(escalation=row).values_list("person_id", "post_id", Value(False))
    denied = Conflict.objects.filter(escalation=row).values_list("person_id", nobody, Value(True))
    known = list(granted.union(denied, all=True))
    return Sight(
        partnership=str(row.partnership_id),
        people=frozenset(str(person) for person, _, conflicted in known if person and not conflicted),
        posts=frozenset(str(post) for _, post, _ in known if post),
        conflicted=frozenset(str(person) for person, _, conflicted in known if conflicted),
    )


def may(person: Person, row: Escalation, at: datetime) -> Verdict:
    """Whether somebody may see an escalation, and why: the same rule that the list obeys."""
    return may_see(viewer(person, at), sight(row))


def visible(
    who: Viewer, rows: QuerySet[Escalation] | None = None, most: int = PAGE, after: Position | None = None
) -> list[Escalation]:
    """The escalations somebody may see, latest first: a union of ordered branches, one for each reason to know.

    Each branch is short and read in index order, so that the cost does not grow with what is stored. `rows`
    narrows further (a state, a stage); it must not be ordered or sliced. `after` goes on where a page ended.
    """
    base = Escalation.objects.all() if rows is None else rows
    if after is not None:
        base = base.filter(last_at__lte=after[0]).exclude(last_at=after[0], id__gte=after[1])
    branches = _branches(who, base)
    first = Escalation.objects.filter(pk__in=_first(branches, most)).select_related("raising", "partnership")
    return sorted(first, key=lambda row: (row.last_at, row.pk.hex), reverse=True)


def known_to(who: Viewer, column: str) -> Q:
    """Whether somebody may see the escalation whose key stands in `column`, for a query of what hangs on one.

    The same reasons to know as `visible`, each looked up by key: no list of all that they may see is made.
    """
    reasons = _branches(who, Escalation.objects.all())
    return reduce(or_, (Q(Exists(rows.filter(pk=OuterRef(column)))) for rows in reasons))


def _branches(who: Viewer, base: QuerySet[Escalation]) -> list[QuerySet[Escalation]]:
    """`base` narrowed by each reason to know: in it by name, by a post that one answers for, by the office."""
    conflicts = Conflict.objects.filter(escalation=OuterRef("pk"), person_id=who.person)
    allowed = base.filter(~Exists(conflicts), partnership_id__in=sorted(who.partnerships))
    return [
        allowed.filter(grants__person_id=who.person),
        *(allowed.filter(grants__post_id=post) for post in sorted(who.posts)),
        *(base.filter(~Exists(conflicts), partnership_id=office) for office in sorted(who.offices & who.partnerships)),
    ]


def seen_among(who: Viewer, refs: Collection[str]) -> frozenset[str]:
    """Which of these references somebody may see. Written down as no look: nothing of any of them is shown."""
    if not refs:
        return frozenset()
    return frozenset(row.ref for row in visible(who, Escalation.objects.filter(ref__in=refs), most=len(refs)))


def _first(branches: Iterable[QuerySet[Escalation]], most: int) -> list[UUID]:
    """The first keys over all branches. Django cannot slice inside a union on SQLite, so each is wrapped by hand."""
    parts: list[str] = []
    params: list[Any] = []
    for branch in branches:
        latest = branch.order_by("-last_at", "-id").values("id", "last_at")[:most]
        try:
            sql, values = latest.query.sql_with_params()
        except EmptyResultSet:  # somebody with no place anywhere: Django sees that nothing can match
            continue
        parts.append(f"SELECT * FROM ({sql}) AS b{len(parts)}")  # noqa: S608 - our own SQL; values stay parameters
        params += values
    if not parts:
        return []
    query = f"SELECT id FROM ({' UNION '.join(parts)}) AS u ORDER BY last_at DESC, id DESC LIMIT {int(most)}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return [key for (key,) in cursor.fetchall()]


def open_escalation(ref: str, person: Person, at: datetime, what: str) -> Opened | None:
    """The escalation with this reference, or None when there is none or it is not this person's to see.

    The look, allowed or not, is written before anything is returned.
    """
    found = Escalation.objects.filter(ref=ref).select_related("adoption__partnership", "partnership", "raising", "key")
    row = found.defer("adoption__sources").first()
    if row is None:
        return None
    where = places(person, at)
    verdict = may_see(viewer_at(person, where), sight(row))
    Look.objects.create(
        partnership_id=row.partnership_id, escalation=row, person=person, at=at, what=what, allowed=verdict.allowed
    )
    if not verdict.allowed:
        return None
    if rebasing.behind(row):  # a day off that was declared moves its dates before anybody reads them
        record.rebase(row.pk, at)
        row = found.defer("adoption__sources").get()
    recorded = entries(row)
    state = history.fold(recorded)
    return Opened(
        row=row,
        rules=rules_for(row.adoption, recorded),
        routes=routes_of(row.adoption),
        state=state,
        me=seated(person, where, row, state),
        history=recorded,
        people=names(_named(recorded, state)),
    )


def _named(recorded: Iterable[Recorded], state: State) -> Iterator[str]:
    """The people whom a history names, by key."""
    yield from state.conflicted
    for party in state.parties:
        yield party.person or ""
    for item in recorded:
        yield item.by
        if isinstance(item.event, Joined):
            yield item.event.invited_by


def entries(row: Escalation) -> tuple[Recorded, ...]:
    """The whole history of an escalation, opened."""
    key = keys.key_of(row)
    return tuple(history.opened(entry, key) for entry in Entry.objects.filter(escalation=row).order_by("seq"))


def names(people: Iterable[str]) -> dict[str, str]:
    wanted = {person for person in people if person and person != CLOCK}
    return {str(p.pk): p.name for p in Person.objects.filter(pk__in=wanted)}


def still_open() -> QuerySet[Escalation]:
    """Those that have not ended, for `listed` to narrow to who needs to know."""
    return Escalation.objects.filter(state="open")


def ended() -> QuerySet[Escalation]:
    """Those that were settled, decided or closed in any other way."""
    return Escalation.objects.exclude(state="open")


def ended_and_owing() -> QuerySet[Escalation]:
    """Those that ended with something still to be done, such as the outcome to be confirmed in writing."""
    owing = Duty.objects.filter(done_at__isnull=True, lapsed_at__isnull=True).values("escalation_id")
    return ended().filter(pk__in=owing)


def raised_from(draft: UUID, person: Person) -> str | None:
    """The reference of what this person raised, or typed in for somebody, from that draft: for a form sent twice."""
    row = Escalation.objects.filter(pk=draft).first()
    if row is None:
        return None
    first = Entry.objects.filter(escalation=row, seq=1).defer("sealed").get()
    return row.ref if history.opened(first, None).by == str(person.pk) else None


@dataclass(frozen=True, kw_only=True)
class Listed:
    """An escalation in a list: clocks and places, without the story. `names` are its agencies, raising first.

    `answered` are the agencies that have answered the challenge at the stage where it stands; `joined` are the keys of
    those who were brought in by name.
    """

    row: Escalation
    rules: Rulebook
    state: State  # who is in it, where it is, what is owed and what is proposed, offered and asked for; nothing sealed
    owed: tuple[Owed, ...]
    names: list[str]
    answered: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()


def listed(
    who: Viewer, rows: QuerySet[Escalation] | None = None, most: int = PAGE, after: Position | None = None
) -> list[Listed]:
    """What somebody may see, latest first, ready to be listed: the same number of queries however many there are."""
    return ready(visible(who, rows, most, after))


def ready(found: list[Escalation]) -> list[Listed]:
    """These escalations, narrowed already to those who may know of them, without their story."""
    owed = Duty.objects.filter(done_at__isnull=True, lapsed_at__isnull=True).order_by("due_at", "arose_at")
    parties = Party.objects.select_related("agency").order_by("side", "agency__key")
    adoptions = Adoption.objects.select_related("partnership").defer("sources")
    said = Entry.objects.filter(kind__in=SAID).defer("sealed").order_by("seq")
    prefetch_related_objects(
        found,
        Prefetch("duties", queryset=owed),
        Prefetch("parties", queryset=parties),
        Prefetch("adoption", queryset=adoptions),
        Prefetch("entries", queryset=said),
    )
    return [_listed(row) for row in found]


def _listed(row: Escalation) -> Listed:
    parties = [InIt(agency=p.agency.key, side=p.side) for p in row.parties.all()]
    owed = {duty.key: _owed(duty) for duty in row.duties.all()}
    state = State(
        ref=row.ref, state=row.state, stage=row.stage, line=row.line or None, formal=row.formal,
        raiser=str(row.raiser_id), parties=tuple(parties), duties=owed,
    )  # fmt: skip
    said = [history.opened(entry, None) for entry in row.entries.all()]
    told = State()
    for item in said:
        told = apply(told, item.event, (), item.recorded_at, item.recorded_at)
    state = replace(state, proposal=told.proposal, offer=told.offer, asked_time=told.asked_time)
    sides = {"raising": 0, "responding": 1}
    names = [p.agency.name for p in sorted(row.parties.all(), key=lambda p: sides.get(p.side, 2)) if p.side in sides]
    return Listed(
        row=row, rules=rules_of(row.adoption), state=state, owed=tuple(owed.values()), names=names,
        answered=history.answered_here(said),
        joined=frozenset(party.person for party in told.parties if party.person),
    )  # fmt: skip


def _owed(duty: Duty) -> Owed:
    return Owed(
        key=duty.key, duty=duty.duty, who=tuple(duty.who), to=(), arose_at=duty.arose_at, due_at=duty.due_at,
        target_at=duty.target_at, force=duty.force, because=tuple(duty.because), stage=duty.stage or None,
        agency=duty.agency or None,
    )  # fmt: skip
