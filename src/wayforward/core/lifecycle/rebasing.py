"""Open dates counted anew because a day off was declared or taken back: which move, which stay, and who is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from wayforward.core import events as ev
from wayforward.core.clocks import reckon_again
from wayforward.core.commands import Rebase
from wayforward.core.escalation import Escalation, Owed
from wayforward.core.lifecycle.standing import Decided
from wayforward.core.limits import CLOCKS, effective_deadline
from wayforward.core.notices import DOOR, notices
from wayforward.core.people import Seat, seats
from wayforward.core.policy.duties import Duty
from wayforward.core.rulebook import Rulebook
from wayforward.core.working_time import Amount, Unit, deadline, on_the_wall
from wayforward.core.working_time.dates import written
from wayforward.core.working_time.london import moment

DAYS = (Unit.WORKING_DAYS, Unit.SAME_WORKING_DAY)
NEVER_LONGER = (Unit.WORKING_HOURS,)  # may end sooner by a corrected calendar, and never later
STAYS = {
    "extended": "A person extended this date, so it stays.",
    "set": "A person set this date, so it stays.",
    "held": "This date was kept when it went over to another version, so it stays.",
}
IN_DANGER = ("immediate-danger", "immediate-harm")  # the facts by which policies ask whether somebody is in danger now
DANGER = "Somebody was said to be in immediate danger, so no date here moves later."
HOURS = "A time in hours never moves later."
PASSED = "This date had passed before, so it stays."
TODAY = "Counted anew it would have passed already. A correction makes nothing late, so it is due by the end of today."
LAST_SECOND = time(23, 59, 59)
NO_DAY = Amount(0, Unit.CALENDAR_DAYS)


@dataclass(frozen=True, slots=True)
class Anew:
    """One duty's dates, counted by the new calendar. `stays` says why one does not move that would have."""

    owed: Owed
    due_at: datetime | None
    target_at: datetime | None
    because: tuple[str, ...]  # how it was counted
    stays: str = ""

    @property
    def moves(self) -> bool:
        return (self.due_at, self.target_at) != (self.owed.due_at, self.owed.target_at)


def rebase(rules: Rulebook, escalation: Escalation, command: Rebase, at: datetime) -> Decided:
    """Every open date that rests on working days, counted from its own start by the calendar of `rules`.

    It records what moves, and tells those who owe it and whoever raised it. Counted twice, nothing moves twice.
    """
    moved = [each for each in anew(rules, escalation, command, at) if each.moves]
    timed = tuple(_timed(each, command) for each in moved)
    return (*timed, *_told(rules, escalation, moved, command))


def anew(rules: Rulebook, escalation: Escalation, command: Rebase, at: datetime) -> Iterator[Anew]:
    """Each open duty that rests on working days, with its date by the calendar of `rules`, moved or not."""
    for owed in escalation.owed():
        duty = rules.duties.get(owed.duty)
        if duty is not None and (found := _anew(rules, escalation, owed, duty, command, at)) is not None:
            yield found


def _anew(
    rules: Rulebook, escalation: Escalation, owed: Owed, duty: Duty, command: Rebase, at: datetime
) -> Anew | None:
    within, target = _amounts(owed, duty)
    if owed.prompts:  # a row of prompts goes on from its last: the next is counted by the new calendar when it is told
        return None
    if not ({amount.unit for amount in (within, target) if amount} & {*DAYS, *NEVER_LONGER}):
        return None
    counted = reckon_again(rules, escalation.happened, duty, owed, since=owed.from_at)
    stays = STAYS.get(owed.timed, "")
    limit_at = effective_deadline(escalation, owed)
    if owed.passed_at is not None or (limit_at is not None and limit_at < command.declared_at):
        stays = PASSED
    if stays:
        wanted = counted.due_at != owed.due_at and owed.due_at is not None and counted.due_at is not None
        return Anew(owed, owed.due_at, owed.target_at, (), stays if wanted else "")
    due_at, why = _moved(rules, escalation, owed.due_at, counted.due_at, within, command, at)
    target_at, _ = _moved(rules, escalation, owed.target_at, counted.target_at, target, command, at)
    kept = why if due_at == owed.due_at else ""
    return Anew(owed, due_at, target_at, (*counted.because, *([TODAY] if why == TODAY else [])), kept)


