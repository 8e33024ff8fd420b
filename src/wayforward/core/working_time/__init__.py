"""Working days, timescales, deadlines with their reasons, and the windows of the week."""

from .calendar import NATIONS, Calendar, OutsideCalendar
from .deadline import Deadline, deadline
from .london import LONDON, instant, on_the_wall
from .reading import OFFICE_HOURS, NonWorkingReceipt, Reading
from .timescale import Amount, AmountError, Force, Unit, parse_amount
from .windows import ALWAYS, EVERY_DAY, WEEKDAYS_ONLY, BankHolidays, Span, Window, is_open, next_change
from .working_hours import add_working_hours, business_minutes_between

__all__ = [
    "ALWAYS",
    "EVERY_DAY",
    "LONDON",
    "NATIONS",
    "OFFICE_HOURS",
    "WEEKDAYS_ONLY",
    "Amount",
    "AmountError",
    "BankHolidays",
    "Calendar",
    "Deadline",
    "Force",
    "NonWorkingReceipt",
    "OutsideCalendar",
    "Reading",
    "Span",
    "Unit",
    "Window",
    "add_working_hours",
    "business_minutes_between",
    "deadline",
    "instant",
    "is_open",
    "next_change",
    "on_the_wall",
    "parse_amount",
]
