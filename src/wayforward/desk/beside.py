"""A version beside the policy in force: what whoever signs says yes to, and what becomes of the longest wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import OutsideCalendar
from wayforward.desk.drafts import read
from wayforward.directory.models import Adoption
from wayforward.escalations.rulebooks import rules_of
from wayforward.policies import shelf
from wayforward.policies.comparing import SUBSTANCE, Sentence, sentences
from wayforward.policies.errors import PolicyErrors
from wayforward.policies.proving.beside import in_one_line, in_one_line_beside

Texts = tuple[tuple[str, str], ...]
APART = frozenset({"accepted", "noted"})  # said among the findings


@dataclass(frozen=True)
class Beside:
    """`changes` is what differs in substance; `reworded` counts the rest. Both are empty for a first policy."""

    first: bool
    changes: tuple[Sentence, ...] = ()
    reworded: int = 0
    wait: str = ""  # empty where nobody knows that year's bank holidays


def beside(texts: Mapping[str, str], adoption: Adoption | None, year: int) -> Beside | PolicyErrors:
    """What these texts change, or the mistakes that keep them from being read. Worked out once for each text."""
    return _beside(tuple(sorted(texts.items())), adoption.pk if adoption else None, year)


@lru_cache(maxsize=32)
def _beside(texts: Texts, adoption: UUID | None, year: int) -> Beside | PolicyErrors:
    policy = read(dict(texts))
    if isinstance(policy, PolicyErrors):
        return policy
    if adoption is None:
        return Beside(first=True, wait=_wait(None, policy, year))
    before = rules_of(Adoption.objects.select_related("partnership").defer("sources").get(pk=adoption)).policy
    told = [one for one in sentences(before, policy).sentences if one.group not in APART]
    changes = tuple(one for one in told if one.kind in SUBSTANCE)
    return Beside(False, changes, len(told) - len(changes), _wait(before, policy, year))


def _wait(before: Policy | None, policy: Policy, year: int) -> str:
    calendar = shelf.calendar(policy.nation)
    try:
        if before is None:
            return in_one_line(policy, calendar, year)
        return in_one_line_beside(before, policy, calendar, year)
    except OutsideCalendar:
        return ""
