"""Whom to ring at one agency and line, at one instant, and why; or a declared hole where nobody is named."""

from wayforward.core.routing.answer import Answer, BadQuestion, Card, Hole, Later, StatusNeeded, Suggestion
from wayforward.core.routing.given import given
from wayforward.core.routing.holes import SYSTEM_SUGGESTION
from wayforward.core.routing.table import COMMON_AGENCIES, RouteTable, routes

__all__ = [
    "COMMON_AGENCIES",
    "SYSTEM_SUGGESTION",
    "Answer",
    "BadQuestion",
    "Card",
    "Hole",
    "Later",
    "RouteTable",
    "StatusNeeded",
    "Suggestion",
    "given",
    "routes",
]
