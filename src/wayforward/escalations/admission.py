"""Who is let in to an escalation and who is shut out of it, and who answers in place of somebody shut out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from wayforward.core.escalation import Escalation as State
from wayforward.core.people import OFFICE, Seat, seats
from wayforward.core.rulebook import Rulebook
from wayforward.directory.models import Post
from wayforward.directory.seating import Chair, Seating, answering
from wayforward.escalations.models import Conflict, Escalation, Grant


def let_in(row: Escalation, state: State, rules: Rulebook, seating: Seating, at: datetime) -> None:
    """Settle access before anybody is asked to act. Who has been let in stays in."""
    have = {
        (str(person or ""), str(post or ""))
        for person, post in Grant.objects.filter(escalation=row).values_list("person_id", "post_id")
    }
    Grant.objects.bulk_create(
        Grant(
            escalation=row, partnership_id=row.partnership_id, person_id=person or None, post_id=post or None,
            why=why[:200], given_at=at,
        )
        for (person, post), why in _wanted(state, rules, seating, at).items()
        if (person, post) not in have
    )  # fmt: skip


def shut_out(row: Escalation, state: State) -> None:
    """A row for every conflict of interest that was declared. None is ever taken away: a denial is not undone here."""
    have = {str(person) for person in Conflict.objects.filter(escalation=row).values_list("person_id", flat=True)}
    Conflict.objects.bulk_create(
        Conflict(escalation=row, person_id=person, declared_at=declared_at)
        for person, declared_at in state.conflicted.items()
        if person not in have
    )


def chair_of(seating: Seating, state: State, seat: Seat, at: datetime) -> Chair:
    """What stands at a seat and is free to answer: where all who do have a conflict of interest, the front door.

    Where nobody there is free either, it is vacant, and says so: nothing goes to somebody who may not see it.
    """
    chair = seating.at(seat)
    if not state.conflicted:
        return chair
    if chair.person is not None:
        return chair if chair.person not in state.conflicted else chair_of(seating, state, Seat(agency=seat.agency), at)
    if chair.post is None or _free(chair.post, state, at):
        return chair
    door = seating.at(Seat(agency=chair.post.agency.key))
    if door.post is not None and door.post != chair.post and _free(door.post, state, at):
        return door
    return Chair(agency=chair.agency, vacant=f"Everybody who answers as {chair.post} has a conflict of interest.")


def _free(post: Post, state: State, at: datetime) -> bool:
    """Whether somebody without a conflict of interest answers for a post, or nobody yet does."""
    people = answering(post, at)
    return not people or any(str(person.pk) not in state.conflicted for person in people)


def _wanted(state: State, rules: Rulebook, seating: Seating, at: datetime) -> dict[tuple[str, str], str]:
    """Everyone in it, the front door of every party, and every post that its stages or duties bring in; and why.

    Nobody is told of an escalation who may not look at it: who its stages call and its duties name, copies included.
    """
    wanted: dict[tuple[str, str], str] = {}

    def want(why: str, seat: Seat) -> None:
        for chair in dict.fromkeys((seating.at(seat), chair_of(seating, state, seat, at))):
            if chair.person or chair.post:
                wanted.setdefault((chair.person or "", str(chair.post.pk) if chair.post else ""), why)

    for party in state.parties:
        if party.person is not None:
            want(f"in it, {party.side} side", Seat(agency=party.agency, person=party.person))
        if party.side != "supporting" or party.person is None:
            want(f"receives what is raised with {party.agency}", Seat(agency=party.agency))
    if state.conflicted:
        want("told of a conflict of interest", Seat(agency=OFFICE))
    for why, words, agency in _named(state, rules):
        for seat in seats(rules.posts, state, words, agency):
            want(why, seat)
    for why, words in _deciding(state, rules):
        for seat in seats(rules.posts, state, words):
            if seat.agency == OFFICE or state.side(seat.agency or ""):
                want(why, seat)
    return wanted


def _named(state: State, rules: Rulebook) -> Iterator[tuple[str, str, str | None]]:
    """Whom the stages it has been at call to act, and whom its duties name: why, the policy's words, the agency."""
    for visit in state.visits:
        stage = rules.stage(visit.stage)
        for words in dict.fromkeys(who for people in stage.acts.values() for who in people):
            yield stage.id, words, None
    for owed in state.duties.values():
        duty = rules.duties.get(owed.duty)
        for words in owed.who:
            yield owed.duty, words, owed.agency
        for words in (*owed.to, *(duty.copies if duty else ())):
            yield owed.duty, words, None


def _deciding(state: State, rules: Rulebook) -> Iterator[tuple[str, str]]:
    """Who decides or convenes at the stages it has been at. Only at its parties and the office: the leader of
    an agency that has no part in it has no need to know."""
    for visit in state.visits:
        stage = rules.stage(visit.stage)
        words = [*(stage.decision.by if stage.decision else ()), stage.panel.convened_by if stage.panel else ""]
        for who in filter(None, words):
            yield f"decides at {stage.id}", who
