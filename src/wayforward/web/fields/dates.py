"""Questions answered with a date, or a date and a time: boxes to type in, and errors that name the box."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from wayforward.core.working_time.dates import listed
from wayforward.web.fields.question import Asked, Params, Question

LONDON = ZoneInfo("Europe/London")
YEARS = range(1900, 2101)  # nobody who is spoken of here was born before, and no deadline lies after
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.]?(?P<minute>\d{2}))?\s*(?P<half>am|pm)?")
_TIMES = {"midday": dt.time(12), "noon": dt.time(12), "midnight": dt.time(0)}


class Boxes(NamedTuple):
    """What was typed, box by box, as it was typed. A date question leaves `time` out."""

    day: str = ""
    month: str = ""
    year: str = ""
    time: str = ""


class _BoxesWidget(forms.Widget):
    use_fieldset = True

    def __init__(self, boxes: tuple[str, ...]) -> None:
        super().__init__()
        self.boxes = boxes

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> Boxes:
        return Boxes(**{box: str(data.get(f"{name}-{box}") or "").strip() for box in self.boxes})

    def value_omitted_from_data(self, data: Mapping[str, Any], files: object, name: str) -> bool:
        return all(f"{name}-{box}" not in data for box in self.boxes)


class DateField(Asked):
    """A date in three boxes; the month may be a number or a word. Gives a `datetime.date`.

    `named` is the date as a sentence names it, such as "the date of the meeting": an error begins with it.
    """

    component = "date-input"
    boxes: tuple[str, ...] = ("day", "month", "year")

    def __init__(self, question: str, *, named: str = "the date", missing: str = "", **rest: Any) -> None:
        super().__init__(question, missing=missing or f"Enter {named}", widget=_BoxesWidget(self.boxes), **rest)
        self.named = named

    def to_python(self, value: Boxes | None) -> dt.date | None:
        if not value or not any(value):
            return None
        self._refuse_gaps(value)
        return self._date(value)

    def prepare_value(self, value: object) -> Boxes:
        match value:
            case Boxes():
                return value
            case dt.date():
                return Boxes(str(value.day), str(value.month), str(value.year))
            case _:
                return Boxes()

    def params(self, question: Question) -> Params:
        wrong = self._wrong_boxes(question)
        return question.frame() | {
            "id": question.auto_id,
            "fieldset": question.legend_params(),
            "items": [self._item(question, box, box in wrong) for box in self.boxes],
        }

    def first_id(self, question: Question) -> str:
        wrong = self._wrong_boxes(question) or self.boxes
        return f"{question.auto_id}-{wrong[0]}"

    def _item(self, question: Question, box: str, wrong: bool) -> Params:
        width = {"day": "2", "month": "2", "year": "4", "time": "5"}[box]
        return {
            "id": f"{question.auto_id}-{box}",
            "name": f"{question.html_name}-{box}",
            "label": box.capitalize(),
            "value": getattr(question.value(), box),
            "classes": f"govuk-input--width-{width}" + (" govuk-input--error" if wrong else ""),
            "inputmode": "text" if box == "time" else "numeric",
        }

    def _wrong_boxes(self, question: Question) -> tuple[str, ...]:
        for refusal in question.refusals:
            return (refusal.params or {}).get("boxes", self.boxes)
        return ()

    def _refuse_gaps(self, value: Boxes) -> None:
        gaps = tuple(box for box in self.boxes if not getattr(value, box))
        if gaps:
            raise self.refusal(f"must include a {listed(gaps)}", *gaps)

    def _date(self, value: Boxes) -> dt.date:
        if not (_digits(value.year) and len(value.year) == 4):
            raise self.refusal("must have a year of 4 numbers, like 2026", "year")
        if int(value.year) not in YEARS:
            raise self.refusal(f"must have a year from {YEARS[0]} to {YEARS[-1]}", "year")
        month = _month(value.month)
        if month is None:
            raise self.refusal("must have a real month, like 3 or March", "month")
        try:
            return dt.date(int(value.year), month, int(value.day) if _digits(value.day) and len(value.day) <= 2 else 0)
        except ValueError as impossible:
            raise self.refusal("must be a real date, like 27 3 2026", "day") from impossible

    def refusal(self, what: str, *boxes: str) -> ValidationError:
        """The date, as a sentence names it, and what it must be; every box is marked where none is named."""
        sentence = f"{self.named[:1].upper()}{self.named[1:]} {what}"
        return ValidationError(sentence, code="invalid", params={"boxes": boxes or self.boxes})


class DateTimeField(DateField):
    """A date and a time in London. Gives an aware `datetime.datetime`.

    The hour that happens twice in autumn is read as the first: from an earlier start a limit ends sooner.
    """

    boxes = ("day", "month", "year", "time")

    def to_python(self, value: Boxes | None) -> dt.datetime | None:
        day = super().to_python(value)
        if value is None or day is None:
            return None
        time = _time(value.time)
        if time is None:
            raise self.refusal("must have a real time, like 16:55 or 4:55pm", "time")
        at = dt.datetime.combine(day, time, LONDON)
        if _skipped(at):
            raise self.refusal("falls in the hour that was skipped when the clocks went forward", "time")
        return at

    def prepare_value(self, value: object) -> Boxes:
        if not isinstance(value, dt.datetime):
            return super().prepare_value(value)
        local = value.astimezone(LONDON)
        return super().prepare_value(local.date())._replace(time=f"{local:%H:%M}")


def _month(typed: str) -> int | None:
    """3, 03, Mar and March are all 3."""
    if _digits(typed):
        return int(typed) if len(typed) <= 2 and 1 <= int(typed) <= 12 else None
    for number, name in enumerate(_MONTHS, start=1):
        if len(typed) >= 3 and name.startswith(typed.lower()):
            return number
    return None


def _time(typed: str) -> dt.time | None:
    typed = typed.lower()
    if typed in _TIMES:
        return _TIMES[typed]
    found = _TIME.fullmatch(typed) if typed.isascii() else None
    # "9" alone may be morning or evening: minutes or a half of the day must say which.
    if found is None or not (found["minute"] or found["half"]):
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"] == "pm" else 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def _skipped(at: dt.datetime) -> bool:
    there_and_back = at.astimezone(dt.UTC).astimezone(LONDON)
    return there_and_back.replace(tzinfo=None) != at.replace(tzinfo=None)


def _digits(typed: str) -> bool:
    """Plain digits only: Python alone would take "1_0" for ten."""
    return typed.isascii() and typed.isdigit()
