"""How a date and an hour are written in a sentence, in the style people read them: Friday 29 August 2025."""

from collections.abc import Iterable
from datetime import date, time

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip


def written(day: date) -> str:
    """ "Friday 29 August 2025". English whatever the machine's locale is."""
    return f"{weekday(day)} {day_and_month(day)} {day.year}"


def weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def day_and_month(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def hour(at: time) -> str:
    """ "17:00", or "23:59:59" where the seconds matter."""
    return at.strftime("%H:%M:%S" if at.second else "%H:%M")


def said(at: time) -> str:
    """ "4:05pm", "4pm", "midday", "midnight": an hour as people say it, to the minute."""
    match (at.hour, at.minute):
        case (0, 0):
            return "midnight"
        case (12, 0):
            return "midday"
        case (of_day, past):
            minutes = f":{past:02}" if past else ""
            return f"{of_day % 12 or 12}{minutes}{'am' if of_day < 12 else 'pm'}"


def listed(items: Iterable[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"; with another word before the last, "a, b or c". Nothing where there is none."""
    words = list(items)
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
