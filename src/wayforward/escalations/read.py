"""Every read of escalations, already narrowed to those who need to know, and logged before anything leaves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, QuerySet, prefetch_related_objects

from wayforward.core.access import Sight, Viewer, may_see
from wayforward.core.escalation import Escalation as State
from wayforward.core.escalation import Owed
from wayforward.core.escalation import Party as InIt
from wayforward.core.routing import RouteTable
from wayforward.core.rulebook import Rulebook
from wayforward.core.verdict import Verdict
from wayforward.directory.models import Person
from wayforward.directory.seating import agencies_of, posts_of
from wayforward.escalations import history, sealing
from wayforward.escalations.history import Recorded
from wayforward.escalations.models import Conflict, Duty, Entry, Escalation, Grant, Look, Party
from wayforward.escalations.rulebooks import routes_of, rules_of

LONDON = ZoneInfo("Europe/London")
PAGE = 25


@dataclass(frozen=True, kw_only=True)
class Opened:
    """An escalation as somebody entitled sees it: its summary row, its history and what that adds up to."""

    row: Escalation
    rules: Rulebook
    routes: RouteTable
    state: State
    history: tuple[Recorded, ...]
    people: dict[str, str]  # person id -> name, for those named in the history


def on(at: datetime) -> date:
    """The day it is in London at that instant: posts and jobs begin and end by the day."""
    return at.astimezone(LONDON).date()


def viewer(person: Person, at: datetime) -> Viewer:
    """Who somebody is to the rule of need to know, as things stand at that instant."""
    return Viewer(
        person=str(person.pk),
        posts=frozenset(str(post.pk) for post in posts_of(person, on(at))),
        offices=frozenset(str(a.partnership_id) for a in agencies_of(person, on(at)) if a.office),
    )


def sight(row: Escalation) -> Sight:
    """What decides who may see this escalation."""
    granted = Grant.objects.filter(escalation=row).values_list("person_id", "post_id")
    return Sight(
        partnership=str(row.partnership_id),
        people=frozenset(str(person) for person, _ in granted if person),
        posts=frozenset(str(post) for _, post in granted if post),
        conflicted=frozenset(
            str(p) for p in Conflict.objects.filter(escalation=row).values_list("person_id", flat=True)
        ),
    )


def visible(who: Viewer, rows: QuerySet[Escalation] | None = None, most: int = PAGE) -> list[Escalation]:
    """The escalations somebody may see, latest first: a union of ordered branches, one for each reason to know.

    Each branch is short and read in index order, so that the cost does not grow with what is stored. `rows`
    narrows further (a state, a stage); it must not be ordered or sliced.
    """
    base = Escalation.objects.all() if rows is None else rows
    allowed = base.exclude(Exists(Conflict.objects.filter(escalation=OuterRef("pk"), person=who.person)))
    branches = [allowed.filter(grants__person=who.person)]
    branches += [allowed.filter(grants__post=post) for post in sorted(who.posts)]
    branches += [allowed.filter(partnership=office) for office in sorted(who.offices)]
    found = {
        row.pk: row
        for row in Escalation.objects.filter(pk__in=_first(branches, most)).select_related(
            "raising", "partnership"
        )
    }
    return sorted(found.values(), key=lambda row: (row.last_at, row.pk.hex), reverse=True)


def _first(branches: Iterable[QuerySet[Escalation]], most: int) -> list[object]:
    """The first keys over all branches. Django cannot slice inside a union on SQLite, so each is wrapped by hand."""
    parts: list[str] = []
    params: list[object] = []
    for branch in branches:
        keys = branch.order_by("-last_at", "-id").values("id", "last_at")[:most]
        sql, values = keys.query.sql_with_params()
        parts.append(f"SELECT * FROM ({sql}) AS b{len(parts)}")  # noqa: S608 - our own SQL; values stay parameters
        params += values
    query = f"SELECT id FROM ({' UNION '.join(parts)}) AS u ORDER BY last_at DESC, id DESC LIMIT {int(most)}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return [key for (key,) in cursor.fetchall()]


def open_escalation(ref: str, person: Person, at: datetime, what: str) -> Opened | None:
    """The escalation with this reference, or None when there is none or it is not this person's to see.

    The look, allowed or not, is written before anything is returned.
    """
    row = (
        Escalation.objects.filter(ref=ref)
        .select_related("adoption", "partnership", "raising", "key")
        .first()
    )  # fmt: skip
    if row is None:
        return None
    verdict = may_see(viewer(person, at), sight(row))
    Look.objects.create(
        partnership_id=row.partnership_id,
        escalation=row,
        person=person,
        at=at,
        what=what,
        allowed=verdict.allowed,
    )
    if not verdict.allowed:
        return None
    recorded = entries(row)
    return Opened(
        row=row,
        rules=rules_of(row.adoption),
        routes=routes_of(row.adoption),
        state=history.fold(recorded),
        history=recorded,
        people=names(item.by for item in recorded),
    )


def entries(row: Escalation) -> tuple[Recorded, ...]:
    """The whole history of an escalation, opened."""
    master = sealing.master_key(Path(settings.WAYFORWARD_SEALING_KEY_FILE))
    key = sealing.unwrap(master, bytes(row.key.wrapped), str(row.id))
    return tuple(history.opened(entry, key) for entry in Entry.objects.filter(escalation=row).order_by("seq"))


def names(people: Iterable[str]) -> dict[str, str]:
    wanted = {person for person in people if person and person != "clock"}
    return {str(p.pk): p.name for p in Person.objects.filter(pk__in=wanted)}


@dataclass(frozen=True, kw_only=True)
class Listed:
    """An escalation in a list: clocks and places, without the story. `names` are its agencies, raising first."""

    row: Escalation
    rules: Rulebook
    state: State  # who is in it, where it is and what is owed; nothing that is sealed
    owed: tuple[Owed, ...]
    names: list[str]


def listed(who: Viewer, rows: QuerySet[Escalation] | None = None, most: int = PAGE) -> list[Listed]:
    """What somebody may see, latest first, ready to be listed: the same number of queries however many there are."""
    found = visible(who, rows, most)
    owed = Duty.objects.filter(done_at__isnull=True, lapsed_at__isnull=True).order_by("due_at", "arose_at")
    parties = Party.objects.select_related("agency").order_by("side", "agency__key")
    prefetch_related_objects(
        found, Prefetch("duties", queryset=owed), Prefetch("parties", queryset=parties), "adoption"
    )
    return [_listed(row) for row in found]


def _listed(row: Escalation) -> Listed:
    parties = [InIt(agency=p.agency.key, side=p.side) for p in row.parties.all()]
    owed = {duty.key: _owed(duty) for duty in row.duties.all()}
    state = State(
        ref=row.ref, state=row.state, stage=row.stage, line=row.line or None, formal=row.formal,
        raiser=str(row.raiser_id), parties=tuple(parties), duties=owed,
    )  # fmt: skip
    sides = {"raising": 0, "responding": 1}
    names = [
        p.agency.name
        for p in sorted(row.parties.all(), key=lambda p: sides.get(p.side, 2))
        if p.side in sides
    ]
    return Listed(row=row, rules=rules_of(row.adoption), state=state, owed=tuple(owed.values()), names=names)


def _owed(duty: Duty) -> Owed:
    return Owed(
        key=duty.key, duty=duty.duty, who=tuple(duty.who), to=(), arose_at=duty.arose_at, due_at=duty.due_at,
        target_at=duty.target_at, force=duty.force, because=tuple(duty.because), stage=duty.stage or None,
        agency=duty.agency or None,
    )  # fmt: skip


def may(person: Person, row: Escalation, at: datetime) -> Verdict:
    """Whether somebody may see an escalation, and why: the same rule that the list obeys."""
    return may_see(viewer(person, at), sight(row))
