"""What may be wrong with one row that the clock has in hand, so that the others go on; and what is wrong with all."""

from __future__ import annotations

import traceback
from pathlib import Path

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, InterfaceError, connection

from wayforward.escalations.rulebooks import TextChanged
from wayforward.escalations.sealing import SealBroken
from wayforward.policies.errors import PolicyErrors, UnknownPolicy

UNREADABLE = "Its policy can no longer be read."
UNDECIDED = "The rulebook could not work out what is due."
REFUSED = "The database refused what was to be recorded."
WRONG: dict[type[Exception], str] = {
    PolicyErrors: UNREADABLE,
    UnknownPolicy: UNREADABLE,
    TextChanged: "Its policy is kept in other words than those that were signed.",
    SealBroken: "Its history cannot be opened with the sealing key.",
    ObjectDoesNotExist: "Something that it needs is no longer in the database.",
    DatabaseError: REFUSED,
    InterfaceError: REFUSED,
    MemoryError: "There was not enough memory to work out what is due.",
    **dict.fromkeys(
        (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError), UNDECIDED
    ),
}
"""What may be wrong with one of many, and what an operator is told: never a word of what stands in it.

A sealing key that is not there is not among them: it is wrong with none of them, and stops the clock until it is.
"""


def says(problem: Exception) -> str:
    """What an operator is told of it."""
    return next(told for kind, told in WRONG.items() if isinstance(problem, kind))


def raise_if_the_database_is_gone(problem: Exception) -> None:
    """Then there is nothing wrong with this one, and nothing can be noted either."""
    asked = isinstance(problem, DatabaseError | InterfaceError)
    if asked and (connection.connection is None or not connection.is_usable()):
        raise problem


def where(problem: Exception) -> str:
    """What kind of mistake, and in which line of our own: not its words, which may be somebody's."""
    frames = [frame for frame in traceback.extract_tb(problem.__traceback__) if "wayforward" in frame.filename]
    last = frames[-1] if frames else None
    return f"{type(problem).__name__} at {Path(last.filename).name}:{last.lineno}" if last else type(problem).__name__
