"""The rulebook of a policy that a partnership put in force, by its own calendar, compiled once and kept in memory."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from wayforward.core.events import VersionAdopted
from wayforward.core.policy.facts import FactKind
from wayforward.core.policy.whole import Policy
from wayforward.core.routing import RouteTable, routes
from wayforward.core.rulebook import Rulebook, rulebook
from wayforward.core.working_time import Calendar
from wayforward.directory import days_off
from wayforward.directory.models import Adoption
from wayforward.escalations.history import Recorded
from wayforward.policies import shelf


class TextChanged(Exception):
    """The text that a partnership put in force is not the text that is kept: escalations under it stop here."""


def rules_of(adoption: Adoption, seq: int | None = None) -> Rulebook:
    """The rulebook an escalation was pinned to, by its partnership's own calendar: the one with this number, or the
    present one. Raises PolicyErrors when its kept text can no longer be read, and TextChanged when it is no longer
    the text that was adopted. Load the adoption with its partnership, or it is asked for once more."""
    return _rulebook(adoption.pk, adoption.digest, _calendar(adoption, adoption.pk, adoption.digest, seq))


def rules_for(adoption: Adoption, recorded: Iterable[Recorded], seq: int | None = None) -> Rulebook:
    """The rulebook that an escalation stands under, which still knows those that its history went on under before.

    Asks the database nothing more where it never went over to another version.
    """
    rules = rules_of(adoption, seq)
    digests = [item.event.from_digest for item in recorded if isinstance(item.event, VersionAdopted)]
    former = [_former(adoption, digest, seq) for digest in reversed(digests)]
    return rules.after(*former) if former else rules


def _former(adoption: Adoption, digest: str, seq: int | None) -> Rulebook:
    stood = _adopted(adoption.partnership_id, digest)
    return _rulebook(stood, digest, _calendar(adoption, stood, digest, seq))


def _calendar(adoption: Adoption, stood: UUID, digest: str, seq: int | None) -> Calendar:
    """By which days a version counts where it was adopted: those of its nation, and what was declared there."""
    counted = adoption.partnership.calendar_seq if seq is None else seq
    return days_off.calendar_at(adoption.partnership_id, shelf.calendar(_policy(stood, digest).nation), counted)


@lru_cache(maxsize=64)
def _adopted(partnership: UUID, digest: str) -> UUID:
    """A version that escalations there once stood under. No adoption is ever removed."""
    rows = Adoption.objects.filter(partnership=partnership, digest=digest).order_by("in_force_at")
    return rows.values_list("pk", flat=True)[0]


def routes_of(adoption: Adoption) -> RouteTable:
    """Who answers, by agency, line, status, facts and hour, under the same policy."""
    return _routes(adoption.pk, adoption.digest, _calendar(adoption, adoption.pk, adoption.digest, None))


def tables_for(adoption: Adoption, rules: Rulebook) -> dict[str, RouteTable]:
    """The routing tables of the version an escalation stands under and of those before it, by digest."""
    stood = {each.policy.digest: _adopted(adoption.partnership_id, each.policy.digest) for each in rules.former}
    former = {digest: _routes(key, digest, _calendar(adoption, key, digest, None)) for digest, key in stood.items()}
    return {**former, adoption.digest: routes_of(adoption)}


def secrets_of(policy: Policy) -> dict[str, str]:
    """Which compartment each answer is sealed in, and each fact that is a date: a birth is as good as a name."""
    fields = {field.id: field.secret for form in policy.forms for field in form.fields if field.secret != "plain"}
    return {**fields, **{f"fact {fact.id}": "identity" for fact in policy.facts if fact.kind is FactKind.DATE}}


@lru_cache(maxsize=128)
def _rulebook(adoption: UUID, digest: str, calendar: Calendar) -> Rulebook:
    # A partnership's decision put it in force, whatever its own front page says.
    return rulebook(_policy(adoption, digest), calendar, in_force=True)


@lru_cache(maxsize=128)
def _routes(adoption: UUID, digest: str, calendar: Calendar) -> RouteTable:
    return routes(_policy(adoption, digest), calendar)


@lru_cache(maxsize=64)
def _policy(adoption: UUID, digest: str) -> Policy:
    """The policy as it was adopted. Its text is long and never changes, so it is fetched once in each process."""
    sources = Adoption.objects.values_list("sources", flat=True).get(pk=adoption)
    policy = shelf.load_text(sources)
    if policy.digest != digest:
        raise TextChanged(f"The text of {policy.title} is not the one that was put in force.")
    return policy
