"""Which policy is in force in a partnership at an instant: asked here alone, as a day to come may be set."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q, QuerySet

from wayforward.directory.models import Adoption, Partnership


def at_work(at: datetime) -> QuerySet[Adoption]:
    """Every adoption in force at that instant, each with its partnership and without its long text."""
    return Adoption.objects.filter(_in_force(at)).select_related("partnership").defer("sources")


def in_force(partnership: Partnership, at: datetime) -> Adoption | None:
    """The one policy in force in a partnership then. None where it has none yet."""
    return at_work(at).filter(partnership=partnership).first()


def to_come(partnership: Partnership, at: datetime) -> Adoption | None:
    """The next policy whose first day is set and has not come. None where there is none."""
    stands = Q(retired_at__isnull=True) | Q(retired_at__gt=F("in_force_at"))  # and was not withdrawn
    dated = Adoption.objects.filter(stands, partnership=partnership, in_force_at__gt=at)
    return dated.select_related("partnership").defer("sources").order_by("in_force_at").first()


def partnerships(at: datetime) -> QuerySet[Partnership]:
    """The partnerships that have a policy in force then."""
    adopted = Adoption.objects.filter(_in_force(at)).values("partnership_id")
    return Partnership.objects.filter(pk__in=adopted).order_by("area")


def _in_force(at: datetime) -> Q:
    """The first instant counts, the last does not."""
    return Q(in_force_at__lte=at) & (Q(retired_at__isnull=True) | Q(retired_at__gt=at))
