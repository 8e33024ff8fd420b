"""What a history adds up to, as rows that lists are drawn from: written with every entry, rebuilt at will."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from wayforward.core import events as ev
from wayforward.core import turn
from wayforward.core.escalation import Escalation as State
from wayforward.core.escalation import Owed
from wayforward.core.limits import effective_deadline, limit
from wayforward.core.people import OFFICE, Seat, seats
from wayforward.core.rulebook import Rulebook
from wayforward.directory.seating import Chair, Seating
from wayforward.escalations.history import Recorded
from wayforward.escalations.models import Duty, Escalation, Grant, Party
from wayforward.notices.models import Notice

COLUMNS = (
    "state", "stage", "line", "formal", "last_at", "due_at", "turn", "entered_at", "acted_at", "heard_at", "chased_at",
    "record_missing_at", "seq", "head",
)  # fmt: skip
BAR = "|"
CLOCK = "clock"  # who records what time alone brings about
CHASED = "chased"
MOVING = ("due_at", "target_at", "because", "done_at", "lapsed_at", "passed_at")
DUTY_COLUMNS = ("duty", "who", "stage", "agency", "arose_at", "force", *MOVING)


def write(
    row: Escalation,
    state: State,
    rules: Rulebook,
    seating: Seating,
    recorded: Iterable[Recorded],
    before: State | None = None,
) -> None:
    """Make the summary say what `state` says, given that it says `before`. Rows that already agree are left alone.

    `recorded` is what was added since `before`: without that, the whole history.
    """
    row.state, row.stage, row.line = state.state, state.stage, state.line or ""
    row.formal, row.seq, row.last_at = state.formal, state.seq, state.last_at or row.raised_at
    row.due_at = next_limit(state, rules)
    row.turn = BAR.join(("", *turn.turn(rules, state), "")) if state.visits else ""
    row.entered_at, row.record_missing_at = turn.entered_at(state), turn.record_missing_at(rules, state)
    if before is None:
        row.acted_at = row.heard_at = row.chased_at = None
    _hear(row, recorded, before)
    row.save(update_fields=COLUMNS)
    _write_duties(row, state)
    if before is None or before.parties != state.parties:
        _write_parties(row, state, seating)


def _hear(row: Escalation, recorded: Iterable[Recorded], before: State | None) -> None:
    """When somebody last did something, when the challenged side was last heard from, and when it was last chased.

    What a challenged agency records is heard, and so is a discussion, whoever recorded it: nobody holds one alone.
    """
    challenged = set(before.responding if before else ())
    for item in recorded:
        match item.event:
            case ev.Raised():
                challenged.update(item.event.responding)
            case ev.Joined(side="responding"):
                challenged.add(item.event.agency)
        if item.kind == CHASED:
            row.chased_at = item.recorded_at
        elif item.by != CLOCK and not isinstance(item.event, ev.NoticeOwed):  # a chase owes notices too
            row.acted_at = item.recorded_at
            if item.agency in challenged or isinstance(item.event, ev.DiscussionRecorded):
                row.heard_at = item.recorded_at


def next_limit(state: State, rules: Rulebook) -> datetime | None:
    """The earliest instant at which an open escalation will be late: by the policy, or by a protective date.

    Wayforward's own reminders never make a case late. A protective date counts where the stage has no limit too.
    """
    if not state.open:
        return None
    owed = [duty for duty in state.owed() if not rules.duties[duty.duty].system]
    instants = [at for duty in owed if (at := effective_deadline(state, duty)) is not None]
    protective = effective_deadline(state, None)
    if protective is not None and limit(state) is None and protective > state.visits[-1].at:
        instants.append(protective)
    return min(instants, default=None)


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
        for (person, post), why in _wanted(state, rules, seating).items()
        if (person, post) not in have
    )  # fmt: skip


def owe(row: Escalation, state: State, rules: Rulebook, seating: Seating, recorded: Iterable[Recorded]) -> None:
    """One row for every message that these entries cause, to the seat that stands there today."""
    owed = [
        notice
        for item in recorded
        if isinstance(item.event, ev.NoticeOwed)
        for notice in _notices(row, state, rules, seating, item, item.event)
    ]
    Notice.objects.bulk_create(owed)


def _notices(
    row: Escalation, state: State, rules: Rulebook, seating: Seating, item: Recorded, event: ev.NoticeOwed
) -> Iterator[Notice]:
    for number, seat in enumerate(_seats(rules, state, item, event)):
        chair = seating.at(seat)
        yield Notice(
            partnership_id=row.partnership_id,
            escalation_id=row.pk,
            entry_seq=item.seq,
            key=event.key if number == 0 else f"{event.key}.{number}",
            to=event.to,
            agency=chair.agency,
            post=chair.post,
            person_id=chair.person,
            about=event.about,
            kind=event.kind,
            blocked=event.blocked or chair.vacant,
            owed_at=item.recorded_at,
        )


def _seats(rules: Rulebook, state: State, item: Recorded, event: ev.NoticeOwed) -> tuple[Seat, ...]:
    """Where a notice goes. It names its seat, a post at an agency, except where it means somebody by their part:
    those of them at that agency, other than whoever acted."""
    if event.to in rules.posts:
        return (Seat(agency=event.agency, post=event.to),)
    meant = (seat for seat in seats(rules.posts, state, event.to) if seat.agency == event.agency)
    return tuple(seat for seat in meant if seat.person != item.by) or (Seat(agency=event.agency),)


def _write_duties(row: Escalation, state: State) -> None:
    stored = {duty.key: duty for duty in Duty.objects.filter(escalation=row)}
    new, changed = [], []
    for key, owed in state.duties.items():
        told = _columns(owed)
        duty = stored.get(key)
        if duty is None:
            new.append(Duty(escalation=row, partnership_id=row.partnership_id, key=key, **told))
        elif any(getattr(duty, name) != value for name, value in told.items()):
            for name, value in told.items():
                setattr(duty, name, value)
            changed.append(duty)
    Duty.objects.bulk_create(new)
    if changed:
        Duty.objects.bulk_update(changed, MOVING)


def _columns(owed: Owed) -> dict[str, object]:
    return {
        "duty": owed.duty, "who": list(owed.who), "stage": owed.stage or "", "agency": owed.agency or "",
        "arose_at": owed.arose_at, "due_at": owed.due_at, "target_at": owed.target_at, "force": owed.force,
        "because": list(owed.because), "done_at": owed.done_at, "lapsed_at": owed.lapsed_at,
        "passed_at": owed.passed_at,
    }  # fmt: skip


def _write_parties(row: Escalation, state: State, seating: Seating) -> None:
    stored = set(Party.objects.filter(escalation=row).values_list("agency__key", "side"))
    missing = {(party.agency, party.side) for party in state.parties} - stored
    found = [(seating.listed(key), side) for key, side in sorted(missing)]
    Party.objects.bulk_create(Party(escalation=row, agency=agency, side=side) for agency, side in found if agency)


def _wanted(state: State, rules: Rulebook, seating: Seating) -> dict[tuple[str, str], str]:
    """Everyone in it, the front door of every party, and every post that its stages or duties bring in; and why.

    Nobody is told of an escalation who may not look at it: who its stages call and its duties name, copies included.
    """
    wanted: dict[tuple[str, str], str] = {}

    def want(why: str, chair: Chair) -> None:
        if chair.person or chair.post:
            wanted.setdefault((chair.person or "", str(chair.post.pk) if chair.post else ""), why)

    for party in state.parties:
        if party.person is not None:
            want(f"in it, {party.side} side", Chair(person=party.person))
        if party.side != "supporting":
            want(f"receives what is raised with {party.agency}", seating.at(Seat(agency=party.agency)))
    for why, words, agency in _named(state, rules):
        for seat in seats(rules.posts, state, words, agency):
            want(why, seating.at(seat))
    for why, words in _deciding(state, rules):
        for seat in seats(rules.posts, state, words):
            if seat.agency == OFFICE or state.side(seat.agency or ""):
                want(why, seating.at(seat))
    return wanted


def _named(state: State, rules: Rulebook) -> Iterator[tuple[str, str, str | None]]:
    """Whom the stages it has been at call to act, and whom its duties name: why, the policy's words, the agency."""
    for visit in state.visits:
        stage = rules.stages[visit.stage]
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
        stage = rules.stages[visit.stage]
        words = [*(stage.decision.by if stage.decision else ()), stage.panel.convened_by if stage.panel else ""]
        for who in filter(None, words):
            yield f"decides at {stage.id}", who
