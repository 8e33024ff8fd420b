"""A day off that the office of one partnership declared not long ago, and the open dates that it moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from wayforward.cli.demonstration.directory import Town
from wayforward.core.people import OFFICE
from wayforward.core.verdict import Refused
from wayforward.directory import days_off
from wayforward.directory.days_off import Change
from wayforward.directory.seating import on
from wayforward.jobs.rebasing import rebase_now
from wayforward.policies import shelf

AGO = timedelta(minutes=40)


def declared(town: Town, written: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """Declare each day, so many working days ahead, in the name of the office's manager, and count anew."""
    by, declared_at = str(town.people[f"{OFFICE}/manager"].pk), at - AGO
    for each in written:
        day = town.rules.calendar.add_working_days(on(at), int(each["in"]))
        asked, nation = Change(day, each["kind"], each["name"]), town.rules.policy.nation
        outcome = days_off.declare(town.partnership, asked, each["because"], by, declared_at, shelf.calendar(nation))
        if isinstance(outcome, Refused):
            raise ValueError(outcome.says)
        rebase_now(town.partnership, declared_at)
