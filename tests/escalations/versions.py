"""Barnet's two policies as two versions: cases that stand under the first, and the second put in force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.apps import apps

from tests.cast import MONDAY, Cast, at
from wayforward.core import commands as cmd
from wayforward.directory.models import Adoption
from wayforward.escalations import adopting, record
from wayforward.escalations.adopting import Decision
from wayforward.escalations.models import Escalation
from wayforward.policies import shelf

TUESDAY = at("2026-11-17")
NONE: Mapping[str, str] = {}
WHY = Decision(reason="The boards decided that open cases go on under the joint policy.")


def put_in_force(
    cast: Cast, policy: str = "barnet-multi-agency", when: datetime = MONDAY, changes: Mapping[str, str] = NONE
) -> Adoption:
    """The partnership adopts another policy, with these words of its text changed to others."""
    texts = shelf.texts(policy)
    for was, now in changes.items():
        assert was in texts["policy.yaml"]
        texts["policy.yaml"] = texts["policy.yaml"].replace(was, now)
    Adoption.objects.filter(partnership=cast.partnership, retired_at=None).update(retired_at=when)
    return Adoption.objects.create(
        partnership=cast.partnership, policy=policy, digest=shelf.load_text(texts).digest, sources=texts,
        in_force_at=when, decided_by="Executive board", decision="Adopted.",
    )  # fmt: skip


def previewed(row: Escalation, version: Adoption, **given: Any) -> adopting.Preview:
    return adopting.preview(Escalation.objects.get(pk=row.pk), adopting.version_of(version), TUESDAY, **given)


def moved(cast: Cast, row: Escalation, version: Adoption, stage: str | None = None) -> record.Accepted:
    outcome = adopting.adopt(Escalation.objects.get(pk=row.pk), cast.manager, version, WHY, TUESDAY, stage)
    assert isinstance(outcome, record.Accepted), outcome.says
    return outcome


def at_police_line_3(cast: Cast) -> Escalation:
    row = cast.raised(raising="health", responding=("police",))
    cast.does(row, cast.raises, MONDAY, cmd.Escalate, to="stage-2", override=True, reason="No answer.")
    cast.does(row, cast.raises, MONDAY, cmd.Escalate, to="stage-2", line="3", override=True, reason="Nobody answers.")
    return row


def in_mediation(cast: Cast) -> Escalation:
    row = cast.raised()
    cast.does(row, cast.raises, MONDAY, cmd.Escalate, to="stage-3", override=True, reason="It is grave.")
    cast.does(row, cast.raises, MONDAY, cmd.Escalate, to="mediation", override=True, reason="The chair offered it.")
    return row


def every_row() -> dict[str, list[tuple[Any, ...]]]:
    """All that is stored, table by table."""
    return {
        model._meta.label: sorted(map(repr, model._default_manager.values_list())) for model in apps.get_models()
    }  # fmt: skip
