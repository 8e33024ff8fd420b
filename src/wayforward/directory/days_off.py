"""Which days are days off in one partnership: its nation's bank holidays, and what its office declared since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.db import transaction

from wayforward.core.verdict import Refused
from wayforward.core.working_time import Calendar
from wayforward.core.working_time.dates import weekday, written
from wayforward.directory.models import CalendarChange, Partnership
from wayforward.directory.seating import on

HOLIDAY, CLOSURE, WORKING, UNDONE = "holiday", "closure", "working", "undone"
KINDS = (HOLIDAY, CLOSURE, WORKING, UNDONE)
A_YEAR = timedelta(days=366)  # how far back a day can be corrected
FRIDAY = 4
LONGEST_NAME, LONGEST_REASON = 120, 500


@dataclass(frozen=True)
class Change:
    """A day to be declared: a bank holiday, a closure, a working day after all, or as the nation has it again."""

    day: date
    kind: str
    name: str = ""
    again: bool = False  # it is in the list already, since a release brought it: what is open is counted by it now


@dataclass(frozen=True)
class Batch:
    """What was declared in one act: from here on the partnership counts by this calendar."""

    seq: int  # of its last change
    at: datetime
    changes: tuple[CalendarChange, ...]

    @property
    def days(self) -> dict[date, str]:
        """Each day, and the sentence that says what was declared of it and why."""
        return {change.day: said(change) for change in self.changes}


def calendar(partnership: Partnership, shipped: Calendar) -> Calendar:
    """The partnership's own working days as they stand, from those of its nation: built once for each change."""
    return calendar_at(partnership.pk, shipped, partnership.calendar_seq)


@lru_cache(maxsize=256)
def calendar_at(partnership: UUID, shipped: Calendar, seq: int) -> Calendar:
    """The partnership's working days after so many changes of its calendar: with none, the nation's own."""
    if not seq:
        return shipped
    holidays, closures = dict(shipped.holidays), dict[date, str]()
    for change in CalendarChange.objects.filter(partnership=partnership, seq__lte=seq).order_by("seq"):
        _apply(change, shipped, holidays, closures)
    return Calendar.of(shipped.nation, holidays, closures, first=shipped.first, last=shipped.last)


def changes(partnership: Partnership) -> list[CalendarChange]:
    """Everything that was declared here, the latest first."""
    return list(CalendarChange.objects.filter(partnership=partnership).order_by("-seq"))


def standing(partnership: Partnership) -> dict[date, CalendarChange]:
    """What stands of it: for each day the last word, where that word still makes the day other than the nation's."""
    last = {change.day: change for change in reversed(changes(partnership))}
    return {day: change for day, change in sorted(last.items()) if change.kind != UNDONE}


def batches(partnership: UUID, after: int, upto: int) -> tuple[Batch, ...]:
    """What was declared after one calendar and up to another, in order: what one act declared goes together."""
    found: list[list[CalendarChange]] = []
    rows = CalendarChange.objects.filter(partnership=partnership, seq__gt=after, seq__lte=upto).order_by("seq")
    for change in rows:
        if found and found[-1][-1].at == change.at:
            found[-1].append(change)
        else:
            found.append([change])
    return tuple(Batch(each[-1].seq, each[-1].at, tuple(each)) for each in found)


def said(change: CalendarChange) -> str:
    """One change as people read it beside a date that it moved."""
    day = written(change.day)
    says = {
        HOLIDAY: f"{day} is a bank holiday: “{change.name}”.",
        CLOSURE: f"{day} is a day off in this partnership: “{change.name}”.",
        WORKING: f"{day} is a working day after all.",
        UNDONE: f"{day} counts again as it did before.",
    }[change.kind]
    return f"{says} Declared because: {change.because}"


def declare(
    partnership: Partnership, asked: Change, because: str, by: str, at: datetime, shipped: Calendar
) -> CalendarChange | Refused:
    """Declare one day. `by` is a person's key, or "operator"."""
    outcome = declare_all(partnership, (asked,), because, by, at, shipped)
    return outcome if isinstance(outcome, Refused) else outcome[0]