def _amounts(owed: Owed, duty: Duty) -> tuple[Amount | None, Amount | None]:
    """What its date and its aim are counted in: what repeats is counted by its interval."""
    if duty.every and (duty.time is None or not owed.key.endswith("#1")):
        return duty.every, None
    return (duty.time.within, duty.time.target) if duty.time else (None, None)


def _moved(
    rules: Rulebook,
    escalation: Escalation,
    was_at: datetime | None,
    counted_at: datetime | None,
    amount: Amount | None,
    command: Rebase,
    at: datetime,
) -> tuple[datetime | None, str]:
    """Where a date goes, and what is to be said of it. One that had passed when the day was declared stays."""
    if was_at is None or counted_at is None or amount is None or was_at == counted_at or was_at < command.declared_at:
        return was_at, ""
    if counted_at > was_at:
        if amount.unit in NEVER_LONGER:
            return was_at, HOURS
        if any("yes" in escalation.facts.get(fact, ()) for fact in IN_DANGER):
            return was_at, DANGER
        return counted_at, ""
    if counted_at >= at:
        return counted_at, ""
    today = deadline(at, NO_DAY, rules.calendar, rules.policy.reading).due_at
    assert today is not None  # the end of a calendar day is an instant
    return min(was_at, today), TODAY


def _timed(each: Anew, command: Rebase) -> ev.DutyTimed:
    owed = each.owed
    was_at, now_at, what = owed.due_at, each.due_at, "It"
    if was_at == now_at:
        was_at, now_at, what = owed.target_at, each.target_at, "The aim"
    assert was_at is not None  # only a date that stood moves
    assert now_at is not None
    declared = _declared(owed, each, command)
    says = f"{what} was due by {_by(was_at)}, and is now due by {_by(now_at)}."
    return ev.DutyTimed(
        key=owed.key, due_at=each.due_at, target_at=each.target_at, how="rebased", was_at=owed.due_at,
        because=(*each.because, *declared, says), reason=" ".join(declared), calendar=command.calendar,
    )  # fmt: skip


def _by(at: datetime) -> str:
    """ "the end of Friday 29 August 2025", or the day and the hour."""
    wall = on_the_wall(at)
    return f"the end of {written(wall.date())}" if wall.time() >= LAST_SECOND else moment(at)


def _declared(owed: Owed, each: Anew, command: Rebase) -> tuple[str, ...]:
    """What was declared of the days between the start of this clock and the later of its two dates."""
    began = on_the_wall(owed.from_at or owed.began_at or owed.arose_at).date()
    ends = [on_the_wall(end).date() for end in (owed.due_at, owed.target_at, each.due_at, each.target_at) if end]
    return tuple(says for day, says in command.days.items() if began <= day <= max(ends))


def _told(rules: Rulebook, escalation: Escalation, moved: list[Anew], command: Rebase) -> Iterator[ev.NoticeOwed]:
    """One word to each seat, about the soonest of the dates that moved for them. Our own reminders move unsaid."""
    told: set[tuple[str | None, str | None, str | None]] = set()
    asked = [each for each in moved if not rules.duties[each.owed.duty].system]
    for each in sorted(asked, key=lambda one: (one.due_at is None, one.due_at or one.owed.arose_at)):
        seated = []
        for who, seat in _concerned(rules, escalation, each.owed):
            if (seat.agency, seat.post, seat.person) not in told:
                told.add((seat.agency, seat.post, seat.person))
                seated.append((who, seat))
        stem = f"{each.owed.key} calendar {command.calendar}"
        yield from notices(rules, command.by, stem, each.owed.key, "moved", seated)


def _concerned(rules: Rulebook, escalation: Escalation, owed: Owed) -> Iterator[tuple[str, Seat]]:
    """Whoever raised it, and those who owe this: by post, by part, or at the door of an agency."""
    for seat in seats(rules.posts, escalation, "raiser"):
        yield "raiser", seat
    for who in owed.who:
        for seat in seats(rules.posts, escalation, who, None if owed.kind in CLOCKS else owed.agency):
            yield who if seat.post or seat.person else DOOR, seat
