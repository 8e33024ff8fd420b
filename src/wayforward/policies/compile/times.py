"""What a policy's times mean: amounts, timescales, how its days are read, and its windows of the week."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time

from wayforward.core.policy.elements import Element
from wayforward.core.policy.papers import Guidance
from wayforward.core.policy.times import Stated, Timescale
from wayforward.core.working_time import (
    EVERY_DAY,
    Amount,
    AmountError,
    BankHolidays,
    Force,
    Reading,
    Span,
    Unit,
    Window,
    parse_amount,
)
from wayforward.policies.compile.conditions import occurrences, person
from wayforward.policies.compile.names import Names
from wayforward.policies.shape.ladder import StatedShape, TimeShape
from wayforward.policies.shape.papers import ReadingsShape, WorkingHoursShape
from wayforward.policies.shape.people import SpanShape, WindowShape
from wayforward.policies.source import Place

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
COUNTED = frozenset({
    Unit.WORKING_DAYS, Unit.WORKING_HOURS, Unit.CLOCK_HOURS, Unit.CALENDAR_DAYS, Unit.CALENDAR_MONTHS,
})  # fmt: skip
_ALTERNATIVES = re.compile(r": write (.+)$")


def amount(text: str | None, place: Place, names: Names) -> Amount | None:
    """An amount, or None where the text says none, or that a person sets it."""
    if text is None:
        return None
    try:
        parsed = parse_amount(text)
    except AmountError as error:
        what, _, write = str(error).partition(" Write one of: ")
        what = what.rstrip(". ")
        if alternatives := _ALTERNATIVES.search(what):
            what, write = what[: alternatives.start()], alternatives[1]
        names.wrong(place, what, write.rstrip(".") or "5 working days")
        return None
    if parsed.unit in COUNTED and parsed.number == 0:
        names.wrong(place, f"“{text}” gives no time at all", "same working day, or as soon as possible")
        return None
    return None if parsed.unit in (Unit.NONE, Unit.SET_BY_PERSON) else parsed


def every(text: str | None, place: Place, names: Names) -> Amount | None:
    """An amount after which something comes again: one that can be counted."""
    before = len(names.errors)
    found = amount(text, place, names)
    if text is not None and (found is None or found.unit not in COUNTED) and len(names.errors) == before:
        names.wrong(place, f"nothing can come again every “{text}”", "5 working days")
        return None
    return found


def timescale(shape: TimeShape, names: Names, starts: tuple[str, ...] = ()) -> Timescale:
    """A timescale; `starts` is where its clock starts when the text of the policy does not say."""
    place = shape.place
    before = len(names.errors)
    within = amount(shape.within, place / "within", names)
    target = amount(shape.target, place / "target", names)
    if len(names.errors) == before:
        _explained(shape, within, target, names)
    return Timescale(
        within=within,
        target=target,
        starts=occurrences(shape.from_, place / "from", names) or starts,
        force=Force(shape.force),
        printed=shape.printed or "",
        set_by=person(shape.set_by, place / "set-by", names) if shape.set_by else None,
        protective=shape.protective,
        extends=shape.extends,
        stated=tuple(stated(one, names) for one in shape.stated),
        clauses=names.cites(shape.clauses, place / "clauses"),
        assumptions=names.assumes(shape.assumption, place / "assumption"),
        silent=shape.silent,
        unstated=names.unstated(shape, shape.unstated),
    )


def _explained(shape: TimeShape, within: Amount | None, target: Amount | None, names: Names) -> None:
    place = shape.place
    if within is None and not (shape.silent or shape.set_by):
        what = "no time is given, and nothing says why"
        names.wrong(place / "within", what, "silent: what the text leaves unsaid, or set-by: who sets it")
    if within is not None and shape.set_by:
        what = f"the time is given as “{shape.within}” and also left to “{shape.set_by}”"
        names.wrong(place / "set-by", what, "within: none, or leave set-by out")
    if within and target and within.unit == target.unit and target.number > within.number:
        what = f"the target “{shape.target}” is later than the limit “{shape.within}”"
        names.wrong(place / "target", what, "a target that is earlier")


def stated(shape: StatedShape, names: Names) -> Stated:
    names.cites([shape.clause], shape.place / "clause")
    return Stated(
        clause=shape.clause,
        where=shape.where,
        printed=shape.printed,
        within=amount(shape.within, shape.place / "within", names),
        force=Force(shape.force) if shape.force else None,
        says=shape.says,
    )


def reading(shape: ReadingsShape | None, names: Names) -> tuple[Reading, tuple[Element, ...]]:
    """How time is read, and an element for each answer, so that a screen can show whose answer it is."""
    if shape is None:
        return Reading(hours=_hours(None, names)), ()
    written = {
        "day-ends": shape.day_ends, "start-day": shape.start_day, "working-days": shape.working_days,
        "working-hours": shape.working_hours, "late-start": shape.late_start,
    }  # fmt: skip
    if shape.working_days is not None and sorted(shape.working_days.weekdays) != sorted(WEEK[:5]):
        place = shape.working_days.place / "weekdays"
        names.wrong(place, "working days are Monday to Friday and no others", "[mon, tue, wed, thu, fri]")
    read = Reading(
        day_ends=time.fromisoformat(shape.day_ends.at) if shape.day_ends else Reading().day_ends,
        hours=_hours(shape.working_hours, names),
        start_counts=shape.start_day.counts if shape.start_day else False,
        late_start=time.fromisoformat(shape.late_start.at) if shape.late_start else None,
    )
    return read, tuple(Element(id=id, **names.rests(one)) for id, one in written.items() if one is not None)


def _hours(shape: WorkingHoursShape | None, names: Names) -> dict[int, tuple[time, time]]:
    opens, closes = (shape.from_, shape.until) if shape else ("09:00", "17:00")
    if opens >= closes:
        assert shape is not None
        names.wrong(shape.place / "until", f"working hours end at {closes}, before they begin", '"17:00"')
        opens, closes = "09:00", "17:00"
    return {day: (time.fromisoformat(opens), time.fromisoformat(closes)) for day in range(5)}


def windows(names: Names) -> tuple[Window, ...]:
    """The windows in the order of the file. One that is outside another is made from that one."""
    outside = {shape.id: (shape.outside,) for shape in names.shape.windows if shape.outside is not None}
    before = len(names.errors)
    names.no_circle(outside, lambda id: names.windows[id].place / "outside", "is outside")
    if len(names.errors) > before:
        return ()
    return tuple(_window(shape, names) for shape in names.shape.windows)


def printed_windows(names: Names) -> tuple[Window, ...]:
    """Where a window is read more widely than the text: what the text says word for word, under the same id."""
    return tuple(
        Window(shape.id, tuple(_span(span, names) for span in shape.printed))
        for shape in names.shape.windows
        if shape.printed
    )


def _window(shape: WindowShape, names: Names) -> Window:
    said = [bool(shape.days or shape.from_ or shape.until), bool(shape.spans), shape.outside is not None]
    if said.count(True) != 1:
        write = "days with from and until, or spans, or outside"
        names.wrong(shape.place, f"the window “{shape.id}” has to say one thing about its hours", write)
        return Window(shape.id, ())
    if shape.outside is None:
        return Window(shape.id, tuple(_span(span, names) for span in _spans(shape)))
    if not names.check(shape.outside, names.windows, shape.place / "outside", "window"):
        return Window(shape.id, ())
    return _window(names.windows[shape.outside], names).outside(shape.id)


def _spans(shape: WindowShape) -> Sequence[WindowShape | SpanShape]:
    return shape.spans or (shape,)


def _span(shape: WindowShape | SpanShape, names: Names) -> Span:
    nothing = Span(frozenset(), time(), time())
    if shape.from_ is None and shape.until is None:
        opens = closes = time()  # the whole day
    elif shape.from_ is None or shape.until is None:
        missing = "from" if shape.from_ is None else "until"
        names.wrong(shape.place, f"the hours are not whole: “{missing}” is missing", f'{missing}: "17:00"')
        return nothing
    else:
        opens, closes = time.fromisoformat(shape.from_), _closing(shape.until)
    if opens == closes and opens != time():
        what = f"the hours end at {shape.until}, the moment they begin"
        names.wrong(shape.place / "until", what, "a later hour, or leave both out for the whole day")
        return nothing
    words = set(shape.days) - set(WEEK)
    if len(words) + bool(set(shape.days) & set(WEEK)) != 1:
        what = f"“{sorted(words)[0]}” cannot stand beside other days" if words else "no day is given"
        names.wrong(shape.place / "days", what, "every day, bank holidays, or a list of weekdays")
        return nothing
    if words == {"bank holidays"}:
        return Span(EVERY_DAY, opens, closes, BankHolidays.ONLY)
    days = EVERY_DAY if words else frozenset(WEEK.index(day) for day in shape.days)
    rule = BankHolidays.CLOSED if shape.bank_holidays == "closed" else BankHolidays.AS_WEEKDAY
    return Span(days, opens, closes, rule)


def _closing(hour: str) -> time:
    """The hour at which a span closes. The end of the day is the first moment of the next."""
    return time() if hour.startswith("24") else time.fromisoformat(hour)


def window_notes(names: Names) -> tuple[Guidance, ...]:
    """The clauses and assumptions of the windows: a core Window carries none, so a guidance element does."""
    return tuple(
        Guidance(
            id=f"window-{shape.id}",
            says=_told(shape),
            shown=("policy",),
            kind="window",
            **names.rests(shape),
        )
        for shape in names.shape.windows
    )


def _told(shape: WindowShape) -> str:
    if shape.outside:
        return f"“{shape.id}” is all the time outside “{shape.outside}”."
    return f"“{shape.id}” is " + "; ".join(_hours_told(span) for span in _spans(shape)) + "."


def _hours_told(span: WindowShape | SpanShape) -> str:
    closed = ", not on bank holidays" if span.bank_holidays == "closed" else ""
    hours = f"from {span.from_} until {span.until}" if span.from_ else "at every hour"
    return f"{', '.join(span.days)} {hours}{closed}"
