"""Every read of messages that are owed, narrowed to those who need to know: of one escalation, and of one person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, IntegerField, Max, OuterRef, Prefetch, Q, QuerySet, Value, When

from wayforward.core.access import Viewer
from wayforward.core.escalation import Escalation as State
from wayforward.core.rulebook import Rulebook
from wayforward.directory.models import Adoption, Holder, Partnership, Person
from wayforward.directory.seating import Places, current, on, on_shift
from wayforward.escalations import read, talks
from wayforward.escalations.history import Recorded
from wayforward.escalations.models import Escalation, Party, Talk
from wayforward.escalations.read import Opened
from wayforward.escalations.rulebooks import rules_of
from wayforward.notices.models import Delivery, Notice
from wayforward.notices.standing import Stands, stands

PAGE = 25
MOST = 200  # messages that could not be sent, in the office's one list
NO_ACT = frozenset({"acknowledged", "chased", "notice-owed"})  # entries by which nobody does what a message asks
DIGEST = "digest"
WAITS, SEEN = 0, 1  # the two parts of an inbox, in their order
Position = tuple[int, datetime, int]  # where a page ended: the part, when its last message was owed, and its key


@dataclass(frozen=True, kw_only=True)
class Told:
    """One message of an escalation: each try, who answers for its post today, who has seen it and who acted since."""

    notice: Notice
    stands: Stands
    tries: tuple[Delivery, ...]
    answering: tuple[str, ...] = ()  # by name, whoever is on shift or holds the post first, then deputies
    seen_by: str = ""
    acted_by: str = ""  # a person's key


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message in somebody's inbox, with the escalation or the talk that it is about; a digest has what it gathers.

    `waits` while nobody has said that they have seen it, and that still matters.
    """

    notice: Notice
    row: Escalation | None
    rules: Rulebook | None
    talk: Talk | None
    waits: bool
    seen_by: str = ""
    gathers: tuple[Message, ...] = ()

    @property
    def state(self) -> State:
        """Where the escalation is, from its summary alone."""
        return State(stage=self.row.stage, line=self.row.line or None) if self.row else State()


@dataclass(frozen=True)
class Stuck:
    """A message that no try is left for, with the escalation that it is about."""

    notice: Notice
    row: Escalation
    rules: Rulebook


# --- of one escalation ------------------------------------------------------------------------------------


def told(opened: Opened, at: datetime) -> list[Told]:
    """Everybody who was to be told of an escalation that has been opened for its reader, latest first."""
    rows = list(_whole(Notice.objects.filter(escalation_id=opened.row.pk)).order_by("-owed_at", "-pk"))
    answering = _answering({row.post_id for row in rows if row.post_id}, at)
    known = read.names(str(row.acknowledged_by) for row in rows if row.acknowledged_by)
    return [_told(row, opened.history, answering, known) for row in rows]


def _told(
    row: Notice, history: tuple[Recorded, ...], answering: Mapping[UUID, list[str]], known: Mapping[str, str]
) -> Told:
    act = _acted(row, history)
    tries = [*row.deliveries.all(), *(row.digest.deliveries.all() if row.digest else ())]
    return Told(
        notice=row, stands=stands(row, tries, act.recorded_at if act else None), tries=tuple(tries),
        answering=tuple(answering.get(row.post_id, ())) if row.post_id else (),
        seen_by=known.get(str(row.acknowledged_by), ""), acted_by=act.by if act else "",
    )  # fmt: skip


def _acted(row: Notice, history: tuple[Recorded, ...]) -> Recorded | None:
    """The first thing that whoever was told, or anybody at the agency that was told, recorded after it was owed."""
    seq = row.entry_seq or 0
    cause = history[seq - 1] if 0 < seq <= len(history) else None
    for item in history[seq:]:
        if item.kind in NO_ACT or item.by == read.CLOCK:
            continue
        if cause is not None and (item.recorded_at, item.by) == (cause.recorded_at, cause.by):
            continue  # of the same act as the message itself
        theirs = row.agency is not None and item.agency == row.agency.key
        if item.by == str(row.person_id) or (row.person_id is None and theirs):
            return item
    return None


