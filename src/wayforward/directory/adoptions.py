"""Which policy is in force in a partnership at an instant: asked here alone, as a day to come may be set."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from wayforward.directory.models import Adoption, Partnership


def at_work(at: datetime) -> QuerySet[Adoption]:
    """Every adoption in force at that instant, each with its partnership and without its long text."""
    return Adoption.objects.filter(_in_force(at)).select_related("partnership").defer("sources")


def in_force(partnership: Partnership, at: datetime) -> Adoption | None:
    """The one policy in force in a partnership then. None where it has none yet."""
    return at_work(at).filter(partnership=partnership).first()


def partnerships(at: datetime) -> QuerySet[Partnership]:
    """The partnerships that have a policy in force then."""
    adopted = Adoption.objects.filter(_in_force(at)).values("partnership_id")
    return Partnership.objects.filter(pk__in=adopted).order_by("area")


def _in_force(at: datetime) -> Q:
    """The first instant counts, the last does not."""
    return Q(in_force_at__lte=at) & (Q(retired_at__isnull=True) | Q(retired_at__gt=at))
