"""The policy desk of the demonstration: who signs for each agency, and a draft with most of its findings looked at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from wayforward.cli.demonstration.directory import Town, same_id
from wayforward.core.verdict import Refused
from wayforward.desk import drafts, officers
from wayforward.desk.checking import checked
from wayforward.desk.models import Version
from wayforward.directory.models import Agency, Person
from wayforward.directory.seating import on
from wayforward.policies.checking.accepting import ACCEPTED, with_accepted
from wayforward.policies.errors import PolicyErrors
from wayforward.policies.writing import editing
from wayforward.policies.writing.parts import PARTS

DOCUMENT = next(part for part in PARTS if part.id == "document")
OUTDATED = {"silent": None, "unstated": None}  # what the old text did not say, the draft says
NAMED, BEGUN, WRITTEN = timedelta(days=200), timedelta(days=11), timedelta(days=3, hours=2)  # ago


def draft(town: Town, desk: Mapping[str, Any], reasons: Mapping[str, str], at: datetime) -> None:
    """Name the officers of a partnership, and begin its next version from the one in force."""
    by = town.people[desk["by"]]
    for agency in Agency.objects.filter(partnership=town.partnership, office=False, full_board=True).order_by("key"):
        _officer(town, agency, desk, by, at - NAMED)
    begun = drafts.begin(
        town.partnership, by, at - BEGUN, town.adoption, key=same_id(f"{town.partnership.key}/draft")
    )  # fmt: skip
    if isinstance(begun, Refused):
        raise ValueError(begun.says)
    texts = editing.put(drafts.texts_of(begun), DOCUMENT, DOCUMENT.id, _document(begun, desk["document"]))
    saved = drafts.save(begun, _accepted(texts, reasons, by, at), by, at - WRITTEN, seen=0, accepting=True)
    if not isinstance(saved, drafts.Saved):
        raise ValueError(saved.says)


def _officer(town: Town, agency: Agency, desk: Mapping[str, Any], by: Person, at: datetime) -> None:
    """The agency's first person who works there, unless it is written that nobody signs, or why."""
    if agency.key in desk.get("nobody", ()):
        return
    if agency.key in desk.get("excused", {}):
        officers.excuse(agency, desk["excused"][agency.key], by, at)
        return
    here = [person for path, person in town.people.items() if path.rpartition("/")[0] == agency.key and person != by]
    for person in here:
        if isinstance(officers.name(agency, person, by, at), officers.Officer):
            return


def _document(version: Version, changes: Mapping[str, Any]) -> dict[str, Any]:
    return {**editing.get(version.texts, DOCUMENT, DOCUMENT.id), **OUTDATED, **changes}


def _accepted(texts: dict[str, str], reasons: Mapping[str, str], by: Person, at: datetime) -> dict[str, str]:
    """The texts with every grave finding accepted for whose rule there is a reason."""
    day = on(at - WRITTEN)
    found = checked(texts, day)
    if isinstance(found, PolicyErrors):
        raise found
    text = None
    for finding in found.in_the_way:
        if finding.rule in reasons:
            text = with_accepted(text, finding, by.name, day, reasons[finding.rule])
    return texts if text is None else {**texts, ACCEPTED: text}
