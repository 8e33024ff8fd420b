"""What is owed and by nobody: posts that something waits for and nobody holds, and agencies that nobody answers for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast

from wayforward.core.escalation import Escalation as State
from wayforward.core.escalation import Party as InIt
from wayforward.core.people import Seat, seats
from wayforward.core.policy.people import Post as Role
from wayforward.core.policy.whole import Policy
from wayforward.directory.models import Agency, Holder, Post
from wayforward.directory.seating import Chair, Seating, current, on, on_shift
from wayforward.escalations.models import Conflict, Duty, Escalation, Party
from wayforward.jobs.auditing.fault import Fault, What
from wayforward.jobs.auditing.texts import Kept


@dataclass(frozen=True)
class _Sides:
    """Who is in an escalation, as far as it says whom a policy's words mean. Many are alike."""

    adoption: UUID
    partnership: UUID
    parties: tuple[tuple[str, str], ...]  # agency, side
    conflicted: frozenset[str]


@dataclass(frozen=True)
class _Open:
    """An open escalation. Those with the same `sides` number are between the same sides."""

    ref: str
    stage: str
    sides: int


@dataclass
class _Waiting:
    """What is missing at a place where nobody answers, and which open escalations wait for it."""

    says: str
    partnership: UUID
    escalations: set[str] = field(default_factory=set)


Words = tuple[int, str, str]
"""Between which sides, the policy's words (or "stage" and its name), and the agency that they are narrowed to."""


def faults(at: datetime, texts: Iterable[Kept]) -> Iterator[Fault]:
    """One for each place, however many escalations wait for it. Seven queries, and two for each partnership."""
    sides, opened = _opened()
    answering, wanted = _answering(at), _Wanted(texts)
    found: dict[str, _Waiting] = {}
    for (number, words, agency), refs in _owed(opened).items():
        where = sides[number]
        for chair, seat in wanted.chairs(where, words, agency or None):
            row, says = _nobody(chair, seat, where, answering)
            if says:
                found.setdefault(row, _Waiting(says, where.partnership)).escalations.update(refs)
    for row, waiting in found.items():
        says = f"{waiting.says} {_escalations(len(waiting.escalations))} for it."
        yield Fault(what=What.NOBODY, row=row, says=says, partnership=waiting.partnership)
    yield from _without_last_resort()


def _opened() -> tuple[list[_Sides], dict[UUID, _Open]]:
    """Every open escalation, and the different sides that they are between."""
    parties: dict[UUID, list[tuple[str, str]]] = {}
    rows = Party.objects.filter(escalation__state="open").order_by("escalation", "pk")
    for escalation, agency, side in rows.values_list("escalation_id", "agency__key", "side").iterator():
        parties.setdefault(escalation, []).append((agency, side))
    shut: dict[UUID, set[str]] = {}
    for escalation, person in Conflict.objects.values_list("escalation_id", "person_id"):
        shut.setdefault(escalation, set()).add(str(person))
    numbers: dict[_Sides, int] = {}
    opened = {}
    every = Escalation.objects.filter(state="open").values_list("pk", "ref", "stage", "adoption_id", "partnership_id")
    for pk, ref, stage, adoption, where in every.iterator():
        sides = _Sides(adoption, where, tuple(parties.get(pk, ())), frozenset(shut.get(pk, ())))
        opened[pk] = _Open(ref, stage, numbers.setdefault(sides, len(numbers)))
    return list(numbers), opened


def _owed(opened: Mapping[UUID, _Open]) -> dict[Words, set[str]]:
    """Who must act, at the stage where each escalation stands and under each duty that is open there; and in which."""
    owed: dict[Words, set[str]] = {}
    for each in opened.values():
        owed.setdefault((each.sides, f"stage {each.stage}", ""), set()).add(each.ref)
    duties = Duty.objects.filter(done_at__isnull=True, lapsed_at__isnull=True, escalation__state="open")
    rows = duties.annotate(words=Cast("who", TextField())).values_list("escalation_id", "words", "agency")
    lists: dict[str, list[str]] = {}  # few, and each stands in thousands of rows
    for escalation, who, agency in rows.iterator():
        waits = opened.get(escalation)
        for words in lists.get(who) or lists.setdefault(who, json.loads(who)):
            if waits is not None:
                owed.setdefault((waits.sides, words, agency), set()).add(waits.ref)
    return owed


