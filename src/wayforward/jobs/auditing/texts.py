"""Policies that open escalations stand under, and whose kept text can no longer be read or is no longer the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from wayforward.core.policy.whole import Policy
from wayforward.directory.models import Adoption
from wayforward.escalations.models import Escalation
from wayforward.jobs.auditing.fault import Fault, What
from wayforward.policies import shelf
from wayforward.policies.errors import PolicyErrors, UnknownPolicy


@dataclass(frozen=True)
class Kept:
    """The text of one adoption that open escalations stand under: what it says, or what is wrong with it."""

    adoption: UUID
    partnership: UUID
    name: str
    open: int  # escalations
    policy: Policy | None
    wrong: str = ""


def kept() -> tuple[Kept, ...]:
    """Each text is read anew: a process that compiled it long ago would not see that it has gone."""
    pinned = Escalation.objects.filter(state="open").values("adoption_id").annotate(open=Count("pk"))
    counts = {row["adoption_id"]: row["open"] for row in pinned.order_by()}
    rows = Adoption.objects.filter(pk__in=counts).order_by("pk").iterator()
    return tuple(_kept(row, counts[row.pk]) for row in rows)


def faults(texts: tuple[Kept, ...]) -> Iterator[Fault]:
    for text in texts:
        if text.wrong:
            says = f"The text of “{text.name}” {text.wrong}. Open escalations that stand under it: {text.open}."
            yield Fault(what=What.TEXT, row=f"adoption {text.adoption}", says=says, partnership=text.partnership)


def _kept(row: Adoption, number: int) -> Kept:
    policy, wrong = _read(row.sources)
    if policy is not None and policy.digest != row.digest:
        policy, wrong = None, "is not the one that was put in force"
    return Kept(row.pk, row.partnership_id, row.policy, number, policy, wrong)


def _read(sources: object) -> tuple[Policy | None, str]:
    if not isinstance(sources, Mapping) or not all(isinstance(text, str) for text in sources.values()):
        return None, "is not kept as texts"
    try:
        return shelf.load_text(sources), ""
    except (PolicyErrors, UnknownPolicy) as problem:
        return None, f"cannot be read ({str(problem).partition(chr(10))[0][:120]})"
