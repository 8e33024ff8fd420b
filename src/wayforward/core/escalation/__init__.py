"""An escalation as its history stands, and the fold that adds the history up to it."""

from wayforward.core.escalation.fold import apply, evolve
from wayforward.core.escalation.state import (
    AskedTime,
    Escalation,
    Offer,
    Owed,
    Party,
    Proposal,
    Visit,
    agency_of,
    duty_of,
)

__all__ = [
    "AskedTime", "Escalation", "Offer", "Owed", "Party", "Proposal", "Visit", "agency_of", "apply", "duty_of", "evolve",
]  # fmt: skip