class _Wanted:
    """Which chairs a policy's words mean between some sides."""

    def __init__(self, texts: Iterable[Kept]) -> None:
        self._policies = {text.adoption: text.policy for text in texts}
        self._posts: dict[UUID, dict[str, Role]] = {}
        self._seating: dict[UUID, Seating] = {}

    def chairs(self, where: _Sides, words: str, agency: str | None) -> Iterator[tuple[Chair, Seat]]:
        """Chairs of posts: a person who is in it by themselves is not looked for here."""
        policy = self._policies.get(where.adoption)
        if policy is None:  # its text cannot be read, which is a fault of its own
            return
        posts = self._posts.setdefault(where.adoption, {post.id: post for post in policy.posts})
        state = State(parties=tuple(InIt(agency=key, side=side) for key, side in where.parties))
        if where.partnership not in self._seating:
            self._seating[where.partnership] = Seating(where.partnership)
        for said in _acting(policy, words):
            for seat in seats(posts, state, said, agency):
                if seat.agency is not None and said not in ("raiser", "supporter"):
                    yield self._seating[where.partnership].at(seat), seat


def _acting(policy: Policy, words: str) -> Iterable[str]:
    """The words themselves, or whom a stage calls to act."""
    kind, _, name = words.partition(" ")
    if kind != "stage":
        return (words,)
    acts = next((stage.acts for stage in policy.stages if stage.id == name), {})
    return dict.fromkeys(who for people in acts.values() for who in people)


@dataclass(frozen=True)
class _Answering:
    """Who answers for each post today: its holders, their deputies, and whoever is on shift."""

    people: Mapping[UUID, frozenset[str]]

    def has_somebody(self, post: Post, conflicted: frozenset[str]) -> bool:
        """A mailbox counts, but not where everybody who reads it has a conflict of interest."""
        people = self.people.get(post.pk, frozenset())
        return bool(people - conflicted) or (not people and bool(post.email))


def _answering(at: datetime) -> _Answering:
    people: dict[UUID, set[str]] = {}
    held = current(Holder.objects.filter(person__is_active=True), on(at))
    for rows in (held, on_shift(at).filter(person__is_active=True)):
        for post, person in rows.values_list("post_id", "person_id").iterator():
            people.setdefault(post, set()).add(str(person))
    return _Answering({post: frozenset(those) for post, those in people.items()})


def _nobody(chair: Chair, seat: Seat, where: _Sides, answering: _Answering) -> tuple[str, str]:
    """A key of the place and what is missing there; empty where somebody answers."""
    if chair.post is None:
        return f"seat {where.partnership} {seat.agency} {seat.post or 'front door'}", chair.vacant
    if answering.has_somebody(chair.post, where.conflicted):
        return "", ""
    if answering.people.get(chair.post.pk):
        return f"post {chair.post.pk} conflicted", f"Everybody who answers as {chair.post} has a conflict of interest."
    return f"post {chair.post.pk}", f"Nobody holds or deputises for {chair.post}, and it has no mailbox."


def _without_last_resort() -> Iterator[Fault]:
    parties = Party.objects.filter(escalation__state="open").values("agency_id")
    for agency in Agency.objects.filter(pk__in=parties, office=False, last_resort="").order_by("pk"):
        says = f"{agency.name} is in an open escalation and gives no number that somebody always answers."
        yield Fault(what=What.LAST_RESORT, row=f"agency {agency.pk}", says=says, partnership=agency.partnership_id)


def _escalations(number: int) -> str:
    return "One open escalation waits" if number == 1 else f"{number} open escalations wait"