def undo(
    partnership: Partnership, day: date, because: str, by: str, at: datetime, shipped: Calendar
) -> CalendarChange | Refused:
    """Take back what was declared of a day: it counts again as the nation has it."""
    return declare(partnership, Change(day, UNDONE), because, by, at, shipped)


@transaction.atomic
def declare_all(
    partnership: Partnership, asked: Sequence[Change], because: str, by: str, at: datetime, shipped: Calendar
) -> tuple[CalendarChange, ...] | Refused:
    """Declare several days in one act, or none of them where one is refused. The caller has seen to who may."""
    row = Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
    present, stands = calendar(row, shipped), standing(row)
    for each in asked:
        if refused := refusal(each, because, present, stands, at):
            return refused
    rows = tuple(
        CalendarChange(
            partnership=row, seq=row.calendar_seq + number, day=each.day, kind=each.kind, name=each.name.strip(),
            because=because.strip(), at=at, by=by,
        )
        for number, each in enumerate(asked, start=1)
    )  # fmt: skip
    for made in rows:
        made.save(force_insert=True)
    row.calendar_seq += len(rows)
    row.save(update_fields=["calendar_seq"])
    partnership.calendar_seq = row.calendar_seq
    calendar_at.cache_clear()  # what was declared and taken back with its whole transaction is kept by nobody
    return rows


def refusal(
    asked: Change, because: str, present: Calendar, stands: Mapping[date, CalendarChange], at: datetime
) -> Refused | None:
    """Why a day cannot be declared so; None where it can."""
    day = asked.day
    if not present.first <= day <= present.last:
        return Refused(f"Enter a day between {written(present.first)} and {written(present.last)}.")
    if day < on(at) - A_YEAR:
        return Refused(f"{written(day)} is more than a year ago. Nothing that is open can rest on it.")
    if not because.strip() or len(because) > LONGEST_REASON:
        return Refused(f"Say why in up to {LONGEST_REASON} characters.")
    if asked.kind in (HOLIDAY, CLOSURE) and not 0 < len(asked.name.strip()) <= LONGEST_NAME:
        return Refused(f"Enter what people call the day, in up to {LONGEST_NAME} characters.")
    return _no_change(asked, present, stands)


def _no_change(asked: Change, present: Calendar, stands: Mapping[date, CalendarChange]) -> Refused | None:
    day, why = asked.day, present.why_not(asked.day)
    if asked.kind == UNDONE:
        return None if day in stands else Refused(f"Nothing was declared of {written(day)}, so nothing can be undone.")
    if day.weekday() > FRIDAY:
        return Refused(f"{written(day)} is a {weekday(day)}, which is no working day in any case.")
    if asked.kind == WORKING and why is None:
        return Refused(f"{written(day)} is a working day already.")
    if asked.kind == HOLIDAY and asked.again and day in present.holidays:
        return None
    if asked.kind != WORKING and why is not None:
        return Refused(f"{written(day)} is a day off already: {why}.")
    return None


def with_changes(base: Calendar, asked: Iterable[Change], shipped: Calendar) -> Calendar:
    """A calendar as it would be with these days declared, where nobody has declared them yet."""
    holidays, closures = dict(base.holidays), dict(base.closures)
    for each in asked:
        _apply(each, shipped, holidays, closures)
    return Calendar.of(base.nation, holidays, closures, first=base.first, last=base.last)


def _apply(
    change: Change | CalendarChange, shipped: Calendar, holidays: dict[date, str], closures: dict[date, str]
) -> None:
    day = change.day
    holidays.pop(day, None)
    closures.pop(day, None)
    if change.kind == HOLIDAY:
        holidays[day] = change.name
    elif change.kind == CLOSURE:
        closures[day] = change.name
    elif change.kind == UNDONE and day in shipped.holidays:
        holidays[day] = shipped.holidays[day]
