"""The life of a version: draft, checked, signed, in force from a day, retired. Each step is somebody's decision."""

from __future__ import annotations

import enum
from datetime import datetime

from wayforward.desk.models import State, Version


class Standing(enum.StrEnum):
    """Where a version stands at an instant: its stored state, and of one with a day set what that day makes of it."""

    DRAFT = "draft"
    CHECKED = "checked"
    SIGNED = "signed"
    DATED = "dated"  # its first day is still to come
    IN_FORCE = "in-force"
    RETIRED = "retired"
    DROPPED = "dropped"


def standing(version: Version, at: datetime) -> Standing:
    """Never stored: a version is in force on its day although nobody did anything on that day."""
    adoption = version.adoption
    if version.state != State.IN_FORCE or adoption is None:
        return Standing(version.state)
    if adoption.retired_at is not None and adoption.retired_at <= at:
        return Standing.RETIRED
    return Standing.IN_FORCE if adoption.in_force_at <= at else Standing.DATED
