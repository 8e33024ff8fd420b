"""Who has seen which messages: what an acknowledgement is about, and the rows that it stamps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from wayforward.core import events as ev
from wayforward.core.commands import Acknowledge
from wayforward.core.escalation import Escalation as State
from wayforward.core.verdict import Refused
from wayforward.directory.models import Person
from wayforward.directory.seating import Seating, posts_of
from wayforward.escalations.history import Recorded
from wayforward.escalations.models import Escalation
from wayforward.notices.models import Notice

NO_SUCH = Refused("That message is not addressed to you, so you cannot say that you have seen it.")
SEEN_ALREADY = Refused("You, or somebody else it was for, said already that this has been seen.")
TOO_EARLY = Refused("Nothing was to be told to them yet at that time. Give the day and time at which you told them.")
A_MINUTE = timedelta(minutes=1)  # as exactly as anybody says when they rang


def about(row: Escalation, state: State, seating: Seating, command: Acknowledge, at: datetime) -> Acknowledge | Refused:
    """The command with the duty that its message is about; refused where the message is not theirs, or nobody's."""
    if command.spoken and command.agency and seating.listed(command.agency) is None:
        return Refused(f"No “{command.agency}” is in this partnership's directory.")
    rows = Notice.objects.filter(escalation_id=row.pk)
    if command.spoken and _too_early(rows, command):
        return TOO_EARLY
    if command.notice is None:
        return command
    theirs = _told(command.agency, command.post) if command.spoken else _addressed(command.by.person, at)
    found = rows.filter(theirs, key=command.notice).first()
    if found is None:
        return NO_SUCH
    if found.acknowledged_at is not None and not command.spoken:
        return SEEN_ALREADY
    return replace(command, duty=found.about if found.about in state.duties else None)


def stamp(row: Escalation, recorded: Iterable[Recorded]) -> None:
    """Mark the messages that these entries say have been seen, as of when they were seen. Never one of nobody's."""
    for item in recorded:
        if not isinstance(item.event, ev.Acknowledged):
            continue
        event = item.event
        waiting = Notice.objects.filter(escalation_id=row.pk, acknowledged_at__isnull=True)
        if event.notice is not None:
            waiting = waiting.filter(key=event.notice)
        elif event.duty is not None:
            waiting = waiting.filter(about=event.duty)
        if event.spoken:
            told_at = item.occurred_at or item.recorded_at
            waiting.filter(_told(event.agency, event.post), _owed_by(told_at)).update(acknowledged_at=told_at)
            continue
        theirs = _addressed(item.by, item.recorded_at)
        if event.duty in event.covers:
            theirs |= Q(person__isnull=True, agency__key=item.agency)  # a colleague answers for their agency's duty
        waiting.filter(theirs).update(acknowledged_at=item.recorded_at, acknowledged_by=UUID(item.by))


def _too_early(rows: QuerySet[Notice], command: Acknowledge) -> bool:
    """Whether they are said to have been told before any message that waits for them there was owed."""
    if command.occurred_at is None:
        return False
    waiting = rows.filter(_told(command.agency, command.post), acknowledged_at__isnull=True)
    if command.notice is not None:
        waiting = waiting.filter(key=command.notice)
    return waiting.exists() and not waiting.filter(_owed_by(command.occurred_at)).exists()


def _owed_by(told_at: datetime) -> Q:
    return Q(owed_at__lt=told_at + A_MINUTE)


def _addressed(person: str, at: datetime) -> Q:
    """To this person, or to a post that they answer for at that instant."""
    found = Person.objects.filter(pk=person).first()
    posts = [post.pk for post in posts_of(found, at)] if found else []
    return Q(person=person) | Q(person__isnull=True, post__in=posts)


def _told(agency: str, post: str) -> Q:
    """At that agency: to that post, or where none is named to any. Without an agency: to a body outside."""
    there = Q(agency__key=agency) if agency else Q(agency__isnull=True)
    return there & (Q(to=post) | Q(post__key=post)) if post else there
