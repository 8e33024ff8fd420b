"""How the service stands, as lights in words: for operators, for `wayforward doctor`, and for a watcher outside.

Nothing here says anything of an escalation but its reference.
"""

from __future__ import annotations

from django.db import Error as DatabaseError

from wayforward.jobs.gate import Reading
from wayforward.jobs.health import clocks, horizons, sending, storage
from wayforward.jobs.health.light import Colour, Health, Light

__all__ = ["Colour", "Health", "Light", "look"]


def look(reading: Reading) -> Health:
    """Every light at `reading`. Where the database does not answer, only what can be said without it."""
    try:
        asked: tuple[Light, ...] = (
            storage.database(), *clocks.lights(reading), *sending.lights(reading.at), *horizons.lights(reading.at),
            storage.sealing(),
        )  # fmt: skip
    except DatabaseError as problem:
        asked = (storage.database(_sentence(problem)),)
    return Health(reading.at, (*asked, *storage.lights(reading.machine_at)))


def _sentence(problem: DatabaseError) -> str:
    """Its kind alone: what a database says of itself may hold an address or a password."""
    return f"It does not answer ({type(problem).__name__})."
