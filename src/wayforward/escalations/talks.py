"""A talk inside one agency, before an escalation or beside one: seen by the two who have it, sealed, without a clock.

A consult asks one's own lead; an alert tells one's own lead of immediate harm; an informal challenge is noted for
oneself. The other agency and the partnership's office see none of them: they are counted, and that is all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, UUIDField

from wayforward.core.policy.duties import Duty
from wayforward.directory.models import Agency, Partnership, Person, Post
from wayforward.directory.seating import Places, places
from wayforward.escalations import keys, sealing
from wayforward.escalations.models import Conflict, Escalation, Talk, Turn
from wayforward.notices.models import Notice

CONSULT, INFORMAL, ALERT = "consult", "informal", "alert"
SETTLED, WAITING, NOT_SETTLED, DONE = "settled", "waiting", "not-settled", "done"
ASKED = "A colleague asks for your advice. Sign in to read it."
ANSWERED = "Your question has an answer. Sign in to read it."
MOST = 50  # talks in one list


@dataclass(frozen=True, kw_only=True)
class Said:
    """One turn of a talk, opened. `mine` is true for whoever reads it."""

    by: str
    mine: bool
    at: datetime
    words: str


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A talk in somebody's list, without its words.

    `mine` where they began it; `waits` where it waits for them; `seen` where whoever was asked has said so.
    """

    talk: Talk
    mine: bool
    waits: bool
    seen: bool


@transaction.atomic
def consult(
    person: Person, asked: Post, words: str, at: datetime, *,
    about: Agency | None = None, escalation: Escalation | None = None, key: UUID | None = None,
) -> Talk:  # fmt: skip
    """Ask the holder of a post at one's own agency. Sent twice under one `key` it is asked once.

    Raises ValueError for a post at an agency where the person has no place: nobody consults across agencies.
    """
    if asked.agency not in _agencies(places(person, at)):
        raise ValueError("A post at another agency cannot be consulted in private.")
    return _begin(CONSULT, person, asked.agency, at, words, asked=asked, about=about, escalation=escalation, key=key)


@transaction.atomic
def note(
    person: Person, agency: Agency, about: Agency, line: str, stands: str, at: datetime, *, key: UUID | None = None
) -> Talk:
    """Note a challenge that was made in passing, and how it stands: settled, waiting or not-settled."""
    return _begin(INFORMAL, person, agency, at, line, about=about, outcome=stands, key=key)


@transaction.atomic
def alert(person: Person, agency: Agency, post: Post | None, duty: Duty, at: datetime, *, key: UUID, why: str) -> Talk:
    """Tell one's own lead of immediate harm, as `duty` asks: a notice is owed, once for each `key`.

    `why` says what is missing where the agency lists nobody who could be told.
    """
    found = Talk.objects.filter(pk=key, begun_by=person).first()
    if found is not None:
        return found
    talk = _new(ALERT, person, agency, at, asked=post, key=key)
    _owe(talk, f"alert {duty.id}", duty.says, at, post=post, blocked="" if post else why)
    return talk


@transaction.atomic
def say(talk: Talk, person: Person, words: str, at: datetime) -> None:
    """Add a turn, once where a form was sent twice. The other one is told that there is one.

    Whoever answers has acknowledged, by name, what they were asked.
    """
    held = Talk.objects.select_for_update(of=("self",)).get(pk=talk.pk)
    before = read(held, person)
    if before and before[-1].mine and before[-1].words == words:
        return
    _say(held, person, words, at)
    if person.pk == held.begun_by_id:
        _owe(held, f"turn {_turns(held)}", ASKED, at, post=held.asked)
        return
    seen(held, person, at)
    _owe(held, f"turn {_turns(held)}", ANSWERED, at, person=held.begun_by)


