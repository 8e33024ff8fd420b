"""What may be known about a case, and steers it."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from wayforward.core.policy.elements import Element, Option


class FactKind(enum.StrEnum):
    YES_NO = "yes-no"
    CHOICE = "choice"  # one of the options
    MANY = "many"  # any of the options
    DATE = "date"


@dataclass(frozen=True, kw_only=True)
class Fact(Element):
    """Something about the case that steers routes, moves or duties. Not recorded means no, or nothing chosen."""

    asks: str
    kind: FactKind
    options: tuple[Option, ...] = ()
    hint: str = ""
    asked: str = "raise"  # raise, escalation, or contact: where the question is put
