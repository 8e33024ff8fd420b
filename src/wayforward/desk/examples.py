"""Taking a worked example out of a draft, where the policy was changed and the example tells how it was before."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from wayforward.core.verdict import Refused
from wayforward.desk.checking import checked
from wayforward.desk.drafts import Overtaken, Saved, save, texts_of
from wayforward.desk.models import Decision, Version
from wayforward.directory.models import Person
from wayforward.directory.seating import on
from wayforward.policies.errors import PolicyErrors
from wayforward.policies.writing.editing import without_example
from wayforward.policies.writing.splicing import NotByPages

GONE = "This example is no longer there, or it comes out as written by now. Look at the list again."
LAST = "This is the only worked example. Write another one first, on the page of the file."


@transaction.atomic
def take_out(version: Version, says: str, person: Person, at: datetime, seen: int) -> Saved | Refused | Overtaken:
    """Take out the example that says this and does not come out as written. What it said stays among the decisions."""
    found = checked(version.texts, on(at))
    if isinstance(found, PolicyErrors):
        return Refused(GONE)
    place = next((n for n, each in enumerate(found.examples) if each.says == says and not each.passed), None)
    if place is None:
        return Refused(GONE)
    if len(found.examples) == 1:
        return Refused(LAST)
    try:
        texts = without_example(texts_of(version), place)
    except NotByPages as told:
        return Refused(str(told))
    outcome = save(version, texts, person, at, seen)
    if isinstance(outcome, Saved):
        Decision.objects.create(version=outcome.version, by=person, at=at, what="example-out", words=says)
    return outcome
