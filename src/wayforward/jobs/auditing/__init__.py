"""Finds what should have happened and did not, from the rows and the histories alone: it shares no path with the clock.

It looks back without limit, never asks the sweep or the delivery anything, and reads when the clock means to wake only
to accuse it. Each part asks a few questions of whole tables, so that its cost does not grow with what is wrong.
"""

from __future__ import annotations

from datetime import datetime

from wayforward.jobs.auditing import deadlines, owners, silences, tellings, texts
from wayforward.jobs.auditing.fault import MEANS, Fault, What
from wayforward.jobs.auditing.troubles import keep, standing

__all__ = ["MEANS", "Fault", "What", "audit", "keep", "standing"]


def audit(at: datetime) -> tuple[Fault, ...]:
    """Everything that is wrong at that instant, by kind. It changes nothing: `keep` writes down what it found."""
    read = texts.kept()
    found = (
        *deadlines.faults(at),
        *tellings.faults(at),
        *texts.faults(read),
        *owners.faults(at, read),
        *silences.faults(at),
    )
    return tuple(sorted(found, key=lambda fault: (list(What).index(fault.what), fault.row)))