def _whole(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    tries = Delivery.objects.select_related("person", "post__agency").order_by("queued_at")
    joined = rows.select_related("agency", "post__agency", "person", "digest")
    return joined.prefetch_related(
        Prefetch("deliveries", queryset=tries), Prefetch("digest__deliveries", queryset=tries), "post__areas"
    )


def _answering(posts: Collection[UUID], at: datetime) -> dict[UUID, list[str]]:
    """Who answers for each of these posts today, by name: whoever is on shift, then holders, then deputies."""
    shifts = on_shift(at).filter(post__in=posts).order_by("starts_at").values_list("post_id", "person__name")
    held = current(Holder.objects.filter(post__in=posts, person__is_active=True), on(at))
    found: dict[UUID, list[str]] = {}
    for post, name in (*shifts, *held.order_by("deputy", "from_on").values_list("post_id", "person__name")):
        if name not in found.setdefault(post, []):
            found[post].append(name)
    return found


def acknowledged(rows: Iterable[Escalation]) -> dict[UUID, datetime]:
    """When somebody on the challenged side last said of each of these that they have seen a message about it."""
    challenged = Party.objects.filter(
        escalation_id=OuterRef("escalation_id"), agency_id=OuterRef("agency_id"), side="responding"
    )
    found = Notice.objects.filter(
        Exists(challenged), escalation_id__in=[row.pk for row in rows], acknowledged_at__isnull=False
    )
    return dict(found.order_by().values_list("escalation_id").annotate(Max("acknowledged_at")))


# --- of one person ----------------------------------------------------------------------------------------


def inbox(
    person: Person, where: Places, at: datetime, after: Position | None = None, most: int = PAGE
) -> list[Message]:
    """Messages to somebody or to the posts they answer for: those that wait first, then newest first.

    Of an escalation that they may no longer see there is nothing. The same number of queries however many there are.
    """
    found = _mine(person, where, at)
    if after is not None:
        part, owed_at, key = after
        found = found.filter(
            Q(part__gt=part) | Q(part=part, owed_at__lt=owed_at) | Q(part=part, owed_at=owed_at, pk__lt=key)
        )
    return _messages(list(found.order_by("part", "-owed_at", "-pk")[:most]), person, where, at)


def waiting(person: Person, where: Places, at: datetime, most: int) -> list[Message]:
    """The newest messages that somebody has not said they have seen."""
    found = _mine(person, where, at).filter(part=WAITS).order_by("-owed_at", "-pk")
    return _messages(list(found[:most]), person, where, at)


def message(person: Person, where: Places, at: datetime, key: int) -> Message | None:
    """One message of somebody's inbox; None where it is not theirs, or about what they may not see."""
    found = list(_mine(person, where, at).filter(pk=key))
    return next(iter(_messages(found, person, where, at)), None)


def unseen(person: Person, where: Places, at: datetime, row: Escalation) -> bool:
    """Whether anything about this escalation that is addressed to somebody has been seen by nobody."""
    return _mine(person, where, at).filter(escalation_id=row.pk, acknowledged_at__isnull=True).exists()


def position(last: Message) -> Position:
    return (WAITS if last.waits else SEEN, last.notice.owed_at, last.notice.pk)


def _mine(person: Person, where: Places, at: datetime) -> QuerySet[Any]:  # rows of Notice, each with its `part`
    """What is addressed to somebody and may be seen by them, each with the part of the inbox that it stands in."""
    who = read.viewer_at(person, where)
    still_open = Escalation.objects.filter(pk=OuterRef("escalation_id"), state="open")
    under_way = Talk.objects.filter(pk=OuterRef("talk_id")).exclude(outcome=talks.DONE)
    matters = Q(Exists(still_open)) | Q(Exists(under_way))
    waits = matters & Q(acknowledged_at__isnull=True, dropped_at__isnull=True, digest__isnull=True)
    mine = Q(person=person) | Q(person__isnull=True, post__in=[post.pk for post in where.posts])
    rows = Notice.objects.select_related("post__agency").filter(mine, _may(who, person, where))
    return rows.annotate(part=Case(When(waits, then=Value(WAITS)), default=Value(SEEN), output_field=IntegerField()))


def _may(who: Viewer, person: Person, where: Places) -> Q:
    """About an escalation or a talk that is theirs to see, or a digest of their own."""
    theirs = talks.open_to(person, where).select_related(None).filter(pk=OuterRef("talk_id"))
    return read.known_to(who, "escalation_id") | Q(Exists(theirs)) | Q(kind=DIGEST, person=person)


def _messages(found: list[Notice], person: Person, where: Places, at: datetime) -> list[Message]:
    """These rows as messages, with what the digests among them gather."""
    digests = [row.pk for row in found if row.kind == DIGEST]
    gathered = list(_mine(person, where, at).filter(digest__in=digests).order_by("owed_at")) if digests else []
    every = [*found, *gathered]
    escalations = _escalations(every)
    held = {talk.pk: talk for talk in Talk.objects.filter(pk__in={row.talk_id for row in every if row.talk_id})}
    names = read.names(str(row.acknowledged_by) for row in every if row.acknowledged_by)

    def one(row: Notice, gathers: tuple[Message, ...] = ()) -> Message:
        about = escalations.get(row.escalation_id) if row.escalation_id else None
        return Message(
            notice=row, row=about, rules=rules_of(about.adoption) if about else None,
            talk=held.get(row.talk_id) if row.talk_id else None, waits=getattr(row, "part", SEEN) == WAITS,
            seen_by=names.get(str(row.acknowledged_by), ""), gathers=gathers,
        )  # fmt: skip

    return [one(row, tuple(one(item) for item in gathered if item.digest_id == row.pk)) for row in found]


def _escalations(rows: Iterable[Notice]) -> dict[UUID, Escalation]:
    """The escalations that these rows are about: nobody but who may know of a row is given it."""
    adoptions = Adoption.objects.select_related("partnership").defer("sources")
    about = Escalation.objects.filter(pk__in={row.escalation_id for row in rows if row.escalation_id})
    known = about.select_related("partnership", "raising").prefetch_related(Prefetch("adoption", queryset=adoptions))
    return {row.pk: row for row in known}


# --- of a partnership's office ----------------------------------------------------------------------------


def stuck(who: Viewer, partnership: Partnership) -> list[Stuck]:
    """For the partnership's own office: messages about what is still open that no try is left for, oldest first."""
    rows = list(_whole(_stuck(who, partnership)).order_by("owed_at", "pk")[:MOST])
    known = _escalations(rows)
    found = [(row, known[row.escalation_id]) for row in rows if row.escalation_id in known]
    return [Stuck(notice, about, rules_of(about.adoption)) for notice, about in found]


def how_many_stuck(who: Viewer, partnership: Partnership) -> int:
    return _stuck(who, partnership).count()


def _stuck(who: Viewer, partnership: Partnership) -> QuerySet[Notice]:
    still_open = Escalation.objects.filter(pk=OuterRef("escalation_id"), state="open")
    tried = Delivery.objects.filter(notice=OuterRef("pk"))
    given_up = Exists(tried) & ~Exists(tried.filter(failed_at__isnull=True))
    return Notice.objects.filter(
        ~Q(blocked="") | Q(failed_at__isnull=False) | Q(given_up),
        Exists(still_open), read.known_to(who, "escalation_id"),
        partnership=partnership, acknowledged_at__isnull=True, dropped_at__isnull=True, digest__isnull=True,
    )  # fmt: skip
