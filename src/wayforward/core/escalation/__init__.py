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
)

__all__ = [
    "AskedTime", "Escalation", "Offer", "Owed", "Party", "Proposal", "Visit", "apply", "evolve",
]  # fmt: skip
