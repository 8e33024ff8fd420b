"""Talks inside one agency, before an escalation or beside one: had by the people of the demonstration as they would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from wayforward.cli.demonstration import timetable
from wayforward.cli.demonstration.directory import Town
from wayforward.directory.models import Agency, Person, Post
from wayforward.escalations import talks


def talk(town: Town, told: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """Have every talk that is written for a partnership, each at its own instant before `at`."""
    agencies = {agency.key: agency for agency in Agency.objects.filter(partnership=town.partnership)}
    for number, written in enumerate(told):
        _have(town, agencies, written, at, number)


def _have(town: Town, agencies: Mapping[str, Agency], written: Mapping[str, Any], at: datetime, number: int) -> None:
    person, agency = _person(town, written["by"]), agencies[written["by"].rpartition("/")[0]]
    begun_at = timetable.instant(str(written["at"]), at, town.rules.calendar)
    about = agencies[written["about"]] if "about" in written else None
    key = uuid5(NAMESPACE_URL, f"https://example.org/wayforward/talks/{town.partnership.key}/{number}")
    if written["kind"] == talks.CONSULT:
        post = Post.objects.select_related("agency").get(agency=agency, key=written["asks"])
        begun = talks.consult(person, post, written["words"], begun_at, about=about, key=key)
    elif about is not None:
        begun = talks.note(person, agency, about, written["words"], written["stands"], begun_at, key=key)
    else:
        raise ValueError("A challenge that is noted was made to somebody: write about.")
    for turn in written.get("then", ()):
        said_at = timetable.instant(str(turn["at"]), at, town.rules.calendar)
        talks.say(begun, _person(town, turn["by"]), turn["words"], said_at)


def _person(town: Town, path: str) -> Person:
    return town.people[path]