def seen(talk: Talk, person: Person, at: datetime) -> None:
    """Whoever was asked says that they have seen it: acknowledged by name, once. From anybody else it is nothing."""
    if person.pk != talk.begun_by_id:
        waiting = Notice.objects.filter(talk_id=talk.pk, person=None, acknowledged_at=None)
        waiting.update(acknowledged_at=at, acknowledged_by=person.pk)


def has_seen(notice: Notice, person: Person, at: datetime) -> None:
    """Say of one message, of a talk or a digest that is theirs to read, that somebody has seen it: by name, once."""
    waiting = Notice.objects.filter(pk=notice.pk, escalation_id=None, acknowledged_at=None)
    waiting.update(acknowledged_at=at, acknowledged_by=person.pk)


def stands(talk: Talk, outcome: str, at: datetime) -> None:
    """How an informal challenge stands now, or that whoever asked has what they need."""
    Talk.objects.filter(pk=talk.pk).update(outcome=outcome, last_at=at)


def beside(draft: UUID, row: Escalation) -> None:
    """What was begun while this escalation was being raised belongs beside it from now on."""
    Talk.objects.filter(pk__in=alert_keys(draft), escalation=None).update(escalation=row)


def alert_keys(draft: UUID) -> Iterable[UUID]:
    """The keys that alerts begun from this draft can have: one draft alerts at most this many posts."""
    return [alert_key(draft, number) for number in range(4)]


def alert_key(draft: UUID, number: int) -> UUID:
    """The same key for the same alert of the same draft, however often its page is posted."""
    return uuid5(draft, f"alert {number}")


# --- reading --------------------------------------------------------------------------------------------


def find(person: Person, key: UUID, at: datetime) -> Talk | None:
    """The talk with this key, if it is this person's to see: they began it, or hold the post that it asks."""
    return open_to(person, places(person, at)).filter(pk=key).first()


def listed(person: Person, where: Places) -> list[Listed]:
    """Every talk that somebody has, latest first, in one query."""
    last = Turn.objects.filter(talk=OuterRef("pk")).order_by("-id").values("person_id")[:1]
    seen_by_name = Notice.objects.filter(talk_id=OuterRef("pk"), acknowledged_at__isnull=False)
    found = open_to(person, where).annotate(last_by=Subquery(last, UUIDField()), is_seen=Exists(seen_by_name))
    found = found.order_by("-last_at", "-id")[:MOST]
    return [_listed(talk, person) for talk in found]


def along(row: Escalation, person: Person, at: datetime) -> list[Talk]:
    """The talks beside one escalation that this person may see; the other side's are not among them."""
    return list(open_to(person, places(person, at)).filter(escalation=row).order_by("begun_at"))


def read(talk: Talk, person: Person) -> list[Said]:
    """What was said, in order. Raises SealBroken where a turn was changed or moved."""
    key = sealing.unwrap(keys.master(), bytes(talk.wrapped), _key_place(talk))
    turns = Turn.objects.filter(talk=talk).select_related("person").order_by("id")
    return [
        Said(by=turn.person.name, mine=turn.person_id == person.pk, at=turn.at,
             words=sealing.unseal(key, bytes(turn.sealed), _place(talk, number)).decode())
        for number, turn in enumerate(turns)
    ]  # fmt: skip


def told(talk: Talk) -> Notice | None:
    """The first notice of a talk: whether it was handed over, and who has acknowledged it."""
    return Notice.objects.filter(talk_id=talk.pk).order_by("pk").first()


def totals(partnership: Partnership, since: datetime, until: datetime) -> dict[str, int]:
    """How many of each kind were begun from `since` and before `until`: all that anybody else may know."""
    begun = Talk.objects.filter(partnership=partnership, begun_at__gte=since, begun_at__lt=until)
    return dict(begun.values_list("kind").annotate(Count("id")).order_by("kind"))


def open_to(person: Person, where: Places) -> QuerySet[Talk]:
    """Whoever began it and is still at that agency, or holds the asked post today: nobody else, whatever their post.

    Nor they, where it stands beside an escalation in which they have a conflict of interest.
    """
    mine = Q(begun_by=person, agency__in=_agencies(where))
    asked = Q(asked__in=[post.pk for post in where.posts])
    conflicts = Conflict.objects.filter(escalation=OuterRef("escalation"), person=person)
    rows = Talk.objects.filter(mine | asked).exclude(Exists(conflicts))
    return rows.select_related("agency__partnership", "partnership", "asked__agency", "about", "begun_by", "escalation")


def _agencies(where: Places) -> list[Agency]:
    return [*where.works, *(post.agency for post in where.posts)]


def _listed(talk: Talk, person: Person) -> Listed:
    last = getattr(talk, "last_by", None)
    mine, seen_by_name = talk.begun_by_id == person.pk, bool(getattr(talk, "is_seen", False))
    if talk.kind == INFORMAL or talk.outcome == DONE:
        waits = False
    elif talk.kind == ALERT and not mine:
        waits = not seen_by_name
    else:
        waits = last not in (None, person.pk) if mine else last in (None, talk.begun_by_id)
    return Listed(talk=talk, mine=mine, waits=waits, seen=seen_by_name)


# --- writing --------------------------------------------------------------------------------------------


def _begin(
    kind: str, person: Person, agency: Agency, at: datetime, words: str, *, key: UUID | None,
    asked: Post | None = None, about: Agency | None = None, escalation: Escalation | None = None, outcome: str = "",
) -> Talk:  # fmt: skip
    found = Talk.objects.filter(pk=key).first() if key else None
    if found is not None and found.begun_by_id == person.pk:
        return found
    key = key if found is None else None  # somebody else's key is nobody's way in
    talk = _new(kind, person, agency, at, asked=asked, about=about, escalation=escalation, outcome=outcome, key=key)
    _say(talk, person, words, at)
    if asked is not None:
        _owe(talk, "turn 1", ASKED, at, post=asked)
    return talk


def _new(
    kind: str, person: Person, agency: Agency, at: datetime, *, key: UUID | None, asked: Post | None = None,
    about: Agency | None = None, escalation: Escalation | None = None, outcome: str = "",
) -> Talk:  # fmt: skip
    talk = Talk(
        id=key or uuid4(), partnership_id=agency.partnership_id, agency=agency, begun_by=person, kind=kind,
        asked=asked, about=about, escalation=escalation, begun_at=at, last_at=at, outcome=outcome,
    )  # fmt: skip
    _, talk.wrapped = sealing.new_key(keys.fitting_master(), _key_place(talk))
    talk.save(force_insert=True)
    return talk


def _say(talk: Talk, person: Person, words: str, at: datetime) -> None:
    key = sealing.unwrap(keys.master(), bytes(talk.wrapped), _key_place(talk))
    sealed = sealing.seal(key, words.encode(), _place(talk, _turns(talk)))
    Turn.objects.create(talk=talk, person=person, at=at, sealed=sealed)
    talk.last_at = at
    talk.save(update_fields=["last_at"])


def _turns(talk: Talk) -> int:
    return Turn.objects.filter(talk=talk).count()


def _owe(
    talk: Talk, key: str, about: str, at: datetime, *, post: Post | None = None, person: Person | None = None,
    blocked: str = "",
) -> None:  # fmt: skip
    """A notice that says that there is something to read, and never what."""
    if post is None and person is None and not blocked:
        return
    Notice.objects.create(
        partnership_id=talk.partnership_id, talk_id=talk.pk, key=key, to=post.key if post else "asker",
        agency=talk.agency, post=post, person=person, about=about[:300], kind="talk", blocked=blocked, owed_at=at,
        next_at=None if blocked else at,
    )  # fmt: skip


def _key_place(talk: Talk) -> str:
    return f"talk:{talk.pk}"


def _place(talk: Talk, number: int) -> str:
    """Where a turn belongs: it opens in its own talk, at its own place, and nowhere else."""
    return f"talk:{talk.pk}:{number}"
